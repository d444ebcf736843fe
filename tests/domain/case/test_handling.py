"""Coordinated handling: first contact, co-handlers, what was done; R-18, S2 art. 14, EX-13."""

from typing import Any

import pytest

from domain.case import (
    CaseAccepted,
    CaseAssigned,
    CaseHandled,
    CaseKind,
    CaseOverdueMarked,
    CoHandlerInvited,
    CoHandlerReplied,
    ContactWay,
    DeadlineRecomputed,
    FirstContactMade,
    HandlingStarted,
    InviteCoHandler,
    RecomputeCause,
    RecordFirstContact,
    RecordHandled,
    ReplyAsCoHandler,
    ResolveOnTheSpot,
    StartHandling,
)
from domain.kernel import Actor
from domain.roles import Role
from tests.domain.case.world import (
    ACCEPTED,
    ASSIGNED,
    AT_WORK,
    CONTACTED,
    DUE,
    EVIDENCE,
    FIVE_DAYS,
    GIVEN_OUT,
    HANDLED,
    HEATER,
    HEATING,
    LI,
    NEW,
    OPEN,
    PATROL,
    REPORTED,
    RULED,
    STARTED,
    STREETS,
    WORKER,
    ZHAO,
    at,
    case,
    hers,
)
from tests.spec import moment

CONTACT = RecordFirstContact(way=ContactWay.PHONE)
INVITE = InviteCoHandler(body=STREETS, task="挖开路面")
INVITED = CoHandlerInvited(**hers("2022-01-29 12:00"), body=STREETS, task="挖开路面")
REPLY = ReplyAsCoHandler(body=STREETS, reply="已挖开")
SWEEPER = Actor(role=Role.DEPT, body=STREETS)
HANDLE = RecordHandled(done="已排气", evidence=(EVIDENCE,))
SETTLE = ResolveOnTheSpot(done="已清理")


def test_the_handler_starts_and_once_started_nothing_changes() -> None:
    case(*GIVEN_OUT).by(HEATER).at("2022-01-29 09:00").when(StartHandling()).then(STARTED)
    case(*AT_WORK).by(HEATER).when(StartHandling()).then_nothing()


def test_a_reopened_case_is_started_anew() -> None:
    again = ASSIGNED.model_copy(update={"happened_at": moment("2022-02-07 09:00")})
    given = case(*AT_WORK, again).by(HEATER).at("2022-02-07 10:00")
    given.when(StartHandling()).then(HandlingStarted(**at("2022-02-07 10:00"), by=LI))


def test_a_start_after_first_contact_is_still_a_fact() -> None:
    contacted = case(*GIVEN_OUT, CONTACTED).by(HEATER).at("2022-01-29 11:00")
    contacted.when(StartHandling()).then(HandlingStarted(**at("2022-01-29 11:00"), by=LI))


def test_only_the_handler_handles() -> None:
    for command in (StartHandling(), CONTACT, INVITE):
        case(*GIVEN_OUT).by(WORKER).when(command).then_refused("not_the_handler")
    case(*AT_WORK).by(WORKER).when(HANDLE).then_refused("not_the_handler")


def test_what_is_not_assigned_is_not_handled() -> None:
    for command in (StartHandling(), CONTACT, INVITE, REPLY, HANDLE):
        case(*OPEN).by(HEATER).when(command).then_refused("wrong_state")
    case(*GIVEN_OUT).by(HEATER).when(HANDLE).then_refused("wrong_state")


def test_nothing_happens_before_the_assignment() -> None:
    early = case(*GIVEN_OUT).by(HEATER).at("2022-01-28 16:59")
    early.when(StartHandling()).then_refused("before_previous_step")
    early.when(CONTACT).then_refused("before_previous_step")
    early = case(*AT_WORK).by(HEATER).at("2022-01-28 16:59")
    early.when(HANDLE).then_refused("before_previous_step")


def test_first_contact_is_in_time_until_24_00_of_the_next_working_day() -> None:
    in_time = case(*GIVEN_OUT).by(HEATER).at("2022-01-30 00:00")
    in_time.when(CONTACT).then(
        FirstContactMade(**hers("2022-01-30 00:00"), way=ContactWay.PHONE, by=LI, in_time=True)
    )
    late = case(*AT_WORK).by(HEATER).at("2022-01-30 00:01")
    late.when(CONTACT).then(
        FirstContactMade(**hers("2022-01-30 00:01"), way=ContactWay.PHONE, by=LI, in_time=False)
    )


def test_there_is_one_first_contact() -> None:
    case(*AT_WORK, CONTACTED).by(HEATER).when(CONTACT).then_nothing()


def test_the_lead_handler_invites_another_body_once() -> None:
    case(*AT_WORK).by(HEATER).at("2022-01-29 12:00").when(INVITE).then(INVITED)
    case(*AT_WORK, INVITED).by(HEATER).when(INVITE).then_nothing()
    itself = INVITE.model_copy(update={"body": HEATING})
    case(*AT_WORK).by(HEATER).when(itself).then_refused("own_co_handler")
    nobody = INVITE.model_copy(update={"body": "DEPT-NONE"})
    case(*AT_WORK).by(HEATER).when(nobody).then_refused("no_such_body")


