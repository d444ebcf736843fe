"""OCEL 2.0: events and the objects that they are about, related by the part that each has."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from typing import Any, Final

import orjson

from interfaces.eventlogs.records import Objects, Record, Step

MEDIA_TYPE: Final = "application/json"
RECORD: Final = "record"  # the part of the record whose event it is
KINDS: Final = {bool: "boolean", int: "integer", str: "string"}


def written(records: Iterable[Record]) -> Iterator[bytes]:
    """The file, piece by piece. What objects there are is kept beside it, not in memory."""
    types: dict[str, dict[str, str]] = {}
    # A server asks for the pieces from one thread or another, one after the other.
    with closing(sqlite3.connect("", check_same_thread=False)) as objects:
        objects.execute(
            "CREATE TABLE objects (id TEXT PRIMARY KEY, type TEXT, name TEXT, begun TEXT, of TEXT)"
        )
        yield b'{"events":['
        comma = b""
        for record in records:
            # What others named first is told in full by its own record.
            belongs = orjson.dumps(_related(record.objects))
            row = (record.id, record.type, record.name, _time(record.begun), belongs)
            objects.execute("INSERT OR REPLACE INTO objects VALUES (?,?,?,?,?)", row)
            if record.steps:
                told = [orjson.dumps(_event(record, step, types)) for step in record.steps]
                yield comma + b",\n".join(told)
                comma = b",\n"
            every = (record.objects, *(step.objects for step in record.steps))
            named = [(id, type) for objects_of in every for id, type, _ in objects_of]
            objects.executemany("INSERT OR IGNORE INTO objects (id,type) VALUES (?,?)", named)
        yield b'],\n"objects":['
        comma = b""
        for found in objects.execute("SELECT id, type, name, begun, of FROM objects"):
            yield comma + orjson.dumps(_object(*found))
            comma = b",\n"
        kinds = [kind for (kind,) in objects.execute("SELECT DISTINCT type FROM objects")]
    yield b'],\n"eventTypes":' + orjson.dumps(_declared(types))
    name = {"name": "string"}
    yield b',\n"objectTypes":' + orjson.dumps(_declared(dict.fromkeys(kinds, name))) + b"}\n"


def _event(record: Record, step: Step, types: dict[str, dict[str, str]]) -> dict[str, Any]:
    recorded, who = step.recorded, step.recorded.actor
    # Under names that no fact has: a planned visit has a `role` of its own.
    known = {
        "recorded_at": _time(recorded.recorded_at),
        "by_role": who.role,
        "event": recorded.name,
    }
    values = step.values | known
    declared = types.setdefault(step.activity, {})
    declared |= {name: KINDS[type(value)] for name, value in values.items()}
    declared["recorded_at"] = "time"
    about = ((record.id, record.type, RECORD), *step.objects)
    return {
        "id": str(recorded.position),
        "type": step.activity,
        "time": _time(recorded.occurred_at),
        "attributes": [{"name": name, "value": _text(value)} for name, value in values.items()],
        "relationships": _related(about),
    }


def _related(objects: Objects) -> list[dict[str, str]]:
    return [{"objectId": id, "qualifier": part} for id, _, part in objects]


def _object(
    id: str, type: str, name: str | None, begun: str | None, of: bytes | None
) -> dict[str, Any]:
    """name, begun, of: None of what is only named by others. of: where it belongs."""
    named = [{"name": "name", "value": name, "time": begun}] if name else []
    related = orjson.loads(of) if of else []
    return {"id": id, "type": type, "attributes": named, "relationships": related}


def _declared(types: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": type, "attributes": [{"name": n, "type": kind} for n, kind in attributes.items()]}
        for type, attributes in types.items()
    ]


def _text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
