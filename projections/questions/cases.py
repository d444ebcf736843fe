"""Questions about cases (SYS-05)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.kernel import Label
from projections.asking import Asked, StandingQuestion
from projections.ledgers.cases import L_CASE, CaseRow
from projections.models import Row

SYSTEM: Final = "SYS-05"


def cases_of(asked: Asked) -> list[CaseRow]:
    """Reported in the year asked about."""
    return [row for row in asked.snapshot.all(L_CASE) if row.reported_on.year == asked.year]


class ClosedRow(Row, frozen=True, array_like=True, gc=False):
    case: UUID
    case_no: str
    community: str
    grid: str | None
    handler: str | None
    closed_at: datetime
    outcome: str | None


def closed_without_feedback(asked: Asked) -> Iterator[ClosedRow]:
    """R-19: no case closes without feedback, or a recorded reason why it is impossible."""
    for row in cases_of(asked):
        if row.closed_at is not None and not row.stages[-1]:
            yield ClosedRow(
                row.case,
                row.case_no,
                row.community,
                row.grid,
                row.handler,
                row.closed_at,
                row.outcome,
            )


class RecategorisedRow(Row, frozen=True, array_like=True, gc=False):
    case: UUID
    case_no: str
    community: str
    grid: str | None
    handler: str | None
    due_at: datetime | None
    category: str | None
    urgency: str | None


def recategorised_late(asked: Asked) -> Iterator[RecategorisedRow]:
    for row in cases_of(asked):
        if row.recategorised_overdue:
            yield RecategorisedRow(
                row.case,
                row.case_no,
                row.community,
                row.grid,
                row.handler,
                row.due_at,
                row.category,
                row.urgency,
            )


QUESTIONS: Final = (
    StandingQuestion(
        name="cases-closed-without-feedback",
        system=SYSTEM,
        title=Label("哪些事项未经反馈即已办结？", "Which cases were closed without feedback?"),
        row=ClosedRow,
        rows=closed_without_feedback,
        dated=False,
    ),
    StandingQuestion(
        name="cases-recategorised-after-their-deadline",
        system=SYSTEM,
        title=Label(
            "哪些事项在逾期之后被改了类别？", "Which cases were recategorised after their deadline?"
        ),
        row=RecategorisedRow,
        rows=recategorised_late,
        dated=False,
    ),
)
