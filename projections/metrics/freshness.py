"""How fresh archives are on a day, counted by the store: a county has 114,000 entries (R-24)."""

from datetime import date
from typing import Final, NamedTuple

from projections.counts import Count, Counts, plus
from projections.ledgers.archives import ARCHIVES
from projections.reading import Snapshot

LAST_TWO: Final = (("fresh_from", "fresh_until"), ("before_from", "before_until"))


class Group(NamedTuple):
    """Of one kind of entries in one grid."""

    community: str
    grid: str
    kind: str


def freshness(snapshot: Snapshot, day: date) -> dict[Group, Counts]:
    """Entries that were live on `day`, and within them those verified within 180 days before it,
    whatever became of them later."""
    counted = snapshot.counts(ARCHIVES, Group._fields, valid_at=day, within=LAST_TWO)
    found = {Group(*group): counts for group, counts in counted.items()}
    # Fresh then, and gone stale twice since: only the row itself tells that.
    for row in snapshot.all(ARCHIVES, valid_at=day, beyond="before_from", lapsed=True):
        if row.fresh_on(day):
            group = Group(row.community, row.grid, row.kind)
            found[group] = plus(found[group], Counts(within=Count(1)))
    return found
