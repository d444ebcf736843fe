"""The events that did something: which, when, and by whom, as far as the caller may know."""

from collections.abc import Iterable
from typing import Any

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


def _told(system: System, actor: Actor, recorded: Recorded) -> dict[str, Any]:
    aggregate, by = OWNER[recorded.name], recorded.actor
    concern: Concern = aggregate.concerns(system.handler.state(aggregate, recorded.stream)[1], None)
    known = covers(actor, concern, reading=True)
    named = known and by.person not in concern.unnamed - {actor.person}
    return {
        "position": recorded.position,
        "event": recorded.name,
        "recorded_at": plain(recorded.recorded_at),
        "role": by.role if known else None,
        "person": plain(by.person) if named else None,
    }
