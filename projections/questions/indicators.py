"""The four standing indicators of what the programme set out to mend (R-03)."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from domain.kernel import Label
from projections.asking import Asked, StandingQuestion, percent
from projections.ledgers.agreements import L_AGR
from projections.ledgers.attendance import L_ATTEND
from projections.ledgers.grids import L_GRID
from projections.ledgers.meetings import L_MEET
from projections.ledgers.orders import L_ORDER
from projections.ledgers.people import UNITS, UnitRow
from projections.ledgers.registrations import L_MEMBER_REG
from projections.ledgers.services import L_VOL
from projections.metrics.facts import enrolled_days
from projections.metrics.spans import holds
from projections.models import Row
from projections.questions.cases import cases_of

# What residents bring themselves; the rest is found on patrol or assigned from above.
BROUGHT: Final = frozenset(
    {"HOTLINE", "BOX", "WISH_TREE", "WECHAT_ACCOUNT", "WECHAT_GROUP", "WINDOW"}
)
PRESENT: Final = frozenset({"PRESENT", "SUBSTITUTE"})


class IndicatorRow(Row, frozen=True, array_like=True, gc=False):
    """number, of: the indicator as a share, where it is one. community: None: the whole county."""

    community: str | None
    indicator: str
    number: int
    of: int | None
    percent: str | None


Found = list[tuple[str | None, bool]]  # where, and whether it counts


def raised_by_residents(asked: Asked) -> Found:
    """Rather than found on patrol or assigned from above."""
    return [(row.community, row.channel in BROUGHT) for row in cases_of(asked)]


def acts_of_residents(asked: Asked) -> Found:
    """Cases that they brought, services that they ordered, sittings that they attended."""
    cases = [found for found in raised_by_residents(asked) if found[1]]
    orders = [
        (row.community, True)
        for row in asked.snapshot.all(L_ORDER)
        if row.origin == "RESIDENT" and row.placed_on.year == asked.year
    ]
    return cases + orders + [found for found in _sittings(asked, "RESIDENT") if found[1]]


def forces(asked: Asked) -> Found:
    """People: registered members, those who served, heads and workers of grids; each once."""
    people = {(row.community, row.person) for row in asked.snapshot.all(L_VOL, year=asked.year)}
    for row in asked.snapshot.all(L_MEMBER_REG):
        if stay := row.stay_on(asked.day):
            people.add((stay.community, row.person))
    for grid in asked.snapshot.all(L_GRID):
        for term in (*grid.heads, *grid.workers):
            if term.covers(asked.day):
                people.add((grid.community, term.person))
    return [(community, True) for community, _ in people]


def _units(asked: Asked) -> list[UnitRow]:
    every = asked.snapshot.all(UNITS)
    return [row for row in every if holds(enrolled_days(row), asked.day)]


def members(asked: Asked) -> Found:
    """Of the enrolled units, those in a Big Party Committee (R-11)."""
    return [(row.community, row.big_party_committee) for row in _units(asked)]


def with_agreement(asked: Asked) -> Found:
    """Of the member units, those whose agreement of the year took effect (R-14)."""
    agreed = {row.party for row in asked.snapshot.all(L_AGR, year=asked.year) if row.effective_on}
    return [(row.community, row.unit in agreed) for row in _units(asked) if row.big_party_committee]


def attendance_of_units(asked: Asked) -> Found:
    """Of the times that a unit was invited, those that somebody sat for it (R-10, R-14)."""
    return _sittings(asked, "UNIT")


def _sittings(asked: Asked, kind: str) -> Found:
    held = {
        row.meeting
        for row in asked.snapshot.all(L_MEET)
        if row.held_at is not None and row.on.year == asked.year
    }
    return [
        (row.community, row.status in PRESENT)
        for row in asked.snapshot.all(L_ATTEND)
        if row.kind == kind and row.meeting in held
    ]


# four, the last of them told by membership, agreements and attendance.
COUNTED: Final[dict[str, Callable[[Asked], Found]]] = {
    "CASES_RAISED_BY_RESIDENTS": raised_by_residents,
    "ACTS_OF_RESIDENTS": acts_of_residents,
    "FORCES": forces,
    "UNITS_IN_COMMITTEES": members,
    "UNITS_WITH_AGREEMENT": with_agreement,
    "ATTENDANCE_OF_UNITS": attendance_of_units,
}
COUNTS: Final = frozenset({"ACTS_OF_RESIDENTS", "FORCES"})  # the others are shares


def indicators(asked: Asked) -> Iterator[IndicatorRow]:
    for name, counted in COUNTED.items():
        found = counted(asked)
        for community in (None, *sorted({place for place, _ in found if place is not None})):
            mine = [yes for place, yes in found if community in (None, place)]
            number, of = sum(mine), None if name in COUNTS else len(mine)
            share = percent(Fraction(number, of)) if of else None
            yield IndicatorRow(community, name, number, of, share)


QUESTIONS: Final = (
    StandingQuestion(
        name="standing-indicators",
        system="SYS-22",
        title=Label(
            "居民自治、治理力量、单位参与各到什么程度？",
            "How far have residents' initiative, the forces and the units' part come?",
        ),
        row=IndicatorRow,
        rows=indicators,
    ),
)
