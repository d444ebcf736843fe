"""Resources offered, booked, used and withdrawn (SYS-14, R-12, R-34)."""

from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.agreement import AGREEMENT
from domain.community import community_ref, must_be_community
from domain.dates import minutes_between
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    PrivateLine,
    Reads,
    Ref,
    SealedText,
    require,
)
from domain.resource.state import Booking, Opening, ResourceKind, ResourceOffer
from domain.roles import Role
from domain.unit import unit_ref
from domain.vocabulary import CommunityCode, Moment

PROVIDERS: Final = (Role.UNIT, Role.ORG, Role.MER)


class OfferEvent(Event[ResourceOffer]):
    pass


class ResourceOffered(OfferEvent, name="resource_offer.offered"):
    """commitment: it fulfils what an agreement promised; None: it goes beyond."""

    unit: UUID
    community: CommunityCode
    kind: ResourceKind
    title: Line
    openings: tuple[Opening, ...] = ()
    agreement: UUID | None = None
    commitment: UUID | None = None

    def apply(self, state: ResourceOffer) -> ResourceOffer:
        return ResourceOffer(self.unit, self.community, self.kind, self.openings)


class ResourceBooked(OfferEvent, name="resource_offer.booked"):
    booking: UUID
    start: Moment
    end: Moment
    purpose: SealedText

    def apply(self, state: ResourceOffer) -> ResourceOffer:
        new = Booking(self.booking, self.start, self.end)
        return replace(state, bookings=(*state.bookings, new))


class BookingCancelled(OfferEvent, name="resource_offer.booking_cancelled"):
    booking: UUID
    reason: SealedText

    def apply(self, state: ResourceOffer) -> ResourceOffer:
        left = tuple(b for b in state.bookings if b.id != self.booking)
        return replace(state, bookings=left)


class ResourceUsed(OfferEvent, name="resource_offer.used"):
    """minutes: really open. people: who came, a number."""

    booking: UUID
    start: Moment
    end: Moment
    minutes: int
    people: int

    def apply(self, state: ResourceOffer) -> ResourceOffer:
        found = (replace(b, used=True) if b.id == self.booking else b for b in state.bookings)
        return replace(state, bookings=tuple(found))


class ResourceWithdrawn(OfferEvent, name="resource_offer.withdrawn"):
    reason: SealedText

    def apply(self, state: ResourceOffer) -> ResourceOffer:
        return replace(state, withdrawn=True)


class OfferResource(
    Command[ResourceOffer], verb="offer", label=Label("开放资源", "Offer resource"), who=PROVIDERS,
    opens=True,
):  # fmt: skip
    """A venue, equipment, expertise or goods for a community; beyond the agreement, or as promised.

    agreement, commitment: the promise that it fulfils, where there is one (R-12).
    """

    unit: UUID
    community: CommunityCode
    kind: ResourceKind
    title: Line
    openings: Annotated[tuple[Opening, ...], Field(max_length=21)] = ()
    agreement: UUID | None = None
    commitment: UUID | None = None

    def reads(self, state: ResourceOffer, context: Context) -> Reads:
        yield unit_ref(self.unit)
        yield community_ref(self.community)
        if self.agreement is not None:
            yield AGREEMENT.ref(self.agreement)

    def decide(self, state: ResourceOffer, context: Context) -> Outcome:
        must_be_community(self.community, context)
        require(
            context.look(unit_ref(self.unit)).enrolled_on(context.on),
            "unit_not_enrolled",
            "该单位当日未入册，请先办理入册。",
            "The unit is not enrolled on that day; enrol it first.",
        )
        require(
            all(opening.opens < opening.closes for opening in self.openings),
            "closes_before_it_opens",
            "开放时段的结束时间须晚于开始时间，请核对。",
            "A resource closes after it opens; check the hours.",
        )
        require(  # SYS-14: may be tied to a commitment
            (self.agreement is None) is (self.commitment is None) and self._is_promised(context),
            "no_such_commitment",
            "该单位的协议中没有这一承诺，请核对编号，或不填。",
            "The unit's agreement has no such commitment; check the ids, or leave both out.",
        )
        yield ResourceOffered(**dict(self))

    def _is_promised(self, context: Context) -> bool:
        if self.agreement is None or self.commitment is None:
            return True
        agreement = context.look(AGREEMENT.ref(self.agreement))
        mine = (agreement.party, agreement.community) == (self.unit, self.community)
        return mine and agreement.commitment(self.commitment) is not None


