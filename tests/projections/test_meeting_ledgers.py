"""Ledgers of meetings and posts; U7, UD1, C1: SYS-02, SYS-03, R-08 to R-14, AM-14, EX-14."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest

from domain.body import BodyDissolved, BodyEstablished, BodyType, body_ref
from domain.meeting import (
    Attendance,
    AttendanceCorrected,
    AttendanceLine,
    AttendanceRecorded,
    CadenceMissed,
    DecisionCompleted,
    DecisionFact,
    LeaveApproved,
    LeaveRequested,
    MeetingCancelled,
    MeetingClosed,
    MeetingHeld,
    MeetingPostponed,
    MeetingType,
    MinutesIssued,
)
from domain.ruleset import SubjectKind, ruleset_2022
from domain.unit import UnitEnrolled, UnitKind
from projections.asking import Asked
from projections.computed import COMPUTED
from projections.ledgers.attendance import L_ATTEND
from projections.ledgers.meetings import L_DECISION, L_MEET
from projections.metrics.catalogue import measures
from projections.metrics.meetings import periods
from projections.metrics.year import Year
from projections.shown import extras
from tests.domain.meeting.world import (
    BEGAN,
    COMMITTEE,
    HOLDERS,
    INVITED,
    JOINT,
    POSTS,
    REGULAR,
    TOPIC,
    UNITS,
    convened,
    holder,
    of_unit,
)
from tests.domain.rulesets import changed, line
from tests.projections.questions.asked import Known, Told, moment, recognised

SITS, UNIT = holder(HOLDERS[0], UNITS[0]), of_unit(UNITS[0])
PRESENT, SUBSTITUTE = Attendance.PRESENT, Attendance.SUBSTITUTE
EXCUSED, ABSENT = Attendance.EXCUSED, Attendance.ABSENT
FC01: Final = body_ref("FC01").id


class Log(Told):
    """A community with its committee, and the meetings that a test lets it hold."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.meetings = 0
        self.body("FC01", BodyType.COMMUNITY_PARTY_ORG)
        self.body("FC01-BPC", BodyType.BIG_PARTY_COMMITTEE)
        for appointed in POSTS[:2]:
            self.tell(body_ref("FC01-BPC").id, appointed)
        for id in UNITS:
            enrolled = UnitEnrolled(
                unit=id, title="合成", kind=UnitKind.ORGAN, community="FC01",
                big_party_committee=True, on=BEGAN,
            )  # fmt: skip
            self.tell(id, enrolled)

    def body(self, code: str, type: BodyType) -> None:
        founded = BodyEstablished(
            code=code, type=type, title="合成", community="FC01", on=BEGAN, document_no="1号"
        )
        self.tell(body_ref(code).id, founded)

    def held(
        self,
        at: str,
        *serves: MeetingType,
        met: tuple[MeetingType, ...] | None = None,
        community: str | None = "FC01",
        **came: Attendance,
    ) -> UUID:
        """came: of the unit itself and of who sits for it."""
        self.meetings += 1
        meeting = UUID(int=0x5000 + self.meetings)
        notice = convened(
            type=serves[0], serves=serves, community=community, starts_at=moment(at), invited=()
        )
        self.tell(meeting, notice, at)
        who = {"sits": SITS, "unit": UNIT}
        lines = tuple(AttendanceLine(participant=who[n], status=s) for n, s in came.items())
        self.tell(meeting, AttendanceRecorded(community=community, lines=lines), at)
        fact = MeetingHeld(
            held_at=moment(at), plenary=False, met=serves if met is None else met, posts=2,
            post_holders=0, units=0, organisations=0, residents=0,
        )  # fmt: skip
        self.tell(meeting, fact, at)
        return meeting

    def snapshot(self) -> Any:
        return Known(self, len(self.events))

    def found(self, kind: SubjectKind, subject: UUID, *names: str, rules: Any = None) -> list[Any]:
        ruleset = rules or ruleset_2022()
        year = Year(self.snapshot(), 2022, ruleset, date.fromisoformat("2022-12-31"))
        return [measures(year, kind)[subject][name].value for name in names]

    def rows(self, name: str, on: str = "2022-12-31", now: str = "2023-02-01 00:00") -> list[Any]:
        [ledger] = [ledger for ledger in COMPUTED if ledger.name == name]
        known: Any = Known(self, self.position_at(moment(now)))
        about = Asked(known, self, 2022, date.fromisoformat(on), moment(now), recognised, {})  # type: ignore[arg-type]
        return list(ledger.rows(about))


