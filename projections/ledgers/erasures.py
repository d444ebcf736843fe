"""Whose data was erased, and why (SYS-20): what is left to be known of him."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from application.recorded import Recorded
from domain.access import PROTECTORS
from domain.kernel import Label
from domain.privacy import SubjectErased
from projections.models import Journal, Row


class ErasureRow(Row, frozen=True, array_like=True, gc=False):
    """request: the person's own, where that was the ground. fields: known to be his then."""

    person: UUID
    ground: str
    document_no: str
    fields: tuple[str, ...]
    request: UUID | None
    at: datetime

    offices: ClassVar = PROTECTORS


L_ERASURE: Final = Journal(
    name="L-ERASURE",
    title=Label("个人信息删除台账", "Erasures", "個人信息刪除台賬"),
    row=ErasureRow,
    filters=("person", "ground"),
)


@L_ERASURE.on(SubjectErased)
def erased(recorded: Recorded) -> tuple[ErasureRow]:
    fact, at = recorded.event, recorded.occurred_at
    about = fact.person, fact.ground, fact.document_no, fact.fields, fact.request
    return (ErasureRow(*about, at),)
