"""Units 驻区单位: registration rate, duty, agreement, commitments (HANDBOOK 4.2, UNIT)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projections.ledgers.agreements import AgreementRow, CommitmentRow
from projections.ledgers.people import UnitRow
from projections.ledgers.registrations import UnitRegistrationRow
from projections.metrics.counting import QUARTERS
from projections.metrics.facts import YearFacts, enrolled_days, grouped
from projections.metrics.members import MemberYear, evidence_of_services
from projections.metrics.spans import common, holds, span
from projections.scoring import Measure

REGISTERED_LATE, AGREED_LATE = "unit_registration_days_late", "agreement_days_late"  # U1, U5


@dataclass(frozen=True, slots=True)
class UnitYear:
    """One unit's year. members: those it holds on the snapshot day as obliged.

    exempt: positions of the exemptions of those it holds and who are not. days late: after the
    deadline that the ruleset of the question sets; None: never.
    """

    unit: UnitRow
    members: tuple[MemberYear, ...]
    exempt: tuple[int, ...]
    quarters: tuple[tuple[MemberYear, int], ...]  # member and quarter it answers for (AM-08)
    registration: UnitRegistrationRow | None
    registration_days_late: int | None
    agreement: AgreementRow | None
    agreement_days_late: int | None
    commitments: tuple[CommitmentRow, ...]  # those in the denominator
    false_records: tuple[int, ...]  # positions

    @property
    def registered(self) -> tuple[MemberYear, ...]:
        return tuple(member for member in self.members if member.registered)


def unit_years(facts: YearFacts, members: Iterable[MemberYear]) -> Iterator[UnitYear]:
    """Every Big Party Committee unit enrolled in the year (AM-32, AM-33)."""
    members = list(members)
    holding = grouped(members, "unit")
    answering: dict[UUID | None, list[tuple[MemberYear, int]]] = {}
    for member in members:
        for place, quarter in enumerate(QUARTERS):
            if member.owed[place]:
                pair = (member, quarter)
                answering.setdefault(member.quarter_units[place], []).append(pair)
    agreements = grouped(facts.agreements, "party")
    commitments = grouped(facts.commitments, "agreement")
    registrations = grouped(facts.unit_registrations, "unit")
    exempt = _exempt(facts)
    for unit in facts.units.values():
        if unit.big_party_committee and _enrolled(unit, facts.year):
            id = unit.unit
            agreement = agreement_of(unit, agreements.get(id, ()))
            registration = _registration(registrations.get(id, ()))
            registered_on = registration.first_confirmed_on if registration else None
            agreed_on = agreement.effective_on if agreement else None
            mine = tuple(holding.get(id, ()))
            yield UnitYear(
                unit=unit,
                members=mine,
                exempt=tuple(exempt.get(id, ())),
                quarters=tuple(answering.get(id, ())),
                registration=registration,
                registration_days_late=_late(facts, REGISTERED_LATE, registered_on),
                agreement=agreement,
                agreement_days_late=_late(facts, AGREED_LATE, agreed_on),
                commitments=counted(agreement, commitments, facts.snapshot_day),
                false_records=tuple(p for m in mine for p in m.false_positions),
            )


def _enrolled(unit: UnitRow, year: int) -> bool:
    return bool(common(enrolled_days(unit), [span(date(year, 1, 1), date(year, 12, 31))]))


def _exempt(facts: YearFacts) -> dict[UUID, list[int]]:
    """Unit → exemptions of members who would be obliged on the snapshot day without (AM-02)."""
    found: dict[UUID, list[int]] = {}
    day = facts.snapshot_day
    for person, registration in facts.registrations.items():
        leaves = [e.began for e in registration.exemptions if holds([span(e.start, e.end)], day)]
        for unit, days in facts.held.get(person, ()):
            if leaves and holds(days, day):
                found.setdefault(unit, []).append(leaves[0])
    return found


def _registration(rows: Iterable[UnitRegistrationRow]) -> UnitRegistrationRow | None:
    """The earliest confirmed one: one lead community, others allowed (AM-04)."""
    confirmed = [row for row in rows if row.first_confirmed_on is not None]
    return min(confirmed, key=lambda row: row.first_confirmed_on or date.max, default=None)


def _late(facts: YearFacts, metric: str, on: date | None) -> int | None:
    """Days after the deadline of the line that asks for it; before it: 0."""
    deadline = facts.ruleset.deadline_of(metric, facts.year)
    return None if on is None or deadline is None else max(0, (on - deadline).days)


def agreement_of(unit: UnitRow, rows: Iterable[AgreementRow]) -> AgreementRow | None:
    """The one with its host community; else the earliest in effect."""
    effective = [row for row in rows if row.effective_on is not None]
    return min(
        effective,
        key=lambda row: (row.community != unit.community, row.effective_on or date.max),
        default=None,
    )


def counted(
    agreement: AgreementRow | None,
    commitments: Mapping[UUID, list[CommitmentRow]],
    last: date,
) -> tuple[CommitmentRow, ...]:
    """EX-09: due after the effect and by the year's end, not waived."""
    if agreement is None or agreement.effective_on is None:
        return ()
    return tuple(
        row
        for row in commitments.get(agreement.agreement, ())
        if agreement.effective_on <= row.due_on <= last and row.state != "WAIVED"
    )


def measures_of(unit: UnitYear) -> dict[str, Measure]:
    """The metrics of UNIT in HANDBOOK 4.7 that rest on registrations, agreements and tasks."""
    members, registered = unit.members, unit.registered
    registered_at = unit.registration.decided if unit.registration else None
    agreed_at = unit.agreement.effect if unit.agreement else None
    held = _positions(m.held for m in members)
    served = tuple((m, q) for m, q in unit.quarters if m.served[q - 1])
    verified = tuple(row for row in unit.commitments if row.state == "VERIFIED")
    return {
        REGISTERED_LATE: _lateness(unit.registration_days_late, registered_at),
        "registered_members": Measure(
            len(registered), _positions(p for m in registered for p in m.registration)
        ),
        "obliged_members": Measure(len(members), (*held, *unit.exempt)),
        "members_meeting_required": Measure(
            sum(m.meets_requirement for m in members),
            evidence_of_services(s for m in members for s in m.services.counted),
        ),
        "member_quarters_served": Measure(
            len(served),
            evidence_of_services(s for m, q in served for s in m.services.in_quarter(q)),
        ),
        "member_quarters_owed": Measure(len(unit.quarters), _positions(_owing(unit.quarters))),
        AGREED_LATE: _lateness(unit.agreement_days_late, agreed_at),
        "commitment_weight_verified": weight(verified, agreed_at, "termed", "decided"),
        "commitment_weight_due": weight(unit.commitments, agreed_at, "termed"),
    }


def _lateness(days: int | None, position: int | None) -> Measure:
    return Measure(days, () if position is None else (position,))


def weight(rows: tuple[CommitmentRow, ...], effect: int | None, *positions: str) -> Measure:
    """effect: of the agreement, without which nothing of it is due."""
    made = [getattr(row, position) for row in rows for position in positions]
    return Measure(sum(row.weight for row in rows), _positions([effect, *made] if rows else ()))


def _owing(quarters: Iterable[tuple[MemberYear, int]]) -> Iterator[int]:
    """Positions of what made each member owe these quarters; of no later ones."""
    of_members: dict[UUID, tuple[MemberYear, list[int]]] = {}
    for member, quarter in quarters:
        of_members.setdefault(member.person, (member, []))[1].append(quarter)
    for member, owed in of_members.values():
        yield from member.obligation(min(owed), max(owed))


def _positions(found: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(position for position in found if position is not None))
