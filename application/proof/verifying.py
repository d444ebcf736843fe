"""Bundles: a log that left its server, in one zip file, and how it is checked.

events-*.tsv  every event, a line each; some thousands to a file, that processes may share them
leaves-*      the hash of every event: by it the first position that is wrong is found
checkpoints   everything that was ever signed, with the cosignatures of witnesses
manifest      a signed note: of which log, made by which product, with which keys and checkpoints

The zip's comment is the SHA-256 of all bytes before it but those in the files, which have sums of
their own and are held against what was signed. Needs no code of the server:
`python -m application.proof.verifying FILE [KEY ...]` checks a bundle on a machine that has never
seen it.
"""

import os
import re
import sys
from collections.abc import Generator, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, suppress
from functools import partial
from hashlib import sha256
from itertools import repeat
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple
from zipfile import ZIP_STORED, BadZipFile, ZipFile
from zlib import error as BadStream

from application.proof.auditing import Checked, Part, Told, Verified, Wrong, hashes_in, part_of
from application.proof.checking import (
    Broken,
    Checkpoint,
    checkpoint_of,
    key_of,
    parts_of,
    signed_by,
)
from application.proof.keys import NOTHING, Keys, Trust, stretch_of

CHECKPOINTS, MANIFEST = OTHERS = ("checkpoints", "manifest")
FORMAT: Final = "gongzhi-bundle/1"
READ_BYTES: Final = 1 << 18  # what a core's cache holds
SEAL_BYTES: Final = 64
# In the head of a file in a zip: how long its name and its further fields are, that come next.
LENGTHS: Final = slice(26, 30)
PROCESSES: Final = 2  # then whoever puts together what they find has as much to do as they
MANIFEST_TEXT: Final = re.compile(
    FORMAT + r"\nproduct (?P<product>[ -~]+)\ncheckpoints (?P<digest>[0-9a-f]{64})\n"
    r"(?P<keys>(?:key .+\n)+)(?P<witnesses>(?:witness .+\n)*)"
)
# What a machine may raise on which no process can be started, or none lives long.
NO_PROCESSES: Final = (BrokenProcessPool, NotImplementedError, OSError)
# What a damaged zip may raise.
DAMAGED: Final = (
    BadZipFile, BadStream, KeyError, EOFError, UnicodeDecodeError, NotImplementedError,
    RuntimeError, OverflowError, ValueError,
)  # fmt: skip


class Manifest(NamedTuple):
    """product: name, version and digest of the program that made the bundle."""

    product: str
    checkpoints: str
    keys: Keys

    def __str__(self) -> str:
        lines = [FORMAT, f"product {self.product}", f"checkpoints {self.checkpoints}"]
        lines += [f"key {each}" for each in self.keys.stretches]
        lines += [f"witness {each}" for each in self.keys.witnesses]
        return "\n".join(lines) + "\n"


def manifest_of(note: str) -> Manifest:
    """Broken: it is none, or not signed by the last of the keys that it names."""
    found = MANIFEST_TEXT.fullmatch(parts_of(note)[0])
    if found is None:
        raise Broken("the manifest is none of a bundle")
    stretches = [stretch_of(line.removeprefix("key ")) for line in found["keys"].split("\n")[:-1]]
    witnesses = [
        key_of(line.removeprefix("witness ")) for line in found["witnesses"].split("\n")[:-1]
    ]
    keys = Keys(tuple(stretches), tuple(witnesses))
    if len(parts_of(note)[1]) != 1 or not signed_by(note, keys.newest):
        raise Broken("the manifest is not signed by the key of its log")
    return Manifest(found["product"], found["digest"], keys)


def notes_of(checkpoints: bytes) -> list[Checkpoint]:
    """One below the other, each ended by a line of its own, as a note never is."""
    notes = checkpoints.decode().split("\n=\n")
    if notes.pop():
        raise Broken("the last checkpoint is cut short")
    return [checkpoint_of(f"{note}\n") for note in notes]


def events_name(number: int) -> str:
    """Of a file of events, by number from 1."""
    return f"events-{number:06}.tsv"


def leaves_name(number: int) -> str:
    """Of the file of the hashes of those events."""
    return f"leaves-{number:06}"


def portions_of(archive: ZipFile, name: str) -> Iterator[list[bytes]]:
    """The lines of a file. EOFError: the last has no end."""
    rest = b""
    with archive.open(name) as file:
        while chunk := file.read(READ_BYTES):
            *lines, rest = (rest + chunk).split(b"\n")
            if lines:
                yield lines
    if rest:
        raise EOFError("it is cut short")


