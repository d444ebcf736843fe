"""Every rule looked at: SYS-17, HANDBOOK 4.3 step 7 and 4.6."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.agreement import (
    AGREEMENT,
    AgreementExpired,
    AgreementTerminated,
    agreement_ref,
)
from domain.assessment import SCORE_BOOK, PublishedLine, score_book_ref
from domain.honour import (
    HONOUR_NOMINATION,
    CheckEligibility,
    HonourConferred,
    HonourNominated,
    NominationState,
    NominationWithdrawn,
    RuleResult,
)
from domain.ruleset import SubjectKind
from tests.domain.agreement.scenario import EFFECTIVE, READY
from tests.domain.honour.scenario import (
    BALLOTED,
    CHECKED,
    FAILED,
    FILE,
    MEMBER_ID,
    NOMINATED,
    TO_APPROVED,
    UNIT_ID,
    nomination,
    score,
)
from tests.spec import Given

CHECK = CheckEligibility()
BOOK = score_book_ref(SubjectKind.UNIT, UNIT_ID, 2022)
AGREEMENT_REF = agreement_ref("FC01", UNIT_ID, 2022)


def with_scores(*scores: Any, facts: tuple[Any, ...] = (NOMINATED,)) -> Given[Any]:
    return nomination(*facts).looking({BOOK: SCORE_BOOK.replay(scores)})


def found(given: Given[Any]) -> Any:
    [fact] = given.when(CHECK).facts()
    return fact


def test_every_rule_is_looked_at_and_the_score_version_is_named() -> None:
    nomination(NOMINATED).when(CHECK).then(CHECKED)


@pytest.mark.parametrize(("total", "passed"), [("85.00", True), ("84.99", False), ("90.08", True)])
def test_the_score_reaches_the_titles_minimum(total: str, passed: bool) -> None:
    """4.6: score >= minimum, 85 for a unit."""
    fact = found(with_scores(score(total=Decimal(total))))
    assert fact.results[0] == RuleResult(rule="MIN-SCORE", value=total, passed=passed)
    assert fact.eligible is passed


def test_any_veto_makes_a_subject_ineligible() -> None:
    """R-31, 4.3 step 7."""
    fact = found(with_scores(score(bars=("V-UNIT-REG80",))))
    [failed] = [result for result in fact.results if not result.passed]
    assert failed == RuleResult(rule="V-UNIT-REG80", value="BARRED", passed=False)
    assert not fact.eligible


def test_a_unit_needs_an_agreement_that_took_effect_and_was_not_terminated() -> None:
    """SYS-17, EX-09: never signed, not eligible for the title."""
    after_the_year = AgreementExpired(on=date(2022, 12, 31))
    ended = AgreementTerminated(ended_on=date(2022, 9, 1), document_no="【合成】6号")
    for facts, value in (
        ((*EFFECTIVE, after_the_year), "2022-04-20"),
        (READY, "NONE"),
        ((*EFFECTIVE, ended), "NONE"),
    ):
        looked = nomination(NOMINATED).looking({AGREEMENT_REF: AGREEMENT.replay(facts)})
        fact = found(looked)
        assert fact.results[-1] == RuleResult(rule="AGREEMENT", value=value, passed=value != "NONE")
        assert fact.eligible is (value != "NONE")


def test_who_completed_his_score_first_is_told_by_its_last_event_but_the_ballots() -> None:
    """4.6: a ballot is counted for all at the same position, and breaks no tie."""

    def line(name: str, *evidence: int) -> PublishedLine:
        return PublishedLine(
            line=name, points=Decimal(5), max=Decimal(5), applicable=True, recorded=True,
            inputs=(), formula="", evidence=evidence,
        )  # fmt: skip

    lines = (line("U1", 12), line("U6", 40, 77), line("BALLOT", 900))
    assert found(with_scores(score(lines=lines))).completed_at == 77


def test_a_member_needs_no_agreement() -> None:
    who = HonourNominated(
        programme="H1", year=2022, subject=MEMBER_ID, person=MEMBER_ID, kind=SubjectKind.MEMBER,
        unit=UNIT_ID, community="FC01", deeds="合成", consent=FILE,
    )  # fmt: skip
    scored = score(MEMBER_ID, SubjectKind.MEMBER, total=Decimal("91.00"), ballot=None)
    book = score_book_ref(SubjectKind.MEMBER, MEMBER_ID, 2022)
    fact = found(nomination(who).looking({book: SCORE_BOOK.replay([scored])}))
    assert fact.eligible
    rules = {result.rule for result in fact.results}
    assert {"MIN-SCORE", "V-MEM-REG", "V-MEM-4", "V-ANY-FALSE"} <= rules
    assert "AGREEMENT" not in rules
    barred = scored.model_copy(update={"bars": ("V-MEM-4",)})
    assert not found(nomination(who).looking({book: SCORE_BOOK.replay([barred])})).eligible


def test_the_last_complete_version_counts() -> None:
    """A version whose ballots are missing has no total yet."""
    second = score(version=2, total=Decimal("90.08"))
    third = score(version=3, ballots=False, total=None)
    assert found(with_scores(score(), second, third)).score_version == 2
    with_scores(third).when(CHECK).then_refused("score_not_published")
    with_scores().when(CHECK).then_refused("score_not_published")
    nomination().when(CHECK).then_refused("no_such_nomination")


def test_the_same_result_is_not_recorded_twice() -> None:
    nomination(NOMINATED, CHECKED).when(CHECK).then_nothing()
    moved_on = with_scores(score(), score(version=2), facts=(NOMINATED, CHECKED))
    assert found(moved_on).score_version == 2
    withdrawn = NominationWithdrawn(reason="合成")
    nomination(NOMINATED, withdrawn).when(CHECK).then_nothing()


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ((NOMINATED, CHECKED), "ELIGIBLE"),
        ((NOMINATED, FAILED), "INELIGIBLE"),
        ((NOMINATED, FAILED, CHECKED), "ELIGIBLE"),
        ((NOMINATED, CHECKED, BALLOTED, FAILED), "INELIGIBLE"),
        ((NOMINATED, CHECKED, BALLOTED, FAILED, CHECKED), "BALLOTED"),
        ((*TO_APPROVED, CHECKED), "APPROVED"),
        ((*TO_APPROVED, FAILED), "INELIGIBLE"),
    ],
)
def test_what_a_check_makes_of_a_nomination(facts: tuple[Any, ...], state: str) -> None:
    assert HONOUR_NOMINATION.replay(facts).state == state


def test_a_title_that_is_held_falls_by_decision_never_by_a_figure() -> None:
    """EX-06: the check is on record, and the leading group decides."""
    conferred = HonourConferred(
        certificate_no="【合成】证1号", approval_document_no="【合成】批1号",
        on=date(2023, 2, 24), valid_until=date(2024, 2, 23),
    )  # fmt: skip
    held = HONOUR_NOMINATION.replay([*TO_APPROVED, conferred, FAILED])
    assert held.state is NominationState.CONFERRED
    assert held.standing is not None
    assert not held.standing.passed
