"""What may be done to a public notice, by whom (SYS-18)."""

from datetime import date, timedelta
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.calendar import WorkingCalendar, Year, read_calendar
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Label,
    Line,
    Outcome,
    Reads,
    Ref,
    require,
)
from domain.notice.events import (
    NoticeClosed,
    NoticeDrafted,
    NoticeNameHidden,
    NoticePosted,
    ObjectionOpened,
    ObjectionSettled,
)
from domain.notice.state import Notice, NoticeKind, NoticeState, ShownField
from domain.roles import Role
from domain.ruleset import rulebook_ref
from domain.vocabulary import Digest

ONE_DAY: Final = timedelta(days=1)
Places = Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]
Shows = Annotated[tuple[ShownField, ...], Field(max_length=20)]


class DraftNotice(
    Command[Notice], verb="draft", label=Label("草拟公示", "Draft notice"), who=(Role.EVO,),
    opens=True,
):  # fmt: skip
    """Prepares what is to be made public: where it will hang, and on what basis it shows whom."""

    kind: NoticeKind
    about: UUID
    year: Year
    title: Line
    places: Places
    content: Digest
    shows: Shows = ()

    def decide(self, state: Notice, context: Context) -> Outcome:
        _must_be(state, None)
        yield NoticeDrafted(**dict(self))


class PostNotice(
    Command[Notice], verb="post", label=Label("张贴公示", "Post notice"), who=(Role.EVO,)
):
    """Makes it public from today for the working days that the ruleset sets."""

    def reads(self, state: Notice, context: Context) -> Reads:
        yield from read_posting(context)

    def decide(self, state: Notice, context: Context) -> Outcome:
        _must_be(state, NoticeState.DRAFTED)
        yield posted(state.year, context)


class CloseNotice(
    Command[Notice], verb="close", label=Label("公示期满", "Close notice"),
    who=(Role.EVO, Role.SYS),
):  # fmt: skip
    """Takes it down when its period has passed."""

    def decide(self, state: Notice, context: Context) -> Outcome:
        if state.state is NoticeState.CLOSED:
            return
        _must_be(state, NoticeState.POSTED)
        require(
            state.over_on(context.today),
            "publicity_running",
            f"公示期至{state.ends_on}24时止，期满后再关闭。",
            f"The publicity period runs to the end of {state.ends_on}; close it after that.",
        )
        yield NoticeClosed()


class HideName(
    Command[Notice], verb="hide-name", label=Label("停止展示姓名", "Hide a name"),
    who=(Role.EVO, Role.PIO, Role.SYS),
):  # fmt: skip
    """Shows a person's name no longer, for the consent to it was withdrawn (P-11)."""

    person: UUID

    def decide(self, state: Notice, context: Context) -> Outcome:
        require(
            state.state in (NoticeState.DRAFTED, NoticeState.POSTED),
            "notice_not_open",
            "公示已期满，不再展示姓名，无需处理。",
            "The notice is closed and shows nothing any more; there is nothing to hide.",
        )
        if self.person not in state.hidden:
            yield NoticeNameHidden(person=self.person)


def read_posting(context: Context) -> Reads:
    """What `posted` looks at."""
    yield rulebook_ref()
    yield from read_calendar(context)


def posted(year: int, context: Context) -> NoticePosted:
    """HANDBOOK 4.5: the day of posting is the first day, if it is a working day.

    year: what is made public is about it, and its rules say how long.
    """
    rules = context.look(rulebook_ref()).in_force(date(year, 12, 31))
    days = rules.cutoffs.publicity_working_days.value
    calendar = WorkingCalendar.of(context)
    return NoticePosted(
        starts_on=context.today,
        ends_on=calendar.after(context.today - ONE_DAY, days),
        working_days=days,
        calendar=calendar.versions,
    )


def _must_be(state: Notice, wanted: NoticeState | None) -> None:
    require(
        state.state is wanted,
        "notice_state",
        f"公示的状态为{state.state or '未建'}，不能这样办理。",
        f"The notice is {state.state or 'not there'}, so this is not possible.",
    )


NOTICE: Final = Aggregate(
    name="notice",
    collection="notices",
    label=Label("公示", "Public notice"),
    initial=Notice(),
    commands=(DraftNotice, PostNotice, CloseNotice, HideName),
    events=(
        NoticeDrafted,
        NoticePosted,
        NoticeClosed,
        NoticeNameHidden,
        ObjectionOpened,
        ObjectionSettled,
    ),
    concerns=lambda state, command: Concern(),
)


def notice_ref(id: UUID) -> Ref[Notice]:
    return NOTICE.ref(id)
