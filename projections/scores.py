"""Scores and eligibility of a year, for all subjects at once, as known at one position."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.ruleset import Ruleset, SubjectKind
from projections.ledgers.agreements import L_AGR, L_COMMIT
from projections.ledgers.orders import L_ORDER
from projections.ledgers.people import PERSONS, UNITS
from projections.ledgers.registrations import L_MEMBER_REG, L_UNIT_REG
from projections.ledgers.services import L_VOL
from projections.metrics import members, units
from projections.metrics.facts import YearFacts
from projections.metrics.members import MemberYear, member_years
from projections.metrics.tasks import tasks_by_unit
from projections.metrics.units import UnitYear, unit_years
from projections.reading import Snapshot
from projections.scoring import Bar, Measure, ScoreSheet, bars, score


@dataclass(frozen=True, slots=True)
class Scored:
    """One subject's sheet and the vetoes looked at for it."""

    subject: UUID
    name: str
    sheet: ScoreSheet
    bars: tuple[Bar, ...]

    @property
    def barred(self) -> tuple[Bar, ...]:
        return tuple(bar for bar in self.bars if bar.applies)


@dataclass(frozen=True, slots=True)
class YearScores:
    """A pure function of (log up to position, ruleset, year)."""

    year: int
    position: int
    ruleset: Ruleset
    facts: YearFacts
    members: Mapping[UUID, MemberYear]
    units: Mapping[UUID, UnitYear]
    scored: Mapping[SubjectKind, Mapping[UUID, Scored]]


def facts_of(snapshot: Snapshot, year: int, ruleset: Ruleset, on: date | None) -> YearFacts:
    """Reads each ledger once. on: the day that registration is looked at; None: 31 December."""
    agreements = tuple(snapshot.all(L_AGR, year=year))
    return YearFacts(
        year=year,
        ruleset=ruleset,
        position=snapshot.position,
        snapshot_day=on or date(year, 12, 31),
        persons={row.person: row for row in snapshot.all(PERSONS)},
        units={row.unit: row for row in snapshot.all(UNITS)},
        registrations={row.person: row for row in snapshot.all(L_MEMBER_REG)},
        unit_registrations=tuple(snapshot.all(L_UNIT_REG, year=year)),
        services=tuple(snapshot.all(L_VOL, year=year)),
        orders=tuple(snapshot.all(L_ORDER)),
        agreements=agreements,
        commitments=tuple(snapshot.all(L_COMMIT)) if agreements else (),
    )


def year_scores(
    snapshot: Snapshot, year: int, ruleset: Ruleset, on: date | None = None
) -> YearScores:
    """on: the day on which registration is looked at (AM-03); None: 31 December."""
    facts = facts_of(snapshot, year, ruleset, on)
    of_members = {member.person: member for member in member_years(facts)}
    tasks = tasks_by_unit(facts)
    of_units = {unit.unit.unit: unit for unit in unit_years(facts, of_members.values(), tasks)}
    return YearScores(
        year,
        snapshot.position,
        ruleset,
        facts,
        of_members,
        of_units,
        {
            SubjectKind.UNIT: _scored(
                SubjectKind.UNIT,
                of_units,
                units.measures_of,
                lambda unit: unit.unit.title,
                ruleset,
            ),
            SubjectKind.MEMBER: _scored(
                SubjectKind.MEMBER, of_members, members.measures_of, lambda _: "", ruleset
            ),
        },
    )


def _scored(
    kind: SubjectKind,
    years: Mapping[UUID, MemberYear] | Mapping[UUID, UnitYear],
    measure: Callable[..., dict[str, Measure]],
    name: Callable[..., str],
    ruleset: Ruleset,
) -> dict[UUID, Scored]:
    found = {}
    for subject, year in years.items():
        measures = measure(year)
        found[subject] = Scored(
            subject,
            name(year),
            score(kind, measures, ruleset),
            bars(kind, measures, ruleset),
        )
    return found


def rank(scored: Scored) -> tuple[bool, Decimal, str]:
    """Its place in a list: best first, who has no figure last, ties by id, for a stable order.

    As long as totals wait for what is not recorded yet, the provisional figures order the list.
    """
    sheet = scored.sheet
    figure = sheet.total if sheet.complete else sheet.provisional
    return (figure is None, -(figure or Decimal(0)), str(scored.subject))


def ranked(scored: Iterable[Scored]) -> list[Scored]:
    return sorted(scored, key=rank)
