"""Taking a log along and checking it: against hashing the same bytes once."""

import sqlite3
import time
from contextlib import closing
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

from application.log import EventLog
from application.proof.bundling import bundle
from application.proof.checking import line_of
from application.proof.verifying import opened, verify_bundle
from application.stores import SQLiteStore
from benchmarks import product
from benchmarks.harness import Bench, Benchmark
from interfaces.system import Settings, System, utc_now

READ_AT_ONCE: Final = 2_000
YEARS_APART: Final = 3


def year(bench: Bench) -> Path:
    """The folder of a simulated year, many times over, each copy later than the one before."""
    copies = max(1, bench.size(product.COPIES))
    folder = product.many_years(bench, copies)
    with closing(sqlite3.connect(folder / "log.db")) as log, log:
        [[count]] = log.execute("SELECT COUNT(*) FROM stored_events")
        log.execute(
            "UPDATE stored_events SET state=CAST(substr(CAST(state AS TEXT), 1, 16)"
            " || (substr(CAST(state AS TEXT), 17, 4) + ? * ((rowid-1) / ?))"
            " || substr(CAST(state AS TEXT), 21) AS BLOB)",
            (YEARS_APART, count // copies),
        )
    return folder


def bundled(bench: Bench) -> Path:
    """The simulated year, many times over, in a bundle."""
    out = bench.folder() / "log.zip"
    with System(Settings.of({}, bench.once(year))) as system:
        bundle(system.log, system.tlog, "benchmark", out)
    return out


def hash_once(bench: Bench) -> float:
    """Seconds to hash every event, in memory, and nothing else."""
    passed = 0.0
    with opened(bench.once(bundled)) as found:
        lines = found.lines()
        while some := list(islice(lines, READ_AT_ONCE)):
            began = time.perf_counter()
            for line in some:
                sha256(line).digest()
            passed += time.perf_counter() - began
    return passed


def verify(bench: Bench) -> float:
    """Seconds to check the bundle: read, hashed, ordered, held against what was signed."""
    path = bench.once(bundled)
    began = time.perf_counter()
    verify_bundle(path)
    return time.perf_counter() - began


def verify_in_place(bench: Bench) -> float:
    """Seconds to check the log where it lies."""
    bench.once(bundled)  # it signs
    with System(Settings.of({}, bench.once(year))) as system:
        began = time.perf_counter()
        system.tlog.verified()
        return time.perf_counter() - began


def take_along(bench: Bench) -> float:
    """Seconds to write the bundle."""
    out = bench.folder() / "log.zip"
    with System(Settings.of({}, bench.once(year))) as system:
        system.tlog.tree()  # what a server has
        began = time.perf_counter()
        bundle(system.log, system.tlog, "benchmark", out)
        return time.perf_counter() - began


def read_once(bench: Bench) -> float:
    """Seconds to read every event as it is stored, and hash it."""
    store = SQLiteStore(str(bench.once(year) / "log.db"))
    log, done, began = EventLog(store, utc_now), 0, time.perf_counter()
    while rows := log.stored(done, READ_AT_ONCE):
        for row in rows:
            sha256(line_of(*row[1:])).digest()
        done += len(rows)
    passed = time.perf_counter() - began
    store.close()
    return passed


BENCHMARKS: Final = (
    Benchmark(
        name="verify",
        what="verify a bundle of a year, 200,000 events",
        against="hashing the same bytes once, in memory",
        peer=hash_once,
        ours=verify,
        most=3,
        unit="s",
    ),
    Benchmark(
        name="verify-read",
        what="verify the log in place",
        against="reading the same events and hashing them once",
        peer=read_once,
        ours=verify_in_place,
        most=3,
        unit="s",
    ),
    Benchmark(
        name="bundle",
        what="bundle a year",
        against="reading the same events and hashing them once",
        peer=read_once,
        ours=take_along,
        unit="s",
    ),
)
