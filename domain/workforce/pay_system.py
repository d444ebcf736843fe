"""What pay is measured by: the three posts and eighteen grades, and the county's income (R-21)."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import Field

from domain.calendar import Year
from domain.dates import require_happened
from domain.kernel import (
    Aggregate,
    Command,
    Context,
    Event,
    Fen,
    Label,
    Line,
    Outcome,
    Ref,
    Refused,
    Value,
    derived_id,
    require,
)
from domain.roles import Role
from domain.vocabulary import DocumentNo
from domain.workforce.terms import GRADES, Grade, WorkerPost


class Band(Value):
    """The grades of a post, both ends included."""

    lowest: Grade
    highest: Grade

    def holds(self, grade: int) -> bool:
        return self.lowest <= grade <= self.highest


class Multiple(Value):
    """An exact number: 6/5 is 1.2."""

    num: Annotated[int, Field(ge=1, le=1000)]
    den: Annotated[int, Field(ge=1, le=1000)]

    @property
    def exact(self) -> Fraction:
        return Fraction(self.num, self.den)


class PaySystem(Value):
    """三岗十八级: bands, and how many times last year's income the pay must reach (R-21, AM-19).

    monthly: the pay of each grade, the lowest first; none: the table is kept elsewhere.
    """

    head: Band
    deputy: Band
    staff: Band
    floor: Multiple
    monthly: tuple[Fen, ...] = ()
    effective_from: date

    def band(self, post: WorkerPost) -> Band:
        match post:
            case WorkerPost.HEAD:
                return self.head
            case WorkerPost.DEPUTY:
                return self.deputy
            case WorkerPost.STAFF:
                return self.staff


@dataclass(frozen=True, slots=True)
class PayStandards:
    """systems: in order of their dates. incomes: year and value in fen, one a year."""

    systems: tuple[PaySystem, ...] = ()
    incomes: tuple[tuple[int, int], ...] = ()

    def in_force(self, day: date) -> PaySystem:
        """Refused "no_pay_system" where none was adopted for the day."""
        found = [system for system in self.systems if system.effective_from <= day]
        if not found:
            raise Refused(
                "no_pay_system",
                f"{day}当日没有生效的岗位薪酬体系，请先由组织部发布。",
                f"No pay system is in force on {day}; the Organisation Department adopts one.",
            )
        return found[-1]

    def income(self, year: int) -> int | None:
        """Per-capita disposable income of the county's towns in that year, in fen."""
        return next((value for of, value in self.incomes if of == year), None)


class PaySystemAdopted(Event[PayStandards], name="pay_standards.system_adopted"):
    system: PaySystem
    document_no: DocumentNo

    def apply(self, state: PayStandards) -> PayStandards:
        start = self.system.effective_from
        others = (each for each in state.systems if each.effective_from != start)
        systems = sorted((*others, self.system), key=lambda each: each.effective_from)
        return replace(state, systems=tuple(systems))


class IncomeStatisticPublished(Event[PayStandards], name="pay_standards.income_published"):
    """value_fen: a later publication for the same year takes the place of the earlier."""

    year: Year
    value_fen: Fen
    published_on: date
    source: Line

    def apply(self, state: PayStandards) -> PayStandards:
        others = (each for each in state.incomes if each[0] != self.year)
        return replace(state, incomes=(*others, (self.year, self.value_fen)))


class AdoptPaySystem(
    Command[PayStandards], verb="adopt-system", label=Label("发布岗位薪酬体系", "Adopt pay system"),
    who=(Role.COD,), opens=True,
):  # fmt: skip
    """Puts posts, grade bands and the pay floor in force from a day; grades given before stay."""

    system: PaySystem
    document_no: DocumentNo

    def decide(self, state: PayStandards, context: Context) -> Outcome:
        bands = [self.system.band(post) for post in WorkerPost]
        require(
            all(band.lowest <= band.highest for band in bands),
            "band_upside_down",
            "岗位等级区间的下限不得高于上限，请核对。",
            "The lowest grade of a post may not lie above its highest; check the bands.",
        )
        require(
            len(self.system.monthly) in (0, GRADES),
            "pay_table_incomplete",
            f"薪酬表须列明全部{GRADES}级，或整体不填。",
            f"The pay table names all {GRADES} grades, or is left out altogether.",
        )
        if self.system not in state.systems:
            yield PaySystemAdopted(**dict(self))


class PublishIncomeStatistic(
    Command[PayStandards], verb="publish-income",
    label=Label("发布居民收入", "Publish income statistic"), who=(Role.COD,), opens=True,
):  # fmt: skip
    """The county's urban per-capita disposable income of a year, in fen, as published (R-21)."""

    year: Year
    value_fen: Annotated[Fen, Field(gt=0)]
    published_on: date
    source: Line

    def decide(self, state: PayStandards, context: Context) -> Outcome:
        require_happened(self.published_on, context)
        require(
            self.published_on.year > self.year,
            "year_not_over",
            f"{self.year}年尚未结束，其收入数据应在次年发布，请核对年份。",
            f"The income of {self.year} is published after that year's end; check the year.",
        )
        if state.income(self.year) != self.value_fen:
            yield IncomeStatisticPublished(**dict(self))


PAY_STANDARDS: Final = Aggregate(
    name="pay_standards",
    collection="pay-standards",
    label=Label("薪酬基准", "Pay standards"),
    initial=PayStandards(),
    commands=(AdoptPaySystem, PublishIncomeStatistic),
    events=(PaySystemAdopted, IncomeStatisticPublished),
    identify=lambda command: derived_id("pay-standards", "county"),
)


def pay_standards_ref() -> Ref[PayStandards]:
    return PAY_STANDARDS.ref(derived_id("pay-standards", "county"))


@cache
def shipped_pay_system() -> PaySystem:
    """Three posts and eighteen grades with bands as data (S30); to be adopted by a command."""
    text = files("domain").joinpath("data/pay-system.json").read_text(encoding="utf-8")
    return PaySystem.model_validate_json(text)
