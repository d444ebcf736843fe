"""评单、办结 The end of an order: rated, redone, closed or cancelled."""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field

from domain.kernel import Command, Context, Label, Outcome, PrivateText, Reads, Refused, require
from domain.order.deadlines import EXPIRE, due, must_be_a_window, read_rules
from domain.order.service_events import (
    OrderCancelled,
    OrderClosed,
    OrderRated,
    OrderReopened,
    Served,
)
from domain.order.state import (
    AcceptorStatus,
    CancelStage,
    Fault,
    Order,
    OrderStatus,
    Verdict,
    must_be,
)
from domain.roles import Role
from domain.ruleset import LimitName
from domain.vocabulary import Moment

Stars = Annotated[int, Field(ge=1, le=5)]

# EX-08 (e): unsatisfied is 2 of 5 unless the requester says 1; likewise the others.
STARS: Final = {
    Verdict.SERVED_SATISFIED: (5, 4),
    Verdict.SERVED_BASICALLY: (3,),
    Verdict.SERVED_UNSATISFIED: (2, 1),
    Verdict.NOT_SERVED: (None,),
}
DISCONTENT: Final = (Verdict.SERVED_UNSATISFIED, Verdict.NOT_SERVED)


class RateOrder(
    Command[Order], verb="rate", label=Label("评单", "Rate order"), who=(Role.RES, Role.GW)
):
    """What the requester says of the service; a grid worker asks him after the call-back limit.

    stars: of 5, in step with the verdict; left out, the highest that fits it.
    """

    verdict: Verdict
    stars: Stars | None = None
    comment: PrivateText | None = None

    def reads(self, state: Order, context: Context) -> Reads:
        yield from read_rules(context)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.COMPLETED)
        by_requester = context.actor.role is Role.RES
        if by_requester:
            _must_be_the_requester(state, context)
        else:
            self._must_be_a_callback(state, context)
        fitting = STARS[self.verdict]
        require(
            self.stars is None or self.stars in fitting,
            "wrong_stars",
            "星级与评价不符：满意4至5星，基本满意3星，不满意1至2星，未服务不评星。",
            "Stars and verdict disagree: satisfied 4 or 5, basically 3, unsatisfied 1 or 2, "
            "not served none.",
        )
        # SYS-12: whoever is discontent gets as long for a rework as for the call-back.
        limit = due(context, LimitName.ORDER_RATING_CALL_BACK)
        yield OrderRated(
            requester=state.requester,
            verdict=self.verdict,
            stars=fitting[0] if self.stars is None else self.stars,
            rater=context.actor.person if by_requester else None,
            comment=self.comment,
            served=tuple(_served(state)),
            close_from=limit.at if self.verdict in DISCONTENT else context.at,
            **limit.by,
        )

    def _must_be_a_callback(self, state: Order, context: Context) -> None:
        require(
            state.callback_from is not None and context.now >= state.callback_from,
            "callback_too_early",
            "点单人评单期未满，请期满后再回访。",
            "The requester still has time to rate it himself; call him back later.",
        )
        require(
            state.acceptor(context.actor.person) is None,
            "own_service",
            "不得回访本人的服务，请由其他网格员回访。",
            "Nobody calls back about his own service; let another grid worker do it.",
        )


class ReturnForRework(
    Command[Order], verb="return", label=Label("返工", "Return for rework"), who=(Role.CS,)
):
    """Has an order done again, once, when it was not served, or badly for the reason given."""

    cause: PrivateText
    service_from: Moment
    service_until: Moment

    def reads(self, state: Order, context: Context) -> Reads:
        yield from read_rules(context)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.RATED)
        require(
            state.verdict in DISCONTENT,
            "no_cause_for_rework",
            "仅未服务或不满意的单可返工。",
            "Only an order not served, or rated unsatisfied, is done again.",
        )
        require(
            state.round == 0,
            "reworked_before",
            "此单已返工一次，请改由社区作为事件处置。",
            "The order was done again once already; let the community handle it as a case.",
        )
        must_be_a_window(self.service_from, self.service_until, context)
        limit = due(context, EXPIRE[state.occasion])
        yield OrderReopened(
            requester=state.requester,
            open_since=context.at,
            accept_due_at=min(limit.at, self.service_until),
            **dict(self),
            **limit.by,
        )


class CloseOrder(Command[Order], verb="close", label=Label("办结", "Close order"), who=(Role.SYS,)):
    """Ends a rated order; one that left discontent only when the time for a rework is over."""

    def decide(self, state: Order, context: Context) -> Outcome:
        if state.status is OrderStatus.CLOSED:
            return
        must_be(state, OrderStatus.RATED)
        limit, verdict = state.close_from, state.verdict
        if limit is None or verdict is None or context.now < limit:
            raise Refused(
                "not_due",
                "返工期限未满，请期满后再办结。",
                "It may still be returned for rework; close it when that time is over.",
            )
        yield OrderClosed(verdict=verdict)


class CancelOrder(
    Command[Order], verb="cancel", label=Label("取消", "Cancel order"),
    who=(Role.RES, Role.GH, Role.CS),
):  # fmt: skip
    """Calls an order off before it is completed. fault: whose doing it is (EX-08 a, d)."""

    fault: Fault
    reason: PrivateText

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(
            state,
            OrderStatus.PLACED,
            OrderStatus.ISSUED,
            OrderStatus.ACCEPTED,
            OrderStatus.IN_SERVICE,
        )
        if context.actor.role is Role.RES:
            _must_be_the_requester(state, context)
            require(
                self.fault in (Fault.REQUESTER, Fault.FORCE_MAJEURE),
                "fault_of_others",
                "本人取消不能归责他人，他人有责请由网格长取消。",
                "Who cancels himself cannot blame others; if they are to blame, the grid head "
                "cancels.",
            )
        stage = CancelStage.AFTER_ACCEPT if state.holders else CancelStage.BEFORE_ACCEPT
        yield OrderCancelled(
            requester=state.requester, stage=stage, fault=self.fault, reason=self.reason
        )


def _served(state: Order) -> Iterator[Served]:
    for acceptor in state.current:
        if acceptor.status is not AcceptorStatus.SERVED:
            continue
        yield Served(
            member=acceptor.person,
            arrived_at=acceptor.arrived_at,
            left_at=acceptor.left_at,
            recorded_on=acceptor.recorded_on,
        )


def _must_be_the_requester(state: Order, context: Context) -> None:
    actor = context.actor
    require(
        bool(state.requesters & {actor.person, actor.on_behalf_of}),
        "not_the_requester",
        "只有点单人可办理，请由点单人操作。",
        "Only who placed the order may do this.",
    )
