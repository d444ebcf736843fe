"""A due time with its sum over the calendar, day by day (HANDBOOK 3.9, SYS-21, EX-13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from application.log import EventLog
from application.recorded import Recorded
from domain.calendar import (
    ONE_DAY,
    SATURDAY,
    CalendarYear,
    WorkingCalendar,
    calendar_ref,
    day_ending_at,
)
from domain.kernel import SHANGHAI, Label, local_date
from projections.figures import Figure, Input
from projections.ledgers.deadlines import DeadlineRow


@dataclass(frozen=True, slots=True)
class Year:
    """A version of a calendar year, and the event that published it."""

    state: CalendarYear
    position: int


def due_time(log: EventLog, row: DeadlineRow) -> Iterator[Figure]:
    """L-DEADLINE: from day 0 to the due day, by the calendar that it was reckoned with."""
    if row.due_at is None or row.position is None:
        return
    [setting] = log.read(row.position - 1, 1)
    years = {year: _year(log, year, version) for year, version in row.calendar}
    start = _start(setting)
    inputs = [Input(setting.name, row.due_at, (row.position,))]
    inputs += [Input(name, said) for name, said in _said(setting)]
    inputs += [
        Input(f"calendar {year}", found.state.notice_no, (found.position,))
        for year, found in years.items()
    ]
    calendar = WorkingCalendar({year: found.state for year, found in years.items()})
    if day_ending_at(row.due_at) != local_date(row.due_at) and years:
        days = list(_days(calendar, start, day_ending_at(row.due_at)))
        inputs += [Input(f"{day}", told) for day, told in days]
        sentence = _in_days(calendar, start, row.due_at)
    else:
        sentence = _in_hours(setting.occurred_at, row.due_at)
    rules = ("SYS-21", "HANDBOOK 3.9")
    yield Figure("due_at", row.due_at, rules, tuple(inputs), sentence, row.ruleset)


def _year(log: EventLog, year: int, version: int) -> Year:
    state, position = CalendarYear(), 0
    for recorded in log.history(calendar_ref(year).id):
        if state.version < version:
            state, position = recorded.event.apply(state), recorded.position
    return Year(state, position)


def _start(setting: Recorded) -> date:
    """Day 0: of an extension the due day before it, else the day on which the time began."""
    fact = setting.event
    if getattr(fact, "working_days", None) and getattr(fact, "before", None):
        return day_ending_at(fact.before)
    began = getattr(fact, "started_at", None) or setting.occurred_at
    return local_date(began)


def _said(setting: Recorded) -> Iterator[tuple[str, Any]]:
    """What the event says of how long it may take."""
    limit = getattr(setting.event, "limit", None)
    if limit is not None:
        yield "limit", f"{limit.amount} {limit.unit}"
    for name in ("added_days", "working_days", "before"):
        if (found := getattr(setting.event, name, None)) is not None:
            yield name, found


def _days(calendar: WorkingCalendar, start: date, until: date) -> Iterator[tuple[date, str]]:
    """Each day after day 0, numbered where it is a working day, else why it is none."""
    number, day = 0, start
    while day < until:
        day += ONE_DAY
        if calendar.is_working(day):
            number += 1
            yield day, f"{number}"
        else:
            yield day, "weekend" if day.weekday() >= SATURDAY else "holiday"


def _in_days(calendar: WorkingCalendar, start: date, due_at: datetime) -> Label:
    until = day_ending_at(due_at)
    working, every = calendar.between(start, until), (until - start) // timedelta(days=1)
    return Label(
        f"{start}为第0日；其后{every}日，其中工作日{working}日；{until} 24:00到期。",
        f"{start} is day 0; {every} days follow, {working} of them working days;"
        f" due {until} at 24:00.",
    )


def _in_hours(since: datetime, due_at: datetime) -> Label:
    begins, ends = (f"{each.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for each in (since, due_at))
    return Label(f"{begins}起算，{ends}到期。", f"From {begins} until {ends}.")
