"""Whatever is changed, left out, put in or cut off is found, and where."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from application.proof.auditing import Wrong, verified
from application.proof.checking import Broken, Checkpoint, line_of
from application.proof.keys import Keys, Stretch, Trust
from application.proof.signing import Signer, made_key
from application.proof.tlog import Tampered, Tlog
from application.stores import SQLiteStore
from tests.application.proof.conftest import KEY, ONLY, SIGNER, Opened, key_file, recorded
from tests.application.world import System

COUNT, SIGNED, STREAMS = 300, (1, 7, 100, 256), 7
Tampering = Callable[[list[bytes], random.Random], int]
Log = tuple[list[bytes], list[Checkpoint]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[System, Tlog]]:
    """A log of several records, signed at times; its last events are not signed yet."""
    folder = tmp_path_factory.mktemp("log")
    with closing(SQLiteStore(str(folder / "log.db"))) as store:
        system = System(store)
        with closing(Tlog(system.log, store, key_file(folder), folder / "leaves")) as tlog:
            for number in range(1, COUNT + 1):
                recorded(system, 1, number % STREAMS)
                if number in SIGNED:
                    tlog.sign()
            yield system, tlog


@pytest.fixture(scope="module")
def log(whole: tuple[System, Tlog]) -> Log:
    system, tlog = whole
    events = [line_of(*row[1:]) for row in system.log.stored(0, COUNT)]
    return events, tlog.checkpoints()


def test_a_sound_log_is_verified(log: Log) -> None:
    found = verified(*log, ONLY)
    assert (found.events, found.signed, found.checkpoints) == (COUNT, 256, 4)


# Each gives the position at which it was tampered with.


def a_byte_is_flipped(events: list[bytes], dice: random.Random) -> int:
    at = dice.randrange(256)
    line = events[at]
    byte = dice.randrange(len(line))
    events[at] = bytes([*line[:byte], line[byte] ^ 1 << dice.randrange(8), *line[byte + 1 :]])
    return at + 1


def an_event_is_renamed(events: list[bytes], dice: random.Random) -> int:
    at = dice.randrange(256)
    stream, version, name, stored = events[at].split(b"\t", 3)
    events[at] = b"\t".join((stream, version, name + b"x", stored))
    return at + 1


def an_event_goes_to_another_record(events: list[bytes], dice: random.Random) -> int:
    at = dice.randrange(256)
    stream, rest = events[at].split(b"\t", 1)
    others = sorted({line.split(b"\t", 1)[0] for line in events} - {stream})
    events[at] = dice.choice(others) + b"\t" + rest
    return at + 1


def one_is_left_out(events: list[bytes], dice: random.Random) -> int:
    at = dice.randrange(256)
    del events[at]
    return at + 1


def one_is_put_in(events: list[bytes], dice: random.Random) -> int:
    at = dice.randrange(256)
    stored = events[at].split(b"\t", 3)[3]
    events.insert(at, b"99999999-0000-0000-0000-000000000000\t1\tx.y\t" + stored)
    return at + 1


def two_change_places(events: list[bytes], dice: random.Random) -> int:
    first, second = sorted(dice.sample(range(256), 2))
    events[first], events[second] = events[second], events[first]
    return first + 1


def the_end_is_cut_off(events: list[bytes], dice: random.Random) -> int:
    at = dice.randrange(256)
    del events[at:]
    return at + 1


TAMPERING = (
    a_byte_is_flipped, an_event_is_renamed, an_event_goes_to_another_record, one_is_left_out,
    one_is_put_in, two_change_places, the_end_is_cut_off,
)  # fmt: skip


@pytest.mark.parametrize("tampering", TAMPERING)
def test_it_is_found_where_it_was_done(
    log: Log, whole: tuple[System, Tlog], tampering: Tampering
) -> None:
    """A thousand times at random, with the leaves that the log remembers."""
    leaves = whole[1].leaves(0, COUNT)
    for seed in range(1000):
        events, checkpoints = [*log[0]], log[1]
        position = tampering(events, random.Random(seed))
        with pytest.raises(Wrong) as found:
            verified(events, checkpoints, ONLY, iter(leaves))
        assert found.value.position == position, seed


@pytest.mark.parametrize("tampering", TAMPERING)
def test_without_the_leaves_it_is_found_between_two_checkpoints(
    log: Log, tampering: Tampering
) -> None:
    for seed in range(100):
        events, checkpoints = [*log[0]], log[1]
        position = tampering(events, random.Random(seed))
        with pytest.raises(Wrong) as found:
            verified(events, checkpoints, ONLY)
        last = max([size for size in SIGNED if size < position], default=0)
        assert found.value.position > last


def test_a_checkpoint_of_another_key_or_log_or_none_is_refused(log: Log) -> None:
    events, checkpoints = log
    other = Signer.of("gongzhi/test", made_key())
    forged = other.checkpoint(256, checkpoints[-1].root)
    elsewhere = Signer.of("elsewhere", KEY)
    moved = elsewhere.checkpoint(256, checkpoints[-1].root)
    for lie, keys in (
        ([*checkpoints[:-1], forged], ONLY),
        (checkpoints, Keys((Stretch(0, other.key),))),
        ([], ONLY),
        ([*checkpoints[:-1], moved], ONLY),
        (checkpoints, Keys((Stretch(0, elsewhere.key),))),
        (checkpoints[::-1], ONLY),
        ([*checkpoints, checkpoints[-1]], ONLY),
        ([*checkpoints[:-1], other.added(checkpoints[-1])], ONLY),
    ):
        with pytest.raises(Broken):
            verified(events, lie, keys)
    with pytest.raises(Broken, match="no key that you trust"):
        verified(events, checkpoints, ONLY, trust=Trust([other.key]))


def test_of_two_histories_that_were_both_signed_one_is_not_the_logs(log: Log) -> None:
    events, checkpoints = log
    lying = SIGNER.checkpoint(200, checkpoints[0].root)
    with pytest.raises(Wrong) as found:
        verified(events, [*checkpoints[:3], lying, checkpoints[3]], ONLY)
    assert found.value.position == 101


def test_who_kept_a_checkpoint_sees_that_another_history_is_shown(log: Log) -> None:
    """Also where the checkpoints that come with it are all in order."""
    events, checkpoints = log
    assert verified(events, checkpoints, ONLY, trust=Trust(seen=checkpoints[2])).signed == 256
    for kept in (SIGNER.checkpoint(150, bytes(32)), SIGNER.checkpoint(256, bytes(32)),
                 SIGNER.checkpoint(COUNT + 5, checkpoints[-1].root)):  # fmt: skip
        with pytest.raises(Wrong):
            verified(events, checkpoints, ONLY, trust=Trust(seen=kept))
    kept = Signer.of("elsewhere", KEY).checkpoint(7, checkpoints[1].root)
    with pytest.raises(Broken, match="another log"):
        verified(events, checkpoints, ONLY, trust=Trust(seen=kept))


@pytest.mark.parametrize("at", [0, 99, 255])
def test_a_kept_hash_that_is_not_the_events_is_found_too(
    log: Log, whole: tuple[System, Tlog], at: int
) -> None:
    """From them tiles are served."""
    leaves = whole[1].leaves(0, COUNT)
    leaves[at] = bytes(32)
    with pytest.raises(Wrong, match="kept for it") as found:
        verified(*log, ONLY, iter(leaves))
    assert found.value.position == at + 1


# The log itself


def test_a_log_in_use_is_verified_and_a_change_in_it_is_found(opened: Opened) -> None:
    system, tlog = opened()
    recorded(system, 20)
    tlog.sign()
    recorded(system, 3)
    found = tlog.verified()
    assert (found.events, found.signed) == (23, 20)
    with system.store.writing() as transaction:
        transaction.all("UPDATE stored_events SET topic='body.founded' WHERE originator_version=7")
    with pytest.raises(Wrong) as wrong:
        tlog.verified()
    assert wrong.value.position == 7


def test_a_checkpoint_that_was_taken_away_is_missed_by_who_kept_it(opened: Opened) -> None:
    """Who rewrites log, leaves and checkpoints alike is found by anybody's older checkpoint."""
    system, tlog = opened()
    recorded(system, 20)
    kept = tlog.sign()
    with system.store.writing() as transaction:
        transaction.all("DELETE FROM stored_events WHERE originator_version>19")
        transaction.all("DELETE FROM checkpoints")
    events = [line_of(*row[1:]) for row in system.log.stored(0, 100)]
    with pytest.raises(Wrong) as wrong:
        verified(events, [kept], ONLY)
    assert wrong.value.position == 20
    with pytest.raises((Tampered, Broken)):
        tlog.tree().root(21)
