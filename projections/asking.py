"""What is reckoned when somebody asks: ledgers that are questions, and the standing questions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Annotated, Any, Final
from uuid import UUID

from msgspec import Meta

from application.log import EventLog
from domain.calendar import day_ending_at
from domain.kernel import Label
from domain.ruleset import RULEBOOK, Rulebook, Ruleset, rulebook_ref
from projections.metrics.year import Year, of_year
from projections.models import Model, Row
from projections.reading import Snapshot
from projections.scores import YearScores, year_scores

PERCENT_PLACES: Final = Decimal("0.01")
# What a parameter counts is bounded: no calendar reaches further.
ManyDays = Annotated[int, Meta(ge=0, le=36_600)]
ManyMinutes = Annotated[int, Meta(ge=0, le=527_040)]  # a year


def _everything(ledger: str, snapshot: Snapshot) -> Callable[[Any], bool]:
    return lambda row: True


@dataclass(frozen=True, slots=True)
class Asked:
    """What a computed ledger or a question is asked with.

    on: the business date (`valid_at`), 31 December where none was said; now: the moment that
    `as_of` stands for; recognised: by what a sealed text of a stream is told to be the same as
    another, without being shown; None: it is erased; parameters: every one, as said or by default;
    readable: whether the asker may see a row of the ledger named, for answers that quote rows.
    """

    snapshot: Snapshot
    log: EventLog
    year: int
    on: date
    now: datetime
    recognised: Callable[[str, UUID], bytes | None]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    readable: Callable[[str, Snapshot], Callable[[Any], bool]] = _everything

    @property
    def day(self) -> date:
        """The business date, or the last day that was over by then: what is to come is unknown."""
        return min(self.on, day_ending_at(self.now))

    @property
    def ruleset(self) -> Ruleset:
        """The rules of the year, as known then. Refused: none were adopted for it."""
        rulebook = rulebook_at(self.log, self.snapshot.position)
        return rulebook.in_force(date(self.year, 12, 31))

    def known(self) -> Year:
        return of_year(self.snapshot, self.year, self.ruleset, self.on)

    def scores(self) -> YearScores:
        return year_scores(self.snapshot, self.year, self.ruleset, self.on)

    def as_known_at(self, moment: datetime) -> "Asked":
        """The same, asked at an earlier moment: what was known later is not known to it."""
        then = min(moment, self.now)
        return replace(self, snapshot=self.snapshot.before(self.log.position_at(then)), now=then)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the asker may say besides. kind: what its text is read as, a type that msgspec knows."""

    title: Label
    kind: Any
    default: Any = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A ledger that is reckoned from the stored ones. dated: it looks at a business date.

    key: the columns that tell its rows apart. of: the stored ledgers it is made of, each with the
    columns whose values its rows must name to be about the same.
    """

    name: str
    title: Label
    row: type[Row]
    rows: Callable[[Asked], Iterable[Row]]
    dated: bool = True
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    of: Mapping[Model, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingQuestion(Computed):
    """A computed ledger that stands under "Questions" of a system of the handbook."""

    system: str


def rulebook_at(log: EventLog, position: int | None = None) -> Rulebook:
    """All versions of the rules, as known at a position of the log; None: all of it."""
    history = log.history(rulebook_ref().id, last=position)
    return RULEBOOK.replay(recorded.event for recorded in history)


def percent(share: Fraction | None) -> str | None:
    """Two places: 359/449 shows 79.96, never 80.0 (EX-02); compared it is as the fraction."""
    if share is None:
        return None
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return str(exact.quantize(PERCENT_PLACES, ROUND_HALF_UP))
