"""Closing, reopening, excluding: R-18, R-19, SYS-05."""

from typing import Any

import pytest

from domain.case import (
    CallbackExemption,
    CallbackRecorded,
    CaseArchived,
    CaseClosed,
    CaseExcluded,
    CaseJoined,
    CaseKind,
    CaseOutcome,
    CaseReopened,
    CaseState,
    CloseCase,
    Exclusion,
    FeedbackImpossibleRecorded,
    MarkExcluded,
    NoFeedback,
    ReopenCase,
    ReopenCause,
    Resolved,
    Satisfaction,
    Stage,
)
from domain.case.leaving import CaseContinuedAsDiscovery
from domain.kernel import Actor
from domain.roles import Role
from tests.domain.case.world import (
    CALLER,
    DONE,
    EVIDENCE,
    FIVE_DAYS,
    HANDLED,
    HEATING,
    HOTLINE,
    NEW,
    RULED,
    SECRETARY,
    TOLD,
    ZHAO,
    at,
    case,
    hers,
)
from tests.spec import moment

NOW = "2022-02-08 17:00"
CLOSE = CloseCase(outcome=CaseOutcome.RESOLVED)
AUDITOR = Actor(role=Role.AUD, person=CALLER)


def changed(fact: Any, **fields: object) -> Any:
    return fact.model_copy(update=fields)


def callback(**answers: object) -> CallbackRecorded:
    given = {"attempt": 1, "reached": True, "by": CALLER, **answers}
    return CallbackRecorded.model_validate({**hers("2022-02-08 16:00"), **given})


HAPPY = callback(resolved=Resolved.YES, satisfaction=Satisfaction.SATISFIED)
UNRESOLVED = callback(resolved=Resolved.NO, satisfaction=Satisfaction.BASICALLY)
BLAMED = callback(resolved=Resolved.YES, satisfaction=Satisfaction.UNSATISFIED, handlers_fault=True)
CLOSED = CaseClosed(
    **at(NOW), outcome=CaseOutcome.RESOLVED, stages=tuple(Stage), chain_complete=True
)
REOPEN = ReopenCase(cause=ReopenCause.NOT_RESOLVED, reason="仍不热")
REOPENED = CaseReopened(
    **hers(NOW), cause=ReopenCause.NOT_RESOLVED, handler=HEATING, count=1, was_closed=False,
    reason="仍不热", started_at=moment(NOW), limit=FIVE_DAYS, due_at=moment("2022-02-16 00:00"),
    remind_at=moment("2022-02-15 00:00"), **RULED,
)  # fmt: skip


def test_the_secretary_closes_what_was_called_back() -> None:
    case(*TOLD, HAPPY).by(SECRETARY).at(NOW).when(CLOSE).then(CLOSED)


def test_no_case_closes_without_feedback_r19() -> None:
    case(*DONE).by(SECRETARY).at(NOW).when(CLOSE).then_refused("wrong_state")


def test_no_case_closes_without_call_back() -> None:
    case(*TOLD).by(SECRETARY).at(NOW).when(CLOSE).then_refused("callback_missing")
    twice = callback(reached=False, attempt=2)
    case(*TOLD, twice).by(SECRETARY).at(NOW).when(CLOSE).then_refused("callback_missing")


def test_three_tries_in_vain_are_enough() -> None:
    thrice = callback(reached=False, attempt=3)
    case(*TOLD, thrice).by(SECRETARY).at(NOW).when(CLOSE).then(CLOSED)


def test_it_is_not_closed_before_it_was_fed_back() -> None:
    early = case(*TOLD, HAPPY).by(SECRETARY).at("2022-02-08 14:59")
    early.when(CLOSE).then_refused("before_previous_step")


IMPOSSIBLE = FeedbackImpossibleRecorded(
    **hers("2022-02-08 15:00"), reason=NoFeedback.CONTACT_INVALID, note="停机"
)


@pytest.mark.parametrize(
    ("facts", "exemption"),
    [
        ((*DONE, IMPOSSIBLE), CallbackExemption.FEEDBACK_IMPOSSIBLE),
        (
            (changed(TOLD[0], reporter=None, anonymous=True, reachable=False), *TOLD[1:]),
            CallbackExemption.NO_REPORTER,
        ),
        ((changed(TOLD[0], reporter=None), *TOLD[1:]), CallbackExemption.NO_REPORTER),
        ((changed(TOLD[0], needs_reply=False), *TOLD[1:]), CallbackExemption.NO_REPLY_WANTED),
        (
            (*TOLD, CaseContinuedAsDiscovery(**hers(NOW), kind_was=CaseKind.HELP)),
            CallbackExemption.REPORTER_WITHDREW,
        ),
        (
            (*TOLD, CaseExcluded(**hers(NOW), reason=Exclusion.ABUSIVE, evidence=(EVIDENCE,))),
            CallbackExemption.EXCLUDED,
        ),
    ],
)
def test_who_need_not_be_called_back_and_the_fact_says_why(
    facts: Any, exemption: CallbackExemption
) -> None:
    (fact,) = case(*facts).by(SECRETARY).at(NOW).when(CLOSE).facts()
    assert isinstance(fact, CaseClosed)
    assert fact.exemption is exemption


@pytest.mark.parametrize("anonymous", [True, False])
def test_a_nameless_caller_with_a_number_is_called_back(anonymous: bool) -> None:
    nameless = changed(TOLD[0], reporter=None, anonymous=anonymous, contact="138…")
    given = case(nameless, *TOLD[1:]).by(SECRETARY).at(NOW)
    given.when(CLOSE).then_refused("callback_missing")


