"""Grids 网格: patrols, reports, cases in time, opinions (HANDBOOK 4.2, GRID G1 to G4)."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.case import Channel
from domain.grid import grid_ref
from domain.ruleset import SubjectKind
from projections.ledgers.cases import CaseRow
from projections.ledgers.grids import L_GRID
from projections.ledgers.patrols import L_PATROL, L_PATROL_PLAN, PatrolRow
from projections.metrics.facts import grouped
from projections.metrics.rates import rates
from projections.metrics.year import Measures, Metrics, Year
from projections.scoring import Measure

NAMES: Final = (
    "patrols_done",
    "patrols_planned",
    "valid_reports",
    "reports",
    "grid_cases_on_time",
    "grid_cases_due",
    "grid_ratings_satisfied",
    "grid_ratings_valid",
)
INVENTED: Final = frozenset({"FABRICATED", "ABUSIVE"})


def _patrols(year: Year) -> dict[UUID, Measures]:
    """G1: a patrol fulfils the plan of its own month; what was walked beyond it makes up for no
    other month. What was walked without any plan is on record, and is not counted. A grid that
    was merged, split or abolished answers for the months that it saw the end of."""
    walked: dict[tuple[str, str], list[PatrolRow]] = {}
    for row in year.snapshot.all(L_PATROL, year=year.year):
        if not row.voided:
            walked.setdefault((row.grid, row.month), []).append(row)
    found: dict[UUID, Measures] = {}
    ended = {row.grid: row.active_to for row in year.snapshot.all(L_GRID)}
    plans = [
        plan
        for plan in year.snapshot.all(L_PATROL_PLAN, year=year.year)
        if _last_day(plan.month) <= (ended.get(plan.grid) or date.max)
    ]
    for grid, months in grouped(plans, "grid").items():
        done = [
            row for plan in months for row in walked.get((grid, plan.month), ())[: plan.planned]
        ]
        found[grid_ref(grid).id] = {
            "patrols_done": _count(done, "recorded"),
            "patrols_planned": Measure(
                sum(plan.planned for plan in months), tuple(plan.recorded for plan in months)
            ),
        }
    return found


def _last_day(month: str) -> date:
    """Of "2022-05"."""
    year, number = map(int, month.split("-"))
    return date(year, number, monthrange(year, number)[1])


def _cases(year: Year) -> dict[UUID, Measures]:
    located = (row for row in year.cases if row.grid is not None)
    return {
        grid_ref(grid).id: _measures_of(own, year.until)
        for grid, own in grouped(located, "grid").items()
    }


def _measures_of(cases: list[CaseRow], until: datetime) -> Measures:
    reports = [row for row in cases if row.channel == Channel.GRID_PATROL]
    valid = [
        row for row in reports if row.left_as != "NOT_ACCEPTED" and row.excluded not in INVENTED
    ]
    due = [row for row in cases if _is_due(row, until)]
    in_time = [row for row in due if _in_time(row)]
    opinions = rates(cases, until)
    return {
        "valid_reports": _count(valid, "reported_position"),
        "reports": _count(reports, "reported_position"),
        "grid_cases_on_time": _count(in_time, "handled_position"),
        "grid_cases_due": _count(due, "reported_position"),
        "grid_ratings_satisfied": _count(opinions.satisfied, "callback_position"),
        "grid_ratings_valid": _count(opinions.opinions, "callback_position"),
    }


def _is_due(row: CaseRow, until: datetime) -> bool:
    """G3: handled, or its time is over. What left in time, or waits with leave, was never due."""
    if row.due_at is None or row.state == "SUSPENDED":
        return False
    if row.left_at is not None:
        return row.left_at > row.due_at
    return row.handled_at is not None or row.due_at <= until


def _in_time(row: CaseRow) -> bool:
    """A case that was late once stays late, also when it was reopened since."""
    handled, due = row.handled_at, row.due_at
    return handled is not None and due is not None and handled <= due and not row.overdue


def _count(rows: Iterable[Any], position: str) -> Measure:
    some = list(rows)
    found = (getattr(row, position) for row in some)
    return Measure(len(some), tuple(p for p in found if p is not None))


def _none(*names: str) -> Measures:
    return {name: Measure(0) for name in names}


METRICS: Final = (
    Metrics(SubjectKind.GRID, _none(*NAMES[:2]), _patrols),
    Metrics(SubjectKind.GRID, _none(*NAMES[2:]), _cases),
)
