"""Pages of lists that are reckoned anew each time: a cursor is the position of the log that the
first page was of, so that all pages are of one list, and the key where the last one ended."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, TypeVar

from interfaces.http.moments import Asked, moment_of
from interfaces.http.problems import Problem
from interfaces.system import System
from projections.reading import Snapshot
from projections.scores import Scored, rank

T = TypeVar("T")

UUID_TEXT: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PINNED: Final = re.compile(r"([0-9]{1,18})\.(.*)")
SUBJECT: Final = re.compile(UUID_TEXT)
RANK: Final = re.compile(rf"(-?[0-9]{{1,6}}(?:\.[0-9]{{1,6}})?)?~({UUID_TEXT})")


def page_from(
    every: Sequence[T], key: Callable[[T], Any], after: Any, limit: int
) -> tuple[Sequence[T], T | None]:
    """What comes after a key in a list sorted by it; the last of the page if there is more."""
    start = 0 if after is None else bisect_right(every, after, key=key)
    page = every[start : start + limit]
    return page, page[-1] if start + limit < len(every) else None


def resumed(system: System, asked: Asked, cursor: str | None) -> tuple[Asked, str | None]:
    """What is asked for, as of the first page, and the key to go on from.

    Problem 400 where the question names another moment than the first page was of.
    """
    if cursor is None:
        return asked, None
    found = PINNED.fullmatch(cursor)
    if found is None:
        raise _bad_cursor()
    position, key = found.groups()
    if asked.now:
        return replace(asked, as_of=position), key
    if moment_of(system, asked).position != int(position):
        raise _bad_cursor()
    return asked, key


def pinned(snapshot: Snapshot, key: str) -> str:
    """The cursor of the page after `key`."""
    return f"{snapshot.position}.{key}"


def rank_key(scored: Scored) -> str:
    without, negated, subject = rank(scored)
    return f"{'' if without else -negated}~{subject}"


def after_rank(key: str | None) -> tuple[bool, Decimal, str] | None:
    """The place in a ranking that `rank_key` wrote; Problem 400 for any other text."""
    if key is None:
        return None
    found = RANK.fullmatch(key)
    if found is None:
        raise _bad_cursor()
    total, subject = found.groups()
    return (total is None, -Decimal(total or 0), subject)


def after_subject(key: str | None) -> str | None:
    if key is not None and not SUBJECT.fullmatch(key):
        raise _bad_cursor()
    return key


def _bad_cursor() -> Problem:
    return Problem(
        400,
        "bad_parameter",
        "翻页标记cursor不属于此问题，请用上一页的next，其他参数不变。",
        "The cursor does not belong here: take `next` of the page before, and change nothing else.",
    )
