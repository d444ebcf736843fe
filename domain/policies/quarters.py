"""P-08: quarters are judged once their services can come in time no more."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.dates import QUARTERS, quarter_days


def quarters_to_judge(year: int, after: date, until: date, grace_days: int) -> Iterator[int]:
    """The quarters of a year whose day of judgement lies after `after`, up to `until`.

    It is the first day on which RecordMissedQuarter is not refused. grace_days: of the ruleset,
    late_record_after_days.
    """
    for quarter in range(1, QUARTERS + 1):
        _, last = quarter_days(year, quarter)
        if after < last + timedelta(days=grace_days + 1) <= until:
            yield quarter


def reminder_day(year: int, quarter: int) -> date:
    """The first of the last month of a quarter: who has not served yet is put on a list."""
    _, last = quarter_days(year, quarter)
    return last.replace(day=1)
