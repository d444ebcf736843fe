"""Whatever a server changes in its answers is found by whoever follows it.

The answers are those of a real log; a real server is followed in tests/interfaces.
"""

import json
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import pytest

from application.proof.checking import COSIGNATURE, Broken, Checkpoint, base64_of
from application.proof.following import Fetch, Forked, Refusing, follow, tile_name
from application.proof.keys import Trust
from application.proof.signing import Signer, made_key
from application.proof.tlog import Tlog
from application.proof.tree import WIDTH
from application.proof.witnessing import Witnesses
from application.stores import SQLiteStore
from tests.application.proof.conftest import SIGNER, key_file, recorded
from tests.application.proof.test_bundles import TAMPERING, Tampering
from tests.application.world import NOON, System

COUNT, ROTATED, SEEN, TRIES = 600, 200, 120, 100
WITNESS: Final = Signer.of("witness/one", made_key(), COSIGNATURE)
OTHER: Final = Signer.of("witness/two", made_key(), COSIGNATURE)
Answers = dict[str, bytes]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Answers, Trust]:
    """All that a follower asks a log with two keys and two witnesses, and what he has of his own:
    of the witnesses the one who saw less."""
    folder, told = tmp_path_factory.mktemp("log"), Answers()
    with closing(SQLiteStore(str(folder / "log.db"))) as store:
        system, witnesses = System(store), Witnesses(store, lambda: NOON)
        for each in (WITNESS, OTHER):
            witnesses.admit(each.key)
        with closing(Tlog(system.log, store, key_file(folder), folder / "leaves")) as tlog:
            recorded(system, SEEN)
            trust = Trust([SIGNER.key, WITNESS.key], tlog.sign())
            recorded(system, ROTATED - SEEN)
            seen = WITNESS.cosigned(tlog.rotate(), int(NOON.timestamp()))
            witnesses.cosigned(seen.note)
            recorded(system, COUNT - ROTATED - 1)
            witnesses.cosigned(OTHER.cosigned(tlog.sign(), int(NOON.timestamp())).note)
            recorded(system, 1)
            tlog.sign()
            asked = honest(tlog)

            def noted(path: str) -> bytes:
                told[path] = asked(path)
                return told[path]

            assert follow(noted, trust).size == COUNT
    return told, trust


def honest(tlog: Tlog) -> Fetch:
    """What `/tlog` answers, without HTTP."""

    def note(found: Checkpoint | None) -> bytes:
        assert found is not None
        return found.note.encode()

    def fetch(path: str) -> bytes:
        name, _, query = path.partition("?")
        asked = {key: value for key, [value] in parse_qs(query).items()}
        if name.startswith("tile/0/"):
            at, _, width = name.removeprefix("tile/0/").partition(".p/")
            return b"".join(tlog.tree().tile(0, int(at), int(width or WIDTH)))
        if name == "consistency":
            sizes = {key: int(value) for key, value in asked.items()}
            hashes = map(base64_of, tlog.tree().consistency(**sizes))
            return json.dumps({**sizes, "hashes": list(hashes)}, separators=(",", ":")).encode()
        if name == "key":
            return "".join(f"{each}\n" for each in tlog.keys().stretches).encode()
        if name.startswith("checkpoints/"):
            return note(tlog.checkpoint(int(name.partition("/")[2])))
        return note(tlog.cosigned_by(asked["witness"]) if asked else tlog.latest())

    return fetch


def answering(told: Answers) -> Fetch:
    def fetch(path: str) -> bytes:
        if path not in told:
            raise Refusing(path)
        return told[path]

    return fetch


@pytest.mark.parametrize("tampering", TAMPERING)
def test_any_change_of_an_answer_is_found(
    answers: tuple[Answers, Trust], tampering: Tampering
) -> None:
    """But for what nobody asked about: whose cosignature stands under a handover."""
    told, trust = answers
    assert len(told) == 9
    for path, whole in told.items():
        unasked = path == f"checkpoints/{ROTATED}"
        *lines, last = whole.splitlines(keepends=True) if unasked else (whole, b"")
        head = b"".join(lines)
        for seed in range(TRIES):
            content = tampering(head, random.Random(seed))
            if content != head:
                with pytest.raises(Broken):
                    follow(answering({**told, path: content + last}), trust)


def test_who_was_shown_another_history_has_it_signed(
    answers: tuple[Answers, Trust], tmp_path: Path
) -> None:
    told, trust = answers
    other = trust._replace(seen=SIGNER.checkpoint(SEEN, bytes(32)))
    with pytest.raises(Forked) as fork:
        follow(answering(told), other)
    assert other.seen is not None
    assert other.seen.note in fork.value.evidence
    assert told["checkpoint"].decode() in fork.value.evidence


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        (lambda trust: trust._replace(keys=[Signer.of("x", made_key()).key]), "no key that you"),
        (lambda trust: trust._replace(seen=Signer.of("x", made_key()).checkpoint(1, bytes(32))),
         "another log"),
        (lambda trust: trust._replace(seen=SIGNER.checkpoint(COUNT + 1, bytes(32))),
         "key that signs there"),
        (lambda trust: trust._replace(
            keys=[Signer.of("witness/one", made_key(), COSIGNATURE).key]), "has not cosigned"),
    ],
    ids=["key", "log", "old key", "witness"],
)  # fmt: skip
def test_who_trusts_somebody_else_is_told(
    answers: tuple[Answers, Trust], lie: Callable[[Trust], Trust], why: str
) -> None:
    told, trust = answers
    with pytest.raises(Broken, match=why):
        follow(answering(told), lie(trust))


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "000"), (7, "007"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")],
)
def test_tiles_are_named_as_tlog_tiles_has_it(number: int, name: str) -> None:
    assert tile_name(number) == name
