"""Resources: offered, booked, used, withdrawn (SYS-14, R-12)."""

from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.agreement import AGREEMENT
from domain.resource import (
    RESOURCE_OFFER,
    BookingCancelled,
    BookResource,
    CancelBooking,
    OfferResource,
    Opening,
    RecordUse,
    ResourceBooked,
    ResourceKind,
    ResourceOffered,
    ResourceUsed,
    ResourceWithdrawn,
    WithdrawResource,
)
from domain.roles import Role
from domain.unit import UnitKind
from tests.domain.agreement.scenario import EFFECTIVE, GYM, PARTY
from tests.domain.communities import THE_NINE
from tests.domain.society.facts import SHOP, enrolled
from tests.spec import COMMAND_ID, Given, given, moment

PACT = UUID(int=0xA6)
SATURDAY = Opening(weekday=6, opens="09:00", closes="17:00")
OFFER = OfferResource(
    unit=SHOP, community="FC01", kind=ResourceKind.VENUE, title="二楼活动厅", openings=(SATURDAY,)
)
OFFERED = ResourceOffered(**dict(OFFER))
NINE, ELEVEN = moment("2022-05-14 09:00"), moment("2022-05-14 11:00")  # a Saturday
BOOK = BookResource(start=NINE, end=ELEVEN, purpose="书法班")
ID = uuid5(COMMAND_ID, "booking")
BOOKED = ResourceBooked(booking=ID, **dict(BOOK))
USE = RecordUse(booking=ID, start=NINE, end=moment("2022-05-14 10:50"), people=24)
USED = ResourceUsed(minutes=110, **dict(USE))
CANCEL = CancelBooking(booking=ID, reason="改期")
CANCELLED = BookingCancelled(**dict(CANCEL))
WITHDRAW = WithdrawResource(reason="装修")
WITHDRAWN = ResourceWithdrawn(reason=WITHDRAW.reason)
AFTERWARDS = "2022-05-14 18:00"


def offer(*facts: Any) -> Given[Any]:
    world = {**THE_NINE, **enrolled(SHOP, UnitKind.MERCHANT), **enrolled(PARTY, UnitKind.ORGAN)}
    return given(RESOURCE_OFFER, *facts).by(Role.CW).looking(world)


def at(start: str, end: str) -> BookResource:
    return BOOK.model_copy(update={"start": moment(start), "end": moment(end)})


def test_a_resource_is_offered_booked_used_and_withdrawn_sys14() -> None:
    offer().by(Role.MER).when(OFFER).then(OFFERED)
    offer(OFFERED).when(BOOK).then(BOOKED)
    offer(OFFERED, BOOKED).at(AFTERWARDS).when(USE).then(USED)
    offer(OFFERED, BOOKED, USED).at(AFTERWARDS).by(Role.MER).when(WITHDRAW).then(WITHDRAWN)


def test_it_may_be_tied_to_a_commitment_of_the_units_own_agreement_r12() -> None:
    mine = OFFER.model_copy(update={"unit": PARTY, "agreement": PACT, "commitment": GYM})
    there = offer().by(Role.UNIT).looking({AGREEMENT.ref(PACT): AGREEMENT.replay(EFFECTIVE)})
    there.when(mine).then(ResourceOffered(**dict(mine)))
    for wrong in (
        {"commitment": UUID(int=1)}, {"unit": SHOP}, {"community": "FC02"}, {"agreement": None},
        {"commitment": None},
    ):  # fmt: skip
        there.when(mine.model_copy(update=wrong)).then_refused("no_such_commitment")


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"community": "FC77"}, "no_such_community"),
        ({"unit": UUID(int=9)}, "unit_not_enrolled"),
        ({"openings": (Opening(weekday=1, opens="09:00", closes="09:00"),)},
         "closes_before_it_opens"),
    ],
    ids=["no community", "not enrolled", "no time"],
)  # fmt: skip
def test_who_offers_what_where_must_be_real(about: Any, code: str) -> None:
    offer().by(Role.MER).when(OFFER.model_copy(update=about)).then_refused(code)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2022-05-14 08:59", "2022-05-14 10:00"),
        ("2022-05-14 16:00", "2022-05-14 17:01"),
        ("2022-05-15 09:00", "2022-05-15 10:00"),
        ("2022-05-14 16:00", "2022-05-15 09:30"),
    ],
    ids=["too early", "too late", "on a Sunday", "over night"],
)
def test_it_is_booked_within_its_opening_hours(start: str, end: str) -> None:
    offer(OFFERED).when(at(start, end)).then_refused("outside_opening_hours")
    anytime = OFFERED.model_copy(update={"openings": ()})
    assert offer(anytime).when(at(start, end)).facts()


