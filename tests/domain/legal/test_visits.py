"""Visits of the three officers and the adviser: SYS-13, R-33."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from application.authority import covers
from domain.body import BODY, LEGAL_POSTS, Basis, BodyEstablished, BodyType, Post, PostAppointed
from domain.case import CASE, CaseReported, Channel, case_ref
from domain.community import community_ref
from domain.kernel import Actor, Period
from domain.legal import (
    LEGAL_VISIT,
    CancelVisit,
    LegalRole,
    LegalVisitCancelled,
    LegalVisitHeld,
    LegalVisitPlanned,
    LegalVisitRecorded,
    PlanVisit,
    RecordVisit,
    VisitKind,
    VisitState,
)
from domain.roles import Role
from tests.spec import given, moment

SUN, QIAN = UUID(int=0x71), UUID(int=0x72)
DAY = date(2022, 5, 20)
ESTABLISHED = BodyEstablished(
    code="FC01", type=BodyType.COMMUNITY_PARTY_ORG, title="繁城第一社区（合成）",
    on=date(2021, 6, 1), document_no="【合成】1号",
)  # fmt: skip
JUDGE = PostAppointed(
    appointment=UUID(int=9), person=SUN, post=Post.JUDGE, basis=Basis.SENT_BY_EMPLOYER,
    period=Period(start=date(2022, 3, 1), end=date(2022, 6, 30)), document_no="【合成】2号",
)  # fmt: skip
HERE = {community_ref("FC01"): BODY.replay([ESTABLISHED, JUDGE])}
PLAN = PlanVisit(community="FC01", role=LegalRole.JUDGE, person=SUN, on=DAY)
PLANNED = LegalVisitPlanned(**dict(PLAN))
CASES = tuple(UUID(int=n) for n in (0x81, 0x82))
TOUCHED = {
    case_ref(id): CASE.replay(
        [
            CaseReported(
                happened_at=moment("2022-05-01 10:00"), channel=Channel.WINDOW, text="【合成】",
                community=community, grid=None,
            )
        ]
    )
    for id, community in zip(CASES, ("FC01", "FC02"), strict=True)
}  # fmt: skip
RECORD = RecordVisit(
    held_on=DAY, kind=VisitKind.SCREEN, people_served=12, cases=(CASES[0], CASES[0])
)
HELD = LegalVisitHeld(
    community="FC01", role=LegalRole.JUDGE, person=SUN, held_on=DAY, kind=VisitKind.SCREEN,
    people_served=12, cases=CASES[:1],
)  # fmt: skip
RECORDED = LegalVisitRecorded(confirmed_by=SUN)
CANCEL = CancelVisit(reason="另有开庭")
OFFICER = Actor(role=Role.LEG, person=SUN)


def visit(*facts: Any) -> Any:
    return given(LEGAL_VISIT, *facts).by(Role.CS).at("2022-05-10 09:00").looking(HERE)


def done(*facts: Any) -> Any:
    """At the end of the day, confirmed by the officer."""
    late = visit(*facts).by(Role.CW).at("2022-05-20 18:00").looking(TOUCHED)
    return late.approved_by(OFFICER)


def test_the_three_officers_and_the_adviser_are_four_posts_r33() -> None:
    assert {role.post for role in LegalRole} == LEGAL_POSTS
    assert len(LEGAL_POSTS) == 4


def test_a_visit_is_planned_recorded_and_confirmed() -> None:
    visit().when(PLAN).then(PLANNED)
    done(PLANNED).when(RECORD).then(HELD, RECORDED)
    states = [LEGAL_VISIT.replay(facts).state for facts in ([PLANNED], [PLANNED, HELD])]
    assert states == [VisitState.PLANNED, VisitState.HELD]
    assert LEGAL_VISIT.replay([PLANNED, HELD, RECORDED]).state is VisitState.RECORDED


@pytest.mark.parametrize(
    "about",
    [{"person": QIAN}, {"role": LegalRole.POLICE}, {"on": date(2022, 7, 1)}],
    ids=["somebody else", "another role", "after the appointment"],
)
def test_who_is_not_appointed_to_the_community_is_not_planned_sys13(about: Any) -> None:
    visit().when(PLAN.model_copy(update=about)).then_refused("not_appointed")


def test_who_was_not_appointed_on_the_day_was_not_there_sys13() -> None:
    late = RECORD.model_copy(update={"held_on": date(2022, 7, 1)})
    done(PLANNED).at("2022-07-02 09:00").when(late).then_refused("not_appointed")
    last = RECORD.model_copy(update={"held_on": date(2022, 6, 30)})
    assert done(PLANNED).at("2022-07-02 09:00").when(last).facts()


def test_only_a_community_plans_visits() -> None:
    visit().when(PLAN.model_copy(update={"community": "FC02"})).then_refused("no_such_community")


def test_a_visit_is_planned_before_it_and_once_a_day() -> None:
    visit().at("2022-05-21 09:00").when(PLAN).then_refused("plan_in_the_past")
    visit().at("2022-05-20 09:00").when(PLAN).then(PLANNED)
    visit(PLANNED).when(PLAN).then_refused("visit_planned")
    cancelled = LegalVisitCancelled(reason="【合成】")
    visit(PLANNED, cancelled).when(PLAN).then(PLANNED)


def test_a_planned_visit_is_cancelled_and_no_other() -> None:
    cancelled = LegalVisitCancelled(reason=CANCEL.reason)
    visit(PLANNED).when(CANCEL).then(cancelled)
    for facts in ((PLANNED, HELD, RECORDED), (PLANNED, cancelled)):
        visit(*facts).when(CANCEL).then_refused("wrong_state")
        done(*facts).when(RECORD).then_refused("wrong_state")


def test_the_officer_himself_confirms_sys13() -> None:
    for other in (Actor(role=Role.LEG, person=QIAN), Actor(role=Role.LEG)):
        done(PLANNED).approved_by(other).when(RECORD).then_refused("officer_confirms")


def test_another_officer_sees_nothing_to_confirm() -> None:
    concern = RECORD.approver_concern(LEGAL_VISIT.replay([PLANNED]))
    assert covers(Actor(Role.LEG, SUN, scopes=("self",)), concern)
    assert not covers(Actor(Role.LEG, QIAN, scopes=("self",)), concern)


def test_a_visit_still_to_come_was_not_held() -> None:
    done(PLANNED).at("2022-05-19 18:00").when(RECORD).then_refused("in_the_future")


def test_the_cases_it_touched_are_the_communitys() -> None:
    for wrong in (CASES[1], UUID(int=0x99)):
        other = RECORD.model_copy(update={"cases": (wrong,)})
        done(PLANNED).when(other).then_refused("no_such_case")


def test_a_visit_concerns_its_community_and_its_officer() -> None:
    concern = LEGAL_VISIT.concerns(LEGAL_VISIT.replay([PLANNED]), None)
    assert (concern.community, concern.persons) == ("FC01", frozenset({SUN}))
    assert LEGAL_VISIT.concerns(LEGAL_VISIT.initial, PLAN) == concern
