"""ServiceOrder 服务单 (SYS-12): 居民点单、支部下单、党员接单 (R-36)."""

from typing import Final
from uuid import UUID

from domain.kernel import Aggregate, Command, Concern, Label, Ref
from domain.order.accepting import AcceptOrder, ExcuseAcceptor, JoinAsHelper, ReleaseOrder
from domain.order.ending import CancelOrder, CloseOrder, RateOrder, ReturnForRework
from domain.order.events import (
    AcceptorExcused,
    AcceptorNoShowRecorded,
    HelperJoined,
    OrderAbandoned,
    OrderAbsorbed,
    OrderAccepted,
    OrderAmended,
    OrderDeclined,
    OrderExpired,
    OrderIssued,
    OrderPlaced,
    OrderReissued,
    OrderReleased,
    OrdersMerged,
)
from domain.order.issuing import DeclineOrder, ExpireOrder, IssueOrder
from domain.order.placing import AmendOrder, MergeOrders, PlaceOrder
from domain.order.recomputing import OrderDeadlineRecomputed, RecomputeOrderDeadline
from domain.order.service_events import (
    AcceptorCheckedOut,
    OrderCancelled,
    OrderClosed,
    OrderCompleted,
    OrderRated,
    OrderReopened,
    PresenceAttested,
    ServiceStarted,
)
from domain.order.serving import AttestPresence, CheckIn, CheckOut, CompleteOrder, RecordNoShow
from domain.order.state import GAVE_IT_BACK, Order
from domain.order.wishes import DeclineWish, VerifyWish, WishDeclined, WishVerified


def _concern(state: Order, command: Command[Order] | None) -> Concern:
    """Its place, and the people in it.

    Who accepts or joins is in it by that: the member the command names. Who places it, likewise.
    """
    if isinstance(command, PlaceOrder):
        asker = frozenset() if command.requester is None else frozenset({command.requester})
        return Concern(command.community, command.grid, command.unit, persons=asker)
    people = state.requesters | state.helpers
    people |= {a.person for a in state.acceptors if a.status not in GAVE_IT_BACK}
    if isinstance(command, AcceptOrder | JoinAsHelper):
        people = frozenset({command.member})
    return Concern(state.community or None, state.grid, state.unit, persons=people)


ORDER: Final = Aggregate(
    name="order",
    collection="orders",
    label=Label("服务单", "Service order"),
    initial=Order(),
    commands=(
        PlaceOrder,
        AmendOrder,
        MergeOrders,
        VerifyWish,
        DeclineWish,
        IssueOrder,
        DeclineOrder,
        ExpireOrder,
        AcceptOrder,
        JoinAsHelper,
        ReleaseOrder,
        ExcuseAcceptor,
        CheckIn,
        CheckOut,
        RecordNoShow,
        AttestPresence,
        CompleteOrder,
        RateOrder,
        ReturnForRework,
        CloseOrder,
        RecomputeOrderDeadline,
        CancelOrder,
    ),
    events=(
        OrderPlaced,
        OrderAmended,
        OrdersMerged,
        OrderAbsorbed,
        WishVerified,
        WishDeclined,
        OrderIssued,
        OrderDeclined,
        OrderExpired,
        OrderAccepted,
        HelperJoined,
        OrderReleased,
        OrderAbandoned,
        AcceptorExcused,
        AcceptorNoShowRecorded,
        OrderReissued,
        ServiceStarted,
        AcceptorCheckedOut,
        PresenceAttested,
        OrderCompleted,
        OrderRated,
        OrderReopened,
        OrderClosed,
        OrderDeadlineRecomputed,
        OrderCancelled,
    ),
    concerns=_concern,
)


def order_ref(id: UUID) -> Ref[Order]:
    return ORDER.ref(id)
