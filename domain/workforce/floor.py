"""The pay floor: 1.2 times last year's income, month by month and for the year (R-21, AM-19)."""

from datetime import date
from fractions import Fraction
from math import ceil

from domain.calendar import Year
from domain.kernel import Command, Context, Event, Label, Outcome, Reads, Refused, require
from domain.roles import Role
from domain.workforce.pay_system import PayStandards, PaySystem, pay_standards_ref
from domain.workforce.state import FloorCheck, Worker
from domain.workforce.terms import (
    MONTHS,
    FloorStatus,
    Month,
    employed_in,
    following_month,
    month_days,
    months_employed,
)


class PayFloorChecked(Event[Worker], name="community_worker.pay_floor_checked"):
    check: FloorCheck

    def apply(self, state: Worker) -> Worker:
        return state.with_check(self.check)


class CheckPayFloor(
    Command[Worker], verb="check-pay-floor", label=Label("核对最低薪酬", "Check pay floor"),
    who=(Role.SYS,),
):  # fmt: skip
    """Compares what was due to a worker with the floor: for a month, or for the whole year.

    It waits for the pay of every month of the period, though not beyond the month after it: who
    was not paid by then is below the floor.
    """

    year: Year
    month: Month | None = None

    def reads(self, state: Worker, context: Context) -> Reads:
        yield pay_standards_ref()

    def decide(self, state: Worker, context: Context) -> Outcome:
        last = last_day_of(self.year, self.month)
        require(
            last < context.today,
            "period_not_over",
            f"该期间至{last}结束，届时再核对。",
            f"The period ends on {last}; it is checked then.",
        )
        standards = context.look(pay_standards_ref())
        check = checked(state, self.year, self.month, standards)
        require(
            is_complete(state, self.year, self.month) or context.today > grace_until(last),
            "pay_not_recorded",
            "该期间工资尚未登记齐全，登记后再核对。",
            "The pay of the period is not all on record yet; it is checked when it is.",
        )
        if check != state.check_of(check.period):
            yield PayFloorChecked(check=check)


def checked(state: Worker, year: int, month: int | None, standards: PayStandards) -> FloorCheck:
    """AM-19, exactly: gross ≥ multiple × income(Y−1) × months ÷ 12.

    As long as the income of Y−1 is not published, PROVISIONAL with that of Y−2.
    """
    months = months_employed(state.spells, year, month)
    require(  # what was checked before a departure was entered late is checked again
        months > 0 or state.check_of((year, month)) is not None,
        "not_employed_then",
        "此人该期间不是社区工作者，无需核对。",
        "This person was no community worker in the period; there is nothing to check.",
    )
    income_year, income = _income_for(year, standards)
    system = standards.in_force(last_day_of(year, month))
    gross = sum(fen for y, m, fen in state.pay if y == year and month in (None, m))
    floor = floor_of(system, income, months)
    shortfall = max(0, floor - gross)
    final = FloorStatus.BELOW if shortfall else FloorStatus.MET
    return FloorCheck(
        year=year,
        month=month,
        months=str(months),
        gross_fen=gross,
        floor_fen=floor,
        shortfall_fen=shortfall,
        status=final if income_year == year - 1 else FloorStatus.PROVISIONAL,
        income_year=income_year,
        income_fen=income,
        multiple=system.floor,
    )


def floor_of(system: PaySystem, income_fen: int, months: Fraction) -> int:
    """In whole fen, upwards: whole fen reach it just when they reach the exact floor."""
    return ceil(system.floor.exact * income_fen * months / MONTHS)


def _income_for(year: int, standards: PayStandards) -> tuple[int, int]:
    for of in (year - 1, year - 2):
        income = standards.income(of)
        if income is not None:
            return of, income
    raise Refused(
        "no_income_statistic",
        f"{year - 1}年和{year - 2}年的城镇居民人均可支配收入均未发布，请先发布。",
        f"Neither the income of {year - 1} nor that of {year - 2} is published; publish one.",
    )


def last_day_of(year: int, month: int | None) -> date:
    return month_days(year, MONTHS if month is None else month)[1]


def is_complete(state: Worker, year: int, month: int | None) -> bool:
    """Whether the pay of every month employed in the period is on record."""
    months = range(1, MONTHS + 1) if month is None else (month,)
    return all(
        state.paid(year, each) is not None
        for each in months
        if employed_in(state.spells, year, each)
    )


def grace_until(last: date) -> date:
    """The end of the month after the period."""
    following = following_month(last)
    return month_days(following.year, following.month)[1]
