"""What a log's own hashes cannot say: whether the figures that were published follow from it.

The events are folded into fresh ledgers in a temporary folder, beside whatever there is, and every
figure is made again by this program.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

from application.codec import validated
from application.log import EventLog
from application.proof.auditing import Wrong
from application.proof.verifying import Bundle
from application.stores import Row, SQLiteStore
from application.stores.base import Addition
from interfaces.system import LEAVES, LOG, utc_now
from projections.catalogue import READ_MODELS
from projections.epochs import Epochs
from projections.homes import SQLiteHome
from projections.reading import ReadSide
from projections.rebuild import rebuild
from projections.recomputing import Recomputing

WRITTEN_AT_ONCE: Final = 5_000
Told = Callable[[int, int], None]  # how much is done, of how much


def recomputed(log: EventLog, told: Told) -> Counter[str]:
    """How many figures of each kind were published. FigureDiffers: the first that is another.
    Wrong: an event that was signed is none that anybody can read.

    told: of the events folded, then of those looked through.
    """
    try:
        return _recomputed(log, told)
    except ValueError as error:
        position = _unreadable(log)
        if position is None:
            raise
        raise Wrong(position, f"nobody can read this event: {error}") from error


def _recomputed(log: EventLog, told: Told) -> Counter[str]:
    with (
        TemporaryDirectory(prefix="gongzhi-verify-") as folder,
        closing(Epochs(SQLiteHome(Path(folder)), READ_MODELS)) as epochs,
    ):
        rebuild(epochs, log, utc_now, lambda made: told(made.position, made.head))
        with ReadSide(epochs, log, utc_now).at() as latest:
            return Recomputing(log, latest)(lambda done: told(done, latest.position))


def _unreadable(log: EventLog) -> int | None:
    """The first position at which there stands something that is no event."""
    for after in range(0, log.position(), WRITTEN_AT_ONCE):
        for row in log.stored(after, WRITTEN_AT_ONCE):
            try:
                validated(*row)
            except ValueError:
                return row[0]
    return None


@contextmanager
def log_of(bundle: Bundle) -> Iterator[EventLog]:
    """The log that a bundle holds, in a file of its own."""
    with TemporaryDirectory(prefix="gongzhi-verify-") as folder:
        unpack(bundle, Path(folder))
        with closing(SQLiteStore(str(Path(folder) / LOG))) as store:
            yield EventLog(store, utc_now)


def unpack(bundle: Bundle, folder: Path, told: Callable[[int], None] = lambda _: None) -> None:
    """Fills a folder with a bundle's log, checkpoints and public keys: everything can be asked
    there as in the log's own; no personal text opens, and nothing more can be signed."""
    (folder / LEAVES).write_bytes(b"".join(bundle.leaves()))
    with closing(SQLiteStore(str(folder / LOG), loading=True)) as store:
        rows = _rows(bundle.lines())
        while some := list(islice(rows, WRITTEN_AT_ONCE)):
            store.add(Addition(some))
            told(some[-1][0])
        keys = bundle.manifest.keys
        with store.writing() as transaction:
            for each in bundle.checkpoints:
                sql = "INSERT INTO checkpoints (size, note) VALUES (?,?)"
                transaction.all(sql, (each.size, each.note))
            for number, stretch in enumerate(keys.stretches):
                transaction.all("INSERT INTO log_keys VALUES (?,?)", (number, str(stretch)))
            for witness in keys.witnesses:
                transaction.all("INSERT INTO witnesses VALUES (?)", (str(witness),))


def _rows(lines: Iterable[bytes]) -> Iterator[Row]:
    for position, line in enumerate(lines, 1):
        stream, version, name, stored = line.split(b"\t", 3)
        yield position, UUID(stream.decode()), int(version), name.decode(), stored
