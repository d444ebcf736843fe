"""U8: what a unit had to do in time: orders its members took, cases it was to help handle."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from domain.kernel import local_date
from projections.ledgers.orders import OrderRow, Part
from projections.metrics.facts import YearFacts
from projections.metrics.spans import holds

# EX-08: given back in good time, or cancelled by the other side, it was never due.
NEVER_DUE: Final = frozenset({"RELEASED", "EXCUSED"})
AT_FAULT: Final = frozenset({"ABANDONED", "NO_SHOW"})
DONE: Final = frozenset({"COMPLETED", "RATED", "CLOSED"})


@dataclass(frozen=True, slots=True)
class Task:
    """One thing due. position: of the event that settled it."""

    record: UUID
    on_time: bool
    abandoned: bool
    position: int


def tasks_by_unit(facts: YearFacts) -> dict[UUID, list[Task]]:
    found: dict[UUID, list[Task]] = {}
    for order in facts.orders:
        units: dict[UUID, Task] = {}
        for part in order.parts:
            unit = _unit_of(facts, part.member, local_date(part.accepted_at))
            task = _task(order, part)
            if unit is not None and task is not None and _year_of(order, part) == facts.year:
                units[unit] = _worse(units.get(unit), task)
        for unit, task in units.items():
            found.setdefault(unit, []).append(task)
    return found


def _unit_of(facts: YearFacts, member: UUID, day: date) -> UUID | None:
    return next((u for u, days in facts.obliged.get(member, ()) if holds(days, day)), None)


def _year_of(order: OrderRow, part: Part) -> int:
    """When it was done, else when it was promised, as with a no-show in MD1."""
    done = None if part.state in AT_FAULT else order.completed_at
    return local_date(done or part.accepted_at).year


def _task(order: OrderRow, part: Part) -> Task | None:
    """What the order was for the member's unit; None: not due."""
    if part.state in AT_FAULT:
        return Task(order.order, False, part.state == "ABANDONED", part.position)
    if part.state in NEVER_DUE or order.state not in DONE:
        return None
    late = order.due_at and order.completed_at and order.completed_at > order.due_at
    return Task(order.order, not late, False, part.position)


def _worse(one: Task | None, other: Task) -> Task:
    """One order is one task for a unit, however many of its members took it."""
    return other if one is None or (one.on_time and not other.on_time) else one
