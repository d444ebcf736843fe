"""Commands over HTTP: every route is derived from the registry."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Response

from application.handler import Instruction
from application.recorded import Receipt
from domain.kernel import Aggregate, Command, Value
from domain.registry import AGGREGATES, NAMES
from domain.roles import Role
from interfaces.http.problems import Problem
from interfaces.http.wiring import Who, Wired

Key = Annotated[str | None, Header(min_length=1, max_length=120)]
OccurredAt = Annotated[datetime | None, Header(description="when it happened, if not now")]
IfMatch = Annotated[str | None, Header(description='the version you saw, as "7"')]
DryRun = Annotated[bool, Query(description="decide, and write nothing")]


class Done(Value):
    """What a command did.

    version: of the record after it. position: of its last event in the log; null: nothing changed.
    pending: the approval that it waits for; until then nothing else has changed.
    """

    id: UUID
    version: int
    position: int | None = None
    pending: UUID | None = None


def is_for_people(command: type[Command[Any]]) -> bool:
    return command.who != frozenset({Role.SYS})


def path_of(aggregate: Aggregate[Any], command: type[Command[Any]]) -> str:
    """The first command that opens is the collection's own POST."""
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
                path_of(aggregate, command),
                _endpoint(command),
                methods=["POST"],
                status_code=201 if command.opens else 200,
                response_model=Done,
                tags=[aggregate.label.en],
                name=NAMES[command],
                operation_id=NAMES[command],
                summary=f"{command.label.en} {command.label.hans}",
                description=_description(command),
                responses={202: {"model": Done, "description": "waits for approval"}},
            )
    return router


def _description(command: type[Command[Any]]) -> str:
    issued = "、".join(sorted(command.who))
    approved = "、".join(sorted(command.approved_by))
    return "\n\n".join(
        filter(
            None,
            (
                command.__doc__,
                f"Issued by: {issued}",
                f"Approved by one of: {approved}" if approved else "",
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a command's body in a request."""

    system: Wired
    who: Who
    response: Response
    idempotency_key: Key = None
    if_match: IfMatch = None
    occurred_at: OccurredAt = None
    dry_run: DryRun = False

    def handle(self, command: Command[Any], stream: UUID | None) -> Done:
        instruction = Instruction(
            command,
            self.who.actor,
            stream,
            self.idempotency_key,
            _version(self.if_match),
            _aware(self.occurred_at),
            dry_run=self.dry_run,
        )
        return answer(self.system.handler.handle(instruction), self.response)


def _endpoint(command: type[Command[Any]]) -> Callable[..., Done]:
    if command.opens:

        def opening(
            around: Annotated[Around, Depends()],
            body: Annotated[command, Body()],  # type: ignore[valid-type]
        ) -> Done:
            return around.handle(body, None)

        return opening

    def addressing(
        around: Annotated[Around, Depends()],
        id: Annotated[UUID, Path()],
        body: Annotated[command, Body()],  # type: ignore[valid-type]
    ) -> Done:
        return around.handle(body, id)

    return addressing


def answer(receipt: Receipt, response: Response) -> Done:
    response.headers["ETag"] = f'"{receipt.version}"'
    if receipt.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    if receipt.pending:
        response.status_code = 202
    return Done(
        id=receipt.stream,
        version=receipt.version,
        position=receipt.position,
        pending=receipt.pending,
    )


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    number = if_match.strip().strip('"')
    if not number.isdecimal() or len(number) > 18:
        raise Problem(
            400,
            "bad_if_match",
            'If-Match须为所读版本，如"7"。',
            'If-Match must be the version you read, as "7".',
        )
    return int(number)


def _aware(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise Problem(
            400,
            "time_without_zone",
            "时间须带时区，如2022-03-01T09:00:00+08:00。",
            "A time needs its zone, as 2022-03-01T09:00:00+08:00.",
        )
    return moment
