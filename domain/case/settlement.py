"""What becomes of a dispute after its mediation: confirmation, performance, risk (SYS-13, S9)."""

from datetime import timedelta
from typing import Final

from domain.case.dispute import MEDIATORS, dispute_in, dispute_with, must_be_mediator
from domain.case.facts import CaseFact, MediationFact, when, whose
from domain.case.state import Case
from domain.case.terms import DisputeState
from domain.kernel import Command, Context, Label, Line, Outcome, PrivateText, SealedText, require
from domain.roles import Role

CONFIRMATION_SOUGHT_WITHIN: Final = timedelta(days=30)  # S9 art. 33: law, not a county's number
AGREED: Final = (DisputeState.AGREED, DisputeState.JUDICIALLY_CONFIRMED)


class JudicialConfirmationSought(CaseFact, name="case.judicial_confirmation_sought"):
    court: Line

    def apply(self, state: Case) -> Case:
        return dispute_with(state, DisputeState.AGREED, confirmation_sought=True)


class AgreementJudiciallyConfirmed(CaseFact, name="case.agreement_judicially_confirmed"):
    ruling_no: Line

    def apply(self, state: Case) -> Case:
        return dispute_with(state, DisputeState.JUDICIALLY_CONFIRMED)


class MediationPerformanceChecked(MediationFact, name="case.mediation_performance_checked"):
    performed: bool
    note: SealedText | None = None

    def apply(self, state: Case) -> Case:
        done = DisputeState.PERFORMED if self.performed else DisputeState.BREACHED
        return dispute_with(state, done)


class DisputeRiskReported(MediationFact, name="case.dispute_risk_reported"):
    """receipt_no: of the police station that took the report."""

    receipt_no: Line
    risk: SealedText

    def apply(self, state: Case) -> Case:
        return state


class SeekJudicialConfirmation(
    Command[Case],
    verb="seek-judicial-confirmation",
    label=Label("申请司法确认", "Seek judicial confirmation"),
    who=(Role.RES, Role.MER, Role.UNIT, Role.CW),
):
    """The parties ask a court to confirm their agreement, within thirty days (S9 art. 33)."""

    court: Line

    def decide(self, state: Case, context: Context) -> Outcome:
        dispute = dispute_in(state, DisputeState.AGREED)
        require(
            context.actor.role is Role.CW or context.actor.person in state.told(),
            "not_a_party",
            "请由当事人申请，或由社区工作者代为登记。",
            "A party must seek it, or a community worker record it for the parties.",
        )
        if dispute.confirmation_sought:
            return
        last = (dispute.effective_on or context.on) + CONFIRMATION_SOUGHT_WITHIN
        require(
            context.on <= last,
            "confirmation_too_late",
            f"司法确认应在{last}前共同申请，现已逾期。",
            f"Confirmation had to be sought by {last}.",
        )
        yield JudicialConfirmationSought(court=self.court, **when(context))


class RecordJudicialConfirmation(
    Command[Case],
    verb="record-judicial-confirmation",
    label=Label("登记司法确认", "Record judicial confirmation"),
    who=MEDIATORS,
):
    """The court has confirmed the agreement, by a numbered ruling."""

    ruling_no: Line

    def decide(self, state: Case, context: Context) -> Outcome:
        dispute = dispute_in(state, DisputeState.AGREED)
        require(
            dispute.confirmation_sought,
            "confirmation_not_sought",
            "当事人尚未申请司法确认，请先登记申请。",
            "The parties have not sought confirmation; record that first.",
        )
        yield AgreementJudiciallyConfirmed(ruling_no=self.ruling_no, **when(context))


class CheckPerformance(
    Command[Case],
    verb="check-performance",
    label=Label("核查履行", "Check performance"),
    who=MEDIATORS,
):
    """The mediator looks whether the agreement was performed (S9 art. 31)."""

    performed: bool
    note: PrivateText | None = None

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be_mediator(dispute_in(state, *AGREED), context)
        yield MediationPerformanceChecked(**dict(self), **whose(state, context))


class ReportRisk(
    Command[Case],
    verb="report-risk",
    label=Label("报告风险", "Report risk"),
    who=MEDIATORS,
):
    """Tells the police that a dispute may turn criminal or break public order (S9 art. 25)."""

    receipt_no: Line
    risk: PrivateText

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be_mediator(dispute_in(state, *DisputeState), context)
        yield DisputeRiskReported(**dict(self), **whose(state, context))
