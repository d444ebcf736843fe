"""Pages of lists that are reckoned anew each time: a cursor is the key where the last one ended."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar

from interfaces.http.problems import Problem
from projections.scores import Scored, rank

T = TypeVar("T")

UUID_TEXT: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SUBJECT: Final = re.compile(UUID_TEXT)
RANK: Final = re.compile(rf"(-?[0-9]{{1,6}}(?:\.[0-9]{{1,6}})?)?~({UUID_TEXT})")


def page_from(
    every: Sequence[T], key: Callable[[T], Any], after: Any, limit: int
) -> tuple[Sequence[T], T | None]:
    """What comes after a key in a list sorted by it; the last of the page if there is more."""
    start = 0 if after is None else bisect_right(every, after, key=key)
    page = every[start : start + limit]
    return page, page[-1] if start + limit < len(every) else None


def rank_cursor(scored: Scored) -> str:
    without, negated, subject = rank(scored)
    return f"{'' if without else -negated}~{subject}"


def after_rank(cursor: str | None) -> tuple[bool, Decimal, str] | None:
    """The place in a ranking that `rank_cursor` wrote; Problem 400 for any other text."""
    if cursor is None:
        return None
    found = RANK.fullmatch(cursor)
    if found is None:
        raise _bad_cursor()
    total, subject = found.groups()
    return (total is None, -Decimal(total or 0), subject)


def after_subject(cursor: str | None) -> str | None:
    if cursor is not None and not SUBJECT.fullmatch(cursor):
        raise _bad_cursor()
    return cursor


def _bad_cursor() -> Problem:
    return Problem(
        400,
        "bad_parameter",
        "翻页标记cursor格式不对，请用上一页的next。",
        "The cursor is malformed; take `next` of the page before.",
    )
