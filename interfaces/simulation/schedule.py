"""Who does what when: every course of events is a generator, and one schedule interleaves them.

A course yields what is to happen next and is sent the receipt of it, so that it knows the ids that
were minted. It draws its own dice and sees nothing of the others but what they left on shared
plans; hence the order in which courses are merged is the order of time, and nothing else.
"""

import heapq
from collections.abc import Generator, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from application.handler import Instruction
from application.recorded import Receipt
from domain.approval import GrantApproval
from domain.kernel import Actor, Command


class Step(NamedTuple):
    """An instruction, not before its moment."""

    at: datetime
    instruction: Instruction


Course = Generator[Step, Receipt, None]


class Dropped(NamedTuple):
    """A course that ended early because a rule refused a step of it."""

    course: str
    code: str


class Begun(NamedTuple):
    """A course and when it begins: it is not asked before, for it may not know yet who acts."""

    name: str
    at: datetime
    course: Course


class Schedule:
    """Courses by the moment of their next step; at the same moment, by when they came."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Step | None, Course, str]] = []
        self._came = 0

    def add(self, begun: Iterable[Begun]) -> None:
        for name, at, course in begun:
            self._push(at, None, course, name)

    @property
    def next_at(self) -> datetime | None:
        return self._waiting[0][0] if self._waiting else None

    def pop(self) -> tuple[Step | None, Course, str]:
        """None for the step: the course begins now."""
        _, _, step, course, name = heapq.heappop(self._waiting)
        return step, course, name

    def goes_on(self, name: str, course: Course, receipt: Receipt | None) -> None:
        """Asks the course for its next step. receipt: of the last; None: it begins."""
        try:
            step = next(course) if receipt is None else course.send(receipt)
        except StopIteration:
            return
        self._push(step.at, step, course, name)

    def failed(self, name: str, course: Course, refusal: Exception) -> Dropped | None:
        """Tells the course, which may have expected it; None: it goes on, or ends by itself."""
        try:
            step = course.throw(refusal)
        except StopIteration:
            return None
        except Exception as unexpected:
            if unexpected is not refusal:
                raise
            return Dropped(name, getattr(refusal, "code", type(refusal).__name__))
        self._push(step.at, step, course, name)
        return None

    def _push(self, at: datetime, step: Step | None, course: Course, name: str) -> None:
        self._came += 1
        heapq.heappush(self._waiting, (at, self._came, step, course, name))


Asking = Generator[Step, Receipt, Receipt]


def does(at: datetime, actor: Actor, command: Command[Any], stream: UUID | None = None) -> Step:
    return Step(at, Instruction(command, actor, stream))


def happened(step: Step, occurred_at: datetime) -> Step:
    """The same, recorded at its moment although it happened before."""
    return step._replace(instruction=replace(step.instruction, occurred_at=occurred_at))


def approved(step: Step, approver: Actor, after: timedelta) -> Asking:
    """`yield from` it: asked for, and consented to a while later. The receipt of the asking."""
    asked = yield step
    yield does(step.at + after, approver, GrantApproval(), asked.pending)
    return asked
