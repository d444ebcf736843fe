"""L-CASE 事项台账: one row a case, from report to feedback (SYS-05, R-18, R-19)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label
from projections.models import Register, Row


class Help(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A body's part as co-handler. replied_at: its first answer. invited, replied: positions."""

    body: str
    invited_at: datetime
    invited: int
    replied_at: datetime | None = None
    replied: int | None = None


class Call(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A department called by whistle. answered_at: when its people were there. missed: position of
    the mark that its time was over without an answer (P-13)."""

    whistle: UUID
    department: str
    kind: str
    blown_at: datetime
    answer_due_at: datetime
    blown: int
    answered_at: datetime | None = None
    in_time: bool | None = None
    missed: int | None = None


class CaseRow(Row, frozen=True, array_like=True, gc=False):
    """Times are when it happened. stages: the five chains, done or not (R-18).

    co_handlers, whistled: bodies invited, departments called. helps: of each co-handler, in
    detail; calls: of each whistle. escalated: the highest level asked. returned_by: who handed it
    back, for each time. callback_…, rating: the last word of whoever was reached; a reopened case
    keeps it until he is reached again, so that nobody improves a rate by reopening. suspended_days:
    of all rounds. left_as, left_at: NOT_ACCEPTED, MERGED, WITHDRAWN or TRANSFERRED, also once
    archived. source_channel: the word of the system it was imported from. Positions of the facts
    that rates cite end in _position.
    """

    case: UUID
    case_no: str
    channel: str
    kind: str | None
    category: str | None
    subcategory: str | None
    urgency: str | None
    community: str
    grid: str | None
    state: str
    reported_at: datetime
    reported_on: date
    reporter_named: bool
    reachable: bool
    stages: tuple[bool, bool, bool, bool, bool]
    department: str | None = None
    external_ref: str | None = None
    accepted_at: datetime | None = None
    assigned_at: datetime | None = None
    handler: str | None = None
    co_handlers: tuple[str, ...] = ()
    whistled: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    escalated: str | None = None
    first_contact_due: datetime | None = None
    first_contact_at: datetime | None = None
    due_at: datetime | None = None
    extensions: int = 0
    returns: int = 0
    returned_by: tuple[str, ...] = ()
    suspended_days: int = 0
    handled_at: datetime | None = None
    fed_back_at: datetime | None = None
    closed_at: datetime | None = None
    working_days_used: int | None = None
    overdue: bool = False
    recategorised_overdue: bool = False
    reopen_count: int = 0
    outcome: str | None = None
    callback_reached: bool | None = None
    callback_resolved: str | None = None
    rating: str | None = None
    law_enforcement: bool = False
    mediated: bool = False
    left_as: str | None = None
    left_at: datetime | None = None
    merged_into: UUID | None = None
    excluded: str | None = None
    activities: int = 0
    reported_position: int = 0
    contact_position: int | None = None
    callback_position: int | None = None
    handled_position: int | None = None
    closed_position: int | None = None
    left_position: int | None = None
    excluded_position: int | None = None
    mediated_position: int | None = None
    enforced_position: int | None = None
    source_channel: str | None = None
    helps: tuple[Help, ...] = ()
    place: str | None = None


L_CASE: Final = Register(
    name="L-CASE",
    title=Label("事项台账", "Cases", "事項台賬"),
    row=CaseRow,
    filters=("community", "channel"),
    moving=("state", ("community", "state"), "handler", "category", "grid"),
    valid=("reported_on",),
)


def left(row: CaseRow, recorded: Recorded, state: str) -> CaseRow:
    """Out of the five chains, in this way."""
    return msgspec.structs.replace(
        row,
        state=state,
        left_as=state,
        left_at=recorded.event.happened_at,
        left_position=recorded.position,
    )


def stage(row: CaseRow, number: int) -> tuple[bool, ...]:
    """The five chains with this one done."""
    return tuple(was or place == number for place, was in enumerate(row.stages, start=1))
