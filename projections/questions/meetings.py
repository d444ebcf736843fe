"""Questions about meetings (SYS-03, R-08 to R-10, R-14)."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from domain.kernel import Label
from domain.meeting import CADENCES, MeetingType, Rhythm
from projections.asking import Asked, StandingQuestion
from projections.gatherings import cadence
from projections.ledgers.attendance import L_ATTEND
from projections.ledgers.meetings import L_DECISION, L_MEET, DecisionRow, MeetingRow
from projections.ledgers.people import UNITS
from projections.metrics.meetings import Sitting, held_meetings, sittings
from projections.models import Row

SYSTEM: Final = "SYS-03"


class TopicRow(Row, frozen=True, array_like=True, gc=False):
    """status: of the year's cadence. One row a decision; a meeting without any is one row.

    late: due before the day asked about, and not carried out by then.
    """

    status: str
    meeting: UUID | None = None
    meeting_no: str | None = None
    held_on: date | None = None
    document_no: str | None = None
    decision: UUID | None = None
    item: int | None = None
    body: str | None = None
    due_on: date | None = None
    state: str | None = None
    done_on: date | None = None
    late: bool = False


def topic_meeting(asked: Asked) -> Iterator[TopicRow]:
    """R-08: at least once a year, and what became of each decision."""
    [found] = [row for row in cadence(asked) if row.type == MeetingType.SPECIAL_TOPIC]
    held = [
        row
        for row in held_meetings(asked.snapshot, asked.year, asked.day)
        if row.type == MeetingType.SPECIAL_TOPIC
    ]
    if not held:
        yield TopicRow(found.status)
    for meeting in held:
        decisions = asked.snapshot.all(L_DECISION, meeting=meeting.meeting)
        about = (meeting.meeting, meeting.meeting_no, meeting.on, meeting.document_no)
        if not decisions:
            yield TopicRow(found.status, *about)
        for each in sorted(decisions, key=lambda row: (row.due_on, row.decision.int)):
            yield TopicRow(
                found.status, *about, each.decision, each.item, each.body, each.due_on,
                each.state, each.done_on, _is_late(each, asked.day),
            )  # fmt: skip


def _is_late(decision: DecisionRow, day: date) -> bool:
    return decision.due_on < (decision.done_on or day)


class MissedQuarterRow(Row, frozen=True, array_like=True, gc=False):
    """recorded: what the system found at the end of the quarter."""

    community: str | None
    type: str
    rule: str
    quarter: int
    first: date
    last: date
    recorded: str | None


def missed_quarters(asked: Asked) -> Iterator[MissedQuarterRow]:
    """R-10, R-14, AM-14, AM-15: quarters without the meeting that they ask for."""
    for row in cadence(asked):
        quarterly = CADENCES[MeetingType(row.type)].rhythm is Rhythm.QUARTER
        if quarterly and row.status == "MISSED":
            yield MissedQuarterRow(
                row.community, row.type, row.rule, row.number, row.first, row.last, row.recorded
            )


class AbsentRow(Row, frozen=True, array_like=True, gc=False):
    """absences: meetings to which it was asked, nobody came, and no leave was granted.

    of_committee: those of a Big Party Committee, which the score counts (UD1).
    """

    unit: UUID
    title: str
    community: str
    asked: int
    absences: int
    of_committee: int
    meetings: tuple[UUID, ...]


def absent_units(asked: Asked) -> Iterator[AbsentRow]:
    """SYS-03: who was absent without leave, how often; the most absent first."""
    units = {row.unit: row for row in asked.snapshot.all(UNITS)}
    found = sittings(asked.snapshot, asked.year, asked.day)
    missed = {unit: [each for each in those if each.absent] for unit, those in found.items()}
    for unit, those in sorted(missed.items(), key=lambda each: (-len(each[1]), each[0].int)):
        if those and unit in units:
            yield AbsentRow(
                unit,
                units[unit].title,
                units[unit].community,
                len(found[unit]),
                len(those),
                sum(map(_of_committee, those)),
                tuple(each.meeting.meeting for each in those),
            )


def _of_committee(sitting: Sitting) -> bool:
    return MeetingType.BIG_PARTY_COMMITTEE in sitting.meeting.serves


class CorrectedRow(Row, frozen=True, array_like=True, gc=False):
    """was: as recorded at first. by: who asked for the correction; the town consented."""

    meeting: UUID
    meeting_no: str
    held_on: date
    community: str | None
    kind: str
    person: UUID | None
    unit: UUID | None
    was: str
    status: str
    corrected_on: date
    by: UUID | None
    objection: str | None


def corrected(asked: Asked) -> Iterator[CorrectedRow]:
    """SYS-03: whose attendance was corrected after the fact, by whom."""
    for meeting in _of_year(asked):
        for row in asked.snapshot.all(L_ATTEND, meeting=meeting.meeting):
            if row.was and row.status and row.corrected_on:
                yield CorrectedRow(
                    meeting.meeting,
                    meeting.meeting_no,
                    meeting.on,
                    row.community,
                    row.kind,
                    row.person,
                    row.unit,
                    row.was,
                    row.status,
                    row.corrected_on,
                    row.corrected_by,
                    row.objection,
                )


class ClaimedRow(Row, frozen=True, array_like=True, gc=False):
    """serves: what the notice declared. claimed: what the minutes say besides."""

    meeting: UUID
    meeting_no: str
    held_on: date
    community: str | None
    document_no: str | None
    serves: tuple[str, ...]
    claimed: tuple[str, ...]


def claimed_afterwards(asked: Asked) -> Iterator[ClaimedRow]:
    """AM-14, EX-14: only what the notice declares counts."""
    for meeting in _of_year(asked):
        claimed = tuple(type for type in meeting.claims if type not in meeting.serves)
        if claimed:
            yield ClaimedRow(
                meeting.meeting,
                meeting.meeting_no,
                meeting.on,
                meeting.community,
                meeting.document_no,
                meeting.serves,
                claimed,
            )


def _of_year(asked: Asked) -> list[MeetingRow]:
    return [row for row in asked.snapshot.all(L_MEET) if row.on.year == asked.year]


QUESTIONS: Final = (
    StandingQuestion(
        name="yearly-topic-meeting-and-its-decisions",
        system=SYSTEM,
        title=Label(
            "县里是否召开了年度专题会议，各项决定办得如何？",
            "Did the county hold its yearly topic meeting, and what became of each decision?",
        ),
        row=TopicRow,
        rows=topic_meeting,
    ),
    StandingQuestion(
        name="communities-that-missed-a-quarter",
        system=SYSTEM,
        title=Label("哪些社区哪个季度未开会？", "Which communities missed a quarter?"),
        row=MissedQuarterRow,
        rows=missed_quarters,
    ),
    StandingQuestion(
        name="units-absent-without-leave",
        system=SYSTEM,
        title=Label(
            "哪些单位无故缺席，各几次？", "Which unit was absent without leave, how often?"
        ),
        row=AbsentRow,
        rows=absent_units,
    ),
    StandingQuestion(
        name="attendance-corrected-afterwards",
        system=SYSTEM,
        title=Label(
            "谁的到会情况事后被更正，由谁更正？",
            "Whose attendance was corrected after the fact, by whom?",
        ),
        row=CorrectedRow,
        rows=corrected,
        dated=False,
    ),
    StandingQuestion(
        name="meetings-declared-dual-afterwards",
        system=SYSTEM,
        title=Label(
            "哪些会议事后才称一会两用？",
            "Which meetings were said to serve two cadences only after the fact?",
        ),
        row=ClaimedRow,
        rows=claimed_afterwards,
        dated=False,
    ),
)
