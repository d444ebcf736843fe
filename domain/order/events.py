"""What happens to an order until somebody serves it. What follows: service_events.py."""

from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from domain.kernel import Event, SealedText
from domain.order.state import (
    AcceptorStatus,
    Fault,
    Occasion,
    Order,
    OrderStatus,
    Origin,
)
from domain.vocabulary import CommunityCode, GridCode, Moment, ServiceField


class DeclineReason(StrEnum):
    UNLAWFUL = "UNLAWFUL"
    COMMERCIAL = "COMMERCIAL"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    FOR_A_DEPARTMENT = "FOR_A_DEPARTMENT"  # the community reports it as a case
    NO_LONGER_NEEDED = "NO_LONGER_NEEDED"


class ExcuseReason(StrEnum):
    ILLNESS = "ILLNESS"
    DUTY = "DUTY"  # called to his unit's duty
    FORCE_MAJEURE = "FORCE_MAJEURE"
    SENT_AWAY = "SENT_AWAY"  # by the requester


class OrderEvent(Event[Order]):
    pass


class DueEvent(OrderEvent):
    """A fact that sets a time limit, with the ruleset and calendar versions it was reckoned by."""

    ruleset: str
    calendar: dict[str, int]  # year → version


class OrderPlaced(DueEvent, name="order.placed", sealed_for="requester"):
    origin: Origin
    occasion: Occasion
    field: ServiceField
    need: SealedText
    place: SealedText | None = None
    contact: SealedText | None = None
    community: CommunityCode
    grid: GridCode | None = None
    requester: UUID | None = None
    requester_body: str | None = None
    unit: UUID | None = None
    commitment: UUID | None = None
    case: UUID | None = None
    wanted_from: Moment | None = None
    wanted_until: Moment | None = None
    people_needed: int
    specialities: tuple[str, ...] = ()
    placed_at: Moment
    issue_due_at: Moment

    def apply(self, state: Order) -> Order:
        return replace(
            state,
            status=OrderStatus.PLACED,
            origin=self.origin,
            occasion=self.occasion,
            field=self.field,
            community=self.community,
            grid=self.grid,
            requester=self.requester,
            requesters=frozenset(() if self.requester is None else (self.requester,)),
            unit=self.unit,
            cases=() if self.case is None else (self.case,),
            people_needed=self.people_needed,
            specialities=frozenset(self.specialities),
            placed_at=self.placed_at,
            service_from=self.wanted_from,
            service_until=self.wanted_until,
            issue_due_at=self.issue_due_at,
        )


class OrderAmended(OrderEvent, name="order.amended", sealed_for="requester"):
    """Only what changed is filled in; a new occasion may bring the issue due time forward."""

    requester: UUID | None = None
    occasion: Occasion | None = None
    field: ServiceField | None = None
    need: SealedText | None = None
    place: SealedText | None = None
    grid: GridCode | None = None
    wanted_from: Moment | None = None
    wanted_until: Moment | None = None
    people_needed: int | None = None
    specialities: tuple[str, ...] | None = None
    issue_due_at: Moment | None = None

    def apply(self, state: Order) -> Order:
        specialities = state.specialities if self.specialities is None else self.specialities
        return replace(
            state,
            occasion=self.occasion or state.occasion,
            field=self.field or state.field,
            grid=self.grid or state.grid,
            service_from=self.wanted_from or state.service_from,
            service_until=self.wanted_until or state.service_until,
            people_needed=self.people_needed or state.people_needed,
            specialities=frozenset(specialities),
            issue_due_at=self.issue_due_at or state.issue_due_at,
        )


class OrdersMerged(OrderEvent, name="order.merged"):
    """This one goes on in another, the master."""

    master: UUID

    def apply(self, state: Order) -> Order:
        return replace(state, status=OrderStatus.MERGED)


