"""Meetings: U7 and UD1 of units, C1 of communities; how often whom met (SYS-03, HANDBOOK 4.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from domain.body import BodyType, body_ref
from domain.meeting import (
    ATTENDED,
    CADENCES,
    PERIODS,
    Attendance,
    CadenceRule,
    MeetingType,
    Rhythm,
    period_days,
)
from domain.ruleset import SubjectKind
from projections.ledgers.attendance import L_ATTEND, AttendanceRow
from projections.ledgers.bodies import BODIES
from projections.ledgers.cadences import L_CADENCE_END
from projections.ledgers.meetings import L_MEET, MeetingRow
from projections.metrics.facts import grouped
from projections.metrics.year import Measures, Metrics, Year
from projections.reading import Snapshot
from projections.scoring import Measure

ATTENDED_BPC, COUNTED_BPC = "bpc_meetings_attended", "bpc_meetings_counted"  # U7
UNEXCUSED: Final = "unexcused_absences"  # UD1
HELD, DUE = "quarter_meetings_held", "quarter_meetings_due"  # C1
NOTHING: Final = Measure(0)


@dataclass(frozen=True, slots=True)
class Period:
    """What one cadence asked for in one period, and the meetings that satisfied it."""

    rule: CadenceRule
    community: str | None
    year: int
    number: int
    first: date
    last: date
    meetings: tuple[MeetingRow, ...]

    @property
    def met(self) -> bool:
        return len(self.meetings) >= self.rule.min


def held_meetings(snapshot: Snapshot, year: int, until: date) -> list[MeetingRow]:
    """Held in the year, up to a day; the earliest first."""
    rows = (row for row in snapshot.all(L_MEET) if row.held_at is not None)
    found = [row for row in rows if row.on.year == year and row.on <= until]
    return sorted(found, key=lambda row: (row.held_at, row.meeting.int))


def periods(snapshot: Snapshot, year: int, until: date) -> Iterator[Period]:
    """Every period of every cadence in a year (R-08 to R-10, R-14), by what was held by `until`.

    A community owes the quarters on whose first day it existed.
    """
    held = held_meetings(snapshot, year, until)
    rows = list(snapshot.all(BODIES, type=BodyType.COMMUNITY_PARTY_ORG))
    for rule in CADENCES.values():
        for number in range(1, PERIODS[rule.rhythm] + 1):
            first, last = period_days(rule.rhythm, year, number)
            there = sorted(row.code for row in rows if row.exists_on(first))
            for community in there if rule.of_communities else [None]:
                meetings = tuple(
                    row
                    for row in held
                    if row.community == community
                    and rule.type in row.met
                    and first <= row.on <= last
                )
                yield Period(rule, community, year, number, first, last, meetings)


def of_communities(year: Year) -> Mapping[UUID, Measures]:
    """C1: quarters of both quarterly cadences (EX-14), however often was met in one of them."""
    found: dict[UUID, list[Period]] = {}
    for period in periods(year.snapshot, year.year, year.on):
        if period.rule.rhythm is Rhythm.QUARTER and period.community is not None:
            found.setdefault(body_ref(period.community).id, []).append(period)
    ends = {
        (row.community, row.type, row.number): row.recorded
        for row in year.snapshot.all(L_CADENCE_END, year=year.year)
    }
    return {
        community: {
            HELD: Measure(sum(p.met for p in those), _settled(those)),
            DUE: Measure(len(those), _found(those, ends)),
        }
        for community, those in found.items()
    }


def _settled(those: list[Period]) -> tuple[int, ...]:
    rows = (row for period in those for row in period.meetings)
    return tuple(dict.fromkeys(row.settled for row in rows if row.settled is not None))


def _found(those: list[Period], ends: Mapping[tuple[str | None, str, int], int]) -> tuple[int, ...]:
    keys = ((p.community, p.rule.type.value, p.number) for p in those)
    return tuple(ends[key] for key in keys if key in ends)


@dataclass(frozen=True, slots=True)
class Sitting:
    """How a unit was represented at one meeting: by itself, and by who sits there for it."""

    meeting: MeetingRow
    lines: tuple[AttendanceRow, ...]

    @property
    def attended(self) -> bool:
        return any(line.status in ATTENDED for line in self.lines)

    @property
    def excused(self) -> bool:
        """Nobody came, and leave was granted."""
        return not self.attended and any(x.status == Attendance.EXCUSED for x in self.lines)

    @property
    def absent(self) -> bool:
        """Nobody came, and no leave was granted."""
        return not self.attended and not self.excused

    @property
    def evidence(self) -> tuple[int, ...]:
        marks = (mark for line in self.lines for mark in (line.leave_at, line.decided))
        return tuple(mark for mark in marks if mark is not None)


def awaited(snapshot: Snapshot, meeting: MeetingRow) -> list[AttendanceRow]:
    """Who was asked to a meeting that was held: of each it is recorded whether he came.

    Who had asked for leave and held his post no more on the day was not asked any more.
    """
    rows = snapshot.all(L_ATTEND, meeting=meeting.meeting)
    return [row for row in rows if row.status is not None]


def sittings(snapshot: Snapshot, year: int, until: date) -> dict[UUID, list[Sitting]]:
    """Unit → the meetings of the year that it was asked to, in order."""
    found: dict[UUID, list[Sitting]] = {}
    for meeting in held_meetings(snapshot, year, until):
        lines = grouped(awaited(snapshot, meeting), "unit")
        for unit, of_unit in lines.items():
            if unit is not None:
                found.setdefault(unit, []).append(Sitting(meeting, tuple(of_unit)))
    return found


def of_units(year: Year) -> Mapping[UUID, Measures]:
    """U7: approved leave leaves the count, at most so often a year as the ruleset allows."""
    allowed = _max_excused(year)
    found = sittings(year.snapshot, year.year, year.on)
    return {unit: _measured(_of_committee(those), allowed) for unit, those in found.items()}


def _of_committee(those: list[Sitting]) -> list[Sitting]:
    return [x for x in those if MeetingType.BIG_PARTY_COMMITTEE in x.meeting.serves]


def _max_excused(year: Year) -> int | None:
    lines = year.ruleset.subjects[SubjectKind.UNIT].lines
    limits = (
        line.max_excused for line in lines if line.kind == "ratio" and line.num == ATTENDED_BPC
    )
    return next(limits, None)


def _measured(those: list[Sitting], allowed: int | None) -> Measures:
    excused = [sitting for sitting in those if sitting.excused][:allowed]
    counted = [sitting for sitting in those if sitting not in excused]
    attended = [sitting for sitting in those if sitting.attended]
    absent = [sitting for sitting in those if sitting.absent]
    return {
        ATTENDED_BPC: _counting(attended),
        COUNTED_BPC: _counting(counted),
        UNEXCUSED: _counting(absent),
    }


def _counting(those: list[Sitting]) -> Measure:
    positions = (position for sitting in those for position in sitting.evidence)
    return Measure(len(those), tuple(dict.fromkeys(positions)))


METRICS: Final = (
    Metrics(
        SubjectKind.UNIT,
        {ATTENDED_BPC: NOTHING, COUNTED_BPC: NOTHING, UNEXCUSED: NOTHING},
        of_units,
    ),
    Metrics(SubjectKind.COMMUNITY, {HELD: NOTHING, DUE: NOTHING}, of_communities),
)
