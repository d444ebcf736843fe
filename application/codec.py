"""Between a fact and its stored bytes: envelope, schema number, sealed fields.

Stored: {"recorded_at", "actor", "command", "correlation", "occurred_at"?, "causation"?,
"ruleset"?, "schema", "data"}. `recorded_at` comes first because it is known last, when the log
commits.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec
import orjson

from application.recorded import ActorStamp, NewerEvent, Recorded
from application.schemas import lifted, newest_schema
from application.stores import stream_of
from application.twins import twin
from domain.kernel import Event
from domain.registry import EVENTS

TIME_AT: Final = len('{"recorded_at":"')
TIME_LENGTH: Final = len("2022-01-28T08:00:00.000000Z")


class Stamp(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the envelope says of a command: the same for all its events."""

    actor: ActorStamp
    command: UUID
    correlation: UUID
    occurred_at: datetime | None = None  # None: when it was recorded
    causation: int | None = None
    ruleset: str | None = None


class Draft(msgspec.Struct, frozen=True):
    """An event ready to be stored, all but its position and its time."""

    stream: UUID
    version: int
    name: str
    rest: bytes  # the stored object after its first member

    def stored(self, recorded_at: str) -> bytes:
        return b'{"recorded_at":"%b",%b' % (recorded_at.encode(), self.rest)


def draft(stream: UUID, version: int, event: Event[Any], stamp: bytes) -> Draft:
    """`event`, already sealed, as it will stand in the log. stamp: what `stamped` gave."""
    data = event.model_dump_json(exclude_none=True).encode()
    rest = b'%b,"schema":%d,"data":%b}' % (stamp, newest_schema(event.name), data)
    return Draft(stream, version, event.name, rest)


class _Rest(msgspec.Struct, frozen=True):
    data: msgspec.Raw


def fact_in(draft: Draft) -> Event[Any]:
    """What a draft would put on record, as it would be read again."""
    rest = msgspec.json.decode(b"{%b" % draft.rest, type=_Rest)
    return _kind(draft.name).model_validate_json(bytes(rest.data))


_STAMPS: Final = msgspec.json.Encoder()


def stamped(stamp: Stamp) -> bytes:
    """The members of the envelope that all events of a command share."""
    return _STAMPS.encode(stamp)[1:-1]


def written(moment: datetime) -> str:
    """UTC, RFC 3339, microseconds: sorts as it runs."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    recorded_at: datetime
    schema: int
    actor: ActorStamp
    command: UUID
    correlation: UUID
    occurred_at: datetime | None = None
    causation: int | None = None
    ruleset: str | None = None
    data: msgspec.Raw


class _Schema(msgspec.Struct):
    schema: int


_STORED: Final = msgspec.json.Decoder(_Stored)
_SCHEMA: Final = msgspec.json.Decoder(_Schema)


@cache
def _trusting(name: str) -> tuple[int, Callable[[bytes], Any]]:
    """The newest schema of these events, and what decodes one that is glued to its place."""
    fields: list[Any] = [
        ("name", str, name),
        ("event", twin(_kind(name)), msgspec.field(name="data")),
        ("dated", datetime | None, msgspec.field(name="occurred_at", default=None)),
        ("schema", int),
    ]
    title = f"Recorded_{name.replace('.', '_')}"
    shape = msgspec.defstruct(title, fields, bases=(Recorded,), frozen=True, kw_only=True)
    return newest_schema(name), msgspec.json.Decoder(shape).decode


def trusted(position: int, stream: UUID | str, version: int, name: str, stored: bytes) -> Recorded:
    """Decodes what was validated when it was written; the event is its class's twin."""
    newest, decode = _trusting(name)
    if newest > 1 and _SCHEMA.decode(stored).schema < newest:
        raw = _STORED.decode(stored)
        event = msgspec.json.decode(_lifted(name, raw), type=twin(_kind(name)))
        return _recorded(position, stream_of(stream), version, name, raw, event)
    # Glued to its place, it is read in one go: half of the time went into putting both together.
    place = f'{{"position":{position},"stream":"{stream}","version":{version},'
    recorded = decode(place.encode() + stored[1:])
    if recorded.schema > newest:
        raise NewerEvent(f"{name}@{recorded.schema}")
    whole: Recorded = recorded
    return whole


def validated(position: int, stream: UUID, version: int, name: str, stored: bytes) -> Recorded:
    """Decodes and validates again; the event is an instance of its class."""
    kind, raw = _kind(name), _STORED.decode(stored)
    event = kind.model_validate_json(_lifted(name, raw))
    return _recorded(position, stream, version, name, raw, event)


def _kind(name: str) -> type[Event[Any]]:
    if name not in EVENTS:
        raise NewerEvent(name)
    return EVENTS[name]


def _lifted(name: str, raw: _Stored) -> bytes:
    """The fact in its newest schema."""
    newest, data = newest_schema(name), bytes(raw.data)
    if raw.schema > newest:
        raise NewerEvent(f"{name}@{raw.schema}")
    return (
        data if raw.schema == newest else orjson.dumps(lifted(name, raw.schema, orjson.loads(data)))
    )


def recorded_at(stored: bytes) -> datetime:
    """Only the time, without decoding the rest."""
    return datetime.fromisoformat(stored[TIME_AT : TIME_AT + TIME_LENGTH].decode())


def _recorded(
    position: int, stream: UUID, version: int, name: str, stored: _Stored, event: Any
) -> Recorded:
    return Recorded(
        position,
        stream,
        version,
        name,
        event,
        stored.recorded_at,
        stored.occurred_at,
        stored.actor,
        stored.command,
        stored.correlation,
        stored.causation,
        stored.ruleset,
    )
