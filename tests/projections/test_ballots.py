"""What a ballot gives, exactly: HANDBOOK 4.4, EX-12."""

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as for_all, strategies as st

from domain.kernel import Refused
from domain.ruleset.ballots import GroupMean, group_mean, weighted_mean
from tests.domain.rulesets import RULES, changed

BALLOT = RULES.ballot
GROUPS = ("PARTY_DELEGATE", "PEOPLES_CONGRESS", "CPPCC_MEMBER", "SUPERVISION_COMMITTEE")
VOTES = st.text("ABCD", max_size=30)


def of(options: str) -> GroupMean:
    return group_mean(Counter(options), BALLOT)


def test_ex12_means_of_the_groups() -> None:
    assert of("AABBC") == GroupMean(5, Fraction(88))
    assert of("ABBB") == GroupMean(4, Fraction("88.75"))
    assert of("AB") == GroupMean(2, None)
    assert of("AAABBBCD") == GroupMean(8, Fraction("87.5"))


def test_ex12_a_group_left_out_spreads_its_weight() -> None:
    groups = dict(zip(GROUPS, map(of, ("AABBC", "ABBB", "AB", "AAABBBCD")), strict=True))
    assert weighted_mean(groups, BALLOT) == Fraction("87.9375")


def test_three_votes_count_and_two_do_not() -> None:
    assert (of("AA").mean, of("AAA").mean) == (None, 100)


def test_rules_that_do_not_know_what_was_voted_are_refused() -> None:
    other = changed(lambda d: d["ballot"]["options"].pop("D")).ballot
    assert group_mean(Counter("AAA"), other).mean == 100
    with pytest.raises(Refused) as told:
        group_mean(Counter("AAD"), other)
    assert told.value.code == "ballot_options_differ"


def test_highest_and_lowest_are_dropped_from_seven_votes_on() -> None:
    assert of("AAAAAD").mean == Fraction(550, 6)
    assert of("AAAAAAD").mean == 100  # one A and the D are gone
    assert of("BDDDDDD").mean == 50


def test_without_a_valid_group_there_is_no_mean() -> None:
    assert weighted_mean({}, BALLOT) is None
    assert weighted_mean({"CPPCC_MEMBER": of("AA")}, BALLOT) is None


def test_the_numbers_are_the_rulesets() -> None:
    def change(data: dict[str, Any]) -> None:
        ballot = data["ballot"]
        ballot["options"]["B"] = 80
        ballot["min_valid_per_group"]["value"] = 2
        ballot["trim"]["from_n"] = 4

    rules = changed(change).ballot
    assert group_mean(Counter("AB"), rules).mean == 90
    assert group_mean(Counter("AABC"), rules).mean == 90


@for_all(st.tuples(VOTES, VOTES, VOTES, VOTES))
def test_a_mean_lies_between_the_worst_and_the_best_vote(cast: tuple[str, ...]) -> None:
    groups = dict(zip(GROUPS, map(of, cast), strict=True))
    points = [BALLOT.options[option] for votes in cast if len(votes) > 2 for option in votes]
    mean = weighted_mean(groups, BALLOT)
    assert (mean is None) == (not points)
    assert mean is None or min(points) <= mean <= max(points)
