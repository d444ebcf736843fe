"""Commands over HTTP: every route is derived from the registry.

They are looked up by their path before any other route is tried (ADR 0011).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from application.handler import Instruction
from application.recorded import Receipt
from application.together import Trial
from domain.kernel import Actor, Command
from domain.registry import ADDRESSEE, COMMANDS
from domain.roles import Role
from interfaces.http.auth import on_behalf
from interfaces.http.problems import EXPECTED, Problem, http_exception, problem_response
from interfaces.http.wiring import actor_of, body_of, must_be, must_know, system_of
from interfaces.parsing import TIME, YEARS, parsed
from interfaces.trials import tried

PREFIX: Final = "/v1"
BODY_BYTES_MAX: Final = 1024 * 1024
JSON: Final = "application/json"
ETAG: Final = re.compile(r'"?([0-9]{1,18})"?')


class Around(BaseModel):
    """What surrounds a command's body in a request: path, query and headers."""

    model_config = ConfigDict(frozen=True)

    id: UUID | None = None
    dry_run: Annotated[bool, Field(description="decide, show the events, write nothing")] = False
    key: Annotated[
        str | None,
        Field(
            alias="Idempotency-Key",
            min_length=1,
            max_length=120,
            description="the same key and body: the same answer",
        ),
    ] = None
    if_match: Annotated[
        str | None,
        Field(
            alias="If-Match",
            max_length=40,
            json_schema_extra={"pattern": r'^(\*|"[0-9]{1,18}")$'},
            description='the version you saw, as "7"; else 412',
        ),
    ] = None
    occurred_at: Annotated[
        str | None,
        Field(
            alias="Occurred-At",
            max_length=40,
            json_schema_extra={"format": "date-time"},
            description="when it happened, if not now",
        ),
    ] = None
    on_behalf_of: Annotated[
        UUID | None,
        Field(alias="On-Behalf-Of", description="person for whom a worker enters this"),
    ] = None


PLACES: Final = {"id": "path", "dry_run": "query"}  # of the others: header
HEADERS: Final = {
    field.alias.lower().encode(): field.alias
    for field in Around.model_fields.values()
    if field.alias is not None
}


def is_for_people(command: type[Command[Any]]) -> bool:
    return command.who != frozenset({Role.SYS})


def path_of(command: type[Command[Any]]) -> str:
    """The first command that opens is the collection's own POST."""
    aggregate = ADDRESSEE[command]
    base = f"/{aggregate.collection}"
    if not command.opens:
        return f"{base}/{{id}}/{command.verb}"
    first = next(c for c in aggregate.commands if c.opens and is_for_people(c))
    return base if command is first else f"{base}/{command.verb}"


FOR_PEOPLE: Final = {name: kind for name, kind in COMMANDS.items() if is_for_people(kind)}
OPENING: Final = {PREFIX + path_of(kind): kind for kind in FOR_PEOPLE.values() if kind.opens}
ADDRESSING: Final = {
    (f"{PREFIX}/{ADDRESSEE[kind].collection}", kind.verb): kind
    for kind in FOR_PEOPLE.values()
    if not kind.opens
}


class Addressed(NamedTuple):
    """A command, and the id in its path; None for what opens a record."""

    kind: type[Command[Any]]
    id: str | None


class Commands:
    """Answers what is addressed to a command; hands on what is not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        addressed = addressed_by(scope) if scope.get("method") == "POST" else None
        if addressed is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await _answered(request, addressed)
        except EXPECTED as error:
            response = problem_response(request, error)
        await response(scope, receive, send)


def addressed_by(scope: Scope) -> Addressed | None:
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    if path in OPENING:
        return Addressed(OPENING[path], None)
    base, _, verb = path.rpartition("/")
    collection, _, id = base.rpartition("/")
    kind = ADDRESSING.get((collection, verb))
    return Addressed(kind, id) if kind else None


def wrong_address(request: Request, error: Exception) -> Response:
    """What no route has: 405 if a command is there, which wants POST."""
    if addressed_by(request.scope) is None:
        return http_exception(request, error)
    allowed = HTTPException(405, headers={"Allow": "POST"})
    return http_exception(request, allowed)


async def _answered(request: Request, addressed: Addressed) -> Response:
    kind, system, actor = addressed.kind, system_of(request), actor_of(request)
    around = _around(request.scope, addressed.id)
    must_be(request, JSON)
    raw = await body_of(request, BODY_BYTES_MAX)
    instruction = Instruction(
        parsed(kind, raw or b"{}"),
        on_behalf(actor, around.on_behalf_of),
        around.id,
        around.key,
        version_of(around.if_match),
        _time(around.occurred_at),
        dry_run=around.dry_run,
    )
    return _answer(kind, await system.handler.handling(instruction), actor)


def _around(scope: Scope, id: str | None) -> Around:
    # Of a header that stands twice the first counts, as everywhere else.
    found: dict[str, Any] = {
        HEADERS[name]: value.decode("latin-1")
        for name, value in reversed(scope["headers"])
        if name in HEADERS
    }
    if id is not None:
        found["id"] = id
    if scope["query_string"]:
        query = QueryParams(scope["query_string"])
        must_know(query.keys(), {"dry_run"})
        if len(query.multi_items()) > len(query):
            raise Problem(
                400,
                "parameter_twice",
                "地址中的参数只能出现一次，请删去重复的。",
                "Each parameter may stand in the address once; remove the others.",
            )
        found |= query
    try:
        return Around.model_validate(found)
    except ValidationError as error:
        raise RequestValidationError([_placed(e) for e in error.errors()]) from None


def _placed(error: Mapping[str, Any]) -> dict[str, Any]:
    [name] = error["loc"]
    return {**error, "loc": (PLACES.get(name, "header"), name)}


def status_of(kind: type[Command[Any]], receipt: Receipt) -> int:
    if isinstance(receipt, Trial):
        return 200
    if receipt.pending:
        return 202
    return 201 if kind.opens and receipt.position is not None else 200


def _answer(kind: type[Command[Any]], receipt: Receipt, actor: Actor) -> Response:
    status = status_of(kind, receipt)
    headers = {"ETag": f'"{receipt.version}"'}
    if status == 202:
        headers["Location"] = f"/v1/approvals/{receipt.pending}"
    elif status == 201:
        headers["Location"] = f"/v1/{ADDRESSEE[kind].collection}/{receipt.stream}"
    if receipt.replayed:
        headers["Idempotent-Replayed"] = "true"
    return Response(orjson.dumps(done(receipt, actor)), status, headers, media_type=JSON)


def done(receipt: Receipt, actor: Actor) -> dict[str, Any]:
    return tried(receipt, actor) | {
        "id": receipt.stream,
        "version": receipt.version,
        "position": receipt.position,
        "pending": receipt.pending,
    }


def version_of(if_match: str | None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    found = ETAG.fullmatch(if_match.strip())
    if found is None:
        raise Problem(
            400,
            "bad_if_match",
            'If-Match须为所读版本，如"7"。',
            'If-Match must be the version you read, as "7".',
        )
    return int(found.group(1))


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text) if TIME.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None or moment.year not in YEARS:
        raise Problem(
            400,
            "bad_time",
            "Occurred-At须为RFC 3339时间，如2022-03-01T09:00:00+08:00。",
            "Occurred-At must be an RFC 3339 time, as 2022-03-01T09:00:00+08:00.",
        )
    if moment.tzinfo is None:
        raise Problem(
            400,
            "time_without_zone",
            "时间须带时区，如2022-03-01T09:00:00+08:00。",
            "A time needs its zone, as 2022-03-01T09:00:00+08:00.",
        )
    return moment
