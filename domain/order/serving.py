"""服务 Serving: who came, who did not, and who says so."""

from typing import Final
from uuid import UUID

from domain.dates import minutes_between
from domain.kernel import (
    Command,
    Concern,
    Context,
    Label,
    Outcome,
    PrivateText,
    Reads,
    Refused,
    require,
)
from domain.order.accepting import (
    VOLUNTEERS,
    must_be_own_act,
    must_still_be_expected,
    reissued,
)
from domain.order.deadlines import due, read_rules, rules
from domain.order.events import AcceptorNoShowRecorded
from domain.order.service_events import (
    AcceptorCheckedOut,
    OrderCompleted,
    PresenceAttested,
    ServiceStarted,
)
from domain.order.state import (
    STILL_BUSY,
    THE_BRANCH,
    AcceptorStatus,
    Order,
    OrderStatus,
    must_be,
)
from domain.roles import Role
from domain.ruleset import LimitName
from domain.vocabulary import Moment

WITNESSES: Final = (Role.RES, Role.GW)


class CheckIn(
    Command[Order], verb="check-in", label=Label("到场签到", "Check in"), who=VOLUNTEERS,
    approved_by=WITNESSES,
):  # fmt: skip
    """An acceptor came, at the moment it happened; the requester or a grid worker confirms."""

    member: UUID

    def approver_concern(self, state: Order) -> Concern:
        return _the_witness_of(state)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.ACCEPTED, OrderStatus.IN_SERVICE)
        must_be_own_act(self.member, context)
        _must_be_witnessed(state, context)
        found = state.acceptor(self.member)
        if found is not None and found.status is AcceptorStatus.ON_SITE:
            return
        must_still_be_expected(state, self.member)
        require(
            state.placed_at is not None and context.at >= state.placed_at,
            "before_order",
            "到场时间不得早于点单时间，请核对。",
            "Nobody came before it was asked for; check the time.",
        )
        yield ServiceStarted(member=self.member, arrived_at=context.at)


class CheckOut(
    Command[Order], verb="check-out", label=Label("离场签退", "Check out"), who=VOLUNTEERS,
    approved_by=WITNESSES,
):  # fmt: skip
    """An acceptor has done his part, up to the moment it happened; confirmed likewise."""

    member: UUID

    def approver_concern(self, state: Order) -> Concern:
        return _the_witness_of(state)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.IN_SERVICE)
        must_be_own_act(self.member, context)
        _must_be_witnessed(state, context)
        found = state.acceptor(self.member)
        if found is not None and found.status is AcceptorStatus.SERVED:
            return
        if found is None or found.status is not AcceptorStatus.ON_SITE or found.arrived_at is None:
            raise Refused(
                "not_checked_in",
                "尚未签到，请先签到再签退。",
                "You have not checked in; do that before checking out.",
            )
        minutes = minutes_between(found.arrived_at, context.at)
        yield AcceptorCheckedOut(
            member=self.member, left_at=context.at, minutes=minutes, recorded_on=context.today
        )


class RecordNoShow(
    Command[Order], verb="record-no-show", label=Label("登记未到场", "Record no-show"),
    who=(Role.GW,),
):  # fmt: skip
    """An acceptor did not come, and the time is over (MD1; EX-08 c).

    service_from, service_until: the new time agreed with the requester, if nobody else holds it.
    """

    member: UUID
    service_from: Moment | None = None
    service_until: Moment | None = None

    def reads(self, state: Order, context: Context) -> Reads:
        yield from read_rules(context)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.ACCEPTED, OrderStatus.IN_SERVICE)
        must_still_be_expected(state, self.member)
        require(
            state.service_until is not None and state.service_until <= context.now,
            "window_open",
            "服务时段未过，请过后再登记未到场。",
            "The time is not over yet; record a no-show after it.",
        )
        yield AcceptorNoShowRecorded(member=self.member)
        yield from reissued(state, self.member, context, self.service_from, self.service_until)


class AttestPresence(
    Command[Order], verb="attest-presence", label=Label("证明到场", "Attest presence"),
    who=(Role.GW,),
):  # fmt: skip
    """A grid worker attests how long an acceptor was on site of an order that came to nothing.

    P-02: with it the acceptor may submit a service ATTENDED_NOT_COMPLETED (EX-08 d).
    """

    member: UUID
    arrived_at: Moment
    left_at: Moment

    def reads(self, state: Order, context: Context) -> Reads:
        yield from read_rules(context)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(
            state,
            OrderStatus.ACCEPTED,
            OrderStatus.IN_SERVICE,
            OrderStatus.CANCELLED_AFTER_ACCEPT,
        )
        found = state.acceptor(self.member)
        if found is None or not state.holds(self.member):
            raise Refused(
                "not_acceptor",
                "此人未接此单，请核对人员。",
                "This person did not accept the order; check who it is.",
            )
        if (found.attested_from, found.attested_until) == (self.arrived_at, self.left_at):
            return
        require(
            found.attested_from is None,
            "attested",
            "此人到场情况已证明，不再更改。",
            "This presence has been attested already and stays as it is.",
        )
        require(
            context.actor.person != self.member,
            "own_presence",
            "不得为本人证明到场，请由他人证明。",
            "Nobody attests his own presence; ask another grid worker.",
        )
        minutes = minutes_between(self.arrived_at, self.left_at)
        least = rules(context).counting.service_min_minutes.value
        require(  # P-02
            minutes >= least and self.left_at <= context.now,
            "too_short",
            f"在场须满{least}分钟且已离场，请核对时间。",
            f"He must have been on site for {least} minutes, and have left; check the times.",
        )
        yield PresenceAttested(minutes=minutes, **dict(self))


class CompleteOrder(
    Command[Order], verb="complete", label=Label("完成服务", "Complete order"), who=THE_BRANCH
):
    """The service is done: every acceptor has served, did not come, or is excused."""

    result: PrivateText | None = None

    def reads(self, state: Order, context: Context) -> Reads:
        yield from read_rules(context)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.IN_SERVICE)
        require(
            not any(a.status in STILL_BUSY for a in state.current),
            "acceptors_open",
            "尚有接单人未签退、未登记未到场或请假，请先办理。",
            "An acceptor has neither checked out nor is recorded as absent or excused; see to it.",
        )
        limit = due(context, LimitName.ORDER_RATING_CALL_BACK)
        yield OrderCompleted(
            requester=state.requester, result=self.result, callback_from=limit.at, **limit.by
        )


def _the_witness_of(state: Order) -> Concern:
    return Concern(community=state.community, grid=state.grid, persons=state.requesters)


def _must_be_witnessed(state: Order, context: Context) -> None:
    """SYS-12: by the requester or a grid worker; another resident has seen nothing."""
    approver = context.approver
    require(
        approver is None or approver.role is not Role.RES or approver.person in state.requesters,
        "not_the_requester",
        "签到签退须由点单人或网格员确认。",
        "The requester or a grid worker confirms, no other resident.",
    )
