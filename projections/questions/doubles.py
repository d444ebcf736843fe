"""One person under two records (SYS-10, SYS-11): told by his telephone, which nobody is shown."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import combinations
from typing import Final
from uuid import UUID

from domain.kernel import Label
from domain.person import PersonRegistered
from domain.person.identity import PersonUpdated
from projections.asking import Asked, StandingQuestion
from projections.ledgers.audit import L_AUDIT
from projections.ledgers.registrations import L_MEMBER_REG
from projections.ledgers.services import L_VOL, Service
from projections.models import Row


def doubles(asked: Asked) -> set[tuple[UUID, UUID]]:
    """Pairs of records with the same telephone."""
    phones: dict[bytes, set[UUID]] = defaultdict(set)
    for event in (PersonRegistered.name, PersonUpdated.name):
        for line in asked.snapshot.entries(L_AUDIT, {"event": event}, limit=None):
            [told] = asked.log.read(line.position - 1, 1)
            if told.event.phone is not None:
                found = asked.recognised(told.event.phone, told.stream)
                if found is not None:
                    phones[found].add(told.stream)
    return {pair for same in phones.values() for pair in combinations(sorted(same), 2)}


class TwiceRow(Row, frozen=True, array_like=True, gc=False):
    """same_as: the other record of the same person."""

    person: UUID
    same_as: UUID
    community: str
    other_community: str
    since: date
    other_since: date


def registered_twice(asked: Asked) -> Iterator[TwiceRow]:
    """In two communities on one day: nobody may be (SYS-10)."""
    stays = {row.person: row.stays for row in asked.snapshot.all(L_MEMBER_REG)}
    for pair in sorted(doubles(asked)):
        for one, other in (pair, pair[::-1]):
            for a in stays.get(one, ()):
                for b in stays.get(other, ()):
                    last = max(a.start, b.start)
                    ends = [end for end in (a.end, b.end) if end is not None]
                    if a.community != b.community and all(last <= end for end in ends):
                        yield TwiceRow(one, other, a.community, b.community, a.start, b.start)


class OverlapRow(Row, frozen=True, array_like=True, gc=False):
    """The later session of two that one person had at the same time, and the earlier one."""

    entry: UUID
    book: UUID
    person: UUID
    community: str
    service_on: date
    start: datetime
    end: datetime
    same_as: UUID
    other_entry: UUID
    other_start: datetime
    other_end: datetime


def overlapping(asked: Asked) -> Iterator[OverlapRow]:
    """Of one record no two can be confirmed (SYS-11); of one person under two records they can."""
    mine: dict[UUID, list[Service]] = defaultdict(list)
    for row in asked.snapshot.all(L_VOL, year=asked.year):
        if row.state == "CONFIRMED":
            mine[row.person].append(row)
    for one, other in sorted(doubles(asked)):
        for a in mine[one]:
            for b in mine[other]:
                if a.start < b.end and b.start < a.end:
                    first, later = sorted((a, b), key=lambda row: (row.start, row.submitted))
                    about = later.entry, later.book, later.person, later.community
                    when = later.service_on, later.start, later.end
                    yield OverlapRow(
                        *about, *when, first.person, first.entry, first.start, first.end
                    )


QUESTIONS: Final = (
    StandingQuestion(
        name="registered-in-two-communities",
        system="SYS-10",
        title=Label(
            "谁同日在两个社区报到？", "Who was registered in two communities on the same day?"
        ),
        row=TwiceRow,
        rows=registered_twice,
        dated=False,
    ),
    StandingQuestion(
        name="services-at-two-places-at-once",
        system="SYS-11",
        title=Label("谁在同一时间于两处服务？", "Who served at two places at the same time?"),
        row=OverlapRow,
        rows=overlapping,
        dated=False,
    ),
)
