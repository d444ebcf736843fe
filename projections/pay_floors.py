"""Which pay floors are to be checked, or checked anew: monthly and yearly (SYS-15, AM-19)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.workforce import FloorStatus, grace_until, month_days, months_between
from domain.workforce.terms import MONTHS
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


class FloorDue(NamedTuple):
    """month: None: the whole year. basis: what the result will rest on, in words for a key."""

    worker: UUID
    year: int
    month: int | None
    last: date
    basis: str


@dataclass(frozen=True, slots=True)
class Floors:
    """until: the last day that is over. newly_over: whether a day has ended since asked last."""

    incomes: Mapping[int, int]
    checks: Mapping[tuple[UUID, int, int], FloorRow]
    until: date
    newly_over: Callable[[date], bool]

    def of(self, worker: WorkerRow, paid: Months) -> Iterator[FloorDue]:
        """Its months and years since the first of which anything could be said."""
        known = worker.accounted_from.year, worker.accounted_from.month
        first = date(min([known, *paid])[0], 1, 1)
        employed = [
            month
            for start, end in worker.spells
            for month in months_between(max(start, first), min(end or self.until, self.until))
        ]
        months = list(dict.fromkeys(employed))
        periods = [
            *((year, month, [(year, month)]) for year, month in months),
            *(
                (year, None, [each for each in months if each[0] == year])
                for year in dict.fromkeys(year for year, _ in months)
            ),
        ]
        for year, month, owed in periods:
            _, last = month_days(year, month or MONTHS)
            if last <= self.until and self._can_be_judged(owed, paid, known, last):
                gross = sum(paid.get(each, 0) for each in owed)
                before = self.checks.get((worker.worker, year, month or ALL_YEAR))
                if before is None or self._changed(before, gross):
                    income = self.incomes.get(year - 1, self.incomes.get(year - 2))
                    yield FloorDue(worker.worker, year, month, last, f"{income}:{gross}")

    def _can_be_judged(
        self, owed: list[tuple[int, int]], paid: Months, known: tuple[int, int], last: date
    ) -> bool:
        """All of its pay is on record, or need not be waited for any more."""
        if all(each in paid for each in owed):
            return True
        return owed[0] >= known and self.newly_over(grace_until(last))

    def _changed(self, before: FloorRow, gross: int) -> bool:
        final = before.status == FloorStatus.PROVISIONAL and before.year - 1 in self.incomes
        revised = self.incomes.get(before.income_year) != before.income_fen
        return final or revised or before.gross_fen != gross


def floors_due(
    snapshot: Snapshot, until: date, newly_over: Callable[[date], bool]
) -> Iterator[FloorDue]:
    """Of all workers. The command looks at the log anew, so that saying too much does no harm."""
    paid: dict[UUID, dict[tuple[int, int], int]] = defaultdict(dict)
    for row in snapshot.all(L_PAY):
        if row.gross_fen is not None:
            paid[row.worker][row.year, row.month] = row.gross_fen
    floors = Floors(
        {row.year: row.value_fen for row in snapshot.all(L_INCOME)},
        {(row.worker, row.year, row.month or ALL_YEAR): row for row in snapshot.all(L_PAYFLOOR)},
        until,
        newly_over,
    )
    for worker in snapshot.all(L_WORKER):
        yield from floors.of(worker, paid[worker.worker])
