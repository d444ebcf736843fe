"""Visits of the three officers and the adviser, and the dispute files of cases (SYS-13, R-33)."""

from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.case import (
    AgreementJudiciallyConfirmed,
    DisputeRiskReported,
    LegalAdviceGiven,
    MediationAgreementReached,
    MediationFailed,
    MediationOpened,
    MediationPerformanceChecked,
    MediationSessionHeld,
)
from domain.case.facts import MEDIATION_OFFICES
from domain.kernel import Label, local_date
from domain.legal import (
    LegalVisitCancelled,
    LegalVisitHeld,
    LegalVisitPlanned,
    LegalVisitRecorded,
)
from projections.models import Register, Row

Replace = msgspec.structs.replace


class VisitRow(Row, frozen=True, array_like=True, gc=False):
    """recorded: position of the officer's confirmation, from which on it counts."""

    visit: UUID
    community: str
    role: str
    person: UUID
    planned_for: date
    state: str
    held_on: date | None = None
    kind: str | None = None
    people_served: int = 0
    cases: tuple[UUID, ...] = ()
    recorded: int | None = None


L_VISIT: Final = Register(
    name="L-VISIT",
    title=Label("三官一顾问到访台账", "Legal visits", "三官一顧問到訪台賬"),
    row=VisitRow,
    filters=("community", "role"),
    moving=("state",),
    valid=("held_on",),
)


@L_VISIT.opens(LegalVisitPlanned)
def planned(recorded: Recorded) -> VisitRow:
    fact = recorded.event
    return VisitRow(recorded.stream, fact.community, fact.role, fact.person, fact.on, "PLANNED")


@L_VISIT.on(LegalVisitCancelled)
def cancelled(row: VisitRow, recorded: Recorded) -> VisitRow:
    return Replace(row, state="CANCELLED")


@L_VISIT.on(LegalVisitHeld)
def held(row: VisitRow, recorded: Recorded) -> VisitRow:
    fact = recorded.event
    return Replace(
        row,
        state="HELD",
        held_on=fact.held_on,
        kind=fact.kind,
        people_served=fact.people_served,
        cases=tuple(fact.cases),
    )


@L_VISIT.on(LegalVisitRecorded)
def confirmed(row: VisitRow, recorded: Recorded) -> VisitRow:
    return Replace(row, state="RECORDED", recorded=recorded.position)


class DisputeRow(Row, frozen=True, array_like=True, gc=False):
    """round: 2 when mediated a second time. agreed_on, checked_on: of the last round.

    agreements: of all rounds; broken: of them those found not performed.

    Confidential (S9 art. 27): read by whoever mediates or supervises.
    """

    offices: ClassVar = MEDIATION_OFFICES

    case: UUID
    mediator: UUID | None
    mediator_role: str
    round: int
    state: str
    opened_on: date
    due_at: datetime
    sessions: int = 0
    agreements: int = 0
    agreed_on: date | None = None
    due_on: date | None = None
    checked_on: date | None = None
    judicially_confirmed: bool = False
    risk_reported: bool = False
    advice: int = 0
    broken: int = 0


L_DISPUTE: Final = Register(
    name="L-DISPUTE",
    title=Label("调解卷宗台账", "Dispute files", "調解卷宗台賬"),
    row=DisputeRow,
    moving=("state",),
    valid=("opened_on",),
)


@L_DISPUTE.upserts(MediationOpened)
def opened(row: DisputeRow | None, recorded: Recorded) -> DisputeRow:
    fact = recorded.event
    day = local_date(fact.happened_at)
    fresh = DisputeRow(
        recorded.stream,
        fact.mediator,
        fact.mediator_role,
        fact.round,
        "MEDIATING",
        day,
        fact.due_at,
    )
    if row is None:
        return fresh
    return Replace(
        fresh,
        opened_on=row.opened_on,
        sessions=row.sessions,
        agreements=row.agreements,
        risk_reported=row.risk_reported,
        advice=row.advice,
        broken=row.broken,
    )


@L_DISPUTE.on(MediationSessionHeld)
def session(row: DisputeRow, recorded: Recorded) -> DisputeRow:
    return Replace(row, sessions=row.sessions + 1)


@L_DISPUTE.on(MediationAgreementReached)
def agreed(row: DisputeRow, recorded: Recorded) -> DisputeRow:
    fact = recorded.event
    return Replace(
        row,
        state="AGREED",
        agreements=row.agreements + 1,
        agreed_on=fact.effective_on,
        due_on=fact.due_on,
    )


@L_DISPUTE.on(MediationFailed)
def failed(row: DisputeRow, recorded: Recorded) -> DisputeRow:
    return Replace(row, state="FAILED")


@L_DISPUTE.on(AgreementJudiciallyConfirmed)
def judicially_confirmed(row: DisputeRow, recorded: Recorded) -> DisputeRow:
    return Replace(row, state="JUDICIALLY_CONFIRMED", judicially_confirmed=True)


@L_DISPUTE.on(MediationPerformanceChecked)
def checked(row: DisputeRow, recorded: Recorded) -> DisputeRow:
    fact = recorded.event
    state = "PERFORMED" if fact.performed else "BREACHED"
    day, broken = local_date(fact.happened_at), row.broken + (not fact.performed)
    return Replace(row, state=state, checked_on=day, broken=broken)


@L_DISPUTE.on(DisputeRiskReported)
def risk(row: DisputeRow, recorded: Recorded) -> DisputeRow:
    return Replace(row, risk_reported=True)


@L_DISPUTE.on(LegalAdviceGiven)
def advised(row: DisputeRow, recorded: Recorded) -> DisputeRow:
    return Replace(row, advice=row.advice + 1)
