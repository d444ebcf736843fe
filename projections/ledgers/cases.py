"""L-CASE 事项台账: one row a case, from report to feedback (SYS-05, R-18, R-19)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.case import (
    AssignmentDisputeDecided,
    CallbackRecorded,
    CaseAccepted,
    CaseActivityRecorded,
    CaseAssigned,
    CaseClosed,
    CaseContinuedAsDiscovery,
    CaseConversionFailed,
    CaseConvertedToOrder,
    CaseCorrected,
    CaseExcluded,
    CaseFedBack,
    CaseHandled,
    CaseImported,
    CaseMerged,
    CaseNotAccepted,
    CaseRecategorised,
    CaseReopened,
    CaseReported,
    CaseResumed,
    CaseReturned,
    CaseSuspended,
    CaseTransferred,
    CaseWithdrawn,
    CoHandlerInvited,
    DeadlineExtended,
    DeadlineRecomputed,
    FeedbackImpossibleRecorded,
    FirstContactMade,
    HandlingStarted,
    MediationOpened,
)
from domain.case.timers import CaseArchived, CaseOverdueMarked
from domain.kernel import Label, local_date
from projections.models import Register, Row

Replace = msgspec.structs.replace
STAGES: Final = 5


class CaseRow(Row, frozen=True, array_like=True, gc=False):
    """Times are when it happened. stages: the five chains, done or not (R-18).

    co_handlers: bodies invited. source_channel: the word of the system it was imported from.
    Positions of the facts that rates cite end in _position.
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
    first_contact_due: datetime | None = None
    first_contact_at: datetime | None = None
    due_at: datetime | None = None
    extensions: int = 0
    returns: int = 0
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
    merged_into: UUID | None = None
    excluded: str | None = None
    activities: int = 0
    reported_position: int = 0
    contact_position: int | None = None
    callback_position: int | None = None
    closed_position: int | None = None
    ended_position: int | None = None
    source_channel: str | None = None


L_CASE: Final = Register(
    name="L-CASE",
    title=Label("事项台账", "Cases", "事項台賬"),
    row=CaseRow,
    filters=("community", "channel"),
    moving=("state", "handler", "category", "grid"),
    valid=("reported_on",),
)


@L_CASE.opens(CaseReported)
def reported(recorded: Recorded) -> CaseRow:
    fact = recorded.event
    on = local_date(fact.happened_at)
    return CaseRow(
        case=recorded.stream,
        case_no=f"{fact.community}-{on.year}-{recorded.position:06d}",
        channel=fact.channel,
        kind=fact.kind,
        category=fact.category,
        subcategory=fact.subcategory,
        urgency=None,
        community=fact.community,
        grid=fact.grid,
        state="REPORTED",
        reported_at=fact.happened_at,
        reported_on=on,
        reporter_named=fact.reporter is not None,
        reachable=fact.reachable,
        stages=(True, False, False, False, False),
        department=fact.department,
        reported_position=recorded.position,
    )


def _stage(row: CaseRow, number: int, done: bool = True) -> tuple[bool, ...]:
    return tuple(done if place == number else was for place, was in enumerate(row.stages, start=1))


