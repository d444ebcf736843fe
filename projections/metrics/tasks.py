"""U8: what a unit had to do in time: here, the orders that its members took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from domain.calendar import day_ending_at
from domain.kernel import local_date
from projections.ledgers.orders import OrderRow, Part
from projections.metrics.facts import YearFacts
from projections.metrics.spans import holds
from projections.scoring import Measure

# EX-08: given back in good time, or cancelled by the other side, it was never due.
NEVER_DUE: Final = frozenset({"RELEASED", "EXCUSED"})
DONE: Final = frozenset({"COMPLETED", "RATED", "CLOSED"})
RUNNING: Final = frozenset({"ISSUED", "ACCEPTED", "IN_SERVICE"})
PROMISED: Final = frozenset({"ACCEPTED", "ON_SITE"})  # and neither served nor given back


@dataclass(frozen=True, slots=True)
class Task:
    """One thing due. on: the day it was done in time or failed: of what came late, the day it was
    due, so that no task fails in two years. positions: of what made it the unit's, and of the
    event that settled it."""

    record: UUID
    on: date
    on_time: bool
    abandoned: bool
    positions: tuple[int, ...]


def tasks_by_unit(facts: YearFacts, until: datetime) -> dict[UUID, list[Task]]:
    """until: what fell due later is not judged."""
    found: dict[UUID, list[Task]] = {}
    for order in facts.orders:
        units: dict[UUID, Task] = {}
        for part in order.parts:
            unit = _unit_of(facts, part.member, local_date(part.accepted_at))
            task = _task(order, part, until)
            if unit is not None and task is not None and task.on.year == facts.year:
                units[unit] = worse(units.get(unit), task)
        for unit, task in units.items():
            found.setdefault(unit, []).append(task)
    return found


def _unit_of(facts: YearFacts, member: UUID, day: date) -> UUID | None:
    """Who holds him; an exemption from registering changes nothing in what he promises."""
    return next((u for u, days in facts.held.get(member, ()) if holds(days, day)), None)


def _task(order: OrderRow, part: Part, until: datetime) -> Task | None:
    """What the order was for the member's unit; None: not due."""
    if part.failed_on is not None:
        abandoned = part.state == "ABANDONED"
        return Task(order.order, part.failed_on, False, abandoned, (part.accepted, part.position))
    if part.state in NEVER_DUE:
        return None
    due, done, at = order.due_at, order.completed_at, order.completed
    if order.state in DONE and done is not None and at is not None:
        if due is None or done <= due:
            return Task(order.order, local_date(done), True, False, (part.accepted, at))
        return Task(order.order, day_ending_at(due), False, False, (part.accepted, at))
    open_still = order.state in RUNNING and part.state in PROMISED and part.round == order.round
    if open_still and due is not None and due <= until:
        return Task(order.order, day_ending_at(due), False, False, (part.accepted,))
    return None


def worse(one: Task | None, other: Task) -> Task:
    """One order is one task for a unit, however many of its members took it."""
    return other if one is None or (one.on_time and not other.on_time) else one


def measures_of(tasks: Iterable[Task]) -> dict[str, Measure]:
    """U8, UD2, UD3 of a unit. EX-08 b: what was abandoned costs UD3, and not UD2 as well."""
    every = tuple(tasks)
    return {
        "tasks_on_time": _settled(task for task in every if task.on_time),
        "tasks_due": _settled(every),
        "overdue_tasks": _settled(t for t in every if not t.on_time and not t.abandoned),
        "orders_abandoned_without_cause": _settled(task for task in every if task.abandoned),
    }


def _settled(tasks: Iterable[Task]) -> Measure:
    some = tuple(tasks)
    return Measure(len(some), tuple(position for task in some for position in task.positions))
