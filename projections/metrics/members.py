"""Members 在职党员: registered or not, services counted, quarters owed and served, ratings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from domain.dates import quarter_days
from projections.ledgers.people import Spell
from projections.ledgers.registrations import Leave
from projections.ledgers.services import Service
from projections.metrics.counting import QUARTERS, CountedYear, counted_year
from projections.metrics.facts import Held, YearFacts
from projections.metrics.spans import Span, common, holds, length, span
from projections.scoring import Measure

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class MemberYear:
    """One person's year as the rules see it. Quarters: tuples of four, Q1 first.

    unit: who holds him on the snapshot day, as an obliged member; None: nobody. holder: the same,
    also while he is exempt. quarter_units: who holds him, exempt or not, on each quarter's last day
    (AM-08). required: AM-07.
    """

    person: UUID
    year: int
    unit: UUID | None
    holder: UUID | None
    quarter_units: tuple[UUID | None, ...]
    held: int | None  # position of what put him into the unit
    duties: tuple[Spell | Leave, ...]  # what put him into units, what exempted him
    registered: bool
    registered_on: date | None
    registration: tuple[int, ...]  # positions of the events that made him registered, or not
    obliged_from: date | None
    obliged_to: date | None
    obliged_days: tuple[int, ...]
    owed: tuple[bool, ...]
    served: tuple[bool, ...]  # owed quarters with enough counted services
    services: CountedYear
    required: int
    false_records: tuple[Service, ...]
    ratings: tuple[tuple[int, int], ...]  # stars, position
    orders_completed: tuple[Service, ...]
    no_shows: tuple[int, ...]  # positions

    def obligation(self, first: int = 1, last: int = 4) -> tuple[int, ...]:
        """Positions of what made his days in these quarters obliged, or not."""
        begin, end = quarter_days(self.year, first)[0], quarter_days(self.year, last)[1]
        return tuple(p for period in self.duties for p in _made(period, begin, end))

    @property
    def false_positions(self) -> tuple[int, ...]:
        return tuple(service.decided for service in self.false_records)

    @property
    def counted(self) -> int:
        return len(self.services.counted)

    @property
    def by_quarter(self) -> tuple[int, ...]:
        return tuple(len(self.services.in_quarter(quarter)) for quarter in QUARTERS)

    def missed(self, by: date) -> tuple[int, ...]:
        """Owed quarters over by the end of `by` and not served: weaker than R-32 (AM-05)."""
        done = zip(QUARTERS, self.owed, self.served, strict=True)
        return tuple(
            quarter
            for quarter, owed, served in done
            if owed and not served and quarter_days(self.year, quarter)[1] <= by
        )

    @property
    def meets_requirement(self) -> bool:
        return self.counted >= self.required

    @property
    def bar(self) -> str:
        """R-32's two conditions: NONE, UNREGISTERED, UNDER_REQUIRED or BOTH."""
        if not self.registered:
            return "UNREGISTERED" if self.meets_requirement else "BOTH"
        return "NONE" if self.meets_requirement else "UNDER_REQUIRED"


def member_years(facts: YearFacts) -> Iterator[MemberYear]:
    """Everybody obliged on some day of the year."""
    this_year = [span(date(facts.year, 1, 1), date(facts.year, 12, 31))]
    ratings, no_shows = _ratings(facts), _no_shows(facts)
    for person, spells in facts.obliged.items():
        days = [d for _, spans in spells for d in common(spans, this_year)]
        if days:
            yield _member_year(facts, person, days, ratings, no_shows.get(person, ()))


