"""What happens to an order from the first check-in to its end."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.kernel import SealedText, Value
from domain.order.events import DueEvent, OrderEvent
from domain.order.state import (
    AcceptorStatus,
    CancelStage,
    Fault,
    Order,
    OrderStatus,
    Verdict,
)
from domain.vocabulary import Moment


class ServiceStarted(OrderEvent, name="order.service_started"):
    """An acceptor checked in."""

    member: UUID
    arrived_at: Moment

    def apply(self, state: Order) -> Order:
        arrived = state.with_acceptor(
            self.member,
            lambda a: replace(a, status=AcceptorStatus.ON_SITE, arrived_at=self.arrived_at),
        )
        return replace(arrived, status=OrderStatus.IN_SERVICE)


class AcceptorCheckedOut(OrderEvent, name="order.acceptor_checked_out"):
    """recorded_on: the day the log learnt of it, from which lateness is reckoned (AM-11)."""

    member: UUID
    left_at: Moment
    minutes: int
    recorded_on: date

    def apply(self, state: Order) -> Order:
        return state.with_acceptor(
            self.member,
            lambda a: replace(
                a,
                status=AcceptorStatus.SERVED,
                left_at=self.left_at,
                recorded_on=self.recorded_on,
            ),
        )


class PresenceAttested(OrderEvent, name="order.presence_attested"):
    """P-02: an acceptor was on site long enough, though nothing came of it."""

    member: UUID
    arrived_at: Moment
    left_at: Moment
    minutes: int

    def apply(self, state: Order) -> Order:
        return state.with_acceptor(
            self.member,
            lambda a: replace(a, attested_from=self.arrived_at, attested_until=self.left_at),
        )


class OrderCompleted(DueEvent, name="order.completed", sealed_for="requester"):
    """callback_from: from when on a grid worker may ask for the rating."""

    requester: UUID | None = None
    result: SealedText | None = None
    callback_from: Moment

    def apply(self, state: Order) -> Order:
        return replace(state, status=OrderStatus.COMPLETED, callback_from=self.callback_from)


class Served(Value):
    """Who served, and when: what a volunteer record is made of (P-01)."""

    member: UUID
    arrived_at: Moment
    left_at: Moment
    recorded_on: date


class OrderRated(DueEvent, name="order.rated", sealed_for="requester"):
    """stars: 1 to 5, none when not served. rater: the requester; None: by call-back.

    served: those of this round who checked in and out. close_from: from when on it may be closed.
    """

    requester: UUID | None = None
    verdict: Verdict
    stars: int | None = None
    rater: UUID | None = None
    comment: SealedText | None = None
    served: tuple[Served, ...] = ()
    close_from: Moment

    def apply(self, state: Order) -> Order:
        return replace(
            state, status=OrderStatus.RATED, verdict=self.verdict, close_from=self.close_from
        )


class OrderReopened(DueEvent, name="order.reopened", sealed_for="requester"):
    """返工: open to acceptance once more, with nobody's part in it carried over."""

    requester: UUID | None = None
    cause: SealedText
    service_from: Moment
    service_until: Moment
    open_since: Moment | None = None
    accept_due_at: Moment

    def apply(self, state: Order) -> Order:
        return replace(
            state,
            status=OrderStatus.ISSUED,
            round=state.round + 1,
            helpers=frozenset(),
            verdict=None,
            service_from=self.service_from,
            service_until=self.service_until,
            open_since=self.open_since,
            accept_due_at=self.accept_due_at,
            callback_from=None,
            close_from=None,
        )


class OrderClosed(OrderEvent, name="order.closed"):
    verdict: Verdict

    def apply(self, state: Order) -> Order:
        return replace(state, status=OrderStatus.CLOSED)


class OrderCancelled(OrderEvent, name="order.cancelled", sealed_for="requester"):
    """stage AFTER_ACCEPT: somebody held it at that moment."""

    requester: UUID | None = None
    stage: CancelStage
    fault: Fault
    reason: SealedText

    def apply(self, state: Order) -> Order:
        if self.stage is CancelStage.BEFORE_ACCEPT:
            return replace(state, status=OrderStatus.CANCELLED_BEFORE_ACCEPT)
        return replace(state, status=OrderStatus.CANCELLED_AFTER_ACCEPT)
