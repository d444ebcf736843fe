"""How many rows of a ledger a group has, as the store counts them."""

from typing import NamedTuple

from projections.tables import position_of


class Count(NamedTuple):
    """How many rows. place: of the last of them."""

    rows: int = 0
    place: int = 0

    @property
    def position(self) -> int:
        """Of the event that made the last of them."""
        return position_of(self.place)


class Counts(NamedTuple):
    """Of all rows of a group, and of those within a period."""

    every: Count = Count()
    within: Count = Count()


def plus(one: Counts, other: Counts) -> Counts:
    return Counts(_sum(one.every, other.every), _sum(one.within, other.within))


def _sum(one: Count, other: Count) -> Count:
    return Count(one.rows + other.rows, max(one.place, other.place))
