"""Working days (SYS-21): published year by year, for the State Council moves them every year.

Counting (HANDBOOK 3.9): the day of receipt is day 0, whatever the hour; due at 24:00 of day n.
A year nobody has published is refused, never taken as Monday to Friday.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final

from pydantic import Field

from domain.kernel import (
    Aggregate,
    Command,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    Reads,
    Ref,
    Refused,
    Value,
    derived_id,
    end_of_day,
    local_date,
    require,
)
from domain.roles import Role
from domain.vocabulary import DocumentNo

SATURDAY: Final = 5
ONE_DAY: Final = timedelta(days=1)
LONGEST_LIMIT_DAYS: Final = 120  # a petition's 60 + 30 days (HANDBOOK 3.9), and some to spare

Year = Annotated[int, Field(ge=2000, le=2100)]


class LimitUnit(StrEnum):
    MINUTES = "MINUTES"
    HOURS = "HOURS"
    DAYS = "DAYS"  # every day counts
    WORKING_DAYS = "WORKING_DAYS"


class Limit(Value):
    """How long something may take; the unit is part of it (HANDBOOK 3.9)."""

    amount: Annotated[int, Field(ge=1, le=10_000)]
    unit: LimitUnit


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year. holidays: days off, weekends inside a holiday too. workdays: weekend days worked.

    version: 0 not published, 1 as published, one more with every correction.
    """

    year: int = 0
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    notice_no: str = ""
    version: int = 0

    def is_working(self, day: date) -> bool:
        return day in self.workdays or (day.weekday() < SATURDAY and day not in self.holidays)


class CalendarEvent(Event[CalendarYear]):
    year: int
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]
    notice_no: DocumentNo
    version: int

    def apply(self, state: CalendarYear) -> CalendarYear:
        return replace(
            state,
            year=self.year,
            holidays=frozenset(self.holidays),
            workdays=frozenset(self.workdays),
            notice_no=self.notice_no,
            version=self.version,
        )


class CalendarYearPublished(CalendarEvent, name="calendar.published"):
    pass


class CalendarYearCorrected(CalendarEvent, name="calendar.corrected"):
    """A due date already set stays: only a visible DeadlineRecomputed changes it (SYS-21)."""

    reason: Line


BY_THE_COUNTY: Final = (Role.COD, Role.EVO)


class PublishCalendarYear(
    Command[CalendarYear],
    verb="publish",
    label=Label("公布年度工作日历", "Publish calendar year"),
    who=BY_THE_COUNTY,
    opens=True,
):
    """Enters the days off and the weekend days worked of one year, from the official notice."""

    year: Year
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]
    notice_no: DocumentNo

    def decide(self, state: CalendarYear, context: Context) -> Outcome:
        require(
            state.version == 0,
            "calendar_published",
            f"{self.year}年工作日历已公布，如有变动请用更正。",
            f"The calendar of {self.year} is published already; correct it instead.",
        )
        _days_make_sense(self.year, self.holidays, self.workdays)
        yield CalendarYearPublished(**_sorted(self), version=1)


class CorrectCalendarYear(
    Command[CalendarYear],
    verb="correct",
    label=Label("更正年度工作日历", "Correct calendar year"),
    who=BY_THE_COUNTY,
):
    """Replaces a published year by a new version: the notice was changed, or entered wrongly."""

    holidays: tuple[date, ...]
    workdays: tuple[date, ...]
    notice_no: DocumentNo
    reason: Line

    def decide(self, state: CalendarYear, context: Context) -> Outcome:
        require(
            state.version > 0,
            "calendar_year_missing",
            "该年工作日历尚未公布，请先公布。",
            "This year's calendar is not published yet; publish it first.",
        )
        _days_make_sense(state.year, self.holidays, self.workdays)
        version = state.version + 1
        corrected = CalendarYearCorrected(**_sorted(self), year=state.year, version=version)
        if replace(corrected.apply(state), version=state.version) != state:
            yield corrected


def _sorted(command: PublishCalendarYear | CorrectCalendarYear) -> dict[str, Any]:
    """Its fields, every day once and in order: the same days make the same fact."""
    return {
        **dict(command),
        "holidays": tuple(sorted(set(command.holidays))),
        "workdays": tuple(sorted(set(command.workdays))),
    }


