"""L-MEET 会议台账 and L-DECISION 决定事项台账 (SYS-03, R-08 to R-10, R-14)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label, local_date
from domain.meeting import (
    AttendanceCorrected,
    AttendanceRecorded,
    DecisionCompleted,
    MeetingCancelled,
    MeetingClosed,
    MeetingConvened,
    MeetingHeld,
    MeetingPostponed,
    MinutesIssued,
)
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace


class MeetingRow(Row, frozen=True, array_like=True, gc=False):
    """on: its day, as told last. serves: what the notice declares; met: what the sitting satisfies
    (AM-14); claims: what its minutes say. invited: by name, and once it is held by post, too.

    cases: escalated ones on its agenda. settled: position of what decided `met` last.
    """

    meeting: UUID
    meeting_no: str
    type: str
    serves: tuple[str, ...]
    community: str | None
    convenor: str
    committee: str | None
    title: str
    plenary: bool
    urgent: bool
    state: str
    starts_at: datetime
    on: date
    invited: int
    cases: tuple[UUID, ...]
    held_at: datetime | None = None
    met: tuple[str, ...] = ()
    present: int = 0
    substitutes: int = 0
    excused: int = 0
    absent: int = 0
    document_no: str | None = None
    claims: tuple[str, ...] = ()
    decisions: int = 0
    done: int = 0
    settled: int | None = None


COLUMNS: Final = {
    "PRESENT": "present",
    "SUBSTITUTE": "substitutes",
    "EXCUSED": "excused",
    "ABSENT": "absent",
}

L_MEET: Final = Register(
    name="L-MEET",
    title=Label("会议台账", "Meetings", "會議台賬"),
    row=MeetingRow,
    filters=("community", "type"),
    moving=("state",),
    valid=("on",),
)


@L_MEET.opens(MeetingConvened)
def convened(recorded: Recorded) -> MeetingRow:
    fact = recorded.event
    on = local_date(fact.starts_at)
    return MeetingRow(
        recorded.stream,
        f"{fact.community or 'COUNTY'}-{on.year}-{recorded.position:06d}",
        fact.type,
        fact.serves,
        fact.community,
        fact.convenor,
        fact.committee,
        fact.title,
        fact.plenary,
        fact.urgent,
        "CONVENED",
        fact.starts_at,
        on,
        len(fact.invited),
        tuple(item.case for item in fact.agenda if item.case is not None),
    )


@L_MEET.on(MeetingPostponed)
def postponed(row: MeetingRow, recorded: Recorded) -> MeetingRow:
    at = recorded.event.starts_at
    return Replace(row, state="POSTPONED", starts_at=at, on=local_date(at))


@L_MEET.on(MeetingCancelled)
def cancelled(row: MeetingRow, recorded: Recorded) -> MeetingRow:
    return Replace(row, state="CANCELLED")


@L_MEET.on(AttendanceRecorded)
def attended(row: MeetingRow, recorded: Recorded) -> MeetingRow:
    counts: dict[str, int] = {}
    for line in recorded.event.lines:
        column = COLUMNS[line.status]
        counts[column] = counts.get(column, getattr(row, column)) + 1
    return Replace(row, **counts)


@L_MEET.on(AttendanceCorrected)
def corrected(row: MeetingRow, recorded: Recorded) -> MeetingRow:
    fact = recorded.event
    was, now = COLUMNS[fact.was], COLUMNS[fact.status]
    counts = {was: getattr(row, was) - 1, now: getattr(row, now) + 1}
    if fact.met != row.met:
        return Replace(row, met=fact.met, settled=recorded.position, **counts)
    return Replace(row, **counts)


@L_MEET.on(MeetingHeld)
def held(row: MeetingRow, recorded: Recorded) -> MeetingRow:
    fact = recorded.event
    return Replace(
        row,
        state="HELD",
        held_at=fact.held_at,
        met=fact.met,
        invited=row.invited + fact.posts,
        settled=recorded.position,
    )


@L_MEET.on(MinutesIssued)
def minuted(row: MeetingRow, recorded: Recorded) -> MeetingRow:
    fact = recorded.event
    return Replace(
        row,
        state="MINUTED",
        document_no=fact.document_no,
        claims=fact.claims,
        decisions=len(fact.decisions),
    )


@L_MEET.on(DecisionCompleted)
def carried_out(row: MeetingRow, recorded: Recorded) -> MeetingRow:
    return Replace(row, done=row.done + 1)


@L_MEET.on(MeetingClosed)
def closed(row: MeetingRow, recorded: Recorded) -> MeetingRow:
    return Replace(row, state="CLOSED")


class DecisionRow(Row, frozen=True, array_like=True, gc=False):
    """item: of the agenda, from 1. What was decided is in the meeting's record, for a purpose."""

    decision: UUID
    meeting: UUID
    community: str | None
    body: str
    document_no: str
    item: int | None
    due_on: date
    state: str
    done_on: date | None = None
    evidence: tuple[str, ...] = ()


def of_decision(recorded: Recorded) -> Key:
    return (recorded.event.decision,)


def of_decisions(recorded: Recorded) -> list[Key]:
    return [(fact.decision,) for fact in recorded.event.decisions]


L_DECISION: Final = Register(
    name="L-DECISION",
    title=Label("会议决定事项台账", "Decisions of meetings", "會議決定事項台賬"),
    row=DecisionRow,
    filters=("meeting", "body"),
    moving=("state",),
    valid=("due_on",),
)


@L_DECISION.each(MinutesIssued, keys=of_decisions)
def decided(row: DecisionRow | None, recorded: Recorded, key: Key) -> DecisionRow:
    minutes = recorded.event
    fact = next(each for each in minutes.decisions if (each.decision,) == key)
    return DecisionRow(
        fact.decision,
        recorded.stream,
        minutes.community,
        fact.body,
        minutes.document_no,
        fact.item,
        fact.due_on,
        "OPEN",
    )


@L_DECISION.on(DecisionCompleted, key=of_decision)
def completed(row: DecisionRow, recorded: Recorded) -> DecisionRow:
    on = local_date(recorded.recorded_at)
    return Replace(row, state="DONE", done_on=on, evidence=tuple(recorded.event.evidence))
