"""What the product does in the same trials as its peers and floors."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import orjson

from application.log import EventLog
from application.stores import PostgresStore, SQLiteStore
from application.stores.base import Addition
from benchmarks.client import hammer, post
from benchmarks.harness import Bench, Trial
from domain.kernel import Actor
from domain.roles import Role
from interfaces.http.auth import Issuer
from interfaces.simulation import COMMUNITY, TINY, simulate
from interfaces.system import Settings, System, utc_now
from projections.engine import without_gc

COUNTY: Final = Actor(Role.COD, uuid4(), None, None, ("county",))
COPIES: Final = 12  # of a community's year, each with ids of its own: some 200,000 events
BATCH: Final = 1_000
UUIDS: Final = re.compile(rb"[0-9a-f]{8}(?=-[0-9a-f]{4}-)|(?<=sealed:1:)[0-9a-f]{8}")
numbers: Final = count(1)


def body(number: int) -> dict[str, Any]:
    return {
        "code": f"B{number}", "type": "DEPARTMENT", "title": "合成机构", "on": "2022-01-01",
        "document_no": "【合成】1号",
    }  # fmt: skip


def year(bench: Bench) -> Path:
    """The folder of a simulated year, many times over."""
    return many_years(bench, bench.size(COPIES * 20) // 20)


def one_year(bench: Bench) -> Path:
    folder = bench.folder()
    simulate(Settings.of({}, folder), TINY if bench.quick else COMMUNITY, 1)
    return folder


def many_years(bench: Bench, copies: int) -> Path:
    folder = bench.folder()
    shutil.copytree(bench.once(one_year), folder, dirs_exist_ok=True)
    store = SQLiteStore(str(folder / "log.db"), loading=True)
    log = EventLog(store, utc_now)
    head = log.position()
    rows = log.stored(0, head)
    for copy in range(1, copies):
        store.add(Addition([_copied(row, copy, head) for row in rows]))
    store.close()
    return folder


def year_on_postgres(bench: Bench) -> Settings:
    """The same log on PostgreSQL."""
    schema, folder = bench.schema(), bench.folder()
    env = {"GONGZHI_DATABASE_URL": schema.url, "GONGZHI_SCHEMA": schema.name}
    source = SQLiteStore(str(bench.once(year) / "log.db"))
    log, store = EventLog(source, utc_now), PostgresStore(schema.url, schema.name)
    for start in range(0, log.position(), 5_000):
        store.add(Addition(log.stored(start, 5_000)))
    store.close()
    source.close()
    return Settings.of(env, folder)


def _copied(row: Any, copy: int, head: int) -> Any:
    """The same event with other ids, at its place in the copy."""
    position, stream, version, name, stored = row
    mixed = type(stream)(int=stream.int ^ (copy << 96))
    other = UUIDS.sub(lambda found: b"%08x" % (int(found.group(), 16) ^ copy), stored)
    return position + copy * head, mixed, version, name, other


def fold_nothing(bench: Bench) -> float:
    """The floor as the read side sees it: every event as an object, and nothing done with it."""
    store = SQLiteStore(str(bench.once(year) / "log.db"))
    log, done = EventLog(store, utc_now), 0
    with without_gc():
        began = time.perf_counter()
        while events := log.read(done, 5_000):
            done += len(events)
        passed = time.perf_counter() - began
    store.close()
    return done / passed


def read_year(bench: Bench) -> float:
    """The floor below that: reading the log and parsing its JSON, doing nothing."""
    store = SQLiteStore(str(bench.once(year) / "log.db"))
    sql = "SELECT position, stored FROM log WHERE position > ? ORDER BY position LIMIT 5000"
    done, position, began = 0, 0, time.perf_counter()
    while rows := store.read(sql, (position,)):
        for _, stored in rows:
            orjson.loads(stored)
        done, position = done + len(rows), rows[-1][0]
    passed = time.perf_counter() - began
    store.close()
    return done / passed


def rebuild_year(bench: Bench) -> float:
    return rebuilt(Settings.of({}, bench.once(year)))


def rebuild_postgres(bench: Bench) -> float:
    return rebuilt(bench.once(year_on_postgres))


def rebuilt(settings: Settings) -> float:
    with System(settings) as system:
        began = time.perf_counter()
        certificate = system.rebuild(anyway=True)
        return certificate.events / (time.perf_counter() - began)


@contextmanager
def api(bench: Bench) -> Iterator[tuple[int, dict[str, str]]]:
    """The product's API in a process of its own: its port and an authorised caller's headers."""
    from benchmarks.web import served

    folder = bench.folder()
    token = Issuer.of(folder).token(COUNTY, utc_now(), timedelta(hours=1))
    os.environ["GONGZHI_DATA"] = str(folder)
    try:
        with served("benchmarks.served:app") as port:
            yield port, {"Authorization": f"Bearer {token}"}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()


def posts(connections: int) -> Trial:
    def trial(bench: Bench) -> float:
        with api(bench) as (port, headers):

            def request() -> bytes:
                return post("/v1/bodies", orjson.dumps(body(next(numbers))), **headers)

            hammer(port, request, connections=connections, seconds=0.3)
            answers = hammer(port, request, connections=connections, seconds=bench.seconds)
        return answers.per_second

    return trial


def batches(bench: Bench) -> float:
    """Commands a second in NDJSON batches over one connection."""
    with api(bench) as (port, headers):

        def request() -> bytes:
            lines = [
                orjson.dumps({"command": "body.establish", "body": body(next(numbers))})
                for _ in range(BATCH)
            ]
            kind = {"content_type": "application/x-ndjson"}
            return post("/v1/commands", b"\n".join(lines), **headers, **kind)

        answers = hammer(port, request, connections=1, seconds=max(bench.seconds, 1.0))
    return answers.per_second * BATCH
