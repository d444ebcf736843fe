"""Visits of the three officers and the adviser: 188 over 144 role-quarters, 121 of them covered
(HANDBOOK 5.2, R-33, AM-22)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from domain.case import Category, GiveAdvice, case_ref
from domain.case.state import OPEN
from domain.dates import QUARTERS, quarter_days
from domain.legal import CancelVisit, LegalRole, PlanVisit, RecordVisit, VisitKind, legal_visit_ref
from interfaces.simulation.case_deck import Card
from interfaces.simulation.clock import at, at_the_office
from interfaces.simulation.county import split
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan
from interfaces.simulation.schedule import Begun, Course, approved, does

CELLS, COVERED, VISITS = 144, 121, 188
CANCELLED: Final = 0.06  # called off, and planned again
AHEAD: Final = timedelta(days=6)
TOUCHED_MAX: Final = 2
KINDS: Final = {
    VisitKind.CONSULT: 45,
    VisitKind.MEDIATE: 20,
    VisitKind.LECTURE: 15,
    VisitKind.SCREEN: 20,
}


class Cell(NamedTuple):
    community: CommunityPlan
    role: LegalRole
    quarter: int


def visits_of(plan: Plan) -> list[Cell]:
    """Each visit's cell; cells covered and visits as in the county, scaled."""
    luck = plan.dice("legal-visits")
    cells = [
        Cell(community, role, quarter)
        for community in plan.communities
        for role in LegalRole
        for quarter in range(1, QUARTERS + 1)
    ]
    covered = luck.sample(cells, round(len(cells) * COVERED / CELLS))
    more = round(len(cells) * VISITS / CELLS) - len(covered)
    shares = split(more, [luck.random() for _ in covered])
    return [cell for cell, extra in zip(covered, shares, strict=True) for _ in range(1 + extra)]


def courses(plan: Plan, cards: list[Card]) -> Iterator[Begun]:
    luck, taken = plan.dice("legal-visit-days"), set[tuple[Cell, date]]()
    disputes = [card for card in cards if card.category is Category.DISPUTES]
    for number, cell in enumerate(visits_of(plan)):
        first, last = quarter_days(YEAR, cell.quarter)
        day = at_the_office(at(luck.day_in(first + AHEAD, last - AHEAD), 9)).date()
        while (cell, day) in taken:
            day = at_the_office(at(day + timedelta(days=1), 9)).date()
        taken.add((cell, day))
        name, begins = f"legal-visit/{number}", at(day - AHEAD, 9, 30)
        yield Begun(f"{name}/planned", begins, _planned(plan, cell, day, name))
        yield Begun(name, at(day, 15), _held(plan, cell, day, name, disputes))


def _planned(plan: Plan, cell: Cell, day: date, name: str) -> Course:
    community, luck = cell.community, plan.dice(f"{name}/planned")
    planning = PlanVisit(
        community=community.code, role=cell.role, person=community.legal[cell.role].id, on=day
    )
    if luck.hits(CANCELLED):
        planned = yield does(at(day - AHEAD, 9, 30), community.cs, planning)
        called_off = CancelVisit(reason="另有公务，当日能否到访待定。")
        yield does(at(day - AHEAD, 15), community.cs, called_off, planned.stream)
    yield does(at(day - AHEAD, 16), community.cs, planning)


def _held(plan: Plan, cell: Cell, day: date, name: str, disputes: list[Card]) -> Course:
    community, luck = cell.community, plan.dice(name)
    person, officer = community.legal[cell.role].id, community.officer(cell.role)
    touched = _open_disputes(plan, community, disputes)
    for case in touched[:1]:
        advice = GiveAdvice(advice="建议先行调解，保留证据，必要时诉讼。")
        yield does(at(day, 15), officer, advice, case)
    record = RecordVisit(
        held_on=day, kind=luck.drawn(KINDS), people_served=luck.randint(3, 40),
        cases=tuple(touched),
    )  # fmt: skip
    visit = legal_visit_ref(community.code, person, cell.role, day).id
    step = does(at(day, 17) + luck.minutes(0, 60), community.cw(luck), record, visit)
    yield from approved(step, officer, luck.hours(10))


def _open_disputes(plan: Plan, community: CommunityPlan, disputes: list[Card]) -> list[UUID]:
    """Reported to the community, and open still."""
    known = [c.id for c in disputes if c.community is community and c.id is not None]
    return [id for id in known if plan.look(case_ref(id)).state in OPEN][:TOUCHED_MAX]
