"""Bundles: a log that left its server, in one zip file, and how it is checked.

events.tsv    every event, a line each: line n is position n
leaves        the hash of every event: by it the first position that is wrong is found
checkpoints   everything that was ever signed, with the cosignatures of witnesses
manifest      a signed note: of which log, made by which product, with which keys and checkpoints

The zip's comment is the SHA-256 of all bytes before it. Needs no code of the server:
`python -m application.proof.verifying FILE [KEY ...]` checks a bundle on a machine that has never
seen it.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple
from zipfile import BadZipFile, ZipFile
from zlib import error as BadStream

from application.proof.auditing import TILE, Told, Verified, Wrong, verified
from application.proof.checking import (
    HASH_BYTES,
    Broken,
    Checkpoint,
    checkpoint_of,
    key_of,
    parts_of,
    signed_by,
)
from application.proof.keys import NOTHING, Keys, Trust, stretch_of

EVENTS, LEAVES, CHECKPOINTS, MANIFEST = FILES = ("events.tsv", "leaves", "checkpoints", "manifest")
FORMAT: Final = "gongzhi-bundle/1"
READ_BYTES: Final = 1 << 20
SEAL_BYTES: Final = 64
MANIFEST_TEXT: Final = re.compile(
    FORMAT + r"\nproduct (?P<product>.+)\ncheckpoints (?P<digest>[0-9a-f]{64})\n"
    r"(?P<keys>(?:key .+\n)+)(?P<witnesses>(?:witness .+\n)*)"
)
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


class Bundle:
    """What is in it. Broken: the manifest is not of these checkpoints."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        if sorted(archive.namelist()) != sorted(FILES):
            raise Broken(f"a bundle holds {', '.join(FILES)}, each once, and nothing else")
        self.manifest = manifest_of(archive.read(MANIFEST).decode())
        checkpoints = archive.read(CHECKPOINTS)
        if sha256(checkpoints).hexdigest() != self.manifest.checkpoints:
            raise Broken("the checkpoints are not those that the manifest was signed for")
        self.checkpoints = notes_of(checkpoints)

    def lines(self) -> Iterator[bytes]:
        number, rest = 0, b""
        with self._archive.open(EVENTS) as file:
            while chunk := file.read(READ_BYTES):
                *whole, rest = (rest + chunk).split(b"\n")
                yield from whole
                number += len(whole)
        if rest:
            raise Wrong(number + 1, "the bundle is cut short")

    def leaves(self) -> Iterator[bytes]:
        with self._archive.open(LEAVES) as file:
            while some := file.read(HASH_BYTES * TILE):
                yield from (some[at : at + HASH_BYTES] for at in range(0, len(some), HASH_BYTES))

    def verified(self, trust: Trust = NOTHING, told: Told = lambda _: None) -> Verified:
        leaves = self.leaves()
        keys = self.manifest.keys
        found = verified(self.lines(), self.checkpoints, keys, leaves, told, trust)
        if found.events > found.signed or next(leaves, None) is not None:
            raise Wrong(found.signed + 1, "nobody signed it: the bundle ends before")
        return found


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Broken: it is no bundle, or not whole."""
    try:
        with path.open("rb") as file, ZipFile(file) as archive:
            if seal_of(file) != archive.comment:
                raise Broken("the bundle is not whole: it was cut short or changed on its way")
            yield Bundle(archive)
    except DAMAGED as error:
        raise Broken(f"this is no whole bundle: {error}") from error


def seal_of(file: BinaryIO) -> bytes:
    """The comment that belongs to a zip: over all bytes of the file before it."""
    left, hashed = file.seek(0, 2) - SEAL_BYTES, sha256()
    file.seek(0)
    while left > 0 and (some := file.read(min(left, READ_BYTES))):
        hashed.update(some)
        left -= len(some)
    return hashed.hexdigest().encode()


def verify_bundle(path: Path, trust: Trust = NOTHING, told: Told = lambda _: None) -> Verified:
    with opened(path) as bundle:
        return bundle.verified(trust, told)


if __name__ == "__main__":
    try:
        sound = verify_bundle(Path(sys.argv[1]), Trust([key_of(text) for text in sys.argv[2:]]))
        sys.stdout.write(f"{sound}\n")
    except (Broken, IndexError, OSError) as error:
        sys.exit(f"NOT verified: {error}")
