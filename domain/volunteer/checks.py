"""The rules on the time of a session, for who enters it and for who corrects it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from domain.kernel import Context, Ref, local_date, require
from domain.volunteer import aggregate
from domain.volunteer.state import Book, Entry, person_of

ONE_DAY: Final = timedelta(days=1)
LONGEST_SESSION: Final = timedelta(hours=24)  # one record is one session (SYS-11)


def neighbouring_years(start: datetime, end: datetime) -> frozenset[int]:
    """Other years in whose books a session could lie that overlaps this one, at midnight."""
    first = local_date(start)
    return frozenset({(first - ONE_DAY).year, local_date(end).year} - {first.year})


def neighbours(person: UUID, start: datetime, end: datetime) -> Iterator[Ref[Book]]:
    for year in sorted(neighbouring_years(start, end)):
        yield aggregate.volunteer_ref(person, year)


def must_be_over(start: datetime, end: datetime, context: Context) -> None:
    require(
        end <= context.now,
        "in_the_future",
        "服务尚未结束，请结束后再申报。",
        "The service is not over yet; submit it afterwards.",
    )
    require(
        end - start <= LONGEST_SESSION,
        "session_too_long",
        "一条记录为一次服务，不超过24小时，请按次申报。",
        "One record is one session, of 24 hours at most; submit each session by itself.",
    )


def must_not_overlap(
    books: Iterable[Book], start: datetime, end: datetime, but: UUID | None = None
) -> None:
    """Nobody serves in two places at once. but: the entry that is being changed."""
    clash = next((e for book in books for e in book.overlapping(start, end, but)), None)
    require(
        clash is None,
        "overlapping_service",
        "与本人另一次已确认的服务时间重叠，请核对时间，或先对该记录提出异议。",
        "It overlaps a confirmed session of the same person; check the times, or dispute that one.",
    )


def must_have_its_time(state: Book, entry: Entry, end: datetime, context: Context) -> None:
    """An entry of the book, until `end`; declare its `neighbours` in `reads`."""
    refs = neighbours(person_of(state), entry.start, end)
    books = (state, *(context.look(ref) for ref in refs))
    must_not_overlap(books, entry.start, end, but=entry.id)
