"""The nomination ballot, counted by groups as the assessors' is (HANDBOOK 4.4, SYS-17)."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Final

from pydantic import Field

from domain.assessment import Group
from domain.honour.events import HonourBalloted
from domain.honour.nominating import must_be_nominated
from domain.honour.state import GroupCount, Nomination, NominationState
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.roles import Role
from domain.ruleset import rulebook_ref
from domain.ruleset.ballots import GroupMean, group_mean, weighted_mean
from domain.ruleset.document import BallotRules

ABSTAIN: Final = "ABSTAIN"  # not counted
ROUNDS: Final = 2  # a void round is run once more
Counts = Annotated[tuple[GroupCount, ...], Field(min_length=1, max_length=len(Group))]


class RecordHonourBallot(
    Command[Nomination], verb="record-ballot", label=Label("登记提名测评", "Record ballot"),
    who=(Role.EVO,),
):  # fmt: skip
    """Puts on record how each group voted on the nomination: counts only, nobody's ballot."""

    groups: Counts

    def reads(self, state: Nomination, context: Context) -> Reads:
        yield rulebook_ref()

    def decide(self, state: Nomination, context: Context) -> Outcome:
        must_be_nominated(state)
        require(
            state.state is NominationState.ELIGIBLE,
            "not_to_be_balloted",
            "只有符合条件且尚未测评的提名才能登记测评。",
            "Only a nomination that is eligible and not balloted yet is balloted.",
        )
        rulebook = context.look(rulebook_ref())
        rules = rulebook.in_force(date(state.year, 12, 31)).ballot
        self._must_add_up(rules)
        void = is_void(self.groups, rules)
        final = not void or state.rounds + 1 == ROUNDS
        mean = None if void else mean_of(self.groups, rules)
        yield HonourBalloted(
            round=state.rounds + 1,
            groups=self.groups,
            void=void,
            final=final,
            mean=None if mean is None else str(mean),
        )

    def _must_add_up(self, rules: BallotRules) -> None:
        names = [each.group for each in self.groups]
        require(
            len(set(names)) == len(names) and set(names) <= set(rules.groups),
            "unknown_group",
            "测评组别重复或不在规则中，请核对。",
            "A group is named twice, or is none of the ruleset's; check them.",
        )
        for each in self.groups:
            require(
                set(each.votes) <= {*rules.options, ABSTAIN}
                and sum(each.votes.values()) <= each.returned,
                "votes_do_not_add_up",
                f"组别{each.group}的选项无效，或票数超过收回票数，请核对计票。",
                f"Group {each.group} has an unknown option or more votes than ballots returned; "
                "check the count.",
            )


def is_void(groups: tuple[GroupCount, ...], rules: BallotRules) -> bool:
    """4.4: more returned than issued in a group, or too few returned in all."""
    exceeded = any(each.returned > each.issued for each in groups)
    if exceeded and rules.void_if_returned_exceeds_issued.value:
        return True
    issued, returned = sum(g.issued for g in groups), sum(g.returned for g in groups)
    least = rules.min_return_ratio
    return returned * least.den < issued * least.num


def mean_of(groups: tuple[GroupCount, ...], rules: BallotRules) -> Fraction | None:
    """0 to 100, exact; None: no group has enough valid ballots."""
    means: dict[str, GroupMean] = {
        each.group: group_mean({o: n for o, n in each.votes.items() if o != ABSTAIN}, rules)
        for each in groups
    }
    return weighted_mean(means, rules)
