"""Who is to have the title: ranked, held against the quota, made public (SYS-17, 4.6)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

from domain.assessment import score_book_ref
from domain.honour.eligibility import complete_score
from domain.honour.events import HonourNotSelected, HonourPublicised, HonourShortlisted
from domain.honour.programme import must_exist
from domain.honour.refs import nominated
from domain.honour.state import (
    OUT,
    PLACED,
    RANKED,
    Nomination,
    NominationState,
    Programme,
    Standing,
)
from domain.kernel import Command, Context, Elsewhere, Label, Outcome, Reads, require
from domain.notice import NoticeKind, NoticeState, notice_ref
from domain.roles import Role
from domain.ruleset import Ruleset, rulebook_ref
from domain.ruleset.document import HonourDecision

LAST: Final = Fraction(-1)  # a candidate without such a figure comes after those with one


class Candidate(NamedTuple):
    """merit: sorts the better first."""

    nomination: UUID
    state: Nomination
    composite: Fraction
    merit: tuple[Any, ...]


class Shortlist(
    Command[Programme], verb="shortlist", label=Label("确定拟命名名单", "Shortlist"),
    who=(Role.EVO,),
):  # fmt: skip
    """Ranks all candidates and holds them against the quota; repeated, it changes what differs.

    Ties: HANDBOOK 4.6, in its order. Where all rules leave candidates equal and not all of them
    fit, the leading group's vote decides.
    """

    def reads(self, state: Programme, context: Context) -> Reads:
        yield rulebook_ref()
        for id in state.nominations:
            found = yield nominated(id)
            yield score_book_ref(found.kind, found.subject, found.year)

    def decide(self, state: Programme, context: Context) -> Outcome:
        must_exist(state)
        quota = state.quota
        require(
            quota is not None,
            "quota_not_fixed",
            "名额尚未核定，请待本年度成绩计算完成后再定名单。",
            "The quota is not fixed yet; it follows when the year's scores are computed.",
        )
        assert quota is not None  # noqa: S101 - for the type checker
        all_of = [(id, context.look(nominated(id))) for id in state.nominations]
        for _, found in all_of:
            _must_be_ready(found, context)
        rules = context.look(rulebook_ref()).in_force(date(state.year, 12, 31))
        ranked = _ranked(all_of, rules, state.vote)
        left = quota - sum(found.state in PLACED for _, found in all_of)
        chosen = max(0, min(left, len(ranked)))
        _must_be_decided(ranked, chosen, state.vote)
        for rank, candidate in enumerate(ranked, 1):
            yield from _outcome(candidate, rank, rank <= chosen, quota)


def _must_be_ready(found: Nomination, context: Context) -> None:
    require(  # SYS-17: nobody is shortlisted, or left out, before he was looked at
        found.state is not NominationState.NOMINATED,
        "not_checked_yet",
        "有提名尚未核查条件，请待核查后再定名单。",
        "A nomination was not checked for eligibility yet; shortlist after that.",
    )
    require(
        found.state is not NominationState.ELIGIBLE,
        "not_balloted_yet",
        "有符合条件的提名尚未测评，请先登记测评。",
        "An eligible nomination is not balloted yet; record its ballot first.",
    )
    assert found.kind is not None and found.subject is not None  # noqa: S101, PT018 - nominated
    score = complete_score(context.look(score_book_ref(found.kind, found.subject, found.year)))
    known = found.standing
    require(
        found.state in OUT or score is None or known is None or known.version == score.version,
        "score_moved_on",
        "有提名对象的成绩已有新版本，请待重新核查后再定名单。",
        "A candidate's score has a newer version; wait until it is checked again.",
    )


def _ranked(
    all_of: list[tuple[UUID, Nomination]], rules: Ruleset, vote: tuple[UUID, ...]
) -> list[Candidate]:
    candidates = [
        Candidate(id, found, figure, _merit(found.standing, figure, rules.tie_break))
        for id, found in all_of
        if found.state in RANKED and found.standing is not None
        for figure in (composite(found.standing.score, found.mean, rules.honour_decision),)
    ]
    return sorted(candidates, key=lambda each: (each.merit, *_voted(each, vote)))


def _merit(standing: Standing, figure: Fraction, tie_break: tuple[str, ...]) -> tuple[Any, ...]:
    """Equal for two candidates where nothing but a vote can tell them apart."""
    return (-figure, *(TIE_RULES[name](standing) for name in tie_break if name in TIE_RULES))


def composite(score: Decimal, mean: Fraction | None, weights: HonourDecision) -> Fraction:
    """4.6: 70 of the score and 30 of the nomination ballot, exact. A void ballot leaves the
    score alone (4.3, step 4)."""
    exact = Fraction(score)
    if mean is None:
        return exact
    of_both = exact * weights.score_weight + mean * weights.nomination_ballot_weight
    return of_both / (weights.score_weight + weights.nomination_ballot_weight)


# 4.6, by the names the ruleset gives them; each sorts the better first. The recorded vote is last.
TIE_RULES: Final[Mapping[str, Callable[[Standing], Any]]] = {
    "higher_ballot_points": lambda found: -(LAST if found.ballot is None else found.ballot),
    "higher_exact_primary_ratio": lambda found: -(LAST if found.primary is None else found.primary),
    "fewer_deductions": lambda found: -found.deductions,  # they are negative
    "earlier_last_qualifying_event": lambda found: found.completed_at,
}


def _voted(candidate: Candidate, vote: tuple[UUID, ...]) -> tuple[int, str]:
    """The leading group's vote; then by id, which decides nothing, for a stable list."""
    place = vote.index(candidate.nomination) if candidate.nomination in vote else len(vote)
    return place, str(candidate.nomination)


