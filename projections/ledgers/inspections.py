"""L-INSPECTION 商户检查台账: safety and frontage checks of merchants (B2, B5)."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.inspection import InspectionRecorded, InspectionVoided
from domain.kernel import Label
from projections.models import Register, Row


class InspectionRow(Row, frozen=True, array_like=True, gc=False):
    """unit: the merchant. body: the department that came. recorded: position."""

    inspection: UUID
    unit: UUID
    kind: str
    community: str
    grid: str | None
    on: date
    year: int
    passed: bool
    body: str | None
    inspector: UUID | None
    voided: bool
    recorded: int


L_INSPECTION: Final = Register(
    name="L-INSPECTION",
    title=Label("商户检查台账", "Inspections of merchants", "商戶檢查台賬"),
    row=InspectionRow,
    filters=("unit", "kind", "community", "year"),
    valid=("on",),
)


@L_INSPECTION.opens(InspectionRecorded)
def inspected(recorded: Recorded) -> InspectionRow:
    fact = recorded.event
    return InspectionRow(
        recorded.stream,
        fact.merchant,
        fact.kind,
        fact.community,
        fact.grid,
        fact.on,
        fact.on.year,
        fact.passed,
        fact.department,
        fact.inspector,
        voided=False,
        recorded=recorded.position,
    )


@L_INSPECTION.on(InspectionVoided)
def voided(row: InspectionRow, recorded: Recorded) -> InspectionRow:
    return msgspec.structs.replace(row, voided=True)
