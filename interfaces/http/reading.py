"""What all reads of the read side share: the moment asked for, waiting for it, and formats."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Final

import orjson
from fastapi import Query, Response

from interfaces.cli.output import as_csv
from interfaces.http.problems import Problem
from interfaces.http.records import position_of
from interfaces.system import System
from projections.reading import Snapshot

WAIT_SECONDS: Final = 2.0

MinPosition = Annotated[
    int, Query(ge=0, description="wait until the read side knows this position, else 503")
]


@contextmanager
def asked_snapshot(
    system: System, as_of: str | None, min_position: int
) -> Iterator[tuple[Snapshot, datetime]]:
    """The read side at the moment asked for, and that moment.

    Problem 400 for a moment that has not come; 503 while the read side lags behind it.
    """
    position = position_of(system, as_of, None)
    needed = max(position or 0, min_position)
    if needed > system.log.position():
        raise Problem(
            400,
            "moment_not_reached",
            "日志尚未到该位置，请核对。",
            "The log has not reached that position; check it.",
        )
    if not system.readside.wait_for(needed, WAIT_SECONDS):
        raise Problem(
            503,
            "read_side_behind",
            "台账正在追赶日志，请稍后重试。",
            "The ledgers are catching up with the log; try again shortly.",
            {"Retry-After": "1"},
        )
    moment = system.clock() if as_of is None else moment_of(system, as_of, position)
    with system.readside.at(position) as snapshot:
        yield snapshot, moment


def moment_of(system: System, as_of: str, position: int | None) -> datetime:
    """The time that `as_of` stands for: itself, or when its position was recorded."""
    if not as_of.isdecimal():
        return datetime.fromisoformat(as_of)
    found = system.log.read(max((position or 0) - 1, 0), 1)
    return found[0].recorded_at if found else system.clock()


def json_response(body: Any, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), headers=headers, media_type="application/json")


def listed(rows: Iterable[dict[str, Any]], accept: str) -> Response | None:
    """The rows as CSV or NDJSON where the caller accepts that rather than JSON."""
    if "text/csv" in accept:
        return Response(as_csv(list(rows)), media_type="text/csv; charset=utf-8")
    if "application/x-ndjson" in accept:
        lines = b"".join(orjson.dumps(row) + b"\n" for row in rows)
        return Response(lines, media_type="application/x-ndjson")
    return None
