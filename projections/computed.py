"""Ledgers that are questions: asked of the stored ones at reading time, so that they are right for
any moment and either clock. Registration (L-REG), a member's year, bars, rates, what is overdue."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from domain.calendar import day_ending_at
from domain.case.state import RUNNING
from domain.kernel import Label
from domain.ruleset import BarKind, Ruleset, SubjectKind
from projections.ledgers.cases import L_CASE, CaseRow
from projections.metrics.rates import excluded, grouped_rates
from projections.models import Row
from projections.reading import Snapshot
from projections.scores import YearScores, year_scores

PERCENT_PLACES: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a computed ledger is asked with. on: the business date (`valid_at`); now: the moment
    that `as_of` stands for; by: what rates are grouped by."""

    snapshot: Snapshot
    year: int
    on: date
    now: datetime
    ruleset: Ruleset
    by: str = "community"

    def scores(self) -> YearScores:
        return year_scores(self.snapshot, self.year, self.ruleset, self.on)


@dataclass(frozen=True, slots=True)
class Computed:
    name: str
    title: Label
    row: type[Row]
    rows: Callable[[Asked], Iterable[Row]]


class RegRow(Row, frozen=True, array_like=True, gc=False):
    """fraction: exact, and what rules compare; percent: for the eye (EX-02)."""

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


def registration(asked: Asked) -> Iterator[RegRow]:
    """L-REG: R-31, AM-01, AM-02, AM-09."""
    scores = asked.scores()
    judged = scores.scored[SubjectKind.UNIT]
    for id, unit in scores.units.items():
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
            _shown(Fraction(registered, obliged) if obliged else None),
            status,
        )


def percent(share: Fraction) -> str:
    """Two places: 359/449 shows 79.96, never 80.0 (EX-02); compared it is as the fraction."""
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return str(exact.quantize(PERCENT_PLACES, ROUND_HALF_UP))


def _shown(share: Fraction | None) -> str | None:
    return None if share is None else percent(share)


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
    for person, member in asked.scores().members.items():
        yield MemberYearRow(
            person,
            member.year,
            member.unit,
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


class BarRow(Row, frozen=True, array_like=True, gc=False):
    """since: the last position among its evidence."""

    kind: str
    subject: UUID
    name: str
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
    for kind, scored in scores.scored.items():
        for subject, found in scored.items():
            member = scores.members.get(subject)
            for bar in found.barred:
                told = bar.sentence
                yield BarRow(
                    kind,
                    subject,
                    found.name,
                    member.unit if member else subject,
                    asked.year,
                    bar.bar,
                    bar.rule_id,
                    bar.quote,
                    told.hans,
                    told.en,
                    max(bar.evidence, default=None),
                )


class RateRow(Row, frozen=True, array_like=True, gc=False):
    """Rates as exact fractions, with their percentages."""

    by: str
    group: str
    response: str
    response_percent: str | None
    resolution: str
    resolution_percent: str | None
    satisfaction: str
    satisfaction_percent: str | None
    chain_complete: str
    excluded: int


def case_rates(asked: Asked) -> Iterator[RateRow]:
    """L-RATES: the three rates by community, grid, handler, category or month."""
    cases = _cases(asked)
    for group, found in grouped_rates(cases, asked.by, asked.now):
        yield RateRow(
            asked.by,
            group,
            f"{len(found.responded)}/{len(found.response_due)}",
            _shown(found.response),
            f"{len(found.resolved)}/{len(found.reached)}",
            _shown(found.resolution),
            f"{len(found.satisfied)}/{len(found.opinions)}",
            _shown(found.satisfaction),
            f"{len(found.full_chain)}/{len(found.closed)}",
            len(found.excluded),
        )


class OverdueRow(Row, frozen=True, array_like=True, gc=False):
    case: UUID
    case_no: str
    community: str
    handler: str | None
    category: str | None
    state: str
    due_at: datetime
    handled_at: datetime | None
    reporter_named: bool


def overdue(asked: Asked) -> Iterator[OverdueRow]:
    """L-OVERDUE: past their due time, handled since or not."""
    for row in _cases(asked):
        if row.due_at is not None and is_overdue(row, asked.now):
            yield OverdueRow(
                row.case,
                row.case_no,
                row.community,
                row.handler,
                row.category,
                row.state,
                row.due_at,
                row.handled_at,
                row.reporter_named,
            )


def is_overdue(row: CaseRow, now: datetime) -> bool:
    """As recorded, or as the clock says where it runs: not while suspended, nor after the end."""
    if row.overdue or row.handled_at is not None:
        return row.overdue
    until = now if row.state in RUNNING else row.closed_at
    return row.due_at is not None and until is not None and row.due_at < until


class ExcludedRow(Row, frozen=True, array_like=True, gc=False):
    case: UUID
    case_no: str
    community: str
    reason: str
    rates: tuple[str, ...]
    position: int


def exclusions(asked: Asked) -> Iterator[ExcludedRow]:
    """L-EXCLUDED: what the rates leave out, and why: that is where figures are improved."""
    for row in _cases(asked):
        if found := excluded(row):
            yield ExcludedRow(
                found.case,
                found.case_no,
                found.community,
                found.reason,
                found.rates,
                found.position,
            )


def _cases(asked: Asked) -> list[CaseRow]:
    """Reported in the year asked about."""
    return [row for row in asked.snapshot.all(L_CASE) if row.reported_on.year == asked.year]


COMPUTED: Final = (
    Computed(
        "L-REG", Label("报到率台账", "Registration rates", "報到率台賬"), RegRow, registration
    ),
    Computed(
        "L-MEMBERYEAR",
        Label("党员年度台账", "Members' years", "黨員年度台賬"),
        MemberYearRow,
        member_year,
    ),
    Computed("L-BAR", Label("不得评优名单", "Bar-list"), BarRow, bar_list),
    Computed("L-RATES", Label("三率台账", "The three rates", "三率台賬"), RateRow, case_rates),
    Computed("L-OVERDUE", Label("逾期台账", "Overdue cases", "逾期台賬"), OverdueRow, overdue),
    Computed(
        "L-EXCLUDED", Label("剔除台账", "Excluded from rates", "剔除台賬"), ExcludedRow, exclusions
    ),
)
