"""Questions about grids and places (SYS-01, R-15 to R-17)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from domain.kernel import Label
from projections.asking import Asked, Parameter, StandingQuestion
from projections.ledgers.cases import L_CASE
from projections.ledgers.grids import L_GRID, GridRow
from projections.ledgers.places import L_PLACE
from projections.models import Row

SYSTEM: Final = "SYS-01"
ONE_DAY: Final = timedelta(days=1)


def grids_on(asked: Asked, day: date) -> list[GridRow]:
    """At work on a day, by their codes."""
    rows = (row for row in asked.snapshot.all(L_GRID) if row.active_on(day))
    return sorted(rows, key=lambda row: row.grid)


class BareRow(Row, frozen=True, array_like=True, gc=False):
    """since: the day on which the place came to the grid."""

    place: str
    title: str
    kind: str
    community: str
    grid: str
    since: date


def without_group(asked: Asked) -> Iterator[BareRow]:
    """R-16: each compound and bungalow patch has its Party group."""
    for row in grids_on(asked, asked.on):
        for place in row.places_on(asked.on):
            if not place.grouped_on(asked.on):
                yield BareRow(
                    place.code, place.title, place.kind, row.community, row.grid, place.since
                )


class HeadlessRow(Row, frozen=True, array_like=True, gc=False):
    """first, last: within the time asked about; days: so many."""

    grid: str
    community: str
    first: date
    last: date
    days: int


def without_head(asked: Asked) -> Iterator[HeadlessRow]:
    """AM-17, R-17: every grid has exactly one head. A day not over yet is not judged."""
    said = asked.parameters
    first = said["since"] or date(asked.year, 1, 1)
    last = min(said["until"] or date(asked.year, 12, 31), asked.day)
    for row in sorted(asked.snapshot.all(L_GRID), key=lambda row: row.grid):
        for gap_first, gap_last in headless(row, first, last):
            days = (gap_last - gap_first).days + 1
            yield HeadlessRow(row.grid, row.community, gap_first, gap_last, days)


def headless(row: GridRow, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The times without a head between two days on which the grid was at work."""
    if row.active_from is None:
        return
    day, until = max(first, row.active_from), min(last, row.active_to or last)
    for term in sorted(row.heads, key=lambda term: term.start):
        if term.start > until:
            break
        if day < term.start:
            yield day, term.start - ONE_DAY
        if term.end is None:
            return
        day = max(day, term.end + ONE_DAY)
    if day <= until:
        yield day, until


class PlaceGridRow(Row, frozen=True, array_like=True, gc=False):
    """grid: of the place on that day. case_grid: the one that the case bears."""

    place: str
    title: str
    kind: str
    community: str
    grid: str | None
    on: date
    case: UUID | None
    case_grid: str | None


def grid_of_place(asked: Asked) -> Iterator[PlaceGridRow]:
    """SYS-01: open cases keep their grid, new ones follow the place. on: the business date, or the
    day on which the case was reported."""
    wanted, case = asked.parameters["place"], asked.parameters["case"]
    found = asked.snapshot.row(L_CASE, case) if case is not None else None
    if case is not None and found is None:
        return
    day = found.row.reported_on if found else asked.on
    for row in sorted(asked.snapshot.all(L_PLACE), key=lambda row: row.place):
        if wanted in (None, row.place):
            of_case = found.row.grid if found else None
            yield PlaceGridRow(
                row.place, row.title, row.kind, row.community, row.grid_on(day), day, case, of_case
            )


class BesideRow(Row, frozen=True, array_like=True, gc=False):
    grid: str
    community: str
    department: str
    net: str
    title: str
    on: date


def drawn_beside(asked: Asked) -> Iterator[BesideRow]:
    """R-16, S3: one network; what a department draws beside it and no grid has taken in."""
    for row in grids_on(asked, asked.on):
        for net in row.separate_nets:
            if net.on <= asked.on:
                yield BesideRow(row.grid, row.community, net.department, net.net, net.title, net.on)


class NoticeRow(Row, frozen=True, array_like=True, gc=False):
    """person: whom the notice names, who works there no more; none: there is no notice."""

    grid: str
    community: str
    posted_on: date | None
    person: UUID | None


def without_notice(asked: Asked) -> Iterator[NoticeRow]:
    """S3: each grid posts its name and extent, its worker and the phone for supervision."""
    for row in grids_on(asked, asked.on):
        posted = row.notice_on is not None and row.notice_on <= asked.on
        if not posted or row.notice_worker not in row.workers_on(asked.on):
            yield NoticeRow(row.grid, row.community, row.notice_on, row.notice_worker)


FROM: Final = Parameter(Label("起始日期", "First day"), date | None)
UNTIL: Final = Parameter(Label("截止日期", "Last day"), date | None)
QUESTIONS: Final = (
    StandingQuestion(
        name="places-without-a-party-group",
        system=SYSTEM,
        title=Label("当日哪些小区、平房片没有党小组？", "Which places have no Party group?"),
        row=BareRow,
        rows=without_group,
    ),
    StandingQuestion(
        name="grids-without-a-head",
        system=SYSTEM,
        title=Label(
            "两个日期之间哪些网格没有网格长？", "Which grids had no head between two dates?"
        ),
        row=HeadlessRow,
        rows=without_head,
        dated=False,
        parameters={"since": FROM, "until": UNTIL},
    ),
    StandingQuestion(
        name="grid-of-a-place",
        system=SYSTEM,
        title=Label(
            "事件登记当日该小区属哪个网格？",
            "Which grid did a place belong to when the case was reported?",
        ),
        row=PlaceGridRow,
        rows=grid_of_place,
        parameters={
            "place": Parameter(Label("小区编码", "Code of the place"), str),
            "case": Parameter(Label("事件", "Case"), UUID | None),
        },
    ),
    StandingQuestion(
        name="departments-drawing-their-own-grids",
        system=SYSTEM,
        title=Label("哪些部门另设了网格？", "Are other departments drawing their own grids?"),
        row=BesideRow,
        rows=drawn_beside,
    ),
    StandingQuestion(
        name="grids-without-a-right-notice",
        system=SYSTEM,
        title=Label(
            "哪些网格未张贴公示牌或公示的网格员已离任？",
            "Which grids have no notice, or one that names a worker who has left?",
        ),
        row=NoticeRow,
        rows=without_notice,
    ),
)
