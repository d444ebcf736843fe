"""Everything the metrics of one year look at, read once from a snapshot of the read side."""

from collections.abc import Iterable, Mapping
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
    def obliged(self) -> Mapping[UUID, tuple[tuple[UUID, list[Span]], ...]]:
        """Person → the units he owed registration and service in, with the days (AM-02, AM-32)."""
        found = ((person, self._obliged(row)) for person, row in self.persons.items())
        return {person: spans for person, spans in found if spans}

    def _obliged(self, row: Member) -> tuple[tuple[UUID, list[Span]], ...]:
        duty = duty_days(row)
        registration = self.registrations.get(row.person)
        exempt = registration.exempt_days if registration else []
        spans = []
        for spell in row.spells:
            unit = self.units.get(spell.unit)
            if not spell.in_service or unit is None or not unit.big_party_committee:
                continue
            enrolled = span(date.min, unit.withdrawn_on)
            days = common(common([span(spell.start, spell.end)], duty), [enrolled])
            if days := without(days, exempt):
                spans.append((spell.unit, days))
        return tuple(spans)


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