@L_CASE.on(CaseAccepted)
def accepted(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    return Replace(
        row,
        state="ACCEPTED",
        accepted_at=fact.happened_at,
        kind=fact.kind or row.kind,
        category=fact.category or row.category,
        subcategory=fact.subcategory or row.subcategory,
        urgency=fact.urgency,
        grid=fact.grid or row.grid,
        law_enforcement=fact.law_enforcement,
        first_contact_due=fact.first_contact_due_at or row.first_contact_due,
        due_at=fact.due_at or row.due_at,
        stages=_stage(row, 2),
    )


@L_CASE.on(CaseNotAccepted)
def not_accepted(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="NOT_ACCEPTED", ended_position=recorded.position)


@L_CASE.on(CaseMerged)
def merged(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(
        row, state="MERGED", merged_into=recorded.event.master, ended_position=recorded.position
    )


@L_CASE.on(CaseAssigned)
def assigned(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    return Replace(
        row,
        state="ASSIGNED",
        handler=fact.handler,
        assigned_at=row.assigned_at or fact.happened_at,
        stages=_stage(row, 3),
    )


@L_CASE.on(AssignmentDisputeDecided)
def dispute_decided(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="ASSIGNED", handler=recorded.event.handler, stages=_stage(row, 3))


@L_CASE.on(CaseReturned)
def returned(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="ACCEPTED", handler=None, returns=row.returns + 1)


@L_CASE.on(HandlingStarted)
def handling_started(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="IN_HANDLING")


@L_CASE.on(FirstContactMade)
def first_contact(row: CaseRow, recorded: Recorded) -> CaseRow:
    state = "IN_HANDLING" if row.state == "ASSIGNED" else row.state
    if row.first_contact_at is not None:
        return Replace(row, state=state)
    return Replace(
        row,
        state=state,
        first_contact_at=recorded.event.happened_at,
        contact_position=recorded.position,
    )


@L_CASE.on(CoHandlerInvited)
def co_handler(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, co_handlers=(*row.co_handlers, recorded.event.body))


@L_CASE.on(CaseHandled)
def handled(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    contact = row.first_contact_at or fact.first_contact_at
    return Replace(
        row,
        state="HANDLED",
        handled_at=fact.happened_at,
        handler=fact.handler,
        overdue=row.overdue or fact.overdue,
        working_days_used=fact.working_days_used,
        first_contact_at=contact,
        contact_position=row.contact_position or (recorded.position if contact else None),
        stages=_stage(row, 4),
    )


@L_CASE.on(CaseFedBack, FeedbackImpossibleRecorded)
def fed_back(row: CaseRow, recorded: Recorded) -> CaseRow:
    at = recorded.event.happened_at
    return Replace(row, state="FED_BACK", fed_back_at=at, stages=_stage(row, 5))


@L_CASE.on(CallbackRecorded)
def called_back(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    return Replace(
        row,
        callback_reached=fact.reached,
        callback_resolved=fact.resolved,
        rating=fact.satisfaction,
        callback_position=recorded.position,
    )


@L_CASE.on(CaseClosed)
def closed(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    return Replace(
        row,
        state="CLOSED",
        closed_at=fact.happened_at,
        outcome=fact.outcome,
        closed_position=recorded.position,
    )


@L_CASE.on(CaseReopened)
def reopened(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(
        row,
        state="ASSIGNED",
        handler=recorded.event.handler,
        reopen_count=row.reopen_count + 1,
        closed_at=None,
        closed_position=None,
        outcome=None,
        stages=(row.stages[0], row.stages[1], row.stages[2], False, False),
    )


@L_CASE.on(CaseWithdrawn)
def withdrawn(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="WITHDRAWN", ended_position=recorded.position)


@L_CASE.on(CaseContinuedAsDiscovery)
def continued(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, kind="DISCOVERY")


@L_CASE.on(CaseTransferred)
def transferred(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    return Replace(
        row,
        state="TRANSFERRED",
        overdue=row.overdue or fact.overdue,
        ended_position=recorded.position,
    )


@L_CASE.on(CaseConvertedToOrder)
def converted(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="CONVERTED")


@L_CASE.on(CaseConversionFailed)
def conversion_failed(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="ACCEPTED")


@L_CASE.on(DeadlineExtended)
def extended(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, due_at=recorded.event.due_at, extensions=row.extensions + 1)


@L_CASE.on(CaseSuspended)
def suspended(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="SUSPENDED")


@L_CASE.on(CaseResumed)
def resumed(row: CaseRow, recorded: Recorded) -> CaseRow:
    days = recorded.event.working_days
    return Replace(row, state="IN_HANDLING", suspended_days=row.suspended_days + days)


@L_CASE.on(DeadlineRecomputed)
def recomputed(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    contact = fact.first_contact_due_at or row.first_contact_due
    return Replace(row, due_at=fact.due_at, first_contact_due=contact)


@L_CASE.on(CaseRecategorised)
def recategorised(row: CaseRow, recorded: Recorded) -> CaseRow:
    after = recorded.event.after
    return Replace(
        row,
        kind=after.kind,
        category=after.category,
        subcategory=after.subcategory,
        urgency=after.urgency,
        recategorised_overdue=row.recategorised_overdue or recorded.event.overdue,
    )


@L_CASE.on(CaseCorrected)
def corrected(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, grid=recorded.event.grid or row.grid)


@L_CASE.on(CaseExcluded)
def excluded(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, excluded=recorded.event.reason, ended_position=recorded.position)


@L_CASE.on(MediationOpened)
def mediated(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, mediated=True)


@L_CASE.on(CaseOverdueMarked)
def overdue(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, overdue=True)


@L_CASE.on(CaseArchived)
def archived(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="ARCHIVED")


@L_CASE.on(CaseImported)
def imported(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    return Replace(
        row,
        external_ref=fact.external_ref,
        source_channel=fact.source_channel,
        department=fact.department or row.department,
        first_contact_due=fact.first_contact_due_at,
        due_at=fact.due_at,
    )


@L_CASE.on(CaseActivityRecorded)
def activity(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, activities=row.activities + 1)
