"""Policies and timers of a simulated year: the real ones, over ledgers that are kept in memory.

The read side in its own file is made for many readers; here one asks, after every step. So the same
ledgers are folded into dictionaries, and the timers are called exactly when something falls due.
"""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final, cast

from application.handler import Handler
from application.log import EventLog
from application.policies import PolicyRunner, Timers
from application.recorded import Recorded
from domain.kernel import SHANGHAI
from domain.policies import POLICIES
from domain.ruleset import Rulebook, Ruleset, rulebook_ref
from interfaces.simulation.clock import SimClock
from interfaces.system import System
from projections.catalogue import READ_MODELS
from projections.duties import ReadSideDuties
from projections.ledgers.due import DUE, DueRow
from projections.models import Key, Model, Register
from projections.reading import ReadSide

BATCH: Final = 1_000
TRIGGERS: Final = frozenset(policy.on.name for policy in POLICIES)
REGISTERS: Final = tuple(model for model in READ_MODELS if isinstance(model, Register))
ONE_DAY: Final = timedelta(days=1)
RINGS_EVERY: Final = timedelta(hours=6)  # of an Audience: whoever orders scores waits so long
A_MOMENT: Final = timedelta(seconds=1)  # by which timers come late: due at 24:00 is in time then


class Ledgers:
    """The registers of the read side in memory. Of what is due it shows only what is due now."""

    def __init__(self, log: EventLog, clock: SimClock) -> None:
        self._log, self._clock, self.position = log, clock, 0
        self._rows: dict[str, dict[Key, Any]] = {model.name: {} for model in REGISTERS}
        self._due: list[tuple[datetime, int, Key]] = []
        self._came = 0

    def catch_up(self) -> bool:
        """Whether something happened from which a policy makes something follow."""
        triggered, more = False, True
        while more:
            batch = self._log.read(self.position, BATCH)
            for recorded in batch:
                triggered = triggered or recorded.name in TRIGGERS
                self._fold(recorded)
            self.position += len(batch)
            more = len(batch) == BATCH
        return triggered

    def _fold(self, recorded: Recorded) -> None:
        for model in REGISTERS:
            if not model.concerns(recorded.name):
                continue
            rows = self._rows[model.name]
            for key, steps in model.touched(recorded).items():
                row = rows.get(key)
                for step in steps:
                    row = step.turn(row, recorded, key)
                if row is None:
                    rows.pop(key, None)
                    continue
                rows[key] = row
                if model is DUE:
                    self._came += 1
                    heapq.heappush(self._due, (row.at + A_MOMENT, self._came, key))

    @property
    def known_at(self) -> datetime:
        return self._clock()

    @property
    def next_due(self) -> datetime | None:
        """When the next occasion comes that has not lapsed meanwhile."""
        while self._due and not self._stands(self._due[0]):
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None

    def _stands(self, entry: tuple[datetime, int, Key]) -> bool:
        row = self._rows[DUE.name].get(entry[2])
        return row is not None and row.at + A_MOMENT == entry[0]

    @contextmanager
    def at(self) -> Iterator["Ledgers"]:
        """Itself: what the duties ask is always of now."""
        yield self

    def position_at(self, moment: datetime) -> int:
        """What is asked has always folded everything."""
        return self.position

    def all(self, model: Model, *, valid_at: date | None = None, **filters: Any) -> list[Any]:
        """Rows as a `Snapshot` gives them; each occasion that is due is given once."""
        if model is DUE:
            return list(self._fallen_due())
        rows = self._rows[model.name].values()
        return [
            row
            for row in rows
            if all(getattr(row, name) == value for name, value in filters.items())
            and (valid_at is None or _in_force(row, model.valid, valid_at))
        ]

    def _fallen_due(self) -> Iterator[DueRow]:
        now = self._clock()
        while (due := self.next_due) is not None and due <= now:
            _, _, key = heapq.heappop(self._due)
            yield self._rows[DUE.name][key]


class Watch:
    """What must happen besides the plan: what follows, and what falls due."""

    def __init__(self, log: EventLog, handler: Handler, clock: SimClock) -> None:
        self._clock, self._ledgers = clock, Ledgers(log, clock)
        self._policies = PolicyRunner(log, handler)
        duties = ReadSideDuties(cast(ReadSide, self._ledgers), adopted(handler))
        self._timers = Timers(handler, duties, clock)
        self._next_day = _midnight(clock()) + ONE_DAY

    @property
    def next_at(self) -> datetime:
        """When the clock makes something due next; at the latest when the day ends."""
        due = self._ledgers.next_due
        return self._next_day if due is None else min(due, self._next_day)

    def ring(self) -> None:
        """Lets the timers do what is due now."""
        if self._clock() >= self._next_day:
            self._next_day = _midnight(self._clock()) + ONE_DAY
        self._timers.run()
        self.follow()

    def follow(self) -> None:
        """Lets the policies do what follows from what has just happened."""
        while self._ledgers.catch_up():
            self._policies.run()


class Audience:
    """The same over the real read side: the assessment asks it as of the freeze (SYS-16).

    It takes the place of a Watch once the records are frozen, when less happens a day.
    """

    def __init__(self, system: System, clock: SimClock) -> None:
        self._system, self._clock = system, clock
        self._next = _midnight(clock()) + A_MOMENT
        system.catch_up()

    @property
    def next_at(self) -> datetime:
        return self._next

    def ring(self) -> None:
        """Lets the timers do what is due now."""
        self._next = self._clock() + RINGS_EVERY
        self._system.settle()

    def follow(self) -> None:
        """Lets the policies do what follows from what has just happened."""
        self._system.run_policies()


def _in_force(row: Any, valid: tuple[str, ...], day: date) -> bool:
    """Whether it had happened by `day`, or was in force on it where there are two dates."""
    first, last = getattr(row, valid[0]), getattr(row, valid[-1]) if len(valid) > 1 else None
    return bool(first <= day) and (last is None or bool(day <= last))


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def adopted(handler: Handler) -> Callable[[int], Ruleset | None]:
    """The rules of a year, if there are any."""

    def of(year: int) -> Ruleset | None:
        rulebook: Rulebook = handler.look(rulebook_ref())
        entry = rulebook.last_adopted(year)
        return None if entry is None else entry.ruleset

    return of
