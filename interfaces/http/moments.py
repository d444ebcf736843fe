"""The two clocks that a reader asks by: `as_of`, or RFC 7089's Accept-Datetime; `valid_at`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Depends, Header, Query, Request
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from interfaces.http.problems import Problem
from interfaces.parsing import DATE, TIME, YEARS
from interfaces.pinning import pinned
from interfaces.system import System

HTTP_DATE: Final = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
POSITION: Final = re.compile(r"[0-9]{1,18}")
SECOND: Final = timedelta(seconds=1)
LINK_FORMAT: Final = "application/link-format"


def _day(text: object) -> object:
    if isinstance(text, str) and not (DATE.fullmatch(text) and int(text[:4]) in YEARS):
        raise PydanticCustomError("date_parsing", "not a date")
    return text


ValidAt = Annotated[
    date | None,
    BeforeValidator(_day),
    Query(description="what was true in the world on that day"),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, not looked at yet. here: the address without it."""

    as_of: str | None
    accept_datetime: str | None
    here: str

    @classmethod
    def of(cls, request: Request) -> "Asked":
        url = request.url.remove_query_params("as_of")
        here = f"{url.path}?{url.query}" if url.query else url.path
        said = request.query_params.get("as_of"), request.headers.get("accept-datetime")
        return cls(*said, here)

    @property
    def now(self) -> bool:
        return self.as_of is None and self.accept_datetime is None

    def at(self, moment: str) -> str:
        """The address of what is here as of a moment: a memento's."""
        joint = "&" if "?" in self.here else "?"
        return f"{self.here}{joint}as_of={quote(moment, safe=':')}"


@dataclass(frozen=True, slots=True)
class Moment:
    """position: the last that was known then; None: all. at: the time that it stands for."""

    position: int | None
    at: datetime


async def _asked(
    request: Request,
    as_of: Annotated[
        str | None,
        Query(
            description="what the log knew: a position, an RFC 3339 time with its zone, or a "
            "checkpoint as SIZE@ROOT, answered only if the log still has that tree",
            max_length=80,
        ),
    ] = None,
    accept_datetime: Annotated[
        str | None,
        Header(
            alias="Accept-Datetime",
            max_length=40,
            json_schema_extra={"pattern": f"^{HTTP_DATE.pattern}$"},
            description="RFC 7089: as_of by another name",
        ),
    ] = None,
) -> Asked:
    return Asked.of(request)


AsOf = Annotated[Asked, Depends(_asked)]


def moment_of(system: System, asked: Asked) -> Moment:
    """Problem 400 for what is no moment, or one that has not come; Refused: another_history."""
    if asked.as_of is not None:
        found = _parsed(system, asked.as_of)
    elif asked.accept_datetime is not None:
        found = _http_date(asked.accept_datetime)
    else:
        return Moment(None, system.clock())
    if isinstance(found, datetime):
        if found > system.clock():
            raise not_reached()
        return Moment(system.log.position_at(found), found)
    if found > system.log.position():
        raise not_reached()
    recorded = system.log.read(max(found - 1, 0), 1)
    return Moment(found, recorded[0].recorded_at if recorded else system.clock())


def not_reached() -> Problem:
    return Problem(
        400,
        "moment_not_reached",
        "该时点尚未到来，请改用已过去的时点。",
        "That moment has not come yet; ask for one that has.",
    )


def memento(asked: Asked, known_at: datetime, timemap: str | None = None) -> dict[str, str]:
    """RFC 7089's headers of an answer. known_at: the moment that it is of. timemap: where the
    versions of the resource are listed."""
    headers = {"Vary": "Accept-Datetime"}
    links = [f'<{asked.here}>; rel="original timegate"']
    if timemap is not None:
        links.append(f'<{timemap}>; rel="timemap"; type="{LINK_FORMAT}"')
    if not asked.now:
        headers["Memento-Datetime"] = http_date(known_at)
        if asked.as_of is not None:
            this = asked.at(asked.as_of)
        else:
            # The time, not a position: what was overdue then depends on both.
            this = asked.at(f"{_http_date(asked.accept_datetime or ''):%Y-%m-%dT%H:%M:%SZ}")
            headers["Content-Location"] = this
        links.append(memento_link(this, known_at))
    headers["Link"] = ", ".join(links)
    return headers


def memento_link(address: str, known_at: datetime, rel: str = "memento") -> str:
    return f'<{address}>; rel="{rel}"; datetime="{http_date(known_at)}"'


def http_date(moment: datetime) -> str:
    """In whole seconds, rounded up: at the second before, what is of this moment was not there."""
    whole = moment.astimezone(UTC).replace(microsecond=0)
    return format_datetime(whole + SECOND * (moment.microsecond > 0), usegmt=True)


def _parsed(system: System, text: str) -> int | datetime:
    if POSITION.fullmatch(text):
        return int(text)
    if (size := pinned(system, text)) is not None:
        return size
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _bad_moment() from None
    if moment.tzinfo is None or moment.year not in YEARS or not TIME.fullmatch(text):
        raise _bad_moment()
    return moment


def _http_date(text: str) -> datetime:
    if not HTTP_DATE.fullmatch(text):
        raise _bad_moment()
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        raise _bad_moment() from None
    if moment.year not in YEARS:
        raise _bad_moment()
    return moment


def _bad_moment() -> Problem:
    return Problem(
        400,
        "bad_moment",
        "时点须为日志位置、检查点（件数@根）或带时区的RFC 3339时间，如2023-01-01T00:00:00+08:00"
        "（地址中的“+”写作%2B）；Accept-Datetime须为HTTP日期。",
        "A moment is a log position, a checkpoint as SIZE@ROOT, or an RFC 3339 time with its zone "
        "(in an address, write its + as %2B); Accept-Datetime takes an HTTP date.",
    )
