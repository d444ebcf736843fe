"""One record and its history, straight from the log: no lag, any moment."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel

from application.authority import must_cover
from application.handler import Instruction, NotFound
from application.recorded import Recorded
from application.vault import PREFIX
from domain.access import Purpose, RecordRead
from domain.kernel import Actor, Aggregate
from domain.registry import COLLECTIONS, OWNER
from domain.roles import Role
from interfaces.http.problems import Problem
from interfaces.http.wiring import AsOf, Caller, Who, Wired, parse_moment
from interfaces.system import System

HIDDEN: Final = "[sealed]"
ERASED: Final = "[erased]"

ForPurpose = Annotated[
    Purpose | None, Query(description="show personal fields; the read is recorded as an event")
]
AcceptDatetime = Annotated[str | None, Header(description="RFC 7089: as_of by another name")]
Id = Annotated[UUID, Path()]
Collection = Annotated[str, Path(max_length=60)]


def record_routes() -> APIRouter:
    router = APIRouter(tags=["Records"])
    router.add_api_route("/{collection}/{id}", get_record, methods=["GET"])
    router.add_api_route("/{collection}/{id}/history", get_history, methods=["GET"])
    return router


def get_record(
    system: Wired,
    who: Who,
    collection: Collection,
    id: Id,
    as_of: AsOf = None,
    purpose: ForPurpose = None,
    accept_datetime: AcceptDatetime = None,
) -> Response:
    """A record as the log knew it at a moment: now, unless `as_of` says otherwise."""
    aggregate, history = _history(system, who, collection, id, as_of, accept_datetime)
    state = aggregate.replay(recorded.event for recorded in history)
    must_cover(who.actor, aggregate.concerns(state, None), reading=True)
    clear = _revealed(system, who, history, collection, purpose)
    body = {
        "id": id,
        "version": history[-1].version,
        "position": history[-1].position,
        "recorded_at": history[-1].recorded_at,
        "state": shown(plain(state), clear),
    }
    headers = {"ETag": f'"{history[-1].version}"'}
    return _answer(body, headers, history[-1].recorded_at, as_of or accept_datetime)


def get_history(
    system: Wired,
    who: Who,
    collection: Collection,
    id: Id,
    as_of: AsOf = None,
    purpose: ForPurpose = None,
    accept_datetime: AcceptDatetime = None,
) -> Response:
    """All events of a record in order: who did what, when, and what was recorded."""
    aggregate, history = _history(system, who, collection, id, as_of, accept_datetime)
    state = aggregate.replay(recorded.event for recorded in history)
    must_cover(who.actor, aggregate.concerns(state, None), reading=True)
    clear = _revealed(system, who, history, collection, purpose)
    body = {"id": id, "events": [event_body(recorded, clear) for recorded in history]}
    return _answer(body, {}, history[-1].recorded_at, as_of or accept_datetime)


def event_body(recorded: Recorded, clear: dict[str, str]) -> dict[str, Any]:
    """An event as a caller may see it: personal fields only where they were opened."""
    return {
        "position": recorded.position,
        "stream": recorded.stream,
        "collection": OWNER[recorded.name].collection,
        "version": recorded.version,
        "name": recorded.name,
        "recorded_at": recorded.recorded_at,
        "occurred_at": recorded.occurred_at,
        "actor": plain(recorded.actor),
        "command": recorded.command,
        "correlation": recorded.correlation,
        "causation": recorded.causation,
        "data": shown(plain(recorded.event), clear),
    }


def _history(
    system: System,
    who: Caller,
    collection: str,
    id: UUID,
    as_of: str | None,
    accept_datetime: str | None,
) -> tuple[Aggregate[Any], list[Recorded]]:
    aggregate = COLLECTIONS.get(collection)
    if aggregate is None:
        raise NotFound(collection)
    history = system.log.history(id, last=position_of(system, as_of, accept_datetime))
    if not history or OWNER[history[0].name] is not aggregate:
        raise NotFound(id)
    return aggregate, history


def position_of(system: System, as_of: str | None, accept_datetime: str | None) -> int | None:
    """The last position that a moment knew; None: all. Moments that have not come are refused."""
    if as_of is None and accept_datetime is not None:
        try:
            as_of = parsedate_to_datetime(accept_datetime).isoformat()
        except ValueError:
            as_of = "?"
    if as_of is None:
        return None
    moment = parse_moment(as_of)
    if isinstance(moment, int):
        known, position = moment <= system.log.position(), moment
    else:
        known = moment <= system.clock()
        position = system.log.position_at(moment) if known else 0
    if not known:
        raise Problem(
            400,
            "moment_not_reached",
            "该时点尚未到来，请改用已过去的时点。",
            "That moment has not come yet; ask for one that has.",
        )
    return position


def _revealed(
    system: System,
    who: Caller,
    history: list[Recorded],
    collection: str,
    purpose: Purpose | None,
) -> dict[str, str]:
    """Sealed value → clear text, after the read was put on record; nothing without a purpose."""
    if purpose is None:
        return {}
    found = {
        token: f"{recorded.name}/{path}"
        for recorded in history
        for path, token in _sealed(recorded.event)
    }
    stream = history[0].stream
    names = tuple(sorted(set(found.values())))
    record = RecordRead(record=stream, collection=collection, purpose=purpose, fields=names)
    reader = who.actor
    acting = Actor(Role.SYS, reader.person, reader.body or str(reader.role), reader.on_behalf_of)
    system.handler.handle(Instruction(record, acting))
    return {token: system.vault.opened(token, stream) or ERASED for token in found}


def _sealed(value: BaseModel, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name in type(value).model_fields:
        found = getattr(value, name)
        if isinstance(found, str) and found.startswith(PREFIX):
            yield f"{prefix}{name}", found
        elif isinstance(found, BaseModel):
            yield from _sealed(found, f"{prefix}{name}/")
        elif isinstance(found, tuple):
            for item in found:
                if isinstance(item, BaseModel):
                    yield from _sealed(item, f"{prefix}{name}/")


def plain(value: Any) -> Any:
    """A state or an event as plain JSON values."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return orjson.loads(orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS))


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, frozenset | set):
        return sorted(value, key=str)
    if hasattr(value, "__struct_fields__"):
        return {name: getattr(value, name) for name in value.__struct_fields__}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return str(value)


def shown(value: Any, clear: dict[str, str]) -> Any:
    """`value` with every sealed text opened or hidden."""
    match value:
        case str() if value.startswith(PREFIX):
            return clear.get(value, HIDDEN)
        case dict():
            return {key: shown(item, clear) for key, item in value.items()}
        case list():
            return [shown(item, clear) for item in value]
        case _:
            return value


def _answer(
    body: dict[str, Any], headers: dict[str, str], moment: datetime, asked: str | None
) -> Response:
    if asked:
        headers["Memento-Datetime"] = format_datetime(moment, usegmt=True)
        headers["Vary"] = "Accept-Datetime"
    return Response(
        orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS), headers=headers,
        media_type="application/json",
    )  # fmt: skip
