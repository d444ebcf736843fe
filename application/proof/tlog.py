"""The log as a transparency log: a tree that follows it, and checkpoints that are kept for ever."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Final

from application.log import EventLog
from application.proof.auditing import Told, Verified, Wrong, verified
from application.proof.checking import (
    HASH_BYTES,
    Broken,
    Checkpoint,
    Proof,
    checkpoint_of,
    digest_of,
    leaf_hash,
    line_of,
)
from application.proof.keeping import KeptKeys, KeyFile
from application.proof.keys import NOTHING, Keys, Trust
from application.proof.signing import Signer
from application.proof.tree import WIDTH, Tree
from application.stores import Row, Store

FOLLOWED_AT_ONCE: Final = 4096


class Tampered(Exception):
    """The log is not what a signed checkpoint says it was: nothing more is signed over it."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        super().__init__(f"the first {checkpoint.size} events are not those of its checkpoint")
        self.size = checkpoint.size


def line(row: Row) -> bytes:
    """An event as it is stored."""
    _, stream, version, name, stored = row
    return line_of(stream, version, name, _bytes(stored))


def _bytes(stored: object) -> bytes:
    """Also of what somebody else has written there, which need not be bytes."""
    return stored if isinstance(stored, bytes) else repr(stored).encode()


def leaf_of(row: Row) -> bytes:
    """The leaf hash of an event as it is stored."""
    return leaf_hash(digest_of(line(row)))


