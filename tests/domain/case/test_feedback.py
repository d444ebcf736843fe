"""Result feedback and call-back: R-19, S2 arts. 15 and 23."""

from typing import Any
from uuid import UUID

import pytest

from domain.case import (
    CallBack,
    CallbackRecorded,
    CaseFedBack,
    CaseJoined,
    ContactWay,
    FeedBack,
    FeedbackImpossibleRecorded,
    NoFeedback,
    RecordFeedbackImpossible,
    Resolved,
    Satisfaction,
)
from domain.kernel import Actor
from domain.roles import Role
from tests.domain.case.world import (
    AT_WORK,
    CALLER,
    CLERK,
    DONE,
    FED_BACK,
    HANDLED,
    HEATER,
    HEATING,
    HOTLINE,
    LI,
    OPEN,
    TO_COMMUNITY,
    TOLD,
    WANG,
    WORKER,
    at,
    case,
    hers,
)

FEED_BACK = FeedBack(way=ContactWay.PHONE, content="已修好")
IMPOSSIBLE = RecordFeedbackImpossible(reason=NoFeedback.CONTACT_INVALID, note="三次停机")
CALL = CallBack(reached=True, resolved=Resolved.YES, satisfaction=Satisfaction.SATISFIED)
MISSED = CallBack(reached=False)
NOW = "2022-02-08 16:00"


def changed(fact: Any, **fields: object) -> Any:
    return fact.model_copy(update=fields)


def recorded(call: CallBack, attempt: int = 1) -> CallbackRecorded:
    return CallbackRecorded(
        **hers(NOW), **dict(call), attempt=attempt, by=CALLER, by_body="TOWN-HOTLINE"
    )


NAMELESS = tuple(
    changed(fact, reporter=None, anonymous=True, reachable=False) if n == 0 else fact
    for n, fact in enumerate(DONE)
)
BY_COMMUNITY = (
    *OPEN,
    TO_COMMUNITY,
    changed(HANDLED, handler="FC01", by=LI),
    FED_BACK,
)


def test_the_handler_or_a_worker_tells_the_result() -> None:
    case(*DONE).by(HEATER).at("2022-02-08 15:00").when(FEED_BACK).then(FED_BACK)
    by_worker = changed(FED_BACK, by=CLERK)
    case(*DONE).by(WORKER).at("2022-02-08 15:00").when(FEED_BACK).then(by_worker)
    stranger = Actor(role=Role.DEPT, body="DEPT-STREETS")
    case(*DONE).by(stranger).when(FEED_BACK).then_refused("not_the_handler")
    case(*DONE).by(stranger).when(IMPOSSIBLE).then_refused("not_the_handler")


def test_those_whose_cases_were_merged_hear_it_too() -> None:
    other = UUID(int=0xB1)
    joined = CaseJoined(**at("2022-01-30 09:00"), case=UUID(int=3), reporters=(other,))
    (fact,) = case(*DONE, joined).by(HEATER).when(FEED_BACK).facts()
    assert isinstance(fact, CaseFedBack)
    assert fact.told == (WANG, other)


def test_there_is_feedback_only_on_what_was_handled_and_after_it() -> None:
    case(*AT_WORK).by(HEATER).when(FEED_BACK).then_refused("wrong_state")
    case(*AT_WORK).by(HEATER).when(IMPOSSIBLE).then_refused("wrong_state")
    early = case(*DONE).by(HEATER).at("2022-02-08 09:59")
    early.when(FEED_BACK).then_refused("before_previous_step")
    early.when(IMPOSSIBLE).then_refused("before_previous_step")


def test_people_do_not_say_that_an_order_was_rated() -> None:
    rated = changed(FEED_BACK, way=ContactWay.ORDER_RATING)
    case(*DONE).by(HEATER).when(rated).then_refused("not_by_rating")


