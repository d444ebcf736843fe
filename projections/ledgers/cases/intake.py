"""How a case comes in, is triaged and allocated: chains 1 to 3."""

import msgspec

from application.recorded import Recorded
from domain.case import (
    AssignmentDisputeDecided,
    CaseAccepted,
    CaseAssigned,
    CaseJoined,
    CaseMerged,
    CaseNotAccepted,
    CaseReported,
    CaseReturned,
)
from domain.kernel import local_date
from projections.ledgers.cases.row import L_CASE, CaseRow, left, stage

Replace = msgspec.structs.replace


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
        place=fact.place,
    )


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
        enforced_position=recorded.position if fact.law_enforcement else None,
        first_contact_due=fact.first_contact_due_at or row.first_contact_due,
        due_at=fact.due_at or row.due_at,
        stages=stage(row, 2),
    )


@L_CASE.on(CaseNotAccepted)
def not_accepted(row: CaseRow, recorded: Recorded) -> CaseRow:
    return left(row, recorded, "NOT_ACCEPTED")


@L_CASE.on(CaseMerged)
def merged(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(left(row, recorded, "MERGED"), merged_into=recorded.event.master)


@L_CASE.on(CaseJoined)
def joined(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    return Replace(row, reachable=row.reachable or bool(fact.reporters) or fact.contact)


@L_CASE.on(CaseAssigned)
def assigned(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    return Replace(
        row,
        state="ASSIGNED",
        handler=fact.handler,
        assigned_at=row.assigned_at or fact.happened_at,
        stages=stage(row, 3),
    )


@L_CASE.on(AssignmentDisputeDecided)
def dispute_decided(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, state="ASSIGNED", handler=recorded.event.handler, stages=stage(row, 3))


@L_CASE.on(CaseReturned)
def returned(row: CaseRow, recorded: Recorded) -> CaseRow:
    by = (*row.returned_by, recorded.event.handler)
    return Replace(row, state="ACCEPTED", handler=None, returns=row.returns + 1, returned_by=by)
