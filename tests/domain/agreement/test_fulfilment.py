"""Done, verified by two outsiders, rejected, waived: SYS-04."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.agreement import (
    AgreementExpired,
    AgreementTerminated,
    CommitmentFailed,
    CommitmentReportedDone,
    CommitmentReportRejected,
    CommitmentStarted,
    CommitmentVerified,
    CommitmentWaived,
    FailureGround,
    RejectCommitmentReport,
    ReportCommitmentDone,
    StartCommitment,
    VerifyCommitment,
    WaiveCommitment,
    WaiverGround,
)
from domain.kernel import Actor, Event
from domain.person import person_ref
from domain.roles import Role
from domain.unit import UNIT, unit_ref
from tests.domain.agreement.scenario import (
    AUTHORISED,
    EARLY,
    EFFECTIVE,
    ENROLLED,
    FILE,
    GYM,
    IN_REPORT,
    LIAISON,
    PARTY,
    READY,
    REPORTED,
    RESIDENT,
    RESIDENT_ID,
    SECRETARY,
    SECRETARY_ID,
    STARTED,
    agreed,
    member_of,
)
from tests.spec import Given

START = StartCommitment(commitment=GYM)
REPORT = ReportCommitmentDone(commitment=GYM, evidence=(FILE,))
VERIFY = VerifyCommitment(commitment=GYM)
REJECT = RejectCommitmentReport(commitment=GYM, reason="场馆只开放了一次")
WAIVE = WaiveCommitment(commitment=GYM, ground=WaiverGround.FORCE_MAJEURE, reason="疫情封控")
ON = date(2022, 6, 25)
TWO = {"verifier": SECRETARY_ID, "co_verifier": RESIDENT_ID}
VERIFIED = CommitmentVerified(commitment=GYM, on=ON, counts=True, **TWO)
REJECTED = CommitmentReportRejected(commitment=GYM, on=ON, reason=REJECT.reason, **TWO)
WAIVED = CommitmentWaived(counts=True, **dict(WAIVE))
FAILED = CommitmentFailed(commitment=GYM, ground=FailureGround.UNDELIVERED, counts=True)
EXPIRED = AgreementExpired(on=date(2022, 12, 31))
TERMINATED = AgreementTerminated(ended_on=date(2022, 7, 1), document_no="【合成】6号")


def by_party(*facts: Event[Any]) -> Given[Any]:
    return agreed(*facts).by(LIAISON).at("2022-06-20 10:00")


def verifying(*facts: Event[Any]) -> Given[Any]:
    return agreed(*facts).by(SECRETARY).approved_by(RESIDENT).at("2022-06-25 10:00")


def test_the_party_starts_a_commitment() -> None:
    started = CommitmentStarted(commitment=GYM, on=date(2022, 6, 20))
    by_party(*EFFECTIVE).when(START).then(started)
    by_party(*EFFECTIVE, STARTED).when(START).then_nothing()
    for command in (StartCommitment, ReportCommitmentDone):
        assert command.who == {Role.UNIT, Role.ORG, Role.MER}


def test_a_start_bears_the_day_it_happened() -> None:
    at = by_party(*EFFECTIVE).at("2022-06-20 10:00", happened="2022-05-01 08:00")
    at.when(START).then(STARTED)


def test_when_the_year_is_over_nothing_is_started_or_reported_though_it_has_not_expired_yet() -> (
    None
):
    for facts, command in (((), START), ((STARTED,), REPORT)):
        last = by_party(*EFFECTIVE, *facts).at("2022-12-31 23:59")
        assert last.when(command).facts()
        over = by_party(*EFFECTIVE, *facts).at("2023-01-01 00:00", happened="2022-12-31 10:00")
        over.when(command).then_refused("agreement_year_over")


def test_nothing_is_done_under_an_agreement_not_in_effect() -> None:
    for command in (START, REPORT):
        by_party(*READY).when(command).then_refused("agreement_not_effective")
        by_party(*EFFECTIVE, EXPIRED).when(command).then_refused("agreement_not_effective")


def test_a_report_comes_with_evidence() -> None:
    by_party(*EFFECTIVE, STARTED).when(REPORT).then(REPORTED)
    bare = ReportCommitmentDone(commitment=GYM, evidence=())
    by_party(*EFFECTIVE, STARTED).when(bare).then_refused("evidence_missing")
    with pytest.raises(ValidationError):
        ReportCommitmentDone(commitment=GYM, evidence=("a photo",))


def test_only_what_is_under_way_is_reported_done() -> None:
    by_party(*EFFECTIVE).when(REPORT).then_refused("commitment_not_started")
    by_party(*IN_REPORT, REJECTED).when(REPORT).then_refused("commitment_not_started")
    for settled in ((*IN_REPORT,), (*IN_REPORT, VERIFIED), (*EFFECTIVE, WAIVED)):
        by_party(*settled).when(REPORT).then_refused("commitment_not_open")
        by_party(*settled).when(START).then_refused("commitment_not_open")


def test_the_secretary_and_a_resident_verify() -> None:
    verifying(*IN_REPORT).when(VERIFY).then(VERIFIED)
    verifying(*IN_REPORT, VERIFIED).when(VERIFY).then_nothing()
    for command in (VerifyCommitment, RejectCommitmentReport):
        assert (command.who, command.approved_by) == ({Role.CS}, {Role.RES})


def test_only_a_report_is_verified_or_rejected() -> None:
    for facts in (EFFECTIVE, (*EFFECTIVE, STARTED), (*IN_REPORT, REJECTED), (*EFFECTIVE, WAIVED)):
        verifying(*facts).when(VERIFY).then_refused("not_reported_done")
        verifying(*facts).when(REJECT).then_refused("not_reported_done")
    verifying(*IN_REPORT, VERIFIED).when(REJECT).then_refused("not_reported_done")


def test_what_never_counted_may_be_verified_and_still_does_not_count_ex09() -> None:
    started = CommitmentStarted(commitment=EARLY, on=date(2022, 5, 1))
    reported = CommitmentReportedDone(commitment=EARLY, on=date(2022, 6, 1), evidence=(FILE,))
    seen = VERIFIED.model_copy(update={"commitment": EARLY, "counts": False})
    verify = VerifyCommitment(commitment=EARLY)
    verifying(*EFFECTIVE, started, reported).when(verify).then(seen)


@pytest.mark.parametrize("command", [VERIFY, REJECT])
def test_no_verifier_is_a_member_of_the_party_on_that_day(
    command: VerifyCommitment | RejectCommitmentReport,
) -> None:
    for person in (SECRETARY_ID, RESIDENT_ID):
        joined = {person_ref(person): member_of(PARTY, since=date(2022, 6, 25))}
        at = verifying(*IN_REPORT).looking(joined)
        at.when(command).then_refused("verifier_from_party")
        assert at.at("2022-06-24 23:59").when(command).facts(), "not yet a member the day before"


@pytest.mark.parametrize("command", [VERIFY, REJECT])
def test_no_verifier_acts_or_signs_for_the_party(
    command: VerifyCommitment | RejectCommitmentReport,
) -> None:
    liaison_too = Actor(role=Role.RES, person=RESIDENT_ID, scopes=("self", f"unit:{PARTY}"))
    at = verifying(*IN_REPORT).approved_by(liaison_too)
    at.when(command).then_refused("verifier_from_party")
    signs = AUTHORISED.model_copy(update={"person": RESIDENT_ID})
    unit = {unit_ref(PARTY): UNIT.replay([ENROLLED, signs])}
    verifying(*IN_REPORT).looking(unit).when(command).then_refused("verifier_from_party")


@pytest.mark.parametrize("command", [VERIFY, REJECT])
def test_both_verifiers_are_named(command: VerifyCommitment | RejectCommitmentReport) -> None:
    nameless = verifying(*IN_REPORT).approved_by(Actor(role=Role.RES))
    nameless.when(command).then_refused("verifier_unnamed")
    alone = agreed(*IN_REPORT).by(SECRETARY)
    alone.when(command).then_refused("verifier_unnamed")
    system = Actor(role=Role.SYS)
    verifying(*IN_REPORT).by(system).when(command).then_refused("verifier_unnamed")


def test_a_rejected_report_sends_the_commitment_back_to_the_party() -> None:
    verifying(*IN_REPORT).when(REJECT).then(REJECTED)
    again = CommitmentStarted(commitment=GYM, on=date(2022, 6, 20))
    by_party(*IN_REPORT, REJECTED).when(START).then(again)
    assert by_party(*IN_REPORT, REJECTED, again).when(REPORT).facts()


@pytest.mark.parametrize("ended", [EXPIRED, TERMINATED])
def test_what_was_reported_in_time_is_verified_after_the_end_too(ended: Event[Any]) -> None:
    verifying(*IN_REPORT, ended).when(VERIFY).then(VERIFIED)
    verifying(*IN_REPORT, ended).when(REJECT).then(REJECTED)


def test_a_commitment_is_waived_with_the_town_s_approval() -> None:
    for facts in (EFFECTIVE, (*EFFECTIVE, STARTED), IN_REPORT, (*IN_REPORT, REJECTED)):
        agreed(*facts).when(WAIVE).then(WAIVED)
    assert (WaiveCommitment.who, WaiveCommitment.approved_by) == ({Role.CS}, {Role.TOWN})
    agreed(*EFFECTIVE, WAIVED).when(WAIVE).then_nothing()


def test_a_waiver_is_for_force_majeure_or_the_community_s_fault_only() -> None:
    with pytest.raises(ValidationError):
        WaiveCommitment(
            commitment=GYM,
            ground=WaiverGround.AGREEMENT_TERMINATED,
            reason="不想做了",
        )


def test_only_what_is_owed_is_waived() -> None:
    agreed(*READY).when(WAIVE).then_refused("agreement_never_effective")
    for settled in ((*IN_REPORT, VERIFIED), (*EFFECTIVE, FAILED)):
        agreed(*settled).when(WAIVE).then_refused("commitment_settled")


@pytest.mark.parametrize("command", [START, REPORT, VERIFY, REJECT, WAIVE])
def test_a_commitment_nobody_made_is_not_known(command: Any) -> None:
    unknown = command.model_copy(update={"commitment": PARTY})
    verifying(*EFFECTIVE).when(unknown).then_refused("no_such_commitment")
