"""Runs a plan through the real command path, under a driven clock."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from application.authority import Forbidden
from application.handler import Instruction, NotFound
from application.recorded import Receipt
from domain.kernel import Refused
from interfaces.simulation.clock import SimClock
from interfaces.simulation.schedule import Dropped, Schedule
from interfaces.simulation.watching import Audience, Watch

Tick = Callable[[datetime], None]
Issue = Callable[[Instruction], Receipt]


@dataclass(slots=True)
class Outcome:
    """commands: that landed. dropped: courses that a rule ended early, none in a sound plan."""

    commands: int = 0
    dropped: list[Dropped] = field(default_factory=list)

    @property
    def refusals(self) -> Counter[str]:
        return Counter(f"{d.course.partition('/')[0]}: {d.code}" for d in self.dropped)


class Driver:
    """Takes step by step from the schedule, moves the clock, and issues the step's command.

    Between two steps policies and timers do their part.
    """

    def __init__(self, issue: Issue, clock: SimClock, schedule: Schedule) -> None:
        self._issue, self._clock, self._schedule = issue, clock, schedule
        self.outcome = Outcome()

    def run(self, until: datetime, tick: Tick, watch: Watch | Audience) -> Outcome:
        """Everything up to `until`; what lies beyond stays undone, as at any year's end."""
        while True:
            step_at, rings_at = self._schedule.next_at, watch.next_at
            following = rings_at if step_at is None else min(step_at, rings_at)
            if following > until:
                return self.outcome
            tick(self._clock.move(following))
            if following == rings_at:
                watch.ring()
            else:
                self._take()
                watch.follow()

    def _take(self) -> None:
        step, course, name = self._schedule.pop()
        if step is None:
            self._schedule.goes_on(name, course, None)
            return
        try:
            receipt = self._issue(step.instruction)
        except (Refused, Forbidden, NotFound) as refusal:
            dropped = self._schedule.failed(name, course, refusal)
            if dropped is not None:
                self.outcome.dropped.append(dropped)
            return
        self.outcome.commands += 1
        self._schedule.goes_on(name, course, receipt)
