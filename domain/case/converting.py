"""A case that a service order settles: R-36, P-04."""

from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.case.assigning import CaseAssigned
from domain.case.clock import read_days
from domain.case.closing import closed
from domain.case.facts import CaseFact, SealedFact, when, whose
from domain.case.feedback import CaseFedBack, FeedbackImpossibleRecorded
from domain.case.handling import CaseHandled, time_used
from domain.case.state import Case, must_be, must_follow
from domain.case.terms import CallbackExemption, CaseOutcome, CaseState, ContactWay, NoFeedback
from domain.kernel import Command, Context, Label, Outcome, PrivateText, Reads, SealedText, require
from domain.order import Occasion, OrderStatus, Verdict, order_ref
from domain.roles import Role
from domain.vocabulary import ServiceField

PeopleNeeded = Annotated[int, Field(ge=1, le=500)]
ENDED_UNSERVED: Final = (
    OrderStatus.DECLINED,
    OrderStatus.EXPIRED,
    OrderStatus.CANCELLED_BEFORE_ACCEPT,
    OrderStatus.CANCELLED_AFTER_ACCEPT,
)
OUTCOMES: Final = {
    Verdict.SERVED_SATISFIED: CaseOutcome.RESOLVED,
    Verdict.SERVED_BASICALLY: CaseOutcome.RESOLVED,
    Verdict.SERVED_UNSATISFIED: CaseOutcome.PARTLY,
}


class CaseConvertedToOrder(SealedFact, name="case.converted_to_order"):
    """Policy P-04 places this order, for the reporter; for the community when nobody is named."""

    order: UUID
    occasion: Occasion
    field: ServiceField
    need: SealedText
    people_needed: int

    def apply(self, state: Case) -> Case:
        return replace(state, state=CaseState.CONVERTED, order=self.order)


class CaseConversionFailed(CaseFact, name="case.conversion_failed"):
    """The order served nobody: the case stands where it was before, and its clock ran on."""

    order: UUID

    def apply(self, state: Case) -> Case:
        return replace(state, state=CaseState.ACCEPTED, order=None, handler=None)


class ConvertToOrder(
    Command[Case], verb="convert", label=Label("转服务单", "Convert to order"), who=(Role.GH,)
):
    """Makes a service order of a case that volunteers can settle.

    It is the community's task meanwhile (R-07), so that it is nobody's at no time.
    """

    occasion: Occasion
    field: ServiceField
    need: PrivateText
    people_needed: PeopleNeeded = 1

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ACCEPTED)
        must_follow(state.accepted_at, context)
        told = whose(state, context)
        yield CaseAssigned(handler=state.community, **told)
        yield CaseConvertedToOrder(order=context.new_id("order"), **dict(self), **told)


class FinishConversion(
    Command[Case],
    verb="finish-conversion",
    label=Label("服务单办结", "Finish conversion"),
    who=(Role.GH, Role.SYS),
):
    """P-04, when the order has ended. Served: handled, fed back by its rating, closed.

    Not served: the case is accepted again, to be assigned in another way. order: its own, or the
    one that its own was merged into. The grid head does it by hand when the order was refused
    and never placed.
    """

    order: UUID

    def reads(self, state: Case, context: Context) -> Reads:
        yield order_ref(self.order)
        yield from read_days(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.CONVERTED)
        order = context.look(order_ref(self.order))
        never_placed = order.status is None and self.order == state.order
        require(
            never_placed or context.stream in order.cases,
            "not_its_order",
            "此服务单不是该事件所转，请核对。",
            "This order was not made of this case; check its id.",
        )
        outcome = OUTCOMES.get(order.verdict) if order.verdict else None
        if order.status is OrderStatus.CLOSED and outcome is not None:
            yield from self._settled(state, outcome, context)
            return
        require(
            never_placed or order.status in (*ENDED_UNSERVED, OrderStatus.CLOSED),
            "order_not_ended",
            "服务单尚未办结，请待其办结。",
            "The order has not ended; wait until it has.",
        )
        yield CaseConversionFailed(order=self.order, **when(context))

    def _settled(self, state: Case, outcome: CaseOutcome, context: Context) -> Outcome:
        told = whose(state, context)
        handled = CaseHandled(
            **told, **time_used(state, context), handler=state.community, order=self.order
        )
        fed_back: CaseFedBack | FeedbackImpossibleRecorded
        if state.reachable:
            heard = tuple(sorted(state.told()))
            fed_back = CaseFedBack(**told, way=ContactWay.ORDER_RATING, told=heard)
        else:
            fed_back = FeedbackImpossibleRecorded(**told, reason=NoFeedback.ANONYMOUS)
        yield handled
        yield fed_back
        after = fed_back.apply(handled.apply(state))
        yield closed(after, outcome, CallbackExemption.ORDER_RATED, **when(context))
