"""A log's keys follow each other, each vouched for by the one before; witnesses stand beside."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from application.proof.auditing import verified
from application.proof.checking import COSIGNATURE, Broken, Checkpoint, line_of
from application.proof.keeping import KeptKeys
from application.proof.keys import Keys, Stretch, Trust, check_all
from application.proof.signing import Signer, made_key
from application.proof.tlog import Tlog
from application.proof.witnessing import Witnesses
from domain.kernel import Refused
from tests.application.proof.conftest import KEY, ONLY, SIGNER, Opened, key_file, recorded
from tests.application.world import NOON, System

SECOND = int(NOON.timestamp())
WITNESS = Signer.of("witness/one", made_key(), COSIGNATURE)
OTHER = Signer.of("witness/two", made_key(), COSIGNATURE)


def signed_three_times(system: System, tlog: Tlog) -> list[Checkpoint]:
    """By the first key at 3, by both at 5, by the second at 9."""
    recorded(system, 3)
    tlog.sign()
    recorded(system, 2)
    tlog.rotate()
    recorded(system, 4)
    tlog.sign()
    return tlog.checkpoints()


def lines(system: System) -> list[bytes]:
    return [line_of(*row[1:]) for row in system.log.stored(0, 1000)]


def test_the_old_key_vouches_for_the_new_one_and_for_nothing_later(opened: Opened) -> None:
    system, tlog = opened()
    first, handover, last = signed_three_times(system, tlog)
    keys = tlog.keys()
    assert [each.since for each in keys.stretches] == [0, 5]
    old, new = (each.key for each in keys.stretches)
    assert old == SIGNER.key
    assert (first.signed_by(old), first.signed_by(new)) == (True, False)
    assert handover.signed_by(old)
    assert handover.signed_by(new)
    assert (last.signed_by(old), last.signed_by(new)) == (False, True)
    for trusted in (old, new):
        assert tlog.verified(Trust([trusted])).signed == 9
    stolen = SIGNER.checkpoint(9, last.root)
    with pytest.raises(Broken, match="key that signs there"):
        verified(lines(system), [first, handover, stolen], keys)
    with pytest.raises(Broken, match="somebody unknown"):
        verified(lines(system), [first, handover, last], ONLY)


def test_a_key_that_none_vouched_for_is_no_key_of_the_log(opened: Opened) -> None:
    system, tlog = opened()
    first, handover, last = signed_three_times(system, tlog)
    thief = Signer.of("gongzhi/test", made_key())
    taken = Keys((Stretch(0, SIGNER.key), SIGNER.vouching(5, thief.key)))
    for lie in (
        [first, thief.checkpoint(5, handover.root), thief.checkpoint(9, last.root)],
        [first, SIGNER.checkpoint(5, handover.root), thief.checkpoint(9, last.root)],
        [first, thief.checkpoint(9, last.root)],
    ):
        with pytest.raises(Broken):
            verified(lines(system), lie, taken)


def test_who_signs_below_an_old_checkpoint_has_not_been_handed_the_log(opened: Opened) -> None:
    """Everybody can: checkpoints are public. The key before must name its successor."""
    system, tlog = opened()
    recorded(system, 3)
    first = tlog.sign()
    thief = Signer.of("gongzhi/test", made_key())
    assert thief.added(first).signed_by(SIGNER.key)
    for vouched in (b"", thief.vouching(3, thief.key).vouched, SIGNER.vouching(2, thief.key)[2]):
        with pytest.raises(Broken, match="not under this text"):
            Keys((Stretch(0, SIGNER.key), Stretch(3, thief.key, vouched)))


def test_a_log_whose_private_key_is_gone_hands_over_to_nobody(
    opened: Opened, tmp_path: Path
) -> None:
    system, tlog = opened()
    recorded(system, 3)
    tlog.sign()
    (tmp_path / "log.pem").write_bytes(made_key())
    with pytest.raises(Broken, match="is another key"):
        tlog.rotate()
    assert [each.key for each in tlog.keys().stretches] == [SIGNER.key]


@pytest.mark.parametrize(
    "stretches",
    [
        (),
        (Stretch(1, SIGNER.key),),
        (Stretch(0, SIGNER.key), Stretch(5, SIGNER.key), Stretch(4, SIGNER.key)),
        (Stretch(0, SIGNER.key), Stretch(5, Signer.of("another", KEY).key)),
        (Stretch(0, WITNESS.key),),
    ],
    ids=["none", "late", "disordered", "renamed", "witness"],
)
def test_what_are_no_keys_of_one_log_are_refused(stretches: tuple[Stretch, ...]) -> None:
    with pytest.raises(Broken):
        Keys(stretches)


def test_keys_may_follow_each_other_before_anything_happens(opened: Opened) -> None:
    system, tlog = opened()
    tlog.rotate()
    tlog.rotate()
    recorded(system, 2)
    tlog.rotate()
    tlog.rotate()
    assert [each.since for each in tlog.keys().stretches] == [0, 0, 0, 2, 2]
    assert tlog.verified(Trust([SIGNER.key])).signed == 2


def test_the_old_private_key_is_gone_and_other_processes_sign_with_the_new(
    opened: Opened, tmp_path: Path
) -> None:
    system, tlog = opened()
    _, other = opened()
    recorded(system, 2)
    tlog.rotate()
    assert Signer.of("gongzhi/test", (tmp_path / "log.pem").read_bytes()).key != SIGNER.key
    assert not [p for p in tmp_path.iterdir() if p.is_file() and KEY in p.read_bytes()]
    recorded(system, 1)
    assert other.sign().signed_by(tlog.keys().newest)
    (tmp_path / "log.pem").write_bytes(KEY)
    recorded(system, 1)
    with pytest.raises(Broken, match="is another key"):
        tlog.sign()


def test_what_the_old_key_has_signed_meanwhile_is_not_kept(opened: Opened, tmp_path: Path) -> None:
    """By a process that had read the key's file before."""
    system, tlog = opened()
    recorded(system, 2)
    tlog.rotate()
    recorded(system, 1)
    late = SIGNER.checkpoint(3, tlog.tree().root(3))
    kept = KeptKeys(system.store, key_file(tmp_path))
    assert not kept.keep(late)
    assert kept.keep(tlog.signer.checkpoint(3, late.root))
    assert not kept.keep(tlog.signer.checkpoint(3, late.root)), "there is one by now"
    assert tlog.verified().signed == 3


