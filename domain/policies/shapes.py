"""What a policy is: pure, so that running it again asks for the same.

It mints no id that does not derive from what it reads. Whoever runs it gives each command an id
made of the policy and the position.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from domain.kernel import Aggregate, Command, Event, Ref, S


class Look(Protocol):
    """The current state of a stream; its initial state if there is none."""

    def __call__(self, ref: Ref[S], /) -> S: ...


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event where it stands in the log, as a fact or as its trusted twin. at: it happened."""

    stream: UUID
    event: Any
    position: int
    at: datetime


class Issue(NamedTuple):
    """A command for the system to issue; stream None: that of the command's natural key.

    part: which part of its event it answers, where that decides where it goes: a part is answered
    once, although a run that is repeated may come to another answer.
    """

    aggregate: Aggregate[Any]
    stream: UUID | None
    command: Command[Any]
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """name: the handbook's. on: the events that trigger it."""

    name: str
    on: type[Event[Any]]
    then: Callable[[Trigger, Look], Iterable[Issue]]
