"""Durable commands through the whole path: authorised, decided, sealed, recorded once.

A department is renamed again and again: one event of some 500 bytes and its idempotency record.
"""

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, Final
from uuid import UUID

import psycopg
import uvloop

from application.handler import Handler, Instruction
from application.log import EventLog
from application.stores import Addition, PostgresStore, SQLiteStore, Store
from application.vault import Vault
from benchmarks.harness import Bench, Benchmark, Trial, rate, rate_of_threads
from benchmarks.stock import CLIENTS, measured, on_postgres, on_sqlite, save_one
from domain.body import EstablishBody, RenameBody
from domain.kernel import Actor, derived_id
from domain.roles import Role

BODIES: Final = 64  # more than clients, so that they do not wait for each other
ROWS: Final = 4000  # more than are committed barely in one trial of a fast disk
ACTOR: Final = Actor(Role.COD, UUID(int=1), scopes=("county",))
DAY: Final = date(2022, 1, 1)
DOCUMENT: Final = "繁组〔2022〕1号"

IDS: Final = [derived_id("body", f"D{number:03d}") for number in range(BODIES)]

_keys = count()
Kept = Callable[[Bench], Store]


def on_our_sqlite(bench: Bench) -> Store:
    return SQLiteStore(str(bench.folder() / "log.db"))


def on_our_postgres(bench: Bench) -> Store:
    schema = bench.schema()
    return PostgresStore(schema.url, schema.name)


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def handling(store: Store) -> Iterator[Handler]:
    handler = Handler(EventLog(store, now), Vault(store, b"m" * 32, os.urandom), now, os.urandom)
    for number in range(BODIES):
        command = EstablishBody(
            code=f"D{number:03d}", type="DEPARTMENT", title="部门", on=DAY, document_no=DOCUMENT
        )
        handler.handle(Instruction(command, ACTOR))
    try:
        yield handler
    finally:
        store.close()


def renaming() -> Instruction:
    number = next(_keys)
    command = RenameBody(title=f"第{number}号" + "部" * 40, on=DAY, document_no=DOCUMENT)
    return Instruction(command, ACTOR, IDS[number % BODIES], key=str(number))


def one_client(kept: Kept) -> Trial:
    def trial(bench: Bench) -> float:
        with handling(kept(bench)) as handler:
            return rate(lambda: handler.handle(renaming()), bench.seconds)

    return trial


def in_threads(kept: Kept) -> Trial:
    def trial(bench: Bench) -> float:
        with handling(kept(bench)) as handler:
            return rate_of_threads(lambda: handler.handle(renaming()), CLIENTS, bench.seconds)

    return trial


def in_a_loop(kept: Kept) -> Trial:
    """Clients as an HTTP server has them: each waits for its answer before it asks again."""

    async def all_clients(handler: Handler, seconds: float) -> float:
        began, done = time.perf_counter(), 0

        async def client() -> None:
            nonlocal done
            while time.perf_counter() - began < seconds:
                await handler.handling(renaming())
                done += 1

        await asyncio.gather(*(client() for _ in range(CLIENTS)))
        return done / (time.perf_counter() - began)

    def trial(bench: Bench) -> float:
        with handling(kept(bench)) as handler:
            return uvloop.run(all_clients(handler, bench.seconds))

    return trial


# The floor: the very rows that such commands leave, committed by the bare driver


class _Listening(SQLiteStore):
    """Notes what is added to it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.added: list[Addition] = []

    def add(self, new: Addition) -> bool:
        self.added.append(new)
        return super().add(new)


def rows_of_commands(bench: Bench) -> list[Addition]:
    store = _Listening(str(bench.folder() / "log.db"))
    with handling(store) as handler:
        for _ in range(bench.size(ROWS)):
            handler.handle(renaming())
    return store.added[-bench.size(ROWS) :]


def bare_sqlite(bench: Bench) -> float:
    additions = iter(bench.once(rows_of_commands))
    path = str(bench.folder() / "log.db")
    SQLiteStore(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous = full")

    def commit() -> None:
        [event], [request] = (new := next(additions)).events, new.requests
        connection.execute("begin immediate")
        values = (event[0], event[1].hex, *event[2:])
        connection.execute("insert into stored_events values (?,?,?,?,?)", values)
        connection.execute("insert into requests values (?,?,?)", request)
        connection.execute("commit")

    try:
        return rate_while(commit, bench.seconds)
    finally:
        connection.close()


def bare_postgres(bench: Bench) -> float:
    additions = iter(bench.once(rows_of_commands))
    schema = bench.schema()
    PostgresStore(schema.url, schema.name).close()
    event_sql = (
        "insert into stored_events"
        " (notification_id, originator_id, originator_version, topic, state)"
        " values (%b,%b,%b,%b,%b)"
    )
    with psycopg.connect(schema.url, autocommit=True) as connection:

        def commit() -> None:
            [event], [request] = (new := next(additions)).events, new.requests
            with connection.transaction():
                connection.execute(event_sql, event, prepare=True)
                sql = "insert into requests values (%b,%b,%b)"
                connection.execute(sql, request, prepare=True)

        return rate_while(commit, bench.seconds)


def rate_while(act: Callable[[], object], seconds: float) -> float:
    """As `rate`, until there is nothing left to do."""
    done, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        try:
            act()
        except StopIteration:
            break
        done += 1
    return done / passed


def _benchmarks(
    short: str, title: str, kept: Kept, bare: Trial, stock: Callable[[Bench], dict[str, str]],
    least: float,
) -> tuple[Benchmark, ...]:  # fmt: skip
    saves = measured(save_one, stock, CLIENTS)
    many: dict[str, Any] = {"against": f"stock save, {CLIENTS} threads", "peer": saves}
    return (
        Benchmark(
            name=f"save-{short}",
            what=f"one durable command, one client, {title}",
            against="stock save, one thread",
            peer=measured(save_one, stock, 1),
            ours=one_client(kept),
        ),
        Benchmark(
            name=f"durable_one_client-{short}",
            what=f"one durable command, one client, {title}",
            against="bare commits of the same rows",
            peer=bare,
            ours=one_client(kept),
            least=0.7,
        ),
        Benchmark(
            name=f"durable_32_clients-{short}",
            what=f"durable commands, {CLIENTS} clients of an event loop, {title}",
            ours=in_a_loop(kept),
            least=least,
            **many,
        ),
        Benchmark(
            name=f"durable_32_threads-{short}",
            what=f"durable commands, {CLIENTS} threads, {title}",
            ours=in_threads(kept),
            **many,
        ),
    )


BENCHMARKS: Final = (
    *_benchmarks("sqlite", "SQLite", on_our_sqlite, bare_sqlite, on_sqlite, 4.0),
    *_benchmarks("postgres", "PostgreSQL", on_our_postgres, bare_postgres, on_postgres, 8.0),
)
