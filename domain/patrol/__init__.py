"""Patrol 巡查 of a grid (G1): what a month planned and what was walked, a book a grid and month.

A patrol is a date and what was found; neither photos nor tracks are asked for (HANDBOOK 3.6).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.case import case_ref
from domain.grid import community_of, grid_ref
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    PrivateText,
    Reads,
    Ref,
    SealedText,
    derived_id,
    local_date,
    require,
)
from domain.roles import Role
from domain.vocabulary import GridCode, Moment

__all__ = [
    "PATROL",
    "Month",
    "PatrolRecorded",
    "PatrolVoided",
    "PatrolsPlanned",
    "PlanPatrols",
    "RecordPatrol",
    "VoidPatrol",
    "Walk",
    "patrol_ref",
]

MonthOfYear = Annotated[str, StringConstraints(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")]
ADAY_MAX: Final = 3
Planned = Annotated[int, Field(ge=1, le=31 * ADAY_MAX)]


@dataclass(frozen=True, slots=True)
class Walk:
    """One patrol. stands: not voided."""

    entry: UUID
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Month:
    """planned: None until somebody plans it."""

    grid: str = ""
    month: str = ""
    planned: int | None = None
    walks: tuple[Walk, ...] = ()


class _OfMonth(Event[Month]):
    grid: GridCode
    month: MonthOfYear

    def of_month(self, state: Month) -> Month:
        return replace(state, grid=self.grid, month=self.month)


class PatrolsPlanned(_OfMonth, name="patrol.planned"):
    planned: Planned

    def apply(self, state: Month) -> Month:
        return replace(self.of_month(state), planned=self.planned)


class PatrolRecorded(_OfMonth, name="patrol.recorded"):
    entry: UUID
    worker: UUID
    started_at: Moment
    found: tuple[UUID, ...] = ()

    def apply(self, state: Month) -> Month:
        others = (walk for walk in state.walks if walk.entry != self.entry)
        return replace(self.of_month(state), walks=(*others, Walk(self.entry)))


class PatrolVoided(Event[Month], name="patrol.voided"):
    entry: UUID
    reason: SealedText

    def apply(self, state: Month) -> Month:
        walks = (replace(w, stands=w.stands and w.entry != self.entry) for w in state.walks)
        return replace(state, walks=tuple(walks))


class PlanPatrols(
    Command[Month], verb="plan", label=Label("制定巡查计划", "Plan patrols"), who=(Role.GH,),
    opens=True,
):  # fmt: skip
    """How often the grid is walked in a month. Once the month has begun the plan only grows:
    a plan lowered afterwards would only improve the figure."""

    grid: GridCode
    month: MonthOfYear
    planned: Planned

    def reads(self, state: Month, context: Context) -> Reads:
        yield grid_ref(self.grid)

    def decide(self, state: Month, context: Context) -> Outcome:
        _must_be_active(self.grid, context.today, context)
        this_month = _month_of(context.today)
        require(
            self.month >= this_month,
            "month_over",
            f"{self.month}已过，不能再订计划。",
            f"{self.month} is over; nothing can be planned for it any more.",
        )
        require(
            state.planned is None or self.planned >= state.planned or self.month > this_month,
            "plan_lowered",
            f"本月已开始，计划只能增加，不得少于{state.planned}次。",
            f"The month has begun: the plan may only grow, from {state.planned}.",
        )
        if self.planned != state.planned:
            yield PatrolsPlanned(**dict(self))


class RecordPatrol(
    Command[Month], verb="record", label=Label("登记巡查", "Record patrol"), who=(Role.GW,),
    opens=True,
):  # fmt: skip
    """A grid worker walked the grid. found: the cases that he reported from it."""

    grid: GridCode
    started_at: Moment
    found: Annotated[tuple[UUID, ...], Field(max_length=50)] = ()

    def reads(self, state: Month, context: Context) -> Reads:
        yield grid_ref(self.grid)
        for case in self.found:
            yield case_ref(case)

    def decide(self, state: Month, context: Context) -> Outcome:
        on = local_date(self.started_at)
        require(
            self.started_at <= context.now,
            "in_the_future",
            "巡查尚未开始，请在巡查后登记。",
            "This patrol has not begun yet; record it afterwards.",
        )
        _must_be_active(self.grid, on, context)
        worker = context.actor.person
        assigned = context.look(grid_ref(self.grid)).workers
        require(  # grid workers are sunk to their grid
            any(spell.person == worker and spell.period.covers(on) for spell in assigned),
            "not_the_grid_worker",
            "只有当日在岗的本网格网格员才能登记巡查。",
            "Only a worker of this grid on that day records its patrols.",
        )
        assert worker is not None  # noqa: S101 - he is one of them
        require(
            all(context.look(case_ref(case)).grid == self.grid for case in self.found),
            "case_of_another_grid",
            "所列事件不都属于本网格，请核对编号。",
            "Not all of these cases are of this grid; check their ids.",
        )
        entry = derived_id("patrol-entry", self.grid, worker, self.started_at.isoformat())
        require(
            all(walk.entry != entry or not walk.stands for walk in state.walks),
            "patrol_exists",
            "该次巡查已登记，无需重复。",
            "This patrol is recorded already.",
        )
        yield PatrolRecorded(month=_month_of(on), entry=entry, worker=worker, **dict(self))


class VoidPatrol(
    Command[Month], verb="void", label=Label("作废巡查", "Void patrol"), who=(Role.GH, Role.CS)
):
    """The record was wrong: it stays in the log, and counts no more."""

    entry: UUID
    reason: PrivateText

    def decide(self, state: Month, context: Context) -> Outcome:
        require(
            any(walk.entry == self.entry and walk.stands for walk in state.walks),
            "no_such_patrol",
            "查无此次巡查，或已作废，请核对编号。",
            "There is no such patrol, or it is void already; check its id.",
        )
        yield PatrolVoided(**dict(self))


def _must_be_active(grid: str, day: date, context: Context) -> None:
    require(
        context.look(grid_ref(grid)).active_on(day),
        "grid_not_active",
        f"{day}当日网格{grid}未启用，请核对代码与日期。",
        f"Grid {grid} is not active on {day}; check the code and the date.",
    )


def _month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def _stream_of(command: PlanPatrols | RecordPatrol) -> UUID:
    if isinstance(command, RecordPatrol):
        return derived_id("patrol", command.grid, _month_of(local_date(command.started_at)))
    return derived_id("patrol", command.grid, command.month)


def _concerns(state: Month, command: Command[Month] | None) -> Concern:
    grid = state.grid or getattr(command, "grid", "")
    return Concern(community=community_of(grid) or None, grid=grid or None)


PATROL: Final = Aggregate(
    name="patrol",
    collection="patrols",
    label=Label("网格巡查", "Patrols of a grid"),
    initial=Month(),
    commands=(PlanPatrols, RecordPatrol, VoidPatrol),
    events=(PatrolsPlanned, PatrolRecorded, PatrolVoided),
    identify=_stream_of,
    concerns=_concerns,
)


def patrol_ref(grid: str, month: str) -> Ref[Month]:
    return PATROL.ref(derived_id("patrol", grid, month))
