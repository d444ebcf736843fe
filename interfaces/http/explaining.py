"""Why a figure is what it is: its arithmetic, rule, inputs and events, down to the log's bytes."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from interfaces.explaining import NotOneRow, why, why_body
from interfaces.http.answers import Answer, Position
from interfaces.http.audited import Audited
from interfaces.http.ledgers import FILTERS, OTHERS, Name, Year, problem_of
from interfaces.http.moments import AsOf, ValidAt
from interfaces.http.problems import Problem, Telling
from interfaces.http.reading import MinPosition, answer_of, asked_snapshot
from interfaces.http.scores import Year as OfYear, must_see
from interfaces.http.wiring import Who, Wired, must_know_parameters
from interfaces.ledgers import BadValue, Question, UnknownFilter, UnknownLedger
from interfaces.rendering import row_body
from interfaces.scores import find, scores_of
from projections.explaining import of_sheet

Line = Annotated[str | None, Query(max_length=40, description="one line or veto only, as U2")]


class Input(Answer):
    """events: positions of those that made it."""

    name: str
    value: Any
    events: list[Position]


class Figure(Answer):
    """sentence: the arithmetic. rules: of the handbook or the ruleset. ruleset: its version."""

    figure: str
    value: Any
    sentence: str | None
    rules: list[str]
    ruleset: str | None
    inputs: list[Input]


class Behind(Answer):
    """entry: SHA-256 of the event's line in the log, the entry of the tree. log, proof: where it is
    read, and proved to be in the log. event: null where its record is for other offices only."""

    position: Position
    event: str | None
    entry: str
    log: str
    proof: str


class Why(Answer):
    position: Position
    row: dict[str, Any] | None = None
    figures: list[Figure]
    events: list[Behind]


def why_routes() -> APIRouter:
    router = APIRouter(tags=["Explain"], route_class=Audited)
    router.add_api_route(
        "/ledgers/{name}/why",
        get_why,
        response_model=Why,
        operation_id="why",
        openapi_extra={"parameters": [FILTERS]},
    )
    router.add_api_route(
        "/scores/{year}/{subject}/why",
        get_why_score,
        response_model=Why,
        operation_id="why_score",
        dependencies=[Depends(must_know_parameters)],
    )
    return router


def get_why(
    request: Request,
    system: Wired,
    who: Who,
    name: Name,
    asked: AsOf,
    valid_at: ValidAt = None,
    year: Year = None,
    min_position: MinPosition = 0,
) -> Response:
    """Why one row of a ledger is what it is. Any other parameter names the row by a column.

    A rate is its counts and their cases, a due time its sum over the calendar, a cadence its
    meetings, an eligibility its rules; any row the events that made it.
    """
    said = {key: text for key, text in request.query_params.items() if key not in OTHERS}
    question = Question(name, who.actor, said, valid_at, year)
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        try:
            row, figures = why(system, snapshot, moment.at, question)
        except (UnknownLedger, UnknownFilter, BadValue) as wrong:
            raise problem_of(wrong) from None
        except NotOneRow as wrong:
            status = 400 if wrong.several else 404
            raise Telling(status, wrong.code, wrong.told.hans, wrong.told.en) from None
        body = why_body(system, who.actor, snapshot, figures, who.language) | {"row": row_body(row)}
    return answer_of(asked, snapshot, moment, body)


def get_why_score(
    system: Wired,
    who: Who,
    year: OfYear,
    subject: Annotated[UUID, Path()],
    asked: AsOf,
    line: Line = None,
    valid_at: ValidAt = None,
    min_position: MinPosition = 0,
) -> Response:
    """Why a subject has its points and vetoes: every line, or the one asked for."""
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        scored = find(scores_of(system, snapshot, year, valid_at), subject)
        must_see(who.actor, scored)
        figures = [each for each in of_sheet(scored) if line in (None, each.name)]
        if not figures:
            raise _no_line()
        body = why_body(system, who.actor, snapshot, figures, who.language)
    return answer_of(asked, snapshot, moment, body)


def _no_line() -> Problem:
    return Problem(
        404,
        "no_such_line",
        "评分表没有这一行，请先查看整张评分表。",
        "The sheet has no such line; look at the whole sheet first.",
    )