@pytest.fixture
def log() -> Log:
    return Log()


def u7(log: Log, **asked: Any) -> list[Any]:
    names = ("bpc_meetings_attended", "bpc_meetings_counted", "unexcused_absences")
    return log.found(SubjectKind.UNIT, UNITS[0], *names, **asked)


def test_u7_counts_meetings_attended_by_the_unit_or_by_who_sits_for_it(log: Log) -> None:
    log.held("2022-02-10 15:00", COMMITTEE, sits=PRESENT)
    log.held("2022-05-10 15:00", COMMITTEE, unit=SUBSTITUTE, sits=ABSENT)
    log.held("2022-08-10 15:00", COMMITTEE, REGULAR, met=(REGULAR,), unit=ABSENT, sits=ABSENT)
    assert u7(log) == [2, 3, 1]


def test_u7_one_approved_leave_a_year_leaves_the_count_and_no_leave_is_unexcused(log: Log) -> None:
    log.held("2022-02-10 15:00", COMMITTEE, unit=EXCUSED)
    log.held("2022-05-10 15:00", COMMITTEE, unit=EXCUSED, sits=EXCUSED)
    log.held("2022-08-10 15:00", COMMITTEE, unit=PRESENT)
    assert u7(log) == [1, 2, 0]
    none = changed(lambda data: line(data, "UNIT", "U7").update(max_excused=0), "2022.9")
    assert u7(log, rules=none) == [1, 3, 0]


def test_a_leave_of_somebody_who_was_asked_no_more_is_no_absence_of_his_unit_ud1(log: Log) -> None:
    """He held his post no more on the day: nobody recorded whether he came."""
    meeting = log.held("2022-08-10 15:00", COMMITTEE, unit=PRESENT)
    other = holder(HOLDERS[1], UNITS[1])
    log.tell(meeting, LeaveRequested(participant=other, community="FC01", reason="调离"))
    log.tell(meeting, LeaveApproved(participant=other, community="FC01"))
    names = ("bpc_meetings_attended", "bpc_meetings_counted", "unexcused_absences")
    assert log.found(SubjectKind.UNIT, UNITS[1], *names) == [0, 0, 0]
    assert {r.attendance for r in log.rows("L-POST") if r.person == HOLDERS[1]} == {"0/0"}


def test_u7_looks_at_committee_meetings_held_in_the_year(log: Log) -> None:
    log.held("2022-02-10 15:00", REGULAR, unit=ABSENT)
    log.held("2021-12-31 15:00", COMMITTEE, unit=ABSENT)
    log.held("2023-01-01 00:00", COMMITTEE, unit=ABSENT)
    off = log.held("2022-03-10 15:00", COMMITTEE, sits=ABSENT)
    assert u7(log) == [0, 1, 1]
    log.tell(off, AttendanceCorrected(
        participant=SITS, community="FC01", was=ABSENT, status=PRESENT, reason="漏登",
        evidence=("e3" * 32,), met=(COMMITTEE,),
    ))  # fmt: skip
    assert u7(log) == [1, 1, 0]


def c1(log: Log) -> list[Any]:
    return log.found(SubjectKind.COMMUNITY, FC01, "quarter_meetings_held", "quarter_meetings_due")


def test_ex14_seven_of_eight_quarters(log: Log) -> None:
    for month in ("03", "06", "12"):
        log.held(f"2022-{month}-20 15:00", COMMITTEE, REGULAR)
    log.held("2022-09-20 15:00", COMMITTEE, REGULAR, met=(COMMITTEE,))
    assert c1(log) == [7, 8]
    log.held("2022-09-21 15:00", COMMITTEE)
    assert c1(log) == [7, 8]
    log.held("2022-09-30 23:59", REGULAR)
    assert c1(log) == [8, 8]


def test_a_community_owes_the_quarters_on_whose_first_day_it_existed(log: Log) -> None:
    gone = BodyDissolved(on=date.fromisoformat("2022-07-01"), document_no="2号")
    log.tell(FC01, gone)
    assert c1(log) == [0, 6]


