"""How a case is handled, fed back and ended: chains 4 and 5, and what interrupts them."""

import msgspec

from application.recorded import Recorded
from domain.case import (
    CallbackRecorded,
    CaseActivityRecorded,
    CaseClosed,
    CaseContinuedAsDiscovery,
    CaseConversionFailed,
    CaseConvertedToOrder,
    CaseCorrected,
    CaseExcluded,
    CaseFedBack,
    CaseHandled,
    CaseImported,
    CaseRecategorised,
    CaseReopened,
    CaseResumed,
    CaseSuspended,
    CaseTransferred,
    CaseWithdrawn,
    CoHandlerInvited,
    CoHandlerReplied,
    DeadlineExtended,
    DeadlineRecomputed,
    FeedbackImpossibleRecorded,
    FirstContactMade,
    HandlingStarted,
    MediationOpened,
)
from domain.case.timers import CaseArchived, CaseOverdueMarked
from projections.ledgers.cases.row import L_CASE, CaseRow, Help, left, stage

Replace = msgspec.structs.replace


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
    fact = recorded.event
    return Replace(
        row,
        co_handlers=(*row.co_handlers, fact.body),
        helps=(*row.helps, Help(fact.body, fact.happened_at, recorded.position)),
    )


@L_CASE.on(CoHandlerReplied)
def co_handler_replied(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact, position = recorded.event, recorded.position
    helps = (
        Replace(each, replied_at=fact.happened_at, replied=position)
        if each.body == fact.body and each.replied is None
        else each
        for each in row.helps
    )
    return Replace(row, helps=tuple(helps))


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
        handled_position=recorded.position,
        working_days_used=fact.working_days_used,
        first_contact_at=contact,
        contact_position=row.contact_position or (recorded.position if contact else None),
        stages=stage(row, 4),
    )


@L_CASE.on(CaseFedBack, FeedbackImpossibleRecorded)
def fed_back(row: CaseRow, recorded: Recorded) -> CaseRow:
    at = recorded.event.happened_at
    return Replace(row, state="FED_BACK", fed_back_at=at, stages=stage(row, 5))


@L_CASE.on(CallbackRecorded)
def called_back(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    if row.callback_reached and not fact.reached:
        return row
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
    fact = recorded.event
    return Replace(
        row,
        state="ASSIGNED",
        handler=fact.handler,
        due_at=fact.due_at,
        reopen_count=fact.count,
        handled_at=None,
        handled_position=None,
        working_days_used=None,
        fed_back_at=None,
        closed_at=None,
        closed_position=None,
        outcome=None,
        stages=(row.stages[0], row.stages[1], row.stages[2], False, False),
    )


@L_CASE.on(CaseWithdrawn)
def withdrawn(row: CaseRow, recorded: Recorded) -> CaseRow:
    return left(row, recorded, "WITHDRAWN")


@L_CASE.on(CaseContinuedAsDiscovery)
def continued(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, kind="DISCOVERY")


@L_CASE.on(CaseTransferred)
def transferred(row: CaseRow, recorded: Recorded) -> CaseRow:
    overdue = row.overdue or recorded.event.overdue
    return Replace(left(row, recorded, "TRANSFERRED"), overdue=overdue)


@L_CASE.on(CaseConvertedToOrder)
def converted(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="CONVERTED")


@L_CASE.on(CaseConversionFailed)
def conversion_failed(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="ACCEPTED", handler=None)


@L_CASE.on(DeadlineExtended)
def extended(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, due_at=recorded.event.due_at, extensions=row.extensions + 1)


@L_CASE.on(CaseSuspended)
def suspended(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="SUSPENDED")


@L_CASE.on(CaseResumed)
def resumed(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    days = row.suspended_days + fact.working_days
    return Replace(row, state=fact.back_to, suspended_days=days)


@L_CASE.on(DeadlineRecomputed)
def recomputed(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    contact = fact.first_contact_due_at or row.first_contact_due
    return Replace(row, due_at=fact.due_at, first_contact_due=contact)


@L_CASE.on(CaseRecategorised)
def recategorised(row: CaseRow, recorded: Recorded) -> CaseRow:
    after = recorded.event.after
    enforced = row.enforced_position or recorded.position
    return Replace(
        row,
        kind=after.kind,
        category=after.category,
        subcategory=after.subcategory,
        urgency=after.urgency,
        law_enforcement=after.law_enforcement,
        enforced_position=enforced if after.law_enforcement else None,
        recategorised_overdue=row.recategorised_overdue or recorded.event.overdue,
    )


@L_CASE.on(CaseCorrected)
def corrected(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    reachable = row.reachable or fact.contact is not None
    return Replace(row, grid=fact.grid or row.grid, reachable=reachable)


@L_CASE.on(CaseExcluded)
def excluded(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, excluded=recorded.event.reason, excluded_position=recorded.position)


@L_CASE.on(MediationOpened)
def mediated(row: CaseRow, recorded: Recorded) -> CaseRow:
    position = row.mediated_position or recorded.position
    return Replace(row, mediated=True, mediated_position=position)


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
