"""Questions of SYS-17: each finds what was planted, and nothing where all is in order."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.assessment import score_book_ref
from domain.honour import (
    CandidateNominated,
    HonourConferred,
    PlaceTaken,
    nomination_ref,
    programme_ref,
)
from domain.kernel import Event
from domain.ruleset import SubjectKind
from tests.domain.agreement.scenario import EFFECTIVE, ENROLLED
from tests.domain.honour.scenario import (
    BALLOTED,
    CHECKED,
    NOMINATED,
    TO_APPROVED,
    UNIT_ID,
    defined,
    quota,
    score,
)
from tests.projections.questions.asked import Told, asked

WHY, FALLEN = "why-not-eligible", "holders-no-longer-eligible"
EXCEEDED = "honour-quotas-exceeded"
NOMINATION = nomination_ref("H2", UNIT_ID, 2022).id
PROGRAMME = programme_ref("H2", 2022).id
CONFERRED = HonourConferred(
    certificate_no="【合成】证1号", approval_document_no="【合成】批1号", on=date(2023, 1, 27),
    valid_until=date(2024, 1, 26),
)  # fmt: skip


def told(*facts: Event[Any], min_score: int = 85) -> Told:
    known = Told()
    known.tell(UNIT_ID, ENROLLED.model_copy(update={"big_party_committee": True}))
    known.tell(PROGRAMME, defined(min_score=Decimal(min_score)))
    known.tell(PROGRAMME, CandidateNominated(nomination=NOMINATION))
    for fact in facts:
        known.tell(NOMINATION, fact, "2023-01-28 09:00")
    return known


def agreed(known: Told) -> Told:
    for fact in EFFECTIVE:
        known.tell(UUID(int=0xA6), fact)
    return known


def published(known: Told, **changes: Any) -> Told:
    book = score_book_ref(SubjectKind.UNIT, UNIT_ID, 2022).id
    known.tell(book, score(unit=UNIT_ID, community="FC01", **changes), "2023-01-28 08:00")
    return known


def test_why_a_unit_is_not_eligible_names_each_rule_that_failed() -> None:
    known = published(told(), total=Decimal("80.00"), bars=("V-UNIT-REG80",))
    rows = asked(known, WHY)
    assert {(row.subject, row.rule, row.value) for row in rows} == {
        (UNIT_ID, "MIN-SCORE", "80.00"), (UNIT_ID, "V-UNIT-REG80", "BARRED"),
        (UNIT_ID, "AGREEMENT", "NONE"),
    }  # fmt: skip
    assert {row.nomination for row in rows} == {None}, "it was never nominated"
    [row, *_] = asked(published(told(NOMINATED), total=Decimal("84.99")), WHY)
    assert (row.nomination, row.rule, row.value) == (NOMINATION, "MIN-SCORE", "84.99")


def test_whoever_is_eligible_is_not_told() -> None:
    assert asked(agreed(published(told())), WHY) == []
    better = published(agreed(published(told(), total=Decimal(70))), version=2)
    assert asked(better, WHY) == [], "by the version published last"


@pytest.mark.parametrize("facts", [(NOMINATED, CHECKED, BALLOTED), TO_APPROVED])
def test_who_holds_nothing_cannot_fail(facts: tuple[Any, ...]) -> None:
    assert asked(told(*facts), FALLEN) == []


def test_a_holder_is_told_with_each_rule_that_he_fails_today() -> None:
    """A unit without members has no bar; what it has none of today is the agreement."""
    held = (*TO_APPROVED, CONFERRED)
    rows = asked(told(*held, min_score=0), FALLEN)
    assert [(row.subject, row.rule, row.found) for row in rows] == [(UNIT_ID, "AGREEMENT", "NONE")]
    assert asked(agreed(told(*held, min_score=0)), FALLEN) == []


def test_a_holder_who_is_scored_no_more_is_told() -> None:
    known = agreed(Told())
    known.tell(PROGRAMME, defined())
    for fact in (*TO_APPROVED, CONFERRED):
        known.tell(NOMINATION, fact, "2023-01-28 09:00")
    [row] = asked(known, FALLEN)
    assert (row.rule, row.found) == ("MIN-SCORE", "NOT_SCORED")


def test_a_quota_that_was_exceeded_is_found() -> None:
    """3.5: no command can exceed it; what is planted here is a log that was."""
    known = told()
    known.tell(PROGRAMME, quota(96, 15, 1))
    known.tell(PROGRAMME, PlaceTaken(nomination=UUID(int=1)))
    assert asked(known, EXCEEDED) == []
    known.tell(PROGRAMME, PlaceTaken(nomination=UUID(int=2)))
    [row] = asked(known, EXCEEDED)
    assert (row.code, row.conferred, row.places) == ("H2", 2, 1)


def test_what_was_conferred_without_an_approval_is_found() -> None:
    """AM-28."""
    known = Told()
    known.tell(PROGRAMME, defined(approval_document_no=None, approved_places=None))
    known.tell(PROGRAMME, quota(96, 15, 14))
    assert asked(known, EXCEEDED) == []
    known.tell(PROGRAMME, PlaceTaken(nomination=UUID(int=1)))
    assert len(asked(known, EXCEEDED)) == 1
