"""The tree follows the log; what was signed stays true or nothing more is signed."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from application.proof.checking import (
    Broken,
    check_consistency,
    check_inclusion,
    checkpoint_of,
    root_of,
)
from application.proof.tlog import Tampered, leaf_of
from tests.application.proof.conftest import Opened, recorded


def test_a_checkpoint_is_over_all_events_as_they_are_stored(opened: Opened) -> None:
    system, tlog = opened()
    recorded(system, 300)
    made = tlog.sign()
    rows = system.log.stored(0, 1000)
    assert (made.size, made.root) == (300, root_of(map(leaf_of, rows)))
    assert made.signed_by(tlog.signer.key)


def test_nothing_new_is_not_signed_again(opened: Opened) -> None:
    system, tlog = opened()
    assert tlog.latest() is None
    recorded(system, 2)
    assert tlog.sign() == tlog.sign() == tlog.latest()
    assert len(tlog.checkpoints()) == 1


def test_every_checkpoint_is_the_beginning_of_the_next(opened: Opened) -> None:
    system, tlog = opened()
    for count in (1, 5, 250, 1, 255, 256, 700):
        recorded(system, count)
        tlog.sign()
    signed, tree = tlog.checkpoints(), tlog.tree()
    assert [each.size for each in signed] == [1, 6, 256, 257, 512, 768, 1468]
    for old, new in pairwise(signed):
        proof = tree.consistency(old.size, new.size)
        check_consistency(old.size, old.root, new.size, new.root, proof)
    rows = system.log.stored(0, 2000)
    for index in random.Random(1).sample(range(1468), 50):
        proof = tree.inclusion(index, 1468)
        check_inclusion(leaf_of(rows[index]), index, 1468, proof, signed[-1].root)


def test_another_process_goes_on_with_the_same_tree(opened: Opened, tmp_path: Path) -> None:
    system, tlog = opened()
    recorded(system, 700)
    before = tlog.sign()
    _, other = opened()
    assert other.sign() == before
    recorded(system, 3)
    assert other.sign().size == tlog.sign().size == 703
    (tmp_path / "leaves").write_bytes((tmp_path / "leaves").read_bytes()[:-7])  # half written
    _, third = opened()
    assert third.sign() == tlog.latest()


def test_many_who_sign_at_once_sign_one_history(opened: Opened) -> None:
    system, tlog = opened()
    _, other = opened()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(10):
            recorded(system, 40)
            list(pool.map(lambda each: each.sign(), [tlog, other] * 4))
    rows = system.log.stored(0, 1000)
    for each in tlog.checkpoints():
        assert each.root == root_of(map(leaf_of, rows[: each.size]))


def test_leaves_that_are_no_more_what_they_were_are_made_anew(
    opened: Opened, tmp_path: Path
) -> None:
    system, tlog = opened()
    recorded(system, 300)
    signed = tlog.sign()
    (tmp_path / "leaves").write_bytes(bytes(32 * 300))
    _, other = opened()
    recorded(system, 1)
    after = other.sign()
    proof = other.tree().consistency(300, 301)
    check_consistency(300, signed.root, 301, after.root, proof)


def test_leaves_that_nothing_signed_vouches_for_are_not_believed(
    opened: Opened, tmp_path: Path
) -> None:
    """The power went off: the file has its length, but not all of its bytes."""
    for count in (300, 400):
        system, tlog = opened()
        recorded(system, count)
        tlog.tree()
        whole = (tmp_path / "leaves").read_bytes()
        (tmp_path / "leaves").write_bytes(whole[:-640] + bytes(640))
        _, other = opened()
        rows = system.log.stored(0, 1000)
        assert other.sign().root == root_of(map(leaf_of, rows))


@pytest.mark.parametrize(
    "tampering",
    ["UPDATE stored_events SET topic='body.founded' WHERE originator_version=7",
     "DELETE FROM stored_events WHERE originator_version>290",
     "DELETE FROM stored_events WHERE originator_version=7"],
)  # fmt: skip
def test_over_a_log_that_was_tampered_with_nothing_is_signed(
    opened: Opened, tmp_path: Path, tampering: str
) -> None:
    system, tlog = opened()
    recorded(system, 300)
    signed = tlog.sign()
    with system.store.writing() as transaction:
        transaction.all(tampering)
    (tmp_path / "leaves").unlink()
    _, doubting = opened()
    with pytest.raises((Tampered, Broken)):
        doubting.sign()
    assert doubting.latest() == checkpoint_of(signed.note)


def test_a_log_whose_leaves_were_lost_is_verified_all_the_same(
    opened: Opened, tmp_path: Path
) -> None:
    system, tlog = opened()
    recorded(system, 300)
    signed = tlog.sign()
    os.truncate(tmp_path / "leaves", 32 * 10)
    _, anew = opened()
    assert anew.verified().signed == signed.size
    (tmp_path / "leaves").unlink()
    _, anew = opened()
    assert anew.verified().signed == signed.size
