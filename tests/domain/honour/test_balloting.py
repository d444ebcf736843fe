"""The nomination ballot: HANDBOOK 4.4."""

from fractions import Fraction
from typing import Any

import pytest

from domain.honour import (
    HONOUR_NOMINATION,
    GroupCount,
    HonourBalloted,
    NominationState,
    RecordHonourBallot,
)
from domain.honour.balloting import is_void, mean_of
from domain.ruleset import ruleset_2022
from tests.domain.honour.scenario import BALLOTED, CHECKED, NOMINATED, counts, nomination

RULES = ruleset_2022().ballot
ELIGIBLE = (NOMINATED, CHECKED)
TWO_MORE = counts(issued=10, returned=12)  # 5.5: the defect of the first round


def record(*groups: GroupCount) -> RecordHonourBallot:
    return RecordHonourBallot(groups=groups)


def test_a_group_of_seven_drops_its_highest_and_its_lowest() -> None:
    votes = {"A": 5, "B": 1, "D": 1}  # 100 x 5, 85, 50: the mean of 100 x 4, 85 is 97
    assert mean_of((counts(votes=votes),), RULES) == 97
    six = {"A": 4, "B": 1, "D": 1}
    assert mean_of((counts(votes=six),), RULES) == Fraction(535, 6)


def test_groups_weigh_as_the_ruleset_says_and_a_small_one_is_spread() -> None:
    delegates = counts(votes={"A": 3})
    committee = counts(group="SUPERVISION_COMMITTEE", votes={"B": 3})
    assert mean_of((delegates, committee), RULES) == Fraction(100 * 20 + 85 * 40, 60)
    small = counts(group="SUPERVISION_COMMITTEE", votes={"D": 2, "ABSTAIN": 8})
    assert mean_of((delegates, small), RULES) == 100
    assert mean_of((small,), RULES) is None


@pytest.mark.parametrize(
    ("group", "void"),
    [(counts(), False), (TWO_MORE, True), (counts(returned=5), False), (counts(returned=4), True)],
)
def test_more_returned_than_issued_or_less_than_half_voids_the_round(
    group: GroupCount, void: bool
) -> None:
    assert is_void((group,), RULES) is void


def test_a_county_may_let_more_returned_than_issued_stand() -> None:
    lenient = RULES.void_if_returned_exceeds_issued.model_copy(update={"value": False})
    rules = RULES.model_copy(update={"void_if_returned_exceeds_issued": lenient})
    assert not is_void((TWO_MORE,), rules)


def test_a_round_is_recorded_with_its_exact_mean() -> None:
    nomination(*ELIGIBLE).when(record(counts())).then(BALLOTED)
    assert HONOUR_NOMINATION.replay([*ELIGIBLE, BALLOTED]).mean == 100


def test_a_void_round_is_run_once_more_and_then_leaves_the_score_alone() -> None:
    first = HonourBalloted(round=1, groups=(TWO_MORE,), void=True, final=False)
    nomination(*ELIGIBLE).when(record(TWO_MORE)).then(first)
    again = nomination(*ELIGIBLE, first)
    again.when(record(counts())).then(BALLOTED.model_copy(update={"round": 2}))
    second = HonourBalloted(round=2, groups=(TWO_MORE,), void=True, final=True)
    again.when(record(TWO_MORE)).then(second)
    state = HONOUR_NOMINATION.replay([*ELIGIBLE, first, second])
    assert (state.state, state.mean) == (NominationState.BALLOTED, None)


@pytest.mark.parametrize("facts", [(NOMINATED,), (*ELIGIBLE, BALLOTED)])
def test_only_who_is_eligible_and_not_balloted_yet_is_balloted(facts: tuple[Any, ...]) -> None:
    nomination(*facts).when(record(counts())).then_refused("not_to_be_balloted")
    nomination().when(record(counts())).then_refused("no_such_nomination")


def test_the_count_adds_up() -> None:
    given = nomination(*ELIGIBLE)
    given.when(record(counts(), counts())).then_refused("unknown_group")
    given.when(record(counts(votes={"A": 11}))).then_refused("votes_do_not_add_up")
    given.when(record(counts(votes={"E": 1}))).then_refused("votes_do_not_add_up")
