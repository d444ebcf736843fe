"""Ranks, ties, quota and publicity: SYS-17, HANDBOOK 4.6."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from domain.assessment import SCORE_BOOK, score_book_ref
from domain.honour import (
    CandidateNominated,
    HonourApproved,
    HonourNotSelected,
    HonourPublicised,
    HonourRevoked,
    HonourShortlisted,
    NominationWithdrawn,
    Publicise,
    RevocationReason,
    Shortlist,
    TieVoteRecorded,
    nomination_ref,
)
from domain.honour.shortlisting import composite
from domain.kernel import Elsewhere
from domain.notice import NOTICE, NoticeKind, notice_ref
from domain.ruleset import SubjectKind, ruleset_2022
from tests.domain.honour.scenario import (
    BALLOTED,
    CHECKED,
    FAILED,
    NOTICE_ID,
    OFFICE,
    PUBLICISED,
    SHORTLISTED,
    defined,
    notice,
    programme,
    quota,
    score,
    standing,
)
from tests.spec import STREAM, Given

ONE, TWO, THREE = (UUID(int=n) for n in (501, 502, 503))


def checked(**changes: Any) -> Any:
    return CHECKED.model_copy(update=changes)


def ready(**changes: Any) -> tuple[Any, ...]:
    return (checked(**changes), BALLOTED)


def shortlist(
    places: int, candidates: dict[UUID, tuple[Any, ...]], *facts: Any, version: int = 1
) -> Given[Any]:
    states = dict(standing(subject, *events) for subject, events in candidates.items())
    entered = [CandidateNominated(nomination=ref.id) for ref in states]
    given = programme(defined(), quota(96, 15, places), *entered, *facts).looking(states)
    books = {
        score_book_ref(SubjectKind.UNIT, subject, 2022): SCORE_BOOK.replay(
            [score(subject, version=version)]
        )
        for subject in candidates
    }
    return given.looking(books).by(OFFICE)


def order(given: Given[Any]) -> dict[UUID, bool]:
    """Subject → whether it was shortlisted, in the order of the ranks."""
    subjects = {nomination_ref("H2", id, 2022).id: id for id in (ONE, TWO, THREE)}
    found = {}
    for fact in given.when(Shortlist()).facts():
        assert isinstance(fact, Elsewhere)
        found[subjects[fact.ref.id]] = isinstance(fact.event, HonourShortlisted)
    return found


def test_composite_is_70_of_the_score_and_30_of_the_ballot_exactly() -> None:
    weights = ruleset_2022().honour_decision
    exact = composite(Decimal("87.55"), Fraction(9055, 103), weights)
    assert exact == Fraction(8755, 100) * Fraction(7, 10) + Fraction(9055, 103) * Fraction(3, 10)
    assert composite(Decimal("87.55"), None, weights) == Fraction(8755, 100), "void: 4.3 step 4"


def test_the_best_are_shortlisted_within_the_quota() -> None:
    given = shortlist(1, {ONE: ready(), TWO: ready(score=Decimal("90.08"))})
    worse, better = (
        Elsewhere(nomination_ref("H2", id, 2022), kind(rank=rank, composite=figure, places=1))
        for id, kind, rank, figure in (
            (ONE, HonourNotSelected, 2, "18257/200"),
            (TWO, HonourShortlisted, 1, "11632/125"),
        )
    )
    given.when(Shortlist()).then(better, worse)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"ballot": Decimal("26.39")}, {"ballot": Decimal("26.38")}),
        ({"ballot": Decimal("0.00")}, {"ballot": None}),
        ({"primary": "39/40"}, {"primary": "38/40"}),
        ({"primary": "0/40"}, {"primary": None}),
        ({"deductions": Decimal("-1.00")}, {"deductions": Decimal("-1.50")}),
        ({"completed_at": 7}, {"completed_at": 8}),
        # each rule goes before the next
        ({"ballot": Decimal(27), "primary": "1/40"}, {"primary": "40/40"}),
        ({"primary": "39/40", "deductions": Decimal(-9)}, {"deductions": Decimal(0)}),
        ({"deductions": Decimal(0), "completed_at": 9}, {"completed_at": 1}),
    ],
)
def test_ties_are_broken_in_the_handbooks_order(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    for one, two in ((first, second), (second, first)):
        found = order(shortlist(1, {ONE: ready(**one), TWO: ready(**two)}))
        assert found == {ONE: one is first, TWO: two is first}


def test_who_is_equal_in_all_is_shortlisted_together_if_the_quota_allows() -> None:
    assert order(shortlist(2, {ONE: ready(), TWO: ready()})) == {ONE: True, TWO: True}


def test_who_is_equal_at_the_edge_waits_for_the_leading_groups_vote() -> None:
    both = {ONE: ready(), TWO: ready()}
    shortlist(1, both).when(Shortlist()).then_refused("tie_needs_a_vote")
    ids = [nomination_ref("H2", id, 2022).id for id in (TWO, ONE)]
    vote = TieVoteRecorded(order=tuple(ids), minutes_no="【合成】纪要2号")
    assert order(shortlist(1, both, vote)) == {TWO: True, ONE: False}
    half = TieVoteRecorded(order=(ids[0], UUID(int=9)), minutes_no="【合成】纪要2号")
    shortlist(1, both, half).when(Shortlist()).then_refused("tie_needs_a_vote")


def test_nothing_is_shortlisted_before_everybody_is_checked_and_balloted() -> None:
    given = shortlist(1, {ONE: (), TWO: ready()})
    given.when(Shortlist()).then_refused("not_checked_yet")
    given = shortlist(1, {ONE: (CHECKED,), TWO: ready()})
    given.when(Shortlist()).then_refused("not_balloted_yet")


def test_a_score_that_has_moved_on_is_checked_first() -> None:
    given = shortlist(1, {ONE: ready()}, version=2)
    given.when(Shortlist()).then_refused("score_moved_on")


def test_the_ineligible_and_withdrawn_are_not_ranked() -> None:
    withdrawn = (NominationWithdrawn(reason="合成"),)
    given = shortlist(2, {ONE: (FAILED,), TWO: withdrawn, THREE: ready()})
    assert order(given) == {THREE: True}


def test_a_shortlist_needs_the_quota_and_never_exceeds_what_was_approved() -> None:
    """AM-28, 3.5."""
    programme(defined()).by(OFFICE).when(Shortlist()).then_refused("quota_not_fixed")
    programme().by(OFFICE).when(Shortlist()).then_refused("no_such_programme")
    both = {ONE: ready(score=Decimal(95)), TWO: ready()}
    fewer = defined(approved_places=1)
    assert order(shortlist(14, both, fewer)) == {ONE: True, TWO: False}


def test_a_new_shortlist_leaves_places_that_are_given_and_fills_those_that_came_free() -> None:
    """4.6: a revoked place is not filled again."""
    hangs = (*ready(), SHORTLISTED, PUBLICISED)
    not_selected = (*ready(), HonourNotSelected(rank=2, composite="1", places=1))
    assert order(shortlist(1, {ONE: hangs, TWO: not_selected})) == {}
    revoked = (
        *hangs,
        HonourApproved(minutes_no="【合成】纪要1号"),
        HonourRevoked(
            reason=RevocationReason.VETO_FOUND, effective_on="2023-03-20", decision_no="【合成】9号"
        ),
    )
    assert order(shortlist(1, {ONE: revoked, TWO: not_selected})) == {}
    assert order(shortlist(1, {ONE: (*hangs, FAILED), TWO: not_selected})) == {TWO: True}


def test_a_shortlist_is_publicised_under_a_notice_that_hangs() -> None:
    """SYS-17, SYS-18."""
    publicise = Publicise(notice=NOTICE_ID)
    given = shortlist(1, {ONE: (*ready(), SHORTLISTED), TWO: (FAILED,)}).at("2023-02-20 17:00")
    about = {notice_ref(NOTICE_ID): notice(about=STREAM)}
    fact = Elsewhere(nomination_ref("H2", ONE, 2022), HonourPublicised(notice=NOTICE_ID))
    given.looking(about).when(publicise).then(fact)
    other = {notice_ref(NOTICE_ID): notice()}
    given.looking(other).when(publicise).then_refused("notice_of_something_else")
    scores = {notice_ref(NOTICE_ID): notice(about=STREAM, kind=NoticeKind.SCORES)}
    given.looking(scores).when(publicise).then_refused("notice_of_something_else")
    waiting = replace(NOTICE.initial, kind=NoticeKind.HONOURS, about=STREAM)
    given.looking({notice_ref(NOTICE_ID): waiting}).when(publicise).then_refused(
        "notice_not_posted"
    )
    nobody = shortlist(1, {ONE: ready()}).looking(about).at("2023-02-20 17:00")
    nobody.when(publicise).then_refused("nothing_to_publicise")


def test_every_name_hangs_for_all_five_working_days_sys17() -> None:
    given = shortlist(1, {ONE: (*ready(), SHORTLISTED)})
    about = {notice_ref(NOTICE_ID): notice(about=STREAM)}
    for late in ("2023-02-21 09:00", "2023-02-24 09:00", "2023-02-27 09:00"):
        joining = given.looking(about).at(late)
        joining.when(Publicise(notice=NOTICE_ID)).then_refused("notice_hangs_already")
