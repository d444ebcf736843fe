"""Extension and suspension: EX-13, S17, nothing moves a due time but a visible fact."""

from datetime import date
from typing import Any

import pytest

from domain.calendar import Limit, LimitUnit
from domain.case import (
    Case,
    CaseAccepted,
    CaseResumed,
    CaseState,
    CaseSuspended,
    ContactWay,
    DeadlineExtended,
    DeadlineRecomputed,
    ExtendDeadline,
    ExtensionRequested,
    RecomputeCause,
    RequestExtension,
    ResumeCase,
    SuspendCase,
    Urgency,
)
from domain.kernel import Event
from tests.domain.case.world import (
    ACCEPTED,
    ASSIGNED,
    AT_WORK,
    DONE,
    DUE,
    FIVE_DAYS,
    GIVEN_OUT,
    HEATER,
    OPEN,
    REPORTED,
    RULED,
    SECRETARY,
    STARTED,
    TOWN,
    WORKER,
    at,
    case,
    hers,
)
from tests.spec import moment

ASK = RequestExtension(working_days=5, reason="配件未到")
ASKED = ExtensionRequested(**hers("2022-02-08 09:00"), working_days=5, reason="配件未到")
EXTEND = ExtendDeadline(working_days=5, told_by=ContactWay.PHONE)
EXTENDED = DeadlineExtended(
    **at("2022-02-08 10:00"), working_days=5, before=DUE, told_by=ContactWay.PHONE,
    due_at=moment("2022-02-17 00:00"), remind_at=moment("2022-02-16 00:00"), **RULED,
)  # fmt: skip
SUSPEND = SuspendCase(reason="须待供暖季结束", review_on=date(2022, 5, 9), told_by=ContactWay.PHONE)
SUSPENDED = CaseSuspended(
    **hers("2022-02-08 10:00"), reason="须待供暖季结束", review_on=date(2022, 5, 9),
    told_by=ContactWay.PHONE,
)  # fmt: skip
STOPPED: tuple[Event[Case], ...] = (*AT_WORK, SUSPENDED)


def changed(fact: Any, **fields: object) -> Any:
    return fact.model_copy(update=fields)


# Extension


def test_the_handler_asks_the_secretary_grants_due_16_february_ex13() -> None:
    case(*AT_WORK).by(HEATER).at("2022-02-08 09:00").when(ASK).then(ASKED)
    case(*AT_WORK, ASKED).by(SECRETARY).when(EXTEND).then(EXTENDED)
    clock = case(*AT_WORK, ASKED, EXTENDED).state.clock
    assert clock is not None
    assert clock.due_at == moment("2022-02-17 00:00")  # 16 Feb 24:00
    assert clock.added_days == 5


def test_asking_again_for_the_same_changes_nothing() -> None:
    case(*AT_WORK, ASKED).by(HEATER).when(ASK).then_nothing()
    assert case(*AT_WORK, ASKED).by(HEATER).when(changed(ASK, working_days=3)).facts()


def test_only_the_handler_asks_while_at_work() -> None:
    case(*AT_WORK).by(WORKER).when(ASK).then_refused("not_the_handler")
    case(*OPEN).by(HEATER).when(ASK).then_refused("wrong_state")
    case(*DONE).by(HEATER).when(ASK).then_refused("wrong_state")


def test_nothing_is_granted_that_was_not_asked() -> None:
    case(*AT_WORK).by(SECRETARY).when(EXTEND).then_refused("extension_not_asked")
    more = changed(EXTEND, working_days=6)
    case(*AT_WORK, ASKED).by(SECRETARY).when(more).then_refused("extension_not_asked")
    less = changed(EXTEND, working_days=4)
    assert case(*AT_WORK, ASKED).by(SECRETARY).when(less).facts()


@pytest.mark.parametrize(("when", "code"), [("00:00", None), ("00:01", "deadline_passed")])
def test_an_extension_comes_before_it_is_due(when: str, code: str | None) -> None:
    for given, command in (
        (case(*AT_WORK).by(HEATER), ASK),
        (case(*AT_WORK, ASKED).by(SECRETARY), EXTEND),
    ):
        then = given.at(f"2022-02-10 {when}").when(command)
        assert then.facts() if code is None else then.then_refused(code) is None


