"""Checks the receipt of an erasure: `python -m application.proof.receipts FILE KEY`.

It has the event as it is stored and its way into a signed tree; whatever else the receipt says of
the erasure must be what the event says. How many texts nobody can read any more is the word of
whoever gave it: the log holds them, but not in one place.
"""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from application.proof.checking import (
    Broken,
    Key,
    bytes_of,
    digest_of,
    key_of,
    leaf_hash,
    proof_of,
)
from application.proof.papers import bytes_in, member, members_of, signer_of

ERASED: Final = "subject.erased"
TOLD: Final = ("person", "ground", "document_no")


class Receipt(NamedTuple):
    """position: at which the log says so. key: that signed it. own_key: it was the receipt's."""

    person: str
    position: int
    erased_at: str
    ground: str
    document_no: str
    key: Key
    own_key: bool


def check_receipt(file: bytes, trusted: Sequence[Key] = ()) -> Receipt:
    """Broken unless the log holds the erasure just as the receipt tells it.

    trusted: the keys one has from elsewhere; without, the receipt's own is believed.
    """
    try:
        return _checked(members_of(file), trusted)
    except (ValueError, RecursionError):
        raise Broken("this is no receipt: it cannot be read") from None


def _checked(receipt: dict[str, Any], trusted: Sequence[Key]) -> Receipt:
    line, proof = bytes_of(member(receipt, "line", str)), proof_of(member(receipt, "proof", str))
    key = signer_of(proof.checkpoint, trusted or [key_of(member(receipt, "key", str))])
    proof.check(leaf_hash(digest_of(line)), [key])
    _, _, name, stored = line.decode().split("\t", 3)
    event = json.loads(stored)
    if name != ERASED:
        raise Broken(f"the event is no erasure, but {name}")
    facts = member(event, "data", dict)
    told = {name: member(receipt, name, str) for name in TOLD}
    at, position = member(receipt, "erased_at", str), member(receipt, "position", int)
    recorded = member(event, "recorded_at", str)
    if any(facts.get(name) != said for name, said in told.items()) or position != proof.index + 1:
        raise Broken("the receipt tells of another erasure than the event")
    if datetime.fromisoformat(at) != datetime.fromisoformat(recorded):
        raise Broken("the receipt names another time than the event")
    return Receipt(position=position, erased_at=recorded, key=key, own_key=not trusted, **told)


if __name__ == "__main__":
    try:
        found = check_receipt(bytes_in(Path(sys.argv[1])), [key_of(key) for key in sys.argv[2:]])
        sys.stdout.write(f"{found}\n")
    except (Broken, IndexError, OSError) as error:
        sys.exit(f"NOT verified: {error}")
