"""A due time with its sum over the calendar, day by day (HANDBOOK 3.9, SYS-21, EX-13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from application.log import EventLog
from application.recorded import Recorded
from domain.calendar import (
    ONE_DAY,
    SATURDAY,
    CalendarYear,
    Limit,
    LimitUnit,
    WorkingCalendar,
    calendar_ref,
    day_ending_at,
)
from domain.case import DeadlineExtended
from domain.kernel import SHANGHAI, Label, local_date
from domain.notice import NoticePosted
from domain.objection import ObjectionLodged
from domain.order import OrderAmended, OrderDeadlineRecomputed
from projections.figures import Figure, Input
from projections.ledgers.deadlines import ISSUE, DeadlineRow

MINUTE: Final = timedelta(minutes=1)
HOURLY: Final = {LimitUnit.MINUTES: MINUTE, LimitUnit.HOURS: timedelta(hours=1)}


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
    began = _began(log, row, setting)
    inputs = [Input(setting.name, row.due_at, (row.position,))]
    inputs += [Input(name, said) for name, said in _said(setting)]
    inputs += [
        Input(f"calendar {year}", found.state.notice_no, (found.position,))
        for year, found in years.items()
    ]
    calendar = WorkingCalendar({year: found.state for year, found in years.items()})
    if years and _counts_days(setting, row.due_at):
        start = _day_0(setting, began)
        days = list(_days(calendar, start, day_ending_at(row.due_at)))
        inputs += [Input(f"{day}", told) for day, told in days]
        sentence = _in_days(calendar, start, row.due_at)
    else:
        sentence = _in_hours(began, row.due_at, _lasting(setting))
    rules = ("SYS-21", "HANDBOOK 3.9")
    yield Figure("due_at", row.due_at, rules, tuple(inputs), sentence, row.ruleset)


def _year(log: EventLog, year: int, version: int) -> Year:
    state, position = CalendarYear(), 0
    for recorded in log.history(calendar_ref(year).id):
        if state.version < version:
            state, position = recorded.event.apply(state), recorded.position
    return Year(state, position)


def _began(log: EventLog, row: DeadlineRow, setting: Recorded) -> datetime:
    """When the time began: an event that moves the due time of an order does not say it."""
    if setting.name in (OrderAmended.name, OrderDeadlineRecomputed.name):
        since = "placed_at" if row.what == ISSUE else "open_since"
        history = log.history(row.record, last=setting.position)
        said = (getattr(recorded.event, since, None) for recorded in history)
        began: datetime = [moment for moment in said if moment is not None][-1]
        return began
    if setting.name == ObjectionLodged.name:  # from when it was recorded, whenever it was said
        return setting.recorded_at
    return getattr(setting.event, "started_at", None) or setting.occurred_at


def _counts_days(setting: Recorded, due_at: datetime) -> bool:
    """Until 24:00 of a day, and not by chance: an hourly limit, or the end of a service, may."""
    until = getattr(setting.event, "service_until", None)
    by_chance = _lasting(setting) is not None or until == due_at
    return day_ending_at(due_at) != local_date(due_at) and not by_chance


def _lasting(setting: Recorded) -> timedelta | None:
    """What an hourly limit allows; None: none is said, or it counts days."""
    limit: Limit | None = getattr(setting.event, "limit", None)
    if limit is None or limit.unit not in HOURLY:
        return None
    return limit.amount * HOURLY[limit.unit]


def _day_0(setting: Recorded, began: datetime) -> date:
    """Of an extension the due day before it; of a publicity, whose first day counts (HANDBOOK
    4.5), the day before; else the day on which the time began."""
    fact = setting.event
    if setting.name == DeadlineExtended.name:
        return day_ending_at(fact.before)
    if setting.name == NoticePosted.name:
        first: date = fact.starts_on
        return first - ONE_DAY
    return local_date(began)


def _said(setting: Recorded) -> Iterator[tuple[str, Any]]:
    """What the event says of how long it may take."""
    limit = getattr(setting.event, "limit", None)
    if limit is not None:
        yield "limit", f"{limit.amount} {limit.unit}"
    for name in ("added_days", "working_days", "before", "service_until"):
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


def _in_hours(since: datetime, due_at: datetime, lasting: timedelta | None) -> Label:
    """lasting: as the limit says; what is more was added by a suspension or an extension."""
    begins, ends = (f"{each.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for each in (since, due_at))
    more = (due_at - since - lasting) // MINUTE if lasting else 0
    return Label(
        f"{begins}起算，{ends}到期" + (f"，其中顺延{more}分钟。" if more else "。"),
        f"From {begins} until {ends}" + (f", put off by {more} minutes." if more else "."),
    )
