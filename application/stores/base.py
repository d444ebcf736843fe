"""What the log asks of the place it is kept in, and the tables that both places share."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec

Row = tuple[int, UUID, int, str, bytes]  # position, stream, version, name, stored bytes
LOCK_TIMEOUT_SECONDS: Final = 30
CONNECTIONS_MAX: Final = 16

# The side tables and the view, in the words of both stores, by layout. A store that was laid out
# by an older program gets the steps it misses; released steps never change.
LAYOUTS: Final = (
    (
        "CREATE TABLE layout (version BIGINT NOT NULL)",
        "INSERT INTO layout VALUES (0)",
        "CREATE TABLE requests (key {blob} PRIMARY KEY, fingerprint {blob} NOT NULL,"
        " receipt TEXT NOT NULL) {keyed}",
        "CREATE TABLE vault_keys (owner TEXT PRIMARY KEY, wrapped {blob} NOT NULL) {keyed}",
        "CREATE TABLE vault_index (kind TEXT NOT NULL, digest {blob} NOT NULL,"
        " owner TEXT NOT NULL, PRIMARY KEY (kind, digest)) {keyed}",
        "CREATE INDEX vault_index_owner ON vault_index (owner)",
        "CREATE TABLE bookmarks (follower TEXT PRIMARY KEY, position BIGINT NOT NULL)",
        "CREATE VIEW log AS SELECT {position} AS position, originator_id AS stream,"
        " originator_version AS version, topic AS name, state AS stored FROM stored_events",
    ),
    ("CREATE TABLE checkpoints (size BIGINT PRIMARY KEY, note TEXT NOT NULL)",),
    (
        "CREATE TABLE log_keys (number BIGINT PRIMARY KEY, stretch TEXT NOT NULL)",
        "CREATE TABLE witnesses (key TEXT PRIMARY KEY)",
        "ALTER TABLE checkpoints ADD COLUMN cosigned BIGINT NOT NULL DEFAULT 0",
        "CREATE INDEX checkpoints_cosigned ON checkpoints (size) WHERE cosigned>0",
    ),
)


SECRET_TABLES: Final = ("vault_keys", "vault_index")
# A page that rows were deleted from, or moved on, may keep them in its gaps. A table that is filled
# anew has none; the pages it gives back are zeroed (SQLite), or their file goes (PostgreSQL).
REFILL: Final = (
    "CREATE TABLE refilled AS SELECT * FROM {table}",
    "{emptied} {table}",
    "INSERT INTO {table} SELECT * FROM refilled",
    "DROP TABLE refilled",
)


class ForeignStore(Exception):
    """It holds something else than a log, or a log that a newer program has laid out."""

    def __init__(self, layout: int | None) -> None:
        super().__init__(
            "this is not a log of Gongzhi: choose another file or schema"
            if layout is None
            else f"this log has layout {layout}, newer than this program's {len(LAYOUTS)}:"
            " install the newer program"
        )


class Addition(msgspec.Struct):
    """Rows that land together or not at all."""

    events: list[Row] = msgspec.field(default_factory=list)
    requests: list[tuple[bytes, bytes, str]] = msgspec.field(default_factory=list)
    keys: list[tuple[str, bytes]] = msgspec.field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.events or self.requests or self.keys)


class Transaction(Protocol):
    """SQL with `?` for parameters, the same for both stores. Streams are given as UUID."""

    def all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...

    def add(self, new: Addition) -> None: ...


class Store(Protocol):
    """A place to keep the log in. What it cannot do arrives as LogUnavailable."""

    def read(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """One statement, which sees one moment; as in a Transaction."""

    def add(self, new: Addition) -> bool:
        """In a transaction of its own, durable when it returns.

        False: nothing was written, for one of the rows was there already: its position, the
        version of its stream, its request or its key.
        """

    def writing(self) -> AbstractContextManager[Transaction]:
        """A transaction that excludes every other writer, of any process; durable at its end."""

    def scrub(self) -> bool:
        """Leaves no byte of a key, or of an index of one, that was deleted, in any file it can
        reach. False: somebody who is reading keeps an old page; try again."""

    def close(self) -> None: ...


def stream_of(value: Any) -> UUID:
    """A stream's id from what a store gives for it."""
    return value if isinstance(value, UUID) else UUID(value)


def refill(transaction: Transaction, emptied: str) -> None:
    for table in SECRET_TABLES:
        for statement in REFILL:
            transaction.all(statement.format(table=table, emptied=emptied))


def missing(layout: int | None, words: dict[str, str]) -> list[str]:
    """What a store of this layout, None for an empty one, needs to have the newest."""
    done = layout or 0
    if done > len(LAYOUTS):
        raise ForeignStore(layout)
    steps = [step.format(**words) for steps in LAYOUTS[done:] for step in steps]
    return [*steps, f"UPDATE layout SET version={len(LAYOUTS)}"] if steps else []  # noqa: S608
