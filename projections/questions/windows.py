"""What came too often in too short a time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")


def crowded(things: Sequence[T], moment: Callable[[T], datetime], times: int, days: int) -> list[T]:
    """Those, in order of time, of which so many lie within so many days of each other."""
    ordered = sorted(things, key=moment)
    found: dict[int, T] = {}
    for first in range(len(ordered) - times + 1):
        window = range(first, first + times)
        if moment(ordered[window[-1]]) - moment(ordered[first]) <= timedelta(days=days):
            found |= {place: ordered[place] for place in window}
    return list(found.values())