def _must_be_decided(ranked: list[Candidate], chosen: int, vote: tuple[UUID, ...]) -> None:
    """4.6: if still equal and the quota allows, both; if it does not, a recorded vote."""
    for _, equal in groupby(enumerate(ranked), key=lambda each: each[1].merit):
        tied = list(equal)
        first, last = tied[0][0], tied[-1][0]
        voted = all(candidate.nomination in vote for _, candidate in tied)
        require(
            not first < chosen <= last or voted,
            "tie_needs_a_vote",
            "名额界线上有同分提名，请由项目领导组表决并登记后再定名单。",
            "Candidates are equal at the edge of the quota; let the leading group vote on them, "
            "and record the vote first.",
        )


def _outcome(candidate: Candidate, rank: int, chosen: bool, quota: int) -> Iterator[Elsewhere]:
    becomes = NominationState.SHORTLISTED if chosen else NominationState.NOT_SELECTED
    if candidate.state.state is becomes:
        return
    event = HonourShortlisted if chosen else HonourNotSelected
    fact = event(rank=rank, composite=str(candidate.composite), places=quota)
    yield Elsewhere(nominated(candidate.nomination), fact)


class Publicise(
    Command[Programme], verb="publicise", label=Label("公示拟命名名单", "Publicise"),
    who=(Role.EVO,),
):  # fmt: skip
    """Ties the shortlist to the notice under which it hangs, on the day on which that is posted;
    its days are the notice's (SYS-18)."""

    notice: UUID

    def reads(self, state: Programme, context: Context) -> Reads:
        yield notice_ref(self.notice)
        for id in state.nominations:
            yield nominated(id)

    def decide(self, state: Programme, context: Context) -> Outcome:
        must_exist(state)
        notice = context.look(notice_ref(self.notice))
        require(
            notice.kind is NoticeKind.HONOURS and notice.about == context.stream,
            "notice_of_something_else",
            "该公示不是本荣誉项目的公示，请核对。",
            "This notice is not about this honour programme; check its id.",
        )
        require(
            notice.state is NoticeState.POSTED,
            "notice_not_posted",
            "公示尚未张贴或已期满，请先张贴公示。",
            "The notice does not hang; post it first.",
        )
        require(  # SYS-17: five working days, and each name for all of them
            notice.starts_on == context.today,
            "notice_hangs_already",
            f"该公示自{notice.starts_on}起张贴，后列入的对象公示期不足；请另行张贴公示。",
            f"This notice has been hanging since {notice.starts_on}; whoever joins it now would "
            "hang for less than its days: post a new one.",
        )
        shortlisted = [
            id
            for id in state.nominations
            if context.look(nominated(id)).state is NominationState.SHORTLISTED
        ]
        require(
            bool(shortlisted),
            "nothing_to_publicise",
            "没有待公示的拟命名对象，请先确定名单。",
            "Nobody is shortlisted and not publicised yet; shortlist first.",
        )
        for id in shortlisted:
            yield Elsewhere(nominated(id), HonourPublicised(notice=self.notice))
