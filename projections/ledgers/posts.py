"""POSTS 任职名册: who was given which post, on what basis, by which document (SYS-02, R-13)."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.body import PostAppointed, PostAppointmentEnded
from domain.kernel import Label
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace


class PostRow(Row, frozen=True, array_like=True, gc=False):
    """in_body: stream of the body. `end` still counts; it ends with the body at the latest."""

    appointment: UUID
    in_body: UUID
    person: UUID
    unit: UUID | None
    post: str
    basis: str
    document_no: str
    start: date
    end: date | None
    ended_because: str | None = None


def of_appointment(recorded: Recorded) -> Key:
    return (recorded.event.appointment,)


POSTS: Final = Register(
    name="POSTS",
    title=Label("任职名册", "Appointments to posts"),
    row=PostRow,
    key=of_appointment,
    filters=("in_body", "person", "unit"),
    valid=("start", "end"),
)


@POSTS.opens(PostAppointed)
def appointed(recorded: Recorded) -> PostRow:
    fact = recorded.event
    return PostRow(
        fact.appointment,
        recorded.stream,
        fact.person,
        fact.unit,
        fact.post,
        fact.basis,
        fact.document_no,
        fact.period.start,
        fact.period.end,
    )


@POSTS.on(PostAppointmentEnded)
def ended(row: PostRow, recorded: Recorded) -> PostRow:
    return Replace(row, end=recorded.event.on, ended_because=recorded.event.reason)
