"""Which epoch of the read side is the current one, and the certificates of all that ever were."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from threading import Lock
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text, insert, select, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from domain.kernel import Refused
from projections.databases import connect, create_tables, writing
from projections.fingerprints import combined
from projections.homes import Home
from projections.models import Model
from projections.store import Store
from projections.tables import shape_of

METADATA: Final = MetaData()
EPOCHS: Final = Table(
    "epochs",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("certificate", Text),
)


class Status(StrEnum):
    BUILDING = "BUILDING"
    CURRENT = "CURRENT"
    RETIRED = "RETIRED"  # still there, for those who were reading it
    REMOVED = "REMOVED"


class Verdict(StrEnum):
    """How a rebuilt ledger compares with the running one at the same position."""

    SAME = "SAME"
    CHANGED = "CHANGED_AS_DECLARED"  # it, or the program, is another, and so its rows may be
    NEW = "NEW"
    DIFFERS = "DIFFERS"  # same code, same events, other rows: one of the two was tampered with


class LedgerCertificate(msgspec.Struct, frozen=True):
    fingerprint: str
    rows: int
    hash: str
    verdict: Verdict


class Certificate(msgspec.Struct, frozen=True):
    """What a rebuild did. events: how many it folded; it must be `position`.

    log_position: where the log stood at the end. compared_with, compared_at: the running epoch and
    the position at which both had folded the same; None when there was none.
    """

    epoch: int
    position: int
    events: int
    log_position: int
    compared_with: int | None
    compared_at: int | None
    started: datetime
    finished: datetime
    fingerprint: str
    verdict: Verdict
    ledgers: dict[str, LedgerCertificate]


class NotBuilt(Refused):
    """There is no epoch of this code: it must be rebuilt first."""

    def __init__(self) -> None:
        super().__init__(
            "read_side_not_built",
            "台账尚未按现行程序建立，请先运行 gongzhi rebuild。",
            "The ledgers have not been built by this version yet; run gongzhi rebuild first.",
        )


@dataclass(slots=True, eq=False)
class Opened:
    """An epoch in use. users: how many are at it; the last one closes it if it is not current."""

    number: int
    store: Store
    users: int = 0


class Reading(NamedTuple):
    """A read transaction on an epoch. bookmark: the last position folded when it began."""

    store: Store
    tx: Connection
    bookmark: int


class Epochs:
    """The registry of epochs. Opening one is cheap; asking which is current is one small query."""

    def __init__(self, home: Home, models: Sequence[Model]) -> None:
        self.home, self.models = home, tuple(models)
        self.shapes = tuple(map(shape_of, models))
        self.fingerprint = combined(f"{shape.name} {shape.fingerprint}" for shape in self.shapes)
        self._engine = connect(home.registry(), create=True)
        self._lending = Lock()
        self._opened: Opened | None = None
        with writing(self._engine) as tx:
            create_tables(tx, METADATA)

    def close(self) -> None:
        """Closes what is open; the epochs stay."""
        self._engine.dispose()
        if self._opened is not None:
            self._opened.store.engine.dispose()

    def current(self) -> int | None:
        """The number of the current epoch, whatever code built it."""
        return next((number for number, _ in self.having(Status.CURRENT)), None)

    def usable(self) -> bool:
        """Whether the current epoch was built by this code."""
        return [print for _, print in self.having(Status.CURRENT)] == [self.fingerprint]

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """The current epoch, which stays open until the end of the block.

        NotBuilt when there is none, or other code built it.
        """
        opened = self._lend()
        try:
            yield opened
        finally:
            with self._lending:
                opened.users -= 1
                self._close_unused(opened)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A read transaction on the current epoch, which stays until its end: that of before a
        switch or that of after it, never neither. NotBuilt: see there."""
        tried = 0
        with ExitStack() as stack:
            while True:
                opened = stack.enter_context(self.opened())
                try:
                    tx = stack.enter_context(opened.store.engine.connect())
                    reading = Reading(opened.store, tx, opened.store.bookmark(tx))
                    break
                except (OperationalError, ProgrammingError):
                    stack.close()
                    if tried == opened.number:
                        raise
                    tried = opened.number  # it was removed just now: another is current
            yield reading

    def _lend(self) -> Opened:
        found = self.having(Status.CURRENT)
        if not found or found[0][1] != self.fingerprint:
            raise NotBuilt
        number = found[0][0]
        with self._lending:
            opened = self._opened
            if opened is None or opened.number < number:
                old, opened = opened, Opened(number, Store(self.home.epoch(number), self.shapes))
                self._opened = opened
                self._close_unused(old)
            opened.users += 1
            return opened

    def _close_unused(self, opened: Opened | None) -> None:
        if opened is not None and opened is not self._opened and not opened.users:
            opened.store.engine.dispose()

    def certificates(self) -> list[Certificate]:
        """Of all epochs that were ever finished, oldest first."""
        query = select(EPOCHS.c.certificate).where(EPOCHS.c.certificate.is_not(None))
        with self._engine.connect() as tx:
            found = tx.scalars(query.order_by(EPOCHS.c.number)).all()
        return [msgspec.json.decode(each, type=Certificate) for each in found]

    def having(self, status: Status) -> list[tuple[int, str]]:
        """(number, fingerprint) of the epochs that have this status."""
        query = select(EPOCHS.c.number, EPOCHS.c.fingerprint).where(EPOCHS.c.status == status)
        with self._engine.connect() as tx:
            return list(tx.execute(query))

    def begin(self) -> int:
        """The number of a new epoch, to be built."""
        with writing(self._engine) as tx:
            last = tx.scalar(select(EPOCHS.c.number).order_by(EPOCHS.c.number.desc()).limit(1))
            number = (last or 0) + 1
            row = {"number": number, "status": Status.BUILDING, "fingerprint": self.fingerprint}
            tx.execute(insert(EPOCHS).values(row))
        return number

    def switch(self, certificate: Certificate) -> None:
        """Makes a built epoch the current one, with its certificate, in one step."""
        with writing(self._engine) as tx:
            old = EPOCHS.c.status == Status.CURRENT
            tx.execute(update(EPOCHS).where(old).values(status=Status.RETIRED))
            text = msgspec.json.encode(certificate).decode()
            tx.execute(
                update(EPOCHS)
                .where(EPOCHS.c.number == certificate.epoch)
                .values(status=Status.CURRENT, certificate=text)
            )

    def remove(self, number: int) -> None:
        """Removes what is left of an epoch; its certificate stays."""
        self.home.drop(number)
        with writing(self._engine) as tx:
            of = EPOCHS.c.number == number
            tx.execute(update(EPOCHS).where(of).values(status=Status.REMOVED))
