"""Checks a whole log against its checkpoints: every hash, the order, the times, the versions.

Needs nothing but `application/proof/checking.py`: `python -m application.proof.verifying FILE`
checks a bundle on a machine that has never seen the server.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from application.proof.checking import (
    HASH_BYTES,
    Broken,
    Checkpoint,
    Frontier,
    Key,
    checkpoint_of,
    digest_of,
    key_of,
    leaf_hash,
)

Event = tuple[int, str, int, str, bytes]  # position, stream, version, name, stored bytes
RECORDED_AT: Final = b'{"recorded_at":"'
TIME: Final = slice(len(RECORDED_AT), len(RECORDED_AT) + 27)
# The files of a bundle. An event is a line: its five parts between tabs, the bytes as stored.
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


class Checked:
    """Events one after the other; each must be the next in its stream, and not be earlier.

    remembered: the hash of each; the first that differs is where a later fault began.
    """

    def __init__(self, remembered: Iterator[bytes] | None) -> None:
        self.tree, self.suspect = Frontier(), 0
        self._remembered = remembered
        self._versions: dict[str, int] = {}
        self._last = b""

    def add(self, event: Event) -> None:
        position, stream, version, name, stored = event
        due, at = self.tree.size + 1, stored[TIME]
        leaf = leaf_hash(digest_of(stream, version, name, stored))
        if self._remembered is not None and next(self._remembered, None) != leaf:
            self.suspect = self.suspect or due
        if position != due:
            raise self.wrong(due, f"it is missing; position {position} comes next")
        if version != self._versions.get(stream, 0) + 1:
            raise self.wrong(due, f"version {version} is not the next of record {stream}")
        if not stored.startswith(RECORDED_AT) or at < self._last:
            raise self.wrong(due, "its time is missing, or before that of the one before")
        self._versions[stream], self._last = version, at
        self.tree.add(leaf)

    def wrong(self, position: int, why: str) -> Wrong:
        if self.suspect not in (0, position):
            why = f"another event stood here; then, at position {position}: {why}"
        return Wrong(self.suspect or position, why)


def verified(
    events: Iterable[Event],
    checkpoints: Sequence[Checkpoint],
    keys: Sequence[Key],
    leaves: Iterator[bytes] | None = None,
    told: Told = lambda _: None,
) -> Verified:
    """Wrong: at the first position that is not what was signed.

    checkpoints: by size. leaves: the hash of every event as the log remembers it; with them the
    very position is named, without them the stretch between two checkpoints.
    """
    checked, due, sound = Checked(leaves), iter(_signed(checkpoints, keys)), 0
    next_due = next(due, None)
    for event in events:
        checked.add(event)
        size = checked.tree.size
        if next_due is not None and next_due.size == size:
            if checked.tree.root() != next_due.root:
                raise checked.wrong(sound + 1, f"not what checkpoint {size} was signed over")
            sound, checked.suspect, next_due = size, 0, next(due, None)
        told(size)
    if next_due is not None:
        there = checked.tree.size + 1
        raise checked.wrong(there, f"it is missing; checkpoint {next_due.size} was signed")
    return Verified(checked.tree.size, sound, len(checkpoints), checked.tree.root())


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

    def events(self) -> Iterator[Event]:
        with self._archive.open(EVENTS) as lines:
            for number, line in enumerate(lines, 1):
                parts = line.split(b"\t", 4)
                if len(parts) < 5 or not line.endswith(b"\n"):
                    raise Wrong(number, "the bundle is cut short, or this is no event")
                position, stream, version, name, stored = parts
                yield (
                    _number(position, number), stream.decode(), _number(version, number),
                    name.decode(), stored[:-1],
                )  # fmt: skip

    def leaves(self) -> Iterator[bytes]:
        with self._archive.open(LEAVES) as file:
            while leaf := file.read(HASH_BYTES):
                yield leaf

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
        return verified(bundle.events(), bundle.checkpoints(), keys, bundle.leaves(), told)


def _number(text: bytes, line: int) -> int:
    if not text.isdigit():
        raise Wrong(line, "this is no event")
    return int(text)


if __name__ == "__main__":
    try:
        sound = verify_bundle(Path(sys.argv[1]), [key_of(text) for text in sys.argv[2:]])
        sys.stdout.write(f"{sound}\n")
    except (Broken, IndexError, OSError) as error:
        sys.exit(f"NOT verified: {error}")
