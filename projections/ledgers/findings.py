"""L-FINDING 认定台账: what competent offices established about subjects (HANDBOOK 4.7)."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.finding import FindingRecorded, FindingRevoked
from domain.kernel import Label
from projections.models import Register, Row


class FindingRow(Row, frozen=True, array_like=True, gc=False):
    """on, year: of what was found. recorded, revoked: positions."""

    finding: UUID
    kind: str
    subject_kind: str
    subject: UUID
    community: str | None
    grid: str | None
    unit: UUID | None
    on: date
    year: int
    document_no: str
    issued_by: str | None
    level: str | None
    record: UUID | None
    state: str
    recorded: int
    revoked: int | None = None


L_FINDING: Final = Register(
    name="L-FINDING",
    title=Label("认定台账", "Findings", "認定台賬"),
    row=FindingRow,
    filters=("kind", "subject_kind", "subject", "community", "year"),
    moving=("state",),
    valid=("on",),
)


@L_FINDING.opens(FindingRecorded)
def recorded_finding(recorded: Recorded) -> FindingRow:
    fact = recorded.event
    return FindingRow(
        recorded.stream,
        fact.kind,
        fact.subject_kind,
        fact.subject,
        fact.community,
        fact.grid,
        fact.unit,
        fact.on,
        fact.on.year,
        fact.document_no,
        fact.issued_by,
        fact.level,
        fact.record,
        "RECORDED",
        recorded.position,
    )


@L_FINDING.on(FindingRevoked)
def revoked(row: FindingRow, recorded: Recorded) -> FindingRow:
    return msgspec.structs.replace(row, state="REVOKED", revoked=recorded.position)
