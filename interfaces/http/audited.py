"""The auditor's door: whatever an auditor is answered is on record before he sees it (SYS-22)."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from application.handler import Instruction
from domain.access import Reader
from domain.audit import RecordAuditQuery
from domain.kernel import LINE_MAX, SYSTEM
from domain.roles import Role
from interfaces.http.moments import Asked, moment_of
from interfaces.http.problems import Telling, bad_parameter
from interfaces.http.wiring import Caller, system_of
from interfaces.parsing import CONTROL


class Audited(APIRoute):
    """A route that reads. Every page counts: a cursor names what it goes on from."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def audited(request: Request) -> Response:
            try:
                response: Response = await answer(request)
            except Telling:
                await run_in_threadpool(_record, request)
                raise
            if response.status_code < 400:
                await run_in_threadpool(_record, request)
            return response

        return audited


def _record(request: Request) -> None:
    """Problem 400 for what no line of a record can hold: it is not answered then."""
    caller: Caller = request.state.caller
    if caller.actor.role is Role.AUD:
        system = system_of(request)
        moment = moment_of(system, Asked.of(request))
        known = system.log.position() if moment.position is None else moment.position
        put_on_record(request, caller, known)


def put_on_record(request: Request, caller: Caller, known: int) -> None:
    """known: as of which position he is answered.

    The path stands in clear, as no personal data is in any; what the query names is sealed.
    """
    record = RecordAuditQuery(
        question=request.url.path,
        asked=tuple(_asked(request)),
        known=known,
        reader=Reader.of(caller.actor),
    )
    system_of(request).handler.handle(Instruction(record, SYSTEM))


def _asked(request: Request) -> Iterator[str]:
    for name, value in request.query_params.multi_items():
        line = f"{name}={value}"
        if len(line) > LINE_MAX or CONTROL.search(line):
            raise bad_parameter(name)
        yield line
