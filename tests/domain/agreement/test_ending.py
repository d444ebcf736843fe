"""Overdue, failed, expired, lapsed, terminated: SYS-04, P-12, AM-11."""

from datetime import date
from typing import Any

import pytest

from domain.agreement import (
    AgreementExpired,
    AgreementLapsed,
    AgreementTerminated,
    CommitmentFailed,
    CommitmentOverdue,
    CommitmentReportRejected,
    CommitmentVerified,
    CommitmentWaived,
    ExpireAgreement,
    FailCommitment,
    FailureGround,
    LapseAgreement,
    MarkCommitmentOverdue,
    TerminateAgreement,
    WaiverGround,
)
from domain.kernel import SYSTEM, Event
from domain.roles import Role
from domain.ruleset import RULEBOOK, rulebook_ref
from domain.unit import UNIT, unit_ref
from tests.domain.agreement.scenario import (
    COMMUNITY_SIGNED,
    DRAFTED,
    EARLY,
    EFFECTIVE,
    ENROLLED,
    GYM,
    IN_REPORT,
    PARTY,
    PROPOSED,
    READY,
    RESIDENT_ID,
    SECRETARY_ID,
    STARTED,
    agreed,
    withdrawn,
)
from tests.spec import Given

OVERDUE = MarkCommitmentOverdue(commitment=GYM)
FAIL = FailCommitment(commitment=GYM)
EXPIRE, LAPSE = ExpireAgreement(), LapseAgreement()
TERMINATE = TerminateAgreement(document_no="【合成】6号")
UNDELIVERED = CommitmentFailed(commitment=GYM, ground=FailureGround.UNDELIVERED, counts=True)
EARLY_FAILED = UNDELIVERED.model_copy(update={"commitment": EARLY, "counts": False})
UNVERIFIED = UNDELIVERED.model_copy(update={"ground": FailureGround.UNVERIFIED})
EXPIRED = AgreementExpired(on=date(2022, 12, 31))
LAPSED = AgreementLapsed(on=date(2022, 12, 31))
TWO = {"on": date(2022, 6, 25), "verifier": SECRETARY_ID, "co_verifier": RESIDENT_ID}
VERIFIED = CommitmentVerified(commitment=GYM, counts=True, **TWO)
REJECTED = CommitmentReportRejected(commitment=GYM, reason="未完成", **TWO)
MARKED = CommitmentOverdue(commitment=GYM, due_on=date(2022, 6, 30))
WAIVED = CommitmentWaived(commitment=GYM, ground=WaiverGround.COMMUNITY_FAULT, counts=True)


def timer(at: str, *facts: Event[Any]) -> Given[Any]:
    return agreed(*facts).by(SYSTEM).at(at)


def test_the_timers_and_the_town_alone_end_things() -> None:
    for command in (MarkCommitmentOverdue, FailCommitment, ExpireAgreement, LapseAgreement):
        assert command.who == {Role.SYS}
    assert TerminateAgreement.who == {Role.TOWN}


def test_a_commitment_is_overdue_after_its_due_day() -> None:
    timer("2022-06-30 23:59", *EFFECTIVE).when(OVERDUE).then_refused("not_due_yet")
    timer("2022-07-01 00:00", *EFFECTIVE).when(OVERDUE).then(MARKED)
    timer("2022-07-01 00:00", *EFFECTIVE, STARTED).when(OVERDUE).then(MARKED)
    timer("2022-07-01 00:00", *IN_REPORT, REJECTED).when(OVERDUE).then(MARKED)


def test_what_is_marked_reported_or_settled_is_not_marked_overdue() -> None:
    for facts in ((*EFFECTIVE, MARKED), IN_REPORT, (*IN_REPORT, VERIFIED), (*EFFECTIVE, WAIVED)):
        timer("2022-07-01 00:00", *facts).when(OVERDUE).then_nothing()


def test_what_was_due_before_the_effect_is_not_overdue_ex09() -> None:
    early = MarkCommitmentOverdue(commitment=EARLY)
    timer("2022-07-01 00:00", *EFFECTIVE).when(early).then_nothing()
    timer("2022-04-02 00:00", *READY).when(early).then_refused("agreement_not_effective")


def test_what_was_not_delivered_fails_when_the_year_is_over() -> None:
    for facts in (EFFECTIVE, (*EFFECTIVE, STARTED), (*IN_REPORT, REJECTED)):
        timer("2022-12-31 23:59", *facts).when(FAIL).then_refused("year_not_over")
        timer("2023-01-01 00:00", *facts).when(FAIL).then(UNDELIVERED)
    timer("2023-01-01 00:00", *EFFECTIVE, UNDELIVERED).when(FAIL).then_nothing()


def test_what_was_reported_may_be_verified_until_the_freeze_am11() -> None:
    reported = timer("2023-01-10 23:59", *IN_REPORT, EXPIRED)
    reported.when(FAIL).then_refused("still_to_be_verified")
    timer("2023-01-11 00:00", *IN_REPORT, EXPIRED).when(FAIL).then(UNVERIFIED)
    rejected = timer("2023-01-05 00:00", *IN_REPORT, EXPIRED, REJECTED)
    rejected.when(FAIL).then(UNDELIVERED)
    no_rules = reported.looking({rulebook_ref(): RULEBOOK.initial})
    no_rules.when(FAIL).then_refused("no_ruleset")


