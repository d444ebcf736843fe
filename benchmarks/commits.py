"""Bare durable commits: what the store can do when nothing is decided, checked or encoded."""

import os
import sqlite3
from typing import Final

import psycopg

from benchmarks.harness import Bench, Benchmark, rate
from benchmarks.product import commands, on_postgres, on_sqlite

ROW: Final = os.urandom(500)  # as many bytes as an event; random, so that no store compresses them


def sqlite_commits(bench: Bench) -> float:
    connection = sqlite3.connect(bench.folder() / "log.sqlite", isolation_level=None)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("create table log (position integer primary key, data blob not null)")
        return rate(
            lambda: connection.execute("insert into log (data) values (?)", (ROW,)), bench.seconds
        )
    finally:
        connection.close()


def postgres_commits(bench: Bench) -> float:
    with psycopg.connect(bench.schema().url, autocommit=True) as connection:
        connection.execute("create table log (position bigserial primary key, data bytea not null)")
        return rate(
            lambda: connection.execute("insert into log (data) values (%b)", (ROW,), prepare=True),
            bench.seconds,
        )


BENCHMARKS: Final = (
    Benchmark(
        name="command-sqlite",
        what="one durable command, one client, SQLite",
        against="bare commits of 500 bytes",
        peer=sqlite_commits,
        ours=commands(on_sqlite, 1),
        least=0.7,
    ),
    Benchmark(
        name="command-postgres",
        what="one durable command, one client, PostgreSQL",
        against="bare commits of 500 bytes",
        peer=postgres_commits,
        ours=commands(on_postgres, 1),
        least=0.7,
    ),
)
