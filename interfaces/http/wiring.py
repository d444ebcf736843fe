"""What a route may ask for; the composition root stands behind these names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Request

from domain.kernel import Actor
from interfaces.http.auth import Authenticator
from interfaces.http.problems import Problem
from interfaces.language import preferred
from interfaces.system import System


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and in which language he wants to be answered."""

    actor: Actor
    language: str


def _system(request: Request) -> System:
    system: System = request.app.state.system
    return system


def _caller(
    request: Request,
    on_behalf_of: Annotated[
        UUID | None, Header(description="person for whom a worker enters this")
    ] = None,
) -> Caller:
    authenticator: Authenticator = request.app.state.authenticator
    system = _system(request)
    actor = authenticator.actor(request.headers.get("authorization"), on_behalf_of, system.clock())
    return Caller(actor, preferred(request.headers.get("accept-language")))


def parse_moment(text: str) -> int | datetime:
    """A position, or an RFC 3339 time with its zone."""
    if text.isdecimal() and len(text) < 19:
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment
    except ValueError:
        pass
    raise Problem(
        400,
        "bad_moment",
        "时点须为日志位置或带时区的RFC 3339时间，如2023-01-01T00:00:00+08:00。",
        "A moment is a log position or an RFC 3339 time with its zone.",
    )


Wired = Annotated[System, Depends(_system)]
Who = Annotated[Caller, Depends(_caller)]
AsOf = Annotated[
    str | None,
    Query(description="what the log knew: a position or an RFC 3339 time", max_length=40),
]
