"""Puts a bundle together: all that somebody needs to check the log without its server."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from application.log import EventLog
from application.proof.checking import Checkpoint, line_of
from application.proof.tlog import Tlog
from application.proof.verifying import CHECKPOINTS, EVENTS, KEYS, LEAVES, Told

READ_AT_ONCE: Final = 2000
QUICK: Final = 1  # of deflate's nine levels: the third of the time, a tenth more


def bundle(log: EventLog, tlog: Tlog, out: Path, told: Told = lambda _: None) -> Checkpoint:
    """Writes the log up to a checkpoint, signed now, to the file `out`. Tampered: see `sign`."""
    last = tlog.sign()
    notes = [each.note for each in tlog.checkpoints() if each.size <= last.size]
    with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}-", delete=False) as file:
        temporary = Path(file.name)
    try:
        with ZipFile(temporary, "w", ZIP_DEFLATED, compresslevel=QUICK) as archive:
            archive.writestr(KEYS, f"{tlog.signer.key}\n")
            archive.writestr(CHECKPOINTS, "".join(f"{note}=\n" for note in notes))
            _write_events(archive, log, last.size, told)
            _write_leaves(archive, tlog, last.size)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    return last


def _write_events(archive: ZipFile, log: EventLog, size: int, told: Told) -> None:
    with archive.open(EVENTS, "w", force_zip64=True) as file:
        for after in range(0, size, READ_AT_ONCE):
            rows = log.stored(after, min(READ_AT_ONCE, size - after))
            file.write(b"".join(line_of(*row[1:]) + b"\n" for row in rows))
            told(after + len(rows))


def _write_leaves(archive: ZipFile, tlog: Tlog, size: int) -> None:
    with archive.open(LEAVES, "w") as file:
        for first in range(0, size, READ_AT_ONCE):
            file.write(b"".join(tlog.leaves(first, min(size, first + READ_AT_ONCE))))
