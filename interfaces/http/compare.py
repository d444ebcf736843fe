"""Comparing over HTTP: a ledger or the scores of a year, between two moments or two clocks."""

from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from interfaces.between import Than, compared_page, must_be_another, scores_compared
from interfaces.comparisons import by_id
from interfaces.http.answers import Answer, Cursor as Next, OfYear as AnswerOfYear, Position
from interfaces.http.audited import Audited
from interfaces.http.drift import Cause
from interfaces.http.ledgers import (
    FILTERS,
    OTHERS,
    TABLES,
    Cursor,
    Limit,
    Name,
    Year as OfYear,
    paged,
)
from interfaces.http.moments import Asked, AsOf, ValidAt, moment_of
from interfaces.http.pages import after_subject, page_from, pinned, resumed
from interfaces.http.reading import MinPosition, answer_of, asked_snapshot, next_page
from interfaces.http.scores import (
    Cursor as AfterSubject,
    Kind,
    Limit as AtMost,
    Year,
    about,
    visible,
)
from interfaces.http.wiring import Who, Wired
from interfaces.ledgers import Question
from interfaces.scores import scores_of
from interfaces.system import System
from projections.comparing import Change, compared


class Compared(Answer):
    """change: ADDED, GONE or CHANGED. before, after: the row; columns: those that differ. events:
    what did it; none: time did, or rules."""

    change: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    columns: list[str]
    events: list[Cause]


class LedgerComparison(Answer):
    name: str
    title: str
    position: Position
    rows: list[Compared]
    next: Next


class ScoreComparison(AnswerOfYear):
    """than: the position compared with. changes: each subject, with the events of each line."""

    than: Position
    changes: list[dict[str, Any]]
    next: Next


EVENTS_MAX: Final = 200  # rows of a page: each brings its events along

Before = Annotated[
    str | None,
    Query(max_length=40, description="the earlier moment to compare with, as `as_of`"),
]
OtherDay = Annotated[ValidAt, Query(description="the other day to compare `valid_at` with")]


def compare_routes() -> APIRouter:
    """Before the routes of ledgers and scores, whose paths would match."""
    router = APIRouter(tags=["Comparing"], route_class=Audited)
    router.add_api_route(
        "/scores/{year}/compare",
        compare_scores,
        response_model=ScoreComparison,
        operation_id="compare_scores",
    )
    return router


def ledger_compare_routes() -> APIRouter:
    router = APIRouter(tags=["Comparing"], route_class=Audited)
    router.add_api_route(
        "/ledgers/{name}/compare",
        compare_ledger,
        response_model=LedgerComparison,
        operation_id="compare_ledger",
        responses=TABLES,
        openapi_extra={"parameters": [FILTERS]},
    )
    return router


def _than(system: System, as_of_before: str | None, valid_at_before: ValidAt) -> Than:
    if as_of_before is None:
        return Than(on=valid_at_before)
    moment = moment_of(system, Asked(as_of_before, None, ""))
    return Than(moment.position, moment.at, valid_at_before)


def compare_ledger(
    request: Request,
    system: Wired,
    who: Who,
    name: Name,
    asked: AsOf,
    as_of_before: Before = None,
    valid_at: ValidAt = None,
    valid_at_before: OtherDay = None,
    year: OfYear = None,
    limit: Limit = 100,
    cursor: Cursor = None,
    min_position: MinPosition = 0,
) -> Response:
    """The rows of a ledger that are there at one of two moments only, or differ, with the events.

    `as_of_before` with `as_of` (else now): what has become known. `valid_at_before` with
    `valid_at`: what was another on another day. Any column filters by its name.
    """
    said = {key: text for key, text in request.query_params.items() if key not in OTHERS}
    limit = min(limit, EVENTS_MAX)
    question = Question(name, who.actor, said, valid_at, year, limit, cursor)
    than = _than(system, as_of_before, valid_at_before)
    answer = partial(compared_page, than=than)
    return paged(request, system, who, question, asked, min_position, answer)


def compare_scores(
    request: Request,
    system: Wired,
    who: Who,
    year: Year,
    asked: AsOf,
    as_of_before: Before = None,
    valid_at: ValidAt = None,
    valid_at_before: OtherDay = None,
    kind: Kind = None,
    limit: AtMost = 100,
    cursor: AfterSubject = None,
    min_position: MinPosition = 0,
) -> Response:
    """Whose score is another at the later of two moments, or on another day: every line that moved
    and every bar that turned, with the events that did it."""
    asked, key = resumed(system, asked, cursor)
    after_key = after_subject(key)
    than = _than(system, as_of_before, valid_at_before)
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        must_be_another(than, snapshot, valid_at)
        then = snapshot if than.position is None else snapshot.before(than.position)
        before = scores_of(system, then, year, than.on or valid_at)
        after = scores_of(system, snapshot, year, valid_at)
    mine = [{s.subject: s for s in visible(who.actor, side, kind)} for side in (before, after)]
    # Who has left the caller's scope, or was not in it, is no concern of his.
    hidden = (by_id(before).keys() - mine[0].keys()) | (by_id(after).keys() - mine[1].keys())
    found = sorted(
        (c for c in compared(mine[0], mine[1]) if c.scored.subject not in hidden), key=_subject
    )
    page, last = page_from(found, _subject, after_key, min(limit, EVENTS_MAX))
    told = [scores_compared(system, who.actor, who.language, c, before, after) for c in page]
    next = pinned(snapshot, _subject(last)) if last else None
    body: dict[str, Any] = about(after) | {"than": before.position, "changes": told, "next": next}
    return answer_of(asked, snapshot, moment, body, next_page(request, next))


def _subject(change: Change) -> str:
    return str(change.scored.subject)