def test_the_whole_opening_may_be_booked() -> None:
    assert offer(OFFERED).when(at("2022-05-14 09:00", "2022-05-14 17:00")).facts()


def test_no_time_is_booked_twice() -> None:
    taken = offer(OFFERED, BOOKED)
    for start, end in (("10:59", "12:00"), ("09:00", "11:00"), ("09:30", "10:00")):
        clash = at(f"2022-05-14 {start}", f"2022-05-14 {end}")
        taken.when(clash).then_refused("booked_already")
    assert taken.when(at("2022-05-14 11:00", "2022-05-14 12:00")).facts()
    assert offer(OFFERED, BOOKED, CANCELLED).when(BOOK).facts()


def test_a_booking_lies_ahead_and_ends_after_it_starts() -> None:
    offer(OFFERED).at("2022-05-14 09:01").when(BOOK).then_refused("booking_in_the_past")
    backwards = BOOK.model_copy(update={"start": ELEVEN, "end": NINE})
    offer(OFFERED).when(backwards).then_refused("ends_before_start")
    offer(OFFERED, WITHDRAWN).when(BOOK).then_refused("offer_closed")
    offer().when(BOOK).then_refused("offer_closed")


def test_a_use_is_recorded_once_when_it_is_over() -> None:
    booked = offer(OFFERED, BOOKED)
    booked.at("2022-05-14 10:00").when(USE).then_refused("in_the_future")
    backwards = USE.model_copy(update={"end": NINE})
    booked.at(AFTERWARDS).when(backwards).then_refused("ends_before_start")
    before = {"start": moment("2022-05-14 07:00"), "end": NINE}
    other_time = booked.at(AFTERWARDS).when(USE.model_copy(update=before))
    other_time.then_refused("not_the_booked_time")
    after = {"start": ELEVEN, "end": moment("2022-05-14 12:00")}
    booked.at(AFTERWARDS).when(USE.model_copy(update=after)).then_refused("not_the_booked_time")
    offer(OFFERED).at(AFTERWARDS).when(USE).then_refused("no_such_booking")
    offer(OFFERED, BOOKED, USED).at(AFTERWARDS).when(USE).then_refused("no_such_booking")
    offer(OFFERED, BOOKED, CANCELLED).at(AFTERWARDS).when(USE).then_refused("no_such_booking")


def test_a_booking_is_cancelled_once_and_not_after_its_use() -> None:
    offer(OFFERED, BOOKED).when(CANCEL).then(CANCELLED)
    offer(OFFERED, BOOKED, CANCELLED).when(CANCEL).then_refused("no_such_booking")
    offer(OFFERED, BOOKED, USED).when(CANCEL).then_refused("no_such_booking")


def test_a_resource_is_withdrawn_when_nobody_has_booked_it_any_more() -> None:
    booked = offer(OFFERED, BOOKED).by(Role.MER)
    booked.when(WITHDRAW).then_refused("bookings_to_come")
    assert booked.at("2022-05-14 11:00").when(WITHDRAW).facts()
    offer(OFFERED, BOOKED, USED).by(Role.MER).when(WITHDRAW).then(WITHDRAWN)
    offer(OFFERED, WITHDRAWN).by(Role.MER).when(WITHDRAW).then_refused("offer_closed")


def test_an_offer_concerns_its_unit_and_its_community() -> None:
    for state, command in (
        (RESOURCE_OFFER.initial, OFFER),
        (RESOURCE_OFFER.replay([OFFERED]), None),
    ):
        concern = RESOURCE_OFFER.concerns(state, command)
        assert (concern.community, concern.unit) == ("FC01", SHOP)
