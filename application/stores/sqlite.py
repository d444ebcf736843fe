"""The log in one SQLite file."""

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final, Self
from uuid import UUID

from eventsourcing.persistence import ConnectionPoolClosedError, PersistenceError
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteDatastore,
)

from application.recorded import LogUnavailable
from application.stores.base import (
    CONNECTIONS_MAX,
    LOCK_TIMEOUT_SECONDS,
    Addition,
    ForeignStore,
    missing,
    refill,
)

WORDS: Final = {"blob": "BLOB", "position": "rowid", "keyed": "WITHOUT ROWID"}
STATEMENTS_MAX: Final = 64  # kept prepared by each connection
RETRY_SECONDS: Final = 0.02
THERE_ALREADY: Final = (
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
)
NOT_SQLITE: Final = "file is not a database"
BUGS: Final = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)

sqlite3.register_adapter(UUID, lambda id: id.hex)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except (PersistenceError, ConnectionPoolClosedError, sqlite3.Error) as error:
        _tell(error)
        raise


def _tell(error: Exception) -> None:
    """LogUnavailable, unless it is a bug of ours or no file of ours."""
    if NOT_SQLITE in str(error):
        raise ForeignStore(None) from error
    closed = isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error)
    if closed or not isinstance(error, BUGS):
        raise LogUnavailable(str(error)) from error


class _Pool(SQLiteConnectionPool):
    """Durable connections that keep their prepared statements; the library's keep one."""

    synchronous = "FULL"

    def _create_connection(self) -> SQLiteConnection:
        connection = sqlite3.connect(
            self.db_name,
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            cached_statements=STATEMENTS_MAX,
            timeout=LOCK_TIMEOUT_SECONDS,
        )
        connection.execute(f"PRAGMA synchronous={self.synchronous}")
        connection.execute("PRAGMA secure_delete=ON")
        return SQLiteConnection(connection, max_age=None)


class _LoadingPool(_Pool):
    """Does not wait for the disk."""

    synchronous = "OFF"


class _Recorder(SQLiteApplicationRecorder):
    """Positions in a declared column: an implicit rowid may change when the file is vacuumed."""

    def construct_create_table_statements(self) -> list[str]:
        return [
            f"CREATE TABLE {self.events_table_name} ("
            "rowid INTEGER PRIMARY KEY, originator_id TEXT NOT NULL,"
            " originator_version INTEGER NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL,"
            " UNIQUE (originator_id, originator_version))"
        ]


class _Transaction:
    """Those of one connection, one after the other."""

    def __init__(self, connection: SQLiteConnection) -> None:
        self._cursor = connection.cursor().sqlite_cursor

    def all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._cursor.execute(sql, params).fetchall()

    def add(self, new: Addition) -> None:
        many = self._cursor.executemany
        if new.events:
            rows = [(at, id.hex, version, name, b) for at, id, version, name, b in new.events]
            many("INSERT INTO stored_events VALUES (?,?,?,?,?)", rows)
        if new.requests:
            many("INSERT INTO requests VALUES (?,?,?)", new.requests)
        if new.keys:
            many("INSERT INTO vault_keys VALUES (?,?)", new.keys)

    def __enter__(self) -> Self:
        self._cursor.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._cursor.execute("COMMIT")
        finally:
            if self._cursor.connection.in_transaction:
                self._cursor.execute("ROLLBACK")


class SQLiteStore:
    """Commits are durable: WAL with synchronous=FULL. ForeignStore: the file is not ours.

    loading: not durable until it is closed; for a file that is worth nothing before it is whole.
    """

    def __init__(self, path: str, *, loading: bool = False) -> None:
        self._path = path if loading else None
        # The library opens its files as URIs: quote what a URI would read otherwise.
        quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        self._datastore = SQLiteDatastore(f"file:{quoted}")
        self._datastore.pool = (_LoadingPool if loading else _Pool)(
            db_name=f"file:{quoted}",
            pool_size=CONNECTIONS_MAX,
            max_overflow=0,
            pool_timeout=LOCK_TIMEOUT_SECONDS,
        )
        with _telling():
            self._lay_out()
            writer = self._datastore.pool.get_connection(is_writer=True)
            self._transaction = _Transaction(writer)
        self._writing = Lock()  # of the one connection that writes; other processes have theirs

    def read(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _telling(), self._datastore.get_connection(commit=False) as connection:
            return connection.cursor().sqlite_cursor.execute(sql, params).fetchall()

    def add(self, new: Addition) -> bool:
        try:
            with self._writing, self._transaction:
                self._transaction.add(new)
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode in THERE_ALREADY:
                return False
            raise
        except sqlite3.Error as error:
            _tell(error)
            raise
        return True

    @contextmanager
    def writing(self) -> Iterator[_Transaction]:
        with _telling(), self._writing, self._transaction:
            yield self._transaction

    def scrub(self) -> bool:
        """The write-ahead log keeps old pages too, until it is cut off."""
        with self.writing() as transaction:
            refill(transaction, "DELETE FROM")
        with _telling(), self._writing:
            [[busy, *_]] = self._transaction.all("PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    def close(self) -> None:
        self._datastore.close()  # the last connection empties the write-ahead log into the file
        if self._path is not None:
            with open(self._path, "rb+") as file:
                os.fsync(file.fileno())

    def _lay_out(self) -> None:
        recorder = _Recorder(self._datastore)
        with self._datastore.get_connection(commit=True) as connection:
            _use_wal(connection)
            with _Transaction(connection) as transaction:
                names = "SELECT name FROM sqlite_master WHERE type='table'"
                tables = {name for (name,) in transaction.all(names)}
                layout = None
                if "layout" in tables:
                    [[layout]] = transaction.all("SELECT version FROM layout")
                elif tables:
                    raise ForeignStore(None)
                create = recorder.create_table_statements if layout is None else []
                for statement in (*create, *missing(layout, WORDS)):
                    transaction.all(statement)


def _use_wal(connection: SQLiteConnection) -> None:
    """For this switch SQLite does not wait for other processes; so we do."""
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while True:
        try:
            connection.cursor().execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_SECONDS)
