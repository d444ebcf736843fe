"""Withdrawing and transferring: SYS-05."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.case import (
    CaseContinuedAsDiscovery,
    CaseJoined,
    CaseKind,
    CaseState,
    CaseTransferred,
    CaseWithdrawn,
    Category,
    TransferOut,
    TransferTarget,
    Urgency,
    WithdrawCase,
)
from domain.kernel import Actor
from domain.roles import Role
from tests.domain.case.world import (
    ACCEPTED,
    AT_WORK,
    DONE,
    GIVEN_OUT,
    HEATING,
    NEW,
    OPEN,
    REPORTED,
    RESIDENT,
    SECRETARY,
    WANG,
    WORKER,
    at,
    case,
    hers,
)
from tests.spec import moment

NOW = "2022-02-08 10:00"
WITHDRAW = WithdrawCase(reason="已自行解决")
NOISE = ACCEPTED.model_copy(update={"category": Category.NOISE})
TRANSFER = TransferOut(target=TransferTarget.T12345, receipt_no="【合成】12345-9")


def changed(fact: Any, **fields: object) -> Any:
    return fact.model_copy(update=fields)


def test_the_reporter_takes_it_back() -> None:
    withdrawn = CaseWithdrawn(**hers(NOW), reason="已自行解决")
    case(REPORTED, NOISE).by(RESIDENT).at(NOW).when(WITHDRAW).then(withdrawn)
    assert case(REPORTED, NOISE, withdrawn).state.state is CaseState.WITHDRAWN


def test_a_worker_enters_it_on_her_behalf_and_nobody_else_does() -> None:
    on_behalf = Actor(role=Role.CW, on_behalf_of=WANG)
    assert case(*NEW).by(on_behalf).when(WITHDRAW).facts()
    case(*NEW).by(WORKER).when(WITHDRAW).then_refused("not_the_reporter")
    nameless = changed(REPORTED, reporter=None)
    nobody = Actor(role=Role.CW)
    case(nameless).by(nobody).when(WITHDRAW).then_refused("not_the_reporter")


@pytest.mark.parametrize(
    "accepted",
    [
        changed(ACCEPTED, category=Category.FIRE_SAFETY),
        changed(ACCEPTED, category=Category.WORK_SAFETY),
        changed(ACCEPTED, category=Category.EPIDEMIC_CONTROL),
        changed(ACCEPTED, category=Category.NOISE, urgency=Urgency.EMERGENCY),
    ],
)
def test_a_safety_hazard_goes_on_as_a_discovery(accepted: Any) -> None:
    continued = CaseContinuedAsDiscovery(**hers(NOW), kind_was=CaseKind.HELP, reason="已自行解决")
    case(REPORTED, accepted).by(RESIDENT).at(NOW).when(WITHDRAW).then(continued)
    again = case(REPORTED, accepted, continued)
    again.by(RESIDENT).when(WITHDRAW).then_nothing()
    assert again.state.kind is CaseKind.DISCOVERY
    assert again.state.state is CaseState.ACCEPTED


def test_what_others_reported_too_goes_on_without_her() -> None:
    joined = CaseJoined(**at(NOW), case=UUID(int=2), reporters=())
    continued = CaseContinuedAsDiscovery(**hers(NOW), kind_was=CaseKind.HELP, reason="已自行解决")
    case(REPORTED, NOISE, joined).by(RESIDENT).at(NOW).when(WITHDRAW).then(continued)


def test_what_was_handled_is_not_withdrawn_any_more() -> None:
    case(*DONE).by(RESIDENT).when(WITHDRAW).then_refused("wrong_state")


def test_a_case_is_transferred_against_a_receipt() -> None:
    case(*OPEN).by(SECRETARY).at(NOW).when(TRANSFER).then(
        CaseTransferred(
            **at(NOW), target=TransferTarget.T12345, receipt_no="【合成】12345-9", overdue=False
        )
    )


def test_a_late_transfer_says_that_it_was_late() -> None:
    (fact,) = case(*AT_WORK).by(SECRETARY).at("2022-02-10 00:01").when(TRANSFER).facts()
    assert isinstance(fact, CaseTransferred)
    assert fact.overdue


def test_a_department_is_named_when_it_goes_to_one() -> None:
    to_department = changed(TRANSFER, target=TransferTarget.DEPARTMENT)
    case(*OPEN).by(SECRETARY).when(to_department).then_refused("department_unclear")
    case(*OPEN).by(SECRETARY).when(changed(TRANSFER, department=HEATING)).then_refused(
        "department_unclear"
    )
    assert case(*OPEN).by(SECRETARY).when(changed(to_department, department=HEATING)).facts()


@pytest.mark.parametrize(
    ("facts", "step"),
    [(NEW, "2022-01-28 15:00"), (OPEN, "2022-01-28 16:00"), (GIVEN_OUT, "2022-01-28 17:00")],
)
def test_it_does_not_leave_before_its_last_step(facts: Any, step: str) -> None:
    """Else a transfer could be dated before the due time that it missed."""
    early = moment(step) - timedelta(minutes=1)
    for actor, command in ((SECRETARY, TRANSFER), (RESIDENT, WITHDRAW)):
        given = case(*facts).by(actor)
        replace(given, happened=early).when(command).then_refused("before_previous_step")
        assert replace(given, happened=moment(step)).when(command).facts()


def test_what_was_handled_is_not_transferred() -> None:
    case(*DONE).by(SECRETARY).when(TRANSFER).then_refused("wrong_state")
