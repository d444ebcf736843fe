"""Task allocation: AssignCase, ReturnAssignment, DecideAssignmentDispute; R-07, S2 arts. 14, 17."""

from uuid import UUID

from domain.case import (
    AssignCase,
    AssignmentDisputeDecided,
    CaseAssigned,
    CaseReturned,
    Category,
    DecideAssignmentDispute,
    ReturnAssignment,
)
from domain.kernel import Actor
from domain.roles import Role
from tests.domain.case.world import (
    ACCEPTED,
    ASSIGNED,
    AT_WORK,
    DUE,
    GIVEN_OUT,
    HEATER,
    HEATING,
    NEW,
    OPEN,
    REPORTED,
    SECRETARY,
    STREETS,
    TO_COMMUNITY,
    WORKER,
    case,
    hers,
)

RETURN = ReturnAssignment(reason="不是我单位职责")
RETURNED = CaseReturned(
    **hers("2022-01-29 09:00"), handler=HEATING, count=1, reason="不是我单位职责"
)
AGAIN = RETURNED.model_copy(update={"count": 2})
TWICE = (*GIVEN_OUT, RETURNED, ASSIGNED, AGAIN)
NOISE = ACCEPTED.model_copy(update={"category": Category.NOISE})
FC02 = (
    REPORTED.model_copy(update={"community": "FC02", "grid": None}),
    NOISE.model_copy(update={"grid": None}),
)
DECIDE = DecideAssignmentDispute(handler=HEATING, reason="管网属其管理")


def test_a_case_goes_to_a_body_whose_duty_it_is() -> None:
    case(*OPEN).at("2022-01-28 17:00").when(AssignCase(handler=HEATING)).then(ASSIGNED)


def test_nobody_named_means_the_community_r07() -> None:
    case(*OPEN).at("2022-01-28 17:00").when(AssignCase()).then(TO_COMMUNITY)


def test_a_body_that_does_not_exist_gets_nothing() -> None:
    case(*OPEN).when(AssignCase(handler="DEPT-NONE")).then_refused("no_such_body")


def test_a_department_gets_nothing_outside_its_duties() -> None:
    assign = AssignCase(handler=HEATING, override_reason="就近")
    case(REPORTED, NOISE).when(assign).then_refused("outside_duties")


def test_a_body_without_a_duty_list_takes_anything() -> None:
    (fact,) = case(REPORTED, NOISE).when(AssignCase(handler=STREETS)).facts()
    assert isinstance(fact, CaseAssigned)
    assert not fact.outside_duties


def test_a_community_outside_its_list_needs_a_reason_s2_art17() -> None:
    worker = Actor(role=Role.CW, body="FC02", scopes=("community:FC02",))
    case(*FC02).by(worker).when(AssignCase()).then_refused("outside_duties")
    (fact,) = case(*FC02).by(worker).when(AssignCase(override_reason="无其他单位")).facts()
    assert isinstance(fact, CaseAssigned)
    assert fact.outside_duties
    assert fact.override_reason == "无其他单位"


def test_a_reason_that_was_not_needed_is_not_kept() -> None:
    (fact,) = case(*OPEN).when(AssignCase(override_reason="无其他单位")).facts()
    assert isinstance(fact, CaseAssigned)
    assert fact.override_reason is None


def test_only_an_accepted_case_is_assigned() -> None:
    case(*NEW).when(AssignCase()).then_refused("wrong_state")
    case(*GIVEN_OUT).when(AssignCase()).then_refused("wrong_state")
    case(*OPEN).at("2022-01-28 15:59").when(AssignCase()).then_refused("before_previous_step")


def test_the_handler_returns_a_wrong_assignment() -> None:
    case(*GIVEN_OUT).by(HEATER).at("2022-01-29 09:00").when(RETURN).then(RETURNED)


def test_nothing_is_returned_before_it_was_assigned() -> None:
    early = case(*GIVEN_OUT).by(HEATER).at("2022-01-29 09:00", happened="2022-01-28 16:59")
    early.when(RETURN).then_refused("before_previous_step")


def test_a_return_does_not_stop_the_clock() -> None:
    state = case(*GIVEN_OUT, RETURNED).state
    assert state.clock is not None
    assert state.clock.due_at == DUE
    assert state.handler is None


def test_a_return_comes_within_one_working_day() -> None:
    at_work = case(*GIVEN_OUT).by(HEATER)
    assert at_work.at("2022-01-30 00:00").when(RETURN).facts()
    at_work.at("2022-01-30 00:01").when(RETURN).then_refused("return_too_late")
    backdated = at_work.at("2022-01-30 00:01", happened="2022-01-29 09:00")
    backdated.when(RETURN).then_refused("return_too_late")


def test_only_the_handler_returns_and_only_before_starting() -> None:
    early = case(*GIVEN_OUT).at("2022-01-29 09:00")
    early.by(WORKER).when(RETURN).then_refused("not_the_handler")
    case(*AT_WORK).by(HEATER).when(RETURN).then_refused("wrong_state")


def test_after_a_second_return_only_the_secretary_assigns() -> None:
    case(*TWICE).when(AssignCase(handler=HEATING)).then_refused("assignment_disputed")
    assert case(*GIVEN_OUT, RETURNED).when(AssignCase(handler=HEATING)).facts()
    case(*TWICE).by(SECRETARY).at("2022-01-29 11:00").when(DECIDE).then(
        AssignmentDisputeDecided(**hers("2022-01-29 11:00"), handler=HEATING, reason="管网属其管理")
    )


def test_the_secretary_decides_only_a_dispute() -> None:
    case(*GIVEN_OUT, RETURNED).by(SECRETARY).when(DECIDE).then_refused("no_assignment_dispute")
    case(*TWICE, ASSIGNED).by(SECRETARY).when(DECIDE).then_refused("wrong_state")
    nobody = DECIDE.model_copy(update={"handler": "DEPT-NONE"})
    case(*TWICE).by(SECRETARY).when(nobody).then_refused("no_such_body")


def test_his_decision_overrides_duty_lists_visibly() -> None:
    noise = (REPORTED, NOISE, *TWICE[2:])
    (fact,) = case(*noise).by(SECRETARY).when(DECIDE).facts()
    assert isinstance(fact, AssignmentDisputeDecided)
    assert fact.outside_duties


def test_his_decision_is_final() -> None:
    decided = AssignmentDisputeDecided(
        **hers("2022-01-29 11:00"), handler=HEATING, reason="管网属其管理"
    )
    state = case(*TWICE, decided)
    state.by(HEATER).at("2022-01-29 12:00").when(RETURN).then_refused("assignment_decided")


def test_a_community_acts_through_its_own_people() -> None:
    state = case(*OPEN, TO_COMMUNITY).state
    assert state.is_handled_by(WORKER)
    assert state.is_handled_by(Actor(role=Role.GW, person=UUID(int=5)))
    assert state.is_handled_by(Actor(role=Role.GH, body="FC01-GRID-01"))
    assert not state.is_handled_by(Actor(role=Role.CW, body="FC02"))
    assert not state.is_handled_by(Actor(role=Role.DEPT, body=HEATING))
    assert not case(*OPEN).state.is_handled_by(Actor(role=Role.CW))
