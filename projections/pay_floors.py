"""Which pay floors are to be checked, or checked anew: monthly and yearly (SYS-15, AM-19)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.kernel import Period
from domain.workforce import grace_until, month_days, months_between, months_employed
from domain.workforce.terms import MONTHS
from projections.ledgers.pay_systems import L_PAYSYSTEM
from projections.ledgers.workforce import (
    ALL_YEAR,
    L_INCOME,
    L_PAY,
    L_PAYFLOOR,
    L_WORKER,
    FloorRow,
    WorkerRow,
)
from projections.reading import Snapshot

Months = Mapping[tuple[int, int], int]  # year and month → gross pay in fen
PeriodKey = tuple[int, int]  # year, and month or ALL_YEAR


class Basis(NamedTuple):
    """What a check rests on: when it is another, it is made anew."""

    income_year: int
    income_fen: int
    gross_fen: int
    months: str
    multiple: str


class FloorDue(NamedTuple):
    """month: None: the whole year. basis: what the result will rest on, as text."""

    worker: UUID
    year: int
    month: int | None
    last: date
    basis: str


@dataclass(frozen=True, slots=True)
class Floors:
    """until: the last day that is over. multiples: the floors adopted, with their first days, in
    order."""

    incomes: Mapping[int, int]
    multiples: tuple[tuple[date, str], ...]
    checks: Mapping[UUID, Mapping[PeriodKey, FloorRow]]
    until: date

    def of(self, worker: WorkerRow, paid: Months) -> Iterator[FloorDue]:
        """Its months and years since the first of which anything could be said, and those that
        were checked before a departure was entered late."""
        known = worker.accounted_from.year, worker.accounted_from.month
        first = date(min([known, *paid])[0], 1, 1)
        spells = [Period(start=start, end=end) for start, end in worker.spells]
        employed = {
            month
            for spell in spells
            for month in months_between(
                max(spell.start, first), min(spell.end or self.until, self.until)
            )
        }
        checks = self.checks.get(worker.worker, {})
        years = {(year, ALL_YEAR) for year, _ in employed}
        for key in sorted(employed | years | checks.keys()):
            year, month = key[0], key[1] or None
            owed = sorted(
                each for each in employed if each == key or (not key[1] and each[0] == year)
            )
            _, last = month_days(year, month or MONTHS)
            if last <= self.until and self._can_be_judged(owed, paid, known, last):
                basis = self._basis(spells, key, paid, last)
                before = checks.get(key)
                if basis is not None and (before is None or basis != _basis_of(before)):
                    yield FloorDue(worker.worker, year, month, last, str(basis))

    def _can_be_judged(
        self, owed: list[tuple[int, int]], paid: Months, known: tuple[int, int], last: date
    ) -> bool:
        """All of its pay is on record, or need not be waited for any more."""
        if all(each in paid for each in owed):
            return True
        return owed[0] >= known and grace_until(last) <= self.until

    def _basis(
        self, spells: list[Period], key: PeriodKey, paid: Months, last: date
    ) -> Basis | None:
        """None: no income is published that it could be reckoned with, or no floor adopted."""
        year, month = key
        of = next((y for y in (year - 1, year - 2) if y in self.incomes), None)
        multiple = next((m for since, m in reversed(self.multiples) if since <= last), None)
        if of is None or multiple is None:
            return None
        gross = sum(
            fen for each, fen in paid.items() if each == key or (not month and each[0] == year)
        )
        months = str(months_employed(spells, year, month or None))
        return Basis(of, self.incomes[of], gross, months, multiple)


def _basis_of(row: FloorRow) -> Basis:
    return Basis(row.income_year, row.income_fen, row.gross_fen, row.months, row.multiple)


def floors_due(snapshot: Snapshot, until: date) -> Iterator[FloorDue]:
    """Of all workers. The command looks at the log anew, so that saying too much does no harm."""
    paid: dict[UUID, dict[tuple[int, int], int]] = defaultdict(dict)
    for row in snapshot.all(L_PAY):
        if row.gross_fen is not None:
            paid[row.worker][row.year, row.month] = row.gross_fen
    checks: dict[UUID, dict[PeriodKey, FloorRow]] = defaultdict(dict)
    for check in snapshot.all(L_PAYFLOOR):
        checks[check.worker][check.year, check.month or ALL_YEAR] = check
    incomes = {row.year: row.value_fen for row in snapshot.all(L_INCOME)}
    systems = sorted((row.effective_from, row.multiple) for row in snapshot.all(L_PAYSYSTEM))
    floors = Floors(incomes, tuple(systems), checks, until)
    for worker in snapshot.all(L_WORKER):
        yield from floors.of(worker, paid[worker.worker])
