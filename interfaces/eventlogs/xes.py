"""IEEE 1849 XES: a log of traces, one for each record, whose events are its steps."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from xml.sax.saxutils import quoteattr

from interfaces.eventlogs.records import Record, Step

MEDIA_TYPE: Final = "application/xml"
NAMESPACE: Final = "http://www.xes-standard.org/"
EXTENSIONS: Final = ("Concept", "Lifecycle", "Time", "Organizational", "Identity")
PREFIXES: Final = {"Organizational": "org"}
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
COMPLETE: Final = "complete"  # each event is an act that is done, and not the begin of one
OWN: Final = "gongzhi."  # what no extension of the standard names
NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def written(records: Iterable[Record]) -> Iterator[bytes]:
    """The file, piece by piece."""
    yield f'{HEAD}<log xes.version="1849-2016" xes.features="" xmlns="{NAMESPACE}">\n'.encode()
    for name in EXTENSIONS:
        prefix = PREFIXES.get(name, name.lower())
        uri = f"{NAMESPACE}{prefix}.xesext"
        yield f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n'.encode()
    for scope, keys in (
        ("trace", ("concept:name",)),
        ("event", ("concept:name", "lifecycle:transition")),
    ):
        missing = "".join(_string(key, "") for key in keys)
        yield f'<global scope="{scope}">{missing}</global>\n'.encode()
    yield b'<classifier name="Activity" keys="concept:name"/>\n'
    for record in records:
        yield _trace(record).encode()
    yield b"</log>\n"


def _trace(record: Record) -> str:
    events = "".join(map(_event, record.steps))
    attributes = [
        _string("concept:name", record.name),
        _string("identity:id", record.id),
        _string(f"{OWN}type", record.type),
        *(_string(f"{OWN}{part}", id) for id, _, part in record.objects),
    ]
    return f"<trace>{''.join(attributes)}\n{events}</trace>\n"


def _event(step: Step) -> str:
    """org:resource: a post, never a person (PIPL art. 6)."""
    recorded, who = step.recorded, step.recorded.actor
    group = step.values.get("group") or who.body
    attributes = [
        _string("concept:name", step.activity),
        _string("lifecycle:transition", COMPLETE),
        _date("time:timestamp", recorded.occurred_at),
        _string("org:resource", f"{who.role} {who.body}" if who.body else who.role),
        _string("org:role", who.role),
        _string("org:group", str(group)) if group else "",
        _string(f"{OWN}event", recorded.name),
        _int(f"{OWN}log_position", recorded.position),
        _date(f"{OWN}recorded_at", recorded.recorded_at),
        *(_value(f"{OWN}{name}", value) for name, value in step.values.items()),
        *(_string(f"{OWN}{part}", id) for part, id in _objects(step)),
    ]
    return f"<event>{''.join(attributes)}</event>\n"


def _objects(step: Step) -> Iterator[tuple[str, str]]:
    """What it is about, by part: one id, or where there are several all of them."""
    parts: dict[str, list[str]] = {}
    for id, _, part in step.objects:
        if part != "by" and part not in step.values:
            parts.setdefault(part, []).append(id)
    return ((part, " ".join(ids)) for part, ids in parts.items())


def _value(key: str, value: str | int | bool) -> str:
    match value:
        case bool():
            return f'<boolean key={quoteattr(key)} value="{str(value).lower()}"/>'
        case int():
            return _int(key, value)
        case _:
            return _string(key, value)


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(NO_XML.sub('�', value))}/>"


def _int(key: str, value: int) -> str:
    return f'<int key={quoteattr(key)} value="{value}"/>'


def _date(key: str, value: datetime) -> str:
    return f'<date key={quoteattr(key)} value="{value.isoformat(timespec="microseconds")}"/>'
