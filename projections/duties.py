"""What the clock has made due, as the read side knows it (DESIGN 3, P-08, P-12).

Occasions of single records come from the ledger DUE; those of periods (quarter ends, 31 December)
are asked of the year's facts. Commands check the log anew, so that lag and repetition do no harm.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from application.policies import Due
from domain.dates import quarter_days
from domain.kernel import end_of_day, local_date
from domain.policies import quarters_to_judge
from domain.registration import TakeRegistrationSnapshot
from domain.registry import COMMANDS
from domain.ruleset import Ruleset
from domain.volunteer import RecordMissedQuarter
from projections.ledgers.due import DUE, DueRow
from projections.reading import ReadSide, Snapshot
from projections.scores import YearScores, year_scores

LOOKED_BACK: Final = timedelta(days=92)  # an occasion older than that was seen to long ago


class ReadSideDuties:
    """The `Duties` that the timers ask."""

    def __init__(self, readside: ReadSide, rules: Callable[[int], Ruleset | None]) -> None:
        self._readside, self._rules = readside, rules
        self._periods_until: date | None = None  # occasions of periods up to here are issued

    def __call__(self, now: datetime) -> Iterator[Due]:
        today = local_date(now)
        since = self._periods_until or today - LOOKED_BACK
        with self._readside.at() as snapshot:
            due = [_occasion(row) for row in snapshot.all(DUE) if row.at <= now]
            if since < today:
                due += self._periods(snapshot, since, today)
        self._periods_until = today
        yield from due

    def _periods(self, snapshot: Snapshot, since: date, today: date) -> Iterator[Due]:
        for year in range(since.year - 1, today.year + 1):
            ruleset = self._rules(year)
            if ruleset is None:
                continue
            grace = ruleset.counting.late_record_after_days.value
            quarters = list(quarters_to_judge(year, since, today, grace))
            ended = since <= date(year, 12, 31) < today
            if quarters or ended:
                scores = year_scores(snapshot, year, ruleset)
                yield from _missed(scores, quarters)
                if ended:
                    yield from _snapshots(scores)


def _occasion(row: DueRow) -> Due:
    kind = COMMANDS[row.command]
    command = kind() if row.about is None else kind.model_validate({"commitment": row.about})
    key = f"timer:{row.command}:{row.record}:{row.about}:{row.at.isoformat()}"
    return Due(key, command, row.record, row.at)


def _missed(scores: YearScores, quarters: Iterable[int]) -> Iterator[Due]:
    """P-08: AM-05."""
    year = scores.year
    for quarter in quarters:
        _, last = quarter_days(year, quarter)
        at = end_of_day(last)
        for person, member in scores.members.items():
            if quarter in member.missed(last):
                command = RecordMissedQuarter(person=person, year=year, quarter=quarter)
                yield Due(f"timer:missed-quarter:{person}:{year}:{quarter}", command, None, at)


def _snapshots(scores: YearScores) -> Iterator[Due]:
    """P-12: the counts of 31 December, 24:00, as known at this position."""
    at = end_of_day(date(scores.year, 12, 31))
    for unit, found in scores.units.items():
        command = TakeRegistrationSnapshot(
            unit=unit,
            community=found.unit.community,
            year=scores.year,
            obliged=len(found.members),
            exempt=len(found.exempt),
            registered=len(found.registered),
            position=scores.position,
            ruleset=scores.ruleset.version,
        )
        yield Due(f"timer:snapshot:{unit}:{scores.year}", command, None, at)
