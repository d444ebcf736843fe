"""Showing personal fields: for a purpose, put on record first, of books entry by entry.

Whose data is restricted (PIPL art. 47), nobody but the person himself is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import msgspec
from pydantic import BaseModel

from application.authority import must_be_for
from application.handler import Instruction, NotFound
from application.recorded import Recorded
from application.vault import PREFIX
from domain.access import Part, Purpose, Reader, RecordRead
from domain.kernel import SYSTEM, Actor, Aggregate, Concern, Refused
from domain.privacy import subject_ref
from interfaces.system import System

ERASED: Final = "[erased]"
RESTRICTED: Final = "[restricted]"


@dataclass(frozen=True, slots=True)
class Readable:
    """A record, or one entry of it, that somebody may read."""

    aggregate: Aggregate[Any]
    stream: UUID
    state: Any
    concern: Concern
    part: Part | None = None
    entry: UUID | None = None


def readable(aggregate: Aggregate[Any], stream: UUID, state: Any, entry: UUID | None) -> Readable:
    """NotFound: there is no such entry in it."""
    if entry is None:
        return Readable(aggregate, stream, state, aggregate.concerns(state, None))
    part: Part | None = aggregate.part and aggregate.part(state, entry)
    if part is None:
        raise NotFound(entry)
    return Readable(aggregate, stream, part.shown, part.concern, part, entry)


def of_entry(history: list[Recorded], part: Part | None) -> Iterator[Recorded]:
    """What of a book's history is the entry's; all of it where the whole record is read."""
    for recorded in history:
        event = part.about(recorded.event) if part else recorded.event
        if event is not None:
            yield msgspec.structs.replace(recorded, event=event)


def revealed(
    system: System, actor: Actor, read: Readable, history: list[Recorded], purpose: Purpose | None
) -> dict[str, str]:
    """Sealed value → clear text, after the read was put on record; nothing without a purpose.

    Forbidden: the purpose is not the caller's to give. Refused: entry_missing.
    """
    if purpose is None:
        return {}
    must_be_for(actor, purpose, read.concern)
    found = _asked_for(read, history, purpose, actor)
    names = tuple(sorted(set(found.values())))
    record = RecordRead(
        record=read.stream,
        collection=read.aggregate.collection,
        purpose=purpose,
        fields=names,
        entry=read.entry,
        persons=tuple(sorted(read.concern.persons)),
        reader=Reader.of(actor),
    )
    system.handler.handle(Instruction(record, SYSTEM))
    hidden = frozenset() if purpose is Purpose.OWN_DATA else _restricted(system, found)
    return {
        token: RESTRICTED
        if owner_of(token) in hidden
        else system.vault.opened(token, read.stream) or ERASED
        for token in found
    }


def _asked_for(
    read: Readable, history: list[Recorded], purpose: Purpose, actor: Actor
) -> dict[str, str]:
    """Sealed value → the name of its field. SYS-07: of an archive, what the purpose needs only;
    SYS-13: of a dispute file, nothing to whoever neither mediates nor supervises."""
    if read.part is not None:
        return {token: field for field, token in read.part.opened(purpose).items()}
    if read.aggregate.part is not None:
        raise Refused(
            "entry_missing",
            "档案须逐条查阅，请用 entry 写明要查阅的档案编号。",
            "An archive is read entry by entry: name the one you read as `entry`.",
        )
    own = purpose is Purpose.OWN_DATA
    return {
        token: f"{recorded.name}/{path}"
        for recorded in history
        if own or not recorded.event.offices or actor.role in recorded.event.offices
        for path, token in sealed_in(recorded.event)
    }


def _restricted(system: System, tokens: dict[str, str]) -> frozenset[UUID]:
    """The persons among the owners of these whose data is only kept and protected."""
    owners = {owner_of(token) for token in tokens}
    return frozenset(one for one in owners if system.handler.look(subject_ref(one)).restricted)


def owner_of(token: str) -> UUID:
    """Under whose key it is sealed."""
    return UUID(token.removeprefix(PREFIX).partition(":")[0])


def sealed_in(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every sealed text in an event, with the name of its field."""
    match value:
        case str() if value.startswith(PREFIX):
            yield path, value
        case BaseModel():
            for name in type(value).model_fields:
                yield from sealed_in(getattr(value, name), f"{path}/{name}" if path else name)
        case tuple():
            for item in value:
                yield from sealed_in(item, path)
        case _:
            pass