class OrderAbsorbed(OrderEvent, name="order.absorbed"):
    """Another order was merged into this one, the master."""

    order: UUID
    requesters: tuple[UUID, ...]
    cases: tuple[UUID, ...]

    def apply(self, state: Order) -> Order:
        return replace(
            state,
            requesters=state.requesters | frozenset(self.requesters),
            cases=(*state.cases, *self.cases),
        )


class OrderIssued(DueEvent, name="order.issued"):
    """late: issued after its time limit. unit: its branch issues, within its commitment."""

    branch: str
    unit: UUID | None = None
    service_from: Moment
    service_until: Moment
    due_at: Moment
    required: tuple[str, ...] = ()
    insurance_needed: bool = False
    late: bool
    open_since: Moment | None = None
    accept_due_at: Moment

    def apply(self, state: Order) -> Order:
        return replace(
            state,
            status=OrderStatus.ISSUED,
            branch=self.branch,
            required=frozenset(self.required),
            service_from=self.service_from,
            service_until=self.service_until,
            open_since=self.open_since,
            accept_due_at=self.accept_due_at,
        )


class OrderDeclined(OrderEvent, name="order.declined", sealed_for="requester"):
    requester: UUID | None = None
    reason: DeclineReason
    explanation: SealedText

    def apply(self, state: Order) -> Order:
        return replace(state, status=OrderStatus.DECLINED)


class OrderAccepted(OrderEvent, name="order.accepted"):
    member: UUID

    def apply(self, state: Order) -> Order:
        status = OrderStatus.IN_SERVICE
        if state.status is not OrderStatus.IN_SERVICE:
            status = OrderStatus.ACCEPTED
        accepted = state.with_acceptor(
            self.member, lambda a: replace(a, status=AcceptorStatus.ACCEPTED)
        )
        return replace(accepted, status=status)


class HelperJoined(OrderEvent, name="order.helper_joined"):
    member: UUID

    def apply(self, state: Order) -> Order:
        return replace(state, helpers=state.helpers | {self.member})


class OrderReleased(OrderEvent, name="order.released"):
    """Given back in time: nobody's fault."""

    member: UUID

    def apply(self, state: Order) -> Order:
        return _becomes(state, self.member, AcceptorStatus.RELEASED)


class OrderAbandoned(OrderEvent, name="order.abandoned"):
    """Given back too late (UD3)."""

    member: UUID
    fault: Fault = Fault.ACCEPTOR

    def apply(self, state: Order) -> Order:
        return _becomes(state, self.member, AcceptorStatus.ABANDONED)


class AcceptorNoShowRecorded(OrderEvent, name="order.no_show_recorded"):
    member: UUID

    def apply(self, state: Order) -> Order:
        return _becomes(state, self.member, AcceptorStatus.NO_SHOW)


class AcceptorExcused(OrderEvent, name="order.acceptor_excused"):
    member: UUID
    reason: ExcuseReason

    def apply(self, state: Order) -> Order:
        return _becomes(state, self.member, AcceptorStatus.EXCUSED)


class OrderReissued(DueEvent, name="order.reissued"):
    """Nobody holds it any more: open to acceptance again, for `service_from` to `service_until`."""

    service_from: Moment
    service_until: Moment
    open_since: Moment | None = None
    accept_due_at: Moment

    def apply(self, state: Order) -> Order:
        return replace(
            state,
            status=OrderStatus.ISSUED,
            service_from=self.service_from,
            service_until=self.service_until,
            open_since=self.open_since,
            accept_due_at=self.accept_due_at,
        )


class OrderExpired(OrderEvent, name="order.expired"):
    """Nobody accepted it in time; it goes to the community as a case (P-03, R-07)."""

    accept_due_at: Moment

    def apply(self, state: Order) -> Order:
        return replace(state, status=OrderStatus.EXPIRED)


def _becomes(state: Order, member: UUID, status: AcceptorStatus) -> Order:
    return state.with_acceptor(member, lambda a: replace(a, status=status))
