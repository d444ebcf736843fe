"""Where the log is kept: SQLite or PostgreSQL. The only module that knows `eventsourcing`.

The library's recorders bring the table, the optimistic version check and, on PostgreSQL, the lock
that makes commits serial and the notification that wakes followers. Added through their hooks:
positions that we assign ourselves, dense and in commit order; side tables written in the same
transaction; and a view `log`, so that one SQL reads both stores.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, LiteralString, Protocol
from uuid import UUID

import psycopg
from eventsourcing.persistence import PersistenceError
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row
from psycopg.sql import SQL, Identifier

from application.recorded import LogUnavailable

Row = tuple[int, UUID, int, str, bytes]  # position, stream, version, name, stored bytes
LOCK_TIMEOUT_SECONDS: Final = 30
CONNECTIONS_MAX: Final = 8
SETUP_LOCK: Final = 0x676F6E67  # any number, the same in every process

# Side tables and the view, one syntax for both stores.
EXTRAS: Final = (
    "CREATE TABLE IF NOT EXISTS requests (key TEXT PRIMARY KEY, fingerprint {blob} NOT NULL,"
    " stream TEXT NOT NULL, version BIGINT NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL,"
    " pending TEXT)",
    "CREATE TABLE IF NOT EXISTS vault_keys (owner TEXT PRIMARY KEY, wrapped {blob} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS vault_index (kind TEXT NOT NULL, digest {blob} NOT NULL,"
    " owner TEXT NOT NULL, PRIMARY KEY (kind, digest))",
    "CREATE TABLE IF NOT EXISTS bookmarks (follower TEXT PRIMARY KEY, position BIGINT NOT NULL)",
    "CREATE {view} log AS SELECT {position} AS position, originator_id AS stream,"
    " originator_version AS version, topic AS name, state AS stored FROM stored_events",
)


class Transaction(Protocol):
    """SQL with `?` placeholders, the same for both stores."""

    def all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None: ...

    def insert(self, rows: Sequence[Row]) -> None:
        """Appends events at the positions given."""

    def stream(self, id: UUID) -> Any:
        """`id` as the view `log` holds it."""


class Store(Protocol):
    """A place to keep the log in. What the store cannot do arrives as LogUnavailable."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """A transaction that excludes every other writer, of any process; durable at its end."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """A transaction that sees one moment and changes nothing."""

    def close(self) -> None: ...


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except (PersistenceError, sqlite3.Error, psycopg.Error) as error:
        raise LogUnavailable(str(error)) from error


class _SQLiteRecorder(SQLiteApplicationRecorder):
    """Positions in a declared column: an implicit rowid may change when the file is vacuumed."""

    def construct_create_table_statements(self) -> list[str]:
        return [
            f"CREATE TABLE IF NOT EXISTS {self.events_table_name} ("
            "rowid INTEGER PRIMARY KEY, originator_id TEXT NOT NULL,"
            " originator_version INTEGER NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL,"
            " UNIQUE (originator_id, originator_version))",
            *(e.format(blob="BLOB", view="VIEW IF NOT EXISTS", position="rowid") for e in EXTRAS),
        ]


class _SQLiteTransaction:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._cursor.execute(sql, params).fetchall()

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._cursor.executemany(sql, rows)

    def insert(self, rows: Sequence[Row]) -> None:
        self.many(
            "INSERT INTO stored_events VALUES (?,?,?,?,?)",
            [(position, stream.hex, *rest) for position, stream, *rest in rows],
        )

    def stream(self, id: UUID) -> str:
        return id.hex


class SQLiteStore:
    """The log in one file. Commits are durable: WAL with synchronous=FULL."""

    def __init__(self, path: str) -> None:
        # The library opens its files as URIs: quote what a URI would read otherwise.
        quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        datastore = SQLiteDatastore(f"file:{quoted}", lock_timeout=LOCK_TIMEOUT_SECONDS)
        self._recorder = _SQLiteRecorder(datastore)
        with _telling():
            self._recorder.create_table()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        with self._begun("BEGIN IMMEDIATE", commit=True) as transaction:
            yield transaction

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        with self._begun("BEGIN", commit=False) as transaction:
            yield transaction

    @contextmanager
    def _begun(self, begin: str, *, commit: bool) -> Iterator[Transaction]:
        with _telling(), self._recorder.datastore.get_connection(commit=commit) as connection:
            cursor = connection.cursor().sqlite_cursor
            cursor.row_factory = None
            if commit:
                cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute(begin)
            try:
                yield _SQLiteTransaction(cursor)
                cursor.execute("COMMIT")
            finally:
                if cursor.connection.in_transaction:
                    cursor.execute("ROLLBACK")
                cursor.close()

    def close(self) -> None:
        self._recorder.datastore.close()


class _PostgresRecorder(PostgresApplicationRecorder):
    """Without the library's sequence, which leaves a gap whenever an append fails."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore)
        # The library's insert function relies on the sequence; it is not used.
        del self.sql_create_statements[self.create_insert_function_statement_index]
        self.sql_create_statements[self.create_table_statement_index] = SQL(
            "CREATE TABLE IF NOT EXISTS {0}.{1} (originator_id uuid NOT NULL,"
            " originator_version bigint NOT NULL, topic text NOT NULL, state bytea NOT NULL,"
            " notification_id bigint NOT NULL, PRIMARY KEY (originator_id, originator_version))"
        ).format(Identifier(datastore.schema), Identifier(self.events_table_name))
        ours = {"blob": "bytea", "view": "OR REPLACE VIEW", "position": "notification_id"}
        for extra in EXTRAS:
            self.sql_create_statements.append(SQL(extra.format(**ours)).format())


