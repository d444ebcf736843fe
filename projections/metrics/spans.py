"""Days as half-open spans of ordinals [first, end): cut, taken away, counted without walking."""

from collections.abc import Iterable
from datetime import date
from typing import Final

Span = tuple[int, int]
FOR_EVER: Final = date.max.toordinal()


def span(first: date, last: date | None) -> Span:
    """From `first` to `last`, both included; no `last`: still running."""
    return first.toordinal(), FOR_EVER if last is None else last.toordinal() + 1


def common(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """The days in both."""
    others = list(other)
    return [(max(a, c), min(b, d)) for a, b in one for c, d in others if max(a, c) < min(b, d)]


def without(days: Iterable[Span], gone: Iterable[Span]) -> list[Span]:
    """The days of `days` that are not in `gone`."""
    left = list(days)
    for c, d in gone:
        left = [
            piece
            for a, b in left
            for piece in ((a, min(b, c)), (max(a, d), b))
            if piece[0] < piece[1]
        ]
    return left


def length(days: Iterable[Span]) -> int:
    """How many days; the spans must not overlap."""
    return sum(b - a for a, b in days)


def holds(days: Iterable[Span], day: date) -> bool:
    number = day.toordinal()
    return any(a <= number < b for a, b in days)
