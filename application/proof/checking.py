"""All that checking a log takes: this file, Python and the package `cryptography`.

It is the one module that an auditor has to read. An event is a line: its stream, version and name
and its bytes as they are stored, between tabs. A Merkle tree of RFC 6962 and 9162 stands over the
SHA-256 of the lines, in the order of positions; a checkpoint, a signed note as C2SP defines it,
says which root the tree of so many events has.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HASH_BYTES: Final = 32
KEY_ID_BYTES: Final = 4
ED25519, COSIGNATURE = 1, 4  # what C2SP calls the kinds of signatures
TIME_BYTES: Final = 8
SIGNATURE: Final = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")
SIZE: Final = re.compile(r"0|[1-9][0-9]{0,17}")
LINES_OF_A_CHECKPOINT: Final = 3  # origin, size, root; further ones are allowed
PROOF: Final = "c2sp.org/tlog-proof@v1"
INDEX: Final = re.compile(r"index (0|[1-9][0-9]{0,17})")


class Broken(Exception):
    """It is not what it says it is; the message says where."""


# The tree


def line_of(stream: object, version: int, name: str, stored: bytes) -> bytes:
    """An event as a line, without its end. stream: its id, 36 characters with hyphens."""
    return f"{stream}\t{version}\t{name}\t".encode() + stored


def digest_of(line: bytes) -> bytes:
    """The entry of the tree that stands for an event."""
    return sha256(line).digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that grows: one hash per level is enough to know its root.

    size: leaves, or complete subtrees of one size. hashes: of what is complete, the largest first.
    """

    def __init__(self) -> None:
        self.size = 0
        self.hashes: list[bytes] = []

    def add(self, hash: bytes) -> None:
        self.size += 1
        even = self.size
        while even % 2 == 0:
            hash, even = node_hash(self.hashes.pop(), hash), even // 2
        self.hashes.append(hash)


