"""The working calendar: SYS-21, HANDBOOK 3.9, EX-13."""

from datetime import date, datetime, timedelta
from typing import Any

import chinese_calendar
import holidays
import pytest
from hypothesis import given as for_all, strategies as st

from domain.body import BODY
from domain.calendar import (
    CALENDAR,
    CalendarYear,
    CalendarYearCorrected,
    CalendarYearPublished,
    CorrectCalendarYear,
    Limit,
    LimitUnit,
    PublishCalendarYear,
    WorkingCalendar,
    calendar_ref,
    published_years,
    read_calendar,
)
from domain.kernel import SYSTEM, Context, Refused, end_of_day
from domain.roles import Role
from tests.spec import COMMAND_ID, STREAM, given, moment

BY_YEAR = {command.year: command for command in published_years()}
FACTS = {
    year: CalendarYearPublished(**dict(command), version=1) for year, command in BY_YEAR.items()
}
CALENDARS = WorkingCalendar({year: CALENDAR.replay([fact]) for year, fact in FACTS.items()})
FIVE = Limit(amount=5, unit=LimitUnit.WORKING_DAYS)
MONDAY_TO_FRIDAY = CalendarYear(year=2022, version=1)


def days(first: str, last: str) -> tuple[date, ...]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return tuple(start + timedelta(days=n) for n in range((end - start).days + 1))


# Publishing


def test_a_year_is_published_once() -> None:
    publish = BY_YEAR[2022]
    given(CALENDAR).by(Role.EVO).when(publish).then(FACTS[2022])
    given(CALENDAR, FACTS[2022]).by(Role.EVO).when(publish).then_refused("calendar_published")


def test_days_are_kept_in_order_and_once() -> None:
    first, second = date(2022, 1, 3), date(2022, 1, 4)
    publish = PublishCalendarYear(
        year=2022, holidays=(second, first, second), workdays=(), notice_no="1号"
    )
    (fact,) = given(CALENDAR).when(publish).facts()
    assert isinstance(fact, CalendarYearPublished)
    assert fact.holidays == (first, second)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"holidays": (date(2023, 1, 1),)}, "calendar_day_of_other_year"),
        ({"workdays": (date(2023, 1, 1),)}, "calendar_day_of_other_year"),
        ({"workdays": (date(2022, 1, 28),)}, "calendar_workday_not_weekend"),
        ({"holidays": days("2022-01-28", "2022-01-30")}, "calendar_day_both"),
    ],
)
def test_a_year_with_impossible_days_is_refused(change: dict[str, Any], code: str) -> None:
    given(CALENDAR).when(BY_YEAR[2022].model_copy(update=change)).then_refused(code)
    published = given(CALENDAR, FACTS[2022])
    published.when(CORRECT.model_copy(update=change)).then_refused(code)


CORRECT = CorrectCalendarYear(
    holidays=BY_YEAR[2022].holidays[1:],
    workdays=BY_YEAR[2022].workdays,
    notice_no="2号",
    reason="录入时多一天",
)


def test_a_correction_is_a_new_version_and_says_why() -> None:
    corrected = CalendarYearCorrected(**dict(CORRECT), year=2022, version=2)
    given(CALENDAR, FACTS[2022]).by(Role.COD).when(CORRECT).then(corrected)
    state = CALENDAR.replay([FACTS[2022], corrected])
    assert state.version == 2
    assert date(2022, 1, 1) not in state.holidays


def test_a_correction_that_changes_nothing_is_no_fact_and_the_notice_is_something() -> None:
    notice = CORRECT.model_copy(update={"holidays": BY_YEAR[2022].holidays[::-1]})
    same = notice.model_copy(update={"notice_no": BY_YEAR[2022].notice_no})
    published = given(CALENDAR, FACTS[2022])
    published.when(same).then_nothing()
    days_off = BY_YEAR[2022].holidays
    fact = CalendarYearCorrected(**{**dict(notice), "holidays": days_off}, year=2022, version=2)
    published.when(notice).then(fact)
    no_workdays = same.model_copy(update={"workdays": ()})
    assert published.when(no_workdays).facts()


def test_what_is_not_published_cannot_be_corrected() -> None:
    given(CALENDAR).when(CORRECT).then_refused("calendar_year_missing")


# The data shipped


def test_the_notice_of_2022_is_what_the_handbook_quotes() -> None:
    assert BY_YEAR[2022].holidays == (
        *days("2022-01-01", "2022-01-03"), *days("2022-01-31", "2022-02-06"),
        *days("2022-04-03", "2022-04-05"), *days("2022-04-30", "2022-05-04"),
        *days("2022-06-03", "2022-06-05"), *days("2022-09-10", "2022-09-12"),
        *days("2022-10-01", "2022-10-07"),
    )  # fmt: skip
    assert BY_YEAR[2022].workdays == (
        *days("2022-01-29", "2022-01-30"), date(2022, 4, 2), date(2022, 4, 24),
        date(2022, 5, 7), *days("2022-10-08", "2022-10-09"),
    )  # fmt: skip
    assert CALENDARS.between(date(2021, 12, 31), date(2022, 12, 31)) == 249


def test_the_years_shipped_are_valid_and_end_where_notices_end() -> None:
    assert sorted(BY_YEAR) == [2021, 2022, 2023, 2024, 2025, 2026]
    for year, publish in BY_YEAR.items():
        given(CALENDAR).when(publish).then(FACTS[year])


