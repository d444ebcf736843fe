"""A year as known at one position: what every metric looks at, each part read once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from domain.kernel import end_of_day
from domain.ruleset import Ruleset, SubjectKind
from projections.ledgers.agreements import L_AGR, L_COMMIT
from projections.ledgers.bodies import BODIES, BodyRow
from projections.ledgers.cases import L_CASE, CaseRow
from projections.ledgers.orders import L_ORDER
from projections.ledgers.people import PERSONS, UNITS
from projections.ledgers.registrations import L_MEMBER_REG, L_UNIT_REG
from projections.ledgers.services import L_VOL
from projections.metrics.facts import YearFacts
from projections.metrics.helping import helping_tasks
from projections.metrics.members import MemberYear, member_years
from projections.metrics.tasks import Task, tasks_by_unit
from projections.metrics.units import UnitYear, unit_years
from projections.reading import Snapshot
from projections.scoring import Measure

T = TypeVar("T")
Measures = Mapping[str, Measure]  # by the name of the metric: HANDBOOK 4.7


@dataclass(frozen=True)
class Year:
    """on: the day on which registration is looked at (AM-03): 31 December unless asked."""

    snapshot: Snapshot
    year: int
    ruleset: Ruleset
    on: date
    made: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, make: Callable[["Year"], T]) -> T:
        """What several metrics need and only some system knows how to make."""
        if make not in self.made:
            self.made[make] = make(self)
        found: T = self.made[make]
        return found

    @cached_property
    def facts(self) -> YearFacts:
        agreements = tuple(self.snapshot.all(L_AGR, year=self.year))
        return YearFacts(
            year=self.year,
            ruleset=self.ruleset,
            position=self.snapshot.position,
            snapshot_day=self.on,
            persons={row.person: row for row in self.snapshot.all(PERSONS)},
            units={row.unit: row.as_on(self.on) for row in self.snapshot.all(UNITS)},
            registrations={row.person: row for row in self.snapshot.all(L_MEMBER_REG)},
            unit_registrations=tuple(self.snapshot.all(L_UNIT_REG, year=self.year)),
            services=tuple(self.snapshot.all(L_VOL, year=self.year)),
            orders=tuple(self.snapshot.all(L_ORDER)),
            agreements=agreements,
            commitments=tuple(self.snapshot.all(L_COMMIT)) if agreements else (),
        )

    @cached_property
    def members(self) -> Mapping[UUID, MemberYear]:
        return {member.person: member for member in member_years(self.facts)}

    @cached_property
    def units(self) -> Mapping[UUID, UnitYear]:
        found = unit_years(self.facts, self.members.values())
        return {unit.unit.unit: unit for unit in found}

    @cached_property
    def tasks(self) -> Mapping[UUID, list[Task]]:
        """By unit: orders that its members took, cases that it was asked to help with (U8)."""
        tasks = tasks_by_unit(self.facts, self.until)
        for unit, task in helping_tasks(self.all_cases, self.bodies, self.year, self.until):
            tasks.setdefault(unit, []).append(task)
        return tasks

    @cached_property
    def all_cases(self) -> tuple[CaseRow, ...]:
        return tuple(self.snapshot.all(L_CASE))

    @property
    def cases(self) -> Iterator[CaseRow]:
        """Those reported in the year."""
        return (row for row in self.all_cases if row.reported_on.year == self.year)

    @cached_property
    def bodies(self) -> Mapping[str, BodyRow]:
        return {row.code: row for row in self.snapshot.all(BODIES)}

    @cached_property
    def until(self) -> datetime:
        """What fell due later is not judged: the end of `on`, or as far as the log knows."""
        return min(end_of_day(self.on), self.snapshot.known_at)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Some metrics of one kind of subject, for all of them at once.

    none: what a subject has that `measure` says nothing of; its keys are the metrics that there
    are, so that what has no ledger yet is told apart from nothing.
    """

    kind: SubjectKind
    none: Measures
    measure: Callable[[Year], Mapping[UUID, Measures]]


def of_year(snapshot: Snapshot, year: int, ruleset: Ruleset, on: date | None = None) -> Year:
    """on: the day on which registration is looked at (AM-03); None: 31 December."""
    return Year(snapshot, year, ruleset, on or date(year, 12, 31))
