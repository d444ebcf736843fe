"""接单 Accepting: always the member's own act (AM-34), and giving it back."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.kernel import Command, Context, Label, Outcome, Reads, Refused, require
from domain.order.deadlines import EXPIRE, due, must_be_a_window, notice, read_rules
from domain.order.events import (
    AcceptorExcused,
    ExcuseReason,
    HelperJoined,
    OrderAbandoned,
    OrderAccepted,
    OrderReissued,
    OrderReleased,
)
from domain.order.state import STILL_BUSY, THE_BRANCH, AcceptorStatus, Order, OrderStatus, must_be
from domain.person import PartyKind, person_ref
from domain.registration import member_registration_ref
from domain.roles import Role
from domain.vocabulary import Moment

OPEN: Final = (OrderStatus.ISSUED, OrderStatus.ACCEPTED, OrderStatus.IN_SERVICE)
VOLUNTEERS: Final = (Role.MEM, Role.VOL)
EXCUSABLE: Final = STILL_BUSY | {AcceptorStatus.NO_SHOW}


class AcceptOrder(
    Command[Order], verb="accept", label=Label("接单", "Accept order"), who=VOLUNTEERS
):
    """Takes one of its seats. member: who accepts, and says so himself.

    AM-24: a registered in-service Party member, or a Party member of the community; the latter has
    no role of his own and acts as VOL. relative_of_requester: what he declares.
    """

    member: UUID
    relative_of_requester: bool = False

    def reads(self, state: Order, context: Context) -> Reads:
        yield person_ref(self.member)
        yield member_registration_ref(self.member)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, *OPEN)
        must_be_own_act(self.member, context)
        if state.holds(self.member):
            return
        must_not_ask_too(state, self.member)
        require(
            not self.relative_of_requester,
            "relative_of_requester",
            "不得接亲属点的单，请由他人接单。",
            "Nobody accepts an order of his relatives; leave it to others.",
        )
        _must_be_a_party_volunteer(self.member, context)
        held = context.look(member_registration_ref(self.member)).specialities
        require(
            state.required <= held,
            "not_qualified",
            f"此单须具备：{'、'.join(sorted(state.required))}，请由具备者接单。",
            f"This order requires {', '.join(sorted(state.required))}; leave it to who has it.",
        )
        require(
            len(state.holders) < state.people_needed,
            "no_seats_left",
            f"此单所需{state.people_needed}人已满，请另选一单。",
            f"All {state.people_needed} seats are taken; choose another order.",
        )
        require(
            state.service_until is not None and context.now < state.service_until,
            "window_passed",
            "服务时段已过，请另选一单。",
            "Its time has passed; choose another order.",
        )
        yield OrderAccepted(member=self.member)


class JoinAsHelper(
    Command[Order], verb="join", label=Label("参与服务", "Join as helper"), who=(Role.VOL,)
):
    """Helps an acceptor; takes no seat and is never alone with the order (AM-24)."""

    member: UUID

    def reads(self, state: Order, context: Context) -> Reads:
        yield person_ref(self.member)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, *OPEN)
        must_be_own_act(self.member, context)
        if self.member in state.helpers:
            return
        must_not_ask_too(state, self.member)
        require(
            context.look(person_ref(self.member)).exists,
            "no_such_person",
            "查无此人，请先登记人员。",
            "There is no such person; register the person first.",
        )
        require(
            bool(state.holders) and not state.holds(self.member),
            "no_acceptor_to_help",
            "须先有党员接单，志愿者方可参与。",
            "A Party member must have accepted it before others can help.",
        )
        yield HelperJoined(member=self.member)


class ReleaseOrder(
    Command[Order], verb="release", label=Label("退单", "Release order"), who=VOLUNTEERS
):
    """Gives the order back: in time without fault, later as an abandoned one (EX-08 b)."""

    member: UUID

    def reads(self, state: Order, context: Context) -> Reads:
        yield from read_rules(context)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.ACCEPTED, OrderStatus.IN_SERVICE)
        must_be_own_act(self.member, context)
        must_still_be_expected(state, self.member)
        start, until = state.service_from, state.service_until
        require(
            until is not None and context.now < until,
            "window_passed",
            "服务时段已过，请联系网格员登记未到场或请假。",
            "Its time has passed; ask the grid worker to record why you did not come.",
        )
        in_time = start is not None and context.now <= start - notice(context)
        kind = OrderReleased if in_time else OrderAbandoned
        yield kind(member=self.member)
        yield from reissued(state, self.member, context)


class ExcuseAcceptor(
    Command[Order], verb="excuse", label=Label("准予请假", "Excuse acceptor"),
    who=THE_BRANCH,
):  # fmt: skip
    """An acceptor did not serve for a good reason; also instead of a no-show recorded before.

    service_from, service_until: the new time agreed with the requester, if nobody is left and the
    old one is over.
    """

    member: UUID
    reason: ExcuseReason
    service_from: Moment | None = None
    service_until: Moment | None = None

    def reads(self, state: Order, context: Context) -> Reads:
        yield from read_rules(context)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, *OPEN, OrderStatus.COMPLETED)
        found = state.acceptor(self.member)
        if found is not None and found.status is AcceptorStatus.EXCUSED:
            return
        require(
            found is not None and found.status in EXCUSABLE,
            "not_acceptor",
            "此人不在待服务的接单人之列，请核对人员。",
            "This person is no acceptor with service still to give; check who it is.",
        )
        yield AcceptorExcused(member=self.member, reason=self.reason)
        yield from reissued(state, self.member, context, self.service_from, self.service_until)


def must_be_own_act(member: UUID, context: Context) -> None:
    """AM-34: nobody serves because another says so, the system least of all."""
    require(
        context.actor.person == member,
        "own_act",
        "接单、退单须由本人办理，请本人操作。",
        "Accepting and giving back are the member's own acts; let him do it himself.",
    )


def must_not_ask_too(state: Order, member: UUID) -> None:
    require(
        member not in state.requesters,
        "own_order",
        "不得接自己点的单，请由他人接单。",
        "Nobody serves on his own order; leave it to others.",
    )


def must_still_be_expected(state: Order, member: UUID) -> None:
    """He holds a seat and has not come yet."""
    found = state.acceptor(member)
    require(
        found is not None and found.status is AcceptorStatus.ACCEPTED,
        "not_acceptor",
        "此人未接此单，或已到场、已退出，请核对人员。",
        "This person has not accepted the order, or has come or left it; check who it is.",
    )


def reissued(
    state: Order,
    leaver: UUID,
    context: Context,
    service_from: datetime | None = None,
    service_until: datetime | None = None,
) -> Iterator[OrderReissued]:
    """Opens the order again when the last who held it leaves; the time must still lie ahead."""
    if {a.person for a in state.holders} != {leaver}:
        return
    start, until = service_from or state.service_from, service_until or state.service_until
    if start is None or until is None or until <= context.now:
        raise Refused(
            "window_needed",
            "已无人接单且服务时段已过，请与点单人另约时间并填写。",
            "Nobody is left and the time is over: agree on another with the requester.",
        )
    must_be_a_window(start, until, context)
    limit = due(context, EXPIRE[state.occasion])
    yield OrderReissued(
        service_from=start,
        service_until=until,
        open_since=context.at,
        accept_due_at=min(limit.at, until),
        **limit.by,
    )


def _must_be_a_party_volunteer(member: UUID, context: Context) -> None:
    """AM-24: a registered in-service member, or a Party member of one of the communities."""
    person = context.look(person_ref(member))
    serves = person.in_service_on(context.on)
    registered = context.look(member_registration_ref(member)).registered_on(context.on)
    is_member = person.party_member_on(context.on) is not PartyKind.NONE
    require(
        registered is not None if serves else is_member and person.residence_community is not None,
        "not_registered",
        "须为已报到在职党员或社区党员方可接单，请先办理报到；其他志愿者可参与服务。",
        "Only a registered in-service Party member or a Party member of a community accepts; "
        "register first. Others may join as helpers.",
    )
