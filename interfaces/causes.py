"""The events that did something: which, when, and by whom, as far as the caller may know.

Of a record that is for some offices only, as a round of ballots is, nobody else is told what
happened to it, or when: the position stands for it.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from application.authority import covers
from application.recorded import Recorded
from domain.kernel import Actor, Concern
from domain.registry import OWNER
from interfaces.rendering import plain
from interfaces.system import System


def told(system: System, actor: Actor, positions: Iterable[int]) -> list[dict[str, Any]]:
    """by: None where the record lies outside the caller's scope, or its author is not named."""
    events = [recorded for p in positions for recorded in system.log.read(p - 1, 1)]
    system.handler.catch_up({recorded.stream for recorded in events})
    return [_told(system, actor, recorded) for recorded in events]


def concern_of(system: System, name: str, stream: UUID) -> Concern:
    """Whom the record of an event concerns, as far as this process knows. name: the event's."""
    aggregate = OWNER[name]
    return aggregate.concerns(system.handler.state(aggregate, stream)[1], None)


def is_secret(actor: Actor, concern: Concern) -> bool:
    return bool(concern.offices) and not covers(actor, concern, reading=True)


def _told(system: System, actor: Actor, recorded: Recorded) -> dict[str, Any]:
    concern, by = concern_of(system, recorded.name, recorded.stream), recorded.actor
    known, secret = covers(actor, concern, reading=True), is_secret(actor, concern)
    named = known and by.person not in concern.unnamed - {actor.person}
    return {
        "position": recorded.position,
        "event": None if secret else recorded.name,
        "recorded_at": None if secret else plain(recorded.recorded_at),
        "role": by.role if known else None,
        "person": plain(by.person) if named else None,
    }
