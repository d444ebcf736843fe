"""Questions of SYS-04: each finds what was planted, and nothing in an agreement as it should be."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.agreement import CommitmentRevised, CommitmentVerified
from domain.agreement.ending import WaiverGround
from domain.agreement.events import AgreementTerminated, CommitmentDropped, CommitmentWaived
from domain.kernel import Event
from domain.person import MemberJoinedUnit, PartyKind, PersonRegistered, Residence
from tests.domain.agreement.scenario import (
    COMMUNITY_SIGNED,
    EARLY,
    EFFECTIVE,
    ENROLLED,
    GYM,
    IN_REPORT,
    OTHER_UNIT,
    PARTY,
    READY,
    RESIDENT_ID,
    SECRETARY_ID,
    STRANGER_ID,
    terms,
    withdrawn,
)
from tests.projections.questions.asked import Told, asked

PACT = UUID(int=0xA6)
WITHOUT, VERIFIERS = "units-without-an-agreement", "verifiers-of-promises"
BY_FORM, CHANGED = "promises-verified-by-form", "agreements-changed-after-signature"
BACKDATED = "agreements-with-back-dated-paper"
VERIFIED = CommitmentVerified(
    commitment=GYM, on=date(2022, 6, 25), verifier=SECRETARY_ID, co_verifier=RESIDENT_ID,
    counts=True,
)  # fmt: skip


def told(*facts: Event[Any], unit: dict[str, Any] | None = None) -> Told:
    known = Told()
    enrolled = ENROLLED.model_copy(update={"big_party_committee": True, **(unit or {})})
    known.tell(PARTY, enrolled)
    for fact in facts:
        known.tell(PACT, fact)
    return known


def belongs(known: Told, person: UUID, unit: UUID) -> None:
    about = {"full_name": "合成", "residence": Residence(), "synthetic": True}
    known.tell(person, PersonRegistered(person=person, party_member=PartyKind.FULL, **about))
    known.tell(person, MemberJoinedUnit(unit=unit, on=date(2021, 1, 1)))


@pytest.mark.parametrize(
    ("facts", "state"), [((), None), (READY, "NEGOTIATED"), (EFFECTIVE, "EFFECTIVE")]
)
def test_a_member_unit_without_an_effective_agreement_on_1_april(
    facts: tuple[Event[Any], ...], state: str | None
) -> None:
    """AM-12, EX-09: one that took effect on 20 April was not in effect on the 1st."""
    [row] = asked(told(*facts), WITHOUT)
    assert (row.unit, row.community, row.state) == (PARTY, "FC01", state)


def test_a_unit_with_an_agreement_in_effect_or_that_owes_none_is_not_found() -> None:
    assert asked(told(*EFFECTIVE), WITHOUT, day=date(2022, 4, 20)) == []
    assert asked(told(unit={"big_party_committee": False}), WITHOUT) == []
    assert asked(told(unit={"on": date(2022, 5, 1)}), WITHOUT) == []
    left = told()
    left.tell(PARTY, withdrawn(date(2022, 3, 1)))
    assert asked(left, WITHOUT) == []


def test_an_agreement_that_was_terminated_is_in_effect_no_more() -> None:
    ended = AgreementTerminated(ended_on=date(2022, 5, 1), document_no="【合成】6号")
    known = told(*EFFECTIVE, ended)
    assert asked(known, WITHOUT, day=date(2022, 5, 1)) == []
    assert [row.state for row in asked(known, WITHOUT, day=date(2022, 5, 2))] == ["TERMINATED"]


def test_the_share_of_promised_weight_that_was_verified_by_form() -> None:
    """R-12; EX-09: what was due before the effect counts for nobody."""
    for facts, share in ((IN_REPORT, "0/3"), ((*IN_REPORT, VERIFIED), "3/3")):
        rows = asked(told(*facts), BY_FORM)
        assert [(row.community, row.form, row.share) for row in rows] == [
            (None, "SHARED_RESOURCES", share), ("FC01", "SHARED_RESOURCES", share),
        ]  # fmt: skip
    waived = CommitmentWaived(commitment=GYM, ground=WaiverGround.FORCE_MAJEURE, counts=True)
    assert asked(told(*EFFECTIVE, waived), BY_FORM) == []
    assert asked(told(*EFFECTIVE), BY_FORM, on="2022-06-29") == []


def test_a_verifier_from_the_party_is_not_independent() -> None:
    """SYS-04: the verifier is not from the party."""
    for unit, independent in ((PARTY, False), (OTHER_UNIT, True)):
        known = told(*IN_REPORT, VERIFIED)
        belongs(known, SECRETARY_ID, OTHER_UNIT)
        belongs(known, RESIDENT_ID, unit)
        [row] = asked(known, VERIFIERS)
        assert (row.verifier, row.co_verifier) == (SECRETARY_ID, RESIDENT_ID)
        assert (row.verifier_units, row.independent) == ((OTHER_UNIT, unit), independent)
    alone = VERIFIED.model_copy(update={"co_verifier": SECRETARY_ID})
    assert not asked(told(*IN_REPORT, alone), VERIFIERS)[0].independent
    assert asked(told(*IN_REPORT), VERIFIERS) == []
    assert STRANGER_ID not in (VERIFIED.verifier, VERIFIED.co_verifier)


def test_what_changed_after_a_signature_is_told_with_its_terms_before_and_after() -> None:
    lighter = CommitmentRevised(commitment=GYM, terms=terms(weight=1))
    [revised, dropped] = asked(
        told(*READY, COMMUNITY_SIGNED, lighter, CommitmentDropped(commitment=EARLY)), CHANGED
    )
    form, due = "SHARED_RESOURCES", date(2022, 6, 30)
    assert (revised.before, revised.after) == ((form, 3, due), (form, 1, due))
    assert (dropped.commitment, dropped.after) == (EARLY, None)
    assert dropped.before == (form, 2, date(2022, 3, 31))
    assert asked(told(*READY, lighter, COMMUNITY_SIGNED), CHANGED) == []
    assert asked(told(*EFFECTIVE), CHANGED) == []


def test_a_paper_dated_before_its_signature_is_found() -> None:
    paper = COMMUNITY_SIGNED.model_copy(update={"paper_dated_on": date(2022, 3, 20)})
    [row] = asked(told(*READY, paper), BACKDATED)
    assert (row.agreement, row.days) == (PACT, 5)
    same = COMMUNITY_SIGNED.model_copy(update={"paper_dated_on": COMMUNITY_SIGNED.on})
    for clean in (same, COMMUNITY_SIGNED):
        assert asked(told(*READY, clean), BACKDATED) == []
