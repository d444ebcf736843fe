"""What the clock has made due, as the read side knows it (DESIGN 3, P-08, P-12).

Occasions of single records come from the ledger DUE: commands check the log anew, so that lag and
repetition do no harm. Those of periods (quarter ends, 31 December) are asked of the year's facts,
once the ledgers know all of the period.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from application.policies import Due
from domain.dates import QUARTERS, quarter_days
from domain.kernel import end_of_day, local_date
from domain.meeting import RecordCadence
from domain.policies import quarters_to_judge
from domain.registration import TakeRegistrationSnapshot
from domain.registry import COMMANDS
from domain.ruleset import Ruleset
from domain.volunteer import RecordMissedQuarter
from domain.workforce import CheckPayFloor
from projections.ledgers.due import DUE, DueRow
from projections.metrics.meetings import periods
from projections.metrics.year import of_year
from projections.pay_floors import floors_due
from projections.reading import ReadSide, Snapshot
from projections.recurring import recurring_problems

ONE_DAY: Final = timedelta(days=1)
LOOKED_BACK: Final = timedelta(days=92)  # an occasion older than that was seen to long ago


@dataclass(frozen=True, slots=True)
class Days:
    """The days that have ended since the timers last asked, `since` and `until` included."""

    snapshot: Snapshot
    since: date
    until: date
    rules: Callable[[int], Ruleset | None]

    def hold(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return self.since <= day <= self.until

    def years(self) -> Iterator[tuple[int, Ruleset]]:
        """The years whose rules may have made something due."""
        for year in range(self.since.year - 1, self.until.year + 1):
            if ruleset := self.rules(year):
                yield year, ruleset


Periodic = Callable[[Days], Iterable[Due]]


class ReadSideDuties:
    """The `Duties` that the timers ask."""

    def __init__(
        self,
        readside: ReadSide,
        rules: Callable[[int], Ruleset | None],
        *ordered: Callable[[Snapshot], Iterable[Due]],
    ) -> None:
        """ordered: what somebody has ordered the system to do, or it has to look into."""
        self._readside, self._rules, self._ordered = readside, rules, ordered
        self._periods_until: date | None = None  # occasions of periods up to here are issued

    def __call__(self, now: datetime) -> Iterator[Due]:
        today = local_date(now)
        since = self._periods_until or today - LOOKED_BACK
        with self._readside.at() as snapshot:
            due = [_occasion(row) for row in snapshot.all(DUE) if row.at <= now]
            over = since < today and self._knows_all_until(today, snapshot)
            if over:
                days = Days(snapshot, since, today - ONE_DAY, self._rules)
                due += [each for periodic in PERIODIC for each in periodic(days)]
            due += [each for asked in self._ordered for each in asked(snapshot)]
        self._periods_until = today if over else self._periods_until
        yield from due

    def _knows_all_until(self, today: date, snapshot: Snapshot) -> bool:
        """A period is not counted before all is folded that was recorded until its end: a meeting
        or a registration that the ledgers do not know yet would be missed for good."""
        return snapshot.position >= self._readside.position_at(end_of_day(today - ONE_DAY))


def _occasion(row: DueRow) -> Due:
    kind = COMMANDS[row.command]
    about = {} if row.about is None else dict.fromkeys(kind.model_fields, row.about)
    command = kind.model_validate(about)
    key = f"timer:{row.command}:{row.record}:{row.about}:{row.at.isoformat()}"
    return Due(key, command, row.record, row.at)


def missed_quarters(days: Days) -> Iterator[Due]:
    """P-08: AM-05."""
    for year, ruleset in days.years():
        grace = ruleset.counting.late_record_after_days.value
        quarters = list(quarters_to_judge(year, days.since, days.until + ONE_DAY, grace))
        if not quarters:
            continue
        members = of_year(days.snapshot, year, ruleset).members
        for quarter in quarters:
            _, last = quarter_days(year, quarter)
            at = end_of_day(last)
            for person, member in members.items():
                if quarter in member.missed(last):
                    command = RecordMissedQuarter(person=person, year=year, quarter=quarter)
                    yield Due(f"timer:missed-quarter:{person}:{year}:{quarter}", command, None, at)


def registration_snapshots(days: Days) -> Iterator[Due]:
    """P-12: the counts of 31 December, 24:00, as known at this position."""
    for year, ruleset in days.years():
        last = date(year, 12, 31)
        if not days.hold(last):
            continue
        position = days.snapshot.position
        for unit, found in of_year(days.snapshot, year, ruleset).units.items():
            command = TakeRegistrationSnapshot(
                unit=unit,
                community=found.unit.community,
                year=year,
                obliged=len(found.members),
                exempt=len(found.exempt),
                registered=len(found.registered),
                position=position,
                ruleset=ruleset.version,
            )
            yield Due(f"timer:snapshot:{unit}:{year}", command, None, end_of_day(last))


def cadences(days: Days) -> Iterator[Due]:
    """P-12, R-08 to R-10, R-14: whether the meetings that a period asks for were held in it.

    Only in years with rules: before the county used the log, nobody could have recorded a meeting.
    """
    for year, _ in days.years():
        if not any(days.hold(quarter_days(year, n)[1]) for n in range(1, QUARTERS + 1)):
            continue  # every period ends with a quarter
        for period in periods(days.snapshot, year, days.until):
            if days.hold(period.last):
                command = RecordCadence(
                    type=period.rule.type,
                    community=period.community,
                    year=year,
                    number=period.number,
                    meetings=tuple(row.meeting for row in period.meetings),
                )
                scope = f"{command.type}:{command.community}:{year}:{command.number}"
                yield Due(f"timer:cadence:{scope}", command, None, end_of_day(period.last))


def came_back(days: Days) -> Iterator[Due]:
    """P-14: problems that came back."""
    yield from recurring_problems(days.snapshot, days.since, days.until)


def pay_floors(days: Days) -> Iterator[Due]:
    """AM-19: every month and every year, and again when pay or an income has changed."""
    for due in floors_due(days.snapshot, days.until):
        command = CheckPayFloor(year=due.year, month=due.month)
        key = f"timer:pay-floor:{due.worker}:{due.year}:{due.month}:{due.basis}"
        yield Due(key, command, due.worker, end_of_day(due.last))


PERIODIC: Final[tuple[Periodic, ...]] = (
    missed_quarters,
    registration_snapshots,
    cadences,
    came_back,
    pay_floors,
)