def test_an_extension_written_down_late_does_not_cure_what_was_missed() -> None:
    backdated = case(*AT_WORK, ASKED).by(SECRETARY).at("2022-02-10 09:00", "2022-02-08 10:00")
    backdated.when(EXTEND).then_refused("deadline_passed")


def test_a_case_is_extended_once() -> None:
    again = case(*AT_WORK, ASKED, EXTENDED).at("2022-02-09 10:00")
    again.by(HEATER).when(ASK).then_refused("extended_already")
    again.by(SECRETARY).when(EXTEND).then_refused("extended_already")


@pytest.mark.parametrize("due", [{}, {"due_at": DUE}])
def test_what_came_from_elsewhere_has_no_limit_of_ours_to_extend(due: Any) -> None:
    foreign = CaseAccepted(**hers("2022-01-28 16:00"), urgency=Urgency.ORDINARY, **due)
    given = case(REPORTED, foreign, ASSIGNED, STARTED).by(HEATER)
    given.when(ASK).then_refused("no_due_time")


def test_only_what_is_being_worked_on_is_extended() -> None:
    for facts in ((*AT_WORK, ASKED, SUSPENDED), (*DONE, ASKED)):
        case(*facts).by(SECRETARY).when(EXTEND).then_refused("wrong_state")


def test_ten_working_days_are_the_most_s17() -> None:
    at_work = case(*AT_WORK).by(HEATER)
    assert at_work.when(changed(ASK, working_days=10)).facts()
    at_work.when(changed(ASK, working_days=11)).then_refused("extension_too_long")


def test_the_reporter_is_told_of_an_extension() -> None:
    silent = changed(EXTEND, told_by=None)
    case(*AT_WORK, ASKED).by(SECRETARY).when(silent).then_refused("reporter_not_told")


def test_an_hourly_limit_is_extended_to_24_00_of_a_working_day() -> None:
    hourly = changed(
        ACCEPTED, urgency=Urgency.UTILITY, due_at=moment("2022-01-29 16:00"),
        limit=Limit(amount=24, unit=LimitUnit.HOURS),
    )  # fmt: skip
    asked = changed(ASKED, working_days=1)
    given = case(REPORTED, hourly, ASSIGNED, STARTED, asked).by(SECRETARY)
    (fact,) = given.at("2022-01-29 12:00").when(changed(EXTEND, working_days=1)).facts()
    assert isinstance(fact, DeadlineExtended)
    assert fact.due_at == moment("2022-01-31 00:00")  # 30 Jan, a working Sunday


# Suspension


def test_the_town_suspends_for_at_most_ninety_days_to_a_review() -> None:
    town = case(*AT_WORK).by(TOWN)
    town.when(SUSPEND).then(SUSPENDED)
    town.when(changed(SUSPEND, review_on=date(2022, 5, 10))).then_refused(
        "review_date_out_of_range"
    )
    town.when(changed(SUSPEND, review_on=date(2022, 2, 8))).then_refused("review_date_out_of_range")


def test_the_reporter_is_told_why_it_is_suspended() -> None:
    case(*AT_WORK).by(TOWN).when(changed(SUSPEND, told_by=None)).then_refused("reporter_not_told")


def test_only_what_is_being_worked_on_is_suspended() -> None:
    case(*OPEN).by(TOWN).when(SUSPEND).then_refused("wrong_state")
    case(*STOPPED).by(TOWN).when(SUSPEND).then_refused("wrong_state")
    case(*AT_WORK).by(TOWN).at("2022-01-28 16:59").when(SUSPEND).then_refused(
        "before_previous_step"
    )


