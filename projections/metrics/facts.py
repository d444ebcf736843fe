"""Everything the metrics of one year look at, read once from a snapshot of the read side."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from domain.person import PartyKind
from domain.person.state import MEMBERS_WITH_DUTIES
from domain.ruleset import Ruleset
from projections.ledgers.agreements import AgreementRow, CommitmentRow
from projections.ledgers.orders import OrderRow
from projections.ledgers.people import Member, UnitRow
from projections.ledgers.registrations import MemberRegistrationRow, UnitRegistrationRow
from projections.ledgers.services import Service
from projections.metrics.spans import Span, common, span, without

Held = tuple[tuple[UUID, list[Span]], ...]  # units, each with the days


@dataclass(frozen=True)
class YearFacts:
    """Rows as known at one position. year: the assessment's; ruleset: that of the
    question; snapshot_day: AM-03, the last day of the year unless asked otherwise."""

    year: int
    ruleset: Ruleset
    position: int
    snapshot_day: date
    persons: Mapping[UUID, Member]
    units: Mapping[UUID, UnitRow]
    registrations: Mapping[UUID, MemberRegistrationRow]
    unit_registrations: tuple[UnitRegistrationRow, ...]
    services: tuple[Service, ...]
    orders: tuple[OrderRow, ...]
    agreements: tuple[AgreementRow, ...]
    commitments: tuple[CommitmentRow, ...]

    @cached_property
    def by_person(self) -> Mapping[UUID, list[Service]]:
        return grouped(self.services, "person")

    @cached_property
    def held(self) -> Mapping[UUID, Held]:
        """Person → the units that held him as a member in service, with the days (AM-02, AM-32)."""
        found = ((person, tuple(self._held(row))) for person, row in self.persons.items())
        return {person: spans for person, spans in found if spans}

    @cached_property
    def obliged(self) -> Mapping[UUID, Held]:
        """The same without the days of an exemption: he owed registration and service (AM-02)."""
        found = ((person, tuple(self._obliged(person, held))) for person, held in self.held.items())
        return {person: spans for person, spans in found if spans}

    def _held(self, row: Member) -> Iterator[tuple[UUID, list[Span]]]:
        duty = duty_days(row)
        for spell in row.spells:
            unit = self.units.get(spell.unit)
            if spell.in_service and unit is not None and unit.big_party_committee:
                days = common(common([span(spell.start, spell.end)], duty), enrolled_days(unit))
                if days:
                    yield spell.unit, days

    def _obliged(self, person: UUID, held: Held) -> Iterator[tuple[UUID, list[Span]]]:
        registration = self.registrations.get(person)
        exempt = registration.exempt_days if registration else []
        for unit, days in held:
            if left := without(days, exempt):
                yield unit, left


def enrolled_days(unit: UnitRow) -> list[Span]:
    """Before it joined the programme, and after it left, its members owe nothing (AM-32)."""
    return [span(*period) for period in (*unit.earlier, (unit.enrolled_on, unit.withdrawn_on))]


def duty_days(row: Member) -> list[Span]:
    """The days on which he was a Party member with duties: full or probationary, not retired."""
    days = []
    for place, (since, kind) in enumerate(row.party):
        if PartyKind(kind) in MEMBERS_WITH_DUTIES:
            following = row.party[place + 1][0] if place + 1 < len(row.party) else None
            first, end = span(since, None)
            days.append((first, following.toordinal() if following else end))
    return days


def grouped(rows: Iterable[Any], column: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found