def test_those_who_joined_a_case_are_called_back_though_it_has_no_reporter_left() -> None:
    joined = CaseJoined(**at("2022-02-08 09:00"), case=ZHAO, reporters=(CALLER,))
    withdrew = CaseContinuedAsDiscovery(**hers(NOW), kind_was=CaseKind.HELP)
    found_by_staff = (changed(TOLD[0], reporter=None), *TOLD[1:])
    for facts in ((*TOLD, joined, withdrew), (*found_by_staff, joined)):
        case(*facts).by(SECRETARY).at(NOW).when(CLOSE).then_refused("callback_missing")


# Reopening


def test_a_worker_reopens_once_what_was_not_resolved_under_a_new_clock() -> None:
    case(*TOLD, UNRESOLVED).by(HOTLINE).at(NOW).when(REOPEN).then(REOPENED)
    again = (*TOLD, UNRESOLVED, REOPENED, HANDLED, TOLD[-1], UNRESOLVED)
    case(*again).by(HOTLINE).at(NOW).when(REOPEN).then_refused("reopened_already")
    (fact,) = case(*again).by(SECRETARY).at(NOW).when(REOPEN).facts()
    assert isinstance(fact, CaseReopened)
    assert fact.count == 2


def test_a_worker_reopens_only_what_the_call_back_calls_for() -> None:
    for called in (HAPPY, BLAMED):
        case(*TOLD, called).by(HOTLINE).at(NOW).when(REOPEN).then_refused("callback_gives_no_cause")
    partly = callback(resolved=Resolved.PARTLY, satisfaction=Satisfaction.NO_COMMENT)
    assert case(*TOLD, partly).by(HOTLINE).at(NOW).when(REOPEN).facts()
    blame = changed(REOPEN, cause=ReopenCause.UNSATISFIED)
    assert case(*TOLD, BLAMED).by(HOTLINE).at(NOW).when(blame).facts()
    not_his_fault = callback(resolved=Resolved.YES, satisfaction=Satisfaction.UNSATISFIED)
    case(*TOLD, not_his_fault).by(HOTLINE).at(NOW).when(blame).then_refused(
        "callback_gives_no_cause"
    )


def test_an_auditor_reopens_on_inspection_and_for_nothing_else() -> None:
    inspect = changed(REOPEN, cause=ReopenCause.INSPECTION)
    (fact,) = case(*TOLD, HAPPY, CLOSED).by(AUDITOR).at(NOW).when(inspect).facts()
    assert isinstance(fact, CaseReopened)
    assert fact.was_closed
    case(*TOLD, HAPPY, CLOSED).by(AUDITOR).at(NOW).when(REOPEN).then_refused("cause_not_yours")
    case(*TOLD, HAPPY).by(SECRETARY).at(NOW).when(inspect).then_refused("cause_not_yours")


def test_only_what_was_fed_back_or_closed_is_reopened() -> None:
    case(*DONE).by(SECRETARY).at(NOW).when(REOPEN).then_refused("wrong_state")
    archived = CaseArchived(**at("2023-02-09 09:00"))
    given = case(*TOLD, HAPPY, CLOSED, archived).by(SECRETARY)
    given.at("2023-02-10 09:00").when(REOPEN).then_refused("wrong_state")
    early = case(*TOLD, HAPPY, CLOSED).by(SECRETARY).at("2022-02-08 16:59")
    early.when(REOPEN).then_refused("before_previous_step")


def test_a_reopened_case_is_handled_fed_back_and_called_back_anew() -> None:
    state = case(*TOLD, UNRESOLVED, CLOSED, REOPENED).state
    assert state.state is CaseState.ASSIGNED
    assert not state.chain_complete
    assert not state.callback.reached
    assert state.ended_at is None
    again = case(*TOLD, UNRESOLVED, REOPENED, HANDLED).by(SECRETARY).at(NOW)
    again.when(CLOSE).then_refused("wrong_state")
    told_again = case(*TOLD, UNRESOLVED, REOPENED, HANDLED, TOLD[-1]).by(SECRETARY).at(NOW)
    told_again.when(CLOSE).then_refused("callback_missing")


def test_lateness_of_the_first_round_is_not_washed_off() -> None:
    late = changed(HANDLED, overdue=True)
    assert case(*TOLD[:-2], late, TOLD[-1], UNRESOLVED, REOPENED).state.overdue


# Excluding


def test_the_secretary_excludes_on_evidence_and_says_so_once() -> None:
    exclude = MarkExcluded(reason=Exclusion.FABRICATED, evidence=(EVIDENCE,), note="查无此楼")
    excluded = CaseExcluded(**hers(NOW), **dict(exclude), by=ZHAO)
    case(*TOLD).by(SECRETARY).at(NOW).when(exclude).then(excluded)
    case(*TOLD, excluded).by(SECRETARY).at(NOW).when(exclude).then_nothing()
    case().by(SECRETARY).when(exclude).then_refused("no_such_case")
    assert case(*NEW).by(SECRETARY).at(NOW).when(exclude).facts()


def test_without_evidence_nothing_is_excluded() -> None:
    with pytest.raises(ValueError, match="at least 1 item"):
        MarkExcluded(reason=Exclusion.ABUSIVE, evidence=())
