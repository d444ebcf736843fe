"""Keeps one epoch: bulk writes, the bookmark in the same transaction, and what folding needs back.

SQLite or PostgreSQL behind one SQLAlchemy engine; only what `databases` holds differs.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from projections.databases import (
    Address,
    analyse,
    close_versions,
    connect,
    create_tables,
    insert_rows,
    make_durable,
    upsert_rows,
    writing,
)
from projections.fingerprints import built
from projections.presence import PresenceRow, Present
from projections.tables import OPEN, Shape, Tables, key_index, page_indexes, view

OpenRow = tuple[str, int, int, str]  # key, place, born, row
HASHES: Final = 2**256
KEYS_PER_QUERY: Final = 1000


class Overtaken(Exception):
    """Another runner has folded these events; nothing of this batch was written."""


class TableChanges(msgspec.Struct, array_like=True, gc=False):
    """What a batch does to one table.

    opened: new rows, as `Shape.stored` has them; the row itself as bytes. closed: (until, place) of
    versions written earlier. ended: (key, position) of keys that have no row any more. presence:
    new and changed blocks.
    """

    opened: list[list[Any]] = []
    closed: list[tuple[int, int]] = []
    ended: list[tuple[str, int]] = []
    presence: list[PresenceRow] = []


class Changes(msgspec.Struct, array_like=True, gc=False):
    """What folding so many events, (after, position], does; `tables` in the order of the shapes."""

    after: int
    position: int
    events: int
    tables: list[TableChanges]


class LedgerState(NamedTuple):
    """fingerprint: as `built` gives it. rows: versions or entries ever written. hash: over all of
    them, in any order."""

    fingerprint: str
    rows: int
    hash: str


class State(NamedTuple):
    """Where an epoch stands. events: how many were folded; position, if none was skipped."""

    position: int
    events: int
    ledgers: dict[str, LedgerState]


class Store:
    """One epoch.

    create: with empty tables, and without the indexes that only readers need. building: it is
    worth nothing before `publish`; a process that dies, or a statement that fails, may spoil it.
    """

    def __init__(
        self,
        address: Address,
        shapes: Sequence[Shape],
        *,
        create: bool = False,
        building: bool = False,
    ) -> None:
        self.address, self.shapes, self.building = address, tuple(shapes), building
        self.engine = connect(address, create=create, building=building)
        self.tables = Tables(shapes)
        if create:
            self._create()

    def _create(self) -> None:
        with self.writing() as tx:
            create_tables(tx, self.tables.metadata)
            tx.execute(insert(self.tables.bookmark).values(position=0, events=0))
            for shape in self.shapes:
                tx.exec_driver_sql(view(shape, self.engine.dialect.name == "postgresql"))
                row = {"name": shape.name, "fingerprint": built(shape.fingerprint)}
                tx.execute(insert(self.tables.ledgers).values(**row, rows=0, hash=_hex(0)))

    def index_keys(self) -> None:
        """What finds the open row of a key. Building goes without until its memory is full."""
        with self.writing() as tx:
            for shape in self.shapes:
                if shape.register:
                    key_index(shape, self.tables.of[shape.name]).create(tx, checkfirst=True)

    def index_pages(self) -> None:
        """What readers need: the indexes, and what the database must know to choose among them."""
        postgres = self.engine.dialect.name == "postgresql"
        with self.writing() as tx:
            for shape in self.shapes:
                for index in page_indexes(shape, self.tables.of[shape.name], postgres):
                    index.create(tx, checkfirst=True)
            analyse(tx, [table.name for table in self.tables.metadata.sorted_tables])

    def publish(self) -> None:
        """From here on it stands what may happen, and many may read it."""
        self.engine.dispose()
        make_durable(self.address)
        self.engine, self.building = connect(self.address), False

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction, committed at the end; on SQLite no other writer is let in."""
        return writing(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.engine.connect() as tx, tx.begin():
            yield tx

    def bookmark(self, tx: Connection, lock: bool = False) -> int:
        """The last position folded. lock: other runners wait until the transaction ends."""
        query = select(self.tables.bookmark.c.position)
        return int(tx.scalars(query.with_for_update() if lock else query).one())

    def state(self, tx: Connection) -> State:
        position, events = tx.execute(select(self.tables.bookmark)).one()
        found = tx.execute(select(self.tables.ledgers).order_by("name"))
        ledgers = {name: LedgerState(*rest) for name, *rest in found}
        return State(position, events, ledgers)

    def open_rows(self, tx: Connection, shape: Shape, keys: Sequence[str]) -> list[OpenRow]:
        """Of those `keys` that have a row."""
        t = self.tables.of[shape.name]
        query = select(t.c.key, t.c.place, t.c.born, t.c.row).where(
            t.c.key.in_(bindparam("keys", expanding=True)), t.c.until == OPEN
        )
        found: list[OpenRow] = []
        for start in range(0, len(keys), KEYS_PER_QUERY):
            some = list(keys[start : start + KEYS_PER_QUERY])
            found += tx.execute(query, {"keys": some}).all()
        return found

    def present(self, tx: Connection) -> dict[str, list[Present]]:
        """The blocks that hold a value now, by register."""
        p = self.tables.presence
        query = select(p.c.ledger, p.c.filter, p.c.value, p.c.low, p.c.since, p.c.alive)
        found: dict[str, list[Present]] = {}
        for ledger, *block in tx.execute(query.where(p.c.until == OPEN)):
            found.setdefault(ledger, []).append(tuple(block))
        return found

    def write(self, tx: Connection, changes: Changes) -> None:
        """Everything a batch changes, and the bookmark; Overtaken if that has moved meanwhile."""
        mark = self.tables.bookmark
        moved = tx.execute(
            update(mark)
            .where(mark.c.position == changes.after)
            .values(position=changes.position, events=mark.c.events + changes.events)
        )
        if moved.rowcount != 1:
            raise Overtaken
        known = tx.execute(select(self.tables.ledgers.c.name, self.tables.ledgers.c.hash))
        hashes = {name: int(hash, 16) for name, hash in known}
        for shape, change in zip(self.shapes, changes.tables, strict=True):
            if change.opened or change.ended or change.closed:
                digest = self._write_table(tx, shape, change)
                total = _hex((hashes[shape.name] + digest) % HASHES)
                self._count(tx, shape.name, len(change.opened), total)

    def _write_table(self, tx: Connection, shape: Shape, change: TableChanges) -> int:
        rows, digest = _digested(shape, change)
        if rows:
            insert_rows(tx, shape.table, shape.stored, rows)
        if change.closed:
            close_versions(tx, shape.table, change.closed)
        if change.presence:
            rows = [(shape.name, *row) for row in change.presence]
            upsert_rows(tx, self.tables.presence, rows)
        return digest

    def _count(self, tx: Connection, name: str, more: int, hash: str) -> None:
        ledgers = self.tables.ledgers
        tx.execute(
            update(ledgers)
            .where(ledgers.c.name == name)
            .values(rows=ledgers.c.rows + more, hash=hash)
        )


def digest(place: int, key: str, row: bytes) -> int:
    """Of one version or entry; of a key's end with no row. Sums of them do not depend on order."""
    name = key.encode()
    content = b"%d %d %b%b" % (place, len(name), name, row)
    return int.from_bytes(sha256(content).digest())


def _digested(shape: Shape, change: TableChanges) -> tuple[list[tuple[Any, ...]], int]:
    """The rows as they are stored, and the sum of their digests."""
    rows, total = [], 0
    for *head, row in change.opened:
        total += digest(head[0], head[3] if shape.register else "", row)
        rows.append((*head, row.decode()))
    total += sum(digest(position, key, b"") for key, position in change.ended)
    return rows, total


def _hex(hash: int) -> str:
    return f"{hash:064x}"
