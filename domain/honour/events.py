"""What happens to a nomination."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from domain.honour.state import (
    HELD,
    OUT,
    GroupCount,
    Nomination,
    NominationState,
    RevocationReason,
    RuleResult,
    Standing,
)
from domain.kernel import Event, Line, SealedText
from domain.ruleset import SubjectKind
from domain.vocabulary import CommunityCode, Digest, DocumentNo, GridCode

BACK_IN: Final = frozenset({NominationState.NOMINATED, NominationState.INELIGIBLE})


class NominationEvent(Event[Nomination]):
    pass


class HonourNominated(NominationEvent, name="honour_nomination.nominated", sealed_for="person"):
    """person: the subject, where it is a natural person. unit: whose member, or itself.

    consent: digest of the paper on which a natural person agrees to be nominated and publicised.
    """

    programme: Line
    year: int
    subject: UUID
    kind: SubjectKind
    person: UUID | None = None
    unit: UUID
    community: CommunityCode
    grid: GridCode | None = None
    deeds: SealedText
    consent: Digest | None = None

    def apply(self, state: Nomination) -> Nomination:
        return replace(
            state,
            state=NominationState.NOMINATED,
            programme=self.programme,
            year=self.year,
            subject=self.subject,
            kind=self.kind,
            unit=self.unit,
            community=self.community,
            grid=self.grid,
        )


class NominationWithdrawn(NominationEvent, name="honour_nomination.withdrawn", sealed_for="person"):
    person: UUID | None = None
    reason: SealedText

    def apply(self, state: Nomination) -> Nomination:
        return replace(state, state=NominationState.WITHDRAWN)


class EligibilityChecked(NominationEvent, name="honour_nomination.eligibility_checked"):
    """Every rule looked at, with what was found (L-ELIG).

    score_version: of the score book; position: where that version stands on the record of facts.
    ballot, primary, deductions, completed_at: what breaks ties (4.6); primary as "num/den".
    """

    score_version: int
    position: int
    ruleset: Line
    score: Decimal | None = None
    min_score: Decimal
    results: tuple[RuleResult, ...]
    eligible: bool
    ballot: Decimal | None = None
    primary: Line | None = None
    deductions: Decimal = Decimal(0)
    completed_at: int

    def apply(self, state: Nomination) -> Nomination:
        standing = Standing(
            version=self.score_version,
            score=self.score or Decimal(0),
            ballot=self.ballot,
            primary=None if self.primary is None else Fraction(self.primary),
            deductions=self.deductions,
            completed_at=self.completed_at,
            passed=self.eligible,
            results=self.results,
        )
        return replace(state, standing=standing, state=self._then(state))

    def _then(self, state: Nomination) -> NominationState | None:
        """A title that is held falls by a decision only, never by a figure."""
        if state.state in HELD | OUT:
            return state.state
        if not self.eligible:
            return NominationState.INELIGIBLE
        if state.state in BACK_IN:
            return NominationState.BALLOTED if state.balloted else NominationState.ELIGIBLE
        return state.state


class HonourBalloted(NominationEvent, name="honour_nomination.balloted"):
    """mean: "num/den" of 100; None: void. final: no other round follows."""

    round: int
    groups: tuple[GroupCount, ...]
    void: bool
    final: bool
    mean: Line | None = None

    def apply(self, state: Nomination) -> Nomination:
        if not self.final:
            return replace(state, rounds=self.round)
        return replace(
            state,
            state=NominationState.BALLOTED,
            rounds=self.round,
            balloted=True,
            mean=None if self.mean is None else Fraction(self.mean),
        )


class HonourShortlisted(NominationEvent, name="honour_nomination.shortlisted"):
    """composite: "num/den", exact. rank: 1 is the best; places: the quota it was held against."""

    rank: int
    composite: Line
    places: int

    def apply(self, state: Nomination) -> Nomination:
        return replace(state, state=NominationState.SHORTLISTED)


class HonourNotSelected(NominationEvent, name="honour_nomination.not_selected"):
    rank: int
    composite: Line
    places: int

    def apply(self, state: Nomination) -> Nomination:
        return replace(state, state=NominationState.NOT_SELECTED)


class HonourPublicised(NominationEvent, name="honour_nomination.publicised"):
    """notice: the public notice that shows it."""

    notice: UUID

    def apply(self, state: Nomination) -> Nomination:
        return replace(state, state=NominationState.PUBLICISED, notice=self.notice)


class HonourApproved(NominationEvent, name="honour_nomination.approved"):
    minutes_no: DocumentNo

    def apply(self, state: Nomination) -> Nomination:
        return replace(state, state=NominationState.APPROVED)


class HonourRefused(NominationEvent, name="honour_nomination.refused", sealed_for="person"):
    person: UUID | None = None
    minutes_no: DocumentNo
    reason: SealedText

    def apply(self, state: Nomination) -> Nomination:
        return replace(state, state=NominationState.REFUSED)


class HonourConferred(NominationEvent, name="honour_nomination.conferred"):
    """valid_until: the last day of the title."""

    certificate_no: DocumentNo
    approval_document_no: DocumentNo
    on: date
    valid_until: date

    def apply(self, state: Nomination) -> Nomination:
        return replace(state, state=NominationState.CONFERRED, valid_until=self.valid_until)


class HonourExpired(NominationEvent, name="honour_nomination.expired"):
    on: date

    def apply(self, state: Nomination) -> Nomination:
        return replace(state, state=NominationState.EXPIRED)


class HonourRevoked(NominationEvent, name="honour_nomination.revoked"):
    """The certificate is withdrawn from `effective_on`; decision_no: the leading group's."""

    reason: RevocationReason
    effective_on: date
    decision_no: DocumentNo

    def apply(self, state: Nomination) -> Nomination:
        return replace(state, state=NominationState.REVOKED)
