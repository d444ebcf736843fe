"""How a case ends, is taken up again, and is left out of the rates."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.case.clock import Rules, clock_of, read_rules
from domain.case.facts import CaseFact, ClockFact, SealedFact, when, whose
from domain.case.feedback import CALLBACK_TRIES_MAX
from domain.case.report import PHOTOS_MAX
from domain.case.state import Callback, Case, must_be, must_follow
from domain.case.terms import (
    CallbackExemption,
    CaseOutcome,
    CaseState,
    Exclusion,
    ReopenCause,
    Resolved,
    Satisfaction,
    Stage,
    Urgency,
)
from domain.kernel import Command, Context, Label, Outcome, PrivateText, Reads, SealedText, require
from domain.roles import Role
from domain.vocabulary import BodyCode, Digest


class CaseClosed(CaseFact, name="case.closed"):
    """stages: the links of the five chains that were made; all five: chain_complete (R-18).

    exemption: why no call-back was needed; None: it was done. outcome: None when imported.
    """

    outcome: CaseOutcome | None = None
    exemption: CallbackExemption | None = None
    stages: tuple[Stage, ...]
    chain_complete: bool

    def apply(self, state: Case) -> Case:
        return replace(
            state, state=CaseState.CLOSED, outcome=self.outcome, ended_at=self.happened_at
        )


class CaseReopened(ClockFact, SealedFact, name="case.reopened"):
    """It must be handled and fed back anew, under a clock of its own. count: 1 for the first."""

    cause: ReopenCause
    handler: BodyCode
    count: int
    was_closed: bool
    reason: SealedText

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=CaseState.ASSIGNED,
            handler=self.handler,
            assigned_at=self.happened_at,
            return_by=None,
            extension_asked=None,
            clock=clock_of(self),
            round_since=self.happened_at,
            suspended_days=0,
            stages=state.stages - {Stage.HANDLING, Stage.FEEDBACK},
            handled_at=None,
            fed_back_at=None,
            feedback_impossible=False,
            callback=Callback(),
            ended_at=None,
            outcome=None,
            reopened=self.count,
        )


class CaseExcluded(SealedFact, name="case.excluded"):
    """From the resolution and satisfaction rates; shown in the list of exclusions."""

    reason: Exclusion
    evidence: tuple[Digest, ...]
    by: UUID | None = None
    note: SealedText | None = None

    def apply(self, state: Case) -> Case:
        return replace(state, excluded=self.reason)


def closed(
    state: Case,
    outcome: CaseOutcome | None,
    exemption: CallbackExemption | None,
    **about: object,
) -> CaseClosed:
    """The fact of closing, with the chain as the case's facts make it."""
    return CaseClosed(
        outcome=outcome,
        exemption=exemption,
        stages=tuple(stage for stage in Stage if stage in state.stages),
        chain_complete=state.chain_complete,
        **about,
    )


def exemption(state: Case) -> CallbackExemption | None:
    """Why nobody needs to be called back; None: somebody does."""
    reasons = (
        (state.feedback_impossible, CallbackExemption.FEEDBACK_IMPOSSIBLE),
        (state.reporter_withdrew and not state.joined, CallbackExemption.REPORTER_WITHDREW),
        (state.excluded is not None, CallbackExemption.EXCLUDED),
        (not state.reachable, CallbackExemption.NO_REPORTER),
        (not (state.anonymous or state.has_contact or state.told()), CallbackExemption.NO_REPORTER),
        (not state.needs_reply, CallbackExemption.NO_REPLY_WANTED),
    )
    return next((reason for holds, reason in reasons if holds), None)


class CloseCase(Command[Case], verb="close", label=Label("办结", "Close"), who=(Role.CS,)):
    """Ends a case that was fed back, once the call-back is done or not needed."""

    outcome: CaseOutcome

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.FED_BACK)  # no case closes without feedback
        must_follow(state.fed_back_at, context)
        callback, exempt = state.callback, exemption(state)
        done = callback.reached or callback.tries >= CALLBACK_TRIES_MAX
        require(
            done or exempt is not None,
            "callback_missing",
            "请先回访；三次未接通后可办结。",
            "Call back first; after three tries in vain it may be closed.",
        )
        yield closed(state, self.outcome, None if done else exempt, **when(context))


class ReopenCase(
    Command[Case],
    verb="reopen",
    label=Label("重新办理", "Reopen"),
    who=(Role.CW, Role.CS, Role.AUD),
):
    """Sends a case back to its handler, with a new time limit of its urgency.

    A worker does it once, when the call-back says it was not resolved or blames the handler;
    after that the secretary decides. An auditor does it on inspection.
    """

    cause: ReopenCause
    reason: PrivateText

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_rules(context)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.FED_BACK, CaseState.CLOSED)
        must_follow(state.ended_at or state.fed_back_at, context)
        role = context.actor.role
        require(
            (self.cause is ReopenCause.INSPECTION) == (role is Role.AUD),
            "cause_not_yours",
            "督查重办由审计、督查人员提出，其他原因由社区提出。",
            "“Inspection” is the auditor's cause, and his only one.",
        )
        require(
            role is not Role.CW or state.reopened == 0,
            "reopened_already",
            "已重办过一次，再次重办请由社区书记决定。",
            "It was reopened once; the community secretary decides on another time.",
        )
        require(
            role is not Role.CW or self._called_for(state.callback),
            "callback_gives_no_cause",
            "回访结果不支持重办，请核对回访记录。",
            "The call-back gives no such cause; check what was recorded.",
        )
        rules = Rules.of(context)
        yield CaseReopened(
            **dict(self),
            **whose(state, context),
            **rules.clock_fields(context.at, rules.handling(state.urgency or Urgency.ORDINARY)),
            handler=state.handler or state.community,
            count=state.reopened + 1,
            was_closed=state.state is CaseState.CLOSED,
        )

    def _called_for(self, callback: Callback) -> bool:
        if self.cause is ReopenCause.NOT_RESOLVED:
            return callback.resolved in (Resolved.NO, Resolved.PARTLY)
        return callback.satisfaction is Satisfaction.UNSATISFIED and callback.handlers_fault


class MarkExcluded(
    Command[Case],
    verb="exclude",
    label=Label("认定恶意或虚构", "Mark as abusive or fabricated"),
    who=(Role.CS,),
):
    """The secretary decides, on evidence, that a case was abusive or made up."""

    reason: Exclusion
    evidence: Annotated[tuple[Digest, ...], Field(min_length=1, max_length=PHOTOS_MAX)]
    note: PrivateText | None = None

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *CaseState)
        if self.reason is not state.excluded:
            yield CaseExcluded(**dict(self), **whose(state, context), by=context.actor.person)