class Leaves:
    """The hash of every event, 32 bytes each, in a file that can be made anew from the log.

    Several processes may write the same: what belongs at a place is the same for all. After a loss
    of power there may be anything in it.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def count(self) -> int:
        return os.fstat(self._file).st_size // HASH_BYTES

    def read(self, first: int, last: int) -> list[bytes]:
        raw = os.pread(self._file, (last - first) * HASH_BYTES, first * HASH_BYTES)
        return [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]

    def write(self, first: int, hashes: Sequence[bytes]) -> None:
        os.pwrite(self._file, b"".join(hashes), first * HASH_BYTES)

    def close(self) -> None:
        os.close(self._file)


class Tlog:
    """Follows the log on demand: what is recorded costs nothing more than before.

    Safe for threads; of several processes each has a tree of its own over the same leaves.
    """

    def __init__(self, log: EventLog, store: Store, key_file: KeyFile, leaves: Path) -> None:
        self._log, self._store, self._kept = log, store, KeptKeys(store, key_file)
        self._leaves = Leaves(leaves)
        self._following = Lock()
        self._tree: Tree | None = None

    def tree(self) -> Tree:
        """Over all events that there are. Tampered: they are not those that were signed."""
        with self._following:
            if self._tree is None:
                self._tree = self._remembered()
            self._follow(self._tree)
            return self._tree

    @property
    def signer(self) -> Signer:
        """Who signs now."""
        return self._kept.signer()

    def keys(self) -> Keys:
        """All that have ever signed this log, and the witnesses who may cosign it."""
        return self._kept.keys()

    def latest(self, witnesses: int = 0) -> Checkpoint | None:
        """The one of the most events; of those that so many witnesses have cosigned."""
        some = "WHERE cosigned>0 AND cosigned>=?" if witnesses else "WHERE cosigned>=?"
        sql = f"SELECT note FROM checkpoints {some} ORDER BY size DESC LIMIT 1"  # noqa: S608
        rows = self._store.read(sql, (witnesses,))
        return checkpoint_of(rows[0][0]) if rows else None

    def cosigned_by(self, witness: str) -> Checkpoint | None:
        """The latest with a cosignature of that name."""
        some = "WHERE cosigned>0 AND note LIKE ?"
        sql = f"SELECT note FROM checkpoints {some} ORDER BY size DESC LIMIT 1"  # noqa: S608
        rows = self._store.read(sql, (f"%\n— {witness} %",))
        return checkpoint_of(rows[0][0]) if rows else None

    def checkpoint(self, size: int) -> Checkpoint | None:
        rows = self._store.read("SELECT note FROM checkpoints WHERE size=?", (size,))
        return checkpoint_of(rows[0][0]) if rows else None

    def checkpoints(self) -> list[Checkpoint]:
        rows = self._store.read("SELECT note FROM checkpoints ORDER BY size")
        return [checkpoint_of(note) for (note,) in rows]

    def sign(self) -> Checkpoint:
        """The checkpoint over all events there are: signed now, if there is none.

        Tampered: the last one signed is no beginning of what the log holds now.
        """
        while True:
            tree, last = self.tree(), self.latest()
            if last is not None and (last.size > tree.size or tree.root(last.size) != last.root):
                raise Tampered(last)
            if last is not None and last.size == tree.size:
                return last
            made = self.signer.checkpoint(tree.size, tree.root(tree.size))
            if self._kept.keep(made):
                return made

    def rotate(self) -> Checkpoint:
        """Takes a new key: both sign the checkpoint over all events; the old one signs no other."""
        while not (handover := self._kept.rotated(self.sign())):
            pass  # another process has signed more meanwhile
        return handover

    def sealed(self, size: int, *lines: str) -> Checkpoint:
        """The checkpoint over the first `size` events with further lines, which is not kept.

        Tampered: as of `sign`.
        """
        self.sign()
        return self.signer.checkpoint(size, self.tree().root(size), *lines)

    def _remembered(self) -> Tree:
        """From the file of leaves as far as that is what was signed; all else from the log."""
        last = self.latest()
        if last is None:
            return self._grown(0)
        if last.size <= min(self._leaves.count(), self._log.position()):
            tree = self._grown(last.size)
            if tree.root(last.size) == last.root:
                return tree
        tree = self._grown(0)
        self._follow(tree)
        if last.size > tree.size or tree.root(last.size) != last.root:
            raise Tampered(last)
        return tree

    def _grown(self, size: int) -> Tree:
        tree = Tree(self._leaves.read)
        for first in range(0, size, WIDTH * 16):
            tree.grow(self._leaves.read(first, min(size, first + WIDTH * 16)))
        return tree

    def _follow(self, tree: Tree) -> None:
        while rows := self._log.stored(tree.size, FOLLOWED_AT_ONCE):
            if rows[0][0] != tree.size + 1:
                raise Broken(f"position {tree.size + 1} is missing in the log")
            hashes = [leaf_of(row) for row in rows]
            begun = tree.size - tree.size % WIDTH
            beginning = self._leaves.read(begun, tree.size)
            self._leaves.write(tree.size, hashes)
            tree.grow(hashes, beginning)

    def proof(self, position: int) -> Proof:
        """Of the event at a position, in the tree of the latest checkpoint.

        Broken: no checkpoint covers it yet.
        """
        last = self.latest()
        if last is None or not 0 < position <= last.size:
            raise Broken(f"no checkpoint covers position {position}")
        hashes = self.tree().inclusion(position - 1, last.size)
        return Proof(position - 1, tuple(hashes), last)

    def entries(self, first: int, last: int) -> list[bytes]:
        """The digests of events by index, from 0, which the leaves are hashed from."""
        rows = self._log.stored(first, last - first)
        return [digest_of(line(row)) for row in rows]

    def verified(self, trust: Trust = NOTHING, told: Told = lambda _: None) -> Verified:
        """All that is stored against all that was signed. Wrong: the first position that is not."""
        checkpoints = self.checkpoints()
        signed = checkpoints[-1].size if checkpoints else 0
        # The file may be lost, or behind: it is made anew when the log is followed.
        leaves = self._all_leaves() if self._leaves.count() >= signed else None
        return verified(self._lines(), checkpoints, self.keys(), leaves, told, trust)

    def _lines(self) -> Iterator[bytes]:
        reached = 0
        while rows := self._log.stored(reached, FOLLOWED_AT_ONCE):
            for row in rows:
                reached += 1
                if row[0] != reached:
                    raise Wrong(reached, f"it is missing; position {row[0]} comes next")
                yield line(row)

    def _all_leaves(self) -> Iterator[bytes]:
        first = 0
        while leaves := self._leaves.read(first, first + FOLLOWED_AT_ONCE):
            yield from leaves
            first += len(leaves)

    def leaves(self, first: int, last: int) -> list[bytes]:
        """The hashes of events by index, from 0, that the tree has."""
        return self._leaves.read(first, last)

    def close(self) -> None:
        self._leaves.close()