def test_an_invited_body_replies_for_itself() -> None:
    case(*AT_WORK, INVITED).by(SWEEPER).at("2022-01-29 13:00").when(REPLY).then(
        CoHandlerReplied(**hers("2022-01-29 13:00"), body=STREETS, reply="已挖开")
    )
    case(*AT_WORK).by(SWEEPER).when(REPLY).then_refused("not_a_co_handler")
    case(*AT_WORK, INVITED).by(HEATER).when(REPLY).then_refused("not_of_that_body")


def test_the_first_receiver_stays_responsible_s2_art14() -> None:
    assert case(*AT_WORK, INVITED).state.handler == HEATING


def test_what_was_done_by_whom_and_its_evidence() -> None:
    case(*AT_WORK).by(HEATER).at("2022-02-08 10:00").when(HANDLE).then(HANDLED)


def test_without_evidence_nothing_is_handled_but_a_question() -> None:
    bare = HANDLE.model_copy(update={"evidence": ()})
    case(*AT_WORK).by(HEATER).when(bare).then_refused("evidence_missing")
    asked = ACCEPTED.model_copy(update={"kind": CaseKind.CONSULT})
    assert case(REPORTED, asked, ASSIGNED, STARTED).by(HEATER).when(bare).facts()


def handled_at(text: str) -> dict[str, Any]:
    (fact,) = case(*AT_WORK).by(HEATER).at(text).when(HANDLE).facts()
    assert isinstance(fact, CaseHandled)
    return {
        "overdue": fact.overdue,
        "days_late": fact.days_late,
        "used": fact.working_days_used,
    }


def test_handled_on_10_february_is_one_working_day_late_ex13() -> None:
    assert handled_at("2022-02-10 00:00") == {"overdue": False, "days_late": 0, "used": 5}
    assert handled_at("2022-02-10 09:00") == {"overdue": True, "days_late": 1, "used": 6}
    assert handled_at("2022-02-14 09:00") == {"overdue": True, "days_late": 3, "used": 8}


def test_days_are_counted_from_acceptance_whatever_the_limit_counts_from() -> None:
    """A shorter limit counts from when it was set; the days that the case took do not."""
    shorter = DeadlineRecomputed(
        **at("2022-02-07 10:00"), cause=RecomputeCause.RECATEGORISED, before=DUE,
        started_at=moment("2022-02-07 10:00"), limit=FIVE_DAYS, due_at=moment("2022-02-09 00:00"),
        remind_at=moment("2022-02-08 00:00"), **RULED,
    )  # fmt: skip
    given = case(*AT_WORK, shorter).by(HEATER).at("2022-02-08 10:00")
    (handled,) = given.when(HANDLE).facts()
    assert isinstance(handled, CaseHandled)
    assert handled.working_days_used == HANDLED.working_days_used


@pytest.mark.parametrize("due", [{}, {"due_at": DUE}])
def test_of_what_came_from_elsewhere_no_working_days_are_counted(due: Any) -> None:
    foreign = CaseAccepted(**hers("2022-01-28 16:00"), kind=CaseKind.HELP, **due)
    given = case(REPORTED, foreign, ASSIGNED, STARTED).by(HEATER).at("2022-02-11 10:00")
    (handled,) = given.when(HANDLE).facts()
    assert isinstance(handled, CaseHandled)
    assert (handled.days_late, handled.working_days_used) == (None, None)
    assert handled.overdue is bool(due)


def test_on_the_spot_it_is_assigned_and_handled_at_once() -> None:
    told = hers("2022-01-28 17:00")
    case(*OPEN).by(PATROL).at("2022-01-28 17:00").when(SETTLE).then(
        CaseAssigned(**told, handler="FC01", on_the_spot=True),
        CaseHandled(
            **told, handler="FC01", by=ZHAO, done="已清理", on_the_spot=True,
            first_contact_at=moment("2022-01-28 17:00"), days_late=0, working_days_used=0,
        ),
    )  # fmt: skip


def test_a_first_contact_and_lateness_that_stand_are_not_changed_by_handling() -> None:
    late = CaseOverdueMarked(**at("2022-02-10 00:01"), due_at=DUE)
    spoken = HANDLED.model_copy(update={"first_contact_at": HANDLED.happened_at, "by": None})
    state = case(*AT_WORK, CONTACTED, late, spoken).state
    assert state.first_contact_at == CONTACTED.happened_at
    assert state.overdue
    assert None not in state.hands


def test_on_the_spot_means_by_his_own_body() -> None:
    patrol = Actor(role=Role.GW, person=LI, body="FC01-GRID-01")
    assigned, handled = case(*OPEN).by(patrol).when(SETTLE).facts()
    assert isinstance(assigned, CaseAssigned)
    assert isinstance(handled, CaseHandled)
    assert assigned.handler == handled.handler == "FC01-GRID-01"
    no_body = Actor(role=Role.GW, person=LI)
    assigned, _ = case(*OPEN).by(no_body).when(SETTLE).facts()
    assert isinstance(assigned, CaseAssigned)
    assert assigned.handler == "FC01"


def test_only_an_accepted_case_is_settled_on_the_spot() -> None:
    case(*NEW).by(PATROL).when(SETTLE).then_refused("wrong_state")
    case(*GIVEN_OUT).by(PATROL).when(SETTLE).then_refused("wrong_state")
    case(*OPEN).by(PATROL).at("2022-01-28 15:59").when(SETTLE).then_refused("before_previous_step")
