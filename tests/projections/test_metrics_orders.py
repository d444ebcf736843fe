"""What orders come to, for a member and for his unit: EX-08, M5, M6, MD1, U8, UD2, UD3."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import derived_id
from domain.order import (
    AcceptorNoShowRecorded,
    OrderAbandoned,
    OrderCompleted,
    OrderRated,
    OrderReleased,
    OrderReopened,
    Verdict,
)
from domain.person import MemberUnitChanged
from domain.volunteer import ServiceOutcome, ServiceRated
from projections.metrics import members
from projections.metrics.tasks import tasks_by_unit
from projections.scoring import Measure
from tests.projections.year import LI, WANG, A, B, Year, day, midnight, moment

YEAR_END = date(2022, 12, 31)
ORDER, OTHER = UUID(int=0x99), UUID(int=0x9A)


@pytest.fixture
def year() -> Year:
    """Li and Wang, of unit A of the Big Party Committee for long."""
    told = Year()
    told.unit()
    told.member(LI)
    told.member(WANG)
    return told


def entry(text: str) -> UUID:
    return derived_id("entry", LI, moment(f"{day(text)} 09:00"))


# Orders: M5, M6, MD1


def rate(year: Year, stars: int | None) -> int:
    rated = OrderRated.model_construct(
        verdict=Verdict.SERVED_SATISFIED, stars=stars, served=(), close_from=midnight(YEAR_END)
    )
    return year.tell(ORDER, rated)


def test_an_order_done_twice_is_one_order_with_the_last_rating_m5_m6(year: Year) -> None:
    year.order(ORDER, "2022-05-01 09:00", "2022-05-05 11:00")
    rate(year, 2)
    year.served("05-05", order=ORDER)
    year.tell(
        ORDER,
        OrderReopened.model_construct(
            service_until=moment("2022-05-09 11:00"), accept_due_at=midnight(YEAR_END)
        ),
    )
    year.served("05-09", order=ORDER)
    last = rate(year, 5)
    measures = members.measures_of(year.li())
    assert measures["orders_completed"].value == 1
    assert (measures["resident_rating"].value, measures["resident_rating"].evidence) == (
        (5,), (last,)
    )  # fmt: skip


def test_a_rating_of_a_session_without_an_order_enters_the_mean_m6(year: Year) -> None:
    year.served("05-05")
    position = year.tell(LI, ServiceRated(person=LI, entry=entry("05-05"), resident=B, stars=3))
    rating = members.measures_of(year.li())["resident_rating"]
    assert (rating.value, rating.evidence) == ((3,), (position,))


def test_only_what_was_completed_on_an_order_is_an_order_completed_ex08d(year: Year) -> None:
    year.order(ORDER, "2022-05-01 09:00", "2022-05-05 11:00")
    year.served("05-05", order=ORDER, outcome=ServiceOutcome.ATTENDED_NOT_COMPLETED)
    year.served("05-06")
    assert members.measures_of(year.li())["orders_completed"].value == 0
    year.served("05-07", order=OTHER)
    assert members.measures_of(year.li())["orders_completed"].value == 1


def test_a_session_of_an_order_is_rated_once_by_the_order_else_by_itself_m6(year: Year) -> None:
    year.order(ORDER, "2022-05-01 09:00", "2022-05-05 11:00")
    year.served("05-05", order=ORDER)
    assert members.measures_of(year.li())["resident_rating"].value == ()
    year.tell(LI, ServiceRated(person=LI, entry=entry("05-05"), resident=B, stars=3))
    assert members.measures_of(year.li())["resident_rating"].value == (3,)
    rate(year, 5)
    assert members.measures_of(year.li())["resident_rating"].value == (5,)


def test_an_order_rated_without_stars_has_no_rating_m6(year: Year) -> None:
    year.order(ORDER, "2022-05-01 09:00", "2022-05-05 11:00")
    year.served("05-05", order=ORDER)
    rate(year, None)
    assert members.measures_of(year.li())["resident_rating"].value == ()


def test_giving_up_is_no_absence_md1(year: Year) -> None:
    year.order(ORDER, "2022-05-01 09:00", "2022-05-05 11:00")
    year.tell(ORDER, OrderAbandoned(member=LI), moment("2022-05-04 23:00"))
    assert year.li().no_shows == ()


@pytest.mark.parametrize(
    ("accepted", "promised", "recorded", "of"),
    [("2022-12-30 09:00", "2023-01-01 11:00", "2023-01-01 12:00", 2023),
     ("2022-12-30 09:00", "2022-12-31 23:30", "2023-01-02 09:00", 2022),
     ("2022-12-30 09:00", "2023-01-01 00:30", "2023-01-01 09:00", 2023)],
)  # fmt: skip
def test_a_no_show_belongs_to_the_year_here_in_which_he_was_awaited_md1(
    year: Year, accepted: str, promised: str, recorded: str, of: int
) -> None:
    year.order(ORDER, accepted, promised)
    position = year.tell(ORDER, AcceptorNoShowRecorded(member=LI), moment(recorded))
    for asked in (2022, 2023):
        assert year.li(year=asked).no_shows == ((position,) if asked == of else ())


# U8, UD2, UD3


def complete(year: Year, at: str, order: UUID = ORDER) -> int:
    return year.tell(order, OrderCompleted.model_construct(), moment(at))


def tasks(measures: dict[str, Measure]) -> tuple[Any, ...]:
    names = ("tasks_on_time", "tasks_due", "overdue_tasks", "orders_abandoned_without_cause")
    return tuple(measures[name].value for name in names)


@pytest.mark.parametrize(
    ("done", "on_time"),
    [("2022-05-05 23:59", True), ("2022-05-06 00:00", True), ("2022-05-06 00:01", False)],
)
def test_an_order_is_on_time_until_24_of_its_last_day_u8(
    year: Year, done: str, on_time: bool
) -> None:
    year.order(ORDER, "2022-05-03 10:00", "2022-05-05 11:00")
    complete(year, done)
    assert tasks(year.tasks()) == ((1, 1, 0, 0) if on_time else (0, 1, 1, 0))


def test_two_members_on_one_order_are_one_task_of_their_unit_u8(year: Year) -> None:
    year.order(ORDER, "2022-05-03 10:00", "2022-05-05 11:00")
    year.accepted(ORDER, "2022-05-03 10:00", WANG)
    complete(year, "2022-05-05 11:00")
    assert tasks(year.tasks()) == (1, 1, 0, 0)


def test_released_in_time_is_never_due_and_abandoned_is_not_on_time_ex08b(year: Year) -> None:
    year.order(ORDER, "2022-05-03 10:00", "2022-05-05 11:00")
    year.tell(ORDER, OrderReleased(member=LI))
    assert tasks(year.tasks()) == (0, 0, 0, 0)
    year.order(OTHER, "2022-05-03 10:00", "2022-05-05 11:00")
    year.tell(OTHER, OrderAbandoned(member=LI), moment("2022-05-04 23:00"))
    assert tasks(year.tasks()) == (0, 1, 0, 1)


def test_one_who_failed_makes_the_units_task_fail_in_whatever_order_they_took_it_u8(
    year: Year,
) -> None:
    for order, first, second in ((ORDER, LI, WANG), (OTHER, WANG, LI)):
        year.order(order, "2022-05-03 10:00", "2022-05-05 11:00", first)
        year.accepted(order, "2022-05-03 11:00", second)
        year.tell(order, AcceptorNoShowRecorded(member=LI), moment("2022-05-05 12:00"))
        complete(year, "2022-05-05 13:00", order)
    assert tasks(year.tasks()) == (0, 2, 2, 0)


def test_what_somebody_in_no_unit_took_is_no_units_task(year: Year) -> None:
    year.order(ORDER, "2022-05-03 10:00", "2022-05-05 11:00", UUID(int=0x77))
    complete(year, "2022-05-05 11:00")
    assert tasks_by_unit(year.facts(), midnight(YEAR_END)) == {}


def test_who_gave_it_back_has_no_part_in_what_another_did_ex08b(year: Year) -> None:
    year.unit(B)
    year.tell(WANG, MemberUnitChanged(from_unit=A, unit=B, on=day("01-01")))
    year.order(ORDER, "2022-05-03 10:00", "2022-05-05 11:00")
    year.tell(ORDER, OrderReleased(member=LI))
    taken = year.accepted(ORDER, "2022-05-04 10:00", WANG)
    done = complete(year, "2022-05-05 11:00")
    assert (tasks(year.tasks(A))[:2], tasks(year.tasks(B))[:2]) == ((0, 0), (1, 1))
    assert year.tasks(B)["tasks_due"].evidence == (taken, done)


def test_an_order_opened_anew_is_not_done_yet(year: Year) -> None:
    year.order(ORDER, "2022-05-03 10:00", "2022-05-05 11:00")
    complete(year, "2022-05-05 11:00")
    assert tasks(year.tasks()) == (1, 1, 0, 0)
    reopened = OrderReopened.model_construct(
        service_until=moment("2022-05-09 11:00"), accept_due_at=midnight(YEAR_END)
    )
    year.tell(ORDER, reopened)
    assert tasks(year.tasks()) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("given_up", "of"), [("2022-12-31 23:59", 2022), ("2023-01-01 00:00", 2023)]
)
def test_an_order_given_up_belongs_to_the_year_here_of_giving_up_ud3(
    year: Year, given_up: str, of: int
) -> None:
    year.order(ORDER, "2022-12-30 10:00", "2023-01-01 09:00")
    year.tell(ORDER, OrderAbandoned(member=LI), moment(given_up))
    for asked in (2022, 2023):
        assert tasks(year.tasks(year=asked)) == ((0, 1, 0, 1) if asked == of else (0, 0, 0, 0))


@pytest.mark.parametrize(("done", "of"), [("2022-12-31 23:59", 2022), ("2023-01-01 00:00", 2023)])
def test_an_order_done_belongs_to_the_year_here_in_which_it_was_done(
    year: Year, done: str, of: int
) -> None:
    year.order(ORDER, "2022-12-30 10:00", "2023-01-01 09:00")
    complete(year, done)
    for asked in (2022, 2023):
        assert tasks(year.tasks(year=asked))[:2] == ((1, 1) if asked == of else (0, 0))


def test_who_took_an_order_and_neither_came_nor_gave_it_back_was_late_u8_ud2(year: Year) -> None:
    year.order(ORDER, "2022-05-03 10:00", "2022-05-05 11:00")
    taken = len(year.log)
    before, due = moment("2022-05-05 23:59"), midnight(day("05-06"))
    assert tasks(year.tasks(until=before)) == (0, 0, 0, 0)
    assert tasks(year.tasks(until=due)) == (0, 1, 1, 0)
    assert year.tasks()["tasks_due"].evidence == (taken,)
    complete(year, "2022-05-07 09:00")
    assert tasks(year.tasks()) == (0, 1, 1, 0)


def test_what_was_due_at_the_end_of_the_year_fails_in_it_and_in_no_other(year: Year) -> None:
    year.order(ORDER, "2022-12-30 10:00", "2022-12-31 11:00")
    for done in (None, "2023-01-05 09:00"):
        if done:
            complete(year, done)
        found = [tasks(year.tasks(year=asked)) for asked in (2022, 2023)]
        assert found == [(0, 1, 1, 0), (0, 0, 0, 0)]


def test_a_no_show_is_due_and_not_on_time_whoever_came_instead_ex08c(year: Year) -> None:
    year.order(ORDER, "2022-05-03 10:00", "2022-05-05 11:00")
    year.tell(ORDER, AcceptorNoShowRecorded(member=LI), moment("2022-05-05 12:00"))
    year.accepted(ORDER, "2022-05-03 10:00", WANG)
    complete(year, "2022-05-05 23:00")
    assert tasks(year.tasks()) == (0, 1, 1, 0)


def test_a_task_is_of_the_unit_that_held_him_when_he_promised_also_if_exempt_u8(
    year: Year,
) -> None:
    year.unit(B)
    year.exempted("05-01", "05-31")
    year.order(ORDER, "2022-05-03 10:00", "2022-05-05 11:00")
    complete(year, "2022-05-05 11:00")
    year.tell(LI, MemberUnitChanged(from_unit=A, unit=B, on=day("05-04")))
    assert (tasks(year.tasks(A))[:2], tasks(year.tasks(B))[:2]) == ((1, 1), (0, 0))
