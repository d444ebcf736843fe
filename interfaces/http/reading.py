"""What all reads share: waiting for a position, and formats."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Final

import orjson
from fastapi import Query, Request, Response

from interfaces.http.moments import Asked, Moment, memento, moment_of, not_reached
from interfaces.http.problems import Problem
from interfaces.http.wiring import INTEGER_MAX
from interfaces.ledgers import Page
from interfaces.rendering import as_csv
from interfaces.system import System
from projections.reading import Snapshot

WAIT_SECONDS: Final = 2.0
JSON: Final = "application/json"
CSV: Final = "text/csv"
NDJSON: Final = "application/x-ndjson"
PARQUET: Final = "application/vnd.apache.parquet"
TABLES: Final = (JSON, CSV, NDJSON, PARQUET)  # how a page of a ledger is told

MinPosition = Annotated[
    int,
    Query(
        ge=0,
        le=INTEGER_MAX,
        description="of a command's answer: wait until the read side knows it, else 503",
    ),
]


def must_have_reached(system: System, position: int) -> None:
    """Problem 400 for a position that the log does not have."""
    if position > system.log.position():
        raise not_reached()


@contextmanager
def asked_snapshot(
    system: System, asked: Asked, min_position: int
) -> Iterator[tuple[Snapshot, Moment]]:
    """The read side at the moment asked for.

    Problem 400 for a moment that has not come; 503 while the read side lags behind it.
    """
    moment = moment_of(system, asked)
    must_have_reached(system, min_position)
    if not system.readside.wait_for(max(moment.position or 0, min_position), WAIT_SECONDS):
        raise Problem(
            503,
            "read_side_behind",
            "台账正在追赶日志，请稍后重试。",
            "The ledgers are catching up with the log; try again shortly.",
        )
    with system.readside.at(moment.position) as snapshot:
        yield snapshot, moment


def answer_of(
    asked: Asked, snapshot: Snapshot, moment: Moment, body: Any, next: str | None = None
) -> Response:
    """JSON with the headers of its moment, and where the list goes on."""
    return json_response(body, headers_of(asked, snapshot, moment, next))


def headers_of(
    asked: Asked, snapshot: Snapshot, moment: Moment, next: str | None = None
) -> dict[str, str]:
    headers = memento(asked, moment.at)
    if next is not None:
        headers["Link"] += f', <{next}>; rel="next"'
    return headers


def next_page(request: Request, cursor: str | None) -> str | None:
    """The address of the next page."""
    if cursor is None:
        return None
    url = request.url.include_query_params(cursor=cursor)
    return f"{url.path}?{url.query}"


def json_response(body: Any, headers: dict[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS), headers=headers, media_type=JSON
    )


def wanted(accept: str | None, kinds: Sequence[str]) -> str:
    """The first of these kinds that an Accept header names; where it names none, the first."""
    named = [part.partition(";")[0].strip().lower() for part in (accept or "").split(",")]
    return next((kind for kind in named if kind in kinds), kinds[0])


def listed(kind: str, page: Page, headers: dict[str, str]) -> Response:
    """The rows alone, as CSV, NDJSON or Parquet."""
    if kind == CSV:
        text = as_csv(page.columns, page.rows)
        return Response(text, headers=headers, media_type=f"{CSV}; charset=utf-8; header=present")
    if kind == NDJSON:
        return Response(as_lines(page.rows), headers=headers, media_type=kind)
    from interfaces.parquet import as_parquet  # what it needs takes long to load

    return Response(as_parquet(page), headers=headers, media_type=kind)


def as_lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)
