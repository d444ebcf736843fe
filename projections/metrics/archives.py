"""How fresh archives are (C9, G5, B1), counted by the store: a county has 114,000 entries (R-24).

The evidence of a count is the last of the events that made it; ARCHIVES names the others.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from domain.archive import ArchiveKind
from domain.calendar import day_ending_at
from domain.kernel import derived_id
from domain.ruleset import SubjectKind
from projections.ledgers.archives import ARCHIVES
from projections.metrics.year import Measures, Metrics, Year
from projections.reading import Count, Snapshot
from projections.scoring import Measure

GROUPS: Final = ("community", "grid", "kind")
FRESH: Final = ("fresh_from", "fresh_until")
NOTHING: Final = Count(0, 0)


class Group(NamedTuple):
    """Of one kind of entries in one grid."""

    community: str
    grid: str
    kind: str


class Freshness(NamedTuple):
    """Entries that were live on a day, and those of them that were verified within 180 days."""

    live: Count = NOTHING
    fresh: Count = NOTHING


def freshness(snapshot: Snapshot, day: date) -> dict[Group, Freshness]:
    """As of `day`, whatever became of the entries later."""
    live = snapshot.counts(ARCHIVES, GROUPS, valid_at=day)
    fresh = snapshot.counts(ARCHIVES, GROUPS, valid_at=day, within=FRESH)
    # Verified anew after `day`, when it had gone stale, it may have been fresh on it: looked at.
    for row in snapshot.all(ARCHIVES, valid_at=day, beyond="fresh_from", resumed=True):
        group = row.community, row.grid, row.kind
        if row.fresh_on(day):
            fresh[group] = plus(fresh.get(group, NOTHING), Count(1, row.verified or 0))
    return {
        Group(*group): Freshness(count, fresh.get(group, NOTHING)) for group, count in live.items()
    }


def plus(one: Count, other: Count) -> Count:
    return Count(one.rows + other.rows, max(one.position, other.position))


def _measured(subjects: Mapping[UUID, Freshness]) -> dict[UUID, Measures]:
    return {
        subject: {
            "archive_entries_live": _measure(found.live),
            "archive_entries_fresh": _measure(found.fresh),
        }
        for subject, found in subjects.items()
    }


def _measure(count: Count) -> Measure:
    return Measure(count.rows, (count.position,) if count.rows else ())


def _freshness(year: Year) -> dict[Group, Freshness]:
    return freshness(year.snapshot, _day(year))


def _summed(year: Year, kind: str, column: str) -> dict[UUID, Measures]:
    """By the code of the community or the grid; its stream's id derives from that."""
    sums: dict[UUID, Freshness] = {}
    for group, found in year.once(_freshness).items():
        subject = derived_id(kind, getattr(group, column))
        before = sums.get(subject, Freshness())
        live, fresh = plus(before.live, found.live), plus(before.fresh, found.fresh)
        sums[subject] = Freshness(live, fresh)
    return _measured(sums)


def _merchants(year: Year) -> dict[UUID, Measures]:
    """B1: the archive of the shop with the merchant's credit code."""
    day = _day(year)
    return {
        row.unit: {"archive_verified_in_180_days": Measure(True, (row.verified,))}
        for row in year.snapshot.all(ARCHIVES, kind=ArchiveKind.SHOP)
        if row.unit is not None and row.verified is not None and row.fresh_on(day)
    }


def _day(year: Year) -> date:
    """31 December, or the last day that was over: nothing is fresh on a day to come."""
    return day_ending_at(year.until)


NONE: Final = {"archive_entries_live": Measure(0), "archive_entries_fresh": Measure(0)}
OF_ARCHIVES: Final = (
    Metrics(SubjectKind.COMMUNITY, NONE, lambda year: _summed(year, "body", "community")),
    Metrics(SubjectKind.GRID, NONE, lambda year: _summed(year, "grid", "grid")),
    Metrics(SubjectKind.MERCHANT, {"archive_verified_in_180_days": Measure(False)}, _merchants),
)
