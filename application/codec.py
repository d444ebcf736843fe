"""Between a fact and its stored bytes: envelope, schema number, sealed fields.

Stored: {"recorded_at", "schema", "occurred_at"?, "actor", "command", "correlation", "causation"?,
"ruleset"?, "data"}. `recorded_at` comes first because it is known last, when the log commits.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec
import orjson

from application.recorded import ActorStamp, Recorded
from application.schemas import lifted, newest_schema
from application.twins import twin
from domain.kernel import Event
from domain.registry import EVENTS


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the envelope says of a command: the same for all its events."""

    actor: ActorStamp
    command: UUID
    correlation: UUID
    occurred_at: datetime | None = None  # None: when it was recorded
    causation: int | None = None
    ruleset: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An event ready to be stored, all but its position and its time."""

    stream: UUID
    version: int
    name: str
    rest: bytes  # the stored object after its first member

    def stored(self, recorded_at: str) -> bytes:
        return b'{"recorded_at":"' + recorded_at.encode() + b'",' + self.rest


def draft(stream: UUID, version: int, event: Event[Any], stamp: Stamp) -> Draft:
    """`event`, already sealed, as it will stand in the log."""
    head: dict[str, Any] = {"schema": newest_schema(event.name)}
    if stamp.occurred_at is not None:
        head["occurred_at"] = written(stamp.occurred_at)
    head["actor"] = {
        name: getattr(stamp.actor, name)
        for name in ActorStamp.__struct_fields__
        if getattr(stamp.actor, name) is not None
    }
    head["command"], head["correlation"] = stamp.command, stamp.correlation
    if stamp.causation is not None:
        head["causation"] = stamp.causation
    if stamp.ruleset is not None:
        head["ruleset"] = stamp.ruleset
    data = event.model_dump_json(exclude_none=True).encode()
    rest = orjson.dumps(head)[1:-1] + b',"data":' + data + b"}"
    return Draft(stream, version, event.name, rest)


def written(moment: datetime) -> str:
    """UTC, RFC 3339, microseconds: sorts as it runs."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class _Envelope(msgspec.Struct, frozen=True, kw_only=True):
    recorded_at: datetime
    schema: int
    actor: ActorStamp
    command: UUID
    correlation: UUID
    occurred_at: datetime | None = None
    causation: int | None = None
    ruleset: str | None = None


class _RawEnvelope(_Envelope, frozen=True, kw_only=True):
    data: msgspec.Raw


_RAW: Final = msgspec.json.Decoder(_RawEnvelope)


@cache
def _trusting(name: str) -> tuple[int, msgspec.json.Decoder[Any]]:
    shape = msgspec.defstruct(
        f"Stored_{name.replace('.', '_')}",
        [("data", twin(EVENTS[name]))],
        bases=(_Envelope,),
        frozen=True,
        kw_only=True,
    )
    return newest_schema(name), msgspec.json.Decoder(shape)


def trusted(position: int, stream: UUID, version: int, name: str, stored: bytes) -> Recorded:
    """Decodes what was validated when it was written; the event is its class's twin."""
    newest, decoder = _trusting(name)
    raw = _RAW.decode(stored) if newest > 1 else None
    if raw is not None and raw.schema < newest:
        old = lifted(name, raw.schema, orjson.loads(bytes(raw.data)))
        return _recorded(
            position, stream, version, name, raw, msgspec.convert(old, twin(EVENTS[name]))
        )
    envelope = decoder.decode(stored)
    return _recorded(position, stream, version, name, envelope, envelope.data)


def validated(position: int, stream: UUID, version: int, name: str, stored: bytes) -> Recorded:
    """Decodes and validates again; the event is an instance of its class."""
    raw, kind = _RAW.decode(stored), EVENTS[name]
    if raw.schema < newest_schema(name):
        event = kind.model_validate(lifted(name, raw.schema, orjson.loads(bytes(raw.data))))
    else:
        event = kind.model_validate_json(bytes(raw.data))
    return _recorded(position, stream, version, name, raw, event)


def recorded_at(stored: bytes) -> datetime:
    """Only the time, without decoding the rest."""
    return datetime.fromisoformat(stored[16:43].decode())


def _recorded(
    position: int, stream: UUID, version: int, name: str, envelope: _Envelope, event: Any
) -> Recorded:
    return Recorded(
        position,
        stream,
        version,
        name,
        event,
        envelope.recorded_at,
        # Facts that one command brings from elsewhere happened each at its own time.
        getattr(event, "happened_at", None) or envelope.occurred_at or envelope.recorded_at,
        envelope.actor,
        envelope.command,
        envelope.correlation,
        envelope.causation,
        envelope.ruleset,
    )
