"""Columns that a stored ledger shows besides its own: asked for each page, as of its moment."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from domain.ruleset import Ruleset
from projections.ledgers.agreements import L_AGR, L_COMMIT, AgreementRow, CommitmentRow
from projections.ledgers.attendance import L_ATTEND, AttendanceRow
from projections.ledgers.cases import L_CASE, CaseRow
from projections.ledgers.grids import L_GRID, GridRow
from projections.ledgers.legal import L_DISPUTE, DisputeRow
from projections.ledgers.meetings import L_MEET, MeetingRow
from projections.ledgers.orders import L_ORDER, OrderRow
from projections.ledgers.people import PERSONS, UNITS, Member
from projections.ledgers.services import L_VOL, Service
from projections.ledgers.society import L_ORG, L_PROJECT, OrganisationRow
from projections.ledgers.workforce import L_PAY, L_PAYFLOOR, L_WORKER, FloorRow, PayRow
from projections.metrics.counting import counted_year
from projections.metrics.rates import excluded
from projections.models import Row
from projections.reading import Line, Snapshot

Extra = dict[str, Any]
RulesOf = Callable[[int], Ruleset | None]  # of a year; None: none in force
Show = Callable[[Snapshot, Sequence[Any], RulesOf], list[Extra]]


def of_cases(snapshot: Snapshot, rows: Sequence[CaseRow], rules: RulesOf) -> list[Extra]:
    """excluded_from: the rates that leave it out; chain_complete: all five stages (R-18)."""
    found = [excluded(row) for row in rows]
    return [
        {"excluded_from": list(out.rates) if out else [], "chain_complete": all(row.stages)}
        for row, out in zip(rows, found, strict=True)
    ]


def of_services(snapshot: Snapshot, rows: Sequence[Service], rules: RulesOf) -> list[Extra]:
    """counted, and if not why (AM-06, AM-10); the unit on the day (AM-08); the order's number."""
    verdicts: dict[Any, str | None] = {}
    for person, year in {(row.person, row.year) for row in rows}:
        ruleset = rules(year)
        if ruleset is not None:
            year_of = counted_year(snapshot.all(L_VOL, person=person, year=year), ruleset.counting)
            verdicts |= {service.entry: None for service in year_of.counted}
            verdicts |= {service.entry: why.value for service, why in year_of.not_counted}
    orders = {row.order for row in rows if row.order is not None}
    numbers = {id: line.row.order_no for id in orders if (line := snapshot.row(L_ORDER, id))}
    members = {row.person: snapshot.row(PERSONS, row.person) for row in rows}
    return [
        {
            "counted": verdicts[row.entry] is None if row.entry in verdicts else None,
            "not_counted_reason": verdicts.get(row.entry),
            "unit_on_date": _unit_on(members[row.person], row.service_on),
            "order_no": numbers.get(row.order) if row.order else None,
        }
        for row in rows
    ]


def _unit_on(member: Line[Member] | None, day: date) -> Any:
    return member.row.unit_on(day) if member else None


def of_agreements(snapshot: Snapshot, rows: Sequence[AgreementRow], rules: RulesOf) -> list[Extra]:
    """How many commitments it has; their weights, those due before its effect left out (EX-09)."""
    return [_weights(row, snapshot.all(L_COMMIT, agreement=row.agreement)) for row in rows]


def _weights(row: AgreementRow, commitments: Sequence[CommitmentRow]) -> Extra:
    effect = row.effective_on
    counted = [c for c in commitments if effect is not None and effect <= c.due_on]

    def weight(*states: str) -> int:
        return sum(c.weight for c in counted if c.state in states)

    waived = weight("WAIVED")
    return {
        "commitments": len(commitments),
        "weight_due": sum(c.weight for c in counted) - waived,
        "weight_verified": weight("VERIFIED"),
        "weight_failed": weight("FAILED"),
        "weight_waived": waived,
    }


def of_orders(snapshot: Snapshot, rows: Sequence[OrderRow], rules: RulesOf) -> list[Extra]:
    """Who took part and did not give it back; who did not come."""
    return [
        {
            "acceptors": _members(row, "ACCEPTED", "ON_SITE", "SERVED"),
            "no_shows": _members(row, "NO_SHOW"),
        }
        for row in rows
    ]


def _members(row: OrderRow, *states: str) -> list[str]:
    return list(dict.fromkeys(str(part.member) for part in row.parts if part.state in states))


