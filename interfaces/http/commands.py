"""Commands over HTTP: every route is derived from the registry."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from inspect import cleandoc
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from application.handler import Instruction
from application.recorded import Receipt
from domain.kernel import Command, Value
from domain.registry import ADDRESSEE, AGGREGATES, NAMES
from domain.roles import Role
from interfaces.http.problems import Problem
from interfaces.http.wiring import Who, Wired, body_of, must_be
from interfaces.parsing import TIME, YEARS, parsed

BODY_BYTES_MAX: Final = 1024 * 1024
JSON: Final = "application/json"
ETAG: Final = re.compile(r'"?([0-9]{1,18})"?')

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=120,
        description="the same key and body: the same answer",
    ),
]
OccurredAt = Annotated[
    str | None,
    Header(
        alias="Occurred-At",
        max_length=40,
        json_schema_extra={"format": "date-time"},
        description="when it happened, if not now",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=40,
        json_schema_extra={"pattern": r'^(\*|"[0-9]{1,18}")$'},
        description='the version you saw, as "7"; else 412',
    ),
]
DryRun = Annotated[bool, Query(description="decide, and write nothing")]


class Done(Value):
    """What a command did.

    version: of the record after it. position: of its last event in the log; null: nothing changed.
    pending: the approval that it waits for; until then nothing else has changed.
    """

    id: UUID
    version: int
    position: int | None
    pending: UUID | None


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


def command_routes() -> APIRouter:
    router = APIRouter()
    for aggregate in AGGREGATES:
        for command in filter(is_for_people, aggregate.commands):
            router.add_api_route(
                path_of(command),
                _endpoint(command),
                methods=["POST"],
                response_model=Done,
                tags=[aggregate.label.en],
                name=NAMES[command],
                operation_id=NAMES[command],
                summary=f"{command.label.en} {command.label.hans}",
                description=_description(command),
                responses=_answers(command),
            )
    return router


def _description(command: type[Command[Any]]) -> str:
    issued = "、".join(sorted(command.who))
    approved = "、".join(sorted(command.approved_by))
    return "\n\n".join(
        filter(
            None,
            (
                cleandoc(command.__doc__ or ""),
                f"Issued by: {issued}",
                f"Approved by one of: {approved}" if approved else "",
            ),
        )
    )


def _answers(command: type[Command[Any]]) -> dict[int | str, dict[str, Any]]:
    """Besides 200, for what changed nothing or was tried dry."""
    answers: dict[int | str, dict[str, Any]] = {}
    if command.opens:
        answers[201] = {"model": Done, "description": "Recorded; Location names the record"}
    if command.approved_by:
        answers[202] = {"model": Done, "description": "Waits for approval at Location"}
    return answers


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a command's body in a request."""

    system: Wired
    who: Who
    raw: bytes
    key: str | None
    expected: int | None
    occurred_at: datetime | None
    dry_run: bool

    async def handled(self, kind: type[Command[Any]], stream: UUID | None) -> Response:
        instruction = Instruction(
            parsed(kind, self.raw or b"{}"),
            self.who.actor,
            stream,
            self.key,
            self.expected,
            self.occurred_at,
            dry_run=self.dry_run,
        )
        return _answer(kind, await self.system.handler.handling(instruction))


async def _around(
    request: Request,
    system: Wired,
    who: Who,
    idempotency_key: Key = None,
    if_match: IfMatch = None,
    occurred_at: OccurredAt = None,
    dry_run: DryRun = False,
) -> Around:
    must_be(request, JSON)
    raw = await body_of(request, BODY_BYTES_MAX)
    expected, happened = version_of(if_match), _time(occurred_at)
    return Around(system, who, raw, idempotency_key, expected, happened, dry_run)


def _endpoint(command: type[Command[Any]]) -> Callable[..., Awaitable[Response]]:
    if command.opens:

        async def opening(around: Annotated[Around, Depends(_around)]) -> Response:
            return await around.handled(command, None)

        return opening

    async def addressing(
        around: Annotated[Around, Depends(_around)], id: Annotated[UUID, Path()]
    ) -> Response:
        return await around.handled(command, id)

    return addressing


def status_of(kind: type[Command[Any]], receipt: Receipt) -> int:
    if receipt.pending:
        return 202
    return 201 if kind.opens and receipt.position is not None else 200


def _answer(kind: type[Command[Any]], receipt: Receipt) -> Response:
    status = status_of(kind, receipt)
    headers = {"ETag": f'"{receipt.version}"'}
    if status == 202:
        headers["Location"] = f"/v1/approvals/{receipt.pending}"
    elif status == 201:
        headers["Location"] = f"/v1/{ADDRESSEE[kind].collection}/{receipt.stream}"
    if receipt.replayed:
        headers["Idempotent-Replayed"] = "true"
    return Response(orjson.dumps(done(receipt)), status, headers, media_type=JSON)


def done(receipt: Receipt) -> dict[str, Any]:
    return {
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
