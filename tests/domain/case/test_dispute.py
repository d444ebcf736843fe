"""The dispute file: SYS-13, S9, S16, S51."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.case import (
    AgreementForm,
    AgreementJudiciallyConfirmed,
    CheckPerformance,
    DisputeRiskReported,
    DisputeState,
    FailMediation,
    JudicialConfirmationSought,
    LegalRoute,
    MediationAgreementReached,
    MediationFailed,
    MediationOpened,
    MediationPerformanceChecked,
    MediationSessionHeld,
    OpenMediation,
    ReachAgreement,
    RecordJudicialConfirmation,
    RecordMediationSession,
    ReportRisk,
    SeekJudicialConfirmation,
)
from domain.kernel import Actor
from domain.roles import Role
from tests.domain.case.world import (
    AT_WORK,
    CALLER,
    DONE,
    NEW,
    OPEN,
    RESIDENT,
    WORKER,
    at,
    case,
    hers,
)
from tests.spec import moment

NOW = "2022-02-08 10:00"
JUDGE = Actor(role=Role.LEG, person=CALLER)
OPEN_IT = OpenMediation(both_parties_agree=True)
OPENED = MediationOpened(
    **at(NOW), mediator=CALLER, mediator_role=Role.LEG, round=1,
    due_at=moment("2022-03-11 00:00"),
)  # fmt: skip
AGREE = ReachAgreement(form=AgreementForm.WRITTEN, terms="各退一步", due_on=date(2022, 3, 1))
AGREED = MediationAgreementReached(**hers(NOW), **dict(AGREE), effective_on=date(2022, 2, 8))
FAIL = FailMediation(told_of=frozenset(LegalRoute))
FAILED = MediationFailed(**hers(NOW), ended_by_party=False, told_of=tuple(LegalRoute))
SOUGHT = JudicialConfirmationSought(**at(NOW), court="繁峙县人民法院")
SEEK = SeekJudicialConfirmation(court="繁峙县人民法院")
CONFIRMED = AgreementJudiciallyConfirmed(**at(NOW), ruling_no="【合成】民特1号")
CONFIRM = RecordJudicialConfirmation(ruling_no="【合成】民特1号")


def changed(fact: Any, **fields: object) -> Any:
    return fact.model_copy(update=fields)


def file_of(*facts: Any) -> DisputeState | None:
    dispute = case(*AT_WORK, *facts).state.dispute
    return dispute and dispute.state


def test_mediation_opens_when_both_parties_agree_for_about_a_month_s51() -> None:
    case(*AT_WORK).by(JUDGE).at(NOW).when(OPEN_IT).then(OPENED)
    unwilling = OpenMediation(both_parties_agree=False)
    case(*AT_WORK).by(JUDGE).when(unwilling).then_refused("parties_do_not_agree")


def test_it_opens_in_an_accepted_case_that_is_not_handled() -> None:
    assert case(*OPEN).by(JUDGE).when(OPEN_IT).facts()
    case(*NEW).by(JUDGE).when(OPEN_IT).then_refused("wrong_state")
    case(*DONE).by(JUDGE).when(OPEN_IT).then_refused("wrong_state")


def test_a_failed_dispute_may_be_mediated_twice_and_a_running_one_not() -> None:
    case(*AT_WORK, OPENED).by(JUDGE).when(OPEN_IT).then_refused("mediation_under_way")
    case(*AT_WORK, OPENED, AGREED).by(JUDGE).when(OPEN_IT).then_refused("mediation_under_way")
    (fact,) = case(*AT_WORK, OPENED, FAILED).by(JUDGE).when(OPEN_IT).facts()
    assert isinstance(fact, MediationOpened)
    assert fact.round == 2


@pytest.mark.parametrize("command", [RecordMediationSession(note="首次调解"), AGREE, FAIL])
def test_only_its_mediator_works_on_a_running_mediation(command: Any) -> None:
    case(*AT_WORK, OPENED).by(WORKER).when(command).then_refused("not_the_mediator")
    case(*AT_WORK).by(JUDGE).when(command).then_refused("wrong_dispute_state")
    case(*AT_WORK, OPENED, AGREED).by(JUDGE).when(command).then_refused("wrong_dispute_state")
    case().by(JUDGE).when(command).then_refused("no_such_case")


def test_a_session_is_recorded() -> None:
    case(*AT_WORK, OPENED).by(JUDGE).at(NOW).when(RecordMediationSession(note="首次调解")).then(
        MediationSessionHeld(**hers(NOW), note="首次调解")
    )
    assert file_of(OPENED, MediationSessionHeld(**hers(NOW), note="x")) is DisputeState.MEDIATING


def test_an_agreement_takes_effect_and_names_its_day() -> None:
    case(*AT_WORK, OPENED).by(JUDGE).at(NOW).when(AGREE).then(AGREED)
    yesterday = changed(AGREE, due_on=date(2022, 2, 7))
    case(*AT_WORK, OPENED).by(JUDGE).at(NOW).when(yesterday).then_refused(
        "performance_before_agreement"
    )
    today = changed(AGREE, due_on=date(2022, 2, 8))
    assert case(*AT_WORK, OPENED).by(JUDGE).at(NOW).when(today).facts()


def test_when_it_fails_the_parties_are_told_of_all_three_routes() -> None:
    case(*AT_WORK, OPENED).by(JUDGE).at(NOW).when(FAIL).then(FAILED)
    assert file_of(OPENED, FAILED) is DisputeState.FAILED
    two = changed(FAIL, told_of=frozenset(list(LegalRoute)[:2]))
    case(*AT_WORK, OPENED).by(JUDGE).when(two).then_refused("routes_not_told")


def test_confirmation_is_sought_within_thirty_days_s9_art33() -> None:
    given = case(*AT_WORK, OPENED, AGREED)
    given.by(RESIDENT).at(NOW).when(SEEK).then(SOUGHT)
    assert given.by(WORKER).at("2022-03-10 23:59").when(SEEK).facts()
    given.by(WORKER).at("2022-03-11 00:00").when(SEEK).then_refused("confirmation_too_late")
    case(*AT_WORK, OPENED, AGREED, SOUGHT).by(WORKER).when(SEEK).then_nothing()
    case(*AT_WORK, OPENED).by(WORKER).when(SEEK).then_refused("wrong_dispute_state")


def test_a_stranger_seeks_nothing() -> None:
    stranger = Actor(role=Role.RES, person=UUID(int=66))
    case(*AT_WORK, OPENED, AGREED).by(stranger).when(SEEK).then_refused("not_a_party")


def test_a_court_confirms_what_was_brought_to_it() -> None:
    case(*AT_WORK, OPENED, AGREED).by(JUDGE).when(CONFIRM).then_refused("confirmation_not_sought")
    sought = case(*AT_WORK, OPENED, AGREED, SOUGHT)
    sought.by(JUDGE).at(NOW).when(CONFIRM).then(CONFIRMED)
    assert file_of(OPENED, AGREED, SOUGHT, CONFIRMED) is DisputeState.JUDICIALLY_CONFIRMED


@pytest.mark.parametrize("before", [(AGREED,), (AGREED, SOUGHT, CONFIRMED)])
@pytest.mark.parametrize("performed", [True, False])
def test_the_mediator_looks_whether_it_was_performed(before: Any, performed: bool) -> None:
    check = CheckPerformance(performed=performed)
    checked = MediationPerformanceChecked(**hers(NOW), performed=performed)
    case(*AT_WORK, OPENED, *before).by(JUDGE).at(NOW).when(check).then(checked)
    end = DisputeState.PERFORMED if performed else DisputeState.BREACHED
    assert file_of(OPENED, *before, checked) is end
    case(*AT_WORK, OPENED, *before).by(WORKER).when(check).then_refused("not_the_mediator")
    case(*AT_WORK, OPENED, FAILED).by(JUDGE).when(check).then_refused("wrong_dispute_state")


def test_a_risk_is_reported_to_the_police_s9_art25() -> None:
    report = ReportRisk(receipt_no="【合成】警3", risk="扬言报复")
    risk = DisputeRiskReported(**hers(NOW), **dict(report))
    case(*AT_WORK, OPENED).by(JUDGE).at(NOW).when(report).then(risk)
    assert case(*AT_WORK, OPENED, risk).state == case(*AT_WORK, OPENED).state
    case(*AT_WORK, OPENED).by(WORKER).when(report).then_refused("not_the_mediator")
    case(*AT_WORK).by(JUDGE).when(report).then_refused("wrong_dispute_state")
