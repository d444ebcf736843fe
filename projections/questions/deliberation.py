"""Questions about deliberation (SYS-08)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID

from domain.deliberation import ParticipantType, Proposer
from domain.kernel import Label
from projections.asking import Asked, StandingQuestion, percent
from projections.ledgers.deliberation import L_DELIB, DeliberationRow, TaskPart
from projections.models import Row

SYSTEM: Final = "SYS-08"


class RejectedRow(Row, frozen=True, array_like=True, gc=False):
    """reason: its code; what the resident was told stands in the record."""

    item: UUID
    item_no: str
    community: str
    item_class: str
    proposed_on: date
    reason: str | None


def rejected_proposals(asked: Asked) -> Iterator[RejectedRow]:
    for row in asked.snapshot.all(L_DELIB, proposed_by=Proposer.RESIDENT):
        if row.state == "REJECTED" and row.proposed_on.year == asked.year:
            yield RejectedRow(
                row.item,
                row.item_no,
                row.community,
                row.item_class,
                row.proposed_on,
                row.rejected_for,
            )


class ExecutionRow(Row, frozen=True, array_like=True, gc=False):
    """Resolutions whose last task fell due in the year by the day asked about, as far as known.

    on_time: every task done by its own day. late: all done, some after it. open: not all done.
    """

    community: str
    due: int
    on_time: int
    late: int
    open: int
    on_time_percent: str | None


def executed_on_time(asked: Asked) -> Iterator[ExecutionRow]:
    due = defaultdict[str, list[DeliberationRow]](list)
    for row in asked.snapshot.all(L_DELIB):
        if row.due_on and row.due_on.year == asked.year and row.due_on <= asked.day:
            due[row.community].append(row)
    for community, rows in sorted(due.items()):
        done = [row for row in rows if all(part.done_on for part in row.parts)]
        on_time = [row for row in done if all(_in_time(part) for part in row.parts)]
        share = Fraction(len(on_time), len(rows))
        yield ExecutionRow(
            community,
            len(rows),
            len(on_time),
            len(done) - len(on_time),
            len(rows) - len(done),
            percent(share),
        )


def _in_time(part: TaskPart) -> bool:
    return part.done_on is not None and part.done_on <= part.due_on


class AbsentRow(Row, frozen=True, array_like=True, gc=False):
    """A type that took part in no stage of any item. sittings: at which it could have."""

    community: str
    participant_type: str
    sittings: int


def never_taking_part(asked: Asked) -> Iterator[AbsentRow]:
    """R-40: 议事、决策、执行、监督."""
    sat = defaultdict[str, list[DeliberationRow]](list)
    for row in asked.snapshot.all(L_DELIB):
        if row.held_on and row.held_on.year == asked.year:
            sat[row.community].append(row)
    for community, rows in sorted(sat.items()):
        came = {type for row in rows for stage in _stages(row) for type in stage}
        for type in ParticipantType:
            if type not in came:
                yield AbsentRow(community, type.value, len(rows))


def _stages(row: DeliberationRow) -> tuple[tuple[str, ...], ...]:
    return row.deliberated_by, row.decided_by, row.executed_by, row.supervised_by


QUESTIONS: Final = (
    StandingQuestion(
        name="rejected-proposals-of-residents",
        system=SYSTEM,
        title=Label(
            "居民提出的哪些议题未被列入，理由是什么？",
            "Which proposals by residents were rejected and why?",
        ),
        row=RejectedRow,
        rows=rejected_proposals,
        dated=False,
    ),
    StandingQuestion(
        name="decisions-executed-on-time",
        system=SYSTEM,
        title=Label("有多少决议按期执行？", "How many decisions were executed on time?"),
        row=ExecutionRow,
        rows=executed_on_time,
    ),
    StandingQuestion(
        name="participant-types-that-never-take-part",
        system=SYSTEM,
        title=Label("哪些主体从不参与？", "Which participant types never take part?"),
        row=AbsentRow,
        rows=never_taking_part,
        dated=False,
    ),
)
