"""Checks a whole log against its checkpoints: every hash, the order, the times, the versions.

Needs nothing but `application/proof/checking.py`: `python -m application.proof.verifying FILE`
checks a bundle on a machine that has never seen the server.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, cast
from zipfile import BadZipFile, ZipFile

from application.proof.checking import (
    HASH_BYTES,
    Broken,
    Checkpoint,
    Frontier,
    Key,
    checkpoint_of,
    complete,
    folded,
    key_of,
    root_of_tile,
)

READ_BYTES: Final = 1 << 20
TILE: Final = 256  # events that are hashed together
RECORDED_AT: Final = b'{"recorded_at":"'
TIME: Final = slice(len(RECORDED_AT), len(RECORDED_AT) + 27)
# The files of a bundle. Line n of the events is position n.
EVENTS, LEAVES, CHECKPOINTS, KEYS = "events.tsv", "leaves", "checkpoints", "keys"
Told = Callable[[int], None]


class Wrong(Broken):
    """position: of the first event that is not what was signed, or after which it is not."""

    def __init__(self, position: int, why: str) -> None:
        super().__init__(f"position {position}: {why}")
        self.position = position


class Verified(NamedTuple):
    """events: that are there. signed: how many of them the last checkpoint covers."""

    events: int
    signed: int
    checkpoints: int
    root: bytes


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
            if self._suspect <= signed.size:
                self._suspect = 0
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
    keys: Sequence[Key],
    leaves: Iterator[bytes] | None = None,
    told: Told = lambda _: None,
) -> Verified:
    """Wrong: at the first position that is not what was signed.

    lines: the events. checkpoints: by size. leaves: the hash of every event as the log remembers
    it; with them the very position is named, without them the stretch between two checkpoints.
    """
    checked, rest = Checked(_signed(checkpoints, keys), leaves), iter(lines)
    while tile := list(islice(rest, TILE)):
        checked.add(tile)
        told(checked.size)
    checked.end()
    return Verified(checked.size, checked.sound, len(checkpoints), checked.root)


def _first_difference(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """Where two lists differ first; where the second ends, if it does before."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), len(other))


def _signed(checkpoints: Sequence[Checkpoint], keys: Sequence[Key]) -> list[Checkpoint]:
    """Those above an empty tree, each signed by a known key, of one origin, in order."""
    if not checkpoints:
        raise Broken("there is no checkpoint: nothing was signed, so nothing can be verified")
    for each in checkpoints:
        if each.origin != checkpoints[0].origin:
            raise Broken(f"checkpoint {each.size} is of another log: {each.origin}")
        if not any(each.signed_by(key) for key in keys):
            raise Broken(f"checkpoint {each.size} is signed by no key that you trust")
    sizes = [each.size for each in checkpoints]
    if sizes != sorted(set(sizes)):
        raise Broken("the checkpoints are not in order")
    return [each for each in checkpoints if each.size]


# Bundles


class Bundle:
    """A log that left its server: a zip of events, leaf hashes, checkpoints and public keys."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    def lines(self) -> Iterator[bytes]:
        raw = cast("Any", self._archive.open(EVENTS))  # reading lines by itself it is slow
        with BufferedReader(raw, READ_BYTES) as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    raise Wrong(number, "the bundle is cut short")
                yield line[:-1]

    def leaves(self) -> Iterator[bytes]:
        with self._archive.open(LEAVES) as file:
            while some := file.read(HASH_BYTES * TILE):
                yield from (some[at : at + HASH_BYTES] for at in range(0, len(some), HASH_BYTES))

    def checkpoints(self) -> list[Checkpoint]:
        """One below the other, each ended by a line of its own, as a note never is."""
        notes = self._archive.read(CHECKPOINTS).decode().split("\n=\n")
        return [checkpoint_of(f"{note}\n") for note in notes if note]

    def keys(self) -> list[Key]:
        return [key_of(line) for line in self._archive.read(KEYS).decode().split("\n")[:-1]]


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Broken: it is no bundle, or not whole."""
    try:
        with ZipFile(path) as archive:
            yield Bundle(archive)
    except (BadZipFile, KeyError, EOFError, UnicodeDecodeError) as error:
        raise Broken(f"this is no whole bundle: {error}") from error


def verify_bundle(path: Path, trusted: Sequence[Key] = (), told: Told = lambda _: None) -> Verified:
    """trusted: the keys you have from elsewhere; without, those in the bundle are believed."""
    with opened(path) as bundle:
        keys = trusted or bundle.keys()
        return verified(bundle.lines(), bundle.checkpoints(), keys, bundle.leaves(), told)


if __name__ == "__main__":
    try:
        sound = verify_bundle(Path(sys.argv[1]), [key_of(text) for text in sys.argv[2:]])
        sys.stdout.write(f"{sound}\n")
    except (Broken, IndexError, OSError) as error:
        sys.exit(f"NOT verified: {error}")
