"""The agreement as a whole, and its renewal, which reads last year's."""

from typing import Final
from uuid import UUID

from domain.agreement import amending, drafting, ending, events, fulfilment
from domain.agreement.events import AgreementRenewalDrafted, CommitmentProposed
from domain.agreement.rules import enrolled_party, require_draft_possible
from domain.agreement.signing import SignAgreement
from domain.agreement.state import CARRIED_OVER, Agreement, AgreementState, Commitment, Terms
from domain.calendar import Year
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Label,
    Outcome,
    Reads,
    Ref,
    derived_id,
    require,
)
from domain.roles import Role
from domain.unit import unit_ref
from domain.vocabulary import CommunityCode, DocumentNo

RENEWABLE: Final = (AgreementState.EFFECTIVE, AgreementState.EXPIRED)
LEAP_DAY: Final = (2, 29)


class RenewAgreement(
    Command[Agreement], verb="renew", label=Label("续签共治协议", "Renew agreement"),
    who=(Role.CS,), opens=True,
):  # fmt: skip
    """Begins the agreement for `year` from that of the year before.

    What is still owed is carried over, each commitment naming its original, due on the same day
    of the new year; the parties may revise or drop it before they sign.
    """

    community: CommunityCode
    party: UUID
    year: Year
    framework: DocumentNo

    def reads(self, state: Agreement, context: Context) -> Reads:
        yield unit_ref(self.party)
        yield self._before

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_draft_possible(state, self.year, context)
        before = context.look(self._before)
        require(
            before.state in RENEWABLE,
            "nothing_to_renew",
            f"该签约方{self.year - 1}年度没有生效的协议，请重新起草。",
            f"There was no agreement in effect in {self.year - 1}; draft a new one.",
        )
        kind = enrolled_party(self.party, context)
        predecessor = self._before.id
        yield AgreementRenewalDrafted(party_kind=kind, predecessor=predecessor, **dict(self))
        for owed in before.commitments:
            if owed.state in CARRIED_OVER:
                yield CommitmentProposed(
                    commitment=context.new_id(f"commitment-{owed.id}"),
                    terms=_next_year(owed, self.year),
                    carried_from=owed.id,
                )

    @property
    def _before(self) -> Ref[Agreement]:
        return agreement_ref(self.community, self.party, self.year - 1)


def _next_year(owed: Commitment, year: int) -> Terms:
    due = owed.terms.due_on
    day = due.replace(year=year, day=28 if (due.month, due.day) == LEAP_DAY else due.day)
    return owed.terms.model_copy(update={"due_on": day})


AGREEMENT: Final = Aggregate(
    name="agreement",
    collection="agreements",
    label=Label("共治协议", "Co-governance agreement"),
    initial=Agreement(),
    commands=(
        drafting.DraftAgreement,
        RenewAgreement,
        drafting.ProposeCommitment,
        drafting.ReviseCommitment,
        drafting.DropCommitment,
        drafting.ConfirmNegotiation,
        SignAgreement,
        amending.AmendAgreement,
        amending.ApproveAmendment,
        amending.RefuseAmendment,
        fulfilment.StartCommitment,
        fulfilment.ReportCommitmentDone,
        fulfilment.VerifyCommitment,
        fulfilment.RejectCommitmentReport,
        fulfilment.WaiveCommitment,
        ending.MarkCommitmentOverdue,
        ending.FailCommitment,
        ending.ExpireAgreement,
        ending.LapseAgreement,
        ending.TerminateAgreement,
    ),
    events=(
        events.AgreementDrafted,
        AgreementRenewalDrafted,
        CommitmentProposed,
        events.CommitmentRevised,
        events.CommitmentDropped,
        events.AgreementNegotiated,
        events.AgreementReopened,
        events.AgreementSignedByCommunity,
        events.AgreementSignedByParty,
        events.AgreementTookEffect,
        events.AmendmentAgreed,
        events.AmendmentRefused,
        events.AgreementAmended,
        events.CommitmentStarted,
        events.CommitmentReportedDone,
        events.CommitmentVerified,
        events.CommitmentReportRejected,
        events.CommitmentWaived,
        events.CommitmentOverdue,
        events.CommitmentFailed,
        events.AgreementExpired,
        events.AgreementLapsed,
        events.AgreementTerminated,
    ),
    identify=lambda command: derived_id(
        "agreement", command.community, command.party, command.year
    ),
    concerns=lambda state, command: Concern(
        community=state.community or getattr(command, "community", None),
        unit=state.party or getattr(command, "party", None),
    ),
)


def agreement_ref(community: str, party: UUID, year: int) -> Ref[Agreement]:
    return AGREEMENT.ref(derived_id("agreement", community, party, year))
