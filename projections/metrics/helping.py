"""U8: the cases that a unit helped with, or was asked to, through the bodies that stand for it.

A co-handler's task is its answer: on time if it came by the case's due time. Who did not answer
failed only when the case ran past that time: help that was not needed in the end was never due.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from domain.calendar import day_ending_at
from domain.kernel import local_date
from projections.ledgers.bodies import BodyRow
from projections.ledgers.cases import CaseRow
from projections.ledgers.cases.row import Help
from projections.metrics.tasks import Task, worse


def helping_tasks(
    cases: Iterable[CaseRow], bodies: Mapping[str, BodyRow], year: int, until: datetime
) -> Iterator[tuple[UUID, Task]]:
    """Units with their tasks of the year; until: what fell due later is not judged."""
    for case in cases:
        of_units: dict[UUID, Task] = {}
        for help in case.helps:
            body = bodies.get(help.body)
            unit = body.unit_on(local_date(help.invited_at)) if body else None
            task = _task(case, help, until)
            if unit is not None and task is not None and task.on.year == year:
                of_units[unit] = worse(of_units.get(unit), task)
        yield from of_units.items()


def _task(case: CaseRow, help: Help, until: datetime) -> Task | None:
    """What the invitation was for the body's unit; None: not due."""
    due = case.due_at
    if help.replied_at is not None and help.replied is not None:
        made = (help.invited, help.replied)
        if due is not None and help.replied_at > due:
            return Task(case.case, day_ending_at(due), False, False, made)
        return Task(case.case, local_date(help.replied_at), True, False, made)
    if due is None or until < due or case.state == "SUSPENDED":
        return None
    ended = case.handled_at or case.left_at
    if ended is not None and ended <= due:
        return None
    return Task(case.case, day_ending_at(due), False, False, (help.invited,))
