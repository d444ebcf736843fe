"""The log itself: events after a position, as the caller may see them; as a page or a stream."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from application.authority import covers
from application.recorded import Recorded
from domain.kernel import Actor
from domain.registry import OWNER
from interfaces.http.problems import Problem
from interfaces.http.records import event_body
from interfaces.http.wiring import Who, Wired
from interfaces.system import System

PAGE_MAX: Final = 1000
SCANNED_MAX: Final = 5000  # positions looked at for one page, so that a narrow scope costs no more
WAIT_SECONDS: Final = 15.0
POLL_SECONDS: Final = 0.2

After = Annotated[int, Query(ge=0, description="events beyond this position")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]


def feed_routes() -> APIRouter:
    router = APIRouter(tags=["Log"])
    router.add_api_route("/log", get_log, methods=["GET"])
    router.add_api_route("/log/stream", stream_log, methods=["GET"])
    return router


def get_log(system: Wired, who: Who, after: After = 0, limit: Limit = 100) -> Response:
    """Events in order. `next` is where to go on: nothing between was left out but by scope."""
    head = system.log.position()
    if after > head:
        raise Problem(
            400,
            "beyond_the_end",
            f"日志目前止于位置{head}，请从其前读取。",
            f"The log ends at position {head} so far; read from before it.",
        )
    events, reached = visible_events(system, who.actor, after, limit)
    body = {"events": events, "next": reached, "head": head}
    return Response(orjson.dumps(body), media_type="application/json")


def visible_events(
    system: System, actor: Actor, after: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Up to `limit` events that the actor's scope covers, and the position reached."""
    events: list[dict[str, Any]] = []
    for recorded in system.log.read(after, min(SCANNED_MAX, limit * 10)):
        after = recorded.position
        if may_see(system, actor, recorded):
            events.append(event_body(recorded, {}))
            if len(events) == limit:
                break
    return events, after


def may_see(system: System, actor: Actor, recorded: Recorded) -> bool:
    """Whether the caller's scope covers the record that the event belongs to."""
    aggregate = OWNER[recorded.name]
    _, state = system.handler.state(aggregate, recorded.stream)
    return covers(actor, aggregate.concerns(state, None), reading=True)


async def stream_log(
    request: Request, system: Wired, who: Who, after: After = 0
) -> StreamingResponse:
    """The same as server-sent events, without end; `id` is the position to resume from."""
    last = request.headers.get("last-event-id", "")
    start = int(last) if last.isdecimal() and len(last) < 19 else after
    return StreamingResponse(
        _sent(request, system, who.actor, start), media_type="text/event-stream"
    )


async def _sent(request: Request, system: System, actor: Actor, after: int) -> AsyncIterator[bytes]:
    quiet = 0.0
    while not await request.is_disconnected():
        events, reached = await run_in_threadpool(visible_events, system, actor, after, PAGE_MAX)
        for event in events:
            name, data = event["name"], orjson.dumps(event)
            yield b"id: %d\nevent: %s\ndata: %s\n\n" % (event["position"], name.encode(), data)
        if reached == after:
            await asyncio.sleep(POLL_SECONDS)
            quiet += POLL_SECONDS
            if quiet >= WAIT_SECONDS:
                quiet = 0.0
                yield b": still here\n\n"
        after = reached
