"""The log in a schema of a PostgreSQL database."""

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any, Final, LiteralString

import psycopg
from eventsourcing.persistence import PersistenceError
from eventsourcing.postgres import ConnectionPool, PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row, tuple_row
from psycopg.sql import SQL, Identifier

from application.recorded import LogUnavailable
from application.stores.base import (
    CONNECTIONS_MAX,
    LOCK_TIMEOUT_SECONDS,
    Addition,
    ForeignStore,
    missing,
    refill,
)

WORDS: Final = {"blob": "bytea", "position": "notification_id", "keyed": ""}
SETUP_LOCK: Final = 0x676F6E67  # any number, the same in every process

# One statement, hence one round trip and one transaction.
ADD: Final = """
WITH events AS (
  INSERT INTO stored_events
    (notification_id, originator_id, originator_version, topic, state)
  SELECT * FROM unnest(%b::bigint[], %b::uuid[], %b::bigint[], %b::text[], %b::bytea[])
), asked AS (
  INSERT INTO requests SELECT * FROM unnest(%b::bytea[], %b::bytea[], %b::text[])
), keys AS (
  INSERT INTO vault_keys SELECT * FROM unnest(%b::text[], %b::bytea[])
)
SELECT
"""
EVENT_COLUMNS, REQUEST_COLUMNS, KEY_COLUMNS = 5, 3, 2

Connection = psycopg.Connection[Any]


BUGS: Final = (psycopg.IntegrityError, psycopg.ProgrammingError, psycopg.DataError)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except BUGS:
        raise
    except (PersistenceError, psycopg.Error) as error:
        raise LogUnavailable(str(error)) from error


class _Datastore(PostgresDatastore):
    def register_type_adapters(self) -> None:
        """None: the types are for the library's insert function, which relies on its sequence."""


class _Recorder(PostgresApplicationRecorder):
    """Without the library's sequence, which leaves a gap whenever an append fails."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore)
        del self.sql_create_statements[self.create_insert_function_statement_index]
        self.sql_create_statements[self.create_table_statement_index] = SQL(
            "CREATE TABLE {0}.{1} (originator_id uuid NOT NULL,"
            " originator_version bigint NOT NULL, topic text NOT NULL, state bytea NOT NULL,"
            " notification_id bigint NOT NULL, PRIMARY KEY (originator_id, originator_version))"
        ).format(Identifier(datastore.schema), Identifier(self.events_table_name))


class _Transaction:
    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self._cursor = cursor

    def all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self._cursor.execute(_numbered(sql), params, prepare=True)
        return self._cursor.fetchall() if self._cursor.description else []

    def add(self, new: Addition) -> None:
        columns = (
            *_columns(new.events, EVENT_COLUMNS),
            *_columns(new.requests, REQUEST_COLUMNS),
            *_columns(new.keys, KEY_COLUMNS),
        )
        self._cursor.execute(ADD, columns, prepare=True)


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * width


@cache
def _numbered(sql: str) -> LiteralString:
    return sql.replace("?", "%b")


class PostgresStore:
    """Durable: synchronous_commit=on. ForeignStore: the schema holds a table that is not ours."""

    def __init__(self, url: str, schema: str = "public") -> None:
        self._datastore = _datastore(url, schema)
        self._writer: Connection | None = None
        self._writing = Lock()  # of the one connection that writes; other processes have theirs
        with _telling():
            self._datastore.pool.open()
            self._lay_out(schema)

    def read(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _telling(), self._datastore.pool.connection() as connection:
            return _Transaction(_cursor(connection)).all(sql, params)

    def add(self, new: Addition) -> bool:
        try:
            with _telling(), self._connected() as connection:
                _Transaction(_cursor(connection)).add(new)
        except psycopg.errors.UniqueViolation:
            return False
        return True

    @contextmanager
    def writing(self) -> Iterator[_Transaction]:
        with _telling(), self._connected() as connection:
            connection.execute("BEGIN; LOCK TABLE stored_events IN EXCLUSIVE MODE")
            yield _Transaction(_cursor(connection))
            connection.execute("COMMIT")

    def scrub(self) -> bool:
        """Not the server's own write-ahead log, nor copies of it: see ADR 0022."""
        with self.writing() as transaction:
            refill(transaction, "TRUNCATE")
        return True

    def close(self) -> None:
        with self._writing:
            self._put_back()
        self._datastore.close()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """The connection that writes; a new one when the last was lost."""
        with self._writing:
            if self._writer is not None and not _answers(self._writer):
                self._put_back()
            if self._writer is None:
                self._writer = self._datastore.pool.getconn()
            try:
                yield self._writer
            except BaseException:
                self._put_back()
                raise

    def _put_back(self) -> None:
        """The pool rolls back what was begun, and drops the connection if it is broken."""
        if self._writer is not None:
            connection, self._writer = self._writer, None
            self._datastore.pool.putconn(connection)

    def _lay_out(self, schema: str) -> None:
        recorder = _Recorder(self._datastore)
        with self._datastore.transaction(commit=True) as cursor:
            # Processes that start at the same time would trip over each other's CREATE.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (SETUP_LOCK,))
            cursor.execute(SQL("CREATE SCHEMA IF NOT EXISTS {0}").format(Identifier(schema)))
            transaction = _Transaction(_cursor(cursor.connection))
            names = "SELECT tablename FROM pg_tables WHERE schemaname=?"
            tables = {name for (name,) in transaction.all(names, (schema,))}
            layout = None
            if "layout" in tables:
                [[layout]] = transaction.all("SELECT version FROM layout")
            elif "stored_events" in tables:
                raise ForeignStore(None)
            else:
                recorder._create_table(cursor)
            for statement in missing(layout, WORDS):
                transaction.all(statement)


def _datastore(url: str, schema: str) -> _Datastore:
    datastore = _Datastore("", "", "", "", "", schema=schema)
    info = {name: value for name, value in conninfo_to_dict(url).items() if value is not None}
    quoted = '"' + schema.replace('"', '""') + '"'
    settings = {
        "search_path": quoted.replace("\\", "\\\\").replace(" ", "\\ "),
        "synchronous_commit": "on",
        "lock_timeout": f"{LOCK_TIMEOUT_SECONDS}s",
        # A process that hangs while it holds the lock must not hang the others.
        "idle_in_transaction_session_timeout": f"{LOCK_TIMEOUT_SECONDS}s",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    datastore.pool = ConnectionPool(
        kwargs={
            **info,
            "options": f"{info.get('options', '')} {options}",
            "row_factory": dict_row,
            "autocommit": True,
        },
        min_size=1,
        max_size=CONNECTIONS_MAX,
        timeout=LOCK_TIMEOUT_SECONDS,
        check=_must_answer,
        open=False,
    )
    return datastore


def _cursor(connection: Connection) -> psycopg.Cursor[Any]:
    return connection.cursor(row_factory=tuple_row, binary=True)


def _answers(connection: Connection) -> bool:
    """Whether the server still listens: to one who asks nothing it only ever says goodbye."""
    if connection.closed or connection.pgconn.transaction_status != TransactionStatus.IDLE:
        return False
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return not waiting.poll(0)


def _must_answer(connection: Connection) -> None:
    if not _answers(connection):
        connection.close()  # else the pool would offer it again
        raise psycopg.OperationalError("the connection was lost")
