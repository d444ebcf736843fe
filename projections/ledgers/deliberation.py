"""L-DELIB 议事台账 and L-PROBLEM 反复问题台账: items, their tasks, who took part (SYS-08, P-14)."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.deliberation import (
    ItemAccepted,
    ItemDeferred,
    ItemDeliberated,
    ItemEvaluated,
    ItemProposed,
    ItemRejected,
    ItemScheduled,
    NoConsensusReached,
    RecurringProblemDetected,
    ResidentsVoteRecorded,
    ResolutionAdopted,
    ResolutionPublished,
    ResolutionTaskCompleted,
)
from domain.kernel import Label
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace


class TaskPart(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One task of a resolution. done: position of the event that says so."""

    task: UUID
    body: str
    due_on: date
    done_on: date | None = None
    done: int | None = None


class DeliberationRow(Row, frozen=True, array_like=True, gc=False):
    """…_by: which types of participants took part in each stage (R-40).

    present: of all types together. unit, department: of its proposer. adopted, proposed: positions.
    """

    item: UUID
    item_no: str
    community: str
    item_class: str
    proposed_by: str
    proposed_on: date
    state: str
    unit: UUID | None = None
    department: str | None = None
    needs_residents_meeting: bool = False
    rejected_for: str | None = None
    meeting: UUID | None = None
    held_on: date | None = None
    present: int = 0
    deliberated_by: tuple[str, ...] = ()
    residents_vote: bool | None = None
    adopted_on: date | None = None
    decided_by: tuple[str, ...] = ()
    published_on: date | None = None
    tasks: int = 0
    tasks_done: int = 0
    parts: tuple[TaskPart, ...] = ()
    task_bodies: tuple[str, ...] = ()
    executed_by: tuple[str, ...] = ()
    completed_on: date | None = None
    supervised_by: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    proposed: int = 0
    adopted: int | None = None

    @property
    def due_on(self) -> date | None:
        """The day by which all of the resolution is to be done; None: nothing was resolved."""
        return max((part.due_on for part in self.parts), default=None)


L_DELIB: Final = Register(
    name="L-DELIB",
    title=Label("议事台账", "Deliberation", "議事台賬"),
    row=DeliberationRow,
    filters=("community", "item_class", "proposed_by"),
    moving=("state",),
    valid=("proposed_on",),
)


@L_DELIB.opens(ItemProposed)
def proposed(recorded: Recorded) -> DeliberationRow:
    fact = recorded.event
    return DeliberationRow(
        recorded.stream,
        f"{fact.community}-{fact.on.year}-Y{recorded.position:06d}",
        fact.community,
        fact.item_class,
        fact.proposed_by,
        fact.on,
        "PROPOSED",
        unit=fact.unit,
        department=fact.department,
        proposed=recorded.position,
    )


@L_DELIB.on(ItemAccepted)
def accepted(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    flag = recorded.event.needs_residents_meeting
    return Replace(row, state="SCREENED", needs_residents_meeting=flag)


@L_DELIB.on(ItemRejected)
def rejected(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    return Replace(row, state="REJECTED", rejected_for=recorded.event.reason)


@L_DELIB.on(ItemDeferred)
def deferred(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    return Replace(row, state="DEFERRED", meeting=None)


@L_DELIB.on(ItemScheduled)
def scheduled(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    return Replace(row, state="SCHEDULED", meeting=recorded.event.meeting)


@L_DELIB.on(ItemDeliberated)
def deliberated(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    fact = recorded.event
    there = tuple(str(each.type) for each in fact.present)
    return Replace(
        row, state="DELIBERATED", held_on=fact.held_on, present=fact.total, deliberated_by=there
    )


@L_DELIB.on(ResidentsVoteRecorded)
def voted(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    return Replace(row, residents_vote=recorded.event.quorate and recorded.event.carried)


@L_DELIB.on(NoConsensusReached)
def no_consensus(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    return Replace(row, state="NO_CONSENSUS")


@L_DELIB.on(ResolutionAdopted)
def adopted(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    fact = recorded.event
    return Replace(
        row,
        state="RESOLVED",
        adopted_on=fact.on,
        adopted=recorded.position,
        decided_by=tuple(map(str, fact.decided_by)),
        tasks=len(fact.tasks),
        parts=tuple(TaskPart(task.task, task.body, task.due_on) for task in fact.tasks),
        task_bodies=tuple(dict.fromkeys(task.body for task in fact.tasks)),
    )


@L_DELIB.on(ResolutionPublished)
def published(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    return Replace(row, state="EXECUTING", published_on=recorded.event.on)


@L_DELIB.on(ResolutionTaskCompleted)
def task_completed(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    fact = recorded.event
    parts = tuple(
        Replace(part, done_on=fact.on, done=recorded.position) if part.task == fact.task else part
        for part in row.parts
    )
    done = [part.done_on for part in parts if part.done_on is not None]
    return Replace(
        row,
        parts=parts,
        tasks_done=len(done),
        executed_by=joined(row.executed_by, map(str, fact.took_part)),
        state="COMPLETED" if fact.completes else row.state,
        completed_on=max(done) if fact.completes else None,
    )


@L_DELIB.on(ItemEvaluated)
def evaluated(row: DeliberationRow, recorded: Recorded) -> DeliberationRow:
    fact = recorded.event
    return Replace(
        row,
        state="EVALUATED",
        supervised_by=joined(row.supervised_by, [str(fact.for_type)]),
        verdicts=(*row.verdicts, str(fact.verdict)),
    )


def joined(some: tuple[str, ...], more: Any) -> tuple[str, ...]:
    """Each once, in the order in which they came."""
    return tuple(dict.fromkeys((*some, *more)))


class ProblemRow(Row, frozen=True, array_like=True, gc=False):
    """cases: those that showed it that time; they count for no other."""

    problem: UUID
    occurrence: int
    community: str
    grid: str
    place: str
    category: str
    cases: tuple[UUID, ...]
    since: datetime
    until: datetime
    position: int


L_PROBLEM: Final = Register(
    name="L-PROBLEM",
    title=Label("反复问题台账", "Recurring problems", "反覆問題台賬"),
    row=ProblemRow,
    filters=("community", "category"),
)


def _each_time(recorded: Recorded) -> Key:
    return (recorded.stream, recorded.event.occurrence)


@L_PROBLEM.opens(RecurringProblemDetected, key=_each_time)
def detected(recorded: Recorded) -> ProblemRow:
    fact = recorded.event
    return ProblemRow(
        recorded.stream,
        fact.occurrence,
        fact.community,
        fact.grid,
        fact.place,
        fact.category,
        tuple(fact.cases),
        fact.since,
        fact.until,
        recorded.position,
    )