def test_c1_names_the_meetings_and_what_was_found_at_the_period_ends(log: Log) -> None:
    meeting = log.held("2022-03-20 15:00", REGULAR)
    settled = len(log.events)
    first, last = date.fromisoformat("2022-04-01"), date.fromisoformat("2022-06-30")
    missed = CadenceMissed(
        type=REGULAR, community="FC01", year=2022, number=2, first=first, last=last, required=1,
        meetings=(),
    )  # fmt: skip
    found = log.tell(UUID(int=0x6000), missed, "2022-07-01 00:00")
    year = Year(log.snapshot(), 2022, ruleset_2022(), date.fromisoformat("2022-12-31"))
    of_fc01 = measures(year, SubjectKind.COMMUNITY)[FC01]
    assert of_fc01["quarter_meetings_held"].evidence == (settled,)
    assert of_fc01["quarter_meetings_due"].evidence == (found,)
    second = [r for r in log.rows("L-CADENCE") if (r.type, r.number) == (REGULAR, 2)]
    assert [(r.status, r.recorded) for r in second] == [("MISSED", "MISSED")]
    assert [row.meetings for row in log.rows("L-CADENCE") if row.held] == [(meeting,)]


def test_l_cadence_has_two_rows_for_one_sitting_and_is_open_while_the_period_runs(log: Log) -> None:
    log.held("2022-03-20 15:00", COMMITTEE, REGULAR)
    log.held("2022-03-21 15:00", TOPIC, community=None)
    log.held("2022-03-22 15:00", JOINT, met=(), community=None)
    rows = {(r.type, r.number): r for r in log.rows("L-CADENCE")}
    assert len(rows) == 1 + 2 + 4 + 4
    assert {rows[(type, 1)].status for type in (TOPIC, REGULAR, COMMITTEE)} == {"MET"}
    assert rows[(JOINT, 1)].status == "MISSED"  # it was no plenary
    then = {(r.type, r.number): r.status for r in log.rows("L-CADENCE", on="2022-03-20")}
    assert (then[(TOPIC, 1)], then[(COMMITTEE, 1)]) == ("OPEN", "MET")
    early = {(r.type, r.number): r.status for r in log.rows("L-CADENCE", on="2022-03-19")}
    assert early[(COMMITTEE, 1)] == "OPEN"
    as_known = log.rows("L-CADENCE", now="2022-04-01 00:00")
    assert {r.status for r in as_known if r.number == 1 and r.community} == {"MET"}


def test_a_second_meeting_in_a_quarter_is_counted_with_the_first(log: Log) -> None:
    log.held("2022-01-01 00:00", REGULAR)
    log.held("2022-03-31 23:59", REGULAR)
    found = periods(log.snapshot(), 2022, date.fromisoformat("2022-12-31"))
    [first] = [p for p in found if p.rule.type is REGULAR and p.number == 1]
    assert len(first.meetings) == 2


# The rows


def test_a_meeting_from_notice_to_end_in_l_meet(log: Log) -> None:
    meeting = log.held("2022-03-20 15:00", COMMITTEE, REGULAR, unit=ABSENT, sits=SUBSTITUTE)
    decision = UUID(int=0x70)
    fact = DecisionFact(
        decision=decision, text="合成", body="FC01", due_on=date.fromisoformat("2022-09-30")
    )
    log.tell(meeting, MinutesIssued(
        document_no="3号", community="FC01", decisions=(fact,), claims=(COMMITTEE,)
    ))  # fmt: skip
    log.tell(meeting, DecisionCompleted(decision=decision, evidence=("e3" * 32,)))
    log.tell(meeting, MeetingClosed())
    row = L_MEET.replay(log.events)[(meeting,)]
    assert (row.state, row.invited, row.document_no) == ("CLOSED", 2, "3号")
    assert (row.present, row.substitutes, row.excused, row.absent) == (0, 1, 0, 1)
    assert (row.decisions, row.done, row.claims) == (1, 1, (COMMITTEE,))
    assert row.meeting_no.startswith("FC01-2022-")
    done = L_DECISION.replay(log.events)[(decision,)]
    assert (done.state, done.body, done.community) == ("DONE", "FC01", "FC01")


