"""The words of the workforce: posts, states, reasons, and the months of an employment (SYS-15)."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final

from pydantic import Field

from domain.kernel import Label, Period

Month = Annotated[int, Field(ge=1, le=12)]
Grade = Annotated[int, Field(ge=1, le=18)]  # eighteen of them
GRADES: Final = 18
MONTHS: Final = 12


class WorkerPost(StrEnum):
    """R-21: the three posts."""

    HEAD = "HEAD"  # 正职
    DEPUTY = "DEPUTY"  # 副职
    STAFF = "STAFF"  # 工作人员


class WorkerState(StrEnum):
    RECRUITED = "RECRUITED"  # 已录用
    ON_PROBATION = "ON_PROBATION"  # 试用
    IN_POST = "IN_POST"  # 在岗
    LEFT = "LEFT"  # 离职


STATE_LABELS: Final = {
    None: Label("未录用", "not recruited"),
    WorkerState.RECRUITED: Label("已录用", "recruited"),
    WorkerState.ON_PROBATION: Label("试用", "on probation"),
    WorkerState.IN_POST: Label("在岗", "in post"),
    WorkerState.LEFT: Label("离职", "gone"),
}


class DepartureReason(StrEnum):
    RESIGNED = "RESIGNED"  # 辞职
    DISMISSED = "DISMISSED"  # 解聘
    CONTRACT_ENDED = "CONTRACT_ENDED"  # 合同期满
    RETIRED = "RETIRED"  # 退休
    DIED = "DIED"  # 去世


class Insurance(StrEnum):
    """R-21: social insurance as prescribed; maternity is part of the medical one since 2019."""

    PENSION = "PENSION"  # 养老
    MEDICAL = "MEDICAL"  # 医疗（含生育）
    UNEMPLOYMENT = "UNEMPLOYMENT"  # 失业
    WORK_INJURY = "WORK_INJURY"  # 工伤


class Appraisal(StrEnum):
    EXCELLENT = "EXCELLENT"  # 优秀
    COMPETENT = "COMPETENT"  # 称职
    BASICALLY_COMPETENT = "BASICALLY_COMPETENT"  # 基本称职
    INCOMPETENT = "INCOMPETENT"  # 不称职


class FloorStatus(StrEnum):
    """AM-19."""

    MET = "MET"  # 达标
    BELOW = "BELOW"  # 低于
    PROVISIONAL = "PROVISIONAL"  # 暂定: with the income of the year before last


def month_days(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def following_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return (
        day.replace(day=1, month=1, year=day.year + 1)
        if day.month == MONTHS
        else day.replace(day=1, month=day.month + 1)
    )


def months_employed(spells: Iterable[Period], year: int, month: int | None) -> Fraction:
    """How many months of a year, or of one month of it; part of a month counts by its days."""
    spells = tuple(spells)
    months = range(1, MONTHS + 1) if month is None else (month,)
    return sum((_share(spells, year, each) for each in months), Fraction(0))


def employed_in(spells: Iterable[Period], year: int, month: int) -> bool:
    """On some day of the month."""
    return _share(tuple(spells), year, month) > 0


def _share(spells: tuple[Period, ...], year: int, month: int) -> Fraction:
    first, last = month_days(year, month)
    days = sum(_common_days(spell, first, last) for spell in spells)
    return Fraction(days, last.day)


def _common_days(spell: Period, first: date, last: date) -> int:
    until = last if spell.end is None else min(last, spell.end)
    return max(0, (until - max(first, spell.start)).days + 1)


def months_between(first: date, last: date) -> Iterator[tuple[int, int]]:
    """Year and month of every month that has a day from `first` to `last`."""
    for number in range(first.year * MONTHS + first.month - 1, last.year * MONTHS + last.month):
        yield number // MONTHS, number % MONTHS + 1
