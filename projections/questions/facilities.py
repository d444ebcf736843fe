"""Questions about the six centres (SYS-09)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from domain.facility import SIX_CENTRES, FacilityType
from domain.kernel import Label
from projections.asking import Asked, Parameter, StandingQuestion
from projections.communal import communities
from projections.ledgers.facilities import FACILITIES, FacilityRow
from projections.models import Row

SYSTEM: Final = "SYS-09"
ONE_DAY: Final = timedelta(days=1)


class LackRow(Row, frozen=True, array_like=True, gc=False):
    """since: the first day without it; where it never was, the day on which the community began.

    status: of what there is, planned or suspended; None: nothing.
    """

    community: str
    centre: str
    since: date
    status: str | None
    facility: UUID | None


def lacking(asked: Asked) -> Iterator[LackRow]:
    """R-26: the six centres, in every community."""
    found = {(row.community, row.type): row for row in asked.snapshot.all(FACILITIES)}
    for community in communities(asked):
        for type in SIX_CENTRES:
            row = found.get((community.code, type))
            if row is not None and row.in_service_on(asked.day):
                continue
            turn = row.turn_on(asked.day) if row else None
            out_since = row.out_since(asked.day) if row else None
            yield LackRow(
                community.code,
                type.value,
                out_since or community.established_on,
                turn.status if turn else None,
                row.facility if row and turn else None,
            )


class NotOpenRow(Row, frozen=True, array_like=True, gc=False):
    """overdue_days: beyond the announced reopening. silent_months: in service throughout, and no
    visit on record."""

    facility: UUID
    community: str
    type: str
    hours: tuple[str, ...]
    status: str
    reopens_on: date | None
    overdue_days: int
    silent_months: tuple[str, ...]


def not_open_as_announced(asked: Asked) -> Iterator[NotOpenRow]:
    for row in asked.snapshot.all(FACILITIES, type=asked.parameters["type"]):
        overdue = (asked.day - row.reopens_on).days if row.reopens_on else 0
        silent = tuple(_silent_months(row, asked))
        if overdue > 0 or silent:
            yield NotOpenRow(
                row.facility,
                row.community,
                row.type,
                row.hours,
                row.status,
                row.reopens_on,
                max(overdue, 0),
                silent,
            )


def _silent_months(row: FacilityRow, asked: Asked) -> Iterator[str]:
    """Of the year, before the month asked about: its own visits may not be counted yet."""
    visited = {use.month for use in row.uses if use.visits}
    for month in range(1, asked.day.month if asked.day.year == asked.year else 13):
        first = date(asked.year, month, 1)
        last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
        steady = all(not first < turn.on <= last for turn in row.course)
        if steady and row.in_service_on(first) and f"{first:%Y-%m}" not in visited:
            yield f"{first:%Y-%m}"


QUESTIONS: Final = (
    StandingQuestion(
        name="communities-without-a-centre",
        system=SYSTEM,
        title=Label("哪个社区何时起缺哪个中心？", "Which community lacks which centre since when?"),
        row=LackRow,
        rows=lacking,
    ),
    StandingQuestion(
        name="centres-not-open-as-announced",
        system=SYSTEM,
        title=Label(
            "养老服务中心是否按公布的时间开放？", "Is the elder-care centre open as announced?"
        ),
        row=NotOpenRow,
        rows=not_open_as_announced,
        parameters={
            "type": Parameter(
                Label("中心类型", "Type of centre"), FacilityType, FacilityType.ELDER_CARE
            )
        },
    ),
)
