"""Due times of a case: from the ruleset's limits and the working calendar, kept with both.

A suspended case's clock stands still and is put off on resuming; a returned case's runs on.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.calendar import Limit, LimitUnit, WorkingCalendar, read_calendar
from domain.case.facts import ClockFact
from domain.case.state import Case, Clock
from domain.case.terms import Urgency
from domain.kernel import Context, Reads, Ref, local_date
from domain.ruleset import LimitName, Ruleset, rulebook_ref

REMINDED_BEFORE_MAX: Final = timedelta(days=1)  # of a short limit: its last quarter
QUARTER: Final = 4


def read_rules(context: Context, state: Case | None = None) -> Reads:
    """`yield from` it in `reads`: the rulebook, and the calendar since the case was accepted."""
    yield rulebook_ref()
    yield from read_calendar(context, since=_first_day(state))


def read_days(context: Context, state: Case) -> Generator[Ref[Any], Any, None]:
    """Only the calendar: to count days that have passed."""
    yield from read_calendar(context, days_ahead=0, since=_first_day(state))


def _first_day(state: Case | None) -> date | None:
    return local_date(state.clock.started_at) if state and state.clock else None


@dataclass(frozen=True, slots=True)
class Rules:
    """The ruleset in force and the calendar, as one decision sees them."""

    ruleset: Ruleset
    calendar: WorkingCalendar

    @classmethod
    def of(cls, context: Context, state: Case | None = None) -> "Rules":
        """The ruleset under which the case was accepted; today's for one that never was.

        Refused "no_ruleset" when none was in force.
        """
        ruled = state is not None and state.clock is not None and state.clock.limit is not None
        day = _first_day(state) if ruled else None
        ruleset = context.look(rulebook_ref()).in_force(day or context.on)
        return cls(ruleset, WorkingCalendar.of(context))

    def limit(self, name: LimitName) -> Limit:
        found = self.ruleset.limits[name]
        return Limit(amount=found.amount, unit=found.unit)

    def handling(self, urgency: Urgency) -> Limit:
        return self.limit(LimitName(f"CASE_{urgency}_HANDLED"))

    def first_contact_due(self, start: datetime, urgency: Urgency) -> datetime:
        limit = self.limit(LimitName(f"CASE_{urgency}_FIRST_CONTACT"))
        return self.calendar.deadline(start, limit)

    def due(self, start: datetime, limit: Limit, added_days: int = 0) -> datetime:
        return self.put_off(self.calendar.deadline(start, limit), added_days)

    def put_off(self, due_at: datetime, working_days: int) -> datetime:
        """A due time at 24:00 of a day moves by whole working days: EX-13."""
        if working_days == 0:
            return due_at
        days = Limit(amount=working_days, unit=LimitUnit.WORKING_DAYS)
        return self.calendar.extended(due_at, days)

    def due_fields(self, start: datetime, due_at: datetime) -> dict[str, Any]:
        """The fields of a DueFact. Versions: of the years between `start` and the due time."""
        years = range(local_date(start).year, local_date(due_at).year + 1)
        known = self.calendar.versions
        return {
            "due_at": due_at,
            "remind_at": due_at - min(REMINDED_BEFORE_MAX, (due_at - start) / QUARTER),
            "calendar": {year: known[year] for year in years if year in known},
            "ruleset": self.ruleset.version,
        }

    def clock_fields(self, start: datetime, limit: Limit, added_days: int = 0) -> dict[str, Any]:
        """The fields of a ClockFact."""
        due = self.due_fields(start, self.due(start, limit, added_days))
        return {**due, "started_at": start, "limit": limit, "added_days": added_days}


def clock_of(fact: ClockFact) -> Clock:
    """The clock as a ClockFact sets it."""
    return Clock(fact.started_at, fact.limit, fact.added_days, fact.due_at, fact.remind_at)


def in_working_days(clock: Clock) -> bool:
    return clock.limit is not None and clock.limit.unit is LimitUnit.WORKING_DAYS


def missed(state: Case, moment: datetime) -> bool:
    """Whether its due time had passed by then; due at 24:00 is in time at 24:00."""
    return state.clock is not None and moment > state.clock.due_at
