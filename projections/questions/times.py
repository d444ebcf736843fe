"""What came too often in too short a time, and how long things took."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from statistics import median_low
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

from domain.kernel import local_date

T = TypeVar("T")
MINUTE: Final = timedelta(minutes=1)


class Took(NamedTuple):
    """In whole minutes. longest_record: which one took the longest."""

    times: int
    median_minutes: int
    longest_minutes: int
    longest_record: UUID


def took(spans: Sequence[tuple[datetime, datetime, UUID]]) -> Took:
    """Of at least one: from when, until when, of which record."""
    lasted = [((until - since) // MINUTE, record) for since, until, record in spans]
    longest, record = max(lasted, key=lambda one: one[0])
    return Took(len(lasted), median_low(minutes for minutes, _ in lasted), longest, record)


def crowded(
    things: Sequence[T],
    moment: Callable[[T], datetime],
    times: int,
    days: int,
    year: int | None = None,
) -> list[T]:
    """Those, in order of time, of which so many lie within so many days of each other, the last of
    them in the year; None: in any."""
    ordered = sorted(things, key=moment)
    found: dict[int, T] = {}
    for first in range(len(ordered) - times + 1):
        window = range(first, first + times)
        last = moment(ordered[window[-1]])
        in_year = year in (None, local_date(last).year)
        if in_year and last - moment(ordered[first]) <= timedelta(days=days):
            found |= {place: ordered[place] for place in window}
    return list(found.values())
