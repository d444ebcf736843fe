"""Where the epochs live side by side: files in a folder, or schemas of a PostgreSQL database."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Final, Protocol
from zlib import crc32

import psycopg
from psycopg.sql import SQL, Identifier

from projections.databases import Address

SUFFIXES: Final = ("", "-wal", "-shm")


class Busy(Exception):
    """Somebody else is rebuilding here."""


class Home(Protocol):
    def registry(self) -> Address:
        """What tells which epoch is the current one."""
        ...

    def epoch(self, number: int) -> Address: ...

    def drop(self, number: int) -> None:
        """Removes an epoch once nobody reads it any more; nothing happens when it is not there."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Keeps other rebuilders out; Busy when there is one. Ends with the process."""
        ...


class SQLiteHome:
    """A folder: `read.db` is the registry, `read-<n>.db` epoch n."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def registry(self) -> Address:
        return Address(str(self._folder / "read.db"))

    def epoch(self, number: int) -> Address:
        return Address(str(self._folder / f"read-{number}.db"))

    def drop(self, number: int) -> None:
        """Whoever has the files open goes on reading them: their disk space goes with him."""
        for suffix in SUFFIXES:
            Path(self.epoch(number).database + suffix).unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        with closing(sqlite3.connect(self._folder / "read.lock", timeout=0)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                raise Busy from error
            yield


class PostgresHome:
    """A schema, the registry, with one more, `<schema>_<n>`, for epoch n."""

    def __init__(self, url: str, schema: str) -> None:
        self._url, self._schema = url, schema

    def registry(self) -> Address:
        return Address(self._url, self._schema)

    def epoch(self, number: int) -> Address:
        return Address(self._url, f"{self._schema}_{number}")

    def drop(self, number: int) -> None:
        schema = Identifier(str(self.epoch(number).schema))
        with psycopg.connect(self._url) as connection:
            found = connection.execute(
                "SELECT to_regclass(%s)", (f'"{self.epoch(number).schema}".bookmark',)
            ).fetchone()
            if found and found[0]:
                # A reader begins with this table: so he is waited for before any other is locked.
                connection.execute(SQL("LOCK TABLE {}.bookmark").format(schema))
            connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))

    @contextmanager
    def alone(self) -> Iterator[None]:
        with psycopg.connect(self._url, autocommit=True) as connection:
            lock = crc32(f"{self._schema} rebuild".encode())
            found = connection.execute("SELECT pg_try_advisory_lock(%s)", (lock,)).fetchone()
            if not (found and found[0]):
                raise Busy
            try:
                yield
            finally:  # the server notices later that the connection is gone
                connection.execute("SELECT pg_advisory_unlock(%s)", (lock,))
