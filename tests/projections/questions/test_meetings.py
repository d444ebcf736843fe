"""Questions of SYS-03: decisions, missed quarters, absence, corrections, claims afterwards."""

from datetime import date
from uuid import UUID

from domain.meeting import (
    Attendance,
    AttendanceCorrected,
    DecisionCompleted,
    DecisionFact,
    MinutesIssued,
)
from tests.domain.meeting.world import COMMITTEE, REGULAR, TOPIC, UNITS
from tests.projections.questions.asked import asked
from tests.projections.test_meeting_ledgers import UNIT, Log

TOPIC_MEETING, MISSED = (
    "yearly-topic-meeting-and-its-decisions", "communities-that-missed-a-quarter",
)  # fmt: skip
ABSENT, CORRECTED = "units-absent-without-leave", "attendance-corrected-afterwards"
DUAL = "meetings-declared-dual-afterwards"
FILE = "e3" * 32


def test_the_yearly_topic_meeting_and_what_became_of_each_decision_r08() -> None:
    log = Log()
    [none] = asked(log, TOPIC_MEETING)
    assert (none.status, none.meeting) == ("MISSED", None)
    [still] = asked(log, TOPIC_MEETING, on="2022-06-30")
    assert still.status == "OPEN"
    meeting = log.held("2022-03-20 15:00", TOPIC, community=None)
    [bare] = asked(log, TOPIC_MEETING)
    assert (bare.status, bare.meeting, bare.decision) == ("MET", meeting, None)
    facts = tuple(
        DecisionFact(decision=UUID(int=n), text="合成", body="COD", due_on=date(2022, n, 1))
        for n in (6, 9)
    )
    log.tell(meeting, MinutesIssued(document_no="3号", decisions=facts))
    done = DecisionCompleted(decision=UUID(int=6), evidence=(FILE,))
    log.tell(meeting, done, "2022-05-31 12:00")
    [first, second] = asked(log, TOPIC_MEETING)
    assert (first.state, first.done_on, first.late) == ("DONE", date(2022, 5, 31), False)
    assert (second.state, second.done_on, second.late) == ("OPEN", None, True)
    assert (first.document_no, first.body) == ("3号", "COD")


def test_a_decision_carried_out_after_its_day_is_late() -> None:
    log = Log()
    meeting = log.held("2022-03-20 15:00", TOPIC, community=None)
    fact = DecisionFact(
        decision=UUID(int=6), text="合成", body="COD", due_on=date(2022, 6, 1)
    )  # fmt: skip
    log.tell(meeting, MinutesIssued(document_no="3号", decisions=(fact,)))
    log.tell(
        meeting, DecisionCompleted(decision=fact.decision, evidence=(FILE,)), "2022-06-02 12:00"
    )
    [row] = asked(log, TOPIC_MEETING)
    assert row.late


def test_which_communities_missed_which_quarter_r10_r14() -> None:
    log = Log()
    for month in ("03", "06", "09", "12"):
        log.held(f"2022-{month}-20 15:00", COMMITTEE, REGULAR, met=(COMMITTEE,))
        if month == "06":
            log.held("2022-06-21 15:00", REGULAR)
    rows = asked(log, MISSED)
    assert [(row.type, row.quarter, row.community) for row in rows] == [
        (REGULAR, 1, "FC01"), (REGULAR, 3, "FC01"), (REGULAR, 4, "FC01"),
    ]  # fmt: skip
    assert len(asked(log, MISSED, now="2022-07-01 00:00")) == 1
    for month in ("03", "09", "12"):
        log.held(f"2022-{month}-21 15:00", REGULAR)
    assert asked(log, MISSED) == []


def test_which_unit_was_absent_without_leave_how_often() -> None:
    log = Log()
    log.held("2022-03-20 15:00", COMMITTEE, unit=Attendance.ABSENT, sits=Attendance.ABSENT)
    log.held("2022-04-20 15:00", REGULAR, unit=Attendance.ABSENT)
    log.held("2022-06-20 15:00", COMMITTEE, unit=Attendance.ABSENT, sits=Attendance.SUBSTITUTE)
    log.held("2022-09-20 15:00", COMMITTEE, unit=Attendance.EXCUSED)
    [row] = asked(log, ABSENT)
    assert (row.unit, row.asked, row.absences, row.of_committee) == (UNITS[0], 4, 2, 1)
    assert len(row.meetings) == 2
    present = Log()
    present.held("2022-03-20 15:00", COMMITTEE, unit=Attendance.PRESENT)
    assert asked(present, ABSENT) == []


def test_whose_attendance_was_corrected_by_whom() -> None:
    log, who = Log(), UUID(int=0x80)
    meeting = log.held("2022-03-20 15:00", COMMITTEE, unit=Attendance.ABSENT)
    assert asked(log, CORRECTED) == []
    fact = AttendanceCorrected(
        participant=UNIT, community="FC01", was=Attendance.ABSENT, status=Attendance.PRESENT,
        reason="漏登", evidence=(FILE,), objection="异议1号", met=(COMMITTEE,),
    )  # fmt: skip
    log.tell(meeting, fact, "2022-04-10 09:00", person=who)
    [row] = asked(log, CORRECTED)
    assert (row.unit, row.was, row.status, row.by) == (UNITS[0], "ABSENT", "PRESENT", who)
    assert (row.corrected_on, row.objection) == (date(2022, 4, 10), "异议1号")


def test_which_meetings_were_called_dual_only_by_their_minutes_am14_ex14() -> None:
    log = Log()
    alone = log.held("2022-03-20 15:00", COMMITTEE)
    both = log.held("2022-06-20 15:00", COMMITTEE, REGULAR)
    for meeting in (alone, both):
        minutes = MinutesIssued(document_no="3号", decisions=(), claims=(COMMITTEE, REGULAR))
        log.tell(meeting, minutes)
    [row] = asked(log, DUAL)
    assert (row.meeting, row.serves, row.claimed) == (alone, (COMMITTEE,), (REGULAR,))
