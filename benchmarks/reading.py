"""Reading the log and doing nothing with it: the floor under every rebuild."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

import orjson
import psycopg

from benchmarks import product
from benchmarks.harness import Bench, Benchmark, Schema

EVENTS: Final = 200_000
STREAM_LENGTH: Final = 10
PAGE: Final = 5_000
Row = tuple[UUID, int, str, bytes]


def events(number: int) -> Iterator[Row]:
    """Events as the product stores them: an envelope and a handful of fields, some 500 bytes."""
    for n in range(number):
        stream = UUID(int=n // STREAM_LENGTH)
        state = {
            "at": "2022-01-28T08:00:00.000000Z",
            "by": {"role": "CW", "person": str(UUID(int=n % 997)), "body": "FC01"},
            "command": str(UUID(int=n + (1 << 64))),
            "correlation": str(UUID(int=n + (2 << 64))),
            "ruleset": "2022.1",
            "data": {
                "category": "ENVIRONMENT",
                "grid": f"FC01{n % 31:03}",
                "due_at": "2022-02-09T16:00:00Z",
                "flags": ["REPEATED", "NIGHT"],
                "sealed": "x" * 120,
            },
        }
        yield stream, n % STREAM_LENGTH + 1, "case.reported", orjson.dumps(state)


def sqlite_log(bench: Bench) -> Path:
    path = bench.folder() / "log.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("pragma journal_mode = wal")
    connection.execute(
        "create table stored_events (originator_id text, originator_version integer, topic text, "
        "state blob, primary key (originator_id, originator_version))"
    )
    rows = ((stream.hex, *rest) for stream, *rest in events(bench.size(EVENTS)))
    connection.executemany("insert into stored_events values (?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return path


def postgres_log(bench: Bench) -> Schema:
    schema = bench.schema()
    with psycopg.connect(schema.url) as connection:
        connection.execute(
            "create table stored_events (originator_id uuid, originator_version bigint, "
            "topic text, state bytea, notification_id bigserial unique, "
            "primary key (originator_id, originator_version))"
        )
        into = (
            "copy stored_events (originator_id, originator_version, topic, state) "
            "from stdin (format binary)"
        )
        with connection.cursor() as cursor, cursor.copy(into) as copy:
            copy.set_types(["uuid", "int8", "text", "bytea"])
            for row in events(bench.size(EVENTS)):
                copy.write_row(row)
    return schema


def decoded(page: Callable[[int], list[tuple[int, str, bytes]]]) -> float:
    """Events read and decoded a second, page after page from the first to the last."""
    done, position, began = 0, 0, time.perf_counter()
    while rows := page(position):
        for _, _, state in rows:
            orjson.loads(state)
        done, position = done + len(rows), rows[-1][0]
    return done / (time.perf_counter() - began)


def read_sqlite(bench: Bench) -> float:
    connection = sqlite3.connect(bench.once(sqlite_log))
    question = "select rowid, topic, state from stored_events where rowid > ? order by rowid"
    try:
        return decoded(
            lambda after: connection.execute(f"{question} limit {PAGE}", (after,)).fetchall()
        )
    finally:
        connection.close()


def read_postgres(bench: Bench) -> float:
    question = (
        "select notification_id, topic, state from stored_events where notification_id > %s "
        f"order by notification_id limit {PAGE}"
    )
    with psycopg.connect(bench.once(postgres_log).url) as connection:
        cursor = connection.cursor(binary=True)
        return decoded(lambda after: cursor.execute(question, (after,), prepare=True).fetchall())


BENCHMARKS: Final = (
    Benchmark(
        name="rebuild-sqlite",
        what="rebuild of all read models, SQLite",
        against="reading the log and parsing its JSON",
        peer=product.read_year,
        ours=product.rebuild_year,
        least=0.25,
    ),
    Benchmark(
        name="rebuild-decoded",
        what="the same",
        against="reading and decoding it for the fold",
        peer=product.fold_nothing,
        ours=product.rebuild_year,
        least=0.25,
    ),
    Benchmark(
        name="read-sqlite",
        what="reading and decoding 500-byte events, SQLite",
        against="",
        peer=read_sqlite,
    ),
    Benchmark(
        name="read-postgres",
        what="reading and decoding 500-byte events, PostgreSQL",
        against="",
        peer=read_postgres,
    ),
)
