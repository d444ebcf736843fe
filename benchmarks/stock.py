"""The eventsourcing library as it comes: its default recorders, pools, JSON and aggregates."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.harness import Bench, Trial, rate, rate_of_threads

CLIENTS: Final = 32
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