def of_grids(snapshot: Snapshot, rows: Sequence[GridRow], rules: RulesOf) -> list[Extra]:
    """As the grid is now: its head, its places together, its Party groups (R-16), its notice."""
    return [_coverage(row) for row in rows]


def _coverage(row: GridRow) -> Extra:
    head = next((term.person for term in row.heads if term.end is None), None)
    workers = [term.person for term in row.workers if term.end is None]
    places = [place for place in row.places if place.until is None]
    return {
        "head": head,
        "groups_formed": sum(place.formed is not None for place in places),
        "groups_required": len(places),
        "households": sum(place.households for place in places),
        "residents": sum(place.residents for place in places),
        "shops": sum(place.shops for place in places),
        "notice_posted": row.notice_on is not None and row.notice_worker in workers,
    }


def of_attendance(snapshot: Snapshot, rows: Sequence[AttendanceRow], rules: RulesOf) -> list[Extra]:
    """What the meeting is, for those who were asked to come: they read no more of it."""
    meetings = {id: snapshot.row(L_MEET, id) for id in {row.meeting for row in rows}}
    return [_told_of(meetings[row.meeting]) for row in rows]


def _told_of(found: Line[MeetingRow] | None) -> Extra:
    names = ("meeting_no", "type", "title", "starts_at", "state")
    return {name: getattr(found.row, name) if found else None for name in names}


def of_organisations(
    snapshot: Snapshot, rows: Sequence[OrganisationRow], rules: RulesOf
) -> list[Extra]:
    """Its name, its projects, and what their beneficiaries said: a sum of stars over opinions."""
    return [_projects(snapshot, row) for row in rows]


def _projects(snapshot: Snapshot, row: OrganisationRow) -> Extra:
    unit = snapshot.row(UNITS, row.unit)
    projects = snapshot.all(L_PROJECT, organisation=row.organisation)
    stars = [star for project in projects for star, _ in project.ratings]
    return {
        "title": unit.row.title if unit else None,
        "projects": len(projects),
        "delivered": sum(project.delivered_on is not None for project in projects),
        "ratings": f"{sum(stars)}/{len(stars)}",
    }


def of_personnel(
    snapshot: Snapshot, rows: Sequence[PayRow | FloorRow], rules: RulesOf
) -> list[Extra]:
    """Whom it is about, and where he works now."""
    workers = {id: snapshot.row(L_WORKER, id) for id in {row.worker for row in rows}}
    return [
        {
            "person": str(found.row.person) if found else None,
            "community": found.row.community if found else None,
        }
        for found in (workers[row.worker] for row in rows)
    ]


def of_disputes(snapshot: Snapshot, rows: Sequence[DisputeRow], rules: RulesOf) -> list[Extra]:
    """The number and the community of the case that the file is part of."""
    cases = (snapshot.row(L_CASE, row.case) for row in rows)
    return [
        {
            "case_no": found.row.case_no if found else None,
            "community": found.row.community if found else None,
        }
        for found in cases
    ]


SHOWN: Final[Mapping[str, Show]] = {
    L_CASE.name: of_cases,
    L_VOL.name: of_services,
    L_AGR.name: of_agreements,
    L_ORDER.name: of_orders,
    L_ATTEND.name: of_attendance,
    L_GRID.name: of_grids,
    L_ORG.name: of_organisations,
    L_PAY.name: of_personnel,
    L_PAYFLOOR.name: of_personnel,
    L_DISPUTE.name: of_disputes,
}


def extras(snapshot: Snapshot, ledger: str, rows: Sequence[Row], rules: RulesOf) -> list[Extra]:
    show = SHOWN.get(ledger)
    return show(snapshot, rows, rules) if show else [{} for _ in rows]


# Of which kind these columns are, for files that say it; the others are text.
KINDS: Final[Mapping[str, type]] = {
    "excluded_from": list,
    "chain_complete": bool,
    "counted": bool,
    "commitments": int,
    "weight_due": int,
    "weight_verified": int,
    "weight_failed": int,
    "weight_waived": int,
    "acceptors": list,
    "no_shows": list,
    "groups_formed": int,
    "groups_required": int,
    "households": int,
    "residents": int,
    "shops": int,
    "notice_posted": bool,
    "starts_at": datetime,
    "projects": int,
    "delivered": int,
}
