"""A corrected calendar moves the time limits of an order, visibly: SYS-21."""

from datetime import datetime
from typing import Any

from domain.calendar import (
    CALENDAR,
    CalendarYearCorrected,
    CalendarYearPublished,
    calendar_ref,
    published_years,
)
from domain.kernel import SYSTEM, Event
from domain.order import (
    Occasion,
    Order,
    OrderAmended,
    OrderDeadlineRecomputed,
    RecomputeOrderDeadline,
)
from tests.domain.order.facts import ISSUED, PLACED, TO_ACCEPTED, midnight, order
from tests.domain.world import AUNT
from tests.spec import Given, moment

NOW = "2022-05-03 10:00"
RECOMPUTE = RecomputeOrderDeadline()
# Issued on 2 May, a holiday: three working days later is Saturday the 7th, which is worked.
AHEAD = ISSUED.model_copy(
    update={"service_until": moment("2022-05-20 12:00"), "accept_due_at": midnight("2022-05-07")}
)


def days_off(*more: str) -> dict[Any, Any]:
    """The calendar of 2022 in its second version, with more days off."""
    year = next(y for y in published_years() if y.year == 2022)
    published = CalendarYearPublished(**dict(year), version=1)
    holidays = (*year.holidays, *(datetime.fromisoformat(day).date() for day in more))
    corrected = CalendarYearCorrected(
        **{**dict(year), "holidays": holidays}, version=2, reason="更正（合成）"
    )
    return {calendar_ref(2022): CALENDAR.replay([published, corrected])}


def recomputing(*facts: Event[Order], off: tuple[str, ...] = ("2022-05-05",)) -> Given[Order]:
    return order(*facts).looking(days_off(*off)).by(SYSTEM).at(NOW)


def moved(*facts: Event[Order], **asked: Any) -> OrderDeadlineRecomputed:
    (fact,) = recomputing(*facts, **asked).when(RECOMPUTE).facts()
    assert isinstance(fact, OrderDeadlineRecomputed)
    return fact


def test_an_order_open_to_acceptance_waits_as_long_as_the_new_calendar_says() -> None:
    fact = moved(PLACED, AHEAD)
    assert (fact.before, fact.accept_due_at) == (midnight("2022-05-07"), midnight("2022-05-09"))
    assert (fact.issue_due_at, fact.calendar["2022"], fact.ruleset) == (None, 2, "2022.1")


def test_an_order_that_was_placed_is_to_be_issued_as_the_new_calendar_says() -> None:
    fact = moved(PLACED)
    assert (fact.before, fact.issue_due_at) == (midnight("2022-05-05"), midnight("2022-05-06"))
    assert fact.accept_due_at is None


def test_what_was_recomputed_holds_from_then_on() -> None:
    first = moved(PLACED, AHEAD)
    assert not recomputing(PLACED, AHEAD, first).when(RECOMPUTE).facts()


def test_nobody_can_serve_past_the_time_agreed_on() -> None:
    soon = AHEAD.model_copy(update={"service_until": moment("2022-05-08 12:00")})
    assert moved(PLACED, soon).accept_due_at == moment("2022-05-08 12:00")


def test_the_same_date_an_hourly_limit_and_what_has_ended_are_not_recomputed() -> None:
    urgent = OrderAmended(requester=AUNT, occasion=Occasion.URGENT)
    for facts in ((PLACED, urgent), (PLACED, urgent, AHEAD), TO_ACCEPTED):
        assert not recomputing(*facts).when(RECOMPUTE).facts()
    assert not recomputing(PLACED, AHEAD, off=("2022-08-01",)).when(RECOMPUTE).facts()
    older = AHEAD.model_copy(update={"open_since": None})  # from before it was recorded
    assert not recomputing(PLACED, older).when(RECOMPUTE).facts()


def test_nobody_misses_a_limit_by_a_correction_nor_is_saved_by_one() -> None:
    given = recomputing(PLACED, AHEAD)
    assert not given.at("2022-05-08 00:00").when(RECOMPUTE).facts()
    worked = order(PLACED, AHEAD.model_copy(update={"accept_due_at": midnight("2022-05-20")}))
    late = worked.looking(days_off()).by(SYSTEM).at("2022-05-08 00:00")
    assert not late.when(RECOMPUTE).facts()
