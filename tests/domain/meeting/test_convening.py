"""Meetings are called, put off, called off: SYS-03, R-08 to R-10, R-14, AM-14."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.case import CASE, EscalationLevel, case_ref
from domain.case.pressing import CaseEscalated
from domain.kernel import Actor
from domain.meeting import (
    MEETING,
    AgendaItem,
    CancelMeeting,
    ConveneMeeting,
    LeaveRequested,
    Matter,
    MeetingCancelled,
    MeetingPostponed,
    MeetingType,
    Participant,
    ParticipantKind,
    PostponeMeeting,
)
from domain.roles import Role
from tests.domain.case.world import REPORTED
from tests.domain.meeting.world import (
    CONVENE,
    CONVENED,
    DEPARTMENT,
    HOLDERS,
    ITEM,
    JOINT,
    ORGANISATION,
    REGULAR,
    RESIDENT,
    STARTS,
    TOPIC,
    UNITS,
    WORLD,
    attended,
    convened,
    holder,
    neighbour,
    of_body,
    of_unit,
)
from tests.spec import Given, given, moment

UNKNOWN = UUID(int=0x999)
STANDING = tuple(map(of_body, ("TOWN", "OWC", "NPSO")))
CONFERENCE = ConveneMeeting(
    type=JOINT, plenary=True, convenor="COD", title="联席会议（合成）", place="县委会议室",
    starts_at=STARTS, agenda=(AgendaItem(subject="部署共治"),), invited=STANDING,
)  # fmt: skip
REASON = "与换届会议冲突"


def calling(role: Role | Actor = Role.CS, at: str = "2022-03-17 09:00") -> Given[Any]:
    return given(MEETING).by(role).at(at).looking(WORLD)


def but(convene: ConveneMeeting = CONVENE, **changed: Any) -> ConveneMeeting:
    return convene.model_copy(update=changed)


def test_the_notice_says_what_the_sitting_serves_am14() -> None:
    calling().when(CONVENE).then(CONVENED)
    assert CONVENED.serves == (MeetingType.BIG_PARTY_COMMITTEE, REGULAR)


def test_the_organisation_department_calls_topic_and_joint_meetings_r08_r09() -> None:
    calling(Role.COD).when(CONFERENCE).then(convened(CONFERENCE))
    topic = but(CONFERENCE, type=TOPIC, plenary=False, convenor="CPBLG")
    calling(Role.COD).when(topic).then(convened(topic))
    calling(Role.EVO).when(topic).then_refused("not_the_convenor")


@pytest.mark.parametrize("role", [Role.COD, Role.EVO])
def test_only_the_secretary_calls_a_communitys_meetings_r10_r14(role: Role) -> None:
    calling(role).when(CONVENE).then_refused("not_the_convenor")


@pytest.mark.parametrize("convenor", ["FC02", "FC02-BPC", "COD", DEPARTMENT, "NOBODY"])
def test_a_wrong_body_does_not_call_it_r10_r14(convenor: str) -> None:
    calling().when(but(convenor=convenor)).then_refused("wrong_convening_body")


def test_a_wrong_body_does_not_call_a_county_meeting_r08() -> None:
    topic = but(CONFERENCE, type=TOPIC, plenary=False)
    calling(Role.COD).when(topic).then_refused("wrong_convening_body")


def test_a_community_meeting_names_its_community_and_no_other_does() -> None:
    calling().when(but(community=None)).then_refused("community_or_county")
    county = but(CONFERENCE, community="FC01")
    calling(Role.COD).when(county).then_refused("community_or_county")
    calling().when(but(community="FC10")).then_refused("no_such_community")


def test_only_the_two_quarterly_meetings_can_be_one_sitting_am14() -> None:
    deliberation = but(also_serves=(MeetingType.DELIBERATION,))
    calling().when(deliberation).then_refused("types_not_combinable")
    twice = but(also_serves=(MeetingType.BIG_PARTY_COMMITTEE,))
    calling().when(twice).then_refused("types_not_combinable")


def test_a_committee_meeting_names_its_committee_r14() -> None:
    calling().when(but(committee=None)).then_refused("committee_missing")
    regular = but(type=REGULAR, also_serves=())
    calling().when(regular).then_refused("committee_missing")
    calling().when(but(committee="FC02-BPC")).then_refused("no_such_committee")
    calling().when(but(committee="FC01")).then_refused("no_such_committee")


def test_a_meeting_has_an_agenda_sys03() -> None:
    calling().when(but(agenda=())).then_refused("agenda_empty")


def test_what_a_committee_deals_with_is_classed_r14() -> None:
    unclassed = AgendaItem(subject="暖气改造")
    calling().when(but(agenda=(ITEM, unclassed))).then_refused("matter_missing")
    regular = but(type=REGULAR, also_serves=(), committee=None, agenda=(unclassed,))
    calling().when(regular).then(convened(regular))


def test_an_escalated_case_comes_on_the_agenda_and_no_other_sys05() -> None:
    item = AgendaItem(subject="供热纠纷", matter=Matter.SOCIAL, case=UNKNOWN)
    calling().when(but(agenda=(item,))).then_refused("case_not_escalated")
    escalated = CaseEscalated(
        happened_at=STARTS, level=EscalationLevel.TOWN, question="费用由谁承担"
    )
    known = {case_ref(UNKNOWN): CASE.replay([REPORTED, escalated])}
    with_case = but(agenda=(item,))
    calling().looking(known).when(with_case).then(convened(with_case))


def test_notice_is_given_three_days_before_except_urgent_sys03() -> None:
    assert calling(at="2022-03-17 23:59").when(CONVENE).facts()
    calling(at="2022-03-18 00:00").when(CONVENE).then_refused("notice_too_short")
    urgent = but(urgent=True)
    calling(at="2022-03-20 14:59").when(urgent).then(convened(urgent))
    calling(at="2022-03-20 15:00").when(urgent).then_refused("starts_in_the_past")


def test_who_is_asked_exists_and_is_what_it_is_listed_as() -> None:
    as_unit = of_unit(ORGANISATION)
    as_society = Participant(kind=ParticipantKind.SOCIAL_ORGANISATION, unit=UNITS[0])
    for wrong in (as_unit, as_society, of_unit(UNKNOWN), neighbour(UNKNOWN), of_body("NOBODY")):
        calling().when(but(invited=(wrong,))).then_refused("no_such_participant")


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "UNIT", "person": RESIDENT}, {"kind": "RESIDENT"},
     {"kind": "BODY", "body": "TOWN", "person": RESIDENT},
     {"kind": "RESIDENT", "person": RESIDENT, "unit": UNITS[0]}],
)  # fmt: skip
def test_a_participant_is_named_as_his_kind_says(wrong: dict[str, Any]) -> None:
    strange = but(invited=(Participant(**wrong),))
    calling().when(strange).then_refused("no_such_participant")


def test_nobody_is_asked_twice_and_post_holders_are_asked_by_their_posts() -> None:
    twice = (neighbour(RESIDENT), neighbour(RESIDENT))
    calling().when(but(invited=twice)).then_refused("invited_twice")
    calling().when(but(invited=(holder(HOLDERS[0]),))).then_refused("invited_by_post")


@pytest.mark.parametrize("missing", range(3))
def test_a_plenary_asks_all_standing_members_r09(missing: int) -> None:
    some = tuple(each for n, each in enumerate(STANDING) if n != missing)
    calling(Role.COD).when(but(CONFERENCE, invited=some)).then_refused("standing_member_missing")
    smaller = but(CONFERENCE, invited=some, plenary=False)
    calling(Role.COD).when(smaller).then(convened(smaller))


def test_only_a_joint_conference_is_plenary_r09() -> None:
    calling().when(but(plenary=True)).then_refused("no_plenary")


def test_a_meeting_is_put_off_with_notice_and_leave_is_asked_for_anew() -> None:
    postpone = PostponeMeeting(starts_at=moment("2022-03-27 15:00"), reason=REASON)
    called = given(MEETING, CONVENED).by(Role.CS).at("2022-03-19 09:00")
    called.when(postpone).then(MeetingPostponed(**dict(postpone)))
    called.by(Role.COD).when(postpone).then_refused("not_the_convenor")
    soon = postpone.model_copy(update={"starts_at": moment("2022-03-21 15:00")})
    called.when(soon).then_refused("notice_too_short")
    past = postpone.model_copy(update={"starts_at": moment("2022-03-18 15:00"), "urgent": True})
    called.when(past).then_refused("starts_in_the_past")
    same = postpone.model_copy(update={"starts_at": STARTS, "urgent": True})
    called.when(same).then_nothing()
    unit = of_unit(UNITS[0])
    asked = LeaveRequested(participant=unit, community="FC01", reason="上级检查")
    [lapsed] = (
        given(MEETING, CONVENED, asked).by(Role.CS).at("2022-03-19 09:00").when(postpone).facts()
    )
    assert lapsed == MeetingPostponed(**dict(postpone), lapsed=(unit,))
    moved = MEETING.replay([CONVENED, asked, lapsed])
    assert (moved.day, moved.leaves) == (date(2022, 3, 27), ())
    again = given(MEETING, CONVENED, MeetingPostponed(**dict(postpone))).by(Role.CS)
    later = postpone.model_copy(update={"starts_at": moment("2022-04-03 15:00")})
    assert again.at("2022-03-19 10:00").when(later).facts()


def test_a_meeting_is_called_off_by_who_called_it_and_once() -> None:
    cancel = CancelMeeting(reason=REASON)
    called = given(MEETING, CONVENED).by(Role.CS)
    called.when(cancel).then(MeetingCancelled(reason=REASON))
    called.by(Role.EVO).when(cancel).then_refused("not_the_convenor")
    over = given(MEETING, CONVENED, MeetingCancelled(reason=REASON)).by(Role.CS)
    over.when(cancel).then_refused("wrong_state")
    given(MEETING).by(Role.CS).when(cancel).then_refused("no_such_meeting")


def test_who_was_absent_is_not_helped_by_calling_it_off_afterwards() -> None:
    began = given(MEETING, CONVENED, attended()).by(Role.CS).at("2022-03-20 18:00")
    began.when(CancelMeeting(reason=REASON)).then_refused("attendance_recorded")
    later = PostponeMeeting(starts_at=moment("2022-03-27 15:00"), reason=REASON)
    began.when(later).then_refused("attendance_recorded")
