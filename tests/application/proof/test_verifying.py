"""Whatever is changed, left out, put in or cut off is found, and where."""

import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from application.proof.bundling import bundle
from application.proof.checking import Broken, Checkpoint, Key, line_of
from application.proof.signing import Signer, made_key
from application.proof.tlog import Tampered, Tlog
from application.proof.verifying import (
    CHECKPOINTS,
    EVENTS,
    KEYS,
    LEAVES,
    Wrong,
    verified,
    verify_bundle,
)
from application.stores import SQLiteStore
from tests.application.proof.conftest import KEY, Opened, recorded
from tests.application.world import System

COUNT, SIGNED, STREAMS = 300, (1, 7, 100, 256), 7
Tampering = Callable[[list[bytes], random.Random], int]
Log = tuple[list[bytes], list[Checkpoint], Key]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[System, Tlog]]:
    """A log of several records, signed at times; its last events are not signed yet."""
    folder = tmp_path_factory.mktemp("log")
    with closing(SQLiteStore(str(folder / "log.db"))) as store:
        system = System(store)
        signer = Signer.of("gongzhi/test", KEY)
        with closing(Tlog(system.log, store, signer, folder / "leaves")) as tlog:
            for number in range(1, COUNT + 1):
                recorded(system, 1, number % STREAMS)
                if number in SIGNED:
                    tlog.sign()
            yield system, tlog


@pytest.fixture(scope="module")
def log(whole: tuple[System, Tlog]) -> Log:
    system, tlog = whole
    events = [line_of(*row[1:]) for row in system.log.stored(0, COUNT)]
    return events, tlog.checkpoints(), tlog.signer.key


def test_a_sound_log_is_verified(log: Log) -> None:
    events, checkpoints, key = log
    found = verified(events, checkpoints, [key])
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
        events, checkpoints, key = [*log[0]], log[1], log[2]
        position = tampering(events, random.Random(seed))
        with pytest.raises(Wrong) as found:
            verified(events, checkpoints, [key], iter(leaves))
        assert found.value.position == position, seed


@pytest.mark.parametrize("tampering", TAMPERING)
def test_without_the_leaves_it_is_found_between_two_checkpoints(
    log: Log, tampering: Tampering
) -> None:
    for seed in range(100):
        events, checkpoints, key = [*log[0]], log[1], log[2]
        position = tampering(events, random.Random(seed))
        with pytest.raises(Wrong) as found:
            verified(events, checkpoints, [key])
        last = max([size for size in SIGNED if size < position], default=0)
        assert found.value.position > last


def test_a_checkpoint_of_another_key_or_log_or_none_is_refused(log: Log) -> None:
    events, checkpoints, key = log
    other = Signer.of("gongzhi/test", made_key())
    forged = other.checkpoint(256, checkpoints[-1].root)
    elsewhere = Signer.of("elsewhere", KEY)
    for lie, keys in (
        ([*checkpoints[:-1], forged], [key]),
        (checkpoints, [other.key]),
        (checkpoints, []),
        ([*checkpoints[:-1], elsewhere.checkpoint(256, checkpoints[-1].root)],
         [elsewhere.key, key]),
        (checkpoints[::-1], [key]),
        ([*checkpoints, checkpoints[-1]], [key]),
    ):  # fmt: skip
        with pytest.raises(Broken):
            verified(events, lie, keys)


def test_of_two_histories_that_were_both_signed_one_is_not_the_logs(log: Log) -> None:
    events, checkpoints, key = log
    lying = Signer.of("gongzhi/test", KEY).checkpoint(200, checkpoints[0].root)
    with pytest.raises(Wrong) as found:
        verified(events, [*checkpoints[:3], lying, checkpoints[3]], [key])
    assert found.value.position == 101


# Bundles


@pytest.fixture(scope="module")
def bundled(whole: tuple[System, Tlog], tmp_path_factory: pytest.TempPathFactory) -> Path:
    system, tlog = whole
    out = tmp_path_factory.mktemp("bundle") / "log.zip"
    assert bundle(system.log, tlog, out).size == COUNT
    return out


def test_a_bundle_is_verified_by_one_small_module_alone(bundled: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "application.proof.verifying", str(bundled)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"events={COUNT}, signed={COUNT}, checkpoints=5" in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    ours = {name for name in loaded if name.split(".")[0] in ("application", "domain")}
    assert ours == {"application", "application.proof", "application.proof.checking"}


def rezipped(path: Path, out: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for each in (EVENTS, LEAVES, CHECKPOINTS, KEYS):
            new.writestr(each, content if each == name else old.read(each))
    return out


@pytest.mark.parametrize("name", [EVENTS, CHECKPOINTS, KEYS])
def test_any_changed_byte_of_a_bundles_files_is_found(
    bundled: Path, tmp_path: Path, name: str
) -> None:
    with zipfile.ZipFile(bundled) as archive:
        content = archive.read(name)
    keys = [Signer.of("gongzhi/test", KEY).key]
    for seed in range(200):
        dice = random.Random(seed)
        at = dice.randrange(len(content))
        flipped = bytes([*content[:at], content[at] ^ 1 << dice.randrange(8), *content[at + 1 :]])
        changed = rezipped(bundled, tmp_path / "changed.zip", name, flipped)
        if name == KEYS:
            with pytest.raises(Broken):
                verify_bundle(changed)
            verify_bundle(changed, keys)
        else:
            with pytest.raises(Broken):
                verify_bundle(changed, keys)


def test_a_bundle_that_is_cut_short_or_none_is_refused(bundled: Path, tmp_path: Path) -> None:
    content, cut = bundled.read_bytes(), tmp_path / "cut.zip"
    for length in (0, 10, len(content) // 2, len(content) - 1):
        cut.write_bytes(content[:length])
        with pytest.raises(Broken):
            verify_bundle(cut)
    with zipfile.ZipFile(bundled) as archive:
        events, leaves = archive.read(EVENTS), archive.read(LEAVES)
    for name, part in ((EVENTS, events[:-40]), (EVENTS, b""), (CHECKPOINTS, b"")):
        with pytest.raises(Broken):
            verify_bundle(rezipped(bundled, cut, name, part))
    assert verify_bundle(rezipped(bundled, cut, LEAVES, leaves[:-32])).signed == COUNT


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
        verified(events, [kept], [tlog.signer.key])
    assert wrong.value.position == 20
    with pytest.raises((Tampered, Broken)):
        tlog.tree().root(21)