def test_the_anonymous_are_told_by_public_notice_or_it_is_impossible() -> None:
    case(*NAMELESS).by(HEATER).when(FEED_BACK).then_refused("reporter_unreachable")
    notice = changed(FEED_BACK, way=ContactWay.PUBLIC_NOTICE)
    assert case(*NAMELESS).by(HEATER).when(notice).facts()
    anonymous = RecordFeedbackImpossible(reason=NoFeedback.ANONYMOUS)
    case(*NAMELESS).by(HEATER).at(NOW).when(anonymous).then(
        FeedbackImpossibleRecorded(**at(NOW), reason=NoFeedback.ANONYMOUS, by=LI)
    )


def test_the_reason_why_it_is_impossible_fits_the_case() -> None:
    anonymous = RecordFeedbackImpossible(reason=NoFeedback.ANONYMOUS)
    case(*DONE).by(HEATER).when(anonymous).then_refused("reason_does_not_fit")
    case(*NAMELESS).by(HEATER).when(IMPOSSIBLE).then_refused("reason_does_not_fit")
    case(*DONE).by(HEATER).at(NOW).when(IMPOSSIBLE).then(
        FeedbackImpossibleRecorded(**hers(NOW), **dict(IMPOSSIBLE), by=LI)
    )


def test_who_cannot_be_reached_was_tried() -> None:
    silent = changed(IMPOSSIBLE, note=None)
    case(*DONE).by(HEATER).when(silent).then_refused("attempts_not_described")


# Call-back


def test_somebody_else_calls_back() -> None:
    case(*TOLD).by(HOTLINE).at(NOW).when(CALL).then(recorded(CALL))
    assert case(*TOLD).by(WORKER).at(NOW).when(CALL).facts()


def test_not_the_handler_s2_art23() -> None:
    own = Actor(role=Role.CW, person=CALLER, body=HEATING)
    case(*TOLD).by(own).at(NOW).when(CALL).then_refused("callback_by_handler")


@pytest.mark.parametrize("body", ["FC01", None])
def test_not_the_community_where_it_handled_the_case_itself(body: str | None) -> None:
    worker = Actor(role=Role.CW, person=CALLER, body=body)
    case(*BY_COMMUNITY).by(worker).at(NOW).when(CALL).then_refused("callback_by_handler")
    assert case(*BY_COMMUNITY).by(HOTLINE).at(NOW).when(CALL).facts()


def test_not_a_person_who_had_a_hand_in_it() -> None:
    same_person = Actor(role=Role.CW, person=LI, body="TOWN-HOTLINE")
    case(*TOLD).by(same_person).at(NOW).when(CALL).then_refused("callback_by_handler")


def test_three_tries_are_the_most() -> None:
    first, second, third = (recorded(MISSED, n) for n in (1, 2, 3))
    case(*TOLD, first, second).by(HOTLINE).at(NOW).when(MISSED).then(third)
    case(*TOLD, first, second, third).by(HOTLINE).at(NOW).when(CALL).then_refused("callback_done")


def test_once_reached_nobody_is_called_again() -> None:
    case(*TOLD, recorded(CALL)).by(HOTLINE).at(NOW).when(MISSED).then_refused("callback_done")


def test_both_answers_are_recorded_when_and_only_when_reached() -> None:
    for call in (
        changed(CALL, resolved=None),
        changed(CALL, satisfaction=None),
        changed(CALL, reached=False),
        changed(MISSED, reached=True),
    ):
        case(*TOLD).by(HOTLINE).at(NOW).when(call).then_refused("callback_incomplete")


def test_only_the_unsatisfied_blame_the_handler() -> None:
    blame = changed(CALL, handlers_fault=True)
    case(*TOLD).by(HOTLINE).at(NOW).when(blame).then_refused("fault_without_complaint")
    unsatisfied = changed(blame, satisfaction=Satisfaction.UNSATISFIED)
    assert case(*TOLD).by(HOTLINE).at(NOW).when(unsatisfied).facts()


def test_nobody_calls_back_before_the_feedback() -> None:
    case(*DONE).by(HOTLINE).at(NOW).when(CALL).then_refused("wrong_state")
    case(*TOLD).by(HOTLINE).at("2022-02-08 14:59").when(CALL).then_refused("before_previous_step")