def test_on_resuming_the_due_time_moves_by_the_working_days_suspended() -> None:
    # From 8 February (day 0) to 18 February: 9, 10, 11, 14, 15, 16, 17, 18 are eight.
    case(*STOPPED).by(TOWN).at("2022-02-18 09:00").when(ResumeCase()).then(
        CaseResumed(**hers("2022-02-18 09:00"), back_to=CaseState.IN_HANDLING, working_days=8),
        DeadlineRecomputed(
            **at("2022-02-18 09:00"), cause=RecomputeCause.SUSPENSION, before=DUE,
            due_at=moment("2022-02-22 00:00"), remind_at=moment("2022-02-21 00:00"),
            started_at=moment("2022-01-28 16:00"), limit=FIVE_DAYS, added_days=8, **RULED,
        ),
    )  # fmt: skip


def test_it_goes_on_where_it_stood() -> None:
    resumed = CaseResumed(**hers("2022-02-18 09:00"), back_to=CaseState.IN_HANDLING, working_days=8)
    assert case(*STOPPED, resumed).state.state is CaseState.IN_HANDLING
    not_started = case(*GIVEN_OUT, SUSPENDED).by(TOWN).at("2022-02-08 18:00")
    (before_start,) = not_started.when(ResumeCase()).facts()
    assert isinstance(before_start, CaseResumed)
    assert before_start.back_to is CaseState.ASSIGNED
    assert case(*STOPPED, resumed).state.suspended_days == 8


def test_resumed_on_the_same_day_nothing_is_put_off() -> None:
    (fact,) = case(*STOPPED).by(TOWN).at("2022-02-08 18:00").when(ResumeCase()).facts()
    assert isinstance(fact, CaseResumed)


def test_a_suspension_does_not_cure_what_was_missed_before_it() -> None:
    late = changed(SUSPENDED, happened_at=moment("2022-02-10 00:01"))
    given = case(*AT_WORK, late).by(TOWN).at("2022-02-18 09:00")
    (fact,) = given.when(ResumeCase()).facts()
    assert isinstance(fact, CaseResumed)
    in_time = changed(SUSPENDED, happened_at=moment("2022-02-10 00:00"))
    assert (
        len(case(*AT_WORK, in_time).by(TOWN).at("2022-02-18 09:00").when(ResumeCase()).facts()) == 2
    )


def test_an_hourly_limit_moves_by_the_time_itself() -> None:
    hourly = changed(
        ACCEPTED, due_at=moment("2022-02-08 16:00"), limit=Limit(amount=24, unit=LimitUnit.HOURS)
    )
    given = case(REPORTED, hourly, ASSIGNED, STARTED, SUSPENDED).by(TOWN)
    _, moved = given.at("2022-02-18 09:30").when(ResumeCase()).facts()
    assert isinstance(moved, DeadlineRecomputed)
    assert moved.due_at == moment("2022-02-18 15:30")


def test_what_has_no_due_time_is_resumed_without_one() -> None:
    foreign = CaseAccepted(**hers("2022-01-28 16:00"), urgency=Urgency.ORDINARY)
    given = case(REPORTED, foreign, ASSIGNED, STARTED, SUSPENDED).by(TOWN)
    (fact,) = given.at("2022-02-10 10:00").when(ResumeCase()).facts()
    assert isinstance(fact, CaseResumed)


def test_only_what_is_suspended_is_resumed_and_not_before() -> None:
    case(*AT_WORK).by(TOWN).when(ResumeCase()).then_refused("wrong_state")
    case(*STOPPED).by(TOWN).at("2022-02-08 09:59").when(ResumeCase()).then_refused(
        "before_previous_step"
    )


def test_a_case_keeps_the_ruleset_under_which_it_was_accepted() -> None:
    """No ruleset is in force in 2023 here; a case of 2022 goes on by that of 2022."""
    accepted = changed(
        ACCEPTED, happened_at=moment("2022-12-30 16:00"), due_at=moment("2023-01-10 00:00")
    )
    assigned = changed(ASSIGNED, happened_at=moment("2022-12-30 17:00"))
    given = case(REPORTED, accepted, assigned).by(HEATER).at("2023-01-05 09:00")
    assert given.when(ASK).facts()
