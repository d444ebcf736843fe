"""Ledgers over HTTP: any of them, filtered, by page, as of any moment and on either clock."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from interfaces.http.problems import Problem
from interfaces.http.reading import MinPosition, asked_snapshot, json_response, listed
from interfaces.http.wiring import AsOf, Who, Wired
from interfaces.language import in_language
from interfaces.ledgers import Question, UnknownFilter, UnknownLedger, page, titles

PAGE_MAX: Final = 1000
OTHERS: Final = frozenset({"as_of", "valid_at", "limit", "cursor", "year", "by", "min_position"})

ValidAt = Annotated[date | None, Query(description="what was true in the world on that day")]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the last page")]
Year = Annotated[int | None, Query(ge=2000, le=2100)]
By = Annotated[str, Query(pattern="^(community|grid|handler|category|month)$")]


def ledger_routes() -> APIRouter:
    router = APIRouter(tags=["Ledgers"])
    router.add_api_route("/ledgers", get_ledgers, methods=["GET"])
    router.add_api_route("/ledgers/{name}", get_ledger, methods=["GET"])
    return router


def get_ledgers(who: Who) -> Response:
    """The ledgers there are, with their columns."""
    found = [
        {"name": name, "title": in_language(title, who.language), "columns": list(columns)}
        for name, title, columns in titles()
    ]
    return json_response({"ledgers": found})


def get_ledger(
    request: Request,
    system: Wired,
    who: Who,
    name: Annotated[str, Path(max_length=40)],
    as_of: AsOf = None,
    valid_at: ValidAt = None,
    year: Year = None,
    by: By = "community",
    limit: Limit = 100,
    cursor: Cursor = None,
    min_position: MinPosition = 0,
) -> Response:
    """A page of a ledger. Any other parameter filters by the column of that name.

    Answers JSON, CSV (`Accept: text/csv`) or NDJSON (`Accept: application/x-ndjson`).
    """
    filters = {key: text for key, text in request.query_params.items() if key not in OTHERS}
    question = Question(name, who.actor, filters, valid_at, year, by, limit, cursor)
    try:
        with asked_snapshot(system, as_of, min_position) as (snapshot, now):
            found = page(system, snapshot, now, question)
    except UnknownLedger:
        raise Problem(
            404,
            "no_such_ledger",
            "没有此台账，请查看/v1/ledgers。",
            "There is no such ledger; see /v1/ledgers.",
        ) from None
    except UnknownFilter as unknown:
        raise Problem(
            400,
            "no_such_filter",
            f"此台账不能按“{unknown}”筛选，请删去。",
            f"This ledger cannot be filtered by {unknown}; leave it out.",
        ) from None
    except ValueError:
        raise Problem(
            400,
            "bad_parameter",
            "筛选值或翻页标记格式不对，请核对。",
            "A filter's value or the cursor is malformed; check it.",
        ) from None
    told = listed(found.rows, request.headers.get("accept", ""))
    if told is not None:
        if found.next:
            told.headers["Link"] = (
                f'<{request.url.include_query_params(cursor=found.next)}>; rel="next"'
            )
        return told
    body: dict[str, Any] = {
        "name": name,
        "title": in_language(found.title, who.language),
        "position": snapshot.position,
        "rows": found.rows,
        "next": found.next,
    }
    return json_response(body)
