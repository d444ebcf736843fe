"""Voting: an unnamed slip is cast, and an assessor is ticked off; nothing joins the two (4.4)."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.assessment import rounds
from domain.assessment.aggregate import cycle_ref
from domain.assessment.ballots import (
    Ballot,
    BallotCast,
    BallotClosed,
    BallotReturned,
    BallotVoided,
    GroupCount,
    Round,
    RoundStatus,
    Tally,
    VoidGround,
    Vote,
)
from domain.assessment.events import BallotingEnded
from domain.assessment.opening import rules_of
from domain.assessment.rules import must_be
from domain.assessment.state import CycleStatus, Group
from domain.kernel import (
    Actor,
    Command,
    Context,
    Elsewhere,
    Label,
    Outcome,
    PrivateText,
    Reads,
    require,
)
from domain.roles import Role
from domain.ruleset import Ruleset, rulebook_ref

ABSTAIN: Final = "ABSTAIN"
SlipCode = Annotated[str, Field(min_length=12, max_length=100)]


class CastBallot(
    Command[Ballot], verb="cast", label=Label("投票测评", "Cast ballot"), who=(Role.ASR,),
    opens=True,
):  # fmt: skip
    """Casts the paper whose code was drawn: the code is all that entitles, and it is used once.

    Whoever is signed in, the log keeps of him that it was an assessor. A subject left out is an
    abstention.
    """

    round: UUID
    slip: SlipCode
    votes: Annotated[tuple[Vote, ...], Field(max_length=500)]

    def signed(self, actor: Actor) -> Actor:
        return Actor(actor.role)

    def reads(self, state: Ballot, context: Context) -> Reads:
        yield rounds.BALLOT_ROUND.ref(self.round)
        yield rulebook_ref()

    def decide(self, state: Ballot, context: Context) -> Outcome:
        round = context.look(rounds.BALLOT_ROUND.ref(self.round))
        _must_run(round)
        paper = round.papers.get(rounds.digest_of(self.slip))
        require(
            paper is not None,
            "no_such_slip",
            "票号无效，请核对测评票上的票号。",
            "There is no slip with this code; check the code on the paper.",
        )
        assert paper is not None  # noqa: S101 - for the type checker
        require(  # 4.4: one ballot per assessor
            state.round is None,
            "slip_used",
            "该票已投，一票只能投一次。",
            "This slip has been used; a slip is cast once.",
        )
        voted = [vote.subject for vote in self.votes]
        require(
            len(set(voted)) == len(voted) and round.subjects.issuperset(voted),
            "not_on_the_paper",
            "票上没有所列对象，或同一对象重复评价，请核对。",
            "A subject is not on the paper, or stands there twice; check the votes.",
        )
        require(  # AM-27
            set(paper.without).isdisjoint(voted),
            "recused",
            "该票须回避所列对象，不得评价，请删去。",
            "This paper stands aside on one of the subjects; leave it out.",
        )
        options = rules_of(context.look(rulebook_ref()), round.ruleset).ballot.options
        require(
            all(vote.option in (*options, ABSTAIN) for vote in self.votes),
            "no_such_option",
            "评价等次只能是：" + "、".join((*options, ABSTAIN)),
            "A vote is one of: " + ", ".join((*options, ABSTAIN)),
        )
        yield BallotCast(round=self.round, group=paper.group, votes=self.votes)


class ReturnBallot(
    Command[Round], verb="return", label=Label("签收回票", "Return ballot"),
    who=(Role.ASR, Role.EVO),
):  # fmt: skip
    """Ticks an assessor off the list: a paper was handed in. Which one, nobody is told."""

    assessor: UUID

    def decide(self, state: Round, context: Context) -> Outcome:
        _must_run(state)
        require(
            context.actor.role is Role.EVO or context.actor.person == self.assessor,
            "not_yourself",
            "评议员须由本人签收。",
            "An assessor is ticked off in his own name.",
        )
        require(
            self.assessor in state.issued,
            "not_issued",
            "该轮测评未向此人发票，不能回票。",
            "This person was not issued a paper in this round.",
        )
        require(  # 4.4: one ballot per assessor per subject type
            self.assessor not in state.returned,
            "returned_already",
            "此人已回票，每人只能投一票。",
            "This assessor has returned a paper already; there is one ballot each.",
        )
        yield BallotReturned(assessor=self.assessor)


class CloseBallot(
    Command[Round], verb="close", label=Label("计票", "Close ballot"), who=(Role.EVO,)
):
    """Counts by group. A round with more papers than were issued, or fewer than half, is void.

    in_box: what the tellers counted in a group's box, where papers were cast on the spot.
    """

    in_box: dict[Group, Annotated[int, Field(ge=0, le=10_000)]] = Field(default_factory=dict)

    def reads(self, state: Round, context: Context) -> Reads:
        yield rulebook_ref()
        yield cycle_ref(state.year)
        for slip in state.papers:
            yield rounds.ballot_of(context.stream, slip)

    def decide(self, state: Round, context: Context) -> Outcome:
        _must_run(state)
        looked = (
            (slip, context.look(rounds.ballot_of(context.stream, slip))) for slip in state.papers
        )
        cast = [ballot for _, ballot in looked if ballot.round is not None]
        groups = tuple(self._counts(state, Counter(ballot.group for ballot in cast)))
        yield BallotClosed(groups=groups, tallies=tuple(_tallies(state, cast)))
        ground = _void(groups, rules_of(context.look(rulebook_ref()), state.ruleset))
        if ground is not None:
            yield BallotVoided(ground=ground)
        yield Elsewhere(cycle_ref(state.year), BallotingEnded(round=context.stream))

    def _counts(self, state: Round, cast: Counter[Group | None]) -> Iterable[GroupCount]:
        issued = Counter(state.issued.values())
        for group in sorted(issued | Counter(self.in_box)):
            returned = self.in_box.get(group, cast[group])
            require(
                returned >= cast[group],
                "box_short",
                f"{group}已投{cast[group]}票，箱内票数不得少于此数，请复点。",
                f"{cast[group]} votes of {group} were cast; the box cannot hold fewer: recount.",
            )
            yield GroupCount(group=group, issued=issued[group], returned=returned)


class VoidBallot(
    Command[Round], verb="void", label=Label("测评作废", "Void ballot"), who=(Role.EVO,)
):
    """Voids a round whose secrecy or course was broken; it may be held once more."""

    reason: PrivateText

    def reads(self, state: Round, context: Context) -> Reads:
        yield cycle_ref(state.year)

    def decide(self, state: Round, context: Context) -> Outcome:
        require(
            state.status in (RoundStatus.OPEN, RoundStatus.CLOSED),
            "round_status",
            "该轮测评未发放或已作废。",
            "This round is not open, or it is void already.",
        )
        cycle = context.look(cycle_ref(state.year))
        must_be(cycle, CycleStatus.BALLOTING)
        require(
            not cycle.complete and cycle.order is None,
            "ballots_counted",
            "测评已计入成绩，不能作废；确有问题的，请由项目领导组裁定。",
            "The ballots are in the scores already; the leading group must rule on it.",
        )
        yield BallotVoided(ground=VoidGround.BY_DECISION, reason=self.reason)
        if state.status is RoundStatus.OPEN:
            yield Elsewhere(cycle_ref(state.year), BallotingEnded(round=context.stream))


def _must_run(round: Round) -> None:
    require(
        round.status is RoundStatus.OPEN,
        "round_status",
        "该轮测评未发放或已结束。",
        "This round is not open, or it has ended.",
    )


def _tallies(state: Round, cast: list[Ballot]) -> Iterable[Tally]:
    """Votes by group, subject and option; abstentions are not counted (4.4)."""
    counted: dict[tuple[Group, UUID], Counter[str]] = {}
    for ballot in cast:
        for vote in ballot.votes:
            if ballot.group is not None and vote.option != ABSTAIN:
                counted.setdefault((ballot.group, vote.subject), Counter())[vote.option] += 1
    for (group, subject), votes in sorted(counted.items()):
        yield Tally(group=group, subject=subject, votes=dict(sorted(votes.items())))


def _void(groups: tuple[GroupCount, ...], rules: Ruleset) -> VoidGround | None:
    """4.4: more returned than issued, in any group, or fewer returned than half."""
    ballot = rules.ballot
    if ballot.void_if_returned_exceeds_issued.value and any(g.returned > g.issued for g in groups):
        return VoidGround.MORE_RETURNED_THAN_ISSUED
    issued, returned = sum(g.issued for g in groups), sum(g.returned for g in groups)
    least = ballot.min_return_ratio
    if returned * least.den < issued * least.num:
        return VoidGround.TOO_FEW_RETURNED
    return None
