"""The eventsourcing library's own projection: its runner, one transaction for each event."""

import time
from typing import Any, Final
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier

from benchmarks import product
from benchmarks.harness import Bench, Benchmark
from benchmarks.stock import TEXT, Report, on_postgres, stock_application

EVENTS: Final = 1_000
BATCH: Final = 50  # far below 700 KB a save, from which on psycopg's pipeline mode may hang
PATIENCE_SECONDS: Final = 120.0
ROWS: Final = 100


class Counts(PostgresTrackingRecorder):
    """One row a key, counted up by each event: the least that a read model can be."""

    def __init__(self, datastore: PostgresDatastore, **kwargs: Any) -> None:
        super().__init__(datastore, **kwargs)
        table = Identifier(datastore.schema, "counts")
        self.sql_create_statements.append(
            SQL("create table if not exists {} (key int primary key, count int)").format(table)
        )
        self.add = SQL(
            "insert into {} as c values (%s, 1) on conflict (key) do update set count = c.count + 1"
        ).format(table)

    def count(self, key: int, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(self.add, (key,), prepare=True)
            self._insert_tracking(cursor, tracking)


class Counting(Projection[Counts]):
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        event: Aggregate.Event = domain_event
        self.view.count(event.originator_id.int % ROWS, tracking)


def stock_rebuild(bench: Bench) -> float:
    """Events a second from an empty read model to one that has counted them all."""
    env, events = on_postgres(bench), bench.size(EVENTS)
    with stock_application(env) as application:
        for _ in range(0, events, BATCH):
            application.save(*(Report(TEXT) for _ in range(BATCH)))
    began = time.perf_counter()
    with ProjectionRunner(
        application_class=Application[UUID],
        projection_class=Counting,
        view_class=Counts,
        env=env,
    ) as runner:
        runner.wait(events, timeout=PATIENCE_SECONDS)
        passed = time.perf_counter() - began
    runner.view.datastore.close()
    return events / passed


BENCHMARKS: Final = (
    Benchmark(
        name="rebuild-stock",
        what="rebuild of all read models, PostgreSQL",
        against="stock projection of one count",
        peer=stock_rebuild,
        ours=product.rebuild_postgres,
        least=30,
    ),
)
