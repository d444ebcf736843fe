"""Where the read side lives, and the few things that SQLite and PostgreSQL do differently."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, Engine, MetaData, QueuePool, Table, create_engine, event, text

LOCK_TIMEOUT_SECONDS: Final = 30
# WAL: readers and the writer do not wait for each other. NORMAL: a power cut may take the last
# commits, rows and bookmark alike; they are folded again.
PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "cache_size=-65536",
    "temp_store=MEMORY",
    "wal_autocheckpoint=16384",
)
# Nobody reads an epoch that is being built, and one that breaks off is begun anew. What its indexes
# are sorted in is a file: in memory, 5,000,000 events took 400 MB.
BUILDING: Final = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-32768", "temp_store=FILE")
SETUP_LOCK: Final = 0x72656164  # any number, the same in every process


class Address(msgspec.Struct, frozen=True):
    """database: a file for SQLite, connection settings for PostgreSQL, which needs a schema."""

    database: str
    schema: str | None = None


def connect(address: Address, *, create: bool = False, building: bool = False) -> Engine:
    """create: makes the file or the schema where there is none; else that is an error later.
    building: what is written need not survive a crash, until `make_durable`."""
    if address.schema is None:
        return _sqlite(
            address.database, "rwc" if create else "rw", BUILDING if building else PRAGMAS
        )
    if create:
        with psycopg.connect(address.database) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (SETUP_LOCK,))
            schema = Identifier(address.schema)
            connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
    return _postgres(address.database, address.schema)


def make_durable(address: Address) -> None:
    """Whatever stands there after this, a power cut leaves it."""
    if address.schema is None:
        with open(address.database, "rb+") as file:
            os.fsync(file.fileno())


def _sqlite(path: str, mode: str, pragmas: Sequence[str]) -> Engine:
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")

    def opened() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quoted}?mode={mode}",
            uri=True,
            timeout=LOCK_TIMEOUT_SECONDS,
            isolation_level=None,  # `begin` below says which transaction
            check_same_thread=False,
        )
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def begin(tx: Connection) -> None:
        # A write that began as a read could find the file changed and fail at its first statement.
        writing = tx.get_execution_options().get("writing")
        tx.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgres(url: str, schema: str) -> Engine:
    before = conninfo_to_dict(url).get("options") or ""
    conninfo = make_conninfo(url, options=f"{before} -c search_path={schema} -c timezone=UTC")

    def opened() -> psycopg.Connection[Any]:
        return psycopg.connect(conninfo)

    return create_engine("postgresql+psycopg://", creator=opened)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction, committed at the end; on SQLite no other writer is let in."""
    with engine.connect().execution_options(writing=True) as tx, tx.begin():
        yield tx


def create_tables(tx: Connection, metadata: MetaData) -> None:
    """Those that are not there yet; others who do the same wait."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SETUP_LOCK})
    metadata.create_all(tx)


def insert_rows(tx: Connection, table: str, columns: Sequence[str], rows: list[Any]) -> None:
    """Tuples in bulk, the fast way of either."""
    names = ", ".join(columns)
    if tx.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        tx.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608
        return
    driver = tx.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for the type checker
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def upsert_rows(tx: Connection, table: Table, rows: list[Any]) -> None:
    """Tuples in bulk; where the primary key is there already, the row is replaced."""
    columns = [column.name for column in table.c]
    keys = ", ".join(column.name for column in table.primary_key)
    rest = ", ".join(f"{c.name} = excluded.{c.name}" for c in table.c if not c.primary_key)
    marks = ", ".join(["?" if tx.dialect.name == "sqlite" else "%s"] * len(columns))
    tx.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({", ".join(columns)}) VALUES ({marks})'  # noqa: S608
        f" ON CONFLICT ({keys}) DO UPDATE SET {rest}",
        rows,
    )


def close_versions(tx: Connection, table: str, closed: list[tuple[int, int]]) -> None:
    """Sets `until` of the versions at these places."""
    if tx.dialect.name == "sqlite":
        tx.exec_driver_sql(f'UPDATE "{table}" SET until = ? WHERE place = ?', closed)  # noqa: S608
        return
    untils, places = map(list, zip(*closed, strict=True))
    tx.exec_driver_sql(
        f'UPDATE "{table}" AS t SET until = new.until'  # noqa: S608
        " FROM unnest(%s::bigint[], %s::bigint[]) AS new(until, place) WHERE t.place = new.place",
        (untils, places),
    )


def analyse(tx: Connection, tables: Sequence[str]) -> None:
    """Lets the database count values, so that it takes the index that leaves the fewest rows."""
    for table in tables:
        tx.exec_driver_sql(f'ANALYZE "{table}"')
