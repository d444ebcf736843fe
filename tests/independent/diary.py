"""The log as a diary: what happened to which record, in order, as plain data."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, NamedTuple

SHANGHAI = timezone(timedelta(hours=8))


class Entry(NamedTuple):
    """stream: whose record. told: the fact. recorded: by the log; at: when it happened."""

    position: int
    stream: str
    name: str
    told: dict[str, Any]
    recorded: datetime
    at: datetime


Diary = list[Entry]


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def day_of(at: datetime) -> date:
    """The date in China."""
    return at.astimezone(SHANGHAI).date()


def last_day_until(at: datetime) -> date:
    """24:00 belongs to the day before it."""
    return day_of(at - timedelta(microseconds=1))


def midnight_after(last: date) -> datetime:
    following = last + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=SHANGHAI)


def whole_year(year: int) -> list[date]:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(366)]
    return [each for each in days if each.year == year]


def quarter(on: date) -> int:
    return (on.month - 1) // 3 + 1


def last_day_judged(diary: Diary, year: int) -> date:
    """31 December, or the last day that was over at the last entry."""
    return day_of(judged_until(diary, year)) - timedelta(days=1)


def judged_until(diary: Diary, year: int) -> datetime:
    """What falls due after the year, or after the last entry, is not judged."""
    return min(midnight_after(date(year, 12, 31)), diary[-1].recorded)
