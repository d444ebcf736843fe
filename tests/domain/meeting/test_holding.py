"""What a sitting satisfies, its minutes, its end: AM-14, R-09, EX-14, SYS-03."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.body import BODY, body_ref
from domain.meeting import (
    MEETING,
    Attendance,
    AttendanceLine,
    AttendanceRecorded,
    CloseMeeting,
    CompleteDecision,
    Decided,
    DecisionCompleted,
    DecisionFact,
    HoldMeeting,
    IssueMinutes,
    MeetingClosed,
    MeetingHeld,
    MeetingType,
    MinutesIssued,
    Participant,
    PostponeMeeting,
    RecordAttendance,
)
from domain.roles import Role
from tests.domain.meeting.test_convening import CONFERENCE
from tests.domain.meeting.world import (
    COMMITTEE,
    CONVENED,
    DEPARTMENT,
    EVERYBODY,
    HOLDERS,
    JOINT,
    REGULAR,
    RESIDENT,
    SOCIETY,
    STARTS,
    WORLD,
    attended,
    convened,
    lines,
    post,
)
from tests.spec import COMMAND_ID, Given, given, moment

HOLD = HoldMeeting(held_at=STARTS)
HALF = len(HOLDERS) // 2
FILE = "e3" * 32


def sat(*absent: Participant, at: str = "2022-03-20 17:00") -> Given[Any]:
    return given(MEETING, CONVENED, attended(*absent)).by(Role.CS).at(at).looking(WORLD)


def met(state: Given[Any]) -> tuple[MeetingType, ...]:
    [fact] = state.when(HOLD).facts()
    assert isinstance(fact, MeetingHeld)
    return fact.met


def test_ex14_one_sitting_meets_both_cadences() -> None:
    eight_stayed_away = EVERYBODY[14 : len(HOLDERS)]
    sat(*eight_stayed_away).when(HOLD).then(
        MeetingHeld(
            held_at=STARTS, plenary=False, met=(COMMITTEE, REGULAR), posts=22, post_holders=14,
            units=3, organisations=1, residents=2,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "absent", [EVERYBODY[-2:], (SOCIETY,), EVERYBODY[len(HOLDERS) : len(HOLDERS) + 3]]
)
def test_ex14_without_residents_units_or_organisations_only_the_committee_met(
    absent: tuple[Participant, ...],
) -> None:
    assert met(sat(*absent)) == (COMMITTEE,)


def test_am14_the_committee_needs_more_than_half_of_its_posts() -> None:
    assert met(sat(*EVERYBODY[HALF : len(HOLDERS)])) == (REGULAR,)
    assert met(sat(*EVERYBODY[HALF + 1 : len(HOLDERS)])) == (COMMITTEE, REGULAR)
    assert met(sat(*EVERYBODY[HALF:])) == ()


def test_am14_a_substitute_counts_as_attended() -> None:
    statuses = dict.fromkeys(EVERYBODY, Attendance.SUBSTITUTE)
    sent = AttendanceRecorded(
        community="FC01",
        lines=tuple(AttendanceLine(participant=p, status=s) for p, s in statuses.items()),
    )
    state = given(MEETING, CONVENED, sent).by(Role.CS).at("2022-03-20 17:00").looking(WORLD)
    assert met(state) == (COMMITTEE, REGULAR)


def test_am14_conditions_are_those_of_one_sitting_for_both() -> None:
    alone = convened(serves=(COMMITTEE,))
    few = attended(*EVERYBODY[1:])
    state = given(MEETING, alone, few).by(Role.CS).at("2022-03-20 17:00").looking(WORLD)
    assert met(state) == (COMMITTEE,)


@pytest.mark.parametrize(("plenary", "satisfied"), [(True, (JOINT,)), (False, ())])
def test_r09_a_sitting_that_is_no_plenary_satisfies_nothing(
    plenary: bool, satisfied: tuple[MeetingType, ...]
) -> None:
    conference = convened(CONFERENCE, plenary=plenary)
    came = AttendanceRecorded(lines=lines(of=CONFERENCE.invited))
    state = given(MEETING, conference, came).by(Role.COD).at("2022-03-20 17:00").looking(WORLD)
    assert met(state) == satisfied


def test_a_meeting_is_held_on_the_day_it_was_called_for_and_not_before() -> None:
    sat(at="2022-03-20 14:59").when(HOLD).then_refused("in_the_future")
    early = HoldMeeting(held_at=moment("2022-03-19 15:00"))
    sat().when(early).then_refused("held_on_another_day")
    assert sat(at="2022-04-02 09:00").when(HOLD).facts()
    sat().by(Role.COD).when(HOLD).then_refused("not_the_convenor")


def test_everybody_who_was_asked_is_recorded_before_it_counts_as_held() -> None:
    for missing in (EVERYBODY[0], SOCIETY):
        some = attended(of=tuple(each for each in EVERYBODY if each != missing))
        state = given(MEETING, CONVENED, some).by(Role.CS).at("2022-03-20 17:00").looking(WORLD)
        state.when(HOLD).then_refused("attendance_incomplete")
    sat(*EVERYBODY).when(HOLD).then_refused("nobody_attended")


def test_a_post_given_since_the_notice_is_asked_for_too() -> None:
    more = BODY.replay([post(RESIDENT, since=STARTS.date())], WORLD[body_ref("FC01-BPC")])
    state = sat().looking({body_ref("FC01-BPC"): more})
    state.when(HOLD).then_refused("attendance_incomplete")


HELD = MeetingHeld(
    held_at=STARTS, plenary=False, met=(COMMITTEE,), posts=22, post_holders=22, units=3,
    organisations=1, residents=0,
)  # fmt: skip
DECIDED = Decided(text="供热公司十月前改造", body=DEPARTMENT, due_on=date(2022, 9, 30), item=1)
MINUTES = IssueMinutes(document_no="〔2022〕3号", decisions=(DECIDED,), claims=(COMMITTEE, REGULAR))
FACT = DecisionFact(decision=uuid5(COMMAND_ID, "decision/0"), **dict(DECIDED))
ISSUED = MinutesIssued(
    document_no="〔2022〕3号", community="FC01", decisions=(FACT,), claims=MINUTES.claims
)


def held(*facts: Any) -> Given[Any]:
    return given(MEETING, CONVENED, attended(), HELD, *facts).by(Role.CS).looking(WORLD)


def test_minutes_say_what_by_whom_and_until_when_sys03() -> None:
    held().when(MINUTES).then(ISSUED)
    held().by(Role.EVO).when(MINUTES).then_refused("not_the_convenor")
    sat().when(MINUTES).then_refused("wrong_state")
    wrong = {
        "no_such_body": {"body": "NOBODY"},
        "due_before_meeting": {"due_on": date(2022, 3, 19)},
        "no_such_item": {"item": 2},
    }
    for code, change in wrong.items():
        decision = DECIDED.model_copy(update=change)
        minutes = MINUTES.model_copy(update={"decisions": (decision,)})
        held().when(minutes).then_refused(code)


def test_ex14_what_minutes_claim_afterwards_does_not_count() -> None:
    alone = convened(serves=(COMMITTEE,))
    after = MEETING.replay([alone, attended(), HELD, ISSUED])
    assert (after.serves, after.met) == ((COMMITTEE,), (COMMITTEE,))


COMPLETE = CompleteDecision(decision=FACT.decision, evidence=(FILE,))
DONE = DecisionCompleted(**dict(COMPLETE))


def test_the_responsible_body_completes_its_decision_with_evidence_sys03() -> None:
    mine = held(ISSUED).by(Role.DEPT, body=DEPARTMENT)
    mine.when(COMPLETE).then(DONE)
    held(ISSUED).by(Role.DEPT, body="FC01").when(COMPLETE).then_refused("not_the_responsible_body")
    mine.when(COMPLETE.model_copy(update={"evidence": ()})).then_refused("evidence_missing")
    unknown = COMPLETE.model_copy(update={"decision": UUID(int=1)})
    mine.when(unknown).then_refused("no_such_decision")
    held(ISSUED, DONE).by(Role.DEPT, body=DEPARTMENT).when(COMPLETE).then_nothing()
    held().by(Role.DEPT, body=DEPARTMENT).when(COMPLETE).then_refused("wrong_state")


@pytest.mark.parametrize("role", [Role.UNIT, Role.ORG, Role.CW, Role.GH])
def test_whatever_body_is_responsible_somebody_may_say_that_it_is_done_sys03(role: Role) -> None:
    """A property company, a society, a grid branch: else the meeting never closes."""
    assert role in CompleteDecision.who
    held(ISSUED).by(role, body=DEPARTMENT).when(COMPLETE).then(DONE)
    held(ISSUED).by(role, body="FC01").when(COMPLETE).then_refused("not_the_responsible_body")


def test_the_meeting_closes_when_no_decision_is_open_sys03() -> None:
    close = CloseMeeting()
    held(ISSUED).when(close).then_refused("decision_open")
    held(ISSUED, DONE).when(close).then(MeetingClosed())
    held(ISSUED.model_copy(update={"decisions": ()})).when(close).then(MeetingClosed())
    held(ISSUED, DONE, MeetingClosed()).when(close).then_nothing()
    held().when(close).then_refused("wrong_state")
    assert CloseMeeting.who == {Role.SYS}


def test_what_was_held_is_attended_postponed_and_held_no_more() -> None:
    later = PostponeMeeting(starts_at=moment("2022-06-20 15:00"), reason="合成")
    for command in (HOLD, RecordAttendance(lines=lines()), later):
        held().when(command).then_refused("wrong_state")
