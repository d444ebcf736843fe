"""Who is scored: HANDBOOK 4.2, AM-33."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from domain.body import BodyType, body_ref
from domain.grid import grid_ref
from domain.ruleset import SubjectKind
from domain.unit import UnitKind
from projections.ledgers.bodies import BODIES
from projections.ledgers.grids import L_GRID
from projections.metrics.facts import enrolled_days
from projections.metrics.spans import common, span
from projections.metrics.year import Year

AS_PARTIES: Final = {
    SubjectKind.SOCIAL_ORG: UnitKind.SOCIAL_ORGANISATION,
    SubjectKind.MERCHANT: UnitKind.MERCHANT,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """community, grid, unit: where it belongs, for scope. Individuals have no name here."""

    id: UUID
    kind: SubjectKind
    name: str = ""
    community: str | None = None
    grid: str | None = None
    unit: UUID | None = None


def _units(year: Year, kind: SubjectKind) -> Iterator[Subject]:
    for id, found in year.units.items():
        yield Subject(id, kind, found.unit.title, found.unit.community, unit=id)


def _members(year: Year, kind: SubjectKind) -> Iterator[Subject]:
    """Of the unit that holds him, also while he is exempt: it is told of his bar (R-32)."""
    for id, member in year.members.items():
        yield Subject(id, kind, unit=member.holder)


def _communities(year: Year, kind: SubjectKind) -> Iterator[Subject]:
    """Those that existed on the day looked at: a community is its Party organisation (R-05)."""
    rows = year.snapshot.all(BODIES, valid_at=year.on, type=BodyType.COMMUNITY_PARTY_ORG)
    for row in rows:
        yield Subject(body_ref(row.code).id, kind, row.as_on(year.on).title, row.code)


def _grids(year: Year, kind: SubjectKind) -> Iterator[Subject]:
    """Active on some day of the year; one that was merged or split answers for its own time."""
    first, last = date(year.year, 1, 1), date(year.year, 12, 31)
    for row in year.snapshot.all(L_GRID):
        begun = row.active_from is not None and row.active_from <= last
        if begun and (row.active_to is None or first <= row.active_to):
            yield Subject(grid_ref(row.grid).id, kind, row.grid, row.community, row.grid)


def _parties(year: Year, kind: SubjectKind) -> Iterator[Subject]:
    """Enrolled on some day of the year, as units are (AM-33)."""
    days = [span(date(year.year, 1, 1), date(year.year, 12, 31))]
    for id, row in year.facts.units.items():
        if row.kind == AS_PARTIES[kind] and common(enrolled_days(row), days):
            yield Subject(id, kind, row.title, row.community, unit=id)


FIND: Final[Mapping[SubjectKind, Callable[[Year, SubjectKind], Iterator[Subject]]]] = {
    SubjectKind.UNIT: _units,
    SubjectKind.MEMBER: _members,
    SubjectKind.COMMUNITY: _communities,
    SubjectKind.GRID: _grids,
    SubjectKind.SOCIAL_ORG: _parties,
    SubjectKind.MERCHANT: _parties,
}


def subjects(year: Year, kind: SubjectKind) -> Iterator[Subject]:
    return FIND[kind](year, kind)