class _PostgresTransaction:
    def __init__(self, cursor: psycopg.Cursor[Any], recorder: _PostgresRecorder) -> None:
        self._cursor, self._recorder = cursor, recorder

    def all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self._cursor.execute(_numbered(sql), params, prepare=True)
        return self._cursor.fetchall() if self._cursor.description else []

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._cursor.executemany(_numbered(sql), rows)

    def insert(self, rows: Sequence[Row]) -> None:
        positions, streams, versions, names, stored = map(list, zip(*rows, strict=True))
        self._cursor.execute(
            "INSERT INTO stored_events"
            " (originator_id, originator_version, topic, state, notification_id)"
            " SELECT * FROM"
            " unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[], %s::bigint[])",
            (streams, versions, names, stored, positions),
            prepare=True,
        )
        self._recorder._notify_channel(self._cursor)

    def stream(self, id: UUID) -> UUID:
        return id


def _numbered(sql: str) -> LiteralString:
    return sql.replace("?", "%s")


class PostgresStore:
    """The log in a schema of a PostgreSQL database. Durable: synchronous_commit=on."""

    def __init__(self, url: str, schema: str = "public") -> None:
        info = {name: value for name, value in conninfo_to_dict(url).items() if value is not None}
        self._datastore = PostgresDatastore(
            "", "", "", "", "", schema=schema, pool_size=1, max_overflow=CONNECTIONS_MAX - 1,
            lock_timeout=LOCK_TIMEOUT_SECONDS,
        )  # fmt: skip
        options = f"{info.pop('options', '')} -c search_path={schema} -c synchronous_commit=on"
        self._datastore.pool.kwargs = {**info, "options": options, "row_factory": dict_row}
        with _telling(), self._datastore.get_connection() as connection:
            # Processes that start at the same time would trip over each other's CREATE.
            connection.execute("SELECT pg_advisory_lock(%s)", (SETUP_LOCK,))
            create = SQL("CREATE SCHEMA IF NOT EXISTS {0}").format(Identifier(schema))
            connection.execute(create)
            self._recorder = _PostgresRecorder(self._datastore)
            self._recorder.create_table()
            connection.execute("SELECT pg_advisory_unlock(%s)", (SETUP_LOCK,))

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        with self._begun() as cursor:
            self._recorder._lock_table(cursor)
            yield _PostgresTransaction(cursor, self._recorder)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        with self._begun() as cursor:
            yield _PostgresTransaction(cursor, self._recorder)

    @contextmanager
    def _begun(self) -> Iterator[psycopg.Cursor[Any]]:
        with _telling(), self._datastore.get_connection() as connection, connection.transaction():
            yield connection.cursor(row_factory=tuple_row, binary=True)

    def close(self) -> None:
        self._datastore.close()
