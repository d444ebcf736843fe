"""CASE itself, and the one command that touches two cases: merging."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from domain.case import (
    advice,
    assigning,
    closing,
    converting,
    correcting,
    deadlines,
    dispute,
    feedback,
    foreign,
    handling,
    history,
    leaving,
    pressing,
    report,
    settlement,
    timers,
    triage,
)
from domain.case.facts import CaseFact, when
from domain.case.state import OPEN, Case, must_be, must_follow
from domain.case.terms import CaseState
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Elsewhere,
    Label,
    Outcome,
    Reads,
    Ref,
    derived_id,
    require,
)
from domain.roles import Role

CAN_TAKE_ANOTHER_IN: Final = OPEN - {CaseState.FED_BACK}


class CaseMerged(CaseFact, name="case.merged"):
    master: UUID

    def apply(self, state: Case) -> Case:
        return replace(state, state=CaseState.MERGED, master=self.master, ended_at=self.happened_at)


class CaseJoined(CaseFact, name="case.joined"):
    """Another case was merged into this one; its reporters hear this one's result.

    contact: a number was left with it, so that its nameless reporter can be told.
    """

    case: UUID
    reporters: tuple[UUID, ...]
    contact: bool = False

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            merged=(*state.merged, self.case),
            joined=state.joined | frozenset(self.reporters),
            has_contact=state.has_contact or self.contact,
            reachable=state.reachable or bool(self.reporters) or self.contact,
        )


class MergeCase(Command[Case], verb="merge", label=Label("并案", "Merge", "併案"), who=(Role.CW,)):
    """Joins a case to another about the same matter, whose feedback its reporter then gets."""

    master: UUID

    def reads(self, state: Case, context: Context) -> Reads:
        yield case_ref(self.master)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.REPORTED, CaseState.ACCEPTED)
        must_follow(state.last_step, context)
        master = context.look(case_ref(self.master))
        require(
            self.master != context.stream,
            "merged_into_itself",
            "不能并入自身，请另选主案。",
            "A case cannot be merged into itself; choose the other one.",
        )
        require(
            master.state in CAN_TAKE_ANOTHER_IN,
            "master_not_open",
            "主案不存在或已反馈、已结束，请另选，或单独办理。",
            "The master does not exist, or is fed back or ended; choose another, or handle it.",
        )
        require(
            master.community == state.community,
            "master_elsewhere",
            f"主案属于{master.community}，只能并入本社区事件。",
            f"The master belongs to {master.community}; merge within one community only.",
        )
        yield CaseMerged(master=self.master, **when(context))
        joined = CaseJoined(
            case=context.stream,
            reporters=tuple(sorted(state.told())),
            contact=state.has_contact,
            **when(context),
        )
        yield Elsewhere(case_ref(self.master), joined)


def _identify(command: Any) -> UUID | None:
    """The same reference of one channel is the same case: SYS-05."""
    if command.channel_ref is None:
        return None
    return derived_id("case", command.channel, command.channel_ref)


def _concerns(state: Case, command: Command[Case] | None) -> Concern:
    """A body that reports, helps or is called does so in its own right: its own scope counts.

    Anybody may report anonymously, or without naming himself.
    """
    body = state.handler
    if isinstance(command, handling.ReplyAsCoHandler):
        body = command.body
    elif isinstance(command, pressing.AnswerWhistle | report.ReportCase):
        body = command.department
    reporter = state.reporter or getattr(command, "reporter", None)
    return Concern(
        community=state.community or getattr(command, "community", None),
        grid=state.grid or getattr(command, "grid", None),
        unit=state.unit or getattr(command, "unit", None),
        body=body,
        persons=frozenset() if reporter is None else frozenset({reporter}),
        readers=state.involved,
        unnamed=state.unnamed,
        anybody=state.state is None and reporter is None,
    )


CASE: Final = Aggregate(
    name="case",
    collection="cases",
    label=Label("事件", "Case"),
    initial=Case(),
    commands=(
        report.ReportCase,
        triage.AcceptCase,
        triage.DeclineCase,
        MergeCase,
        handling.ResolveOnTheSpot,
        assigning.AssignCase,
        assigning.ReturnAssignment,
        assigning.DecideAssignmentDispute,
        handling.StartHandling,
        handling.RecordFirstContact,
        handling.InviteCoHandler,
        handling.ReplyAsCoHandler,
        pressing.BlowWhistle,
        pressing.AnswerWhistle,
        pressing.MarkWhistleUnanswered,
        pressing.EscalateCase,
        deadlines.RequestExtension,
        deadlines.ExtendDeadline,
        deadlines.SuspendCase,
        deadlines.ResumeCase,
        handling.RecordHandled,
        feedback.FeedBack,
        feedback.RecordFeedbackImpossible,
        feedback.CallBack,
        closing.CloseCase,
        closing.ReopenCase,
        closing.MarkExcluded,
        converting.ConvertToOrder,
        converting.FinishConversion,
        leaving.TransferOut,
        leaving.WithdrawCase,
        correcting.Recategorise,
        correcting.CorrectCase,
        timers.MarkOverdue,
        timers.MarkDueSoon,
        timers.ArchiveCase,
        timers.RecomputeDeadline,
        dispute.OpenMediation,
        dispute.RecordMediationSession,
        dispute.ReachAgreement,
        dispute.FailMediation,
        settlement.SeekJudicialConfirmation,
        settlement.RecordJudicialConfirmation,
        settlement.CheckPerformance,
        settlement.ReportRisk,
        advice.GiveAdvice,
        history.ImportCaseHistory,
    ),
    events=(
        report.CaseReported,
        triage.CaseAccepted,
        triage.CaseNotAccepted,
        CaseMerged,
        CaseJoined,
        assigning.CaseAssigned,
        assigning.CaseReturned,
        assigning.AssignmentDisputeDecided,
        handling.HandlingStarted,
        handling.FirstContactMade,
        handling.CoHandlerInvited,
        handling.CoHandlerReplied,
        pressing.WhistleBlown,
        pressing.WhistleAnswered,
        pressing.WhistleUnanswered,
        pressing.CaseEscalated,
        deadlines.ExtensionRequested,
        deadlines.DeadlineExtended,
        deadlines.CaseSuspended,
        deadlines.CaseResumed,
        deadlines.DeadlineRecomputed,
        handling.CaseHandled,
        feedback.CaseFedBack,
        feedback.FeedbackImpossibleRecorded,
        feedback.CallbackRecorded,
        closing.CaseClosed,
        closing.CaseReopened,
        closing.CaseExcluded,
        converting.CaseConvertedToOrder,
        converting.CaseConversionFailed,
        leaving.CaseTransferred,
        leaving.CaseWithdrawn,
        leaving.CaseContinuedAsDiscovery,
        correcting.CaseRecategorised,
        correcting.CaseCorrected,
        timers.CaseOverdueMarked,
        timers.CaseDueSoonMarked,
        timers.CaseArchived,
        dispute.MediationOpened,
        dispute.MediationSessionHeld,
        dispute.MediationAgreementReached,
        dispute.MediationFailed,
        settlement.JudicialConfirmationSought,
        settlement.AgreementJudiciallyConfirmed,
        settlement.MediationPerformanceChecked,
        settlement.DisputeRiskReported,
        advice.LegalAdviceGiven,
        foreign.CaseImported,
        foreign.CaseActivityRecorded,
    ),
    identify=_identify,
    concerns=_concerns,
)


def case_ref(id: UUID) -> Ref[Case]:
    return CASE.ref(id)
