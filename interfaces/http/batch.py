"""Many commands in one request: NDJSON in, NDJSON out, a line for a line, in order."""

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
from interfaces.http.problems import Problem, problem_body
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


def answered(system: System, who: Caller, lines: list[bytes]) -> list[bytes]:
    """One answer a line, in order; blank lines are not allowed, so that numbers stay true."""
    parsed = [_parsed(raw, who.actor) for raw in lines]
    wanted = [found for found in parsed if isinstance(found, Instruction)]
    done = iter(system.handler.handle_many(wanted))
    results = [next(done) if isinstance(found, Instruction) else found for found in parsed]
    numbered = enumerate(zip(parsed, results, strict=True), start=1)
    return [_answer(number, asked, result, who.language) for number, (asked, result) in numbered]


def _parsed(raw: bytes, actor: Actor) -> Instruction | Exception:
    try:
        line = Line.model_validate_json(raw)
        kind = COMMANDS.get(line.command)
        if kind is None or not is_for_people(kind):
            return Problem(
                404,
                "no_such_command",
                "没有此命令，请核对名称。",
                "No such command; check its name.",
            )
        if line.occurred_at is not None and line.occurred_at.tzinfo is None:
            return Problem(400, "time_without_zone", "时间须带时区。", "A time needs its zone.")
        if line.id is None and not kind.opens:
            return Problem(400, "id_missing", "请写明记录编号id。", "Say the id of the record.")
        command = kind.model_validate_json(orjson.dumps(line.body))
    except ValidationError as error:
        return error
    return Instruction(
        command, actor, line.id, line.key, line.expected, line.occurred_at, dry_run=line.dry_run
    )


def _answer(
    number: int, asked: Instruction | Exception, result: Receipt | Exception, language: str
) -> bytes:
    if isinstance(result, Receipt):
        opened = isinstance(asked, Instruction) and type(asked.command).opens
        status = 202 if result.pending else 201 if opened else 200
        body: dict[str, Any] = {
            "id": result.stream,
            "version": result.version,
            "position": result.position,
            "pending": result.pending,
            "replayed": result.replayed,
        }
    else:
        status, body = problem_body(result, language)
    return orjson.dumps({"line": number, "status": status, **body}) + b"\n"
