"""The fifth chain, result feedback, and the call-back by somebody else (R-19, S2 arts. 15, 23)."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from domain.case.assigning import HANDLERS
from domain.case.facts import SealedFact, whose
from domain.case.state import Callback, Case, must_be, must_follow
from domain.case.terms import CaseState, ContactWay, NoFeedback, Resolved, Satisfaction, Stage
from domain.kernel import Command, Context, Label, Outcome, PrivateText, SealedText, require
from domain.roles import Role

CALLBACK_TRIES_MAX: Final = 3
WAYS_TO_EVERYBODY: Final = frozenset({ContactWay.PUBLIC_NOTICE})


class CaseFedBack(SealedFact, name="case.fed_back"):
    """told: the reporter, and the reporters of the cases merged into this one."""

    way: ContactWay
    content: SealedText | None = None
    by: UUID | None = None
    told: tuple[UUID, ...] = ()

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=CaseState.FED_BACK,
            fed_back_at=self.happened_at,
            stages=state.reached(Stage.FEEDBACK),
        )


class FeedbackImpossibleRecorded(SealedFact, name="case.feedback_impossible_recorded"):
    reason: NoFeedback
    note: SealedText | None = None
    by: UUID | None = None

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=CaseState.FED_BACK,
            feedback_impossible=True,
            fed_back_at=self.happened_at,
            stages=state.reached(Stage.FEEDBACK),
        )


class CallbackRecorded(SealedFact, name="case.callback_recorded"):
    """attempt: 1, 2, 3. resolved, satisfaction: only when reached."""

    attempt: int
    reached: bool
    resolved: Resolved | None = None
    satisfaction: Satisfaction | None = None
    handlers_fault: bool = False
    note: SealedText | None = None
    by: UUID | None = None
    by_body: str | None = None

    def apply(self, state: Case) -> Case:
        callback = Callback(
            tries=self.attempt,
            reached=self.reached,
            resolved=self.resolved,
            satisfaction=self.satisfaction,
            handlers_fault=self.handlers_fault,
        )
        return replace(state, callback=callback)


class FeedBack(Command[Case], verb="feed-back", label=Label("反馈结果", "Feed back"), who=HANDLERS):
    """Tells the reporter the result; those whose cases were merged hear it too.

    Who is anonymous without contact can be told by public notice only.
    """

    way: ContactWay
    content: PrivateText

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.HANDLED)
        must_follow(state.handled_at, context)
        _must_be_handler_or_worker(state, context)
        require(
            self.way is not ContactWay.ORDER_RATING,
            "not_by_rating",
            "服务单评价由系统记录，请选择实际反馈方式。",
            "The rating of an order is recorded by the system; choose how you told the reporter.",
        )
        require(
            state.reachable or self.way in WAYS_TO_EVERYBODY,
            "reporter_unreachable",
            "诉求人匿名且无联系方式，请公告，或登记无法反馈。",
            "The reporter is anonymous without contact: put up a notice, or record that feedback"
            " is impossible.",
        )
        yield CaseFedBack(
            **dict(self),
            **whose(state, context),
            by=context.actor.person,
            told=tuple(sorted(state.told())),
        )


class RecordFeedbackImpossible(
    Command[Case],
    verb="record-feedback-impossible",
    label=Label("登记无法反馈", "Record feedback impossible"),
    who=HANDLERS,
):
    """Says why nobody can be told: R-19 lets no case close without feedback or this."""

    reason: NoFeedback
    note: PrivateText | None = None

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.HANDLED)
        must_follow(state.handled_at, context)
        _must_be_handler_or_worker(state, context)
        require(
            (self.reason is NoFeedback.ANONYMOUS) != state.reachable,
            "reason_does_not_fit",
            "有诉求人或联系方式的不得按匿名处理；匿名无联系方式的请选匿名。",
            "“Anonymous” is for those without contact, and is the reason for all of them.",
        )
        require(
            self.reason is NoFeedback.ANONYMOUS or self.note is not None,
            "attempts_not_described",
            "请写明何时以何方式联系未果。",
            "Say when and how you tried to reach the reporter.",
        )
        yield FeedbackImpossibleRecorded(
            **dict(self), **whose(state, context), by=context.actor.person
        )


def _must_be_handler_or_worker(state: Case, context: Context) -> None:
    require(
        context.actor.role is Role.CW or state.is_handled_by(context.actor),
        "not_the_handler",
        "请由承办单位或社区工作者反馈。",
        "Only the handler or a community worker may do this.",
    )


class CallBack(Command[Case], verb="call-back", label=Label("回访", "Call back"), who=(Role.CW,)):
    """Somebody who is not of the handler asks whether it is resolved and how it was.

    Up to three tries; after the first that reaches anybody there is no other. Where the community
    itself handled it, the caller must act for another body, as a hotline desk or the town.
    handlers_fault: the reporter is unsatisfied for a reason that lies with the handler.
    """

    reached: bool
    resolved: Resolved | None = None
    satisfaction: Satisfaction | None = None
    handlers_fault: bool = False
    note: PrivateText | None = None

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.FED_BACK)
        must_follow(state.fed_back_at, context)
        actor, before = context.actor, state.callback
        # S2 art. 23: not the handler, neither the body nor a person who had a hand in it.
        body = actor.body or state.community
        require(
            body != state.handler and actor.person not in state.hands,
            "callback_by_handler",
            "承办单位及经办人不得自行回访，请由其他单位人员回访。",
            "The handler may not call back on its own work; somebody of another body must.",
        )
        require(
            not before.reached and before.tries < CALLBACK_TRIES_MAX,
            "callback_done",
            "回访已完成，无需再访。",
            "The call-back is done; no other is needed.",
        )
        require(
            self.reached == (self.resolved is not None) == (self.satisfaction is not None),
            "callback_incomplete",
            "接通的须记录是否解决和满意度，未接通的不得记录。",
            "When reached, record both answers; when not, record none.",
        )
        require(
            not self.handlers_fault or self.satisfaction is Satisfaction.UNSATISFIED,
            "fault_without_complaint",
            "只有不满意的才记录是否承办原因。",
            "Only an unsatisfied answer can be for the handler's reason.",
        )
        yield CallbackRecorded(
            **dict(self),
            **whose(state, context),
            attempt=before.tries + 1,
            by=actor.person,
            by_body=actor.body,
        )