def test_a_rotation_that_broke_off_is_taken_up(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system, tlog = opened()
    recorded(system, 2)
    with monkeypatch.context() as patched:
        patched.setattr("os.replace", dying)
        with pytest.raises(KeyboardInterrupt):
            tlog.rotate()
    assert len(tlog.keys().stretches) == 2
    recorded(system, 1)
    assert tlog.sign().signed_by(tlog.keys().newest)
    assert tlog.verified().signed == 3
    assert key_file(tmp_path).signer().key == tlog.keys().newest


def dying(*_: Any) -> None:
    raise KeyboardInterrupt


def test_many_who_rotate_and_sign_at_once_leave_one_history(opened: Opened) -> None:
    system, tlog = opened()
    _, other = opened()
    recorded(system, 2)
    with ThreadPoolExecutor(8) as pool:
        for number in range(5):
            jobs = [pool.submit(each.rotate) for each in (tlog, other)]
            jobs += [pool.submit(each.sign) for each in (tlog, other)]
            recorded(system, 3, number + 2)
            for job in jobs:
                job.result()
    tlog.sign()
    assert len(tlog.keys().stretches) == 11
    assert tlog.verified(Trust([SIGNER.key])).signed == 17


# Witnesses


def test_a_witness_is_kept_with_the_checkpoint_that_it_saw(opened: Opened) -> None:
    system, tlog = opened()
    witnesses = Witnesses(system.store, system.clock)
    recorded(system, 3)
    first = tlog.sign()
    for each in (WITNESS, OTHER):
        witnesses.admit(each.key)
        witnesses.admit(each.key)
    assert sorted(key.name for key in witnesses.known()) == ["witness/one", "witness/two"]
    once = witnesses.cosigned(WITNESS.cosigned(first, SECOND).note)
    again = witnesses.cosigned(WITNESS.cosigned(first, SECOND - 7).note)
    assert once == again == tlog.checkpoint(3), "of a witness one signature is kept"
    both = witnesses.cosigned(OTHER.cosigned(first, SECOND).note)
    assert all(both.signed_by(each.key) for each in (SIGNER, WITNESS, OTHER))
    recorded(system, 1)
    later = tlog.sign()
    assert tlog.latest() == tlog.latest(0) == later
    assert tlog.latest(1) == tlog.latest(2) == both
    assert tlog.latest(3) is None
    assert tlog.verified().witnesses == ("witness/one@3", "witness/two@3")
    assert tlog.verified(Trust([WITNESS.key])).signed == 4


def test_a_cosignature_that_is_none_is_found(opened: Opened) -> None:
    system, tlog = opened()
    recorded(system, 3)
    first = tlog.sign()
    keys = Keys(ONLY.stretches, (WITNESS.key,))
    seen = WITNESS.cosigned(first, SECOND)
    assert check_all([seen], keys, Trust()) == {WITNESS.key: 3}
    other = Signer.of("witness/one", made_key(), COSIGNATURE).cosigned(first, SECOND)
    elsewhere = WITNESS.cosigned(SIGNER.checkpoint(3, bytes(32)), SECOND).note
    moved = Checkpoint(*first[:3], first.note + elsewhere.splitlines(keepends=True)[-1])
    for lie in (other, moved):
        with pytest.raises(Broken):
            check_all([lie], keys, Trust())


def test_what_no_witness_may_leave_here_is_refused_and_nothing_is_kept(opened: Opened) -> None:
    system, tlog = opened()
    witnesses = Witnesses(system.store, system.clock)
    recorded(system, 3)
    ours = tlog.sign()
    witnesses.admit(WITNESS.key)
    thief = Signer.of("witness/one", made_key(), COSIGNATURE)
    elsewhere = Signer.of("elsewhere", KEY).checkpoint(3, ours.root)
    forged = WITNESS.cosigned(ours, SECOND).note[:-9] + "AAAAAAA=\n"
    late = int((NOON + timedelta(minutes=6)).timestamp())
    for code, note in {
        "not_a_checkpoint": "hello",
        "no_such_checkpoint": WITNESS.cosigned(SIGNER.checkpoint(2, ours.root), SECOND).note,
        "another_log": WITNESS.cosigned(elsewhere, SECOND).note,
        "another_history": WITNESS.cosigned(SIGNER.checkpoint(3, bytes(32)), SECOND).note,
        "witness_unknown": OTHER.cosigned(ours, SECOND).note,
        "cosignature_invalid": forged,
        "cosigned_in_the_future": WITNESS.cosigned(ours, late).note,
    }.items():
        with pytest.raises(Refused) as refused:
            witnesses.cosigned(note)
        assert refused.value.code == code
    with pytest.raises(Refused, match="ask the witness"):
        witnesses.admit(SIGNER.key)
    with pytest.raises(Refused, match="must be entered"):
        witnesses.cosigned(thief.cosigned(ours, SECOND).note)
    assert tlog.latest() == ours
