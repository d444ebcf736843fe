"""One record and its history, straight from the log: no lag, any moment."""

from dataclasses import fields, is_dataclass
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel

from application.authority import must_cover
from application.handler import NotFound
from application.recorded import Recorded
from application.vault import PREFIX
from domain.access import Purpose
from domain.kernel import Actor, Concern
from domain.registry import COLLECTIONS, OWNER
from interfaces.http.answers import History, Record
from interfaces.http.audited import Audited
from interfaces.http.disclosure import Readable, of_entry, readable, revealed
from interfaces.http.moments import Asked, AsOf, memento, moment_of
from interfaces.http.reading import MinPosition, json_response, must_have_reached
from interfaces.http.wiring import Caller, Who, Wired
from interfaces.system import System

HIDDEN: Final = "[sealed]"
NAMED: Final = frozenset[str]()  # everybody is

ForPurpose = Annotated[
    Purpose | None, Query(description="show personal fields; the read is recorded as an event")
]
OfBook = Annotated[
    UUID | None, Query(description="the one entry of a book whose entries are read one by one")
]
IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        max_length=400,
        description="the ETag you have: 304 if it still holds",
    ),
]
Id = Annotated[UUID, Path()]
Collection = Annotated[str, Path(max_length=60, json_schema_extra={"enum": sorted(COLLECTIONS)})]


def record_routes() -> APIRouter:
    router = APIRouter(tags=["Records"], route_class=Audited)
    unchanged: dict[int | str, dict[str, Any]] = {
        304: {"description": "Nothing has changed since the ETag that you have"}
    }
    router.add_api_route(
        "/{collection}/{id}",
        get_record,
        response_model=Record,
        operation_id="record",
        responses=unchanged,
    )
    router.add_api_route(
        "/{collection}/{id}/history",
        get_history,
        response_model=History,
        operation_id="history",
        responses=unchanged,
    )
    return router


def get_record(
    system: Wired,
    who: Who,
    collection: Collection,
    id: Id,
    asked: AsOf,
    purpose: ForPurpose = None,
    entry: OfBook = None,
    if_none_match: IfNoneMatch = None,
    min_position: MinPosition = 0,
) -> Response:
    """A record as the log knew it at a moment: now, unless `as_of` says otherwise."""
    history, read, now = opened(system, who, collection, id, asked, min_position, entry)
    timemap = timemap_of(collection, id, entry)
    if purpose is None and _same(if_none_match, history):
        return _unchanged(asked, history, timemap)
    clear = revealed(system, who.actor, read, history, purpose)
    unnamed = unnamed_to(who.actor, now) if purpose is None else NAMED
    body = {
        "id": id,
        "version": history[-1].version,
        "position": history[-1].position,
        "recorded_at": history[-1].recorded_at,
        "state": shown(plain(read.state), clear, unnamed),
    }
    return json_response(body, _headers(asked, history, purpose, timemap))


def get_history(
    system: Wired,
    who: Who,
    collection: Collection,
    id: Id,
    asked: AsOf,
    purpose: ForPurpose = None,
    entry: OfBook = None,
    if_none_match: IfNoneMatch = None,
    min_position: MinPosition = 0,
) -> Response:
    """All events of a record in order: who did what, when, and what was recorded."""
    history, read, now = opened(system, who, collection, id, asked, min_position, entry)
    if purpose is None and _same(if_none_match, history):
        return _unchanged(asked, history)
    clear = revealed(system, who.actor, read, history, purpose)
    unnamed = unnamed_to(who.actor, now) if purpose is None else NAMED
    events = [event_body(recorded, clear, unnamed) for recorded in of_entry(history, read.part)]
    body = {"id": id, "events": events}
    return json_response(body, _headers(asked, history, purpose))


def event_body(
    recorded: Recorded, clear: dict[str, str], unnamed: frozenset[str]
) -> dict[str, Any]:
    """An event as a caller may see it: personal fields only where they were opened."""
    return {
        "position": recorded.position,
        "stream": recorded.stream,
        "collection": OWNER[recorded.name].collection,
        "version": recorded.version,
        "name": recorded.name,
        "recorded_at": recorded.recorded_at,
        "occurred_at": recorded.occurred_at,
        "actor": shown(plain(recorded.actor), clear, unnamed),
        "command": recorded.command,
        "correlation": recorded.correlation,
        "causation": recorded.causation,
        "data": shown(plain(recorded.event), clear, unnamed),
    }


def opened(
    system: System,
    who: Caller,
    collection: str,
    id: UUID,
    asked: Asked,
    min_position: int,
    entry: UUID | None,
) -> tuple[list[Recorded], Readable, Concern]:
    """The events, what is read of them as of the moment asked for, and whom it concerns now.

    They must lie in the caller's scope then, and now too: whom a record has left, it tells nothing
    of what it was before.
    """
    aggregate = COLLECTIONS.get(collection)
    if aggregate is None:
        raise NotFound(collection)
    must_have_reached(system, min_position)
    every, last = system.log.history(id), moment_of(system, asked).position
    history = [event for event in every if last is None or event.position <= last]
    if not history or OWNER[history[0].name] is not aggregate:
        raise NotFound(id)
    state = aggregate.replay(recorded.event for recorded in history)
    read = readable(aggregate, id, state, entry)
    must_cover(who.actor, read.concern, reading=True)
    latest = aggregate.replay((recorded.event for recorded in every[len(history) :]), state)
    now = readable(aggregate, id, latest, entry).concern
    must_cover(who.actor, now, reading=True)
    return history, read, now


def _same(if_none_match: str | None, history: list[Recorded]) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return "*" in tags or _etag(history) in tags


def _etag(history: list[Recorded]) -> str:
    return f'"{history[-1].version}"'


def timemap_of(collection: str, id: UUID, entry: UUID | None) -> str:
    """Where the versions of a record, or of an entry, are listed."""
    return f"/v1/{collection}/{id}/timemap" + (f"?entry={entry}" if entry else "")


def _headers(
    asked: Asked, history: list[Recorded], purpose: Purpose | None, timemap: str | None = None
) -> dict[str, str]:
    headers = memento(asked, history[-1].recorded_at, timemap)
    if purpose is None:
        return headers | {"ETag": _etag(history), "Cache-Control": "private, no-cache"}
    return headers | {"Cache-Control": "no-store"}  # every such read is an event


def _unchanged(asked: Asked, history: list[Recorded], timemap: str | None = None) -> Response:
    return Response(status_code=304, headers=_headers(asked, history, None, timemap))


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


def unnamed_to(actor: Actor, record: Concern) -> frozenset[str]:
    """Who is not to be named to him; himself he may know."""
    return frozenset(str(person) for person in record.unnamed - {actor.person})


def shown(value: Any, clear: dict[str, str], unnamed: frozenset[str]) -> Any:
    """`value` with every sealed text opened or hidden, and who is not to be named hidden."""
    match value:
        case str() if value.startswith(PREFIX):
            return clear.get(value, HIDDEN)
        case str() if value in unnamed:
            return HIDDEN
        case dict():
            return {key: shown(item, clear, unnamed) for key, item in value.items()}
        case list():
            return [shown(item, clear, unnamed) for item in value]
        case _:
            return value