def folded(hashes: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, the largest first."""
    if not hashes:
        return sha256().digest()
    *others, root = hashes
    for hash in reversed(others):
        root = node_hash(hash, root)
    return root


def complete(leaves: Iterable[bytes]) -> list[bytes]:
    """The roots of the complete subtrees over leaves, the largest first."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.hashes


def root_of(leaves: Iterable[bytes]) -> bytes:
    return folded(complete(leaves))


def root_of_tile(leaves: Sequence[bytes]) -> bytes:
    """The same of a power of two of leaves, faster."""
    while len(leaves) > 1:
        pairs = range(0, len(leaves), 2)
        leaves = [sha256(b"\x01" + leaves[at] + leaves[at + 1]).digest() for at in pairs]
    return leaves[0]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Broken unless the leaf stands at `index`, from 0, in the tree of that size and root.

    RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        raise Broken(f"index {index} is not in a tree of {size}")
    at, last, hash = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise Broken("the inclusion proof is too long")
        if at % 2 or at == last:
            hash = node_hash(step, hash)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            hash = node_hash(hash, step)
        at, last = at // 2, last // 2
    if last or hash != root:
        raise Broken("the inclusion proof does not lead to the root")


def check_consistency(
    old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Broken unless the tree of size `old` is the beginning of the other. RFC 9162, 2.1.4.2."""
    if not 0 <= old <= size:
        raise Broken(f"a tree of {size} has no beginning of {old}")
    if old in (0, size):
        if proof or (old and old_root != root) or (old == 0 and old_root != sha256().digest()):
            raise Broken("two roots of one size differ, or the proof proves nothing")
        return
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        raise Broken("the consistency proof is empty")
    at, last = old - 1, size - 1
    while at % 2:
        at, last = at // 2, last // 2
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise Broken("the consistency proof is too long")
        if at % 2 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            after = node_hash(after, step)
        at, last = at // 2, last // 2
    if last or before != old_root or after != root:
        raise Broken("the trees share no beginning: one of the two was never this log's")


# Signed notes and checkpoints


class Key(NamedTuple):
    """A public key, written name+hash+base64 as C2SP's signed notes have it."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64_of(bytes([self.kind]) + self.public)}"


def key_of(text: str) -> Key:
    name, _, rest = text.partition("+")
    id, _, encoded = rest.partition("+")
    known = bytes_of(encoded)
    if not name or len(known) != HASH_BYTES + 1:
        raise Broken("this is no key: it should read name+hash+base64")
    key = Key(name, known[0], known[1:])
    if key.kind not in (ED25519, COSIGNATURE) or key.id.hex() != id:
        raise Broken("the key does not have the hash that it names")
    return key


class Checkpoint(NamedTuple):
    """origin: which log it is of. size: events in the tree. note: the whole, with signatures."""

    origin: str
    size: int
    root: bytes
    note: str

    def signed_by(self, key: Key) -> bool:
        """Whether the key has signed it. A signature of the key that is none is Broken."""
        return signed_by(self.note, key)


def signed_by(note: str, key: Key) -> bool:
    text, signatures = parts_of(note)
    mine = [s for name, s in signatures if name == key.name and s[:KEY_ID_BYTES] == key.id]
    for signature in mine:
        check_signature(key, text, signature[KEY_ID_BYTES:])
    return bool(mine)


def checkpoint_of(note: str) -> Checkpoint:
    text, signatures = parts_of(note)
    lines = text.split("\n")[:-1]
    if len(lines) < LINES_OF_A_CHECKPOINT or not lines[0] or not SIZE.fullmatch(lines[1]):
        raise Broken("a checkpoint has an origin, a size and a root")
    root = bytes_of(lines[2])
    if len(root) != HASH_BYTES or not signatures:
        raise Broken("a checkpoint has a root of 32 bytes and a signature")
    return Checkpoint(lines[0], int(lines[1]), root, note)


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry stands in a log at `index`, from 0: C2SP's tlog-proof, a text of its own."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint

    def __str__(self) -> str:
        lines = [PROOF, f"index {self.index}", *map(base64_of, self.hashes), ""]
        return "\n".join(lines) + "\n" + self.checkpoint.note

    def check(self, leaf: bytes, keys: Sequence[Key]) -> None:
        """Broken unless one of the keys has signed a tree with this leaf at this place."""
        signed = self.checkpoint
        if not any(signed.signed_by(key) for key in keys):
            raise Broken("the checkpoint is signed by no key that you trust")
        check_inclusion(leaf, self.index, signed.size, self.hashes, signed.root)


def proof_of(text: str) -> Proof:
    head, found, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    if lines and lines[0].startswith("extra "):
        lines = lines[1:]
    index = INDEX.fullmatch(lines[0]) if lines else None
    if first != PROOF or not found or index is None:
        raise Broken("this is no tlog-proof")
    return Proof(int(index[1]), tuple(map(bytes_of, lines[1:])), checkpoint_of(note))


def cosigned_text(text: str, time: int) -> bytes:
    """What a witness signs: that it saw this and nothing that contradicts it, in that second."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def check_signature(key: Key, text: str, signature: bytes) -> None:
    """Broken unless it is the key's, under this text."""
    signed = text.encode()
    if key.kind == COSIGNATURE:
        time, signature = int.from_bytes(signature[:TIME_BYTES]), signature[TIME_BYTES:]
        signed = cosigned_text(text, time)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, signed)
    except InvalidSignature:
        raise Broken(f"the signature of {key.name} is not under this text") from None


def parts_of(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text, with its last line feed, and the signatures by name."""
    text, found, rest = note.rpartition("\n\n")
    lines = rest.split("\n")
    signatures = [SIGNATURE.fullmatch(line) for line in lines[:-1]]
    if not found or lines[-1] or not signatures or None in signatures:
        raise Broken("a note ends with an empty line and signatures")
    return f"{text}\n", [(s[1], bytes_of(s[2])) for s in signatures if s]


def base64_of(value: bytes) -> str:
    return base64.b64encode(value).decode()


def bytes_of(text: str) -> bytes:
    """Broken: it is no base64, or not the one way in which these bytes are written."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        value = None
    if value is None or base64_of(value) != text:
        raise Broken(f"this is not base64: {text[:20]}")
    return value
