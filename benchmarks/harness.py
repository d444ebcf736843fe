"""What a benchmark is, and what its trials may use.

Speed is judged as a ratio: ours and what it is held against run in turns, in one process, on one
machine, and the medians are compared. Never a test: a busy machine is no defect of the code.
"""

import os
import platform
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple, TypeVar

import psycopg

from tests.postgres import temporary_postgres

T = TypeVar("T")
ROUNDS, QUICK_ROUNDS = 5, 1
TRIAL_SECONDS, QUICK_TRIAL_SECONDS = 2.0, 0.3
PER_SECOND: Final = "1/s"


class Schema(NamedTuple):
    """url: connects with `name`, an empty schema, as the search path. host: of the socket."""

    url: str
    host: str
    name: str


@dataclass
class Bench:
    """The place of one run: fresh folders, a durable PostgreSQL, and how long to try.

    quick: only to see that everything runs; its figures mean little.
    """

    quick: bool
    load: float = field(default_factory=lambda: os.getloadavg()[0])  # before the run adds its own
    _held: ExitStack = field(default_factory=ExitStack)
    _made: dict[object, Any] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, *error: object) -> None:
        self._held.close()

    @property
    def seconds(self) -> float:
        """How long a trial that repeats something goes on."""
        return QUICK_TRIAL_SECONDS if self.quick else TRIAL_SECONDS

    def size(self, full: int) -> int:
        """How many of something that is `full` in a real run."""
        return full // 20 if self.quick else full

    def once(self, make: Callable[["Bench"], T]) -> T:
        """What `make` gives, made at its first use in this run."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def folder(self) -> Path:
        """An empty folder on a disk (`/tmp` must not be in memory), removed after the run."""
        return Path(self._held.enter_context(tempfile.TemporaryDirectory(prefix="gongzhi-bench-")))

    def schema(self) -> Schema:
        """An empty schema in a PostgreSQL whose commits wait for the disk."""
        server = self.once(_durable_postgres)
        name = f"bench_{next(self._numbers)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"create schema {name}")
        return Schema(f"{server}&options=-csearch_path%3D{name}", server.split("host=")[1], name)

    def machine(self) -> str:
        """What it ran on, in one line."""
        with psycopg.connect(self.once(_durable_postgres)) as connection:
            postgres = connection.info.parameter_status("server_version")
        cpu = next(
            (
                line.partition(":")[2].strip()
                for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")
            ),
            platform.processor(),
        )
        return (
            f"{cpu}, {os.cpu_count()} cores, load {self.load:.1f} before, "
            f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
            f"PostgreSQL {postgres}"
        )


def _durable_postgres(bench: Bench) -> str:
    return bench._held.enter_context(temporary_postgres(fast=False))


Trial = Callable[[Bench], float]


@dataclass(frozen=True)
class Benchmark:
    """A trial of ours against a trial of a peer or a floor, and the budget of DESIGN 8.

    name: for the command line. ours: None while the product cannot do it yet.
    least, most: what ours / against must reach, or must not pass. rounds: how often each is tried.
    """

    name: str
    what: str
    against: str
    peer: Trial
    ours: Trial | None = None
    least: float | None = None
    most: float | None = None
    unit: str = PER_SECOND
    rounds: int = ROUNDS

    def run(self, bench: Bench) -> "Result":
        ours, peer = [], []
        for _ in range(QUICK_ROUNDS if bench.quick else self.rounds):
            peer.append(self.peer(bench))
            if self.ours:
                ours.append(self.ours(bench))
        return Result(self, median(ours) if ours else None, median(peer))


class Result(NamedTuple):
    benchmark: Benchmark
    ours: float | None
    peer: float

    @property
    def ratio(self) -> float | None:
        return None if self.ours is None else self.ours / self.peer


def rate(act: Callable[[], object], seconds: float) -> float:
    """How often a second `act` can be done, one after the other."""
    done, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        act()
        done += 1
    return done / passed


def rate_of_threads(act: Callable[[], object], threads: int, seconds: float) -> float:
    """The sum of what so many threads do a second, all at once; an error in one is raised here."""
    rates, errors = [0.0] * threads, list[BaseException]()
    together = threading.Barrier(threads)

    def work(number: int) -> None:
        try:
            together.wait()
            rates[number] = rate(act, seconds)
        except BaseException as error:
            errors.append(error)

    crew = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    if errors:
        raise errors[0]
    return sum(rates)
