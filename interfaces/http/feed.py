"""The log itself: events after a position, as the caller may see them; as a page or a stream."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Header, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from application.authority import covers, must_cover
from application.codec import validated
from application.handler import NotFound
from application.proof.checking import digest_of
from application.proof.tlog import line
from domain.audit import AuditQueryRun
from domain.kernel import Actor
from domain.roles import Role
from interfaces.causes import concern_of
from interfaces.eventlogs.cloudevents import BATCH, cloud_event
from interfaces.http.answers import Answer, Fact, LogPage
from interfaces.http.audited import Audited, put_on_record
from interfaces.http.auth import Unauthenticated
from interfaces.http.moments import AsOf, memento, moment_of
from interfaces.http.problems import Problem
from interfaces.http.reading import (
    JSON,
    NDJSON,
    MinPosition,
    as_lines,
    json_response,
    must_have_reached,
    wanted,
)
from interfaces.http.records import event_body, unnamed_to
from interfaces.http.wiring import INTEGER_MAX, Caller, Who, Wired, actor_of
from interfaces.system import System

PAGE_MAX: Final = 1000
SCANNED_MAX: Final = 5000  # positions looked at for one page, so that a narrow scope costs no more
QUIET_SECONDS: Final = 15.0  # after which a stream shows that it lives
POLL_SECONDS: Final = 0.2
EVENT_STREAM: Final = "text/event-stream"
LOG_KINDS: Final = (JSON, BATCH, NDJSON)
CLOUD_EVENTS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            BATCH: {"schema": {"type": "array", "items": {"type": "object"}}},
            NDJSON: {"schema": {"type": "string"}},
        }
    }
}


class Events(StreamingResponse):
    media_type = EVENT_STREAM


class LogLine(Answer):
    """line: stream, version, name and stored bytes between tabs; null where it names somebody whom
    the caller is not to know. entry: its SHA-256, what the tree holds. proof: where that is proved.
    """

    event: Fact
    line: str | None
    entry: str
    proof: str


After = Annotated[int, Query(ge=0, le=INTEGER_MAX, description="events beyond this position")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        pattern="^[0-9]{1,18}$",
        description="resume beyond this position, whatever `after`",
    ),
]


def feed_routes() -> APIRouter:
    router = APIRouter(tags=["Log"], route_class=Audited)
    router.add_api_route(
        "/log", get_log, response_model=LogPage, operation_id="log", responses=CLOUD_EVENTS
    )
    router.add_api_route(
        "/log/stream",
        stream_log,
        operation_id="log_stream",
        response_class=Events,
    )
    router.add_api_route(
        "/log/{position}", get_event, response_model=LogLine, operation_id="log_line"
    )
    return router


def get_log(
    request: Request,
    system: Wired,
    who: Who,
    asked: AsOf,
    after: After = 0,
    limit: Limit = 100,
    min_position: MinPosition = 0,
) -> Response:
    """Events in order. `next` is where to go on: nothing between was left out but by scope.

    As CloudEvents 1.0 for `Accept: application/cloudevents-batch+json`, one a line for
    `application/x-ndjson`; where to go on then stands in `Link`.
    """
    must_have_reached(system, min_position)
    moment = moment_of(system, asked)
    head = system.log.position() if moment.position is None else moment.position
    _must_not_be_beyond(after, head)
    events, reached = visible_events(system, who.actor, after, limit, head)
    headers = memento(asked, moment.at)
    headers["Vary"] += ", Accept"
    if reached < head:
        url = request.url.include_query_params(after=reached)
        links = (headers.get("Link"), f'<{url.path}?{url.query}>; rel="next"')
        headers["Link"] = ", ".join(filter(None, links))
    kind = wanted(request.headers.get("accept"), LOG_KINDS)
    if kind == JSON:
        return json_response({"events": events, "next": reached, "head": head}, headers)
    told = [cloud_event(event, system.settings.origin) for event in events]
    if kind == NDJSON:
        return Response(as_lines(told), headers=headers, media_type=kind)
    return Response(orjson.dumps(told), headers=headers, media_type=kind)


def _must_not_be_beyond(after: int, head: int) -> None:
    if after > head:
        raise Problem(
            400,
            "beyond_the_end",
            f"日志截至所问时点止于位置{head}，请从其前读取。",
            f"The log ends at position {head} as of then; read from before it.",
        )


def get_event(
    system: Wired, who: Who, position: Annotated[int, Path(ge=1, le=INTEGER_MAX)]
) -> Response:
    """One event, with its line as it is stored; SHA-256 of it is the entry of the log's tree."""
    found = system.log.stored(position - 1, 1)
    if not found:
        raise NotFound(position)
    [row] = found
    system.handler.catch_up({row[1]})
    concern = concern_of(system, row[3], row[1])
    must_cover(who.actor, concern, reading=True)
    unnamed = unnamed_to(who.actor, concern)
    stored = line(row)
    body = {
        "event": event_body(validated(*row), {}, unnamed),
        "line": None if unnamed else stored.decode(),
        "entry": digest_of(stored).hex(),
        "proof": f"/tlog/proofs/{position}",
    }
    return json_response(body)


