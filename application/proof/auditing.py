"""Checks a whole log against its checkpoints: every hash, the order, the times, the versions."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Final, NamedTuple

from application.proof.checking import (
    Broken,
    Checkpoint,
    Frontier,
    complete,
    folded,
    root_of_tile,
)
from application.proof.keys import NOTHING, Keys, Trust, check_all

TILE: Final = 256  # events that are hashed together
RECORDED_AT: Final = b'{"recorded_at":"'
TIME: Final = slice(len(RECORDED_AT), len(RECORDED_AT) + 27)
Told = Callable[[int], None]


class Wrong(Broken):
    """position: of the first event that is not what was signed, or after which it is not."""

    def __init__(self, position: int, why: str) -> None:
        super().__init__(f"position {position}: {why}")
        self.position = position


class Verified(NamedTuple):
    """events: that are there. signed: how many of them the last checkpoint covers.

    witnesses: who cosigned a checkpoint, with the size of the last one: name@size.
    """

    events: int
    signed: int
    checkpoints: int
    root: bytes
    witnesses: tuple[str, ...]


class Order:
    """Each event must be the next of its record, and not be earlier than the one before."""

    def __init__(self) -> None:
        self._versions: dict[bytes, int] = {}
        self._last = b""

    def fault(self, line: bytes) -> str | None:
        """What is wrong with the next event's place; None: nothing."""
        stream, version, _, stored = line.split(b"\t", 3)
        number, at = int(version), stored[TIME]
        if number != self._versions.get(stream, 0) + 1:
            return f"version {number} is not the next of record {stream.decode()}"
        if at < self._last or not stored.startswith(RECORDED_AT):
            return "its time is missing, or before that of the one before"
        self._versions[stream], self._last = number, at
        return None


class Checked:
    """Takes events in, a tile at a time, and holds them against what was signed.

    remembered: the hash of each; the first that differs is where a later fault began.
    """

    def __init__(self, due: Iterable[Checkpoint], remembered: Iterator[bytes] | None) -> None:
        self.size, self.sound = 0, 0
        self._due = deque(due)
        self._tiles, self._rest = Frontier(), list[bytes]()
        self._remembered, self._suspect = remembered, 0
        self._order = Order()

    @property
    def root(self) -> bytes:
        return folded([*self._tiles.hashes, *complete(self._rest)])

    def add(self, lines: Sequence[bytes]) -> None:
        leaves = [sha256(b"\x00" + sha256(line).digest()).digest() for line in lines]
        if self._remembered is not None and not self._suspect:
            known = list(islice(self._remembered, len(leaves)))
            if known != leaves:
                self._suspect = self.size + 1 + _first_difference(leaves, known)
        for at, line in enumerate(lines):
            try:
                fault = self._order.fault(line)
            except ValueError:
                fault = "this is no event"
            if fault:
                self._hold(leaves[:at])
                raise self._wrong(self.size + 1, fault)
        self._hold(leaves)

    def _hold(self, leaves: list[bytes]) -> None:
        """Against every checkpoint of these sizes."""
        end = self.size + len(leaves)
        while self._due and self._due[0].size <= end:
            signed = self._due.popleft()
            self._rest = leaves[: signed.size - self.size]
            if self.root != signed.root:
                known = self.sound < self._suspect <= signed.size
                first = self._suspect if known else self.sound + 1
                raise Wrong(first, f"not what checkpoint {signed.size} was signed over")
            self.sound = signed.size
            if 0 < self._suspect <= signed.size:
                told = "it is what was signed, but the hash that is kept for it is another"
                raise Wrong(self._suspect, told)
        self._rest, self.size = leaves, end
        if len(leaves) == TILE:
            self._tiles.add(root_of_tile(leaves))
            self._rest = []

    def end(self) -> None:
        if self._due:
            told = f"it is missing; checkpoint {self._due[0].size} was signed"
            raise self._wrong(self.size + 1, told)

    def _wrong(self, position: int, why: str) -> Wrong:
        if 0 < self._suspect < position:
            return Wrong(
                self._suspect, f"another event stood here; then, at position {position}: {why}"
            )
        return Wrong(position, why)


def verified(
    lines: Iterable[bytes],
    checkpoints: Sequence[Checkpoint],
    keys: Keys,
    leaves: Iterator[bytes] | None = None,
    told: Told = lambda _: None,
    trust: Trust = NOTHING,
) -> Verified:
    """Wrong: at the first position that is not what was signed.

    lines: the events. checkpoints: by size. leaves: the hash of every event as the log remembers
    it; with them the very position is named, without them the stretch between two checkpoints.
    """
    saw = check_all(checkpoints, keys.trusting(trust), trust)
    due = [each for each in checkpoints if each.size]
    if trust.seen is not None:
        keys.check_kept(trust.seen)
        due = sorted([*due, trust.seen], key=lambda each: each.size)
    checked, rest = Checked(due, leaves), iter(lines)
    while tile := list(islice(rest, TILE)):
        checked.add(tile)
        told(checked.size)
    checked.end()
    witnesses = tuple(f"{witness.name}@{size}" for witness, size in saw.items())
    return Verified(checked.size, checked.sound, len(checkpoints), checked.root, witnesses)


def _first_difference(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """Where two lists differ first; where the second ends, if it does before."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), len(other))
