"""The rules on dates that every record of the world obeys."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

from domain.kernel import Context, require

QUARTERS: Final = 4
MONTHS_A_QUARTER: Final = 3


def require_happened(day: date, context: Context) -> None:
    """What is recorded as done has been done: its day may be long past, never still to come."""
    require(
        day <= context.today,
        "in_the_future",
        f"日期{day}尚未到来，请在当日或之后登记。",
        f"{day} has not come yet; record it on that day or later.",
    )


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes; what ends has begun before."""
    require(
        start < end,
        "ends_before_start",
        "结束时间须晚于开始时间，请核对。",
        "The end must lie after the start; check the times.",
    )
    return (end - start) // timedelta(minutes=1)


@cache
def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a calendar quarter, 1 to 4."""
    first = date(year, MONTHS_A_QUARTER * (quarter - 1) + 1, 1)
    following = date(year + quarter // QUARTERS, MONTHS_A_QUARTER * quarter % 12 + 1, 1)
    return first, following - timedelta(days=1)
