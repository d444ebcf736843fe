"""Checks a whole log against its checkpoints: every hash, the order, the times, the versions."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Final, NamedTuple

from application.proof.checking import (
    HASH_BYTES,
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
        self.last = b""  # the time of the latest event
        self.due: dict[bytes, int] = {}  # the version that comes next, by record

    def fault(self, lines: Iterable[bytes]) -> tuple[int, str] | None:
        """The first of further events that is out of place, from 0, and why; None: all are in."""
        due, last = self.due, self.last
        for index, line in enumerate(lines):
            try:
                stream, version, _, stored = line.split(b"\t", 3)
                number = int(version)
            except ValueError:
                return index, "this is no event"
            if number != (due.get(stream) or self._first(stream, number)):
                record = stream.decode(errors="replace")
                return index, f"version {number} is not the next of record {record}"
            at = stored[TIME]
            if at < last or not stored.startswith(RECORDED_AT):
                return index, "its time is missing, or before that of the one before"
            due[stream], last = number + 1, at
        self.last = last
        return None

    def _first(self, stream: bytes, number: int) -> int:
        return 1

    def goes_on(self, part: "Part") -> bool:
        """Takes a part of the log in, if all of it comes next."""
        first = part.firsts.items()
        if part.begin < self.last or any(self.due.get(s, 1) != number for s, number in first):
            return False
        self.due.update(part.due)
        self.last = part.last
        return True


class OrderWithin(Order):
    """The same in a part of a log, of which what comes before is not known.

    firsts: the first version there of each record.
    """

    def __init__(self) -> None:
        super().__init__()
        self.firsts: dict[bytes, int] = {}

    def _first(self, stream: bytes, number: int) -> int:
        self.firsts[stream] = number
        return number


class Part(NamedTuple):
    """Events that follow each other, as a process has checked them that knows no others.

    roots: of their tiles. firsts, due: by record, the first version there and the one that must
    come next. begin, last: the first and the last time.
    """

    roots: list[bytes]
    firsts: dict[bytes, int]
    due: dict[bytes, int]
    begin: bytes
    last: bytes


def part_of(portions: Iterable[Sequence[bytes]], remembered: bytes) -> Part | None:
    """None: even by themselves they are not in order, not what is remembered, no whole tiles."""
    leaves, order, begin = list[bytes](), OrderWithin(), b""
    for lines in portions:
        if order.fault(lines):
            return None
        begin = begin or lines[0].split(b"\t", 3)[3][TIME]
        leaves += leaves_of(lines)
    if len(leaves) % TILE or b"".join(leaves) != remembered:
        return None
    roots = [root_of_tile(leaves[at : at + TILE]) for at in range(0, len(leaves), TILE)]
    return Part(roots, order.firsts, order.due, begin, order.last)


def leaves_of(lines: Iterable[bytes]) -> list[bytes]:
    return [sha256(b"\x00" + sha256(line).digest()).digest() for line in lines]


def hashes_in(raw: bytes) -> list[bytes]:
    """Of hashes one after the other."""
    return [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]


class Checked:
    """Takes events in, a tile at a time, and holds them against what was signed.

    checkpoints: by size; their signatures are checked first.
    """

    def __init__(
        self, checkpoints: Sequence[Checkpoint], keys: Keys, trust: Trust, told: Told
    ) -> None:
        saw = check_all(checkpoints, keys.trusting(trust), trust)
        self._witnesses = tuple(f"{witness.name}@{size}" for witness, size in saw.items())
        self._checkpoints = len(checkpoints)
        due = [each for each in checkpoints if each.size]
        if trust.seen is not None:
            keys.check_kept(trust.seen)
            due = sorted([*due, trust.seen], key=lambda each: each.size)
        self._due = deque(due)
        self.size, self._sound = 0, 0
        self._tiles, self._rest = Frontier(), list[bytes]()
        self._suspect, self._order, self._told = 0, Order(), told

    @property
    def _root(self) -> bytes:
        return folded([*self._tiles.hashes, *complete(self._rest)])

    def take(self, part: Part | None, remembered: Callable[[], bytes]) -> bool:
        """A part that goes on from here. False: not taken, its events must be read.

        remembered: gives the hashes of its events, which are needed where a checkpoint ends.
        """
        if part is None or not self._order.goes_on(part):
            return False
        leaves = list[bytes]()
        for index, root in enumerate(part.roots):
            if self._due and self._due[0].size <= self.size + TILE:
                leaves = leaves or hashes_in(remembered())
                self._hold(leaves[index * TILE : (index + 1) * TILE])
            else:
                self._tiles.add(root)
                self.size += TILE
        self._told(self.size)
        return True

    def read(self, lines: Iterable[bytes], remembered: Iterator[bytes] | None) -> None:
        """The events that come next, after whole tiles.

        remembered: the hash of each; the first that differs is where a later fault began.
        """
        rest = iter(lines)
        while tile := list(islice(rest, TILE)):
            leaves = leaves_of(tile)
            if remembered is not None and not self._suspect:
                known = list(islice(remembered, len(leaves)))
                if known != leaves:
                    self._suspect = self.size + 1 + _first_difference(leaves, known)
            if fault := self._order.fault(tile):
                index, why = fault
                self._hold(leaves[:index])
                raise self._wrong(self.size + 1, why)
            self._hold(leaves)
            self._told(self.size)

    def end(self) -> Verified:
        if self._due:
            told = f"it is missing; checkpoint {self._due[0].size} was signed"
            raise self._wrong(self.size + 1, told)
        return Verified(self.size, self._sound, self._checkpoints, self._root, self._witnesses)

    def _hold(self, leaves: list[bytes]) -> None:
        """Against every checkpoint of these sizes."""
        end = self.size + len(leaves)
        while self._due and self._due[0].size <= end:
            signed = self._due.popleft()
            self._rest = leaves[: signed.size - self.size]
            if self._root != signed.root:
                known = self._sound < self._suspect <= signed.size
                first = self._suspect if known else self._sound + 1
                raise Wrong(first, f"not what checkpoint {signed.size} was signed over")
            self._sound = signed.size
            if 0 < self._suspect <= signed.size:
                told = "it is what was signed, but the hash that is kept for it is another"
                raise Wrong(self._suspect, told)
        self._rest, self.size = leaves, end
        if len(leaves) == TILE:
            self._tiles.add(root_of_tile(leaves))
            self._rest = []

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
    checked = Checked(checkpoints, keys, trust, told)
    checked.read(lines, leaves)
    return checked.end()


def _first_difference(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """Where two lists differ first; where the second ends, if it does before."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), len(other))
