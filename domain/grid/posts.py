"""Who heads a grid and who works in it (R-17, R-18, AM-17)."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.body import EndReason
from domain.dates import require_happened
from domain.grid.state import Grid, Spell, ended
from domain.kernel import Command, Context, Event, Label, Outcome, Period, Reads, require
from domain.person import PartyKind, person_ref
from domain.roles import Role
from domain.vocabulary import DocumentNo

FULL_MEMBERS: Final = frozenset({PartyKind.FULL, PartyKind.RETIRED})
PLANNED_ENDS: Final = frozenset({EndReason.TERM, EndReason.TRANSFER})


class HeadStanding(StrEnum):
    """Why someone is eligible as head and branch secretary: R-17, AM-18."""

    GENERAL_BRANCH_MEMBER = "GENERAL_BRANCH_MEMBER"  # 社区党总支成员
    BACKBONE = "BACKBONE"  # 社区党员骨干


class GridHeadAppointed(Event[Grid], name="grid.head_appointed"):
    """R-17: one fact, for grid head and branch secretary are one post."""

    person: UUID
    standing: HeadStanding
    on: date
    document_no: DocumentNo

    def apply(self, state: Grid) -> Grid:
        return replace(state, heads=(*state.heads, Spell(self.person, Period(start=self.on))))


class GridHeadEnded(Event[Grid], name="grid.head_ended"):
    person: UUID
    last_day: date
    reason: EndReason

    def apply(self, state: Grid) -> Grid:
        return replace(state, heads=ended(state.heads, self.last_day))


class GridWorkerAssigned(Event[Grid], name="grid.worker_assigned"):
    person: UUID
    on: date

    def apply(self, state: Grid) -> Grid:
        return replace(state, workers=(*state.workers, Spell(self.person, Period(start=self.on))))


class GridWorkerRemoved(Event[Grid], name="grid.worker_removed"):
    person: UUID
    last_day: date
    reason: EndReason

    def apply(self, state: Grid) -> Grid:
        return replace(state, workers=ended(state.workers, self.last_day, self.person))


class AppointGridHead(
    Command[Grid], verb="appoint-head", label=Label("任命网格长", "Appoint grid head"),
    who=(Role.CS,), approved_by=(Role.TOWN,),
):  # fmt: skip
    """Makes somebody grid head and secretary of the grid's Party branch at once (R-17)."""

    person: UUID
    standing: HeadStanding
    on: date
    document_no: DocumentNo

    def reads(self, state: Grid, context: Context) -> Reads:
        yield person_ref(self.person)

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be_open(state)
        if Spell(self.person, Period(start=self.on)) in state.heads:
            return
        require(  # AM-17: exactly one head
            all(s.period.end is not None and s.period.end < self.on for s in state.heads),
            "head_in_post",
            "该网格当日已有网格长，请先免去原任。",
            "The grid has a head on that day; end that appointment first.",
        )
        require(  # AM-17: the head is separate from the workers
            self.person not in state.worker_ids,
            "worker_is_no_head",
            "此人现为本网格网格员，请先撤出，或另择人选。",
            "This person is a worker of the grid; remove him first, or choose another.",
        )
        require(  # AM-18: a branch secretary is a full Party member
            context.look(person_ref(self.person)).party_member_on(self.on) in FULL_MEMBERS,
            "not_a_full_member",
            "网格长兼任党支部书记，须为正式党员，请另择人选。",
            "The grid head is branch secretary and must be a full Party member; choose another.",
        )
        yield GridHeadAppointed(**dict(self))


class EndGridHead(
    Command[Grid], verb="end-head", label=Label("免去网格长", "End grid head"), who=(Role.CS,),
    approved_by=(Role.TOWN,),
):  # fmt: skip
    """Ends both posts of the head at once (R-17); `last_day` still counts."""

    last_day: date
    reason: EndReason

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.last_day, context)
        head = next((s for s in state.heads if s.period.end is None), None)
        require(
            head is not None,
            "no_head",
            "该网格现无网格长。",
            "The grid has no head now.",
        )
        assert head is not None  # noqa: S101 - for the type checker
        _must_follow_start(head, self.last_day)
        yield GridHeadEnded(person=head.person, **dict(self))


class AssignGridWorker(
    Command[Grid], verb="assign-worker", label=Label("配备网格员", "Assign grid worker"),
    who=(Role.TOWN, Role.CS),
):  # fmt: skip
    """Sends a worker to the front line of this grid (R-18)."""

    person: UUID
    on: date

    def reads(self, state: Grid, context: Context) -> Reads:
        yield person_ref(self.person)

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be_open(state)
        require(
            context.look(person_ref(self.person)).exists,
            "no_such_person",
            "查无此人，请先登记人员。",
            "There is no such person; register the person first.",
        )
        require(  # AM-17: the head is separate from the workers
            self.person not in (state.head_on(self.on), state.head),
            "head_is_no_worker",
            "网格长不兼任本网格网格员，请另择人选。",
            "The head is not a worker of the same grid; choose another person.",
        )
        if self.person not in state.worker_ids:
            yield GridWorkerAssigned(**dict(self))


class RemoveGridWorker(
    Command[Grid], verb="remove-worker", label=Label("撤出网格员", "Remove grid worker"),
    who=(Role.TOWN, Role.CS),
):  # fmt: skip
    """Ends a worker's time in this grid; `last_day` still counts.

    The last one goes only after a successor has come, unless he resigns or is dismissed: a
    vacancy that is a fact is recorded, one that is planned is refused (AM-17).
    """

    person: UUID
    last_day: date
    reason: EndReason

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.last_day, context)
        found = next(
            (s for s in state.workers if s.person == self.person and s.period.end is None), None
        )
        require(
            found is not None,
            "not_a_worker",
            "此人现非该网格网格员，请核对。",
            "This person is not a worker of this grid now; check it.",
        )
        assert found is not None  # noqa: S101 - for the type checker
        _must_follow_start(found, self.last_day)
        require(
            not state.is_active or len(state.worker_ids) > 1 or self.reason not in PLANNED_ENDS,
            "last_worker",
            "启用的网格至少有一名网格员，请先配备接任者。",
            "An active grid has at least one worker; assign a successor first.",
        )
        yield GridWorkerRemoved(**dict(self))


def must_be_open(state: Grid) -> None:
    require(
        state.is_open,
        "grid_closed",
        "该网格不存在或已合并、拆分、撤销。",
        "There is no such grid, or it was merged, split or abolished.",
    )


def _must_follow_start(spell: Spell, last_day: date) -> None:
    require(
        last_day >= spell.period.start,
        "ends_before_start",
        f"结束日期不得早于开始日期{spell.period.start}。",
        f"The end may not lie before the start, {spell.period.start}.",
    )
