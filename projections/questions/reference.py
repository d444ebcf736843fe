"""Questions about calendars, rules and codes (SYS-21)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from uuid import UUID

from domain.calendar import day_ending_at
from domain.kernel import Label
from projections.asking import Asked, StandingQuestion
from projections.ledgers.deadlines import L_DEADLINE
from projections.ledgers.refdata import L_REFDATA
from projections.models import Row

SYSTEM: Final = "SYS-21"


class DueRow(Row, frozen=True, array_like=True, gc=False):
    """calendar_year, calendar_version: one row for each year that it was reckoned over. current:
    the version in force now; another than it was reckoned by: a correction left it as it was."""

    record: UUID
    what: str
    community: str | None
    grid: str | None
    due_at: datetime
    before: datetime | None
    calendar_year: int
    calendar_version: int
    current: int | None
    notice_no: str | None
    ruleset: str | None
    set_by: str | None
    position: int | None


def calendars_behind(asked: Asked) -> Iterator[DueRow]:
    """Of the due times of the year."""
    calendars = asked.snapshot.all(L_REFDATA, kind="CALENDAR")
    notices = {(row.list, row.code): row.document_no for row in calendars}
    current = {row.list: int(row.code) for row in calendars if row.state == "IN_FORCE"}
    for row in asked.snapshot.all(L_DEADLINE):
        if row.due_at is not None and day_ending_at(row.due_at).year == asked.year:
            for year, version in row.calendar:
                yield DueRow(
                    row.record,
                    row.what,
                    row.community,
                    row.grid,
                    row.due_at,
                    row.before,
                    year,
                    version,
                    current.get(str(year)),
                    notices.get((str(year), str(version))),
                    row.ruleset,
                    row.set_by,
                    row.position,
                )


class CodeRow(Row, frozen=True, array_like=True, gc=False):
    list: str
    code: str
    hans: str
    en: str
    parent: str | None
    start: date
    end: date | None
    document_no: str | None


def codes_in_force(asked: Asked) -> Iterator[CodeRow]:
    """On the business date: which categories existed in March?"""
    for row in asked.snapshot.all(L_REFDATA, valid_at=asked.on, kind="CODE"):
        yield CodeRow(
            row.list,
            row.code,
            row.hans,
            row.en,
            row.parent,
            row.start,
            row.end,
            row.document_no,
        )


QUESTIONS: Final = (
    StandingQuestion(
        name="calendar-behind-a-due-date",
        system=SYSTEM,
        title=Label(
            "这个期限是按哪一版日历算出的？", "Which calendar version produced this due date?"
        ),
        row=DueRow,
        rows=calendars_behind,
        dated=False,
    ),
    StandingQuestion(
        name="codes-in-force",
        system=SYSTEM,
        title=Label("某日有哪些类别和代码？", "Which categories existed on a day?"),
        row=CodeRow,
        rows=codes_in_force,
    ),
)
