"""The eventsourcing library as it comes: its default recorders, pools, JSON and aggregates."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent

from benchmarks import product
from benchmarks.harness import Bench, Benchmark, Trial, rate, rate_of_threads

CLIENTS: Final = 32
STATE: Final = b'{"text":"' + b"x" * 489 + b'"}'  # 500 bytes
TEXT: Final = "x" * 350  # with what the library adds, some 500 bytes of state


class Report(Aggregate):
    @event("Made")
    def __init__(self, text: str) -> None:
        self.text = text


Store = Callable[[Bench], dict[str, str]]  # the library's settings for a fresh, empty store


def on_sqlite(bench: Bench) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SQLITE_DBNAME": str(bench.folder() / "stock.sqlite"),
    }


def on_postgres(bench: Bench) -> dict[str, str]:
    schema = bench.schema()
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": "postgres",
        "POSTGRES_HOST": schema.host,
        "POSTGRES_USER": "postgres",
        "POSTGRES_PASSWORD": "unused",
        "POSTGRES_SCHEMA": schema.name,
    }


@contextmanager
def stock_application(env: dict[str, str]) -> Iterator[Application[UUID]]:
    application = Application[UUID](env)
    try:
        yield application
    finally:
        application.close()


def insert_one(application: Application[UUID]) -> None:
    """One event handed to the recorder, already encoded."""
    application.recorder.insert_events([StoredEvent(uuid4(), 1, "report:made", STATE)])


def save_one(application: Application[UUID]) -> None:
    """A new aggregate with one event."""
    application.save(Report(TEXT))


def measured(act: Callable[[Application[UUID]], None], store: Store, clients: int) -> Trial:
    def trial(bench: Bench) -> float:
        with stock_application(store(bench)) as application:
            once = partial(act, application)
            once()  # opens the pool
            if clients == 1:
                return rate(once, bench.seconds)
            return rate_of_threads(once, clients, bench.seconds)

    return trial


STORES: Final = (
    ("sqlite", "SQLite", on_sqlite, product.on_sqlite, 4.0),
    ("postgres", "PostgreSQL", on_postgres, product.on_postgres, 8.0),
)

BENCHMARKS: Final = tuple(
    benchmark
    for short, title, store, own, least in STORES
    for benchmark in (
        Benchmark(
            name=f"commands-{short}",
            what=f"durable commands, {CLIENTS} clients, {title}",
            against=f"stock save, {CLIENTS} threads",
            peer=measured(save_one, store, CLIENTS),
            ours=product.commands(own, CLIENTS),
            least=least,
        ),
        Benchmark(
            name=f"save-{short}",
            what=f"one durable command, one client, {title}",
            against="stock save, one thread",
            peer=measured(save_one, store, 1),
            ours=product.commands(own, 1),
        ),
        Benchmark(
            name=f"appends-{short}",
            what=f"durable appends of one event, {CLIENTS} threads, {title}",
            against=f"stock insert_events, {CLIENTS} threads",
            peer=measured(insert_one, store, CLIENTS),
        ),
        Benchmark(
            name=f"append-{short}",
            what=f"durable appends of one event, one thread, {title}",
            against="stock insert_events, one thread",
            peer=measured(insert_one, store, 1),
        ),
    )
)
