"""Puts a bundle together: all that somebody needs to check the log without its server."""

from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final
from zipfile import ZipFile

from application.log import EventLog
from application.proof.auditing import Told
from application.proof.checking import Checkpoint
from application.proof.tlog import Tlog, line
from application.proof.verifying import (
    CHECKPOINTS,
    MANIFEST,
    SEAL_BYTES,
    Manifest,
    events_name,
    leaves_name,
    seal_of,
)

READ_AT_ONCE: Final = 2000
FILE: Final = 16_384  # events in one; a multiple of those that are hashed together


def bundle(
    log: EventLog, tlog: Tlog, product: str, out: Path, told: Told = lambda _: None
) -> Checkpoint:
    """Writes the log up to a checkpoint, signed now, to the file `out`. Tampered: see `sign`.

    product: which program this is; by it the figures that were published can be made again.
    """
    last = tlog.sign()
    signed = [each for each in tlog.checkpoints() if each.size <= last.size]
    notes = "".join(f"{each.note}=\n" for each in signed).encode()
    manifest = str(Manifest(product, sha256(notes).hexdigest(), tlog.keys()))
    manifest = tlog.signer.note(manifest)  # now: the key may be another once all is written
    with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}-", delete=False) as file:
        temporary = Path(file.name)
    try:
        with ZipFile(temporary, "w") as archive:
            for number, first in enumerate(range(0, last.size, FILE), 1):
                end = min(last.size, first + FILE)
                _write_events(archive, events_name(number), log, first, end)
                archive.writestr(leaves_name(number), b"".join(tlog.leaves(first, end)))
                told(end)
            archive.writestr(CHECKPOINTS, notes)
            archive.writestr(MANIFEST, manifest)
        seal(temporary)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    return last


def seal(path: Path) -> None:
    """Gives a zip the comment by which any change of its bytes shows."""
    with ZipFile(path, "a") as archive:
        archive.comment = b"0" * SEAL_BYTES
    with path.open("rb+") as file, ZipFile(file) as archive:
        comment = seal_of(file, archive)
        file.seek(-SEAL_BYTES, 2)
        file.write(comment)


def _write_events(archive: ZipFile, name: str, log: EventLog, first: int, last: int) -> None:
    with archive.open(name, "w", force_zip64=True) as file:
        for after in range(first, last, READ_AT_ONCE):
            rows = log.stored(after, min(READ_AT_ONCE, last - after))
            file.write(b"".join(line(row) + b"\n" for row in rows))
