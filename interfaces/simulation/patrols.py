"""Patrols of the grids: planned on the first of each month, walked on working days (G1)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from domain.patrol import PlanPatrols, RecordPatrol
from interfaces.simulation.clock import WORKDAYS, at
from interfaces.simulation.plan import YEAR, GridPlan, Plan
from interfaces.simulation.schedule import Begun, Course, does

A_MONTH: Final = 8
KEPT: Final = 0.94
OUT, BACK = 9 * 60, 16 * 60  # minutes of the day
MONTHS: Final = range(1, 13)


def courses(plan: Plan) -> Iterator[Begun]:
    for community in plan.communities:
        for grid in community.grids:
            for month in MONTHS:
                first = date(YEAR, month, 1)
                name = f"patrol/{grid.code}/{month}"
                yield Begun(name, at(first, 8, 30), _month(plan, grid, first, name))


def _month(plan: Plan, grid: GridPlan, first: date, name: str) -> Course:
    luck = plan.dice(name)
    planned = PlanPatrols(grid=grid.code, month=f"{first:%Y-%m}", planned=A_MONTH)
    yield does(at(first, 8, 30), grid.gh, planned)
    for day in sorted(luck.sample(_working_days(first), A_MONTH)):
        if luck.hits(KEPT):
            started = luck.moment_on(day, OUT, BACK)
            walk = RecordPatrol(grid=grid.code, started_at=started)
            yield does(started + luck.minutes(40, 90), grid.gw, walk)


def _working_days(first: date) -> list[date]:
    days = (first + timedelta(days=n) for n in range(31))
    return [day for day in days if day.month == first.month and WORKDAYS.is_working(day)]
