"""Ledgers over HTTP: any of them, filtered, by page, as of any moment and on either clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from interfaces.approvals import Whose, waiting
from interfaces.http.answers import LedgerPage, Ledgers
from interfaces.http.audited import Audited
from interfaces.http.moments import Asked, AsOf, ValidAt
from interfaces.http.problems import Problem, bad_parameter
from interfaces.http.reading import (
    JSON,
    TABLES as KINDS,
    MinPosition,
    asked_snapshot,
    headers_of,
    json_response,
    listed,
    next_page,
    wanted,
)
from interfaces.http.wiring import Caller, Who, Wired, must_know_parameters
from interfaces.language import in_language
from interfaces.ledgers import (
    BadValue,
    Page,
    Question,
    UnknownFilter,
    UnknownLedger,
    page,
    titles,
)
from interfaces.menu import OF_LEDGER
from interfaces.questions import UnknownQuestion
from interfaces.system import System
from projections.reading import Snapshot

PAGE_MAX: Final = 1000
TEXT: Final = {"type": "string"}
FILTERS: Final = {
    "name": "filters",
    "in": "query",
    "description": "any column that it filters by, and any parameter of its own, under its name",
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": TEXT},
}
TABLES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {kind: {"schema": TEXT} for kind in KINDS if kind != JSON}}
}
Answers = Callable[[System, Snapshot, datetime, Question], Page]
OTHERS: Final = frozenset({"as_of", "valid_at", "limit", "cursor", "year", "min_position"})


Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the last page")]
Year = Annotated[int | None, Query(ge=2000, le=2100)]
WhoseWaiting = Annotated[
    Whose | None,
    Query(alias="waiting", description="for-me: for my consent; mine: at my request; else all"),
]
Name = Annotated[
    str,
    Path(max_length=40, json_schema_extra={"enum": [name for name, *_ in titles()]}),
]


def ledger_routes() -> APIRouter:
    router = APIRouter(tags=["Ledgers"], route_class=Audited)
    known = [Depends(must_know_parameters)]  # of one ledger, they are its filters
    router.add_api_route(
        "/ledgers", get_ledgers, response_model=Ledgers, operation_id="ledgers", dependencies=known
    )
    router.add_api_route(
        "/ledgers/{name}",
        get_ledger,
        response_model=LedgerPage,
        operation_id="ledger",
        responses=TABLES,
        openapi_extra={"parameters": [FILTERS]},
    )
    router.add_api_route(
        "/approvals",
        get_waiting,
        response_model=LedgerPage,
        operation_id="waiting",
        responses=TABLES,
        dependencies=known,
    )
    return router


def get_ledgers(who: Who) -> Response:
    """The ledgers there are, each under its system and part of the model (R-02), with columns."""
    found = [
        {
            "name": name,
            "system": OF_LEDGER[name].system,
            "part": OF_LEDGER[name].part,
            "title": in_language(title, who.language),
            "columns": list(columns),
        }
        for name, title, columns in titles()
    ]
    return json_response({"ledgers": found})


def get_ledger(
    request: Request,
    system: Wired,
    who: Who,
    name: Name,
    asked: AsOf,
    valid_at: ValidAt = None,
    year: Year = None,
    limit: Limit = 100,
    cursor: Cursor = None,
    min_position: MinPosition = 0,
) -> Response:
    """A page of a ledger. Any other parameter filters by the column of that name; L-RATES takes
    `by`, what it groups by.

    Answers JSON, CSV (`Accept: text/csv`), NDJSON (`Accept: application/x-ndjson`) or Parquet
    (`Accept: application/vnd.apache.parquet`).
    """
    filters = {key: text for key, text in request.query_params.items() if key not in OTHERS}
    question = Question(name, who.actor, filters, valid_at, year, limit, cursor)
    return paged(request, system, who, question, asked, min_position)


def get_waiting(
    request: Request,
    system: Wired,
    who: Who,
    asked: AsOf,
    whose: WhoseWaiting = None,
    limit: Limit = 100,
    cursor: Cursor = None,
    min_position: MinPosition = 0,
) -> Response:
    """Approvals that wait: in the caller's scope, for his consent, or at his request.

    A page of the ledger APPROVALS, which has those that were decided too. What would be consented
    to is the approval's `body`: read it with a `purpose`.
    """
    if whose is Whose.MINE and who.actor.person is None:
        raise Problem(
            400,
            "nobody_named",
            "您的令牌未写明本人（sub），无从得知哪些是您提出的。",
            "Your token names no person (sub), so nothing can be told to be yours.",
        )
    question = waiting(who.actor, whose, limit, cursor)
    return paged(request, system, who, question, asked, min_position)


def paged(
    request: Request,
    system: System,
    who: Caller,
    question: Question,
    asked: Asked,
    min_position: int,
    answer: Answers = page,
) -> Response:
    """One page, in the form that the caller takes. answer: whose page it is."""
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        try:
            question = replace(question, of_now=asked.now)
            found = answer(system, snapshot, moment.at, question)
        except (UnknownLedger, UnknownQuestion, UnknownFilter, BadValue) as wrong:
            raise problem_of(wrong) from None
    headers = headers_of(asked, snapshot, moment, next_page(request, found.next))
    headers["Vary"] += ", Accept, Accept-Language"
    kind = wanted(request.headers.get("accept"), KINDS)
    if kind != JSON:
        return listed(kind, found, headers)
    body = {
        "name": question.ledger,
        "title": in_language(found.title, who.language),
        "position": found.position,
        "rows": found.rows,
        "next": found.next,
    }
    return json_response(body, headers)


def problem_of(wrong: Exception) -> Problem:
    match wrong:
        case UnknownLedger():
            return Problem(
                404,
                "no_such_ledger",
                "没有此台账，请查看/v1/ledgers。",
                "There is no such ledger; see /v1/ledgers.",
            )
        case UnknownQuestion():
            return Problem(
                404,
                "no_such_question",
                "没有此常设问题，请查看/v1/questions。",
                "There is no such standing question; see /v1/questions.",
            )
        case UnknownFilter():
            return Problem(
                400,
                "no_such_filter",
                f"这里没有“{wrong}”一项；可用的有：{wrong.known}。",
                f"There is no {wrong} to ask by; what there is: {wrong.known}.",
            )
        case _:
            return bad_parameter(str(wrong))
