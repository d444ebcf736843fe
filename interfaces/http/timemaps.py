"""The TimeMap of a record (RFC 7089): the address and the time of every version that it has had."""

from collections.abc import Iterator
from dataclasses import replace

from fastapi import APIRouter, Response

from application.recorded import Recorded
from interfaces.http.audited import Audited
from interfaces.http.disclosure import of_entry
from interfaces.http.moments import LINK_FORMAT, Asked, AsOf, http_date, memento, memento_link
from interfaces.http.reading import MinPosition
from interfaces.http.records import Collection, Id, OfBook, opened, timemap_of
from interfaces.http.wiring import Who, Wired


def timemap_routes() -> APIRouter:
    router = APIRouter(tags=["Records"], route_class=Audited)
    router.add_api_route(
        "/{collection}/{id}/timemap",
        get_timemap,
        response_class=Response,
        responses={200: {"content": {LINK_FORMAT: {"schema": {"type": "string"}}}}},
        operation_id="timemap",
    )
    return router


def get_timemap(
    system: Wired,
    who: Who,
    collection: Collection,
    id: Id,
    asked: AsOf,
    entry: OfBook = None,
    min_position: MinPosition = 0,
) -> Response:
    """Every version of a record and when it was recorded, as links (RFC 7089, RFC 6690)."""
    history, read, _ = opened(system, who, collection, id, asked, min_position, entry)
    versions = list(of_entry(history, read.part))
    record = f"/v1/{collection}/{id}" + (f"?entry={entry}" if entry else "")
    links = _links(replace(asked, here=record), timemap_of(collection, id, entry), versions)
    headers = memento(asked, history[-1].recorded_at)
    return Response(",\n".join(links) + "\n", headers=headers, media_type=LINK_FORMAT)


def _links(record: Asked, timemap: str, versions: list[Recorded]) -> Iterator[str]:
    first, last = versions[0], versions[-1]
    yield f'<{record.here}>; rel="original timegate"'
    until = f'from="{http_date(first.recorded_at)}"; until="{http_date(last.recorded_at)}"'
    yield f'<{timemap}>; rel="self"; type="{LINK_FORMAT}"; {until}'
    for version in versions:
        ends = (name for name, end in (("first", first), ("last", last)) if version is end)
        rel = " ".join((*ends, "memento"))
        yield memento_link(record.at(str(version.position)), version.recorded_at, rel)
