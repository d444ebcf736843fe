"""Real processes that write to one log, to be raced against each other and to be killed."""

import multiprocessing
import os
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock, Thread
from typing import Any, Final
from uuid import UUID

import pytest

from application.handler import Handler, Instruction
from application.log import EventLog
from application.stores import PostgresStore, SQLiteStore, Store
from application.vault import Vault
from domain.body import AppointToPost, Basis, Post
from domain.kernel import Actor, Period, derived_id
from domain.roles import Role
from tests.application import counter
from tests.application.counter import COUNTER, Move, OpenCounter
from tests.application.world import CW, DAY, MASTER, Place, body

COD: Final = Actor(Role.COD, person=UUID(int=11), scopes=("county",))
# How many times longer than in CI: races and crashes are found by repetition.
LONGER: Final = int(os.environ.get("GONGZHI_LONGER", "1"))

# A server that has imported all this forks a process in milliseconds.
_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload([__name__, "interfaces.system"])


@dataclass(frozen=True)
class Where:
    """A place, as it can be sent to another process."""

    kind: str
    names: tuple[str, ...]

    def open(self) -> Store:
        return SQLiteStore(*self.names) if self.kind == "sqlite" else PostgresStore(*self.names)


@dataclass
class Child:
    process: BaseProcess
    said: Connection

    def everything(self) -> list[Any]:
        """All that it has said and will say, until it ends or is killed."""
        heard = []
        while True:
            try:
                heard.append(self.said.recv())
            except EOFError:
                self.process.join()
                return heard

    def kill(self) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGKILL)


def start(work: Callable[..., None], *about: Any) -> Child:
    """work(say, *about) in a process of its own."""
    ours, theirs = _forking.Pipe(duplex=False)
    process = _forking.Process(target=_told, args=(work, theirs, about), daemon=True)
    process.start()
    theirs.close()
    return Child(process, ours)


def _told(work: Callable[..., None], said: Connection, about: Sequence[Any]) -> None:
    lock = Lock()

    def say(words: Any) -> None:
        with lock:
            said.send(words)

    work(say, *about)


@contextmanager
def handling(where: Where) -> Iterator[tuple[EventLog, Handler]]:
    store = where.open()
    log = EventLog(store, lambda: datetime.now(UTC))
    yield log, Handler(log, Vault(store, MASTER, os.urandom), lambda: datetime.now(UTC), os.urandom)
    store.close()


def where_of(place: Place, request: pytest.FixtureRequest) -> Where:
    if place.kind == "sqlite":
        return Where("sqlite", (str(request.getfixturevalue("tmp_path") / "log.db"),))
    return Where("postgres", tuple(request.getfixturevalue("postgres_url")))


def in_threads(work: Callable[[int], None], threads: int) -> None:
    running = [Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


# Racing: who appoints more people


def appoint(
    say: Callable[[Any], None], where: Where, name: int, threads: int, bodies: int, commands: int
) -> None:
    """Says of each appointment: the body, the person, the version and the position."""
    with handling(where) as (_, handler):

        def work(thread: int) -> None:
            dice = random.Random(f"{name}/{thread}")
            for number in range(commands):
                stream = body(f"FC{dice.randrange(bodies):02d}")
                person = derived_id("racer", name, thread, number)
                receipt = handler.handle(Instruction(appointment(person), COD, stream))
                say((stream, person, receipt.version, receipt.position))

        in_threads(work, threads)


def appointment(person: UUID) -> AppointToPost:
    return AppointToPost(
        person=person,
        post=Post.MEMBER,
        basis=Basis.ELECTED,
        period=Period(start=DAY),
        document_no="繁组〔2022〕9号",
    )


def follow(say: Callable[[Any], None], where: Where, last: int) -> None:
    """Reads along while others write; says what it saw, in the order in which it saw it."""
    store = where.open()
    log, after, seen = EventLog(store, lambda: datetime.now(UTC)), 0, []
    while after < last and log.wait(after, timeout=60):
        for recorded in log.read(after, 100):
            seen.append((recorded.position, recorded.stream, recorded.version))
            after = recorded.position
    say(seen)
    store.close()


# Being killed: units move between counters, two events at a time

COUNTERS: Final = 4


def counters() -> list[UUID]:
    return [derived_id("counter", f"c{number}") for number in range(COUNTERS)]


def moves(run: int, thread: int) -> Iterator[Instruction]:
    """The same at every call, so that whoever comes after can repeat them."""
    dice = random.Random(f"{run}/{thread}")
    number = 0
    while True:
        here, there = dice.sample(counters(), 2)
        yield Instruction(Move(n=1, to=there), CW, here, key=f"{run}-{thread}-{number}")
        number += 1


def move(say: Callable[[Any], None], where: Where, run: int, threads: int) -> None:
    """Until it is killed. Says the receipt of each command once it is acknowledged."""
    counter.register(pytest.MonkeyPatch())
    with handling(where) as (_, handler):

        def work(thread: int) -> None:
            for number, instruction in enumerate(moves(run, thread)):
                receipt = handler.handle(instruction)
                say((thread, number, receipt.first, receipt.position))

        in_threads(work, threads)


def open_counters(where: Where) -> None:
    with handling(where) as (_, handler):
        for number in range(COUNTERS):
            handler.handle(Instruction(OpenCounter(name=f"c{number}"), CW))
    assert counters() == [COUNTER.identify(OpenCounter(name=f"c{n}")) for n in range(COUNTERS)]
