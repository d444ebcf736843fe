"""L-ATTEND 到会台账: who was asked to come, who asked for leave, who came (SYS-03)."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label, local_date
from domain.meeting import (
    AttendanceCorrected,
    AttendanceRecorded,
    LeaveApproved,
    LeaveRefused,
    LeaveRequested,
    MeetingConvened,
    MeetingPostponed,
)
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace


class AttendanceRow(Row, frozen=True, array_like=True, gc=False):
    """One participant of one meeting; who is asked by his post, once there is anything to tell of
    him. unit: also the one that a post holder sits for.

    was: what was recorded first, where it was corrected since, by whom. leave_at, decided:
    positions of the last word on his leave and on his attendance.
    """

    meeting: UUID
    community: str | None
    kind: str
    person: UUID | None
    unit: UUID | None
    body: str | None
    leave: str | None = None
    leave_at: int | None = None
    status: str | None = None
    decided: int | None = None
    was: str | None = None
    corrected_on: date | None = None
    corrected_by: UUID | None = None
    objection: str | None = None


L_ATTEND: Final = Register(
    name="L-ATTEND",
    title=Label("到会台账", "Attendance", "到會台賬"),
    row=AttendanceRow,
    filters=("meeting", "unit", "person"),
    moving=("status",),
)


def key_of(recorded: Recorded, participant: Any) -> Key:
    who = participant.person or participant.unit or participant.body
    return recorded.stream, participant.kind, str(who)


def of_one(recorded: Recorded) -> Key:
    return key_of(recorded, recorded.event.participant)


def of_each(recorded: Recorded) -> list[Key]:
    return [key_of(recorded, line.participant) for line in recorded.event.lines]


def of_invited(recorded: Recorded) -> list[Key]:
    return [key_of(recorded, participant) for participant in recorded.event.invited]


def of_lapsed(recorded: Recorded) -> list[Key]:
    return [key_of(recorded, participant) for participant in recorded.event.lapsed]


def _row(recorded: Recorded, participant: Any) -> AttendanceRow:
    return AttendanceRow(
        recorded.stream,
        recorded.event.community,
        participant.kind,
        participant.person,
        participant.unit,
        participant.body,
    )


@L_ATTEND.each(MeetingConvened, keys=of_invited)
def invited(row: AttendanceRow | None, recorded: Recorded, key: Key) -> AttendanceRow:
    who = next(each for each in recorded.event.invited if key_of(recorded, each) == key)
    return _row(recorded, who)


@L_ATTEND.upserts(LeaveRequested, LeaveApproved, LeaveRefused, key=of_one)
def leave(row: AttendanceRow | None, recorded: Recorded) -> AttendanceRow:
    known = row or _row(recorded, recorded.event.participant)
    became = recorded.name.removeprefix("meeting.leave_").upper()
    return Replace(known, leave=became, leave_at=recorded.position)


@L_ATTEND.each(MeetingPostponed, keys=of_lapsed)
def lapsed(row: AttendanceRow | None, recorded: Recorded, key: Key) -> AttendanceRow | None:
    return row and Replace(row, leave=None, leave_at=None)


@L_ATTEND.each(AttendanceRecorded, keys=of_each)
def came(row: AttendanceRow | None, recorded: Recorded, key: Key) -> AttendanceRow:
    line = next(each for each in recorded.event.lines if key_of(recorded, each.participant) == key)
    known = row or _row(recorded, line.participant)
    return Replace(known, status=line.status, decided=recorded.position)


@L_ATTEND.on(AttendanceCorrected, key=of_one)
def came_otherwise(row: AttendanceRow, recorded: Recorded) -> AttendanceRow:
    fact = recorded.event
    return Replace(
        row,
        status=fact.status,
        decided=recorded.position,
        was=row.was or fact.was,
        corrected_on=local_date(recorded.recorded_at),
        corrected_by=recorded.actor.person,
        objection=fact.objection,
    )
