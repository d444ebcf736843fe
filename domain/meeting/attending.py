"""Who came: recorded on the day, and corrected only with consent and evidence (SYS-03)."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from domain.kernel import Command, Context, Label, Outcome, PrivateText, Reads, require
from domain.meeting.events import AttendanceCorrected, AttendanceRecorded
from domain.meeting.participants import as_expected, must_take_part, reads_of, reads_of_posts
from domain.meeting.state import (
    CALLED,
    LeaveState,
    Meeting,
    met_by,
    must_be,
    must_convene,
)
from domain.meeting.terms import (
    CONVENORS,
    Attendance,
    AttendanceLine,
    MeetingState,
    Participant,
    ParticipantKind,
)
from domain.roles import Role
from domain.ruleset import rulebook_ref
from domain.vocabulary import Digest, DocumentNo


class RecordAttendance(
    Command[Meeting], verb="record-attendance", label=Label("登记到会", "Record attendance"),
    who=CONVENORS,
):  # fmt: skip
    """Says of some participants, or of all, whether they came.

    Who came without being asked is recorded as present; of nobody else can be said that he did not.
    """

    lines: Annotated[tuple[AttendanceLine, ...], Field(min_length=1, max_length=500)]

    def reads(self, state: Meeting, context: Context) -> Reads:
        yield from reads_of_posts(state)
        for line in self.lines:
            if not state.invites(line.participant):
                yield from reads_of(line.participant)

    def decide(self, state: Meeting, context: Context) -> Outcome:
        must_be(state, *CALLED)
        must_convene(state, context)
        require(  # SYS-03: date reached
            context.today >= state.day,
            "meeting_not_yet",
            f"会议于{state.day}召开，请在当日或之后登记到会。",
            f"The meeting is on {state.day}; record attendance on that day or later.",
        )
        require(
            len({line.participant.who for line in self.lines}) == len(self.lines),
            "listed_twice",
            "同一参会对象重复登记，请删去重复项。",
            "A participant is listed twice; list it once.",
        )
        lines = tuple(self._new(state, context))
        if lines:
            yield AttendanceRecorded(community=state.community, lines=lines)

    def _new(self, state: Meeting, context: Context) -> Iterator[AttendanceLine]:
        for line in self.lines:
            known = state.attendance_of(line.participant)
            require(
                known in (None, line.status),
                "attendance_recorded",
                "其到会情况已登记，如有误请更正到会。",
                "Its attendance is recorded already; correct it if it is wrong.",
            )
            if known is None:
                found = _as_counted(line, state, context)
                check_excuse(state, found, line.status)
                yield AttendanceLine(participant=found, status=line.status)


def _as_counted(line: AttendanceLine, state: Meeting, context: Context) -> Participant:
    found = as_expected(line.participant, state, context)
    if found is not None:
        require(
            line.participant.unit in (None, found.unit),
            "not_of_that_unit",
            "其任职所代表的单位不符，请核对。",
            "The post holder sits for another unit; check it.",
        )
        return found
    require(  # AM-14: only posts held on the day count
        line.participant.kind is not ParticipantKind.POST_HOLDER,
        "not_a_post_holder",
        "此人当日在该大党委没有任职，请核对。",
        "This person holds no post in the committee on that day; check it.",
    )
    require(
        line.status is Attendance.PRESENT,
        "not_invited",
        "未通知的参会对象只登记到会，不登记请假或缺席。",
        "Who was not asked to come is recorded if he came, and not otherwise.",
    )
    must_take_part(line.participant, context)
    return line.participant


def check_excuse(state: Meeting, participant: Participant, status: Attendance) -> None:
    granted = state.leave_of(participant) is LeaveState.APPROVED
    require(
        status is not Attendance.EXCUSED or granted,
        "leave_not_approved",
        "未经准假不得登记为请假。",
        "Nobody is excused whose leave was not approved.",
    )
    require(
        status is not Attendance.ABSENT or not granted,
        "leave_approved",
        "已准假的登记为请假，不登记为缺席。",
        "Leave was approved: record EXCUSED, not ABSENT.",
    )


class CorrectAttendance(
    Command[Meeting], verb="correct-attendance", label=Label("更正到会", "Correct attendance"),
    who=(Role.CS,), approved_by=(Role.TOWN,),
):  # fmt: skip
    """Replaces what was recorded of one participant, with a reason and evidence.

    After the records of the year are frozen only by a ruling: give the number of the objection.
    """

    participant: Participant
    status: Attendance
    reason: PrivateText
    evidence: Annotated[tuple[Digest, ...], Field(max_length=20)] = ()
    objection: DocumentNo | None = None

    def reads(self, state: Meeting, context: Context) -> Reads:
        yield rulebook_ref()

    def decide(self, state: Meeting, context: Context) -> Outcome:
        must_be(state, *CALLED, MeetingState.HELD, MeetingState.MINUTED, MeetingState.CLOSED)
        must_convene(state, context)
        was = state.attendance_of(self.participant)
        require(
            was is not None,
            "attendance_not_recorded",
            "其到会情况尚未登记，无可更正。",
            "Its attendance is not recorded; there is nothing to correct.",
        )
        assert was is not None  # noqa: S101 - for the type checker
        if was is self.status:
            return
        if self.objection is None:  # EX-10: a ruling may find a leave that nobody had recorded
            check_excuse(state, self.participant, self.status)
        require(  # SYS-03
            bool(self.evidence),
            "evidence_missing",
            "更正到会须附佐证材料，请至少上传一件。",
            "A correction comes with evidence; attach at least one file.",
        )
        self._check_freeze(state, context)
        lines = [
            line.model_copy(update={"status": self.status}) if self._is_of(line) else line
            for line in state.lines
        ]
        held = state.held_at is not None
        yield AttendanceCorrected(
            participant=next(line.participant for line in state.lines if self._is_of(line)),
            community=state.community,
            was=was,
            status=self.status,
            reason=self.reason,
            evidence=self.evidence,
            objection=self.objection,
            met=met_by(state.serves, state.plenary, lines, state.posts) if held else (),
        )

    def _is_of(self, line: AttendanceLine) -> bool:
        return line.participant.who == self.participant.who

    def _check_freeze(self, state: Meeting, context: Context) -> None:
        rules = context.look(rulebook_ref()).in_force(state.day)
        require(  # SYS-03: before the freeze, or by ruling
            context.today <= rules.freeze_day or self.objection is not None,
            "records_frozen",
            "年度记录已冻结，到会只能经异议成立后更正，请填写异议编号。",
            "The records are frozen; attendance changes only by an upheld objection, give its no.",
        )
