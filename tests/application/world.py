"""A small world for tests of the write side: a place to keep a log in, a clock, some people."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID

from application.codec import Draft, Stamp, draft, stamped
from application.handler import Handler, Instruction
from application.landing import Append, Request
from application.log import EventLog
from application.recorded import ActorStamp, Receipt
from application.stores import Store
from application.vault import Entropy, Sealing, Vault
from domain.body import BodyRenamed, EstablishBody, RenameBody
from domain.kernel import Actor, Command, derived_id
from domain.roles import Role

MASTER: Final = b"a master key of thirty-two bytes"
NOON: Final = datetime(2022, 5, 10, 4, tzinfo=UTC)
DAY: Final = date(2022, 1, 1)
COD: Final = Actor(Role.COD, person=UUID(int=11), scopes=("county",))
CW: Final = Actor(Role.CW, person=UUID(int=12), scopes=("county",))
TOWN: Final = Actor(Role.TOWN, person=UUID(int=13), scopes=("town",))
SYS: Final = Actor(Role.SYS, scopes=("county",))


@dataclass
class FakeClock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


def seeded(seed: str) -> Entropy:
    """The same bytes at every run."""
    numbers = count()

    def entropy(size: int) -> bytes:
        block = hashlib.shake_256(f"{seed}/{next(numbers)}".encode())
        return block.digest(size)

    return entropy


@dataclass
class System:
    """One process's view of a log."""

    store: Store
    clock: FakeClock = field(default_factory=FakeClock)
    seed: str = "seed"
    log: EventLog = field(init=False)
    vault: Vault = field(init=False)
    handler: Handler = field(init=False)

    def __post_init__(self) -> None:
        entropy = seeded(self.seed)
        self.log = EventLog(self.store, self.clock)
        self.vault = Vault(self.store, MASTER, entropy)
        self.handler = Handler(self.log, self.vault, self.clock, entropy)

    def do(self, command: Command[Any], actor: Actor = COD, **about: Any) -> Receipt:
        return self.handler.handle(Instruction(command, actor, **about))

    def names(self) -> list[str]:
        return [recorded.name for recorded in self.log.read(0, 1_000_000)]


class Place:
    """Where a log is kept: each `open` is like another process's."""

    def __init__(self, kind: str, opened: Callable[[], Store]) -> None:
        self.kind, self._opened = kind, opened
        self.stores: list[Store] = []
        self._numbers = count()

    def open(self) -> Store:
        self.stores.append(self._opened())
        return self.stores[-1]

    def system(self, clock: FakeClock | None = None) -> System:
        return System(self.open(), clock or FakeClock(), f"seed {next(self._numbers)}")


@contextmanager
def closing(place: Place) -> Iterator[Place]:
    try:
        yield place
    finally:
        for store in place.stores:
            store.close()


# Commands and events that need nothing else


def establish(code: str, title: str = "机构", **about: Any) -> EstablishBody:
    return EstablishBody(
        code=code, type="DEPARTMENT", title=title, on=DAY, document_no="繁组〔2022〕1号", **about
    )


def rename(title: str) -> RenameBody:
    return RenameBody(title=title, on=DAY, document_no="繁组〔2022〕2号")


def body(code: str) -> UUID:
    return derived_id("body", code)


STAMP: Final = stamped(Stamp(ActorStamp("COD"), UUID(int=1), UUID(int=1)))


def fact(stream: UUID, version: int, title: str = "机构") -> Draft:
    event = BodyRenamed(title=title, on=DAY, document_no="繁组〔2022〕3号")
    return draft(stream, version, event, STAMP)


def appending(
    stream: UUID,
    version: int,
    *,
    seen: dict[UUID, int] | None = None,
    key: str | None = None,
    asked: str = "",
    sealing: Sealing | None = None,
) -> Append:
    """One event as `version` of a stream; seen: what else the decision looked at."""
    request = Request(key.encode(), asked.encode()) if key is not None else None
    looked = {stream: version - 1, **(seen or {})}
    return Append(stream, [fact(stream, version)], looked, request, sealing or Sealing())
