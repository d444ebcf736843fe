"""L-DEADLINE 期限台账: every due time that was reckoned, by which calendar and rules (SYS-21)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.case import (
    CaseAccepted,
    CaseArchived,
    CaseClosed,
    CaseCorrected,
    CaseHandled,
    CaseMerged,
    CaseNotAccepted,
    CaseReopened,
    CaseReported,
    CaseTransferred,
    CaseWithdrawn,
    DeadlineExtended,
    DeadlineRecomputed,
)
from domain.kernel import Label, end_of_day
from domain.notice import NoticeClosed, NoticePosted
from domain.objection import (
    ObjectionDecided,
    ObjectionLodged,
    ObjectionNotAdmitted,
    ObjectionWithdrawn,
)
from domain.order import (
    OrderAccepted,
    OrderAmended,
    OrderCancelled,
    OrderDeadlineRecomputed,
    OrderDeclined,
    OrderExpired,
    OrderIssued,
    OrderPlaced,
    OrderReissued,
    OrderReopened,
    OrdersMerged,
)
from domain.registration import (
    MemberRegistrationConfirmed,
    MemberRegistrationEnded,
    MemberRegistrationRejected,
    MemberRegistrationSubmitted,
    MemberRegistrationWithdrawn,
)
from domain.society import AdmissionRefused, IncubationApplied, OrganisationAdmitted
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace
CASE, ISSUE, ACCEPT = "HANDLING", "ISSUE", "ACCEPTANCE"
# They end on the day that was made known, whatever a calendar says later.
PUBLICITY, REPLY, CONFIRM, ADMIT = "PUBLICITY", "REPLY", "CONFIRMATION", "ADMISSION"
RECOMPUTED: Final = frozenset({CASE, ISSUE, ACCEPT})


class DeadlineRow(Row, frozen=True, array_like=True, gc=False):
    """what: of which step: HANDLING of a case, ISSUE or ACCEPTANCE of an order, PUBLICITY of a
    notice, REPLY to an objection, CONFIRMATION of a registration, ADMISSION of an organisation.
    calendar: year and version, of each year that it was reckoned over. before: the due time that
    this one replaced.
    set_by, position: the event that set it. running: what it is the time for is not done yet.
    """

    record: UUID
    what: str
    community: str | None
    grid: str | None
    running: bool
    due_at: datetime | None = None
    before: datetime | None = None
    calendar: tuple[tuple[int, int], ...] = ()
    ruleset: str | None = None
    set_by: str | None = None
    position: int | None = None


L_DEADLINE: Final = Register(
    name="L-DEADLINE",
    title=Label("期限台账", "Due times", "期限台賬"),
    row=DeadlineRow,
    filters=("record", "community"),
    moving=("running",),
)


def of(*what: str) -> Callable[[Recorded], list[Key]]:
    return lambda recorded: [(recorded.stream, each) for each in what]


@L_DEADLINE.each(CaseReported, keys=of(CASE))
def reported(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow:
    return _new(recorded, key)


@L_DEADLINE.each(OrderPlaced, keys=of(ISSUE, ACCEPT))
def placed(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow:
    new = _new(recorded, key)
    return _set(new, recorded, recorded.event.issue_due_at) if key[1] == ISSUE else new


def _new(recorded: Recorded, key: Key) -> DeadlineRow:
    record, what = key
    fact = recorded.event
    community, grid = getattr(fact, "community", None), getattr(fact, "grid", None)
    return DeadlineRow(record, what, community, grid, False)


@L_DEADLINE.each(NoticePosted, keys=of(PUBLICITY))
def posted(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow:
    return _set(_new(recorded, key), recorded, end_of_day(recorded.event.ends_on))


@L_DEADLINE.each(ObjectionLodged, keys=of(REPLY))
def lodged(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow:
    return _set(_new(recorded, key), recorded, end_of_day(recorded.event.due_on))


@L_DEADLINE.each(MemberRegistrationSubmitted, keys=of(CONFIRM))
def submitted(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow:
    return _set(_new(recorded, key), recorded, recorded.event.confirm_by)


@L_DEADLINE.each(IncubationApplied, keys=of(ADMIT))
def applied(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow:
    return _set(_new(recorded, key), recorded, recorded.event.check_due_at)


@L_DEADLINE.each(CaseAccepted, CaseReopened, DeadlineExtended, DeadlineRecomputed, keys=of(CASE))
def case_due(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow | None:
    return row and _set(row, recorded, recorded.event.due_at)


@L_DEADLINE.each(OrderIssued, OrderReissued, OrderReopened, keys=of(ACCEPT))
def to_accept(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow | None:
    return row and _set(row, recorded, recorded.event.accept_due_at)


@L_DEADLINE.each(OrderDeadlineRecomputed, keys=of(ISSUE, ACCEPT))
def recomputed(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow | None:
    fact = recorded.event
    due_at = fact.issue_due_at if key[1] == ISSUE else fact.accept_due_at
    return _set(row, recorded, due_at) if row and due_at else row


@L_DEADLINE.each(OrderAmended, keys=of(ISSUE))
def amended(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow | None:
    """An order that has become urgent is due earlier."""
    return row and _set(row, recorded, recorded.event.issue_due_at)


@L_DEADLINE.each(CaseAccepted, CaseCorrected, keys=of(CASE))
@L_DEADLINE.each(OrderAmended, keys=of(ISSUE, ACCEPT))
def moved(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow | None:
    """To another grid, whose own it is from now on."""
    grid = recorded.event.grid
    return Replace(row, grid=grid) if row and grid else row


def _set(row: DeadlineRow, recorded: Recorded, due_at: datetime | None) -> DeadlineRow:
    """A case brought in from elsewhere has a due time of nobody's rules: none is told here."""
    fact = recorded.event
    if due_at is None:
        return row
    calendar: dict[Any, int] = getattr(fact, "calendar", {})
    return Replace(
        row,
        running=True,
        due_at=due_at,
        before=row.due_at if row.running else None,
        calendar=tuple(sorted((int(year), version) for year, version in calendar.items())),
        ruleset=getattr(fact, "ruleset", None),
        set_by=recorded.name,
        position=recorded.position,
    )


@L_DEADLINE.each(
    CaseHandled,
    CaseMerged,
    CaseNotAccepted,
    CaseTransferred,
    CaseWithdrawn,
    CaseClosed,
    CaseArchived,
    keys=of(CASE),
)
@L_DEADLINE.each(OrderIssued, OrderDeclined, OrdersMerged, OrderCancelled, keys=of(ISSUE))
@L_DEADLINE.each(OrderAccepted, OrderExpired, OrderCancelled, keys=of(ACCEPT))
@L_DEADLINE.each(NoticeClosed, keys=of(PUBLICITY))
@L_DEADLINE.each(ObjectionDecided, ObjectionNotAdmitted, ObjectionWithdrawn, keys=of(REPLY))
@L_DEADLINE.each(
    MemberRegistrationConfirmed,
    MemberRegistrationRejected,
    MemberRegistrationWithdrawn,
    MemberRegistrationEnded,
    keys=of(CONFIRM),
)
@L_DEADLINE.each(OrganisationAdmitted, AdmissionRefused, keys=of(ADMIT))
def done(row: DeadlineRow | None, recorded: Recorded, key: Key) -> DeadlineRow | None:
    return row and Replace(row, running=False)