def test_what_is_settled_or_was_never_in_effect_does_not_fail() -> None:
    for facts in ((*IN_REPORT, VERIFIED), (*EFFECTIVE, WAIVED)):
        timer("2023-01-01 00:00", *facts).when(FAIL).then_refused("commitment_settled")
    lapsed = timer("2023-01-01 00:00", *READY, LAPSED)
    lapsed.when(FAIL).then_refused("agreement_never_effective")
    unknown = FailCommitment(commitment=PARTY)
    timer("2023-01-01 00:00", *EFFECTIVE).when(unknown).then_refused("no_such_commitment")


def test_an_agreement_expires_with_its_year_and_fails_what_is_open_p12() -> None:
    timer("2022-12-31 23:59", *EFFECTIVE).when(EXPIRE).then_refused("year_not_over")
    over = timer("2023-01-01 00:00", *EFFECTIVE)
    over.when(EXPIRE).then(UNDELIVERED, EARLY_FAILED, EXPIRED)
    timer("2023-01-01 00:00", *IN_REPORT).when(EXPIRE).then(EARLY_FAILED, EXPIRED)
    done = timer("2023-01-01 00:00", *IN_REPORT, VERIFIED)
    done.when(EXPIRE).then(EARLY_FAILED, EXPIRED)
    timer("2023-01-02 00:00", *EFFECTIVE, EXPIRED).when(EXPIRE).then_nothing()
    unsigned = timer("2023-01-01 00:00", *READY, COMMUNITY_SIGNED)
    unsigned.when(EXPIRE).then_refused("agreement_not_effective")


def test_an_agreement_never_signed_lapses_with_its_year() -> None:
    for facts in ((DRAFTED,), READY, (*READY, COMMUNITY_SIGNED)):
        timer("2022-12-31 23:59", *facts).when(LAPSE).then_refused("year_not_over")
        timer("2023-01-01 00:00", *facts).when(LAPSE).then(LAPSED)
    timer("2023-01-02 00:00", *READY, LAPSED).when(LAPSE).then_nothing()
    timer("2023-01-01 00:00", *EFFECTIVE).when(LAPSE).then_refused("agreement_effective")
    over = timer("2023-01-01 00:00", *EFFECTIVE, EXPIRED)
    over.when(LAPSE).then_refused("agreement_over")


def terminating(last_day: date, *facts: Event[Any]) -> Given[Any]:
    gone = UNIT.replay([ENROLLED, withdrawn(last_day)])
    at = agreed(*facts).by(Role.TOWN).looking({unit_ref(PARTY): gone})
    return at.at("2022-07-02 10:00")


@pytest.mark.parametrize(
    ("last_day", "fate"),
    [
        (date(2022, 6, 29), WAIVED),
        (date(2022, 6, 30), UNDELIVERED),
        (date(2022, 7, 1), UNDELIVERED),
    ],
)
def test_what_is_due_after_the_party_s_last_day_leaves_the_denominator(
    last_day: date, fate: CommitmentWaived | CommitmentFailed
) -> None:
    ground = {"ground": WaiverGround.AGREEMENT_TERMINATED}
    expected = fate.model_copy(update=ground) if isinstance(fate, CommitmentWaived) else fate
    ended = AgreementTerminated(ended_on=last_day, document_no=TERMINATE.document_no)
    terminating(last_day, *EFFECTIVE).when(TERMINATE).then(expected, EARLY_FAILED, ended)


def test_what_was_reported_before_the_end_may_still_be_verified() -> None:
    ended = AgreementTerminated(ended_on=date(2022, 7, 1), document_no=TERMINATE.document_no)
    terminating(date(2022, 7, 1), *IN_REPORT).when(TERMINATE).then(EARLY_FAILED, ended)
    rejected = timer("2022-07-03 00:00", *IN_REPORT, ended, REJECTED)
    rejected.when(FAIL).then(UNDELIVERED)
    done = terminating(date(2022, 6, 29), *IN_REPORT, VERIFIED)
    earlier = ended.model_copy(update={"ended_on": date(2022, 6, 29)})
    done.when(TERMINATE).then(EARLY_FAILED, earlier)


def test_an_agreement_ends_only_with_a_party_that_is_gone() -> None:
    still = agreed(*EFFECTIVE).by(Role.TOWN)
    still.when(TERMINATE).then_refused("party_still_enrolled")
    last_day = terminating(date(2022, 7, 2), *EFFECTIVE)
    last_day.when(TERMINATE).then_refused("party_still_enrolled")
    unknown = agreed(*EFFECTIVE).by(Role.TOWN).looking({unit_ref(PARTY): UNIT.initial})
    unknown.when(TERMINATE).then_refused("party_still_enrolled")


def test_a_draft_with_a_party_that_is_gone_is_terminated_without_failures() -> None:
    ended = AgreementTerminated(ended_on=date(2022, 7, 1), document_no=TERMINATE.document_no)
    for facts in ((DRAFTED, PROPOSED), READY, (*READY, COMMUNITY_SIGNED)):
        terminating(date(2022, 7, 1), *facts).when(TERMINATE).then(ended)
    terminating(date(2022, 7, 1), *READY, ended).when(TERMINATE).then_nothing()
    over = terminating(date(2022, 7, 1), *EFFECTIVE, EXPIRED)
    over.when(TERMINATE).then_refused("agreement_not_effective")
