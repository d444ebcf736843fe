"""Questions about social organisations, resources and demands (SYS-14)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from domain.kernel import Label
from projections.asking import Asked, StandingQuestion
from projections.ledgers.people import UNITS
from projections.ledgers.resources import L_DEMAND, L_RES
from projections.ledgers.society import L_ORG, L_PROJECT
from projections.metrics.organisations import mark_on
from projections.models import Row

SYSTEM: Final = "SYS-14"


class UncoveredRow(Row, frozen=True, array_like=True, gc=False):
    """projects: started by the day. business: milestones reached, of how many."""

    organisation: UUID
    unit: UUID
    title: str
    community: str
    state: str
    projects: int
    business: tuple[int, int]
    party_building: tuple[int, int]


def without_party_coverage(asked: Asked) -> Iterator[UncoveredRow]:
    """Organisations at work, with a project or a business milestone, and no coverage (R-35)."""
    projects = defaultdict[UUID, int](int)
    for project in asked.snapshot.all(L_PROJECT):
        projects[project.organisation] += project.started_on <= asked.day
    titles = {row.unit: row.title for row in asked.snapshot.all(UNITS)}
    for row in asked.snapshot.all(L_ORG):
        cover = mark_on(row.covered, asked.day)
        busy = projects[row.organisation] or row.business[0]
        if busy and (cover is None or cover.word == "NONE") and row.state != "EXITED":
            yield UncoveredRow(
                row.organisation,
                row.unit,
                titles.get(row.unit, ""),
                row.community,
                row.state,
                projects[row.organisation],
                row.business,
                row.party_building,
            )


class UnopenedRow(Row, frozen=True, array_like=True, gc=False):
    offer: UUID
    unit: UUID
    community: str
    title: str
    offered_on: date
    withdrawn_on: date | None
    bookings: int


def halls_never_opened(asked: Asked) -> Iterator[UnopenedRow]:
    """Venues offered by the day that nobody has used by then (R-12)."""
    for row in asked.snapshot.all(L_RES, kind="VENUE"):
        opened = any(use.on <= asked.day for use in row.uses)
        if row.offered_on <= asked.day and not opened:
            yield UnopenedRow(
                row.offer,
                row.unit,
                row.community,
                row.title,
                row.offered_on,
                row.withdrawn_on,
                row.bookings,
            )


class UnmatchedRow(Row, frozen=True, array_like=True, gc=False):
    """days: since it was posted. overdue: wanted by a day that is over."""

    demand: UUID
    community: str
    field: str
    posted_on: date
    wanted_by: date | None
    days: int
    overdue: bool


def unmatched_demands(asked: Asked) -> Iterator[UnmatchedRow]:
    """Posted in the year, not withdrawn, and not matched by the day (R-40)."""
    day = asked.day
    for row in asked.snapshot.all(L_DEMAND):
        matched = row.matched_on is not None and row.matched_on <= day
        if row.posted_on.year != asked.year or row.posted_on > day or row.state == "WITHDRAWN":
            continue
        if not matched:
            overdue = row.wanted_by is not None and row.wanted_by < day
            yield UnmatchedRow(
                row.demand,
                row.community,
                row.field,
                row.posted_on,
                row.wanted_by,
                (day - row.posted_on).days,
                overdue,
            )


QUESTIONS: Final = (
    StandingQuestion(
        name="organisations-without-party-coverage",
        system=SYSTEM,
        title=Label(
            "哪些社会组织有业务活动而没有党的工作覆盖？",
            "Which organisations have business activity but no Party coverage?",
        ),
        row=UncoveredRow,
        rows=without_party_coverage,
    ),
    StandingQuestion(
        name="halls-never-opened",
        system=SYSTEM,
        title=Label("哪些承诺开放的场地从未开放？", "Which offered halls were never opened?"),
        row=UnopenedRow,
        rows=halls_never_opened,
    ),
    StandingQuestion(
        name="demands-without-a-match",
        system=SYSTEM,
        title=Label("哪些需求没有对接上？", "Which demands found no match?"),
        row=UnmatchedRow,
        rows=unmatched_demands,
    ),
)