@pytest.mark.parametrize("year", BY_YEAR)
def test_every_day_agrees_with_the_packages_that_others_maintain(year: int) -> None:
    whole = days(f"{year}-01-01", f"{year}-12-31")
    ours = [CALENDARS.is_working(day) for day in whole]
    assert ours == [chinese_calendar.is_workday(day) for day in whole]
    theirs = holidays.country_holidays("CN", years=year)
    assert ours == [theirs.is_working_day(day) for day in whole]


# Reckoning


def test_a_limit_passes_over_the_spring_festival_ex13() -> None:
    due = CALENDARS.deadline(moment("2022-01-28 16:00"), FIVE)
    assert due == end_of_day(date(2022, 2, 9))
    naive = WorkingCalendar({2022: MONDAY_TO_FRIDAY}).deadline(moment("2022-01-28 16:00"), FIVE)
    assert naive == end_of_day(date(2022, 2, 4))


def test_an_extension_counts_from_the_due_day_ex13() -> None:
    due = end_of_day(date(2022, 2, 9))
    assert CALENDARS.extended(due, FIVE) == end_of_day(date(2022, 2, 16))
    two_hours = Limit(amount=2, unit=LimitUnit.HOURS)
    assert CALENDARS.extended(due, two_hours) == moment("2022-02-10 02:00")


def test_handled_the_day_after_is_one_working_day_late_ex13() -> None:
    due = end_of_day(date(2022, 2, 9))
    assert CALENDARS.days_late(due, moment("2022-02-10 09:00")) == 1
    assert CALENDARS.days_late(due, due) == 0
    assert CALENDARS.days_late(due, moment("2022-02-12 09:00")) == 2  # Saturday: as on Friday
    assert CALENDARS.days_late(due, moment("2022-02-01 09:00")) == 0


@pytest.mark.parametrize("received", ["2022-02-09 23:59", "2022-02-09 08:00"])
def test_the_day_of_receipt_is_day_0_also_late_in_the_evening(received: str) -> None:
    one = Limit(amount=1, unit=LimitUnit.WORKING_DAYS)
    assert CALENDARS.deadline(moment(received), one) == end_of_day(date(2022, 2, 10))


def test_what_arrives_on_a_rest_day_has_the_next_working_day_as_day_1() -> None:
    assert CALENDARS.after(date(2022, 2, 2), 1) == date(2022, 2, 7)
    assert CALENDARS.after(date(2022, 2, 2), 0) == date(2022, 2, 2)


@pytest.mark.parametrize(
    ("amount", "unit", "due"),
    [
        (30, LimitUnit.MINUTES, moment("2022-01-28 16:30")),
        (24, LimitUnit.HOURS, moment("2022-01-29 16:00")),
        (15, LimitUnit.DAYS, end_of_day(date(2022, 2, 12))),
        (2, LimitUnit.WORKING_DAYS, end_of_day(date(2022, 1, 30))),
    ],
)
def test_the_unit_is_part_of_the_limit(amount: int, unit: LimitUnit, due: datetime) -> None:
    at = moment("2022-01-28 16:00")
    assert CALENDARS.deadline(at, Limit(amount=amount, unit=unit)) == due


def test_a_limit_across_new_year_needs_both_years() -> None:
    assert CALENDARS.after(date(2022, 12, 30), 1) == date(2023, 1, 3)
    only_2022 = WorkingCalendar({2022: CALENDARS.years[2022]})
    with pytest.raises(Refused) as refusal:
        only_2022.after(date(2022, 12, 30), 1)
    assert refusal.value.code == "calendar_year_missing"


def test_a_year_without_a_notice_is_never_monday_to_friday() -> None:
    with pytest.raises(Refused, match="2027"):
        CALENDARS.is_working(date(2027, 3, 3))


def context(now: str, happened: str) -> Context:
    return Context(
        now=moment(now), at=moment(happened), actor=SYSTEM, stream=STREAM, command_id=COMMAND_ID
    )


def test_the_years_read_reach_from_the_act_to_the_end_of_its_limit() -> None:
    late_record = context("2022-12-20 09:00", "2021-12-30 09:00")
    assert list(read_calendar(late_record, days_ahead=30)) == [
        calendar_ref(year) for year in (2021, 2022, 2023)
    ]
    assert list(read_calendar(context("2022-05-05 09:00", "2022-05-05 09:00"))) == [
        calendar_ref(2022)
    ]
    since = read_calendar(context("2022-05-05 09:00", "2022-05-05 09:00"), since=date(2021, 6, 1))
    assert list(since) == [calendar_ref(2021), calendar_ref(2022)]


def test_a_calendar_holds_the_published_years_that_were_looked_up() -> None:
    bare = context("2022-05-05 09:00", "2022-05-05 09:00")
    looked = {
        calendar_ref(2022): CALENDARS.years[2022],
        calendar_ref(2023): CALENDAR.initial,
        BODY.ref(STREAM): "another aggregate's state",
    }
    found = Context(bare.now, bare.at, bare.actor, bare.stream, bare.command_id, looked)
    assert WorkingCalendar.of(found).versions == {2022: 1}


DAYS = st.dates(date(2021, 1, 1), date(2026, 11, 1))


@for_all(DAYS, st.integers(1, 30))
def test_counting_forward_and_back_agree(day: date, n: int) -> None:
    reached = CALENDARS.after(day, n)
    assert CALENDARS.is_working(reached)
    assert CALENDARS.between(day, reached) == n
    assert CALENDARS.between(day, reached - timedelta(days=1)) == n - 1
