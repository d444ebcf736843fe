"""The time limits of an order: their lengths are the ruleset's, their days the calendar's.

A limit begins when the act happened, and is kept or missed by when the log learns of the next one:
who tells nobody has not acted in time (as EX-09 reads signatures).
"""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from domain.calendar import LimitUnit, WorkingCalendar, read_calendar
from domain.kernel import Context, Reads, require
from domain.order.state import Occasion
from domain.ruleset import LimitName, Ruleset, rulebook_ref

DAYS_AHEAD: Final = 60  # no limit of an order, holidays included, is longer

ONE: Final = {  # of a limit that is reckoned backwards: there a working day is just a day
    LimitUnit.MINUTES: timedelta(minutes=1),
    LimitUnit.HOURS: timedelta(hours=1),
    LimitUnit.DAYS: timedelta(days=1),
    LimitUnit.WORKING_DAYS: timedelta(days=1),
}
ISSUE: Final = {
    Occasion.SMALL: LimitName.ORDER_ISSUE,
    Occasion.REAL: LimitName.ORDER_ISSUE,
    Occasion.URGENT: LimitName.ORDER_ISSUE_URGENT,
}
EXPIRE: Final = {
    Occasion.SMALL: LimitName.ORDER_EXPIRE,
    Occasion.REAL: LimitName.ORDER_EXPIRE,
    Occasion.URGENT: LimitName.ORDER_EXPIRE_URGENT,
}


class Due(NamedTuple):
    """A time limit, and the versions of ruleset and calendar that it was reckoned by."""

    at: datetime
    by: dict[str, Any]


def read_rules(context: Context) -> Reads:
    """`yield from` it in `reads` of whatever reckons a limit."""
    yield rulebook_ref()
    yield from read_calendar(context, days_ahead=DAYS_AHEAD)


def rules(context: Context) -> Ruleset:
    """The ruleset in force on the day of the act."""
    return context.look(rulebook_ref()).in_force(context.on)


def due(context: Context, name: LimitName, since: datetime | None = None) -> Due:
    """When the limit `name` runs out that began at `since`, or with the act."""
    ruleset, calendar = rules(context), WorkingCalendar.of(context)
    versions = {str(year): version for year, version in calendar.versions.items()}
    at = calendar.deadline(since or context.at, ruleset.limits[name])
    return Due(at, {"ruleset": ruleset.version, "calendar": versions})


def notice(context: Context) -> timedelta:
    """How long before the start an acceptor may still give an order back without fault."""
    limit = rules(context).limits[LimitName.ORDER_RELEASE_BEFORE_START]
    return limit.amount * ONE[limit.unit]


def must_be_a_window(start: datetime | None, until: datetime | None, context: Context) -> None:
    """Service takes place in a span of time that is not over yet; both ends or none."""
    if start is None and until is None:
        return
    require(
        start is not None and until is not None and start < until,
        "wrong_window",
        "服务时段须填起止时间，且止晚于起。",
        "Give the time from and until when; it must end after it starts.",
    )
    require(
        until is not None and until > context.now,
        "window_passed",
        "服务时段已过，请另约时间。",
        "That time has passed; agree on another.",
    )
