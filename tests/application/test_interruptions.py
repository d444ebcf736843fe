"""The store fails at any instant, before or after it has committed: asked again, all is done once.

GONGZHI_LONGER=20 makes them twenty times as long.
"""

import asyncio
import os
import platform
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final
from uuid import UUID

import pytest

from application.handler import Instruction
from application.log import EventLog
from application.recorded import LogUnavailable, Receipt
from application.stores import Addition, Store, Transaction
from tests.application.counter import COUNTER, Add, OpenCounter
from tests.application.processes import (
    LONGER,
    Where,
    counters,
    handling as handling_at,
    in_threads,
    moves,
    open_counters,
)
from tests.application.test_crashes import check_commands
from tests.application.test_stores import killed_connections
from tests.application.world import CW, FakeClock, Place, System, appending
from tests.conftest import PostgresSchema

THREADS, COMMANDS = 6, 30 * LONGER
FAILS: Final = 0.15  # of the commits, before; and as many after


pytestmark = pytest.mark.usefixtures("counting")


class Failing:
    """A store whose connection is lost now and then: nobody knows whether the commit landed."""

    def __init__(self, store: Store, seed: int) -> None:
        self._store, self._dice = store, random.Random(seed)
        self.failed = 0

    def read(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._store.read(sql, params)

    def add(self, new: Addition) -> bool:
        self._fail()
        added = self._store.add(new)
        self._fail()
        return added

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        with self._store.writing() as transaction:
            yield transaction
            self._fail()
        self._fail()

    def close(self) -> None:
        self._store.close()

    def _fail(self) -> None:
        if self._dice.random() < FAILS:
            self.failed += 1
            raise LogUnavailable("the connection was lost")


def done(system: System, instruction: Instruction) -> Receipt:
    """By somebody who asks until he is answered."""
    while True:
        try:
            return system.handler.handle(instruction)
        except LogUnavailable:
            pass


def asks(thread: int) -> Iterator[tuple[Instruction, bool]]:
    """Opens counters of its own, and adds to one after the other, with a note; whether it opens."""
    for number in range(COMMANDS):
        yield Instruction(OpenCounter(), CW, key=f"{thread}-{number}"), True
        for more in range(3):
            add = Add(n=1, note=f"note {thread}-{number}-{more}")
            yield Instruction(add, CW, key=f"{thread}-{number}-{more}"), False


def check_counters(place: Place, opened: list[UUID]) -> None:
    """Each was opened once, has its three additions, and all notes can be read, by anybody."""
    system = place.system()
    assert [r.position for r in system.log.read(0, 100_000)] == list(range(1, 4 * len(opened) + 1))
    for stream in opened:
        history = system.log.history(stream)
        assert [r.name for r in history] == ["counter.opened", *["counter.added"] * 3]
        assert COUNTER.replay(r.event for r in history).total == 3
        notes = [system.vault.opened(r.event.note, stream) or "" for r in history[1:]]
        assert sorted(note[-1] for note in notes) == ["0", "1", "2"]


def test_what_is_asked_until_it_is_answered_is_done_once(place: Place) -> None:
    """By threads, in two processes whose states grow old meanwhile."""
    failing = [Failing(place.open(), seed) for seed in range(2)]
    systems = [System(store, FakeClock(), f"seed {n}") for n, store in enumerate(failing)]
    opened: list[UUID] = []

    def work(thread: int) -> None:
        stream = None
        for number, (instruction, opens) in enumerate(asks(thread)):
            asked = instruction if opens else _at(instruction, stream)
            stream = done(systems[(thread + number) % 2], asked).stream
            if opens:
                opened.append(stream)

    in_threads(work, THREADS)
    assert len(opened) == THREADS * COMMANDS
    assert min(store.failed for store in failing) > 10
    check_counters(place, opened)


def test_also_in_an_event_loop_in_which_callers_go_away(place: Place) -> None:
    """A client that hangs up does not undo what he asked, nor keep others from theirs."""
    failing = Failing(place.open(), 5)
    system, dice = System(failing), random.Random(6)

    async def done_at_last(instruction: Instruction) -> Receipt:
        while True:
            task = asyncio.ensure_future(system.handler.handling(instruction))
            if dice.random() < 0.2:
                await asyncio.sleep(0)
                task.cancel()
            try:
                return await task
            except (LogUnavailable, asyncio.CancelledError):
                pass

    async def client(thread: int) -> list[UUID]:
        opened: list[UUID] = []
        for instruction, opens in asks(thread):
            asked = instruction if opens else _at(instruction, opened[-1])
            receipt = await done_at_last(asked)
            opened += [receipt.stream] if opens else []
        return opened

    async def all_of_them() -> list[UUID]:
        return [id for ids in await asyncio.gather(*map(client, range(THREADS))) for id in ids]

    opened = asyncio.run(all_of_them())
    assert failing.failed > 10
    check_counters(place, opened)


def _at(instruction: Instruction, stream: UUID | None) -> Instruction:
    return Instruction(instruction.command, CW, stream, key=instruction.key)


def test_connections_killed_again_and_again(postgres_url: PostgresSchema) -> None:
    """As `pg_terminate_backend` does it, in the middle of whatever they do."""
    where = Where("postgres", tuple(postgres_url))
    open_counters(where)
    over, told = Event(), dict[str, Receipt]()
    with handling_at(where) as (log, handler):

        def work(thread: int) -> None:
            for number, instruction in zip(range(COMMANDS), moves(0, thread), strict=False):
                while f"{thread}/{number}" not in told:
                    with suppress(LogUnavailable):
                        told[f"{thread}/{number}"] = handler.handle(instruction)

        def kill() -> None:
            while not over.wait(0.02):
                killed_connections(postgres_url.url)

        killer = Thread(target=kill)
        killer.start()
        in_threads(work, THREADS)
        over.set()
        killer.join()
        check_commands(log)
        events = 2 * THREADS * COMMANDS + len(counters())
        assert log.position() == events


# A disk that says no at the very last


FSYNC_FAILS: Final = """
import ctypes, os, struct, sys
from uuid import UUID
from application.log import EventLog
from application.recorded import LogUnavailable
from application.stores import SQLiteStore
from tests.application.world import FakeClock, appending

log = EventLog(SQLiteStore(sys.argv[1]), FakeClock())
for version in range(1, 6):
    log.append(appending(UUID(int=1), version))

# From here on the kernel answers every fsync and fdatasync with an error.
LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ERROR, ALLOW = 0x00050000 | 5, 0x7FFF0000
steps = [(LOAD, 0, 0, 0)]
calls = [int(call) for call in sys.argv[2:]]
steps += [(IF_EQUAL, len(calls) - n, 0, call) for n, call in enumerate(calls)]
steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ERROR)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code)))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0  # no new privileges
assert libc.prctl(22, 2, program, 0, 0) == 0, os.strerror(ctypes.get_errno())
try:
    log.append(appending(UUID(int=1), 6, key="k"))
except LogUnavailable as error:
    print("told", log.position(), flush=True)
os._exit(0)
"""
SYNC_CALLS: Final = {"x86_64": ("74", "75"), "aarch64": ("82", "83")}  # fsync, fdatasync


@pytest.mark.skipif(platform.machine() not in SYNC_CALLS, reason="system calls not known here")
def test_when_the_disk_does_not_take_it_that_is_told_and_it_may_be_asked_again(
    tmp_path: Path,
) -> None:
    calls = SYNC_CALLS[platform.machine()]
    said = subprocess.run(
        [sys.executable, "-c", FSYNC_FAILS, str(tmp_path / "log.db"), *calls],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert said.stdout == "told 5\n", said.stderr
    log = EventLog(Where("sqlite", (str(tmp_path / "log.db"),)).open(), FakeClock())
    assert log.position() in (5, 6)
    assert log.append(appending(UUID(int=1), 6, key="k")).position == 6
    assert log.position() == 6