class BookResource(
    Command[ResourceOffer], verb="book", label=Label("预约资源", "Book resource"), who=(Role.CW,)
):
    """Takes a time of a resource, within its opening hours."""

    start: Moment
    end: Moment
    purpose: PrivateLine

    def decide(self, state: ResourceOffer, context: Context) -> Outcome:
        _must_be_open(state)
        minutes_between(self.start, self.end)
        require(
            self.start >= context.at,
            "booking_in_the_past",
            "预约时间已过，请另选时间。",
            "That time is over; choose another.",
        )
        hours = state.openings
        require(
            not hours or any(opening.covers(self.start, self.end) for opening in hours),
            "outside_opening_hours",
            "所选时间不在开放时段内，请另选时间。",
            "That time lies outside the opening hours; choose another.",
        )
        require(  # one user at a time
            all(self.end <= other.start or other.end <= self.start for other in state.bookings),
            "booked_already",
            "该时段已被预约，请另选时间。",
            "That time is booked already; choose another.",
        )
        yield ResourceBooked(booking=context.new_id("booking"), **dict(self))


class CancelBooking(
    Command[ResourceOffer], verb="cancel-booking", label=Label("取消预约", "Cancel booking"),
    who=(Role.CW,),
):  # fmt: skip
    """Gives a booked time free again."""

    booking: UUID
    reason: PrivateLine

    def decide(self, state: ResourceOffer, context: Context) -> Outcome:
        state.booking(self.booking)
        yield BookingCancelled(**dict(self))


class RecordUse(
    Command[ResourceOffer], verb="record-use", label=Label("登记使用", "Record use"),
    who=(Role.CW,),
):  # fmt: skip
    """When a booked resource was really open, and for how many people."""

    booking: UUID
    start: Moment
    end: Moment
    people: Annotated[int, Field(ge=1, le=10_000)]

    def decide(self, state: ResourceOffer, context: Context) -> Outcome:
        booked = state.booking(self.booking)
        minutes = minutes_between(self.start, self.end)
        require(
            self.start < booked.end and booked.start < self.end,
            "not_the_booked_time",
            "使用时间与预约时段不符，请核对；另行使用的请另行预约。",
            "It was used at another time than booked; check the times, or book that time.",
        )
        require(
            self.end <= context.now,
            "in_the_future",
            "使用尚未结束，请在结束后登记。",
            "The use is not over yet; record it afterwards.",
        )
        yield ResourceUsed(minutes=minutes, **dict(self))


class WithdrawResource(
    Command[ResourceOffer], verb="withdraw", label=Label("撤回资源", "Withdraw resource"),
    who=PROVIDERS,
):  # fmt: skip
    """It is offered no more; who has booked it still finds it open."""

    reason: PrivateLine

    def decide(self, state: ResourceOffer, context: Context) -> Outcome:
        _must_be_open(state)
        require(
            all(booking.used or booking.end <= context.now for booking in state.bookings),
            "bookings_to_come",
            "尚有未到期的预约，请先与社区协商取消。",
            "There are bookings still to come; agree with the community to cancel them first.",
        )
        yield ResourceWithdrawn(reason=self.reason)


def _must_be_open(state: ResourceOffer) -> None:
    require(
        state.is_open,
        "offer_closed",
        "该资源已撤回或不存在。",
        "This resource was withdrawn, or there is none.",
    )


RESOURCE_OFFER: Final = Aggregate(
    name="resource_offer",
    collection="resource-offers",
    label=Label("资源", "Resource offer"),
    initial=ResourceOffer(),
    commands=(OfferResource, BookResource, CancelBooking, RecordUse, WithdrawResource),
    events=(ResourceOffered, ResourceBooked, BookingCancelled, ResourceUsed, ResourceWithdrawn),
    concerns=lambda state, command: Concern(
        community=state.community or getattr(command, "community", None),
        unit=state.unit or getattr(command, "unit", None),
    ),
)


def resource_offer_ref(id: UUID) -> Ref[ResourceOffer]:
    return RESOURCE_OFFER.ref(id)
