"""L-AGR 协议台账 and L-COMMIT 承诺台账: agreements and what was promised in them (SYS-04)."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.agreement.events import (
    AgreementDrafted,
    AgreementExpired,
    AgreementLapsed,
    AgreementNegotiated,
    AgreementRenewalDrafted,
    AgreementReopened,
    AgreementSignedByCommunity,
    AgreementSignedByParty,
    AgreementTerminated,
    AgreementTookEffect,
    CommitmentDropped,
    CommitmentFailed,
    CommitmentOverdue,
    CommitmentProposed,
    CommitmentReportedDone,
    CommitmentReportRejected,
    CommitmentRevised,
    CommitmentStarted,
    CommitmentVerified,
    CommitmentWaived,
)
from domain.kernel import Label, local_date
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace
REVISED: Final = ("form", "purpose", "title", "weight", "resource_offer")  # besides the due day


class AgreementRow(Row, frozen=True, array_like=True, gc=False):
    """signed_…_on and effective_on are days of record: never back-dated (EX-09)."""

    agreement: UUID
    community: str
    party: UUID
    party_kind: str
    year: int
    framework: str
    drafted_on: date
    state: str
    signed_by_community_on: date | None = None
    signed_by_party_on: date | None = None
    effective_on: date | None = None
    days_late: int | None = None
    ended_on: date | None = None
    effect: int | None = None  # position of the event that brought it into effect
    drafted: int = 0  # position of the draft


L_AGR: Final = Register(
    name="L-AGR",
    title=Label("协议台账", "Agreements", "協議台賬"),
    row=AgreementRow,
    filters=("community", "party", "year"),
    moving=("state",),
    valid=("effective_on", "ended_on"),
)


@L_AGR.opens(AgreementDrafted, AgreementRenewalDrafted)
def drafted(recorded: Recorded) -> AgreementRow:
    fact = recorded.event
    return AgreementRow(
        recorded.stream,
        fact.community,
        fact.party,
        fact.party_kind,
        fact.year,
        fact.framework,
        local_date(recorded.recorded_at),
        "DRAFTED",
        drafted=recorded.position,
    )


@L_AGR.on(AgreementNegotiated)
def negotiated(row: AgreementRow, recorded: Recorded) -> AgreementRow:
    return Replace(row, state="NEGOTIATED")


@L_AGR.on(AgreementReopened)
def reopened(row: AgreementRow, recorded: Recorded) -> AgreementRow:
    return Replace(row, state="DRAFTED", signed_by_community_on=None, signed_by_party_on=None)


@L_AGR.on(AgreementSignedByCommunity)
def signed_by_community(row: AgreementRow, recorded: Recorded) -> AgreementRow:
    return Replace(row, state="SIGNED_ONE_SIDE", signed_by_community_on=recorded.event.on)


@L_AGR.on(AgreementSignedByParty)
def signed_by_party(row: AgreementRow, recorded: Recorded) -> AgreementRow:
    return Replace(row, state="SIGNED_ONE_SIDE", signed_by_party_on=recorded.event.on)


@L_AGR.on(AgreementTookEffect)
def took_effect(row: AgreementRow, recorded: Recorded) -> AgreementRow:
    fact = recorded.event
    return Replace(
        row,
        state="EFFECTIVE",
        effective_on=fact.effective_on,
        days_late=fact.days_late,
        effect=recorded.position,
    )


@L_AGR.on(AgreementExpired, AgreementLapsed)
def ended(row: AgreementRow, recorded: Recorded) -> AgreementRow:
    state = "EXPIRED" if recorded.name == AgreementExpired.name else "LAPSED"
    return Replace(row, state=state, ended_on=recorded.event.on)


@L_AGR.on(AgreementTerminated)
def terminated(row: AgreementRow, recorded: Recorded) -> AgreementRow:
    return Replace(row, state="TERMINATED", ended_on=recorded.event.ended_on)


class CommitmentRow(Row, frozen=True, array_like=True, gc=False):
    """evidence: of the last report that it is done. termed, decided: positions of the events that
    last set its terms and that last changed it."""

    commitment: UUID
    agreement: UUID
    form: str
    purpose: str
    title: str
    weight: int
    due_on: date
    state: str
    overdue: bool = False
    reported_on: date | None = None
    evidence: tuple[str, ...] = ()
    verified_on: date | None = None
    verifier: UUID | None = None
    co_verifier: UUID | None = None
    decided: int = 0
    termed: int = 0
    resource_offer: UUID | None = None


def commitment_of(recorded: Recorded) -> Key:
    return (recorded.event.commitment,)


L_COMMIT: Final = Register(
    name="L-COMMIT",
    title=Label("承诺台账", "Commitments", "承諾台賬"),
    row=CommitmentRow,
    key=commitment_of,
    filters=("agreement",),
    moving=("state", "form"),
    valid=("due_on",),
)


@L_COMMIT.opens(CommitmentProposed)
def proposed(recorded: Recorded) -> CommitmentRow:
    fact = recorded.event
    terms = fact.terms
    return CommitmentRow(
        fact.commitment,
        recorded.stream,
        terms.form,
        terms.purpose,
        terms.title,
        terms.weight,
        terms.due_on,
        "PLEDGED",
        decided=recorded.position,
        termed=recorded.position,
        resource_offer=terms.resource_offer,
    )


@L_COMMIT.on(CommitmentRevised)
def revised(row: CommitmentRow, recorded: Recorded) -> CommitmentRow:
    terms = recorded.event.terms
    changed = {name: getattr(terms, name) for name in REVISED}
    position = recorded.position
    return Replace(row, **changed, due_on=terms.due_on, decided=position, termed=position)


@L_COMMIT.on(CommitmentDropped)
def dropped(row: CommitmentRow, recorded: Recorded) -> None:
    return None


def _state(row: CommitmentRow, recorded: Recorded, state: str, **more: Any) -> CommitmentRow:
    return Replace(row, state=state, decided=recorded.position, **more)


@L_COMMIT.on(CommitmentStarted)
def started(row: CommitmentRow, recorded: Recorded) -> CommitmentRow:
    return _state(row, recorded, "IN_PROGRESS")


@L_COMMIT.on(CommitmentReportedDone)
def reported(row: CommitmentRow, recorded: Recorded) -> CommitmentRow:
    fact = recorded.event
    shown = {"reported_on": fact.on, "evidence": tuple(fact.evidence)}
    return _state(row, recorded, "REPORTED_DONE", **shown)


@L_COMMIT.on(CommitmentVerified)
def verified(row: CommitmentRow, recorded: Recorded) -> CommitmentRow:
    fact = recorded.event
    return _state(
        row,
        recorded,
        "VERIFIED",
        verified_on=fact.on,
        verifier=fact.verifier,
        co_verifier=fact.co_verifier,
    )


@L_COMMIT.on(CommitmentReportRejected)
def rejected(row: CommitmentRow, recorded: Recorded) -> CommitmentRow:
    return _state(row, recorded, "REJECTED")


@L_COMMIT.on(CommitmentWaived)
def waived(row: CommitmentRow, recorded: Recorded) -> CommitmentRow:
    return _state(row, recorded, "WAIVED")


@L_COMMIT.on(CommitmentFailed)
def failed(row: CommitmentRow, recorded: Recorded) -> CommitmentRow:
    return _state(row, recorded, "FAILED")


@L_COMMIT.on(CommitmentOverdue)
def overdue(row: CommitmentRow, recorded: Recorded) -> CommitmentRow:
    return Replace(row, overdue=True)
