"""Whole processes over HTTP, for process mining: XES and OCEL 2.0."""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Response
from starlette.responses import StreamingResponse

from domain.registry import COLLECTIONS
from interfaces.eventlogs import ocel, xes
from interfaces.eventlogs.records import ALL, Record, kinds_of, records
from interfaces.http.audited import Audited
from interfaces.http.moments import Asked, AsOf, memento, moment_of
from interfaces.http.reading import MinPosition, must_have_reached
from interfaces.http.wiring import Caller, Who, Wired
from interfaces.system import System

Kind = Annotated[
    str,
    Path(max_length=60, json_schema_extra={"enum": [*sorted(COLLECTIONS), ALL]}),
]
Written = Callable[[Iterable[Record]], Iterator[bytes]]


class Xes(StreamingResponse):
    media_type = xes.MEDIA_TYPE


class Ocel(StreamingResponse):
    media_type = ocel.MEDIA_TYPE


def event_log_routes() -> APIRouter:
    router = APIRouter(tags=["Event logs"], route_class=Audited)
    for path, route, response in (
        ("/event-logs/{kind}.xes", get_xes, Xes),
        ("/event-logs/{kind}.ocel.json", get_ocel, Ocel),
    ):
        router.add_api_route(
            path, route, response_class=response, operation_id=f"event_log_{route.__name__[4:]}"
        )
    return router


def get_xes(
    system: Wired, who: Who, kind: Kind, asked: AsOf, min_position: MinPosition = 0
) -> Response:
    """IEEE XES: a trace for each record of a collection, or of all, in the caller's scope.

    Without personal texts; persons under pseudonyms, who acted as a post.
    """
    return _streamed(system, who, kind, asked, min_position, xes.written, Xes)


def get_ocel(
    system: Wired, who: Who, kind: Kind, asked: AsOf, min_position: MinPosition = 0
) -> Response:
    """OCEL 2.0: the events of a collection's records, or of all, with every record, community and
    person that they are about.

    Without personal texts; persons under pseudonyms.
    """
    return _streamed(system, who, kind, asked, min_position, ocel.written, Ocel)


def _streamed(
    system: System,
    who: Caller,
    kind: str,
    asked: Asked,
    min_position: int,
    written: Written,
    response: type[StreamingResponse],
) -> Response:
    kinds_of(kind)  # refuses one that there is not, before anything is sent
    must_have_reached(system, min_position)
    moment = moment_of(system, asked)
    last = system.log.position() if moment.position is None else moment.position
    sent = written(records(system, who.actor, kind, last))
    return response(sent, headers=memento(asked, moment.at))