def _days_make_sense(year: int, holidays: tuple[date, ...], workdays: tuple[date, ...]) -> None:
    require(
        all(day.year == year for day in (*holidays, *workdays)),
        "calendar_day_of_other_year",
        f"日期须全部在{year}年内，请删去其他年份的日期。",
        f"Every day must lie in {year}; take out the days of other years.",
    )
    require(
        all(day.weekday() >= SATURDAY for day in workdays),
        "calendar_workday_not_weekend",
        "调休上班日只能是星期六或星期日，请核对通知。",
        "Only a Saturday or a Sunday can become a working day; check the notice.",
    )
    require(
        not set(holidays) & set(workdays),
        "calendar_day_both",
        "同一天不能既放假又上班，请核对通知。",
        "A day cannot be both off and worked; check the notice.",
    )


CALENDAR: Final = Aggregate(
    name="calendar",
    collection="calendars",
    label=Label("工作日历", "Working calendar"),
    initial=CalendarYear(),
    commands=(PublishCalendarYear, CorrectCalendarYear),
    events=(CalendarYearPublished, CalendarYearCorrected),
    identify=lambda command: derived_id("calendar", command.year),
)


def calendar_ref(year: int) -> Ref[CalendarYear]:
    return CALENDAR.ref(derived_id("calendar", year))


def read_calendar(
    context: Context, days_ahead: int = LONGEST_LIMIT_DAYS, since: date | None = None
) -> Reads:
    """`yield from` it in `reads`: the years from `since` (or the act) to `days_ahead` from now."""
    first = min(since or context.on, context.on, context.today)
    last = max(context.on, context.today) + timedelta(days=days_ahead)
    for year in range(first.year, last.year + 1):
        yield calendar_ref(year)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Reckons over the years it was given; Refused "calendar_year_missing" beyond them."""

    years: Mapping[int, CalendarYear]

    @classmethod
    def of(cls, context: Context) -> "WorkingCalendar":
        """All calendar years that the command has read."""
        found = (s for s in context.looked.values() if isinstance(s, CalendarYear) and s.version)
        return cls({state.year: state for state in found})

    @property
    def versions(self) -> dict[int, int]:
        """Which version of which year it reckons with: kept in facts, beside the due date."""
        return {year: state.version for year, state in sorted(self.years.items())}

    def is_working(self, day: date) -> bool:
        known = self.years.get(day.year)
        if known is None:
            raise Refused(
                "calendar_year_missing",
                f"{day.year}年工作日历尚未公布，请先由考评办公室按国务院通知录入。",
                f"The calendar of {day.year} is not published; the evaluation office must enter"
                " the State Council's notice first.",
            )
        return known.is_working(day)

    def after(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which is day 0 whether worked or not."""
        while n > 0:
            day += ONE_DAY
            n -= self.is_working(day)
        return day

    def between(self, after: date, until: date) -> int:
        """Working days later than `after`, up to and with `until`; none if that lies before."""
        span = range(1, (until - after).days + 1)
        return sum(self.is_working(after + timedelta(days=n)) for n in span)

    def deadline(self, at: datetime, limit: Limit) -> datetime:
        """When it is due that begins at `at`."""
        return self._due(at, local_date(at), limit)

    def extended(self, due: datetime, limit: Limit) -> datetime:
        """A due time put off by `limit`: due at 24:00 of a day, that day is day 0."""
        return self._due(due, day_ending_at(due), limit)

    def days_late(self, due: datetime, at: datetime) -> int:
        """Working days by which `at` is overdue; late on the due day itself counts as 0."""
        return self.between(day_ending_at(due), day_ending_at(at))

    def _due(self, at: datetime, day: date, limit: Limit) -> datetime:
        match limit.unit:
            case LimitUnit.MINUTES:
                return at + timedelta(minutes=limit.amount)
            case LimitUnit.HOURS:
                return at + timedelta(hours=limit.amount)
            case LimitUnit.DAYS:
                return end_of_day(day + timedelta(days=limit.amount))
            case LimitUnit.WORKING_DAYS:
                return end_of_day(self.after(day, limit.amount))


def day_ending_at(moment: datetime) -> date:
    """The day a moment ends: 24:00 belongs to the day before it."""
    return local_date(moment - timedelta.resolution)


@cache
def published_years() -> tuple[PublishCalendarYear, ...]:
    """The years whose notices are known: 2021 to 2026. To be issued as commands, one a year."""
    text = files("domain").joinpath("data/calendars.json").read_text(encoding="utf-8")
    return tuple(
        PublishCalendarYear(
            year=entry["year"],
            holidays=tuple(day for first, last in entry["holidays"] for day in _span(first, last)),
            workdays=tuple(date.fromisoformat(day) for day in entry["workdays"]),
            notice_no=entry["notice_no"],
        )
        for entry in json.loads(text)
    )


def _span(first: str, last: str) -> Iterator[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return (start + timedelta(days=n) for n in range((end - start).days + 1))
