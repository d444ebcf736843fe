"""From a proposal to a date: SYS-08, R-25."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.deliberation import (
    DELIBERATION,
    STATE_LABELS,
    DeferItem,
    ItemAccepted,
    ItemClass,
    ItemDeferred,
    ItemProposed,
    ItemRejected,
    ItemScheduled,
    ItemState,
    ProposeItem,
    Proposer,
    RejectReason,
    ScheduleItem,
    ScreenItem,
)
from domain.meeting import MeetingState, meeting_ref
from domain.roles import Role
from tests.domain.deliberation.facts import (
    ACCEPTED,
    CALLED,
    DAY,
    MEETING,
    NEXT,
    PROPOSED,
    SCHEDULED,
    item,
)
from tests.domain.world import AUNT, UNCLE, UNIT_A, enrolled

PROPOSE = ProposeItem(
    community="FC01", item_class=ItemClass.PUBLIC_AFFAIRS_AND_WELFARE, title="停车难",
    text="夜间占用消防通道",
)  # fmt: skip
WHO = {"person": AUNT, "unit": UNIT_A, "department": "DEPT-STREETS", "problem": UUID(int=1)}


@pytest.mark.parametrize(
    ("role", "field", "proposer"),
    [(Role.RES, "person", Proposer.RESIDENT), (Role.UNIT, "unit", Proposer.UNIT),
     (Role.ORG, "unit", Proposer.SOCIAL_ORGANISATION), (Role.MER, "unit", Proposer.MERCHANT),
     (Role.DEPT, "department", Proposer.DEPARTMENT), (Role.CS, None, Proposer.COMMUNITY),
     (Role.SYS, "problem", Proposer.SYSTEM)],
)  # fmt: skip
def test_each_role_proposes_and_says_for_whom_sys08(
    role: Role, field: str | None, proposer: Proposer
) -> None:
    who = {} if field is None else {field: WHO[field]}
    proposing = item().by(role, person=AUNT).looking(enrolled(UNIT_A))
    command = PROPOSE.model_copy(update=who)
    proposing.when(command).then(ItemProposed(proposed_by=proposer, on=DAY, **dict(command)))
    for other in WHO.keys() - {field}:
        more = PROPOSE.model_copy(update=who | {other: WHO[other]})
        proposing.when(more).then_refused("proposer_unstated")
    if field is not None:
        proposing.when(PROPOSE).then_refused("proposer_unstated")


def test_a_resident_proposes_in_her_own_name() -> None:
    other = item().by(Role.RES, person=UNCLE)
    other.when(PROPOSE.model_copy(update={"person": AUNT})).then_refused("not_in_own_name")
    carer = item().by(Role.RES, person=UNCLE, on_behalf_of=AUNT)
    assert carer.when(PROPOSE.model_copy(update={"person": AUNT})).facts()


def test_a_unit_that_proposes_is_enrolled_and_a_community_exists() -> None:
    unit = PROPOSE.model_copy(update={"unit": UNIT_A})
    item().by(Role.UNIT).when(unit).then_refused("no_such_unit")
    late = item().by(Role.UNIT).looking(enrolled(UNIT_A, on=date(2022, 5, 11)))
    late.when(unit).then_refused("no_such_unit")
    item().when(PROPOSE.model_copy(update={"community": "FC99"})).then_refused("no_such_community")


def test_what_the_system_proposes_it_proposes_once_p14() -> None:
    again = PROPOSE.model_copy(update={"problem": UUID(int=1), "occurrence": 1})
    item(PROPOSED).by(Role.SYS).when(again).then_nothing()
    second = again.model_copy(update={"occurrence": 2})
    assert DELIBERATION.identify(again) != DELIBERATION.identify(second)
    assert DELIBERATION.identify(PROPOSE) is None


def test_screening_lists_it_and_says_whether_all_residents_decide() -> None:
    for flag in (False, True):
        screen = ScreenItem(listed=True, needs_residents_meeting=flag)
        item(PROPOSED).when(screen).then(ItemAccepted(needs_residents_meeting=flag, on=DAY))
    item(PROPOSED, ACCEPTED).when(screen).then_refused("wrong_item_state")
    item().when(screen).then_refused("no_such_item")


def test_what_is_not_listed_has_its_reason_sys08() -> None:
    told: dict[str, Any] = {"reason": RejectReason.PRIVATE_MATTER, "explanation": "属邻里纠纷"}
    rejected = ItemRejected(person=AUNT, on=DAY, **told)
    item(PROPOSED).when(ScreenItem(listed=False, **told)).then(rejected)
    for missing in told:
        partly = {name: value for name, value in told.items() if name != missing}
        item(PROPOSED).when(ScreenItem(listed=False, **partly)).then_refused(
            "rejection_unexplained"
        )
    item(PROPOSED, rejected).when(ScheduleItem(meeting=NEXT)).then_refused("wrong_item_state")


def test_an_item_is_scheduled_deferred_and_scheduled_again() -> None:
    schedule, scheduled = ScheduleItem(meeting=NEXT), ItemScheduled(meeting=NEXT, on=DAY)
    item(PROPOSED, ACCEPTED).when(schedule).then(scheduled)
    item(PROPOSED, ACCEPTED, scheduled).when(schedule).then_nothing()
    assert item(PROPOSED, ACCEPTED, SCHEDULED).when(schedule).facts(), "to another meeting"
    deferred = ItemDeferred(reason="等图纸", on=DAY)
    item(PROPOSED, ACCEPTED, SCHEDULED).when(DeferItem(reason="等图纸")).then(deferred)
    off = item(PROPOSED, ACCEPTED, SCHEDULED, deferred)
    assert off.state.state is ItemState.DEFERRED
    off.when(schedule).then(scheduled)
    item(PROPOSED).when(schedule).then_refused("wrong_item_state")
    off.when(DeferItem(reason="等图纸")).then_refused("wrong_item_state")


def test_every_state_has_its_label() -> None:
    assert set(STATE_LABELS) == set(ItemState)


def test_the_meeting_is_the_communitys_own_and_to_come_sys08() -> None:
    listed = item(PROPOSED, ACCEPTED)
    listed.when(ScheduleItem(meeting=MEETING)).then_refused("no_such_meeting")
    listed.when(ScheduleItem(meeting=UUID(int=0xA9))).then_refused("no_such_meeting")
    elsewhere = {meeting_ref(NEXT): replace(CALLED, community="FC02")}
    listed.looking(elsewhere).when(ScheduleItem(meeting=NEXT)).then_refused("no_such_meeting")
    put_off = {meeting_ref(NEXT): replace(CALLED, state=MeetingState.POSTPONED)}
    assert listed.looking(put_off).when(ScheduleItem(meeting=NEXT)).facts()


def test_steps_follow_each_other_in_time() -> None:
    before = item(PROPOSED).at("2022-05-10 09:00", "2022-03-31 09:00")
    before.when(ScreenItem(listed=True)).then_refused("before_previous_step")
    listed = item(PROPOSED, ACCEPTED).at("2022-05-10 09:00", "2022-04-01 09:00")
    listed.when(ScheduleItem(meeting=NEXT)).then_refused("before_previous_step")
    listed.when(DeferItem(reason="等")).then_refused("before_previous_step")
