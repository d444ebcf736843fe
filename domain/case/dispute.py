"""The dispute file inside a case: mediation (SYS-13, S9)."""

from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.case.clock import Rules, read_rules
from domain.case.facts import CaseFact, MediationFact, when, whose
from domain.case.state import Case, Dispute, must_be
from domain.case.terms import AgreementForm, CaseState, DisputeState, LegalRoute
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.roles import Role
from domain.ruleset import LimitName
from domain.vocabulary import Moment

MEDIATORS: Final = (Role.CW, Role.LEG)
MAY_BEGIN_AGAIN: Final = (DisputeState.FAILED, DisputeState.BREACHED)


class MediationOpened(CaseFact, name="case.mediation_opened"):
    """round: 2 when mediated a second time. due_at: mediation generally takes one month (S51)."""

    mediator: UUID | None = None
    mediator_role: Role
    round: int
    due_at: Moment

    def apply(self, state: Case) -> Case:
        opened = Dispute(DisputeState.MEDIATING, self.mediator, self.round, self.due_at)
        return replace(state, dispute=opened)


class MediationSessionHeld(MediationFact, name="case.mediation_session_held"):
    note: SealedText

    def apply(self, state: Case) -> Case:
        return state


class MediationAgreementReached(MediationFact, name="case.mediation_agreement_reached"):
    """effective_on: from then on it binds, and thirty days run for judicial confirmation."""

    form: AgreementForm
    terms: SealedText
    due_on: date
    effective_on: date

    def apply(self, state: Case) -> Case:
        return dispute_with(state, DisputeState.AGREED, effective_on=self.effective_on)


class MediationFailed(MediationFact, name="case.mediation_failed"):
    ended_by_party: bool
    told_of: tuple[LegalRoute, ...]
    note: SealedText | None = None

    def apply(self, state: Case) -> Case:
        return dispute_with(state, DisputeState.FAILED)


def dispute_with(state: Case, to: DisputeState, **about: Any) -> Case:
    return replace(state, dispute=state.dispute and replace(state.dispute, state=to, **about))


def dispute_in(state: Case, *allowed: DisputeState) -> Dispute:
    """The dispute file; Refused when it is not in one of these states."""
    must_be(state, *CaseState)
    require(
        state.dispute is not None and state.dispute.state in allowed,
        "wrong_dispute_state",
        "调解卷宗当前状态不能办理此项，请核对。",
        "The dispute file is not in a state in which this can be done; check it.",
    )
    assert state.dispute is not None  # noqa: S101 - for the type checker
    return state.dispute


def must_be_mediator(dispute: Dispute, context: Context) -> None:
    require(
        context.actor.person == dispute.mediator,
        "not_the_mediator",
        "请由本案调解员办理。",
        "Only the mediator of this dispute may do this.",
    )


class OpenMediation(
    Command[Case],
    verb="open-mediation",
    label=Label("启动调解", "Open mediation"),
    who=MEDIATORS,
):
    """Whoever issues it mediates, free of charge, because both parties want it.

    The case no longer counts for satisfaction: mediation must not chase it (S16).
    """

    both_parties_agree: bool

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_rules(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ACCEPTED, CaseState.ASSIGNED, CaseState.IN_HANDLING)
        before = state.dispute
        require(
            before is None or before.state in MAY_BEGIN_AGAIN,
            "mediation_under_way",
            "调解已启动或已达成协议，无需再启动。",
            "Mediation is under way, or has reached an agreement.",
        )
        require(
            self.both_parties_agree,
            "parties_do_not_agree",
            "调解须双方自愿，请征得双方同意。",
            "Mediation is voluntary: both parties must agree first.",
        )
        rules = Rules.of(context, state)
        month = rules.limit(LimitName.DISPUTE_MEDIATION)
        yield MediationOpened(
            mediator=context.actor.person,
            mediator_role=context.actor.role,
            round=1 if before is None else before.rounds + 1,
            due_at=rules.calendar.deadline(context.at, month),
            **when(context),
        )


class RecordMediationSession(
    Command[Case],
    verb="record-mediation-session",
    label=Label("记录调解", "Record mediation session"),
    who=MEDIATORS,
):
    """What was said at one sitting; confidential."""

    note: PrivateText

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be_mediator(dispute_in(state, DisputeState.MEDIATING), context)
        yield MediationSessionHeld(note=self.note, **whose(state, context))


class ReachAgreement(
    Command[Case],
    verb="reach-agreement",
    label=Label("达成调解协议", "Reach agreement"),
    who=MEDIATORS,
):
    """The parties agree, in writing or orally, on terms and on a day to have met them by."""

    form: AgreementForm
    terms: PrivateText
    due_on: date

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be_mediator(dispute_in(state, DisputeState.MEDIATING), context)
        require(
            self.due_on >= context.on,
            "performance_before_agreement",
            f"履行期限不得早于协议生效日{context.on}。",
            f"It cannot be due before the agreement takes effect, {context.on}.",
        )
        yield MediationAgreementReached(
            **dict(self), **whose(state, context), effective_on=context.on
        )


class FailMediation(
    Command[Case],
    verb="fail-mediation",
    label=Label("终止调解", "Fail mediation"),
    who=MEDIATORS,
):
    """No agreement, or a party ends it, as either may; the parties are told of all other routes."""

    ended_by_party: bool = False
    told_of: frozenset[LegalRoute]
    note: PrivateText | None = None

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be_mediator(dispute_in(state, DisputeState.MEDIATING), context)
        require(
            self.told_of == frozenset(LegalRoute),
            "routes_not_told",
            "请告知当事人仲裁、行政、司法三种途径。",
            "Tell the parties of arbitration, administrative and judicial routes, all three.",
        )
        yield MediationFailed(
            ended_by_party=self.ended_by_party,
            told_of=tuple(LegalRoute),
            note=self.note,
            **whose(state, context),
        )
