"""L-ARCH 档案台账 and L-PI 个人信息台账, asked of the stored ledgers (SYS-07, SYS-20)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import ClassVar, Final
from uuid import UUID

from domain.access import PROTECTORS
from domain.archive import ArchiveKind
from domain.grid import PlaceKind
from domain.kernel import Label, local_date
from projections.asking import Asked, Computed
from projections.counts import Counts
from projections.ledgers.archives import ARCHIVES
from projections.ledgers.erasures import L_ERASURE
from projections.ledgers.grids import L_GRID
from projections.ledgers.privacy import (
    L_CONSENT,
    L_READ,
    L_REQUEST,
    L_RESTRICTION,
)
from projections.metrics.freshness import Group, freshness
from projections.models import Row


class ArchRow(Row, frozen=True, array_like=True, gc=False):
    """fresh: verified within 180 days; stale: the other live ones. draft, restricted: as known,
    but for those that were live on the day and were restricted later.

    known: how many the grid's plan says there are; missing: those without an entry in use.
    """

    community: str
    grid: str
    kind: str
    live: int
    fresh: int
    stale: int
    draft: int
    restricted: int
    known: int | None = None
    missing: int | None = None


def archives(asked: Asked) -> Iterator[ArchRow]:
    """L-ARCH: how fresh the archives of a grid are on a day, and what they lack (R-24)."""
    found = freshness(asked.snapshot, asked.day)
    by_state = *Group._fields, "state"
    states = asked.snapshot.counts(ARCHIVES, by_state)
    still_live = asked.snapshot.counts(ARCHIVES, by_state, valid_at=asked.day)
    known = _known(asked)
    for group in sorted({*found, *(Group(*key[:-1]) for key in states), *known}):
        live, fresh = (count.rows for count in found.get(group, Counts()))
        draft, restricted = (
            states.get((*group, state), Counts()).every.rows
            - still_live.get((*group, state), Counts()).every.rows
            for state in ("DRAFT", "RESTRICTED")
        )
        there = known.get(group)
        missing = None if there is None else max(0, there - live - draft - restricted)
        yield ArchRow(*group, live, fresh, live - fresh, draft, restricted, there, missing)


def _known(asked: Asked) -> dict[Group, int]:
    """What the plans of the grids in use say there is: SYS-01."""
    found: dict[Group, int] = {}
    for row in asked.snapshot.all(L_GRID):
        if row.active_on(asked.day):
            places = row.places_on(asked.day)
            kinds = Counter(place.kind for place in places)
            for kind, count in (
                (ArchiveKind.COMPOUND, kinds[PlaceKind.COMPOUND]),
                (ArchiveKind.BUNGALOW_AREA, kinds[PlaceKind.BUNGALOW]),
                (ArchiveKind.SHOP, sum(place.shops for place in places)),
                (ArchiveKind.HOUSEHOLD, sum(place.households for place in places)),
                (ArchiveKind.RESIDENT, sum(place.residents for place in places)),
            ):
                found[Group(row.community, row.grid, kind)] = count
    return found


class PersonalRow(Row, frozen=True, array_like=True, gc=False):
    """reads: by purpose, of the year asked about; unstated: without one, found by an audit.

    requests: each with its state. erased: whether nobody can read any more who he is.
    """

    person: UUID
    consents_given: tuple[str, ...]
    consents_withdrawn: tuple[str, ...]
    reads: tuple[tuple[str, int], ...]
    unstated: int
    requests: tuple[tuple[str, str], ...]
    restricted: bool
    erased: bool

    offices: ClassVar = PROTECTORS


class _Person:
    def __init__(self) -> None:
        self.consents: dict[str, list[str]] = {"GIVEN": [], "WITHDRAWN": []}
        self.reads, self.unstated = Counter[str](), 0
        self.requests: list[tuple[str, str]] = []
        self.restricted = self.erased = False


def personal(asked: Asked) -> Iterator[PersonalRow]:
    """L-PI: what was done with each person's data."""
    people = defaultdict[UUID, _Person](_Person)
    for consent in asked.snapshot.all(L_CONSENT):
        people[consent.person].consents[consent.state].append(consent.purpose)
    for read in asked.snapshot.all(L_READ):
        if read.subject is not None and local_date(read.at).year == asked.year:
            person = people[read.subject]
            if read.purpose is None:
                person.unstated += 1
            else:
                person.reads[read.purpose] += 1
    for request in asked.snapshot.all(L_REQUEST):
        people[request.person].requests.append((request.kind, request.state))
    for restriction in asked.snapshot.all(L_RESTRICTION):
        people[restriction.person].restricted = restriction.lifted_at is None
    for erasure in asked.snapshot.all(L_ERASURE):
        people[erasure.person].erased = True
    for id, person in people.items():
        yield PersonalRow(
            id,
            tuple(person.consents["GIVEN"]),
            tuple(person.consents["WITHDRAWN"]),
            tuple(sorted(person.reads.items())),
            person.unstated,
            tuple(person.requests),
            person.restricted,
            person.erased,
        )


OF_PERSONAL_DATA: Final = (
    Computed(
        "L-ARCH",
        Label("档案台账", "Archives", "檔案台賬"),
        ArchRow,
        archives,
        key=("grid", "kind"),
        of={ARCHIVES: ("grid", "kind"), L_GRID: ("grid",)},
    ),
    Computed(
        "L-PI",
        Label("个人信息台账", "Personal information", "個人信息台賬"),
        PersonalRow,
        personal,
        dated=False,
        key=("person",),
        of=dict.fromkeys((L_CONSENT, L_READ, L_REQUEST, L_RESTRICTION, L_ERASURE), ("person",)),
    ),
)
