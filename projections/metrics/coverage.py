"""Party coverage of grids 党组织覆盖: their branch, a group a place (R-16, HANDBOOK 4.2, G6)."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from domain.grid import grid_ref
from domain.ruleset import SubjectKind
from projections.ledgers.grids import L_GRID, GridRow
from projections.metrics.year import Measures, Metrics, Year
from projections.scoring import Measure

FORMED, REQUIRED = "party_units_formed", "party_units_required"  # G6
NOTHING: Final = Measure(0)


def of_grids(year: Year) -> Mapping[UUID, Measures]:
    """A branch for the grid, own or joint, and a group for each of its places (R-16, AM-18).

    A grid that ended within the year is looked at on its last day.
    """
    return {
        grid_ref(row.grid).id: coverage(row, min(year.on, row.active_to or year.on))
        for row in year.snapshot.all(L_GRID)
    }


def coverage(row: GridRow, on: date) -> Measures:
    places = row.places_on(on)
    branch = [row.branched] if row.branch_by(on) else []
    groups = [place.formed for place in places if place.grouped_on(on)]
    formed = tuple(dict.fromkeys(mark for mark in (*branch, *groups) if mark is not None))
    return {
        FORMED: Measure(len(branch) + len(groups), formed),
        REQUIRED: Measure(1 + len(places), (row.planned,)),
    }


METRICS: Final = (Metrics(SubjectKind.GRID, {FORMED: NOTHING, REQUIRED: NOTHING}, of_grids),)
