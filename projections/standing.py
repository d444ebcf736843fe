"""Where units and members stand, asked of the stored ledgers.

L-REG, L-MEMBERYEAR, L-REMIND and L-BAR: SYS-10, SYS-11, P-08.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from uuid import UUID

from domain.calendar import day_ending_at
from domain.policies import reminder_day
from domain.ruleset import BarKind, SubjectKind
from projections.asking import Asked, percent
from projections.ledgers.rolls import L_ROLL
from projections.metrics.ballots import Ballots
from projections.metrics.counting import quarter_of
from projections.metrics.facts import YearFacts
from projections.metrics.spans import holds
from projections.models import Row
from projections.scores import scored


class RegRow(Row, frozen=True, array_like=True, gc=False):
    """fraction: exact, and what rules compare; percent: for the eye (EX-02).

    joined_since_last, left_since_last: members in service, since the unit's last roll; None: it
    told none.
    """

    unit: UUID
    title: str
    community: str
    unit_registered_on: date | None
    obliged: int
    exempt: int
    registered: int
    fraction: str
    percent: str | None
    status: str
    joined_since_last: int | None
    left_since_last: int | None


def registration(asked: Asked) -> Iterator[RegRow]:
    """L-REG: R-31, AM-01, AM-02, AM-09."""
    known = asked.known()
    judged = scored(known, SubjectKind.UNIT, Ballots())  # vetoes do not look at them
    moves = _since_last_roll(asked, known.facts)
    for id, unit in known.units.items():
        obliged, registered = len(unit.members), len(unit.registered)
        barred = any(bar.bar == BarKind.UNIT_MERIT_SELECTION for bar in judged[id].barred)
        status = "NOT_APPLICABLE" if not obliged else "BARRED" if barred else "PASS"
        yield RegRow(
            id,
            unit.unit.title,
            unit.unit.community,
            unit.registration.first_confirmed_on if unit.registration else None,
            obliged,
            len(unit.exempt),
            registered,
            f"{registered}/{obliged}",
            percent(Fraction(registered, obliged) if obliged else None),
            status,
            *moves.get(id, (None, None)),
        )


def _since_last_roll(asked: Asked, facts: YearFacts) -> dict[UUID, tuple[int, int]]:
    """Unit → how many it holds now and did not on the day of its last roll, and the reverse."""

    @cache
    def held_on(day: date) -> set[tuple[UUID, UUID]]:
        every = ((unit, who, days) for who, held in facts.held.items() for unit, days in held)
        return {(unit, who) for unit, who, days in every if holds(days, day)}

    last: dict[UUID, date] = {}
    for roll in asked.snapshot.all(L_ROLL, valid_at=asked.on):
        last[roll.unit] = max(roll.as_of, last.get(roll.unit, date.min))
    now, found = held_on(asked.on), {}
    for unit, day in last.items():
        then = held_on(day)
        joined = sum(of == unit for of, _ in now - then)
        found[unit] = (joined, sum(of == unit for of, _ in then - now))
    return found


class MemberYearRow(Row, frozen=True, array_like=True, gc=False):
    """Quarters: four values, Q1 first. minutes: of all confirmed sessions."""

    person: UUID
    year: int
    unit_at_snapshot: UUID | None
    registered_at_snapshot: bool
    registration_effective_on: date | None
    obliged_from: date | None
    obliged_to: date | None
    owed_quarters: tuple[bool, ...]
    counted_by_quarter: tuple[int, ...]
    counted_total: int
    minutes: int
    required: int
    missed_quarters: tuple[int, ...]
    bar: str


def member_year(asked: Asked) -> Iterator[MemberYearRow]:
    """L-MEMBERYEAR: R-30, R-32, AM-05 to AM-08."""
    over = min(asked.on, day_ending_at(asked.now))
    for person, member in asked.known().members.items():
        yield MemberYearRow(
            person,
            member.year,
            member.holder,
            member.registered,
            member.registered_on,
            member.obliged_from,
            member.obliged_to,
            member.owed,
            member.by_quarter,
            member.counted,
            member.services.minutes,
            member.required,
            member.missed(over),
            member.bar,
        )


class ReminderRow(Row, frozen=True, array_like=True, gc=False):
    """community: the unit's lead one. counted: services so far, fewer than the quarter needs."""

    person: UUID
    unit: UUID
    community: str
    year: int
    quarter: int
    counted: int


def reminders(asked: Asked) -> Iterator[ReminderRow]:
    """L-REMIND: who owes the quarter and has not served it, from its last month on (P-08, R-30)."""
    day = min(asked.on, day_ending_at(asked.now))
    quarter = quarter_of(day)
    if day.year != asked.year or day < reminder_day(day.year, quarter):
        return
    known, place = replace(asked, on=day).known(), quarter - 1
    for person, member in known.members.items():
        if member.unit is not None and member.owed[place] and not member.served[place]:
            community = known.facts.units[member.unit].community
            counted = member.by_quarter[place]
            yield ReminderRow(person, member.unit, community, day.year, quarter, counted)


class BarRow(Row, frozen=True, array_like=True, gc=False):
    """since: the last position among its evidence."""

    kind: str
    subject: UUID
    name: str
    community: str | None
    unit: UUID | None
    year: int
    bar: str
    rule: str
    quote: str | None
    hans: str
    en: str
    since: int | None


def bar_list(asked: Asked) -> Iterator[BarRow]:
    """L-BAR 不得评优名单: R-31, R-32, AM-30, AM-31."""
    scores = asked.scores()
    for kind, subjects in scores.scored.items():
        for found in subjects.values():
            for bar in found.barred:
                told = bar.sentence
                yield BarRow(
                    kind,
                    found.subject,
                    found.name,
                    found.about.community,
                    found.about.unit,
                    asked.year,
                    bar.bar,
                    bar.rule_id,
                    bar.quote,
                    told.hans,
                    told.en,
                    max(bar.evidence, default=None),
                )
