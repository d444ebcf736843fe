"""Draft, commitments and agreed text: SYS-04, R-12, R-14, AM-13."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from pydantic import ValidationError

from domain.agreement import (
    AGREEMENT,
    AgreementDrafted,
    AgreementReopened,
    CommitmentDropped,
    CommitmentProposed,
    CommitmentRevised,
    ConfirmNegotiation,
    DraftAgreement,
    DropCommitment,
    PartyKind,
    ProposeCommitment,
    ReviseCommitment,
    agreement_ref,
)
from domain.kernel import Command, Concern
from domain.roles import Role
from domain.unit import UNIT, UnitKind, unit_ref
from tests.domain.agreement.scenario import (
    COMMUNITY_SIGNED,
    DRAFTED,
    EFFECTIVE,
    ENROLLED,
    GYM,
    NEGOTIATED,
    PARTY,
    PROPOSED,
    READY,
    agreed,
    terms,
    withdrawn,
)
from tests.spec import COMMAND_ID

DRAFT = DraftAgreement(**{k: v for k, v in dict(DRAFTED).items() if k != "party_kind"})
PROPOSE = ProposeCommitment(terms=terms())
REVISE = ReviseCommitment(commitment=GYM, terms=terms(weight=5))
DROP = DropCommitment(commitment=GYM)
CONFIRM = ConfirmNegotiation()
EACH_CHANGE = (PROPOSE, REVISE, DROP)


def test_the_secretary_drafts_with_an_enrolled_party() -> None:
    agreed().at("2022-03-01 09:00").when(DRAFT).then(DRAFTED)
    assert DraftAgreement.who == {Role.CS}


def test_a_community_and_a_party_have_one_agreement_a_year_am13() -> None:
    agreed(DRAFTED).at("2022-03-01 09:00").when(DRAFT).then_refused("agreement_exists")
    assert AGREEMENT.identify(DRAFT) == agreement_ref("FC01", PARTY, 2022).id
    others = ({"year": 2023}, {"community": "FC02"}, {"party": UUID(int=5)})
    ids = {AGREEMENT.identify(DRAFT.model_copy(update=other)) for other in others}
    assert len({*ids, AGREEMENT.identify(DRAFT)}) == 4


def test_a_party_that_is_not_enrolled_has_no_agreement() -> None:
    drafting = agreed().at("2022-03-01 09:00")
    drafting.looking({unit_ref(PARTY): UNIT.initial}).when(DRAFT).then_refused("party_not_enrolled")
    gone = UNIT.replay([ENROLLED, withdrawn(date(2022, 2, 28))])
    drafting.looking({unit_ref(PARTY): gone}).when(DRAFT).then_refused("party_not_enrolled")


def test_an_agreement_is_drafted_for_this_year_or_the_next() -> None:
    at = agreed().at("2022-12-31 23:59")
    assert at.when(DRAFT).facts()
    assert at.when(DRAFT.model_copy(update={"year": 2023})).facts()
    at.when(DRAFT.model_copy(update={"year": 2024})).then_refused("year_out_of_reach")
    agreed().at("2023-01-01 00:00").when(DRAFT).then_refused("year_out_of_reach")


@pytest.mark.parametrize(
    ("kind", "party_kind"),
    [
        (UnitKind.ORGAN, PartyKind.UNIT),
        (UnitKind.SCHOOL, PartyKind.UNIT),
        (UnitKind.PROPERTY_COMPANY, PartyKind.PROPERTY_COMPANY),
        (UnitKind.OWNERS_COMMITTEE, PartyKind.OWNERS_COMMITTEE),
        (UnitKind.SOCIAL_ORGANISATION, PartyKind.SOCIAL_ORGANISATION),
        (UnitKind.MERCHANT, PartyKind.MERCHANT),
    ],
)
def test_the_five_kinds_of_party_are_told_apart_sys04(
    kind: UnitKind, party_kind: PartyKind
) -> None:
    party = UNIT.replay([ENROLLED.model_copy(update={"kind": kind})])
    (fact,) = agreed().looking({unit_ref(PARTY): party}).when(DRAFT).facts()
    assert isinstance(fact, AgreementDrafted)
    assert fact.party_kind is party_kind


def test_either_side_proposes_revises_and_drops_commitments() -> None:
    new = CommitmentProposed(commitment=uuid5(COMMAND_ID, "commitment"), terms=terms())
    agreed(DRAFTED).when(PROPOSE).then(new)
    revised = CommitmentRevised(commitment=GYM, terms=terms(weight=5))
    agreed(DRAFTED, PROPOSED).when(REVISE).then(revised)
    agreed(DRAFTED, PROPOSED).when(DROP).then(CommitmentDropped(commitment=GYM))
    for command in (ProposeCommitment, ReviseCommitment, DropCommitment):
        assert command.who == {Role.CS, Role.UNIT, Role.ORG, Role.MER}


def test_a_revision_to_the_same_terms_is_no_change() -> None:
    same = ReviseCommitment(commitment=GYM, terms=terms())
    agreed(*READY).when(same).then_nothing()


def test_only_a_commitment_of_this_agreement_is_revised_or_dropped() -> None:
    agreed(DRAFTED).when(REVISE).then_refused("no_such_commitment")
    agreed(DRAFTED).when(DROP).then_refused("no_such_commitment")
    dropped = CommitmentDropped(commitment=GYM)
    agreed(DRAFTED, PROPOSED, dropped).when(DROP).then_refused("no_such_commitment")


@pytest.mark.parametrize("due_on", [date(2021, 12, 31), date(2023, 1, 1)])
def test_a_commitment_falls_due_in_the_agreement_s_year(due_on: date) -> None:
    late = terms(due_on=due_on)
    agreed(DRAFTED).when(ProposeCommitment(terms=late)).then_refused("due_outside_year")
    revise = ReviseCommitment(commitment=GYM, terms=late)
    agreed(DRAFTED, PROPOSED).when(revise).then_refused("due_outside_year")
    for edge in (date(2022, 1, 1), date(2022, 12, 31)):
        assert agreed(DRAFTED).when(ProposeCommitment(terms=terms(due_on=edge))).facts()


@pytest.mark.parametrize("weight", [0, 6])
def test_a_weight_is_from_1_to_5(weight: int) -> None:
    with pytest.raises(ValidationError):
        terms(weight=weight)


@pytest.mark.parametrize("change", EACH_CHANGE)
def test_what_is_in_effect_changes_by_amendment_only(change: Command[Any]) -> None:
    agreed(*EFFECTIVE).when(change).then_refused("agreement_effective")


@pytest.mark.parametrize("change", EACH_CHANGE)
def test_a_change_voids_what_was_agreed_and_signed_before(change: Command[Any]) -> None:
    first, *_ = agreed(*READY).when(change).facts()
    assert first == AgreementReopened(signature_voided=False)
    facts = agreed(*READY, COMMUNITY_SIGNED).when(change).facts()
    assert facts[0] == AgreementReopened(signature_voided=True)
    after = AGREEMENT.replay([*READY, COMMUNITY_SIGNED, *facts])
    assert (after.state, after.signed_by_community) == ("DRAFTED", None)


def test_the_text_is_agreed_with_three_lists_and_a_commitment_r14() -> None:
    agreed(DRAFTED, PROPOSED).when(CONFIRM).then(NEGOTIATED)
    agreed(DRAFTED).when(CONFIRM).then_refused("no_commitment")
    for name in ("work_priorities", "projects", "measures"):
        missing = DRAFTED.model_copy(update={name: ()})
        agreed(missing, PROPOSED).when(CONFIRM).then_refused("list_missing")
        filled = ConfirmNegotiation(**{name: getattr(DRAFTED, name)})
        agreed(missing, PROPOSED).when(filled).then(NEGOTIATED)


def test_a_text_agreed_twice_has_not_changed() -> None:
    agreed(*READY).when(CONFIRM).then_nothing()
    agreed(*READY, COMMUNITY_SIGNED).when(CONFIRM).then_nothing()


def test_other_lists_after_a_signature_void_it() -> None:
    other = ConfirmNegotiation(projects=("场馆开放", "夜间巡逻"))
    again = NEGOTIATED.model_copy(update={"projects": other.projects})
    agreed(*READY).when(other).then(again)
    reopened = AgreementReopened(signature_voided=True)
    agreed(*READY, COMMUNITY_SIGNED).when(other).then(reopened, again)
    agreed(*EFFECTIVE).when(other).then_refused("agreement_effective")


def test_an_agreement_concerns_its_community_and_its_party() -> None:
    both = Concern(community="FC01", unit=PARTY)
    assert AGREEMENT.concerns(AGREEMENT.initial, DRAFT) == both
    assert AGREEMENT.concerns(AGREEMENT.replay([DRAFTED]), PROPOSE) == both
