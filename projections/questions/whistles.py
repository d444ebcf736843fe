"""The question of double appraisal: who calls, and who comes (P-13, HANDBOOK 3.1)."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from domain.kernel import Label
from projections.asking import Asked, StandingQuestion
from projections.ledgers.cases import CaseRow
from projections.ledgers.cases.row import Call
from projections.models import Row
from projections.questions.cases import SYSTEM, cases_of


class AppraisalRow(Row, frozen=True, array_like=True, gc=False):
    """Caller and called, for both are appraised. in_time, late: how it came. missed: its time was
    over without an answer, whether it came later or not; cases: those. waiting: not due yet."""

    community: str
    department: str
    whistles: int
    in_time: int
    late: int
    missed: int
    waiting: int
    cases: tuple[UUID, ...]


def double_appraisal(asked: Asked) -> Iterator[AppraisalRow]:
    groups: dict[tuple[str, str], list[tuple[CaseRow, Call]]] = defaultdict(list)
    for row in cases_of(asked):
        for call in row.calls:
            groups[row.community, call.department].append((row, call))
    for (community, department), calls in sorted(groups.items()):
        every = [call for _, call in calls]
        yield AppraisalRow(
            community,
            department,
            len(every),
            sum(call.in_time is True for call in every),
            sum(call.in_time is False for call in every),
            sum(call.missed is not None for call in every),
            sum(call.missed is None and call.in_time is None for call in every),
            tuple(row.case for row, call in calls if call.missed is not None),
        )


QUESTIONS: Final = (
    StandingQuestion(
        name="whistles-and-how-they-were-answered",
        system=SYSTEM,
        title=Label(
            "吹哨之后各部门应哨如何（双考核）？",
            "Which departments came when they were called, and which did not?",
        ),
        row=AppraisalRow,
        rows=double_appraisal,
        dated=False,
    ),
)
