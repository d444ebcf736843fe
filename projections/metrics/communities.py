"""Communities 社区: agreements, cases and orders of the year (HANDBOOK 4.2, COMMUNITY C2 to C7)."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from domain.body import body_ref
from domain.kernel import local_date
from domain.ruleset import SubjectKind
from projections.ledgers.agreements import AgreementRow
from projections.ledgers.orders import OrderRow
from projections.metrics import rates
from projections.metrics.facts import enrolled_days, grouped
from projections.metrics.spans import holds
from projections.metrics.tasks import DONE
from projections.metrics.units import AGREED_LATE
from projections.metrics.year import Measures, Metrics, Year
from projections.scoring import Measure

# EX-08 a: what the resident took back, or what no one could help, nobody was late with.
NOBODYS_FAULT: Final = frozenset({"REQUESTER", "FORCE_MAJEURE"})


def _by_community(
    rows: Iterable[Any], measure: Callable[[list[Any]], Measures]
) -> dict[UUID, Measures]:
    return {body_ref(code).id: measure(own) for code, own in grouped(rows, "community").items()}


def _agreements(year: Year) -> dict[UUID, Measures]:
    """C2: due is every agreement drafted for the year with a party enrolled on the deadline day;
    on time, what is in effect by then. Whoever joined later, or had left, could not be late."""
    deadline = year.ruleset.deadline_of(AGREED_LATE, year.year)

    def due(row: AgreementRow) -> bool:
        party = year.facts.units.get(row.party)
        return party is not None and (deadline is None or holds(enrolled_days(party), deadline))

    def measure(rows: list[AgreementRow]) -> Measures:
        on_time = [row for row in rows if _by(row.effective_on, deadline)]
        return {
            "agreements_on_time": _count(on_time, "effect"),
            "agreements_due": _count(rows, "drafted"),
        }

    return _by_community(filter(due, year.facts.agreements), measure)


def _by(effective_on: date | None, deadline: date | None) -> bool:
    return effective_on is not None and (deadline is None or effective_on <= deadline)


def _cases(year: Year) -> dict[UUID, Measures]:
    return _by_community(year.cases, lambda own: rates.measures_of(rates.rates(own, year.until)))


def _orders(year: Year) -> dict[UUID, Measures]:
    """C7: of the orders issued in the year, those completed in time. What is still to come, or
    was called off by nobody's fault, is not judged."""

    def due(row: OrderRow) -> bool:
        if row.issued_at is None or local_date(row.issued_at).year != year.year:
            return False
        if row.state == "MERGED" or row.fault in NOBODYS_FAULT:
            return False
        return _is_over(row) or row.due_at is None or row.due_at <= year.until

    def measure(rows: list[OrderRow]) -> Measures:
        return {
            "orders_closed_on_time": _count([r for r in rows if _in_time(r)], "completed"),
            "orders_issued": _count(rows, "issued"),
        }

    return _by_community(filter(due, year.facts.orders), measure)


def _is_over(row: OrderRow) -> bool:
    return row.state in DONE or row.state == "EXPIRED" or row.state.startswith("CANCELLED")


def _in_time(row: OrderRow) -> bool:
    if row.state not in DONE or row.completed_at is None or row.verdict == "NOT_SERVED":
        return False
    return row.due_at is None or row.completed_at <= row.due_at


def _count(rows: list[Any], position: str) -> Measure:
    found = (getattr(row, position) for row in rows)
    return Measure(len(rows), tuple(p for p in found if p is not None))


def _nothing(*names: str) -> Measures:
    return {name: Measure(0) for name in names}


METRICS: Final = (
    Metrics(SubjectKind.COMMUNITY, _nothing("agreements_on_time", "agreements_due"), _agreements),
    Metrics(
        SubjectKind.COMMUNITY,
        rates.measures_of(rates.rates((), datetime.max.replace(tzinfo=UTC))),
        _cases,
    ),
    Metrics(SubjectKind.COMMUNITY, _nothing("orders_closed_on_time", "orders_issued"), _orders),
)
