"""L-NOTICE 公示台账 and L-OBJ 异议台账 (SYS-18)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label, local_date
from domain.notice import (
    NoticeClosed,
    NoticeDrafted,
    NoticeNameHidden,
    NoticePosted,
    ObjectionOpened,
)
from domain.objection import (
    InvestigationBegun,
    ObjectionAdmitted,
    ObjectionDecided,
    ObjectionLodged,
    ObjectionNotAdmitted,
    ObjectionWithdrawn,
    ReviewDecided,
    ReviewRequested,
)
from projections.models import Register, Row

Replace = msgspec.structs.replace


class NoticeRow(Row, frozen=True, array_like=True, gc=False):
    """shows: fields of personal data, each with the basis on which it is shown. disputed_by: the
    objections; one that is reviewed is one."""

    notice: UUID
    kind: str
    about: UUID
    year: int
    title: str
    places: tuple[str, ...]
    content: str
    shows: tuple[tuple[str, str], ...]
    state: str = "DRAFTED"
    starts_on: date | None = None
    ends_on: date | None = None
    working_days: int | None = None
    objections: int = 0
    hidden: tuple[UUID, ...] = ()
    disputed_by: tuple[UUID, ...] = ()


L_NOTICE: Final = Register(
    name="L-NOTICE",
    title=Label("公示台账", "Public notices", "公示台賬"),
    row=NoticeRow,
    filters=("year", "about"),
)


@L_NOTICE.opens(NoticeDrafted)
def drafted(recorded: Recorded) -> NoticeRow:
    fact = recorded.event
    return NoticeRow(
        recorded.stream,
        fact.kind,
        fact.about,
        fact.year,
        fact.title,
        fact.places,
        fact.content,
        tuple((shown.field, shown.basis) for shown in fact.shows),
    )


@L_NOTICE.on(NoticePosted)
def posted(row: NoticeRow, recorded: Recorded) -> NoticeRow:
    fact = recorded.event
    return Replace(
        row,
        state="POSTED",
        starts_on=fact.starts_on,
        ends_on=fact.ends_on,
        working_days=fact.working_days,
    )


@L_NOTICE.on(NoticeClosed)
def taken_down(row: NoticeRow, recorded: Recorded) -> NoticeRow:
    return Replace(row, state="CLOSED")


@L_NOTICE.on(NoticeNameHidden)
def hidden(row: NoticeRow, recorded: Recorded) -> NoticeRow:
    return Replace(row, hidden=(*row.hidden, recorded.event.person))


@L_NOTICE.on(ObjectionOpened)
def objected(row: NoticeRow, recorded: Recorded) -> NoticeRow:
    every = tuple(dict.fromkeys((*row.disputed_by, recorded.event.objection)))
    return Replace(row, objections=len(every), disputed_by=every)


class ObjectionRow(Row, frozen=True, array_like=True, gc=False):
    """objector: None where it is a lead. finding: as decided last. admits: records that count
    although they are later than the freeze. days: from lodging to the first decision."""

    objection: UUID
    notice: UUID
    year: int
    kind: str
    subject: UUID
    community: str | None
    grid: str | None
    unit: UUID | None
    line: str | None
    objector: UUID | None
    lodged_at: datetime
    due_on: date
    state: str = "LODGED"
    decided_on: date | None = None
    decider: UUID | None = None
    finding: str | None = None
    late: bool = False
    reviewed_on: date | None = None
    reviewer: UUID | None = None
    admits: tuple[UUID, ...] = ()


L_OBJ: Final = Register(
    name="L-OBJ",
    title=Label("异议台账", "Objections", "異議台賬"),
    row=ObjectionRow,
    filters=("year", "subject", "community"),
    moving=("state",),
)


@L_OBJ.opens(ObjectionLodged)
def lodged(recorded: Recorded) -> ObjectionRow:
    fact = recorded.event
    return ObjectionRow(
        recorded.stream,
        fact.notice,
        fact.year,
        fact.kind,
        fact.subject,
        fact.community,
        fact.grid,
        fact.subject if fact.kind in ("UNIT", "SOCIAL_ORG", "MERCHANT") else None,
        fact.line,
        fact.objector,
        recorded.recorded_at,
        fact.due_on,
    )


@L_OBJ.on(ObjectionAdmitted)
def admitted(row: ObjectionRow, recorded: Recorded) -> ObjectionRow:
    return Replace(row, state="ADMITTED")


@L_OBJ.on(ObjectionNotAdmitted)
def not_admitted(row: ObjectionRow, recorded: Recorded) -> ObjectionRow:
    return Replace(row, state="NOT_ADMITTED")


@L_OBJ.on(InvestigationBegun)
def investigated(row: ObjectionRow, recorded: Recorded) -> ObjectionRow:
    return Replace(row, state="INVESTIGATING")


@L_OBJ.on(ObjectionDecided)
def decided(row: ObjectionRow, recorded: Recorded) -> ObjectionRow:
    fact = recorded.event
    return Replace(
        row,
        state=fact.finding,
        finding=fact.finding,
        decided_on=local_date(recorded.recorded_at),
        decider=fact.decider,
        late=fact.late,
        admits=fact.admits,
    )


@L_OBJ.on(ReviewRequested)
def review_requested(row: ObjectionRow, recorded: Recorded) -> ObjectionRow:
    return Replace(row, state="REVIEW_REQUESTED")


@L_OBJ.on(ReviewDecided)
def reviewed(row: ObjectionRow, recorded: Recorded) -> ObjectionRow:
    fact = recorded.event
    return Replace(
        row,
        state="REVIEW_DECIDED",
        finding=fact.finding,
        reviewed_on=local_date(recorded.recorded_at),
        reviewer=fact.decider,
        admits=fact.admits,
    )


@L_OBJ.on(ObjectionWithdrawn)
def withdrawn(row: ObjectionRow, recorded: Recorded) -> ObjectionRow:
    return Replace(row, state="WITHDRAWN")
