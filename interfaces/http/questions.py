"""The standing questions over HTTP, answered by page as of any moment, as ledgers are."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from domain.kernel import Label
from interfaces.http.answers import Answer, Cursor as Next, LedgerPage, Position, Questions
from interfaces.http.audited import Audited
from interfaces.http.ledgers import (
    FILTERS,
    OTHERS,
    TABLES,
    Cursor,
    Limit,
    Year,
    paged,
)
from interfaces.http.moments import AsOf, ValidAt
from interfaces.http.reading import MinPosition, answer_of, asked_snapshot, json_response
from interfaces.http.wiring import Who, Wired, must_know_parameters
from interfaces.language import in_language
from interfaces.ledgers import Question
from interfaces.menu import OF_SYSTEM
from interfaces.questions import KNOWN, answer, audit, schema_of
from projections.asking import StandingQuestion

Name = Annotated[str, Path(max_length=80, json_schema_extra={"enum": sorted(KNOWN)})]


class AuditAnswer(Answer):
    """next: the cursor with which `/v1/questions/{question}` goes on; null: there is no more."""

    question: str
    title: str
    rows: list[dict[str, Any]]
    next: Next


class Audit(Answer):
    year: int
    position: Position
    answers: list[AuditAnswer]


def question_routes() -> APIRouter:
    router = APIRouter(tags=["Questions"], route_class=Audited)
    router.add_api_route(
        "/questions",
        get_questions,
        response_model=Questions,
        operation_id="questions",
        dependencies=[Depends(must_know_parameters)],
    )
    router.add_api_route(
        "/questions/{name}",
        get_question,
        response_model=LedgerPage,
        operation_id="question",
        responses=TABLES,
        openapi_extra={"parameters": [FILTERS]},
    )
    router.add_api_route(
        "/audit/{year}",
        get_audit,
        response_model=Audit,
        operation_id="audit",
        dependencies=[Depends(must_know_parameters)],
    )
    return router


def get_questions(who: Who) -> Response:
    """The standing questions there are, with their parameters and the columns of their answers."""
    found = [_told(question, who.language) for question in KNOWN.values()]
    return json_response({"questions": found})


def _told(question: StandingQuestion, language: str) -> dict[str, Any]:
    def say(label: Label) -> str:
        return in_language(label, language)

    return {
        "name": question.name,
        "system": question.system,
        "part": OF_SYSTEM[question.system].part,
        "title": say(question.title),
        "dated": question.dated,
        "parameters": [
            {"name": name, "title": say(parameter.title), "schema": schema_of(parameter)}
            for name, parameter in question.parameters.items()
        ],
        "columns": list(question.row.__struct_fields__),
    }


def get_question(
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
    """A page of the answer. Its parameters stand in the query; any column filters by its name.

    Answers JSON, CSV (`Accept: text/csv`) or NDJSON
    (`Accept: application/x-ndjson`).
    """
    said = {key: text for key, text in request.query_params.items() if key not in OTHERS}
    question = Question(name, who.actor, said, valid_at, year, limit, cursor)
    return paged(request, system, who, question, asked, min_position, answer)


def get_audit(
    system: Wired,
    who: Who,
    year: Annotated[int, Path(ge=2000, le=2100)],
    asked: AsOf,
    limit: Limit = 20,
    min_position: MinPosition = 0,
) -> Response:
    """All audit questions of a year (SYS-22) in one call: of each the first rows, and where the
    rest is."""
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        found = audit(system, snapshot, moment.at, who.actor, year, limit)
        answers = [
            {
                "question": question.name,
                "title": in_language(question.title, who.language),
                "rows": page.rows,
                "next": page.next,
            }
            for question, page in found
        ]
    body = {"year": year, "position": snapshot.position, "answers": answers}
    return answer_of(asked, snapshot, moment, body)
