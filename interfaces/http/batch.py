"""Many commands in one request: NDJSON in, NDJSON out, a line for a line, in order."""

from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, Field
from starlette.concurrency import run_in_threadpool

from application.handler import Instruction
from application.recorded import Receipt
from domain.kernel import Actor, Value
from domain.registry import COMMANDS
from interfaces.http.commands import done, is_for_people, status_of
from interfaces.http.problems import Problem, problem_body
from interfaces.http.wiring import Caller, Who, Wired, body_of, must_be
from interfaces.parsing import Invalid, parsed, parsed_part
from interfaces.system import System

LINES_MAX: Final = 10_000
BODY_BYTES_MAX: Final = 32 * 1024 * 1024
NDJSON: Final = "application/x-ndjson"


class Answers(Response):
    media_type = NDJSON


class Line(Value):
    """One command of a batch. id: the record it addresses; key: its own idempotency key."""

    command: str
    id: UUID | None = None
    key: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    expected: Annotated[int | None, Field(ge=0)] = None
    occurred_at: AwareDatetime | None = None
    dry_run: bool = False
    body: dict[str, Any] = Field(default_factory=dict)


def batch_routes() -> APIRouter:
    router = APIRouter(tags=["Batch"])
    router.add_api_route(
        "/commands",
        post_commands,
        methods=["POST"],
        operation_id="batch",
        response_class=Answers,
    )
    return router


async def post_commands(request: Request, system: Wired, who: Who) -> Answers:
    """Issues each line's command. A bad line is answered with its problem; the others go on.

    A line: {"command": "case.accept", "id": …, "body": {…}}, and at will key, expected (the
    version), occurred_at, dry_run.
    """
    must_be(request, NDJSON, "application/ndjson", "application/jsonl")
    lines = (await body_of(request, BODY_BYTES_MAX)).split(b"\n")
    if not lines[-1].strip():
        lines.pop()
    if len(lines) > LINES_MAX:
        raise Problem(
            413,
            "too_many_lines",
            f"一次最多{LINES_MAX}行，请分批提交。",
            f"At most {LINES_MAX} lines at a time; split the batch.",
        )
    answers = await run_in_threadpool(answered, system, who, lines)
    return Answers(b"".join(answers))


def answered(system: System, who: Caller, lines: list[bytes]) -> list[bytes]:
    """One answer a line, in order; blank lines are not allowed, so that numbers stay true."""
    asked = [_instruction(raw, who.actor) for raw in lines]
    wanted = [found for found in asked if isinstance(found, Instruction)]
    receipts = iter(system.handler.handle_many(wanted))
    return [
        _answer(number, found, next(receipts), who)
        if isinstance(found, Instruction)
        else _told(number, found, who)
        for number, found in enumerate(asked, start=1)
    ]


def _instruction(raw: bytes, actor: Actor) -> Instruction | Exception:
    try:
        line = parsed(Line, raw)
        kind = COMMANDS.get(line.command)
        if kind is None or not is_for_people(kind):
            return Problem(
                404,
                "no_such_command",
                "没有此命令，请核对名称。",
                "No such command; check its name.",
            )
        if (line.id is None) is not kind.opens:
            return _wrong_id(kind.opens)
        command = parsed_part(kind, line.body, ("body",))
    except Invalid as error:
        return error
    return Instruction(
        command, actor, line.id, line.key, line.expected, line.occurred_at, dry_run=line.dry_run
    )


def _wrong_id(opens: bool) -> Problem:
    if opens:
        return Problem(
            400,
            "id_not_wanted",
            "此命令新建记录，请删去id。",
            "This command opens a record, whose id is not yours to choose; leave it out.",
        )
    return Problem(400, "id_missing", "请写明记录编号id。", "Say the id of the record.")


def _answer(number: int, asked: Instruction, result: Receipt | Exception, who: Caller) -> bytes:
    if not isinstance(result, Receipt):
        return _told(number, result, who)
    status = status_of(type(asked.command), result)
    body = done(result, who.actor) | {"replayed": result.replayed}
    return _line({"line": number, "status": status, **body})


def _told(number: int, error: Exception, who: Caller) -> bytes:
    status, body = problem_body(error, who.language)
    return _line({"line": number, **body, "status": status})


def _line(body: dict[str, Any]) -> bytes:
    return orjson.dumps(body) + b"\n"
