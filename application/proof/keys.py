"""Whose signatures count: the keys of a log, each for its stretch, and the witnesses beside it.

A log that takes a new key signs one checkpoint with both, and with the old key the name of the new
one: so the old one vouches for the new, and for nothing that comes after that checkpoint. (Under a
checkpoint alone anybody can put a second signature.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from application.proof.checking import (
    COSIGNATURE,
    ED25519,
    SIZE,
    Broken,
    Checkpoint,
    Key,
    base64_of,
    bytes_of,
    check_signature,
    key_of,
    parts_of,
)

HANDOVER: Final = "gongzhi-key/1"


class Stretch(NamedTuple):
    """since: the size of the first checkpoint that the key signs. vouched: the signature of the key
    before under `handover`; of the first key nothing."""

    since: int
    key: Key
    vouched: bytes = b""

    @property
    def handover(self) -> str:
        """What the key before signs. No checkpoint and no manifest reads so."""
        return f"{HANDOVER}\n{self.since} {self.key}\n"

    def __str__(self) -> str:
        return f"{self.since} {self.key} {base64_of(self.vouched)}".rstrip()


def stretch_of(line: str) -> Stretch:
    since, _, rest = line.partition(" ")
    key, _, vouched = rest.partition(" ")
    if not SIZE.fullmatch(since):
        raise Broken("a key of a log stands behind the size from which on it signs")
    found = Stretch(int(since), key_of(key), bytes_of(vouched))
    if str(found) != line:
        raise Broken("a key of a log is not written like that")
    return found


@dataclass(frozen=True, slots=True)
class Keys:
    """stretches: the log's own keys, the first one first. witnesses: who may cosign."""

    stretches: tuple[Stretch, ...]
    witnesses: tuple[Key, ...] = ()

    def __post_init__(self) -> None:
        begin = [each.since for each in self.stretches]
        if begin[:1] != [0] or begin != sorted(begin):
            raise Broken("the keys of a log follow each other, and the first signs from 0 on")
        if any(each.key[:2] != (self.origin, ED25519) for each in self.stretches):
            raise Broken("the keys of a log have its name, and are of Ed25519")
        if any(witness.kind != COSIGNATURE for witness in self.witnesses):
            raise Broken("the key of a witness is one for cosignatures")
        for before, each in pairwise(self.stretches):
            check_signature(before.key, each.handover, each.vouched)

    @property
    def origin(self) -> str:
        return self.stretches[0].key.name

    @property
    def newest(self) -> Key:
        return self.stretches[-1].key

    @property
    def handovers(self) -> list[int]:
        """The sizes of the checkpoints that two keys have signed."""
        return [each.since for each in self.stretches[1:]]

    def trusting(self, trust: "Trust") -> "Keys":
        """With the witnesses that one knows oneself. Broken: one trusts no key of the log."""
        own = trust.log_keys
        if own and not any(each.key in own for each in self.stretches):
            raise Broken("this log signs with no key that you trust")
        return Keys(self.stretches, tuple(dict.fromkeys((*self.witnesses, *trust.witnesses))))

    def check(self, signed: Checkpoint) -> None:
        """Broken unless it is of this log, and signed by whoever had to sign it then."""
        self._check(signed, self._due(signed.size))

    def check_kept(self, signed: Checkpoint) -> None:
        """The same of one that was kept: it may be older than the next key's signature."""
        first, *later = self._due(signed.size)
        self._check(signed, [key for key in later if signed.signed_by(key)] or [first])

    def _check(self, signed: Checkpoint, due: Sequence[Key]) -> None:
        if signed.origin != self.origin:
            raise Broken(f"checkpoint {signed.size} is of another log: {signed.origin}")
        for key in due:
            if not signed.signed_by(key):
                raise Broken(
                    f"checkpoint {signed.size} is not signed by the key that signs there:"
                    f" {key.name}+{key.id.hex()}"
                )

    def cosigners(self, signed: Checkpoint) -> list[Key]:
        """The witnesses on a checkpoint that passed `check`. Broken: somebody unknown is on it."""
        found = [witness for witness in self.witnesses if signed.signed_by(witness)]
        _, signatures = parts_of(signed.note)
        if len(signatures) != len(self._due(signed.size)) + len(found):
            raise Broken(f"on checkpoint {signed.size} there is a signature of somebody unknown")
        return found

    def _due(self, size: int) -> list[Key]:
        """One; where one handed over to the next, both."""
        following = [*(each.since for each in self.stretches[1:]), size]
        pairs = zip(self.stretches, following, strict=True)
        return [each.key for each, until in pairs if each.since <= size <= until]


class Trust(NamedTuple):
    """What an auditor has from elsewhere. keys: of the log and of witnesses; where there are none,
    those that come with the log are believed. seen: a checkpoint that he kept."""

    keys: Sequence[Key] = ()
    seen: Checkpoint | None = None

    @property
    def log_keys(self) -> list[Key]:
        return [key for key in self.keys if key.kind == ED25519]

    @property
    def witnesses(self) -> list[Key]:
        return [key for key in self.keys if key.kind == COSIGNATURE]

    @property
    def blind(self) -> bool:
        """Whoever forged it all, with keys of his own, would not be found. (A witness vouches for
        what he saw, and for nothing later.)"""
        return not self.log_keys and self.seen is None


NOTHING: Final = Trust()


def check_all(checkpoints: Sequence[Checkpoint], keys: Keys, trust: Trust) -> dict[Key, int]:
    """Each is signed as it must be; the witnesses on them, and the size that each saw last."""
    if not checkpoints:
        raise Broken("there is no checkpoint: nothing was signed, so nothing can be verified")
    if any(one.size >= other.size for one, other in pairwise(checkpoints)):
        raise Broken("the checkpoints are not in order")
    if lacking := set(keys.handovers) - {each.size for each in checkpoints}:
        raise Broken(f"checkpoint {min(lacking)}, at which a new key began, is missing")
    saw: dict[Key, int] = {}
    for each in checkpoints:
        keys.check(each)
        saw |= dict.fromkeys(keys.cosigners(each), each.size)
    for witness in trust.witnesses:
        if witness not in saw:
            raise Broken(f"the witness {witness.name}, whom you trust, has cosigned nothing here")
    return saw
