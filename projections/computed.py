"""Ledgers that are questions: asked of the stored ones at reading time, so that they are right for
any moment and either clock. Those of cases are here: rates, what is overdue, what is left out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from domain.case.state import RUNNING
from domain.kernel import Label
from projections.asking import Asked, Computed, Parameter, percent
from projections.balloting import L_BALLOT
from projections.communal import COMMUNAL
from projections.five_societies import L_FIVE
from projections.gatherings import OF_MEETINGS
from projections.ledgers.agreements import L_AGR, L_COMMIT
from projections.ledgers.cases import L_CASE, CaseRow
from projections.ledgers.findings import L_FINDING
from projections.ledgers.people import PERSONS, UNITS
from projections.ledgers.privacy import L_BREACH
from projections.ledgers.registrations import L_MEMBER_REG, L_UNIT_REG
from projections.ledgers.rolls import L_ROLL
from projections.ledgers.services import L_MISSED, L_VOL
from projections.legal_quarters import L_LEGAL
from projections.metrics.rates import excluded, grouped_rates
from projections.models import Model, Row
from projections.personal import OF_PERSONAL_DATA
from projections.standing import (
    BarRow,
    MemberYearRow,
    RegRow,
    ReminderRow,
    bar_list,
    member_year,
    registration,
    reminders,
)

OF_A_MEMBER: Final[tuple[Model, ...]] = (PERSONS, L_MEMBER_REG, L_VOL, L_MISSED)
GROUPS: Final = ("community", "grid", "handler", "category", "month")


class RateRow(Row, frozen=True, array_like=True, gc=False):
    """Rates as exact fractions, with their percentages."""

    by: str
    group: str
    response: str
    response_percent: str | None
    resolution: str
    resolution_percent: str | None
    satisfaction: str
    satisfaction_percent: str | None
    chain_complete: str
    excluded: int


def case_rates(asked: Asked) -> Iterator[RateRow]:
    """L-RATES: the three rates by community, grid, handler, category or month."""
    by: str = asked.parameters["by"]
    for group, found in grouped_rates(_cases(asked), by, asked.now):
        yield RateRow(
            by,
            group,
            f"{len(found.responded)}/{len(found.response_due)}",
            percent(found.response),
            f"{len(found.resolved)}/{len(found.reached)}",
            percent(found.resolution),
            f"{len(found.satisfied)}/{len(found.opinions)}",
            percent(found.satisfaction),
            f"{len(found.full_chain)}/{len(found.closed)}",
            len(found.excluded),
        )


class OverdueRow(Row, frozen=True, array_like=True, gc=False):
    case: UUID
    case_no: str
    community: str
    grid: str | None
    handler: str | None
    category: str | None
    state: str
    due_at: datetime
    handled_at: datetime | None
    reporter_named: bool


def overdue(asked: Asked) -> Iterator[OverdueRow]:
    """L-OVERDUE: past their due time, handled since or not."""
    for row in _cases(asked):
        if row.due_at is not None and is_overdue(row, asked.now):
            yield OverdueRow(
                row.case,
                row.case_no,
                row.community,
                row.grid,
                row.handler,
                row.category,
                row.state,
                row.due_at,
                row.handled_at,
                row.reporter_named,
            )


def is_overdue(row: CaseRow, now: datetime) -> bool:
    """As recorded, or as the clock says where it runs: not while suspended, nor after the end."""
    if row.overdue or row.handled_at is not None:
        return row.overdue
    until = now if row.state in RUNNING else row.closed_at
    return row.due_at is not None and until is not None and row.due_at < until


class ExcludedRow(Row, frozen=True, array_like=True, gc=False):
    case: UUID
    case_no: str
    community: str
    grid: str | None
    reason: str
    rates: tuple[str, ...]
    position: int


def exclusions(asked: Asked) -> Iterator[ExcludedRow]:
    """L-EXCLUDED: what the rates leave out, and why: that is where figures are improved."""
    for row in _cases(asked):
        if found := excluded(row):
            yield ExcludedRow(
                found.case,
                found.case_no,
                found.community,
                found.grid,
                found.reason,
                found.rates,
                found.position,
            )


def _cases(asked: Asked) -> list[CaseRow]:
    """Reported in the year asked about."""
    return [row for row in asked.snapshot.all(L_CASE) if row.reported_on.year == asked.year]


COMPUTED: Final = (
    Computed(
        "L-REG",
        Label("报到率台账", "Registration rates", "報到率台賬"),
        RegRow,
        registration,
        key=("unit",),
        of=dict.fromkeys((UNITS, PERSONS, L_UNIT_REG, L_MEMBER_REG, L_ROLL), ("unit",)),
    ),
    Computed(
        "L-MEMBERYEAR",
        Label("党员年度台账", "Members' years", "黨員年度台賬"),
        MemberYearRow,
        member_year,
        key=("person",),
        of=dict.fromkeys(OF_A_MEMBER, ("person",)) | {UNITS: ("unit_at_snapshot",)},
    ),
    Computed(
        "L-REMIND",
        Label("季度服务提醒名单", "Members to remind of this quarter"),
        ReminderRow,
        reminders,
        key=("person", "quarter"),
        of=dict.fromkeys(OF_A_MEMBER, ("person",)) | {UNITS: ("unit",)},
    ),
    Computed(
        "L-BAR",
        Label("不得评优名单", "Bar-list"),
        BarRow,
        bar_list,
        key=("subject", "rule"),
        of=dict.fromkeys(
            (*OF_A_MEMBER, L_UNIT_REG, L_AGR, L_COMMIT, L_FINDING, L_BREACH), ("subject",)
        )
        | {UNITS: ("unit",)},
    ),
    Computed(
        "L-RATES",
        Label("三率台账", "The three rates", "三率台賬"),
        RateRow,
        case_rates,
        dated=False,
        parameters={"by": Parameter(Label("分组", "Groups"), Literal[GROUPS], GROUPS[0])},
        key=("group",),
        of={L_CASE: ("group",)},
    ),
    Computed(
        "L-OVERDUE",
        Label("逾期台账", "Overdue cases", "逾期台賬"),
        OverdueRow,
        overdue,
        dated=False,
        key=("case",),
        of={L_CASE: ("case",)},
    ),
    Computed(
        "L-EXCLUDED",
        Label("剔除台账", "Excluded from rates", "剔除台賬"),
        ExcludedRow,
        exclusions,
        dated=False,
        key=("case",),
        of={L_CASE: ("case",)},
    ),
    *COMMUNAL,
    L_LEGAL,
    L_FIVE,
    *OF_PERSONAL_DATA,
    L_BALLOT,
    *OF_MEETINGS,
)
