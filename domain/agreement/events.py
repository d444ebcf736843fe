"""What happens to an agreement and its commitments."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.agreement.state import (
    AgreedAmendment,
    Agreement,
    AgreementState,
    Amendment,
    Commitment,
    CommitmentState,
    FailureGround,
    ItemList,
    PartyKind,
    Signature,
    Terms,
    WaiverGround,
)
from domain.kernel import Event, SealedText
from domain.vocabulary import CommunityCode, Digest, DocumentNo


class AgreementEvent(Event[Agreement]):
    pass


class _Opening(AgreementEvent):
    community: CommunityCode
    party: UUID
    party_kind: PartyKind
    year: int
    framework: DocumentNo
    work_priorities: ItemList = ()
    projects: ItemList = ()
    measures: ItemList = ()

    def apply(self, state: Agreement) -> Agreement:
        return replace(state, state=AgreementState.DRAFTED, **dict(self))


class AgreementDrafted(_Opening, name="agreement.drafted"):
    pass


class AgreementRenewalDrafted(_Opening, name="agreement.renewal_drafted"):
    """The next year's draft; the commitments carried over follow, each naming its original."""

    predecessor: UUID


class AgreementNegotiated(AgreementEvent, name="agreement.negotiated"):
    """Both sides agree on the text: the three lists of R-14 as they stand now."""

    work_priorities: ItemList
    projects: ItemList
    measures: ItemList

    def apply(self, state: Agreement) -> Agreement:
        return replace(state, state=AgreementState.NEGOTIATED, **dict(self))


class AgreementReopened(AgreementEvent, name="agreement.reopened"):
    """The text was changed after the negotiation: a signature under the old text is void."""

    signature_voided: bool

    def apply(self, state: Agreement) -> Agreement:
        drafted = AgreementState.DRAFTED
        return replace(state, state=drafted, signed_by_community=None, signed_by_party=None)


class _Signed(AgreementEvent):
    """on: the day it was recorded. paper_dated_on: what the paper says, evidence only (EX-09)."""

    signatory: UUID
    on: date
    paper_dated_on: date | None = None

    @property
    def signature(self) -> Signature:
        return Signature(self.signatory, self.on, self.paper_dated_on)


class AgreementSignedByCommunity(_Signed, name="agreement.signed_by_community"):
    def apply(self, state: Agreement) -> Agreement:
        one = AgreementState.SIGNED_ONE_SIDE
        return replace(state, state=one, signed_by_community=self.signature)


class AgreementSignedByParty(_Signed, name="agreement.signed_by_party"):
    def apply(self, state: Agreement) -> Agreement:
        one = AgreementState.SIGNED_ONE_SIDE
        return replace(state, state=one, signed_by_party=self.signature)


class AgreementTookEffect(AgreementEvent, name="agreement.took_effect"):
    """Both have signed. effective_on: the later signature; never back-dated (SYS-04, AM-12).

    days_late: after the deadline; 0 and below: on time. ruleset: whose deadline it was; None: the
    handbook's. not_counted: commitments due before the effect, outside the denominator (EX-09).
    """

    effective_on: date
    deadline: date
    days_late: int
    ruleset: str | None = None
    not_counted: tuple[UUID, ...] = ()

    def apply(self, state: Agreement) -> Agreement:
        return replace(
            state,
            state=AgreementState.EFFECTIVE,
            effective_on=self.effective_on,
            days_late=self.days_late,
            commitments=tuple(
                replace(c, counts=c.id not in self.not_counted) for c in state.commitments
            ),
        )


class AmendmentAgreed(AgreementEvent, name="agreement.amendment_agreed"):
    """Both signed after 30 September; nothing changes until the town approves."""

    amendment: Amendment
    community_signatory: UUID
    party_signatory: UUID
    on: date

    def apply(self, state: Agreement) -> Agreement:
        waiting = AgreedAmendment(self.amendment, self.community_signatory, self.party_signatory)
        return replace(state, amendment=waiting)


class AmendmentRefused(AgreementEvent, name="agreement.amendment_refused"):
    reason: SealedText

    def apply(self, state: Agreement) -> Agreement:
        return replace(state, amendment=None)