def _member_year(
    facts: YearFacts,
    person: UUID,
    days: list[Span],
    ratings: dict[UUID, tuple[int, int]],
    no_shows: tuple[int, ...],
) -> MemberYear:
    counting, last = facts.ruleset.counting, facts.snapshot_day
    quarters = [span(*quarter_days(facts.year, quarter)) for quarter in QUARTERS]
    obliged_days = tuple(length(common(days, [quarter])) for quarter in quarters)
    owed = tuple(n > 0 and counting.owes_quarter(n) for n in obliged_days)
    services = counted_year(facts.by_person.get(person, ()), counting)
    registration = facts.registrations.get(person)
    stay = registration.stay_on(last) if registration else None
    unit, held = _unit_on(facts.obliged[person], last), facts.held[person]
    spells = facts.persons[person].spells
    return MemberYear(
        person=person,
        year=facts.year,
        unit=unit,
        holder=_unit_on(held, last),
        quarter_units=tuple(_unit_on(held, quarter_days(facts.year, q)[1]) for q in QUARTERS),
        held=next((s.began for s in spells if s.unit == unit and _lasts(s, last)), None),
        duties=(*spells, *(registration.exemptions if registration else ())),
        registered=stay is not None,
        registered_on=stay.start if stay else None,
        registration=registration.positions_on(last) if registration else (),
        obliged_from=date.fromordinal(min(first for first, _ in days)),
        obliged_to=date.fromordinal(max(end for _, end in days) - 1),
        obliged_days=obliged_days,
        owed=owed,
        served=tuple(_served(owed, services, counting.min_services_per_quarter.value)),
        services=services,
        required=counting.required_services(sum(owed)),
        false_records=tuple(s for s, _ in services.not_counted if s.revoked_for == "FALSE"),
        ratings=tuple(_rated(services, ratings)),
        orders_completed=tuple(_orders_completed(services)),
        no_shows=no_shows,
    )


def _served(owed: tuple[bool, ...], services: CountedYear, enough: int) -> Iterator[bool]:
    for quarter, owes in zip(QUARTERS, owed, strict=True):
        yield owes and len(services.in_quarter(quarter)) >= enough


def _made(period: Spell | Leave, first: date, last: date) -> Iterator[int]:
    """What began a period of which a day lies within, and what ended it if that took days away."""
    if period.start <= last and (period.end is None or first <= period.end):
        yield period.began
        planned = last if period.planned is None else min(period.planned, last)
        if period.ended is not None and period.end is not None and period.end < planned:
            yield period.ended


def _lasts(spell: Spell, day: date) -> bool:
    return spell.start <= day and (spell.end is None or day <= spell.end)


def _orders_completed(services: CountedYear) -> Iterator[Service]:
    """Each order once, however many sessions it took (M5)."""
    orders = {s.order: s for s in services.confirmed if s.order and s.outcome == "COMPLETED"}
    yield from orders.values()


def _unit_on(held: Held, day: date) -> UUID | None:
    return next((unit for unit, days in held if holds(days, day)), None)


def _ratings(facts: YearFacts) -> dict[UUID, tuple[int, int]]:
    """Order → stars and the position of the rating."""
    return {
        order.order: (order.stars, order.rated)
        for order in facts.orders
        if order.stars is not None and order.rated is not None
    }


def _rated(
    services: CountedYear, ratings: dict[UUID, tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """M6: of every order served, once, else what the resident said of the session itself."""
    orders = dict.fromkeys(s.order for s in services.confirmed if s.order is not None)
    yield from (ratings[order] for order in orders if order in ratings)
    for service in services.confirmed:
        by_itself = service.order is None or service.order not in ratings
        if by_itself and service.stars is not None and service.rated is not None:
            yield service.stars, service.rated


def _no_shows(facts: YearFacts) -> dict[UUID, tuple[int, ...]]:
    found: dict[UUID, tuple[int, ...]] = {}
    for order in facts.orders:
        for part in order.parts:
            failed = part.failed_on if part.state == "NO_SHOW" else None
            if failed is not None and failed.year == facts.year:
                found[part.member] = (*found.get(part.member, ()), part.position)
    return found


def evidence_of_services(services: Iterable[Service]) -> tuple[int, ...]:
    """What confirmed each, and what corrected it since it was told."""
    return tuple(p for s in services for p in (s.confirmed, s.corrected) if p is not None)


def measures_of(member: MemberYear) -> dict[str, Measure]:
    """The metrics of MEMBER in HANDBOOK 4.7."""
    counted = evidence_of_services(member.services.counted)
    obligation = member.obligation()
    return {
        "registered_at_snapshot": Measure(member.registered, member.registration),
        "counted_services": Measure(member.counted, counted),
        "required_services": Measure(member.required, obligation),
        "quarters_served": Measure(sum(member.served), counted),
        "quarters_owed": Measure(sum(member.owed), obligation),
        "counted_hours": Measure(
            Fraction(member.services.minutes, MINUTES_PER_HOUR),
            evidence_of_services(member.services.confirmed),
        ),
        "orders_completed": Measure(
            len(member.orders_completed), evidence_of_services(member.orders_completed)
        ),
        "resident_rating": Measure(
            tuple(stars for stars, _ in member.ratings), tuple(p for _, p in member.ratings)
        ),
        "no_shows": Measure(len(member.no_shows), member.no_shows),
    }
