"""What the log holds: an event at its place, with who, when and why."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec


class ActorStamp(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who acted, as kept in the envelope."""

    role: str
    person: UUID | None = None
    body: str | None = None
    on_behalf_of: UUID | None = None


class Recorded(msgspec.Struct, frozen=True):
    """One event of the log.

    position: its place in the whole log, 1, 2, 3 … version: its place in its stream, from 1.
    name: the stored name. event: the fact, as its class (`EventLog.history`) or as the class's
    trusted twin with the same fields (`EventLog.read`). recorded_at: when the log took it, never
    decreasing along positions. dated: when the command says it happened. Both UTC.
    causation: the position that made a policy issue the command, None for people and timers.
    """

    position: int
    stream: UUID
    version: int
    name: str
    event: Any
    recorded_at: datetime
    dated: datetime | None
    actor: ActorStamp
    command: UUID
    correlation: UUID
    causation: int | None = None
    ruleset: str | None = None

    @property
    def occurred_at(self) -> datetime:
        """When it happened in the world, UTC."""
        # Facts that one command brings from elsewhere happened each at its own time.
        return getattr(self.event, "happened_at", None) or self.dated or self.recorded_at


class LostRace(Exception):
    """A stream that the decision looked at has moved: reload and decide again."""


class KeyReused(Exception):
    """The idempotency key was used for another request."""


class LogUnavailable(Exception):
    """The store did not answer. It is not known whether the last append landed: ask again."""


class NewerEvent(Exception):
    """The log holds what only a newer program writes: this one must not go on with it."""

    def __init__(self, event: str) -> None:
        super().__init__(f"this program does not know the event {event}: install the newer one")


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """Where a change landed.

    version: of the stream after it. first, position: of its first and last event; None: nothing
    changed. replayed: this is the answer of an earlier request with the same idempotency key.
    """

    stream: UUID
    version: int
    position: int | None
    first: int | None = None
    replayed: bool = False
    pending: UUID | None = None  # the approval it waits for; nothing else has changed yet


class Clock(Protocol):
    def __call__(self) -> datetime:
        """Now, aware, UTC. May jump back: the log does not."""
        ...
