"""L-CADENCE-END 会议频次认定: what the system found at the end of each period (SYS-03, P-12)."""

from datetime import date
from typing import Final
from uuid import UUID

from application.recorded import Recorded
from domain.kernel import Label
from domain.meeting import CadenceMet, CadenceMissed
from projections.models import Register, Row


class CadenceEndRow(Row, frozen=True, array_like=True, gc=False):
    """Kept as it was counted then; L-CADENCE counts anew. recorded: position of the finding."""

    community: str | None
    type: str
    year: int
    number: int
    first: date
    last: date
    required: int
    held: int
    status: str
    meetings: tuple[UUID, ...]
    recorded: int


L_CADENCE_END: Final = Register(
    name="L-CADENCE-END",
    title=Label("会议频次认定台账", "Cadences as found at period ends", "會議頻次認定台賬"),
    row=CadenceEndRow,
    filters=("community", "year"),
    valid=("last",),
)


@L_CADENCE_END.opens(CadenceMet, CadenceMissed)
def found(recorded: Recorded) -> CadenceEndRow:
    fact = recorded.event
    return CadenceEndRow(
        fact.community,
        fact.type,
        fact.year,
        fact.number,
        fact.first,
        fact.last,
        fact.required,
        len(fact.meetings),
        "MET" if recorded.name == CadenceMet.name else "MISSED",
        tuple(fact.meetings),
        recorded.position,
    )
