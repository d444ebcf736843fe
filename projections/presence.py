"""Which blocks of a register have rows with a value, and since when: see `Tables`."""

from collections.abc import Iterable

from projections.tables import BLOCK, OPEN

Present = tuple[str, str, int, int, int]  # filter, value, low, since, alive
PresenceRow = tuple[str, str, int, int, int, int]  # filter, value, low, since, until, alive


class _Block:
    __slots__ = ("alive", "changed", "since", "until")

    def __init__(self, since: int, alive: int) -> None:
        self.since, self.until, self.alive, self.changed = since, OPEN, alive, False


class Presence:
    """Of one register: counts a block's rows that have a value, and notes when it comes to none."""

    def __init__(self, present: Iterable[Present] = ()) -> None:
        self._blocks = {
            (filter, value, low): _Block(since, alive)
            for filter, value, low, since, alive in present
        }
        self._changed: list[tuple[tuple[str, str, int], _Block]] = []

    def enter(self, filter: str, value: str, born: int, position: int) -> None:
        at = (filter, value, born - born % BLOCK)
        block = self._blocks.get(at)
        if block is None:
            block = self._blocks[at] = _Block(position, 0)
        block.alive += 1
        if not block.changed:
            block.changed = True
            self._changed.append((at, block))

    def leave(self, filter: str, value: str, born: int, position: int) -> None:
        at = (filter, value, born - born % BLOCK)
        block = self._blocks[at]
        block.alive -= 1
        if not block.alive:
            block.until = position
            del self._blocks[at]
        if not block.changed:
            block.changed = True
            self._changed.append((at, block))

    def taken(self) -> list[PresenceRow]:
        """What changed since the last call, in order: a later row replaces an earlier one."""
        changed, self._changed = self._changed, []
        for _, block in changed:
            block.changed = False
        return [(*at, block.since, block.until, block.alive) for at, block in changed]
