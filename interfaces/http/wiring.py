"""What a route may ask for; the composition root stands behind these names."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query

from domain.kernel import Actor
from interfaces.http.auth import Authenticator, on_behalf
from interfaces.http.problems import Problem
from interfaces.language import preferred
from interfaces.system import System

INTEGER_MAX: Final = 2**63 - 1  # what the stores hold


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and in which language he wants to be answered."""

    actor: Actor
    language: str


def system_of(request: Request) -> System:
    system: System = request.app.state.system
    return system


def actor_of(request: Request) -> Actor:
    """Unauthenticated: it bears no valid token."""
    authenticator: Authenticator = request.app.state.authenticator
    now = system_of(request).clock()
    return authenticator.actor(request.headers.get("authorization"), now)


async def _system(request: Request) -> System:
    return system_of(request)


async def _caller(
    request: Request,
    on_behalf_of: Annotated[
        UUID | None,
        Header(alias="On-Behalf-Of", description="person for whom a worker enters this"),
    ] = None,
) -> Caller:
    actor = on_behalf(actor_of(request), on_behalf_of)
    caller = Caller(actor, preferred(request.headers.get("accept-language")))
    request.state.caller = caller  # whose answers are on record, if he is an auditor
    return caller


Wired = Annotated[System, Depends(_system)]
Who = Annotated[Caller, Depends(_caller)]


async def must_know_parameters(request: Request, who: Who) -> None:
    """Refuses query parameters that the route does not have: a misspelt dry_run would write."""
    if request.query_params:
        fields = get_flat_params(request.scope["route"].dependant)
        known = {field.alias for field in fields if isinstance(field.field_info, Query)}
        must_know(request.query_params.keys(), known)


def must_know(parameters: Set[str], known: Set[str]) -> None:
    """Problem 400 for a parameter that is not known."""
    if strangers := parameters - known:
        name = min(strangers)
        raise Problem(
            400,
            "no_such_parameter",
            f"此地址没有参数“{name}”，请核对拼写。",
            f"There is no parameter {name} here; check its spelling.",
        )


async def body_of(request: Request, most: int) -> bytes:
    """The body; Problem 413 as soon as it is longer than `most` bytes, 415 for other than JSON."""
    length = request.headers.get("content-length", "0")
    size = int(length) if length.isdecimal() and len(length) < 19 else 0
    chunks: list[bytes] = []
    if size <= most:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                break
            chunks.append(chunk)
    if size > most:
        raise Problem(
            413,
            "too_large",
            f"请求最大{most // 1024} KiB，请分批提交。",
            f"A body has {most // 1024} KiB at most; split it.",
        )
    return b"".join(chunks)


def must_be(request: Request, *kinds: str) -> None:
    """Problem 415 when the caller says that the body is something else."""
    kind = request.headers.get("content-type", kinds[0]).partition(";")[0].strip().lower()
    if kind not in kinds:
        raise Problem(
            415,
            "wrong_content_type",
            f"请求内容须为{kinds[0]}，请设置Content-Type。",
            f"Send the body as {kinds[0]}, and say so in Content-Type.",
        )
