"""A case that a service order settles: R-36, P-04."""

from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from domain.case.assigning import CaseAssigned
from domain.case.clock import read_days
from domain.case.closing import closed
from domain.case.facts import CaseFact, when, whose
from domain.case.feedback import CaseFedBack, FeedbackImpossibleRecorded
from domain.case.handling import CaseHandled, time_used
from domain.case.state import Case, must_be
from domain.case.terms import CallbackExemption, CaseOutcome, CaseState, ContactWay, NoFeedback
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.roles import Role


class OrderEnd(StrEnum):
    """How the order ended, as far as the case is concerned."""

    SERVED = "SERVED"  # rated by who asked for it, and closed
    NOT_SERVED = "NOT_SERVED"  # declined, expired, cancelled, or not done


class CaseConvertedToOrder(CaseFact, name="case.converted_to_order"):
    """Policy P-04 places this order. origin: what it is about stands in the case."""

    order: UUID

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

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ACCEPTED)
        yield CaseAssigned(handler=state.community, **whose(state, context))
        yield CaseConvertedToOrder(order=context.new_id("order"), **when(context))


class FinishConversion(
    Command[Case],
    verb="finish-conversion",
    label=Label("服务单办结", "Finish conversion"),
    who=(Role.SYS,),
):
    """P-04, when the order has ended. Served: handled, fed back by its rating, closed.

    Not served: the case is accepted again, to be assigned in another way.
    """

    order: UUID
    end: OrderEnd

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_days(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.CONVERTED)
        require(
            self.order == state.order,
            "not_its_order",
            "此服务单不是该事件所转，请核对。",
            "This order was not made of this case; check its id.",
        )
        if self.end is OrderEnd.NOT_SERVED:
            yield CaseConversionFailed(order=self.order, **when(context))
            return
        told = whose(state, context)
        handled = CaseHandled(
            **told,
            **time_used(state, context),
            handler=state.community,
            by=None,
            order=self.order,
        )
        fed_back: CaseFedBack | FeedbackImpossibleRecorded
        if state.reachable:
            heard = tuple(sorted(state.told()))
            fed_back = CaseFedBack(**told, way=ContactWay.ORDER_RATING, by=None, told=heard)
        else:
            fed_back = FeedbackImpossibleRecorded(**told, reason=NoFeedback.ANONYMOUS, by=None)
        yield handled
        yield fed_back
        after = fed_back.apply(handled.apply(state))
        yield closed(after, CaseOutcome.RESOLVED, CallbackExemption.ORDER_RATED, **when(context))
