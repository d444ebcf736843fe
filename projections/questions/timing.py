"""Audit questions about when something was recorded (SYS-22)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from msgspec import Meta

from domain.calendar import day_ending_at
from domain.case import (
    CaseCorrected,
    CaseExcluded,
    CaseRecategorised,
    CaseReturned,
    CaseSuspended,
    CaseTransferred,
    DeadlineExtended,
)
from domain.kernel import Label, local_date
from domain.order import OrderAmended
from projections.asking import Asked, Parameter, StandingQuestion
from projections.ledgers.audit import L_AUDIT, LATE_DAYS
from projections.ledgers.deadlines import L_DEADLINE, DeadlineRow
from projections.models import Row
from projections.questions.audit import SYSTEM

ONE_DAY: Final = timedelta(days=1)
# What changes a record, its clock or who answers for it, rather than gets the thing done.
EDITS: Final = (
    CaseCorrected,
    CaseRecategorised,
    CaseExcluded,
    CaseReturned,
    CaseSuspended,
    CaseTransferred,
    DeadlineExtended,
    OrderAmended,
)
Days = Annotated[int, Meta(ge=LATE_DAYS.days, le=3660)]
Hours = Annotated[int, Meta(ge=1, le=24 * 366)]


class LateRow(Row, frozen=True, array_like=True, gc=False):
    """days: whole days between what happened and its record."""

    record: UUID
    collection: str
    event: str
    role: str
    person: UUID | None
    body: str | None
    occurred_at: datetime
    recorded_at: datetime
    days: int
    position: int


def recorded_late(asked: Asked) -> Iterator[LateRow]:
    """More than fifteen days; more than that where asked for."""
    for line in asked.snapshot.entries(L_AUDIT, {"late": True}, limit=None):
        entry = line.row
        gap = entry.recorded_at - entry.occurred_at
        of_year = local_date(entry.recorded_at).year == asked.year
        if of_year and gap > asked.parameters["days"] * ONE_DAY:
            yield LateRow(
                entry.record,
                entry.collection,
                entry.event,
                entry.role,
                entry.person,
                entry.body,
                entry.occurred_at,
                entry.recorded_at,
                gap.days,
                line.position,
            )


class EditRow(Row, frozen=True, array_like=True, gc=False):
    """minutes_left: until the due time that then stood."""

    record: UUID
    what: str
    community: str | None
    grid: str | None
    event: str
    role: str
    person: UUID | None
    body: str | None
    recorded_at: datetime
    due_at: datetime
    minutes_left: int
    position: int


def edited_late(asked: Asked) -> Iterator[EditRow]:
    """In the last hours before a due time: the one that it has, or had before it was moved."""
    deadlines: dict[UUID, list[DeadlineRow]] = defaultdict(list)
    for row in asked.snapshot.all(L_DEADLINE):
        deadlines[row.record].append(row)
    hours = timedelta(hours=asked.parameters["hours"])
    for kind in EDITS:
        for line in asked.snapshot.entries(L_AUDIT, {"event": kind.name}, limit=None):
            entry = line.row
            for row in deadlines[entry.record]:
                for due_at in (at for at in (row.before, row.due_at) if at is not None):
                    left = due_at - entry.recorded_at
                    if timedelta(0) <= left <= hours and day_ending_at(due_at).year == asked.year:
                        where = entry.record, row.what, row.community, row.grid
                        who = entry.event, entry.role, entry.person, entry.body
                        minutes = left // timedelta(minutes=1)
                        yield EditRow(
                            *where, *who, entry.recorded_at, due_at, minutes, line.position
                        )


QUESTIONS: Final = (
    StandingQuestion(
        name="recorded-long-after-it-happened",
        system=SYSTEM,
        title=Label(
            "哪些事发生十五天以后才录入？", "What was recorded more than 15 days after it happened?"
        ),
        row=LateRow,
        rows=recorded_late,
        dated=False,
        parameters={
            "days": Parameter(Label("超过几天", "More than so many days"), Days, LATE_DAYS.days)
        },
    ),
    StandingQuestion(
        name="edits-just-before-a-deadline",
        system=SYSTEM,
        title=Label(
            "哪些记录在到期前二十四小时内被改动？",
            "Which records were edited within 24 hours of a deadline?",
        ),
        row=EditRow,
        rows=edited_late,
        dated=False,
        parameters={"hours": Parameter(Label("到期前几小时", "Hours before it"), Hours, 24)},
    ),
)
