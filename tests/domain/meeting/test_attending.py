"""Leave and attendance: SYS-03, AM-14."""

from typing import Any

from domain.body import BODY, EndReason, PostAppointmentEnded, body_ref
from domain.meeting import (
    MEETING,
    ApproveLeave,
    Attendance,
    AttendanceCorrected,
    AttendanceLine,
    AttendanceRecorded,
    CorrectAttendance,
    LeaveApproved,
    LeaveRefused,
    LeaveRequested,
    MeetingHeld,
    Participant,
    RecordAttendance,
    RefuseLeave,
    RequestLeave,
)
from domain.roles import Role
from tests.domain.meeting.world import (
    COMMITTEE,
    CONVENED,
    HOLDERS,
    ITEM,
    REGULAR,
    RESIDENT,
    STARTS,
    TOPIC,
    UNITS,
    WORLD,
    attended,
    convened,
    holder,
    lines,
    neighbour,
    of_unit,
    post,
    resident,
)
from tests.domain.rulesets import RULES
from tests.domain.world import rulebook
from tests.spec import Given, given

UNIT = of_unit(UNITS[0])
ASKED = LeaveRequested(participant=UNIT, community="FC01", reason="上级检查")
GRANTED = LeaveApproved(participant=UNIT, community="FC01")
REFUSED = LeaveRefused(participant=UNIT, community="FC01", reason="须派员代会")
FILE = "e3" * 32


def called(*facts: Any, role: Role = Role.CS, at: str = "2022-03-20 16:00") -> Given[Any]:
    return given(MEETING, CONVENED, *facts).by(role).at(at).looking(WORLD)


def asking(*facts: Any, at: str = "2022-03-20 14:59") -> Given[Any]:
    return called(*facts, role=Role.UNIT, at=at)


def of(participant: Participant, status: Attendance) -> RecordAttendance:
    return RecordAttendance(lines=(AttendanceLine(participant=participant, status=status),))


def test_leave_is_asked_for_before_the_meeting_starts_sys03() -> None:
    request = RequestLeave(participant=UNIT, reason="上级检查")
    asking().when(request).then(ASKED)
    asking(at="2022-03-20 15:00").when(request).then_refused("leave_too_late")


def test_leave_said_to_be_asked_before_but_recorded_after_the_start_is_late_sys03() -> None:
    request = RequestLeave(participant=UNIT, reason="上级检查")
    back = given(MEETING, CONVENED).by(Role.UNIT).looking(WORLD)
    back.at("2022-03-20 18:00", "2022-03-20 12:00").when(request).then_refused("leave_too_late")


def test_leave_is_asked_once_and_again_after_a_refusal() -> None:
    request = RequestLeave(participant=UNIT, reason="上级检查")
    asking(ASKED).when(request).then_refused("leave_asked_already")
    asking(ASKED, GRANTED).when(request).then_refused("leave_asked_already")
    asking(ASKED, REFUSED).when(request).then(ASKED)


def test_only_who_was_asked_to_come_asks_for_leave() -> None:
    stranger = RequestLeave(participant=of_unit(RESIDENT), reason="上级检查")
    asking().when(stranger).then_refused("not_invited")
    nobody = RequestLeave(participant=holder(RESIDENT), reason="上级检查")
    asking().when(nobody).then_refused("not_invited")


def test_a_post_holder_asks_for_the_unit_that_he_sits_for() -> None:
    his = RequestLeave(participant=holder(HOLDERS[0], UNITS[0]), reason="上级检查")
    [fact] = asking().when(his).facts()
    assert isinstance(fact, LeaveRequested)
    assert fact.participant.unit == UNITS[0]
    other = RequestLeave(participant=holder(HOLDERS[0], UNITS[1]), reason="上级检查")
    asking().when(other).then_refused("not_invited")


def test_leave_is_answered_by_the_convenor_once() -> None:
    approve, refuse = ApproveLeave(participant=UNIT), RefuseLeave(participant=UNIT, reason="须代会")
    called(ASKED).when(approve).then(GRANTED)
    called(ASKED).when(refuse).then(REFUSED.model_copy(update={"reason": "须代会"}))
    for answer in (approve, refuse):
        called(ASKED, role=Role.COD).when(answer).then_refused("not_the_convenor")
        called().when(answer).then_refused("no_leave_asked")
        called(ASKED, GRANTED).when(answer).then_refused("no_leave_asked")
        recorded = attended(UNIT, of=(UNIT,))
        called(ASKED, recorded).when(answer).then_refused("attendance_recorded")


def test_attendance_is_recorded_when_the_day_has_come_sys03() -> None:
    record = RecordAttendance(lines=lines())
    called(at="2022-03-20 00:00").when(record).then(attended())
    called(at="2022-03-19 23:59").when(record).then_refused("meeting_not_yet")
    called(role=Role.EVO).when(record).then_refused("not_the_convenor")


def test_a_post_holder_is_counted_for_the_unit_of_his_appointment() -> None:
    [fact] = called().when(of(holder(HOLDERS[1]), Attendance.PRESENT)).facts()
    assert isinstance(fact, AttendanceRecorded)
    assert fact.lines[0].participant == holder(HOLDERS[1], UNITS[1])
    wrong = of(holder(HOLDERS[1], UNITS[0]), Attendance.PRESENT)
    called().when(wrong).then_refused("not_of_that_unit")


