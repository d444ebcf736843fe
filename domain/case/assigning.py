"""The third chain, task allocation: who handles a case, and what happens when they refuse it."""

from dataclasses import replace
from typing import Final

from domain.body import Body, BodyType, body_ref
from domain.case.clock import Rules, read_rules
from domain.case.facts import SealedFact, whose
from domain.case.state import Case, must_be, must_be_handler, must_follow
from domain.case.terms import CaseState, Stage
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    PrivateLine,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.roles import Role
from domain.ruleset import LimitName
from domain.vocabulary import BodyCode, Moment

HANDLERS: Final = (
    Role.DEPT,
    Role.GW,
    Role.GH,
    Role.CW,
    Role.CS,
    Role.TOWN,
    Role.UNIT,
    Role.ORG,
)
RETURNS_BEFORE_DISPUTE: Final = 2


class CaseAssigned(SealedFact, name="case.assigned"):
    """outside_duties: the category is not on the handler's duty list. return_by: last moment."""

    handler: BodyCode
    outside_duties: bool = False
    override_reason: SealedText | None = None
    opinion: SealedText | None = None
    on_the_spot: bool = False
    return_by: Moment | None = None

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=CaseState.ASSIGNED,
            handler=self.handler,
            assigned_at=self.happened_at,
            return_by=self.return_by,
            stages=state.reached(Stage.ALLOCATION),
        )


class CaseReturned(SealedFact, name="case.returned"):
    """The due time stays. count: of returns so far; at the second the secretary decides."""

    handler: BodyCode
    count: int
    reason: SealedText
    suggested: BodyCode | None = None

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=CaseState.ACCEPTED,
            handler=None,
            return_by=None,
            returns=self.count,
            extension_asked=None,
        )


class AssignmentDisputeDecided(SealedFact, name="case.assignment_dispute_decided"):
    """Final: it cannot be returned again."""

    handler: BodyCode
    outside_duties: bool = False
    reason: SealedText

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=CaseState.ASSIGNED,
            handler=self.handler,
            assigned_at=self.happened_at,
            return_by=None,
            stages=state.reached(Stage.ALLOCATION),
        )


class AssignCase(
    Command[Case],
    verb="assign",
    label=Label("分办", "Assign"),
    who=(Role.CW, Role.GH, Role.CS),
):
    """Gives a case to the body that is to handle it. Nobody named: to the community (R-07)."""

    handler: BodyCode | None = None
    override_reason: PrivateLine | None = None
    opinion: PrivateText | None = None

    def reads(self, state: Case, context: Context) -> Reads:
        yield body_ref(self.handler or state.community)
        yield from read_rules(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ACCEPTED)
        must_follow(state.accepted_at, context)
        require(
            state.returns < RETURNS_BEFORE_DISPUTE,
            "assignment_disputed",
            "此事件已两次退回，请由社区书记裁定承办单位。",
            "It was returned twice; the community secretary must decide who handles it.",
        )
        handler = self.handler or state.community  # never nobody's
        body = context.look(body_ref(handler))
        must_exist(body, handler, context)
        outside = is_outside_duties(state, body)
        # S2 art. 17: no matters outside their list for communities, unless somebody answers for it.
        overridden = body.type is BodyType.COMMUNITY_PARTY_ORG and self.override_reason is not None
        require(
            not outside or overridden,
            "outside_duties",
            f"此类事项不在{handler}职责清单内；确需社区办理的，请写明理由。",
            f"It is outside the duties of {handler}; to give it to a community still, say why.",
        )
        rules = Rules.of(context, state)
        yield CaseAssigned(
            handler=handler,
            outside_duties=outside,
            override_reason=self.override_reason if outside else None,
            opinion=self.opinion,
            return_by=rules.calendar.deadline(context.at, rules.limit(LimitName.CASE_RETURN)),
            **whose(state, context),
        )


def must_exist(body: Body, code: str, context: Context) -> None:
    require(
        body.exists_on(context.on),
        "no_such_body",
        f"{context.on}当日无机构{code}，请核对代码。",
        f"There was no body {code} on {context.on}; check its code.",
    )


def is_outside_duties(state: Case, body: Body) -> bool:
    return bool(body.duties) and state.category not in body.duties


class ReturnAssignment(
    Command[Case], verb="return", label=Label("退回分办", "Return assignment"), who=HANDLERS
):
    """The handler hands a wrong assignment back, soon and with a reason. The clock runs on."""

    reason: PrivateText
    suggested: BodyCode | None = None

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ASSIGNED)
        must_be_handler(state, context.actor)
        must_follow(state.assigned_at, context)
        require(
            state.returns < RETURNS_BEFORE_DISPUTE,
            "assignment_decided",
            "承办单位已由社区书记裁定，不得再退回。",
            "The secretary has decided who handles it; it cannot be returned again.",
        )
        require(
            state.return_by is not None and context.now <= state.return_by,
            "return_too_late",
            "退回期限已过，请继续办理，或请社区书记协调。",
            "The time for returning has passed; handle it, or ask the secretary to mediate.",
        )
        yield CaseReturned(
            handler=state.handler or state.community,
            count=state.returns + 1,
            **dict(self),
            **whose(state, context),
        )


class DecideAssignmentDispute(
    Command[Case],
    verb="decide-dispute",
    label=Label("裁定分办争议", "Decide assignment dispute"),
    who=(Role.CS,),
):
    """After a second return the secretary says who handles it; his reason overrides duty lists."""

    handler: BodyCode | None = None
    reason: PrivateLine

    def reads(self, state: Case, context: Context) -> Reads:
        yield body_ref(self.handler or state.community)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ACCEPTED)
        require(
            state.returns >= RETURNS_BEFORE_DISPUTE,
            "no_assignment_dispute",
            "尚未两次退回，请直接分办。",
            "It was not returned twice; simply assign it.",
        )
        handler = self.handler or state.community
        body = context.look(body_ref(handler))
        must_exist(body, handler, context)
        yield AssignmentDisputeDecided(
            handler=handler,
            outside_duties=is_outside_duties(state, body),
            reason=self.reason,
            **whose(state, context),
        )
