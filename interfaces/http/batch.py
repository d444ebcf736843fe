"""Many commands in one request: NDJSON in, NDJSON out, a line for a line, in order."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool

from application.handler import Instruction
from application.recorded import Receipt
from domain.kernel import Actor, Value
from domain.registry import COMMANDS
from interfaces.http.commands import is_for_people
from interfaces.http.problems import FIXED, Problem, problem_body
from interfaces.http.wiring import Caller, Who, Wired
from interfaces.system import System

LINES_MAX: Final = 10_000
NDJSON: Final = "application/x-ndjson"


class Line(Value):
    """One command of a batch. id: the record it addresses; key: its own idempotency key."""

    command: str
    id: UUID | None = None
    key: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    expected: int | None = None
    occurred_at: datetime | None = None
    dry_run: bool = False
    body: dict[str, Any]


def batch_routes() -> APIRouter:
    router = APIRouter(tags=["Batch"])
    router.add_api_route(
        "/commands",
        post_commands,
        methods=["POST"],
        openapi_extra={
            "requestBody": {"content": {NDJSON: {"schema": {"type": "string"}}}, "required": True}
        },
    )
    return router


async def post_commands(request: Request, system: Wired, who: Who) -> Response:
    """Issues each line's command. A bad line is answered with its problem; the others go on."""
    raw = await request.body()
    lines = raw.split(b"\n")
    if lines and not lines[-1].strip():
        lines.pop()
    if len(lines) > LINES_MAX:
        raise Problem(
            413,
            "too_many_lines",
            f"一次最多{LINES_MAX}行，请分批提交。",
            f"At most {LINES_MAX} lines at a time; split the batch.",
        )
    answers = await run_in_threadpool(answered, system, who, lines)
    return Response(b"".join(answers), media_type=NDJSON)
