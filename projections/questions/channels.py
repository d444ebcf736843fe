"""Questions about intake channels (SYS-06)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.case import Channel as ChannelType
from domain.kernel import SHANGHAI, Label, local_date
from domain.order import Origin
from projections.asking import Asked, ManyDays, ManyMinutes, Parameter, StandingQuestion
from projections.ledgers.cases import L_CASE, CaseRow
from projections.ledgers.channels import CHANNELS, L_BOX
from projections.ledgers.orders import L_ORDER
from projections.models import Row

SYSTEM: Final = "SYS-06"
NIGHT_FROM, NIGHT_UNTIL = 22, 6  # o'clock, Shanghai
OPEN_WISHES: Final = frozenset({"PLACED", "ISSUED", "ACCEPTED", "IN_SERVICE"})


class BoxRow(Row, frozen=True, array_like=True, gc=False):
    """A box, and its last opening; None: it never was opened. days: since then.

    unaccounted: letters of any opening so far that are neither registered nor set aside.
    """

    community: str
    box: UUID
    status: str
    opened_at: datetime | None
    opener: UUID | None
    witness: UUID | None
    letters: int
    registered: int
    set_aside: int
    reconciled: bool
    unaccounted: int
    days: int | None


def last_openings(asked: Asked) -> Iterator[BoxRow]:
    every = [row for row in asked.snapshot.all(L_BOX) if local_date(row.opened_at) <= asked.day]
    for channel in asked.snapshot.all(CHANNELS, type=ChannelType.BOX):
        own = [row for row in every if row.box == channel.channel]
        last = max(own, key=lambda row: row.opened_at, default=None)
        yield BoxRow(
            channel.community or "",
            channel.channel,
            channel.status,
            last.opened_at if last else None,
            last.opener if last else None,
            last.witness if last else None,
            last.letters if last else 0,
            last.registered if last else 0,
            last.set_aside if last else 0,
            last is not None and last.state == "RECONCILED",
            sum(row.letters - row.registered - row.set_aside for row in own),
            (asked.day - local_date(last.opened_at)).days if last else None,
        )


class WishRow(Row, frozen=True, array_like=True, gc=False):
    order: UUID
    order_no: str
    community: str
    grid: str | None
    state: str
    placed_on: date
    days: int


def old_wishes(asked: Asked) -> Iterator[WishRow]:
    for row in asked.snapshot.all(L_ORDER, origin=Origin.WISH_TREE):
        days = (asked.day - row.placed_on).days
        if row.state in OPEN_WISHES and days > asked.parameters["days"]:
            yield WishRow(
                row.order, row.order_no, row.community, row.grid, row.state, row.placed_on, days
            )


class NightCallRow(Row, frozen=True, array_like=True, gc=False):
    """minutes: until somebody took it up; None: nobody has."""

    case: UUID
    case_no: str
    community: str
    grid: str | None
    called_at: datetime
    taken_up_at: datetime | None
    minutes: int | None


def unanswered_at_night(asked: Asked) -> Iterator[NightCallRow]:
    limit = timedelta(minutes=asked.parameters["minutes"])
    for row in asked.snapshot.all(L_CASE, channel=ChannelType.HOTLINE):
        if row.reported_on.year != asked.year or not _at_night(row.reported_at):
            continue
        taken_up = _taken_up(row)
        wait = (taken_up or asked.now) - row.reported_at
        if wait > limit:
            yield NightCallRow(
                row.case,
                row.case_no,
                row.community,
                row.grid,
                row.reported_at,
                taken_up,
                None if taken_up is None else int(wait / timedelta(minutes=1)),
            )


def _at_night(moment: datetime) -> bool:
    hour = moment.astimezone(SHANGHAI).hour
    return hour >= NIGHT_FROM or hour < NIGHT_UNTIL


def _taken_up(row: CaseRow) -> datetime | None:
    """Accepted, spoken to, or told that it is no matter for here."""
    moments = (row.accepted_at, row.first_contact_at, row.left_at)
    return min((moment for moment in moments if moment is not None), default=None)


QUESTIONS: Final = (
    StandingQuestion(
        name="last-opening-of-each-box",
        system=SYSTEM,
        title=Label(
            "某社区意见箱最近何时由谁开启，来信是否全部登记？",
            "When was the box of community X last opened, by whom, were all letters registered?",
        ),
        row=BoxRow,
        rows=last_openings,
    ),
    StandingQuestion(
        name="wishes-older-than-30-days",
        system=SYSTEM,
        title=Label("哪些心愿超过三十天仍未实现？", "Which wishes are older than 30 days?"),
        row=WishRow,
        rows=old_wishes,
        parameters={"days": Parameter(Label("天数", "Days"), ManyDays, 30)},
    ),
    StandingQuestion(
        name="night-calls-that-reached-nobody",
        system=SYSTEM,
        title=Label("夜间来电是否有人接听处理？", "Do calls at night reach anybody?"),
        row=NightCallRow,
        rows=unanswered_at_night,
        dated=False,
        parameters={"minutes": Parameter(Label("分钟数", "Minutes"), ManyMinutes, 60)},
    ),
)
