"""What rules need to know of a community worker (SYS-15)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.kernel import Fen, Period, Value, require
from domain.vocabulary import CommunityCode, GridCode
from domain.workforce.pay_system import Multiple
from domain.workforce.terms import (
    STATE_LABELS,
    FloorStatus,
    Grade,
    Insurance,
    Month,
    WorkerPost,
    WorkerState,
)


class Place(Value):
    """Where somebody works: a grid of the community, or its window and offices."""

    community: CommunityCode
    grid: GridCode | None = None


class Grading(Value):
    post: WorkerPost
    grade: Grade
    since: date


class FloorCheck(Value):
    """AM-19. month: None for the whole year. months: employed, exact, as a fraction.

    floor_fen: what the months had to bring at least, in whole fen: below it is exactly below the
    exact floor. income_year: whose income it was reckoned with.
    """

    year: int
    month: Month | None = None
    months: str
    gross_fen: Fen
    floor_fen: Fen
    shortfall_fen: Fen
    status: FloorStatus
    income_year: int
    income_fen: Fen
    multiple: Multiple

    @property
    def period(self) -> tuple[int, int | None]:
        return self.year, self.month


@dataclass(frozen=True, slots=True)
class Worker:
    """spells: times of employment, in order. pay: by month. insured: what was paid, by month."""

    person: UUID | None = None
    state: WorkerState | None = None
    place: Place | None = None
    placed_on: date | None = None
    responsible: bool = False
    spells: tuple[Period, ...] = ()
    grading: Grading | None = None
    pay: tuple[tuple[int, int, int], ...] = ()  # year, month, fen
    insured: tuple[tuple[int, int, frozenset[Insurance]], ...] = ()
    appraised: frozenset[int] = frozenset()
    checks: tuple[FloorCheck, ...] = ()  # the last one of each period

    @property
    def started_on(self) -> date | None:
        """Of the last employment."""
        return self.spells[-1].start if self.spells else None

    def employed_on(self, day: date) -> bool:
        return any(spell.covers(day) for spell in self.spells)

    def paid(self, year: int, month: int) -> int | None:
        """Gross pay of the month, in fen; None: not recorded yet."""
        return next((fen for y, m, fen in self.pay if (y, m) == (year, month)), None)

    def insured_in(self, year: int, month: int) -> frozenset[Insurance]:
        found = (kinds for y, m, kinds in self.insured if (y, m) == (year, month))
        return next(found, frozenset())

    def check_of(self, period: tuple[int, int | None]) -> FloorCheck | None:
        return next((check for check in self.checks if check.period == period), None)

    def with_pay(self, year: int, month: int, fen: int) -> "Worker":
        others = (each for each in self.pay if each[:2] != (year, month))
        return replace(self, pay=(*others, (year, month, fen)))

    def with_check(self, check: FloorCheck) -> "Worker":
        others = (each for each in self.checks if each.period != check.period)
        return replace(self, checks=(*others, check))


def must_work(state: Worker) -> None:
    label = STATE_LABELS[state.state]
    require(
        state.state not in (None, WorkerState.LEFT),
        "not_employed",
        f"此人当前“{label.hans}”，请先办理录用。",
        f"This person is {label.en} as a community worker now; recruit him first.",
    )


def must_have_worked_on(state: Worker, day: date) -> None:
    require(
        state.employed_on(day),
        "not_employed_then",
        f"此人{day}当日不是社区工作者，请核对日期。",
        f"This person was no community worker on {day}; check the date.",
    )
