"""Follows a server's log from outside: what it shows now must go on from what was seen before.

The server is believed nothing. Who keeps what he saw finds a log that was rewritten, cut, or that
shows one history to him and another to others.
"""

from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

import msgspec

from application.proof.auditing import Told
from application.proof.checking import (
    HASH_BYTES,
    Broken,
    Checkpoint,
    bytes_of,
    check_consistency,
    checkpoint_of,
    root_of,
)
from application.proof.keys import NOTHING, Keys, Trust, stretch_of
from application.proof.tree import WIDTH

SECONDS: Final = 30
ANSWER_BYTES_MAX: Final = 1 << 22
Fetch = Callable[[str], bytes]


class Unreachable(Exception):
    """The server does not answer, or not now."""


class Refusing(Broken):
    """It answers that it has no such thing."""


class Forked(Broken):
    """Two checkpoints that one honest log cannot both have signed: the evidence of it."""

    def __init__(self, seen: Checkpoint, shown: Checkpoint, why: str) -> None:
        super().__init__(
            f"the server shows another history than before: {why}. It signed a checkpoint of"
            f" {seen.size} events, and signs one of {shown.size} that does not go on from it"
        )
        self.evidence = f"{seen.note}=\n{shown.note}=\n"


def follow(fetch: Fetch, trust: Trust = NOTHING, told: Told = lambda _: None) -> Checkpoint:
    """What the server shows now.

    Forked: see there. Broken: a signature, a proof or a tile is wrong.

    fetch: what the server answers under /tlog to a path.
    """
    keys = _keys(fetch).trusting(trust)
    latest = _checkpoint(fetch("checkpoint"))
    keys.check(latest)
    for size in keys.handovers:
        handover = _checkpoint(fetch(f"checkpoints/{size}"))
        if handover.size != size:
            raise Broken(f"asked for checkpoint {size}, the server shows {handover.size}")
        keys.check(handover)
        _goes_on(fetch, handover, latest)
    if trust.seen is not None:
        keys.check_kept(trust.seen)
        _goes_on(fetch, trust.seen, latest)
    for witness in trust.witnesses:
        seen = _checkpoint(fetch(f"checkpoint?witness={quote(witness.name)}"))
        keys.check(seen)
        if not seen.signed_by(witness):
            raise Broken(f"the witness {witness.name} has not cosigned checkpoint {seen.size}")
        _goes_on(fetch, seen, latest)
    if root_of(_leaves(fetch, latest.size, told)) != latest.root:
        raise Broken("the tiles of the server do not lead to the root that it signed")
    return latest


def fetching(url: str) -> Fetch:
    """From a server's address. Unreachable, Refusing: see there."""

    def fetch(path: str) -> bytes:
        address = f"{url.rstrip('/')}/tlog/{path}"
        try:
            with urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - the auditor's word
                found: bytes = answer.read(ANSWER_BYTES_MAX)
                return found
        except HTTPError as error:
            error.close()
            if error.code in (404, 410, 422):
                raise Refusing(f"the server has no {path}") from error
            raise Unreachable(f"{address}: {error}") from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise Unreachable(f"{address}: {error}") from error

    return fetch


def _keys(fetch: Fetch) -> Keys:
    return Keys(tuple(map(stretch_of, _text(fetch("key")).split("\n")[:-1])))


def _checkpoint(answer: bytes) -> Checkpoint:
    return checkpoint_of(_text(answer))


def _text(answer: bytes) -> str:
    try:
        return answer.decode()
    except UnicodeDecodeError as error:
        raise Broken("what the server says is no text") from error


class _Consistency(msgspec.Struct, forbid_unknown_fields=True):
    old: int
    size: int
    hashes: list[str]


def _goes_on(fetch: Fetch, old: Checkpoint, latest: Checkpoint) -> None:
    """Forked: it does not."""
    if old.size > latest.size:
        raise Forked(old, latest, "events that were signed are gone")
    try:
        answer = _text(fetch(f"consistency?old={old.size}&size={latest.size}"))
        proof = msgspec.json.decode(answer, type=_Consistency)
        if (proof.old, proof.size) != (old.size, latest.size):
            raise Broken(f"it proves something about {proof.old} and {proof.size}")
        hashes = [bytes_of(text) for text in proof.hashes]
        check_consistency(old.size, old.root, latest.size, latest.root, hashes)
    except (Broken, msgspec.MsgspecError) as error:
        raise Forked(old, latest, str(error)) from error


def _leaves(fetch: Fetch, size: int, told: Told) -> Iterator[bytes]:
    """Every one, from the tiles."""
    for first in range(0, size, WIDTH):
        width = min(WIDTH, size - first)
        part = f".p/{width}" if width < WIDTH else ""
        tile = fetch(f"tile/0/{tile_name(first // WIDTH)}{part}")
        if len(tile) != width * HASH_BYTES:
            raise Broken(f"a tile of {width} hashes has {len(tile)} bytes")
        yield from (tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES))
        told(first + width)


def tile_name(number: int) -> str:
    """As tlog-tiles writes it: 1234067 is x001/x234/067."""
    name = f"{number % 1000:03}"
    while number := number // 1000:
        name = f"x{number % 1000:03}/{name}"
    return name
