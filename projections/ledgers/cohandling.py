"""L-COHANDLING 协办台账: which bodies were invited to help with a case, and when they answered (U8)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.case import CoHandlerInvited, CoHandlerReplied
from domain.kernel import Label, local_date
from projections.models import Key, Register, Row


class CoHandlingRow(Row, frozen=True, array_like=True, gc=False):
    """invited, replied: positions; of several replies, the first."""

    case: UUID
    body: str
    invited_at: datetime
    invited_on: date
    invited: int
    replied_at: datetime | None = None
    replied: int | None = None


def case_and_body(recorded: Recorded) -> Key:
    return (recorded.stream, recorded.event.body)


L_COHANDLING: Final = Register(
    name="L-COHANDLING",
    title=Label("协办台账", "Co-handling of cases", "協辦台賬"),
    row=CoHandlingRow,
    key=case_and_body,
    filters=("case", "body"),
    valid=("invited_on",),
)


@L_COHANDLING.opens(CoHandlerInvited)
def invited(recorded: Recorded) -> CoHandlingRow:
    at = recorded.event.happened_at
    return CoHandlingRow(
        recorded.stream, recorded.event.body, at, local_date(at), recorded.position
    )


@L_COHANDLING.on(CoHandlerReplied)
def replied(row: CoHandlingRow, recorded: Recorded) -> CoHandlingRow:
    if row.replied is not None:
        return row
    at = recorded.event.happened_at
    return msgspec.structs.replace(row, replied_at=at, replied=recorded.position)
