"""Which blocks of a register hold a value, and since when: see `Tables`."""

from collections.abc import Iterable

from projections.tables import OPEN

Block = tuple[str, str, str, int]  # ledger, filter, value, low
Present = tuple[str, str, str, int, int, int]  # the same, since, alive
PresenceRow = tuple[str, str, str, int, int, int, int]  # the same, since, until, alive


class Presence:
    """Counts the rows of a block that have a value, and notes when there come to be any or none."""

    def __init__(self, rows: Iterable[Present] = ()) -> None:
        self._alive: dict[Block, tuple[int, int]] = {}  # since, alive
        for ledger, filter, value, low, since, alive in rows:
            self._alive[ledger, filter, value, low] = since, alive
        self._changed: dict[tuple[Block, int], tuple[int, int]] = {}  # block, since: until, alive

    def enter(self, block: Block, position: int) -> None:
        since, alive = self._alive.get(block, (position, 0))
        self._alive[block] = since, alive + 1
        self._changed[block, since] = OPEN, alive + 1

    def leave(self, block: Block, position: int) -> None:
        since, alive = self._alive[block]
        if alive > 1:
            self._alive[block] = since, alive - 1
            self._changed[block, since] = OPEN, alive - 1
        else:
            del self._alive[block]
            self._changed[block, since] = position, 0

    def taken(self) -> list[PresenceRow]:
        """The rows that changed since the last call."""
        rows = [(*block, since, *rest) for (block, since), rest in self._changed.items()]
        self._changed = {}
        return rows
