"""Changes after both have signed: SYS-04."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.agreement import (
    AGREEMENT,
    AgreementAmended,
    AgreementExpired,
    AmendAgreement,
    Amendment,
    AmendmentAgreed,
    AmendmentRefused,
    ApproveAmendment,
    CommitmentDropped,
    CommitmentProposed,
    CommitmentRevised,
    CommitmentVerified,
    RefuseAmendment,
    Revision,
)
from domain.kernel import Actor, Concern, Event
from domain.roles import Role
from tests.domain.agreement.scenario import (
    EARLY,
    EFFECTIVE,
    GYM,
    IN_REPORT,
    LIAISON,
    LIAISON_ID,
    PARTY,
    READY,
    SECRETARY,
    SECRETARY_ID,
    STRANGER_ID,
    agreed,
    terms,
)
from tests.spec import COMMAND_ID, Given

TOWN = Actor(role=Role.TOWN, person=UUID(int=15), scopes=("town",))
BOTH = {"community_signatory": SECRETARY_ID, "party_signatory": LIAISON_ID}
AMENDED = AgreementAmended(on=date(2022, 5, 10), **BOTH)
HEAVIER = Amendment(revise=(Revision(commitment=GYM, terms=terms(weight=5)),))
LIGHTER = Amendment(revise=(Revision(commitment=GYM, terms=terms(weight=1)),))
WITHOUT = Amendment(drop=(GYM,))


def amending(*facts: Event[Any], at: str = "2022-05-10 10:00") -> Given[Any]:
    return agreed(*EFFECTIVE, *facts).approved_by(LIAISON).at(at)


def amend(amendment: Amendment) -> AmendAgreement:
    return AmendAgreement(amendment=amendment)


def test_an_amendment_is_signed_by_both_sides() -> None:
    revised = CommitmentRevised(commitment=GYM, terms=terms(weight=5))
    amending().when(amend(HEAVIER)).then(AMENDED, revised)
    assert AmendAgreement.who == {Role.CS}
    assert AmendAgreement.approved_by == {Role.UNIT, Role.ORG, Role.MER}
    concern = amend(HEAVIER).approver_concern(AGREEMENT.replay(EFFECTIVE))
    assert concern == Concern(unit=PARTY), "another community's or unit's man does not cover it"


def test_an_amendment_adds_and_drops_commitments() -> None:
    new = terms("暑期课堂", weight=4, due_on=date(2022, 8, 31))
    added = CommitmentProposed(commitment=uuid5(COMMAND_ID, "commitment-0"), terms=new)
    amending().when(amend(Amendment(add=(new,), drop=(GYM,)))).then(
        AMENDED, added, CommitmentDropped(commitment=GYM)
    )


def test_an_amendment_that_changes_nothing_is_no_change() -> None:
    same = Amendment(revise=(Revision(commitment=GYM, terms=terms()),))
    amending().when(amend(same)).then_nothing()
    amending().when(amend(Amendment())).then_nothing()


def test_both_signatories_of_an_amendment_hold_authority() -> None:
    for forger in (
        Actor(role=Role.UNIT, person=STRANGER_ID, scopes=(f"unit:{PARTY}",)),
        Actor(role=Role.SYS),
    ):
        forged = amending().approved_by(forger)
        forged.when(amend(HEAVIER)).then_refused("not_authorised_to_sign")
    secretary = Actor(role=Role.CS, person=STRANGER_ID, scopes=("community:FC01",))
    amending().by(secretary).when(amend(HEAVIER)).then_refused("not_authorised_to_sign")
    unapproved = agreed(*EFFECTIVE).by(SECRETARY)
    unapproved.when(amend(HEAVIER)).then_refused("not_authorised_to_sign")


def test_only_an_agreement_in_effect_is_amended() -> None:
    before = agreed(*READY).approved_by(LIAISON)
    before.when(amend(HEAVIER)).then_refused("agreement_not_effective")
    expired = AgreementExpired(on=date(2022, 12, 31))
    amending(expired).when(amend(HEAVIER)).then_refused("agreement_not_effective")


@pytest.mark.parametrize("lower", [LIGHTER, WITHOUT])
def test_the_weight_of_what_is_due_cannot_be_lowered(lower: Amendment) -> None:
    assert amending(at="2022-06-29 23:59").when(amend(lower)).facts()
    amending(at="2022-06-30 00:00").when(amend(lower)).then_refused("due_weight_lowered")
    amending(at="2022-08-01 10:00").when(amend(lower)).then_refused("due_weight_lowered")
    assert amending(at="2022-08-01 10:00").when(amend(HEAVIER)).facts()


def test_a_date_that_has_come_cannot_be_moved() -> None:
    later = terms(due_on=date(2022, 12, 1))
    moved = amend(Amendment(revise=(Revision(commitment=GYM, terms=later),)))
    assert amending(at="2022-06-29 23:59").when(moved).facts()
    amending(at="2022-06-30 00:00").when(moved).then_refused("due_date_passed")
    never_counted = Amendment(
        revise=(Revision(commitment=EARLY, terms=terms(weight=2, due_on=date(2022, 12, 1))),)
    )
    amending().when(amend(never_counted)).then_refused("due_date_passed")


def test_an_amended_date_lies_ahead_and_within_the_year() -> None:
    def moved(day: date) -> tuple[Amendment, Amendment]:
        new = terms("新", due_on=day)
        return Amendment(add=(new,)), Amendment(revise=(Revision(commitment=GYM, terms=new),))

    for past in moved(date(2022, 5, 9)):
        amending().when(amend(past)).then_refused("due_in_past")
    for next_year in moved(date(2023, 1, 1)):
        amending().when(amend(next_year)).then_refused("due_outside_year")
    for today in moved(date(2022, 5, 10)):
        assert amending().when(amend(today)).facts()


def test_what_is_reported_or_settled_is_not_amended() -> None:
    reported = agreed(*IN_REPORT).approved_by(LIAISON)
    reported.when(amend(HEAVIER)).then_refused("commitment_not_open")
    verified = CommitmentVerified(
        commitment=GYM, on=date(2022, 6, 25), verifier=SECRETARY_ID, co_verifier=STRANGER_ID,
        counts=True,
    )  # fmt: skip
    done = agreed(*IN_REPORT, verified).approved_by(LIAISON)
    done.when(amend(WITHOUT)).then_refused("commitment_not_open")


def test_an_amendment_names_each_commitment_once_and_only_its_own() -> None:
    twice = Amendment(revise=HEAVIER.revise, drop=(GYM,))
    amending().when(amend(twice)).then_refused("named_twice")
    unknown = Amendment(drop=(UUID(int=1),))
    amending().when(amend(unknown)).then_refused("no_such_commitment")


# After 30 September

YEAR_END = terms("年终慰问", weight=5, due_on=date(2022, 12, 20))
LATE = Amendment(add=(YEAR_END,))
AGREED = AmendmentAgreed(amendment=LATE, on=date(2022, 10, 1), **BOTH)
REFUSED = AmendmentRefused(reason="临近年终，不宜调整")


def test_after_30_september_an_amendment_waits_for_the_town() -> None:
    first, _ = amending(at="2022-09-30 23:59").when(amend(LATE)).facts()
    assert first == AgreementAmended(on=date(2022, 9, 30), **BOTH)
    amending(at="2022-10-01 00:00").when(amend(LATE)).then(AGREED)
    amending(AGREED, at="2022-10-02 10:00").when(amend(LATE)).then_nothing()
    other = Amendment(add=(YEAR_END, YEAR_END))
    assert amending(AGREED, at="2022-10-02 10:00").when(amend(other)).facts()


def test_the_town_approves_what_both_have_signed() -> None:
    waiting = amending(AGREED).by(TOWN).at("2022-10-08 10:00")
    added = CommitmentProposed(commitment=uuid5(COMMAND_ID, "commitment-0"), terms=YEAR_END)
    amended = AgreementAmended(on=date(2022, 10, 8), approved_by_town=TOWN.person, **BOTH)
    waiting.when(ApproveAmendment()).then(amended, added)
    assert ApproveAmendment.who == RefuseAmendment.who == {Role.TOWN}
    after = amending(AGREED, amended, added).by(TOWN)
    after.when(ApproveAmendment()).then_refused("no_amendment_waits")


def test_the_town_refuses_and_the_agreement_stays_as_it_is() -> None:
    refuse = RefuseAmendment(reason="临近年终，不宜调整")
    amending(AGREED).by(TOWN).when(refuse).then(REFUSED)
    amending(AGREED, REFUSED).by(TOWN).when(ApproveAmendment()).then_refused("no_amendment_waits")
    amending().by(TOWN).when(refuse).then_refused("no_amendment_waits")


def test_the_town_approves_by_the_rules_of_its_day() -> None:
    late_due = CommitmentRevised(commitment=GYM, terms=terms(due_on=date(2022, 10, 5)))
    waits = AmendmentAgreed(amendment=Amendment(drop=(GYM,)), on=date(2022, 10, 1), **BOTH)
    at = amending(late_due, waits).by(TOWN)
    assert at.at("2022-10-04 23:59").when(ApproveAmendment()).facts()
    at.at("2022-10-05 00:00").when(ApproveAmendment()).then_refused("due_weight_lowered")
    over = amending(AGREED, AgreementExpired(on=date(2022, 12, 31))).by(TOWN)
    over.when(ApproveAmendment()).then_refused("agreement_not_effective")
