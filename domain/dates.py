"""The rules on dates that every record of the world obeys."""

from datetime import date

from domain.kernel import Context, require


def require_happened(day: date, context: Context) -> None:
    """What is recorded as done has been done: its day may be long past, never still to come."""
    require(
        day <= context.today,
        "in_the_future",
        f"日期{day}尚未到来，请在当日或之后登记。",
        f"{day} has not come yet; record it on that day or later.",
    )
