"""The next year's agreement: SYS-04."""

from datetime import date
from typing import Any
from uuid import uuid5

import pytest

from domain.agreement import (
    AGREEMENT,
    AgreementExpired,
    AgreementLapsed,
    AgreementRenewalDrafted,
    AgreementTerminated,
    CommitmentFailed,
    CommitmentProposed,
    CommitmentVerified,
    CommitmentWaived,
    FailureGround,
    PartyKind,
    RenewAgreement,
    WaiverGround,
    agreement_ref,
)
from domain.kernel import Event
from domain.roles import Role
from domain.unit import UNIT, unit_ref
from tests.domain.agreement.scenario import (
    DRAFTED,
    EARLY,
    EFFECTIVE,
    GYM,
    IN_REPORT,
    PARTY,
    READY,
    RESIDENT_ID,
    SECRETARY_ID,
    agreed,
    terms,
)
from tests.spec import COMMAND_ID, Then

RENEW = RenewAgreement(community="FC01", party=PARTY, year=2023, framework="【合成】框架2号")
BEFORE = agreement_ref("FC01", PARTY, 2022)
RENEWED = AgreementRenewalDrafted(party_kind=PartyKind.UNIT, predecessor=BEFORE.id, **dict(RENEW))
EXPIRED = AgreementExpired(on=date(2022, 12, 31))
VERIFIED = CommitmentVerified(
    commitment=GYM, on=date(2022, 6, 25), verifier=SECRETARY_ID, co_verifier=RESIDENT_ID,
    counts=True,
)  # fmt: skip
FAILED = CommitmentFailed(commitment=EARLY, ground=FailureGround.UNDELIVERED, counts=False)
WAIVED = CommitmentWaived(commitment=EARLY, ground=WaiverGround.FORCE_MAJEURE, counts=False)


def renewing(*before: Event[Any], at: str = "2022-12-20 10:00") -> Then[Any]:
    return agreed().looking({BEFORE: AGREEMENT.replay(before)}).at(at).when(RENEW)


def carried(original: Any, title: str, weight: int, due_on: date) -> CommitmentProposed:
    return CommitmentProposed(
        commitment=uuid5(COMMAND_ID, f"commitment-{original}"),
        terms=terms(title, weight, due_on),
        carried_from=original,
    )


GYM_AGAIN = carried(GYM, "开放文体场馆", 3, date(2023, 6, 30))
EARLY_AGAIN = carried(EARLY, "春节慰问", 2, date(2023, 3, 31))


def test_a_renewal_carries_over_what_is_still_owed() -> None:
    renewing(*EFFECTIVE).then(RENEWED, GYM_AGAIN, EARLY_AGAIN)
    renewing(*IN_REPORT).then(RENEWED, GYM_AGAIN, EARLY_AGAIN)
    failed = renewing(*IN_REPORT, VERIFIED, FAILED, EXPIRED, at="2023-01-05 10:00")
    failed.then(RENEWED, EARLY_AGAIN)
    renewing(*IN_REPORT, VERIFIED, WAIVED).then(RENEWED)
    assert RenewAgreement.who == {Role.CS}


def test_a_renewal_is_a_record_of_its_own_and_knows_the_one_before() -> None:
    assert AGREEMENT.identify(RENEW) == agreement_ref("FC01", PARTY, 2023).id
    state = AGREEMENT.replay([RENEWED, GYM_AGAIN])
    assert (state.year, state.state, state.predecessor) == (2023, "DRAFTED", BEFORE.id)
    assert state.commitments[0].carried_from == GYM


def test_only_an_agreement_that_was_in_effect_is_renewed() -> None:
    terminated = AgreementTerminated(ended_on=date(2022, 7, 1), document_no="【合成】6号")
    lapsed = AgreementLapsed(on=date(2022, 12, 31))
    for before in ((), READY, (*READY, lapsed), (*EFFECTIVE, terminated)):
        renewing(*before).then_refused("nothing_to_renew")


def test_a_renewal_obeys_the_rules_of_a_draft() -> None:
    looked = {BEFORE: AGREEMENT.replay(EFFECTIVE)}
    there = agreed(DRAFTED.model_copy(update={"year": 2023})).looking(looked)
    there.at("2022-12-20 10:00").when(RENEW).then_refused("agreement_exists")
    renewing(*EFFECTIVE, at="2024-01-01 00:00").then_refused("year_out_of_reach")
    gone = agreed().looking({**looked, unit_ref(PARTY): UNIT.initial}).at("2022-12-20 10:00")
    gone.when(RENEW).then_refused("party_not_enrolled")


@pytest.mark.parametrize(
    ("due_on", "year", "next_due"),
    [(date(2024, 2, 29), 2025, date(2025, 2, 28)), (date(2023, 2, 28), 2024, date(2024, 2, 28))],
)
def test_29_february_becomes_the_28th(due_on: date, year: int, next_due: date) -> None:
    ref = agreement_ref("FC01", PARTY, year - 1)
    before = AGREEMENT.replay([
        *(fact.model_copy(update={"terms": terms(due_on=due_on)})
          if isinstance(fact, CommitmentProposed) else fact for fact in EFFECTIVE)
    ])  # fmt: skip
    renew = RENEW.model_copy(update={"year": year})
    _, first, _ = agreed().looking({ref: before}).at(f"{year}-01-05 10:00").when(renew).facts()
    assert isinstance(first, CommitmentProposed)
    assert first.terms.due_on == next_due
