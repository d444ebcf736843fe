"""What a ledger that is a question is asked with, and how it shows a rate."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from domain.kernel import Label
from domain.ruleset import Ruleset
from projections.metrics.year import Year, of_year
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

    def known(self) -> Year:
        return of_year(self.snapshot, self.year, self.ruleset, self.on)

    def scores(self) -> YearScores:
        return year_scores(self.snapshot, self.year, self.ruleset, self.on)


@dataclass(frozen=True, slots=True)
class Computed:
    """dated: it looks at a business date. grouped: it can be told what to group by."""

    name: str
    title: Label
    row: type[Row]
    rows: Callable[[Asked], Iterable[Row]]
    dated: bool = True
    grouped: bool = False


def percent(share: Fraction | None) -> str | None:
    """Two places: 359/449 shows 79.96, never 80.0 (EX-02); compared it is as the fraction."""
    if share is None:
        return None
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return str(exact.quantize(PERCENT_PLACES, ROUND_HALF_UP))
