"""L-PAYSYSTEM 岗位薪酬体系台账: three posts, eighteen grades, and the floor, by day (R-21)."""

from datetime import date
from typing import Final

from application.recorded import Recorded
from domain.kernel import Label
from domain.workforce import PaySystemAdopted
from projections.models import Register, Row


class PaySystemRow(Row, frozen=True, array_like=True, gc=False):
    """head, deputy, staff: the lowest and the highest grade of the post. multiple: of last year's
    income, exact. monthly: the pay of each grade in fen, the lowest first; none: kept elsewhere."""

    effective_from: date
    head: tuple[int, int]
    deputy: tuple[int, int]
    staff: tuple[int, int]
    multiple: str
    monthly: tuple[int, ...]
    document_no: str


L_PAYSYSTEM: Final = Register(
    name="L-PAYSYSTEM",
    title=Label("岗位薪酬体系台账", "Pay systems", "崗位薪酬體系台賬"),
    row=PaySystemRow,
    key=lambda recorded: (recorded.event.system.effective_from,),
    valid=("effective_from",),
)


@L_PAYSYSTEM.opens(PaySystemAdopted)
def adopted(recorded: Recorded) -> PaySystemRow:
    fact = recorded.event
    system = fact.system
    head, deputy, staff = (
        (band.lowest, band.highest) for band in (system.head, system.deputy, system.staff)
    )
    return PaySystemRow(
        system.effective_from,
        head,
        deputy,
        staff,
        f"{system.floor.num}/{system.floor.den}",
        tuple(system.monthly),
        fact.document_no,
    )