def part_in(path: Path, number: int) -> Part | None:
    """A file of events, checked by itself. None: something is wrong in it."""
    try:
        with ZipFile(path) as archive:
            portions = portions_of(archive, events_name(number))
            return part_of(portions, archive.read(leaves_name(number)))
    except DAMAGED:
        return None


class Bundle:
    """What is in it. Broken: the manifest is not of these checkpoints."""

    def __init__(self, path: Path, archive: ZipFile) -> None:
        self._path, self._archive = path, archive
        if any(each.compress_type != ZIP_STORED for each in archive.infolist()):
            raise Broken("the files of a bundle are stored as they are")  # nothing swells up
        names = archive.namelist()
        self._numbers = range(1, 1 + (len(names) - len(OTHERS)) // 2)
        files = [name(at) for name in (events_name, leaves_name) for at in self._numbers]
        if sorted(names) != sorted([*files, *OTHERS]):
            told = f"events, leaves, {', '.join(OTHERS)}"
            raise Broken(f"a bundle holds {told}, each once, and nothing else")
        self.manifest = manifest_of(archive.read(MANIFEST).decode())
        checkpoints = archive.read(CHECKPOINTS)
        if sha256(checkpoints).hexdigest() != self.manifest.checkpoints:
            raise Broken("the checkpoints are not those that the manifest was signed for")
        self.checkpoints = notes_of(checkpoints)

    def lines(self, files: int = 0, events: int = 0) -> Iterator[bytes]:
        """All but those in the first so many files, which hold so many events."""
        for number in self._numbers[files:]:
            try:
                for lines in portions_of(self._archive, events_name(number)):
                    yield from lines
                    events += len(lines)
            except EOFError:
                raise Wrong(events + 1, "the bundle is cut short") from None

    def leaves(self, files: int = 0) -> Iterator[bytes]:
        for number in self._numbers[files:]:
            yield from hashes_in(self._archive.read(leaves_name(number)))

    def verified(self, trust: Trust = NOTHING, told: Told = lambda _: None) -> Verified:
        checked = Checked(self.checkpoints, self.manifest.keys, trust, told)
        taken = 0
        with closing(self._parts()) as parts:
            for number in self._numbers:
                leaves = partial(self._archive.read, leaves_name(number))
                if not checked.take(next(parts, None), leaves):
                    break
                taken = number
        rest = self.leaves(taken)
        checked.read(self.lines(taken, checked.size), rest)
        found = checked.end()
        if found.events > found.signed or next(rest, None) is not None:
            raise Wrong(found.signed + 1, "nobody signed it: the bundle ends before")
        return found

    def _parts(self) -> Generator[Part | None, None, None]:
        """File by file what a process has found there.

        Nothing, where one process does as well or no other can be had.
        """
        if len(self._numbers) > 1 and (os.cpu_count() or 1) > 1:
            with suppress(*NO_PROCESSES), ProcessPoolExecutor(PROCESSES) as pool:
                yield from pool.map(part_in, repeat(self._path), self._numbers)


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Broken: it is no bundle, or not whole."""
    try:
        with path.open("rb") as file, ZipFile(file) as archive:
            if seal_of(file, archive) != archive.comment:
                raise Broken("the bundle is not whole: it was cut short or changed on its way")
            yield Bundle(path, archive)
    except DAMAGED as error:
        raise Broken(f"this is no whole bundle: {error}") from error


def seal_of(file: BinaryIO, archive: ZipFile) -> bytes:
    """The comment that belongs to a zip: over all of it but what its files hold."""
    at, hashed = 0, sha256()
    for each in sorted(archive.infolist(), key=lambda each: each.header_offset):
        if each.header_offset < at:
            raise BadZipFile("its files overlap")
        file.seek(each.header_offset + LENGTHS.start)
        lengths = file.read(LENGTHS.stop - LENGTHS.start)
        held = each.header_offset + LENGTHS.stop + sum(lengths[::2]) + 256 * sum(lengths[1::2])
        file.seek(at)
        hashed.update(file.read(held - at))
        at = held + each.compress_size
    file.seek(at)
    hashed.update(file.read()[:-SEAL_BYTES])
    return hashed.hexdigest().encode()


def verify_bundle(path: Path, trust: Trust = NOTHING, told: Told = lambda _: None) -> Verified:
    with opened(path) as bundle:
        return bundle.verified(trust, told)


if __name__ == "__main__":
    try:
        given = Trust([key_of(text) for text in sys.argv[2:]])
        sound = verify_bundle(Path(sys.argv[1]), given)
        sys.stdout.write(f"{sound}\n")
        if given.blind:
            sys.stdout.write("by its own keys: give the KEY that you have from elsewhere\n")
    except (Broken, IndexError, OSError) as error:
        sys.exit(f"NOT verified: {error}")
