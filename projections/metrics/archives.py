"""How fresh archives are: C9, G5, B1 (R-24).

The evidence of a count is the last of the events that made it; ARCHIVES names the others.
"""

from typing import Final
from uuid import UUID

from domain.archive import ArchiveKind
from domain.calendar import day_ending_at
from domain.kernel import derived_id
from domain.ruleset import SubjectKind
from projections.counts import Count, Counts, plus
from projections.ledgers.archives import ARCHIVES
from projections.metrics.freshness import Group, freshness
from projections.metrics.year import Measures, Metrics, Year
from projections.scoring import Measure


def _freshness(year: Year) -> dict[Group, Counts]:
    """On the last day judged: nothing is fresh on a day to come."""
    return freshness(year.snapshot, day_ending_at(year.until))


def _summed(year: Year, kind: str, column: str) -> dict[UUID, Measures]:
    """By the code of the community or the grid; its stream's id derives from that."""
    sums: dict[str, Counts] = {}
    for group, counts in year.once(_freshness).items():
        code = getattr(group, column)
        sums[code] = plus(sums.get(code, Counts()), counts)
    return {
        derived_id(kind, code): {
            "archive_entries_live": _measure(counts.every),
            "archive_entries_fresh": _measure(counts.within),
        }
        for code, counts in sums.items()
    }


def _measure(count: Count) -> Measure:
    return Measure(count.rows, (count.position,) if count.rows else ())


def _merchants(year: Year) -> dict[UUID, Measures]:
    """B1: the archive of the shop with the merchant's credit code."""
    day = day_ending_at(year.until)
    return {
        row.unit: {"archive_verified_in_180_days": Measure(True, (row.verified,))}
        for row in year.snapshot.all(ARCHIVES, kind=ArchiveKind.SHOP)
        if row.unit is not None and row.verified is not None and row.fresh_on(day)
    }


NONE: Final = {"archive_entries_live": Measure(0), "archive_entries_fresh": Measure(0)}
OF_ARCHIVES: Final = (
    Metrics(SubjectKind.COMMUNITY, NONE, lambda year: _summed(year, "body", "community")),
    Metrics(SubjectKind.GRID, NONE, lambda year: _summed(year, "grid", "grid")),
    Metrics(SubjectKind.MERCHANT, {"archive_verified_in_180_days": Measure(False)}, _merchants),
)
