"""The log's proof over HTTP, as a stranger reads it who trusts nobody and has no token."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

import pytest

from application.proof.auditing import verified
from application.proof.checking import (
    COSIGNATURE,
    Broken,
    Checkpoint,
    Key,
    bytes_of,
    check_consistency,
    checkpoint_of,
    digest_of,
    key_of,
    leaf_hash,
    line_of,
    proof_of,
    root_of,
)
from application.proof.keys import Keys, stretch_of
from application.proof.signing import Signer, made_key
from application.proof.tree import WIDTH
from domain.roles import Role
from interfaces.keeping import kept
from tests.county import County, county, person

SECONDS: Final = 60
NOTHING: Final = Checkpoint("", 0, b"", "")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """A county with more events than a tile has, signed three times."""
    with county(tmp_path_factory.mktemp("county")) as c:
        for _ in range(3):
            some_events(c)
            c.system.tlog.sign()
        yield c


def some_events(c: County) -> None:
    body = {"full_name": "某人（合成）", "synthetic": True}
    c.batch(Role.CW, [{"command": "person.register", "body": body}] * (WIDTH // 2))


def told(c: County, path: str, **params: Any) -> Any:
    answer = c.http.get(f"/tlog/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer


def keys(c: County) -> Keys:
    return Keys(tuple(map(stretch_of, told(c, "key").text.splitlines())))


def checkpoint(c: County) -> tuple[Checkpoint, Key]:
    key = keys(c).newest
    found = checkpoint_of(told(c, "checkpoint").text)
    assert found.signed_by(key)
    return found, key


def tiles(c: County, level: str, size: int) -> list[bytes]:
    return [
        told(
            c, f"tile/{level}/{at // WIDTH:03}" + (f".p/{size - at}" if size - at < WIDTH else "")
        ).content
        for at in range(0, size, WIDTH)
    ]


def test_tiles_and_entries_lead_to_the_root_that_was_signed(signed: County) -> None:
    found, _ = checkpoint(signed)
    rows = signed.system.log.stored(0, found.size)
    leaves = b"".join(tiles(signed, "0", found.size))
    hashes = [leaves[at : at + 32] for at in range(0, len(leaves), 32)]
    assert root_of(hashes) == found.root
    entries = b"".join(tiles(signed, "entries", found.size))
    digests = [entries[at + 2 : at + 34] for at in range(0, len(entries), 34)]
    assert entries[:2] == (32).to_bytes(2)
    assert digests == [digest_of(line_of(*row[1:])) for row in rows]
    assert list(map(leaf_hash, digests)) == hashes
    above = told(signed, "tile/1/000.p/1").content
    assert above == root_of(hashes[:WIDTH])


def test_every_event_is_proved_and_no_other(signed: County) -> None:
    found, key = checkpoint(signed)
    leaves = signed.system.tlog.leaves(0, found.size)
    for position in (1, 2, WIDTH, WIDTH + 1, found.size):
        proof = proof_of(told(signed, f"proofs/{position}").text)
        proof.check(leaves[position - 1], [key])
        with pytest.raises(Broken):
            proof.check(leaves[position - 2], [key])
        with pytest.raises(Broken):
            proof.check(leaves[position - 1], [])


def test_who_kept_a_checkpoint_sees_that_the_log_only_grew(signed: County) -> None:
    old, _ = checkpoint(signed)
    some_events(signed)
    signed.system.tlog.sign()
    new, _ = checkpoint(signed)
    answer = told(signed, "consistency", old=old.size, size=new.size).json()
    hashes = list(map(bytes_of, answer["hashes"]))
    check_consistency(old.size, old.root, new.size, new.root, hashes)
    rows = signed.system.log.stored(0, new.size)
    lines = [line_of(*row[1:]) for row in rows]
    assert verified(lines, [old, new], keys(signed)).signed == new.size


def cosign(c: County, note: str, kind: str = "text/plain") -> Any:
    return c.http.post("/tlog/checkpoint", content=note, headers={"Content-Type": kind})


def test_a_witness_leaves_its_signature_and_everybody_gets_it(signed: County) -> None:
    witness = Signer.of("witness/one", made_key(), COSIGNATURE)
    signed.system.witnesses.admit(witness.key)
    assert key_of(told(signed, "witnesses").text.rstrip()) == witness.key
    found, _ = checkpoint(signed)
    lacking = signed.http.get("/tlog/checkpoint", params={"witnesses": 1})
    assert (lacking.status_code, lacking.json()["code"]) == (404, "not_in_the_tree")
    assert signed.http.get("/tlog/checkpoint", params={"witness": "no%"}).status_code == 404
    seen = witness.cosigned(found, int(signed.clock().timestamp()))
    answer = cosign(signed, seen.note)
    assert (answer.status_code, answer.text) == (200, seen.note)
    name = f"checkpoint?witness={witness.key.name}"
    for path in ("checkpoint", "checkpoint?witnesses=1", name, f"checkpoints/{found.size}"):
        assert told(signed, path).text == seen.note
    assert told(signed, "proofs/1").text.endswith(seen.note)


@pytest.mark.parametrize(
    ("note", "kind", "status", "code"),
    [
        ("hello", "text/plain", 422, "not_a_checkpoint"),
        ("\ud800".encode("utf-8", "surrogatepass"), "text/plain", 422, "not_a_checkpoint"),
        ("x" * 70_000, "text/plain", 413, "too_large"),
        ("{}", "application/json", 415, "wrong_content_type"),
        (None, "text/plain", 403, "witness_unknown"),
    ],
    ids=["text", "bytes", "long", "json", "stranger"],
)
def test_what_no_known_witness_has_signed_is_refused(
    signed: County, note: Any, kind: str, status: int, code: str
) -> None:
    before, _ = checkpoint(signed)
    stranger = Signer.of("witness/stranger", made_key(), COSIGNATURE)
    bare = signed.system.tlog.signer.checkpoint(before.size, before.root)
    answer = cosign(signed, note or stranger.cosigned(bare, 1_600_000_000).note, kind)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert checkpoint(signed)[0] == before


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("proofs/100000", 404, "not_in_the_tree"),
        ("proofs/0", 422, "invalid_request"),
        ("tile/0/077", 404, "not_in_the_tree"),
        ("tile/2/000.p/1", 404, "not_in_the_tree"),
        ("tile/0/000.p/0", 422, "invalid_request"),
        ("tile/0/999.p/300", 404, "not_in_the_tree"),
        ("tile/64/000", 422, "invalid_request"),
        ("tile/0/1", 422, "invalid_request"),
        ("tile/entries/x999/999", 404, "not_in_the_tree"),
        ("checkpoints/1", 404, "not_in_the_tree"),
        ("checkpoints/x", 422, "invalid_request"),
        ("checkpoint?witnesses=-1", 422, "invalid_request"),
        ("consistency?old=5&size=4", 404, "not_in_the_tree"),
        ("consistency?old=5&size=100000", 404, "not_in_the_tree"),
    ],
)
def test_what_is_not_in_the_tree_is_not_there(
    signed: County, path: str, status: int, code: str
) -> None:
    answer = signed.http.get(f"/tlog/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_before_the_first_checkpoint_there_is_nothing_to_prove(tmp_path: Path) -> None:
    with county(tmp_path) as c:
        for path in ("checkpoint", "proofs/1", "tile/0/000", "consistency?old=0&size=1"):
            assert c.http.get(f"/tlog/{path}").status_code == 404


def test_what_never_changes_may_be_kept_by_anybody(signed: County) -> None:
    assert "immutable" in told(signed, "tile/0/000").headers["Cache-Control"]
    assert told(signed, "checkpoint").headers["Cache-Control"] == "no-cache"


def test_a_server_signs_what_it_holds(tmp_path: Path) -> None:
    with county(tmp_path) as c, kept(c.system):
        person(c, "某人")
        wanted, deadline = c.system.log.position(), monotonic() + SECONDS
        while (c.system.tlog.latest() or NOTHING).size < wanted:
            assert monotonic() < deadline
            sleep(0.05)
