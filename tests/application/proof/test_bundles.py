"""A bundle is whole and what was signed, or it is refused: whatever somebody does to its bytes."""

import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from application.proof.auditing import Wrong
from application.proof.bundling import bundle, seal
from application.proof.checking import COSIGNATURE, Broken
from application.proof.keys import Trust
from application.proof.signing import Signer, made_key
from application.proof.tlog import Tlog
from application.proof.verifying import (
    CHECKPOINTS,
    MANIFEST,
    OTHERS,
    events_name,
    leaves_name,
    manifest_of,
    verify_bundle,
)
from application.proof.witnessing import Witnesses
from application.stores import SQLiteStore
from tests.application.proof.conftest import ONLY, SIGNER, key_file, recorded
from tests.application.world import NOON, System

COUNT, SIGNED, STREAMS, TRIES = 300, (1, 7, 100, 256), 7, 1000
PRODUCT: Final = "gongzhi test"
EVENTS, LEAVES = events_name(1), leaves_name(1)
FILES: Final = (EVENTS, LEAVES, *OTHERS)
WITNESS: Final = Signer.of("witness/one", made_key(), COSIGNATURE)
Tampering = Callable[[bytes, random.Random], bytes]


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of several records, signed at times by two keys, one checkpoint cosigned."""
    folder = tmp_path_factory.mktemp("log")
    with closing(SQLiteStore(str(folder / "log.db"))) as store:
        system, witnesses = System(store), Witnesses(store, lambda: NOON)
        witnesses.admit(WITNESS.key)
        with closing(Tlog(system.log, store, key_file(folder), folder / "leaves")) as tlog:
            for number in range(1, COUNT + 1):
                recorded(system, 1, number % STREAMS)
                if number in SIGNED:
                    tlog.sign()
                if number == SIGNED[2]:
                    seen = WITNESS.cosigned(tlog.rotate(), int(NOON.timestamp()))
                    witnesses.cosigned(seen.note)
            assert bundle(system.log, tlog, PRODUCT, folder / "log.zip").size == COUNT
    return folder / "log.zip"


def test_a_bundle_is_verified_with_a_key_of_either_stretch_or_a_witness(bundled: Path) -> None:
    with zipfile.ZipFile(bundled) as archive:
        manifest = manifest_of(archive.read(MANIFEST).decode())
    assert (manifest.product, manifest.keys.handovers) == (PRODUCT, [100])
    for key in (SIGNER.key, manifest.keys.newest, WITNESS.key):
        found = verify_bundle(bundled, Trust([key]))
        assert (found.events, found.signed, found.checkpoints) == (COUNT, COUNT, 5)
        assert found.witnesses == ("witness/one@100",)
    with pytest.raises(Broken, match="cosigned nothing"):
        verify_bundle(bundled, Trust([Signer.of("witness/one", made_key(), COSIGNATURE).key]))
    with pytest.raises(Broken, match="no key that you trust"):
        verify_bundle(bundled, Trust([Signer.of("gongzhi/test", made_key()).key]))


def test_a_bundle_is_verified_by_small_modules_alone(bundled: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "application.proof.verifying", str(bundled)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"events={COUNT}, signed={COUNT}, checkpoints=5" in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    ours = {name for name in loaded if name.split(".")[0] in ("application", "domain")}
    assert ours == {"application", "application.proof", *(
        f"application.proof.{name}" for name in ("auditing", "checking", "keys"))}  # fmt: skip


def test_a_key_that_is_rotated_meanwhile_spoils_no_bundle(tmp_path: Path) -> None:
    with closing(SQLiteStore(str(tmp_path / "log.db"))) as store:
        system, out = System(store), tmp_path / "log.zip"
        with closing(Tlog(system.log, store, key_file(tmp_path), tmp_path / "leaves")) as tlog:
            recorded(system, 9)

            def rotating(_: int) -> None:
                tlog.rotate()

            bundle(system.log, tlog, PRODUCT, out, rotating)
            assert verify_bundle(out, Trust([SIGNER.key])).signed == 9
            assert tlog.keys().handovers == [9]


# Whoever tampers at random


def flipped(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    changed[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def shortened(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + content[at + dice.randint(1, 50) :]


def lengthened(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.randbytes(dice.randint(1, 50)) + content[at:]


def swapped(content: bytes, dice: random.Random) -> bytes:
    one, other, end = sorted(dice.sample(range(len(content) + 1), 3))
    return content[:one] + content[other:end] + content[one:other] + content[end:]


def cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content))]


TAMPERING: Final = (flipped, shortened, lengthened, swapped, cut)


@pytest.mark.parametrize("tampering", TAMPERING)
def test_any_change_of_a_bundles_bytes_is_found(
    bundled: Path, tmp_path: Path, tampering: Tampering
) -> None:
    whole, changed = bundled.read_bytes(), tmp_path / "changed.zip"
    for seed in range(TRIES):
        content = tampering(whole, random.Random(seed))
        changed.write_bytes(content)
        if content != whole:
            with pytest.raises(Broken):
                verify_bundle(changed)


def rezipped(path: Path, out: Path, changed: Mapping[str, bytes]) -> Path:
    """A bundle that is whole as a file, with other content."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for each in FILES:
            new.writestr(each, changed.get(each, old.read(each)))
    seal(out)
    return out


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("tampering", TAMPERING)
def test_any_change_of_its_files_is_found_by_who_trusts_the_key_alone(
    bundled: Path, tmp_path: Path, name: str, tampering: Tampering
) -> None:
    """Also where the zip was put together anew."""
    with zipfile.ZipFile(bundled) as archive:
        whole = archive.read(name)
    for seed in range(TRIES // 10):
        content = tampering(whole, random.Random(seed))
        if content == whole:
            continue
        changed = rezipped(bundled, tmp_path / "changed.zip", {name: content})
        with pytest.raises(Broken):
            verify_bundle(changed, Trust([SIGNER.key]))


def test_what_nobody_signed_is_no_part_of_a_bundle(bundled: Path, tmp_path: Path) -> None:
    """One event more, its hash with it; one checkpoint less, and the digest of the rest."""
    with zipfile.ZipFile(bundled) as archive:
        events, leaves, notes, manifest = (archive.read(name) for name in FILES)
    stored = events.splitlines()[-1].split(b"\t", 3)[3]
    more = events + b"99999999-0000-0000-0000-000000000000\t1\tx.y\t" + stored + b"\n"
    out = tmp_path / "changed.zip"
    with pytest.raises(Wrong) as found:
        verify_bundle(rezipped(bundled, out, {EVENTS: more, LEAVES: leaves + bytes(32)}))
    assert found.value.position == COUNT + 1
    with pytest.raises(Wrong):
        verify_bundle(rezipped(bundled, out, {LEAVES: leaves + bytes(32)}))
    fewer = b"=\n".join(notes.split(b"=\n")[1:])
    digests = (sha256(each).hexdigest().encode() for each in (notes, fewer))
    with pytest.raises(Broken):
        verify_bundle(
            rezipped(bundled, out, {CHECKPOINTS: fewer, MANIFEST: manifest.replace(*digests)})
        )


def test_what_would_swell_when_it_is_read_is_no_bundle(bundled: Path, tmp_path: Path) -> None:
    out = tmp_path / "changed.zip"
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(bundled) as old, zipfile.ZipFile(out, "w", method) as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
        seal(out)
        with pytest.raises(Broken, match="stored as they are"):
            verify_bundle(out)


def test_what_is_no_bundle_is_refused(bundled: Path, tmp_path: Path) -> None:
    out = tmp_path / "other.zip"
    for content in (b"", b"PK", b"x" * 1000):
        out.write_bytes(content)
        with pytest.raises(Broken):
            verify_bundle(out)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(EVENTS, b"")
    seal(out)
    with pytest.raises(Broken, match="each once, and nothing else"):
        verify_bundle(out)
    with pytest.raises(FileNotFoundError):
        verify_bundle(tmp_path / "nowhere.zip")
    assert ONLY.newest == SIGNER.key
