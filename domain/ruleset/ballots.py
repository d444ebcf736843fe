"""What a ballot gives: means of groups, trimmed and weighted, exact (HANDBOOK 4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain.kernel import require
from domain.ruleset.document import BallotRules


@dataclass(frozen=True, slots=True)
class GroupMean:
    """valid: votes without abstentions. mean: 0 to 100; None: too few votes, left out."""

    valid: int
    mean: Fraction | None


def group_mean(votes: Mapping[str, int], rules: BallotRules) -> GroupMean:
    """votes: option → how many. Of enough votes the highest and the lowest are dropped.

    Refused: ballot_options_differ, where other rules do not know what was voted.
    """
    unknown = sorted(votes.keys() - rules.options.keys())
    require(
        not unknown,
        "ballot_options_differ",
        f"已投的评价等次{'、'.join(unknown)}不在规则中，请在规则中保留这些等次。",
        f"Votes were cast for {', '.join(unknown)}, which the rules do not have; keep these "
        "options.",
    )
    points = sorted(rules.options[option] for option, n in votes.items() for _ in range(n))
    valid, trim = len(points), rules.trim
    if valid < rules.min_valid_per_group.value:
        return GroupMean(valid, None)
    if valid >= trim.from_n:
        points = points[trim.drop_low : valid - trim.drop_high]
    return GroupMean(valid, Fraction(sum(points), len(points)))


def weighted_mean(groups: Mapping[str, GroupMean], rules: BallotRules) -> Fraction | None:
    """A group left out spreads its weight over the others in proportion; None: all were."""
    found = [(rules.groups[name].weight, group.mean) for name, group in groups.items()]
    counted = [(weight, mean) for weight, mean in found if mean is not None]
    total = sum(weight for weight, _ in counted)
    return sum((w * mean for w, mean in counted), Fraction(0)) / total if total else None