def visible_events(
    system: System, actor: Actor, after: int, limit: int, last: int = INTEGER_MAX
) -> tuple[list[dict[str, Any]], int]:
    """Up to `limit` events that the actor's scope covers, none beyond `last`; how far they go."""
    events: list[dict[str, Any]] = []
    rows = system.log.stored(after, min(SCANNED_MAX, limit * 10, last - after))
    # Another process may have written them: whom a record concerns is decided after its events.
    system.handler.catch_up({row[1] for row in rows})
    for row in rows:
        after, stream, _, name, _ = row
        concern = concern_of(system, name, stream)
        if covers(actor, concern, reading=True):
            events.append(event_body(validated(*row), {}, unnamed_to(actor, concern)))
            if len(events) == limit:
                break
    return events, after


async def stream_log(
    request: Request,
    system: Wired,
    who: Who,
    after: After = 0,
    last_event_id: LastEventId = None,
) -> Events:
    """The same as server-sent events, until the token is over; `id` is where to resume from."""
    start = after if last_event_id is None else int(last_event_id)
    head = await run_in_threadpool(system.log.position)
    _must_not_be_beyond(start, head)
    sent = _sent(request, system, who, start, head)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Events(sent, headers=headers)


async def _sent(
    request: Request, system: System, who: Caller, after: int, known: int
) -> AsyncIterator[bytes]:
    """known: where the log ended when it began; what an auditor is sent beyond is on record too."""
    actor = who.actor
    yield b": the log from position %d\n\n" % after
    quiet = 0.0
    while not await request.is_disconnected():
        events, reached = await run_in_threadpool(visible_events, system, actor, after, PAGE_MAX)
        if not _still_valid(request):
            return
        if actor.role is Role.AUD and reached > known and any(map(_is_news, events)):
            await run_in_threadpool(put_on_record, request, who, reached)
        for event in events:
            name, data = event["name"], orjson.dumps(event)
            yield b"id: %d\nevent: %s\ndata: %s\n\n" % (event["position"], name.encode(), data)
        if reached == after:
            await asyncio.sleep(POLL_SECONDS)
            quiet += POLL_SECONDS
        if quiet >= QUIET_SECONDS or (reached > after and not events):
            # Also where all was out of scope: whoever resumes need not look there again.
            yield b": still here\nid: %d\n\n" % reached
            quiet = 0.0
        after = reached


def _is_news(event: dict[str, Any]) -> bool:
    """That somebody reads is none: the record of that would be news again, without an end."""
    return bool(event["name"] != AuditQueryRun.name)


def _still_valid(request: Request) -> bool:
    """A token may be over while its stream goes on."""
    try:
        actor_of(request)
    except Unauthenticated:
        return False
    return True