def test_a_correction_shows_what_was_and_who_changed_it(log: Log) -> None:
    meeting = log.held("2022-03-20 15:00", COMMITTEE, REGULAR, unit=ABSENT)
    corrected = AttendanceCorrected(
        participant=UNIT, community="FC01", was=ABSENT, status=PRESENT, reason="漏登",
        evidence=("e3" * 32,), met=(COMMITTEE,),
    )  # fmt: skip
    who = UUID(int=0x80)
    position = log.tell(meeting, corrected, "2022-04-10 09:00", person=who)
    row = L_MEET.replay(log.events)[(meeting,)]
    assert (row.present, row.absent, row.met, row.settled) == (1, 0, (COMMITTEE,), position)
    line_of = L_ATTEND.replay(log.events)[(meeting, "UNIT", str(UNITS[0]))]
    assert (line_of.was, line_of.status, line_of.corrected_by) == (ABSENT, PRESENT, who)
    assert str(line_of.corrected_on) == "2022-04-10"
    again = corrected.model_copy(update={"was": PRESENT, "status": SUBSTITUTE})
    later = log.tell(meeting, again)
    row = L_MEET.replay(log.events)[(meeting,)]
    assert (row.substitutes, row.settled) == (1, position)
    assert L_ATTEND.replay(log.events)[(meeting, "UNIT", str(UNITS[0]))].was == ABSENT
    assert later > position


def test_leave_is_on_the_line_and_lapses_with_the_day(log: Log) -> None:
    meeting = UUID(int=0x5999)
    log.tell(meeting, convened())
    assert L_ATTEND.replay(log.events)[(meeting, "UNIT", str(UNITS[0]))].leave is None
    log.tell(meeting, LeaveRequested(participant=UNIT, community="FC01", reason="检查"))
    key = (meeting, "UNIT", str(UNITS[0]))
    assert len(L_ATTEND.replay(log.events)) == len(INVITED)
    assert L_ATTEND.replay(log.events)[key].leave == "REQUESTED"
    granted = log.tell(meeting, LeaveApproved(participant=UNIT, community="FC01"))
    row = L_ATTEND.replay(log.events)[key]
    assert (row.leave, row.leave_at, row.status) == ("APPROVED", granted, None)
    moved = MeetingPostponed(
        starts_at=moment("2022-03-27 15:00"), urgent=False, reason="改期", lapsed=(UNIT,)
    )
    log.tell(meeting, moved)
    assert L_ATTEND.replay(log.events)[key].leave is None
    row_of = L_MEET.replay(log.events)[(meeting,)]
    assert (row_of.state, str(row_of.on)) == ("POSTPONED", "2022-03-27")
    log.tell(meeting, MeetingCancelled(reason="并入下次"))
    assert L_MEET.replay(log.events)[(meeting,)].state == "CANCELLED"


def test_l_post_says_who_held_what_and_how_often_he_came(log: Log) -> None:
    log.held("2022-02-10 15:00", COMMITTEE, sits=PRESENT, unit=PRESENT)
    log.held("2022-05-10 15:00", COMMITTEE, sits=ABSENT)
    rows = {row.person: row for row in log.rows("L-POST")}
    first = rows[HOLDERS[0]]
    assert (first.body, first.community, first.basis) == ("FC01-BPC", "FC01", "UNIT_LOCATED")
    assert (first.attendance, first.attendance_percent, first.absent) == ("1/2", "50.00", 1)
    assert (rows[HOLDERS[1]].attendance, rows[HOLDERS[1]].attendance_percent) == ("0/0", None)
    assert log.rows("L-POST", on="2021-05-31") == []
    gone = BodyDissolved(on=date.fromisoformat("2022-06-30"), document_no="2号")
    log.tell(body_ref("FC01-BPC").id, gone)
    ended = log.rows("L-POST")[0]
    assert (str(ended.end), ended.in_post) == ("2022-06-30", False)
    assert log.rows("L-POST", on="2022-06-30")[0].in_post


def test_who_was_asked_to_come_is_told_when_and_about_what() -> None:
    log, meeting = Log(), UUID(int=0x5999)
    log.tell(meeting, convened())
    rows = [row for row in L_ATTEND.replay(log.events).values() if row.unit == UNITS[0]]
    [told] = extras(log.snapshot(), "L-ATTEND", rows, lambda _: None)
    assert (told["title"], told["state"]) == (convened().title, "CONVENED")
    assert told["starts_at"] == convened().starts_at
