"""Role-quarters in which an officer or the adviser was at the community: C11 (R-33, AM-22)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from domain.body import BodyType, body_ref
from domain.dates import QUARTERS, quarter_days
from domain.legal import LegalRole
from domain.ruleset import SubjectKind
from projections.ledgers.bodies import BODIES
from projections.ledgers.legal import L_VISIT, VisitRow
from projections.metrics.counting import quarter_of
from projections.metrics.year import Measures, Metrics, Year
from projections.reading import Snapshot
from projections.scoring import Measure

Cell = tuple[str, str, int]  # community, role, quarter
ALL: Final = frozenset(range(1, QUARTERS + 1))
DUE: Final = len(LegalRole) * QUARTERS  # AM-22: each role once a quarter


def visits_by_cell(snapshot: Snapshot, year: int, until: date) -> Mapping[Cell, list[VisitRow]]:
    """Visits held in the year up to `until` and confirmed by the officer."""
    cells = defaultdict[Cell, list[VisitRow]](list)
    for row in snapshot.all(L_VISIT, state="RECORDED"):
        if row.held_on is not None and row.held_on.year == year and row.held_on <= until:
            cells[row.community, row.role, quarter_of(row.held_on)].append(row)
    return cells


def role_quarters(year: Year) -> Mapping[UUID, Measures]:
    """C11: those with at least one visit; its first confirmation is the evidence. As with C1, due
    are the quarters on whose first day the community existed."""
    owed = {
        row.code: {q for q in ALL if row.exists_on(quarter_days(year.year, q)[0])}
        for row in year.snapshot.all(BODIES, type=BodyType.COMMUNITY_PARTY_ORG)
    }
    served = defaultdict[str, list[int]](list, {code: [] for code in owed})
    cells = visits_by_cell(year.snapshot, year.year, year.on)
    for (community, _, quarter), visits in cells.items():
        if quarter in owed.get(community, ALL):
            first = min(row.recorded for row in visits if row.recorded is not None)
            served[community].append(first)
    return {
        body_ref(community).id: {
            "legal_role_quarters_served": Measure(len(found), tuple(sorted(found))),
            "legal_role_quarters_due": Measure(len(LegalRole) * len(owed.get(community, ALL))),
        }
        for community, found in served.items()
    }


METRICS: Final = (
    Metrics(
        SubjectKind.COMMUNITY,
        {"legal_role_quarters_served": Measure(0), "legal_role_quarters_due": Measure(DUE)},
        role_quarters,
    ),
)