class AgreementAmended(AgreementEvent, name="agreement.amended"):
    """Both signed; what changes follows, commitment by commitment. The agreement stays effective.

    approved_by_town: who approved for the town, where it had to.
    """

    on: date
    community_signatory: UUID
    party_signatory: UUID
    approved_by_town: UUID | None = None

    def apply(self, state: Agreement) -> Agreement:
        return replace(state, amendment=None)


class AgreementExpired(AgreementEvent, name="agreement.expired"):
    on: date

    def apply(self, state: Agreement) -> Agreement:
        return replace(state, state=AgreementState.EXPIRED, amendment=None)


class AgreementLapsed(AgreementEvent, name="agreement.lapsed"):
    """Never signed by both within its year."""

    on: date

    def apply(self, state: Agreement) -> Agreement:
        return replace(state, state=AgreementState.LAPSED)


class AgreementTerminated(AgreementEvent, name="agreement.terminated"):
    """The party is gone. ended_on: its last day; what is due later leaves the denominator."""

    ended_on: date
    document_no: DocumentNo

    def apply(self, state: Agreement) -> Agreement:
        return replace(state, state=AgreementState.TERMINATED, amendment=None)


class CommitmentProposed(AgreementEvent, name="agreement.commitment_proposed"):
    """carried_from: the commitment of last year's agreement that it repeats."""

    commitment: UUID
    terms: Terms
    carried_from: UUID | None = None

    def apply(self, state: Agreement) -> Agreement:
        new = Commitment(self.commitment, self.terms, carried_from=self.carried_from)
        return state.having(new)


class CommitmentRevised(AgreementEvent, name="agreement.commitment_revised"):
    commitment: UUID
    terms: Terms

    def apply(self, state: Agreement) -> Agreement:
        return state.with_commitment(self.commitment, terms=self.terms)


class CommitmentDropped(AgreementEvent, name="agreement.commitment_dropped"):
    commitment: UUID

    def apply(self, state: Agreement) -> Agreement:
        return state.without(self.commitment)


class CommitmentStarted(AgreementEvent, name="agreement.commitment_started"):
    commitment: UUID
    on: date

    def apply(self, state: Agreement) -> Agreement:
        return state.with_commitment(self.commitment, state=CommitmentState.IN_PROGRESS)


class CommitmentReportedDone(AgreementEvent, name="agreement.commitment_reported_done"):
    commitment: UUID
    on: date
    evidence: tuple[Digest, ...]

    def apply(self, state: Agreement) -> Agreement:
        return state.with_commitment(self.commitment, state=CommitmentState.REPORTED_DONE)


class CommitmentVerified(AgreementEvent, name="agreement.commitment_verified"):
    """Two people outside the party saw it done. counts: whether it is in numerator and due."""

    commitment: UUID
    on: date
    verifier: UUID
    co_verifier: UUID
    counts: bool

    def apply(self, state: Agreement) -> Agreement:
        return state.with_commitment(self.commitment, state=CommitmentState.VERIFIED)


class CommitmentReportRejected(AgreementEvent, name="agreement.commitment_report_rejected"):
    commitment: UUID
    on: date
    verifier: UUID
    co_verifier: UUID
    reason: SealedText

    def apply(self, state: Agreement) -> Agreement:
        return state.with_commitment(self.commitment, state=CommitmentState.REJECTED)


class CommitmentWaived(AgreementEvent, name="agreement.commitment_waived"):
    """Leaves the denominator. counts: whether it was in it."""

    commitment: UUID
    ground: WaiverGround
    reason: SealedText | None = None
    counts: bool

    def apply(self, state: Agreement) -> Agreement:
        return state.with_commitment(self.commitment, state=CommitmentState.WAIVED)


class CommitmentOverdue(AgreementEvent, name="agreement.commitment_overdue"):
    """Not reported done by the end of its due day; it may still be, until the year is over."""

    commitment: UUID
    due_on: date

    def apply(self, state: Agreement) -> Agreement:
        return state.with_commitment(self.commitment, overdue=True)


class CommitmentFailed(AgreementEvent, name="agreement.commitment_failed"):
    commitment: UUID
    ground: FailureGround
    counts: bool

    def apply(self, state: Agreement) -> Agreement:
        return state.with_commitment(self.commitment, state=CommitmentState.FAILED)
