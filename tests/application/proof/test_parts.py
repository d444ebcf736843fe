"""Several processes check a bundle of many files: they find what one finds, at its position."""

import os
import random
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest

from application.proof import bundling, verifying
from application.proof.auditing import TILE, Wrong, leaves_of
from application.proof.bundling import bundle, seal
from application.proof.checking import Broken, root_of
from application.proof.verifying import (
    CHECKPOINTS,
    MANIFEST,
    Bundle,
    Manifest,
    events_name,
    leaves_name,
    verify_bundle,
)
from tests.application.proof.conftest import ONLY, SIGNER, Opened, recorded
from tests.application.proof.test_verifying import TAMPERING, Tampering

COUNT, STREAMS, TRIES = 5 * TILE, 40, 12
SIGNED: Final = (700, COUNT)


def line(number: int, stream: int, version: int) -> bytes:
    """An event, so many seconds after the first."""
    time = f"2022-01-01T00:{number // 60:02}:{number % 60:02}.000000Z"
    return f'{UUID(int=stream)}\t{version}\tx.y\t{{"recorded_at":"{time}","n":{number}}}'.encode()


SOUND: Final = [line(n, n % STREAMS, n // STREAMS + 1) for n in range(COUNT)]


@pytest.fixture(autouse=True)
def _of_several_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def written(out: Path, events: list[bytes], signed: list[bytes], size: int = TILE) -> Path:
    """A bundle of events, `size` to a file, with all that was signed over what may be others."""
    leaves = leaves_of(signed)
    sizes = sorted({min(each, len(signed)) for each in SIGNED})
    notes = "".join(
        f"{SIGNER.checkpoint(each, root_of(leaves[:each])).note}=\n" for each in sizes
    ).encode()
    manifest = Manifest("gongzhi test", sha256(notes).hexdigest(), ONLY)
    with zipfile.ZipFile(out, "w") as archive:
        last = -(-len(events) // size)
        for number, first in enumerate(range(0, len(events), size), 1):
            some = events[first : first + size]
            archive.writestr(events_name(number), b"".join(each + b"\n" for each in some))
            known = leaves if number == last else leaves[:size]
            archive.writestr(leaves_name(number), b"".join(known))
            del leaves[:size]
        archive.writestr(CHECKPOINTS, notes)
        archive.writestr(MANIFEST, SIGNER.note(str(manifest)))
    seal(out)
    return out


def test_processes_find_it_sound_and_nothing_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, told = written(tmp_path / "log.zip", SOUND, SOUND), list[int]()
    with monkeypatch.context() as patch:
        patch.setattr(Bundle, "lines", lambda *_: iter(()))
        found = verify_bundle(out, told=told.append)
    assert (found.events, found.signed, found.checkpoints) == (COUNT, COUNT, 2)
    assert told == [*range(TILE, COUNT + 1, TILE)]
    with verifying.opened(out) as whole:
        assert [*whole.lines()] == SOUND
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(verifying, "part_in", killed)
    assert verify_bundle(out) == found


def killed(path: Path, number: int) -> None:
    os._exit(1)


def test_where_no_process_lives_long_one_does_it_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "part_in", killed)
    assert verify_bundle(written(tmp_path / "log.zip", SOUND, SOUND)).events == COUNT


@pytest.mark.parametrize("size", [TILE, 3 * TILE, 100], ids=str)
@pytest.mark.parametrize("tampering", TAMPERING)
def test_what_was_tampered_with_is_found_where_it_was_done(
    tmp_path: Path, tampering: Tampering, size: int
) -> None:
    """Also at the seams, and where no tile ends with a file."""
    for seed in range(TRIES):
        dice, events = random.Random(seed), [*SOUND]
        first = dice.choice((dice.randrange(COUNT - TILE), 128, 700, COUNT - TILE))
        some = events[first : first + TILE]
        position = first + tampering(some, dice)
        events[first : first + TILE] = some
        with pytest.raises(Wrong) as found:
            verify_bundle(written(tmp_path / "log.zip", events, SOUND, size))
        assert found.value.position == position, seed


FILE_2: Final = 2 * TILE  # the index at which the third file begins


@pytest.mark.parametrize(
    ("index", "wrong", "why"),
    [
        (FILE_2, line(FILE_2 - 2, FILE_2 % STREAMS, FILE_2 // STREAMS + 1), "its time"),
        (FILE_2, line(FILE_2, FILE_2 % STREAMS, FILE_2 // STREAMS), "version 12"),
        (FILE_2 + 9, line(FILE_2 + 9, 99, 2), "version 2 "),
        (FILE_2 + 9, line(FILE_2 + 9, 99, 0), "version 0 "),
        (FILE_2 + 9, line(FILE_2 + 9, 99, -1), "version -1 "),
        (FILE_2 + 50, line(FILE_2 + 48, (FILE_2 + 50) % STREAMS, 15), "its time"),
        (FILE_2 + 50, line(FILE_2 + 50, (FILE_2 + 50) % STREAMS, 16), "version 16"),
        (COUNT - 1, b"no event", "no event"),
    ],
)
def test_disorder_that_was_signed_is_found(
    tmp_path: Path, index: int, wrong: bytes, why: str
) -> None:
    """By who holds the key: every hash is right."""
    events = [*SOUND[:index], wrong, *SOUND[index + 1 :]]
    with pytest.raises(Wrong, match=why) as found:
        verify_bundle(written(tmp_path / "log.zip", events, events))
    assert found.value.position == index + 1


def test_a_file_whose_last_line_has_no_end_is_cut_short(tmp_path: Path) -> None:
    out = written(tmp_path / "log.zip", SOUND, SOUND)
    with zipfile.ZipFile(out) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content[events_name(2)] = content[events_name(2)][:-1]
    with zipfile.ZipFile(out, "w") as archive:
        for name, whole in content.items():
            archive.writestr(name, whole)
    seal(out)
    with pytest.raises(Wrong, match="cut short") as found:
        verify_bundle(out)
    assert found.value.position == 2 * TILE


def test_a_log_is_divided_into_files(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundling, "FILE", TILE)
    system, tlog = opened()
    recorded(system, 2 * TILE + 1)
    out = tmp_path / "log.zip"
    assert bundle(system.log, tlog, "gongzhi test", out).size == 2 * TILE + 1
    with zipfile.ZipFile(out) as archive:
        lines = [archive.read(events_name(number)).count(b"\n") for number in (1, 2, 3)]
        assert (lines, len(archive.namelist())) == ([TILE, TILE, 1], 8)
    assert verify_bundle(out).events == 2 * TILE + 1
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(events_name(5), b"")
        archive.writestr(leaves_name(5), b"")
    seal(out)
    with pytest.raises(Broken, match="each once"):
        verify_bundle(out)
