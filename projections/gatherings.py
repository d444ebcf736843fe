"""L-CADENCE 会议频次台账 and L-POST 任职台账: asked of the stored ledgers (SYS-02, SYS-03)."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID

from domain.body import body_ref
from domain.kernel import Label
from domain.meeting import ATTENDED, ParticipantKind
from projections.asking import Asked, Computed, percent
from projections.ledgers.attendance import L_ATTEND, AttendanceRow
from projections.ledgers.bodies import BODIES, BodyRow
from projections.ledgers.cadences import L_CADENCE_END
from projections.ledgers.meetings import L_MEET
from projections.ledgers.posts import POSTS, PostRow
from projections.metrics.meetings import awaited, held_meetings, periods
from projections.models import Row


class CadenceRow(Row, frozen=True, array_like=True, gc=False):
    """community: none for a cadence of the county. status: OPEN while the period runs.

    recorded: what the system found at its end; another status tells what was recorded since.
    """

    community: str | None
    type: str
    rule: str
    year: int
    number: int
    first: date
    last: date
    required: int
    held: int
    status: str
    recorded: str | None
    meetings: tuple[UUID, ...]


def cadence(asked: Asked) -> Iterator[CadenceRow]:
    """L-CADENCE: R-08 to R-10, R-14; two cadences are two rows, also where one sitting serves both.

    By what was held by the business date, as known now (AM-14).
    """
    ends = {
        (row.community, row.type, row.number): row.status
        for row in asked.snapshot.all(L_CADENCE_END, year=asked.year)
    }
    for period in periods(asked.snapshot, asked.year, asked.day):
        rule = period.rule
        over = period.last <= asked.day
        yield CadenceRow(
            period.community,
            rule.type,
            rule.rule,
            period.year,
            period.number,
            period.first,
            period.last,
            rule.min,
            len(period.meetings),
            "MET" if period.met else "MISSED" if over else "OPEN",
            ends.get((period.community, rule.type, period.number)),
            tuple(row.meeting for row in period.meetings),
        )


class HeldPost(Row, frozen=True, array_like=True, gc=False):
    """A post held on the day asked about, or before. attendance: of the committee's meetings of the
    year to which the holder was asked, those attended; a substitute counts."""

    appointment: UUID
    body: str
    body_title: str
    community: str | None
    post: str
    person: UUID
    unit: UUID | None
    basis: str
    document_no: str
    start: date
    end: date | None
    in_post: bool
    attendance: str
    attendance_percent: str | None
    excused: int
    absent: int


def posts_held(asked: Asked) -> Iterator[HeldPost]:
    """L-POST: R-13, AM-16; attendance is counted per committee."""
    attended = _attendance(asked)
    for body, row, end in appointments(asked):
        if row.start > asked.on:
            continue
        lines = attended.get((body.code, row.person), [])
        came = sum(line.status in ATTENDED for line in lines)
        yield HeldPost(
            row.appointment,
            body.code,
            body.title,
            body.community,
            row.post,
            row.person,
            row.unit,
            row.basis,
            row.document_no,
            row.start,
            end,
            end is None or asked.on <= end,
            f"{came}/{len(lines)}",
            percent(Fraction(came, len(lines)) if lines else None),
            sum(line.status == "EXCUSED" for line in lines),
            sum(line.status == "ABSENT" for line in lines),
        )


def appointments(asked: Asked) -> Iterator[tuple[BodyRow, PostRow, date | None]]:
    """Every appointment with its body and its last day: a post ends with its body."""
    bodies = {body_ref(row.code).id: row.as_on(asked.on) for row in asked.snapshot.all(BODIES)}
    for row in asked.snapshot.all(POSTS):
        body = bodies[row.in_body]
        ends = [day for day in (row.end, body.dissolved_on) if day is not None]
        yield body, row, min(ends, default=None)


def _attendance(asked: Asked) -> Mapping[tuple[str | None, UUID], list[AttendanceRow]]:
    """Committee and person → the lines of the year."""
    found: dict[tuple[str | None, UUID], list[AttendanceRow]] = {}
    for meeting in held_meetings(asked.snapshot, asked.year, asked.on):
        for line in awaited(asked.snapshot, meeting):
            if line.kind == ParticipantKind.POST_HOLDER and line.person is not None:
                found.setdefault((meeting.committee, line.person), []).append(line)
    return found


OF_MEETINGS: Final = (
    Computed(
        "L-CADENCE",
        Label("会议频次台账", "Meeting cadences", "會議頻次台賬"),
        CadenceRow,
        cadence,
        key=("community", "type", "number"),
        of=dict.fromkeys((L_MEET, L_CADENCE_END, BODIES), ("community",)),
    ),
    Computed(
        "L-POST",
        Label("任职台账", "Posts and attendance", "任職台賬"),
        HeldPost,
        posts_held,
        key=("appointment",),
        of={
            POSTS: ("appointment",),
            BODIES: ("body",),
            L_MEET: ("body",),
            L_ATTEND: ("person",),
        },
    ),
)
