"""L-RATES, L-EXCLUDED, L-OVERDUE: the three rates 响应率、解决率、满意率, and what they leave out.

An exclusion list is itself a ledger, because that is where figures are improved (SYS-05).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final
from uuid import UUID

from projections.ledgers.cases import CaseRow
from projections.scoring import Measure

FROM_RESOLUTION, FROM_SATISFACTION = "RESOLUTION", "SATISFACTION"
BOTH: Final = (FROM_RESOLUTION, FROM_SATISFACTION)
SATISFIED: Final = frozenset({"SATISFIED", "BASICALLY"})


class Reason(StrEnum):
    NOT_ACCEPTED = "NOT_ACCEPTED"
    MERGED = "MERGED"  # counted in its master
    TRANSFERRED = "TRANSFERRED"
    WITHDRAWN = "WITHDRAWN"
    ANONYMOUS = "ANONYMOUS"  # nobody to ask
    ABUSIVE = "ABUSIVE"
    FABRICATED = "FABRICATED"
    MEDIATION = "MEDIATION"  # must not chase satisfaction
    LAW_ENFORCEMENT = "LAW_ENFORCEMENT"


@dataclass(frozen=True, slots=True)
class Excluded:
    """A case that a rate leaves out, and why. position: of the event that took it out."""

    case: UUID
    case_no: str
    community: str
    grid: str | None
    reason: Reason
    rates: tuple[str, ...]
    position: int


def excluded(row: CaseRow) -> Excluded | None:
    reason = _reason(row)
    if reason is None:
        return None
    of_satisfaction = reason in (Reason.MEDIATION, Reason.LAW_ENFORCEMENT)
    rates = (FROM_SATISFACTION,) if of_satisfaction else BOTH
    position = _position(row, reason)
    return Excluded(row.case, row.case_no, row.community, row.grid, reason, rates, position)


def _reason(row: CaseRow) -> Reason | None:
    if row.left_as is not None:
        return Reason(row.left_as)
    if row.excluded is not None:
        return Reason(row.excluded)
    if not row.reachable:
        return Reason.ANONYMOUS
    if row.mediated:
        return Reason.MEDIATION
    return Reason.LAW_ENFORCEMENT if row.law_enforcement else None


def _position(row: CaseRow, reason: Reason) -> int:
    positions = {
        Reason.ABUSIVE: row.excluded_position,
        Reason.FABRICATED: row.excluded_position,
        Reason.MEDIATION: row.mediated_position,
        Reason.LAW_ENFORCEMENT: row.enforced_position,
        Reason.ANONYMOUS: row.reported_position,
    }
    return positions.get(reason, row.left_position) or row.reported_position


@dataclass(frozen=True, slots=True)
class Rates:
    """Numerators and denominators as rows, so that every one can be named."""

    responded: tuple[CaseRow, ...]
    response_due: tuple[CaseRow, ...]
    resolved: tuple[CaseRow, ...]
    reached: tuple[CaseRow, ...]
    satisfied: tuple[CaseRow, ...]
    opinions: tuple[CaseRow, ...]
    full_chain: tuple[CaseRow, ...]
    closed: tuple[CaseRow, ...]
    excluded: tuple[Excluded, ...]

    @property
    def response(self) -> Fraction | None:
        return _share(self.responded, self.response_due)

    @property
    def resolution(self) -> Fraction | None:
        return _share(self.resolved, self.reached)

    @property
    def satisfaction(self) -> Fraction | None:
        return _share(self.satisfied, self.opinions)


def rates(cases: Iterable[CaseRow], now: datetime) -> Rates:
    """now: the moment of the question; first contacts due later are not judged yet."""
    cases = list(cases)
    judged = [row for row in cases if row.merged_into is None]
    out = tuple(found for row in cases if (found := excluded(row)))
    gone = {found.case: found.rates for found in out}
    due = tuple(row for row in judged if _response_due(row, now))
    reached = tuple(
        row
        for row in judged
        if row.callback_reached and row.kind != "CONSULT" and FROM_RESOLUTION not in _of(gone, row)
    )
    opinions = tuple(
        row
        for row in judged
        if row.rating not in (None, "NO_COMMENT") and FROM_SATISFACTION not in _of(gone, row)
    )
    closed = tuple(row for row in judged if row.closed_at is not None)
    return Rates(
        responded=tuple(
            row for row in due if row.first_contact_at and _in_time(row, row.first_contact_at)
        ),
        response_due=due,
        resolved=tuple(row for row in reached if row.callback_resolved == "YES"),
        reached=reached,
        satisfied=tuple(row for row in opinions if row.rating in SATISFIED),
        opinions=opinions,
        full_chain=tuple(row for row in closed if all(row.stages)),
        closed=closed,
        excluded=out,
    )


def _response_due(row: CaseRow, now: datetime) -> bool:
    """Its time is over, also if just now; who left before, unanswered, was owed no contact more."""
    due = row.first_contact_due
    if due is None or now < due:
        return False
    return row.first_contact_at is not None or row.left_at is None or row.left_at > due


def _of(gone: dict[UUID, tuple[str, ...]], row: CaseRow) -> tuple[str, ...]:
    return gone.get(row.case, ())


def _in_time(row: CaseRow, contact: datetime) -> bool:
    return row.first_contact_due is not None and contact <= row.first_contact_due


def _share(some: tuple[CaseRow, ...], whole: tuple[CaseRow, ...]) -> Fraction | None:
    return Fraction(len(some), len(whole)) if whole else None


def grouped_rates(cases: Iterable[CaseRow], by: str, now: datetime) -> Iterator[tuple[str, Rates]]:
    """by: community, grid, handler, category or month (of the report)."""
    groups: dict[str, list[CaseRow]] = {}
    for row in cases:
        key = f"{row.reported_on:%Y-%m}" if by == "month" else getattr(row, by) or ""
        groups.setdefault(key, []).append(row)
    for key in sorted(groups):
        yield key, rates(groups[key], now)


def measures_of(found: Rates) -> dict[str, Measure]:
    """The metrics of COMMUNITY that cases make (C3 to C6)."""
    return {
        "cases_responded_in_time": _count(found.responded, "contact_position"),
        "cases_response_due": _count(found.response_due, "reported_position"),
        "cases_resolved": _count(found.resolved, "callback_position"),
        "cases_callback_eligible": _count(found.reached, "callback_position"),
        "ratings_satisfied": _count(found.satisfied, "callback_position"),
        "ratings_valid": _count(found.opinions, "callback_position"),
        "cases_with_full_five_chain": _count(found.full_chain, "closed_position"),
        "cases_closed": _count(found.closed, "closed_position"),
    }


def _count(rows: tuple[CaseRow, ...], position: str) -> Measure:
    found = (getattr(row, position) for row in rows)
    return Measure(len(rows), tuple(p for p in found if p is not None))
