"""Questions about double registration and the 80 % rule (SYS-10)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Final
from uuid import UUID

from domain.kernel import Label, end_of_day
from domain.ruleset import BarKind, Ruleset, SubjectKind
from projections.asking import Asked, Parameter, StandingQuestion, percent
from projections.ledgers.people import PERSONS, Spell
from projections.ledgers.registrations import MemberRegistrationRow
from projections.metrics.facts import YearFacts
from projections.metrics.spans import holds
from projections.metrics.units import UnitYear, measures_of
from projections.models import Row
from projections.scoring import Measure, bars
from projections.standing import registration

SYSTEM: Final = "SYS-10"
DECEMBER: Final = 12


class MissingRow(Row, frozen=True, array_like=True, gc=False):
    """why: NEVER_SUBMITTED, SUBMITTED, REJECTED, LATER, WITHDRAWN, ENDED. fraction: the unit's."""

    unit: UUID
    title: str
    community: str
    person: UUID
    why: str
    since: date | None
    fraction: str
    percent: str | None


def missing(asked: Asked) -> Iterator[MissingRow]:
    """Who is obliged and not registered, unit by unit (R-31, AM-01, AM-03)."""
    known = asked.known()
    for id, unit in known.units.items():
        registered, obliged = len(unit.registered), len(unit.members)
        share = percent(Fraction(registered, obliged)) if obliged else None
        for member in unit.members:
            if not member.registered:
                row = known.facts.registrations.get(member.person)
                yield MissingRow(
                    id,
                    unit.unit.title,
                    unit.unit.community,
                    member.person,
                    *_why(row, asked.on),
                    f"{registered}/{obliged}",
                    share,
                )


def _why(row: MemberRegistrationRow | None, day: date) -> tuple[str, date | None]:
    if row is None or not row.attempts:
        return "NEVER_SUBMITTED", None
    later = [stay.start for stay in row.stays if stay.start > day]
    over = [stay.end for stay in row.stays if stay.end is not None and stay.end < day]
    if later:
        return "LATER", later[0]
    return (row.state, over[-1]) if over else (row.state, row.submitted_on)


class RemovedRow(Row, frozen=True, array_like=True, gc=False):
    """by, role: who recorded it. rate: of the unit as it stands; rate_without: had none of those
    removed that month been. saved: it passes, and would not without."""

    unit: UUID
    title: str
    community: str
    person: UUID
    last_day: date
    registered: bool
    role: str
    by: UUID | None
    recorded_at: datetime
    position: int
    rate: str
    rate_without: str
    saved: bool


def removed_in_december(asked: Asked) -> Iterator[RemovedRow]:
    """Whose belonging to a unit was ended in December, however it was told (R-31)."""
    known, removed = asked.known(), defaultdict(list)
    for row in asked.snapshot.all(PERSONS):
        for spell in row.spells:
            if _late_in(known.facts, row.person, spell):
                removed[spell.unit].append((row.person, spell))
    for id, leavers in removed.items():
        if unit := known.units.get(id):
            yield from _removals(asked, unit, leavers, known.facts.registrations)


def _late_in(facts: YearFacts, person: UUID, spell: Spell) -> bool:
    """He owed registration there, until a day in December or the one before it."""
    if spell.end is None or spell.ended is None:
        return False
    last, first = date(facts.year, DECEMBER, 31), date(facts.year, DECEMBER - 1, 30)
    owed = (days for unit, days in facts.obliged.get(person, ()) if unit == spell.unit)
    return first <= spell.end < last and any(holds(days, spell.end) for days in owed)


def _removals(
    asked: Asked,
    unit: UnitYear,
    leavers: list[tuple[UUID, Spell]],
    registrations: Mapping[UUID, MemberRegistrationRow],
) -> Iterator[RemovedRow]:
    there = {
        person: bool((row := registrations.get(person)) and row.stay_on(spell.end or asked.on))
        for person, spell in leavers
    }
    registered, obliged = len(unit.registered), len(unit.members)
    with_them = registered + sum(there.values()), obliged + len(there)
    ruleset = asked.ruleset
    saved = not barred(unit, (registered, obliged), ruleset) and barred(unit, with_them, ruleset)
    for person, spell in leavers:
        [ended] = asked.log.read((spell.ended or 1) - 1, 1)
        yield RemovedRow(
            unit.unit.unit,
            unit.unit.title,
            unit.unit.community,
            person,
            spell.end or asked.on,
            there[person],
            ended.actor.role,
            ended.actor.person,
            ended.recorded_at,
            ended.position,
            f"{registered}/{obliged}",
            "/".join(map(str, with_them)),
            saved,
        )


def barred(unit: UnitYear, rate: tuple[int, int], ruleset: Ruleset) -> bool:
    """Whether R-31 would bar the unit at another rate, all else being as it is."""
    registered, obliged = map(Measure, rate)
    other = {"registered_members": registered, "obliged_members": obliged}
    looked = bars(SubjectKind.UNIT, measures_of(unit) | other, ruleset)
    return any(bar.applies and bar.bar == BarKind.UNIT_MERIT_SELECTION for bar in looked)


class ThenAndNowRow(Row, frozen=True, array_like=True, gc=False):
    """None: the unit was not known then, or is not now."""

    unit: UUID
    title: str
    community: str
    then: str | None
    then_percent: str | None
    then_status: str | None
    now: str | None
    now_percent: str | None
    now_status: str | None


def then_and_now(asked: Asked) -> Iterator[ThenAndNowRow]:
    """EX-05: both are right, each as known at its moment."""
    then_at = asked.parameters["then"] or end_of_day(date(asked.year, DECEMBER, 31))
    then = {row.unit: row for row in registration(asked.as_known_at(then_at))}
    now = {row.unit: row for row in registration(asked)}
    for id, named in (then | now).items():
        told = [
            (row.fraction, row.percent, row.status) if (row := rows.get(id)) else (None,) * 3
            for rows in (then, now)
        ]
        yield ThenAndNowRow(id, named.title, named.community, *told[0], *told[1])


QUESTIONS: Final = (
    StandingQuestion(
        name="members-missing-from-a-units-rate",
        system=SYSTEM,
        title=Label(
            "某单位报到率为何只有这些？哪些人未报到？",
            "Why is a unit's rate what it is; who is not registered?",
        ),
        row=MissingRow,
        rows=missing,
    ),
    StandingQuestion(
        name="members-removed-in-december",
        system=SYSTEM,
        title=Label(
            "谁在十二月被移出名册，由谁所办，如未移出该单位是否不达标？",
            "Who was removed from the roll in December, by whom, and would the unit have failed "
            "without it?",
            "誰在十二月被移出名冊，由誰所辦，如未移出該單位是否不達標？",
        ),
        row=RemovedRow,
        rows=removed_in_december,
        dated=False,
    ),
    StandingQuestion(
        name="registration-rates-then-and-now",
        system=SYSTEM,
        title=Label(
            "十二月三十一日所知的报到率与今日所知的各是多少？",
            "What was the rate as known on 31 December and as known today?",
        ),
        row=ThenAndNowRow,
        rows=then_and_now,
        parameters={
            "then": Parameter(
                Label("何时所知（不填为12月31日24时）", "As known when; else at the year's end"),
                datetime,
            )
        },
    ),
)