def test_only_posts_held_on_the_day_count_am14() -> None:
    committee = WORLD[body_ref("FC01-BPC")]
    ended = PostAppointmentEnded(
        appointment=HOLDERS[0], on=STARTS.date().replace(day=19), reason=EndReason.TERM
    )
    late = post(RESIDENT, since=STARTS.date().replace(day=21))
    changed = {body_ref("FC01-BPC"): BODY.replay([ended, late], committee)}
    for who in (HOLDERS[0], RESIDENT):
        record = of(holder(who), Attendance.PRESENT)
        called().looking(changed).when(record).then_refused("not_a_post_holder")


def test_who_came_unasked_is_recorded_as_present_and_of_nobody_else_is_anything_said() -> None:
    walker = neighbour(HOLDERS[5])
    known = called().looking(resident(HOLDERS[5]))
    present = of(walker, Attendance.PRESENT)
    known.when(present).then(AttendanceRecorded(community="FC01", lines=present.lines))
    known.when(of(walker, Attendance.ABSENT)).then_refused("not_invited")
    called().when(present).then_refused("no_such_participant")


def test_nobody_is_excused_without_leave_and_nobody_with_leave_is_absent() -> None:
    excused, absent = of(UNIT, Attendance.EXCUSED), of(UNIT, Attendance.ABSENT)
    for without in (called(), called(ASKED), called(ASKED, REFUSED)):
        without.when(excused).then_refused("leave_not_approved")
        assert without.when(absent).facts()
    called(ASKED, GRANTED).when(absent).then_refused("leave_approved")
    assert called(ASKED, GRANTED).when(excused).facts()
    assert called(ASKED, GRANTED).when(of(UNIT, Attendance.SUBSTITUTE)).facts()


def test_what_was_recorded_stands_until_it_is_corrected() -> None:
    record = of(UNIT, Attendance.PRESENT)
    known = called(attended(of=(UNIT,)))
    known.when(record).then_nothing()
    known.when(of(UNIT, Attendance.ABSENT)).then_refused("attendance_recorded")
    twice = RecordAttendance(lines=(*record.lines, *record.lines))
    called().when(twice).then_refused("listed_twice")


HELD = MeetingHeld(
    held_at=STARTS, plenary=False, met=(COMMITTEE, REGULAR), posts=22, post_holders=22, units=3,
    organisations=1, residents=1,
)  # fmt: skip
CORRECT = CorrectAttendance(
    participant=neighbour(RESIDENT), status=Attendance.ABSENT, reason="冒名签到", evidence=(FILE,)
)


def correcting(*facts: Any, at: str = "2022-04-01 09:00") -> Given[Any]:
    return called(*facts, at=at).looking(rulebook(RULES))


def corrected(**changed: Any) -> AttendanceCorrected:
    return AttendanceCorrected(
        **dict(CORRECT) | {"community": "FC01", "was": Attendance.PRESENT} | changed
    )


def test_a_correction_takes_back_what_the_sitting_met_am14() -> None:
    only_one = attended(of=tuple(x.participant for x in lines()[:-1]))
    state = correcting(only_one, HELD)
    state.when(CORRECT).then(corrected(met=(COMMITTEE,)))
    both = correcting(attended(), HELD)
    both.when(CORRECT).then(corrected(met=(COMMITTEE, REGULAR)))
    correcting(attended()).when(CORRECT).then(corrected(met=()))
    after = MEETING.replay([CONVENED, only_one, HELD, corrected(met=(COMMITTEE,))])
    assert after.met == (COMMITTEE,)
    assert after.attendance_of(CORRECT.participant) is Attendance.ABSENT


def test_a_correction_has_evidence_and_the_towns_consent_sys03() -> None:
    assert CorrectAttendance.approved_by == {Role.TOWN}
    bare = CORRECT.model_copy(update={"evidence": ()})
    correcting(attended(), HELD).when(bare).then_refused("evidence_missing")


def test_after_the_freeze_only_a_ruling_corrects_attendance_sys03() -> None:
    assert correcting(attended(), HELD, at="2023-01-10 23:59").when(CORRECT).facts()
    frozen = correcting(attended(), HELD, at="2023-01-11 00:00")
    frozen.when(CORRECT).then_refused("records_frozen")
    ruled = CORRECT.model_copy(update={"objection": "异议2023-3号"})
    [fact] = frozen.when(ruled).facts()
    assert isinstance(fact, AttendanceCorrected)
    assert fact.objection == "异议2023-3号"


def test_only_what_was_recorded_is_corrected_and_excused_only_with_leave() -> None:
    correcting(HELD).when(CORRECT).then_refused("attendance_not_recorded")
    same = CORRECT.model_copy(update={"status": Attendance.PRESENT})
    correcting(attended(), HELD).when(same).then_nothing()
    excused = CORRECT.model_copy(update={"status": Attendance.EXCUSED})
    correcting(attended(), HELD).when(excused).then_refused("leave_not_approved")
    ruled = excused.model_copy(update={"objection": "异议2023-3号"})
    [found] = correcting(attended(), HELD).when(ruled).facts()  # EX-10: the leave was found
    assert isinstance(found, AttendanceCorrected)
    assert found.status is Attendance.EXCUSED


def test_a_county_meeting_is_not_the_secretarys_to_correct() -> None:
    topic = convened(
        type=TOPIC, serves=(TOPIC,), community=None, convenor="CPBLG", committee=None,
        agenda=(ITEM.model_dump(),),
    )  # fmt: skip
    state = given(MEETING, topic, attended(of=(UNIT,))).by(Role.CS).looking(rulebook(RULES))
    state.when(CORRECT).then_refused("not_the_convenor")
