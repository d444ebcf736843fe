"""Whether a nominee may have the title: every rule looked at, and what was found (SYS-17, 4.6)."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from domain.agreement import Agreement, AgreementState, agreement_ref
from domain.assessment import PublishedScore, ScoreBook, score_book_ref
from domain.honour.events import EligibilityChecked
from domain.honour.nominating import must_be_nominated
from domain.honour.refs import programme_ref
from domain.honour.state import OUT, Nomination, RuleResult
from domain.kernel import Command, Context, Label, Outcome, Reads, Ref, require
from domain.roles import Role
from domain.ruleset import SubjectKind, rulebook_ref
from domain.unit import unit_ref

ENOUGH_POINTS: Final = "MIN-SCORE"
AGREEMENT_IN_EFFECT: Final = "AGREEMENT"
# Until 31 December it runs, after that it has run; one that was terminated before has not.
IN_EFFECT: Final = frozenset({AgreementState.EFFECTIVE, AgreementState.EXPIRED})


class CheckEligibility(
    Command[Nomination], verb="check-eligibility", label=Label("核查条件", "Check eligibility"),
    who=(Role.SYS,),
):  # fmt: skip
    """Looks at every rule anew, by the last score that is complete; it is named in the result.

    A pure question to the log: the score book, the ruleset it was made by, a unit's agreements.
    """

    def reads(self, state: Nomination, context: Context) -> Reads:
        if state.subject is None:
            return
        yield programme_ref(state.programme, state.year)
        yield rulebook_ref()
        yield book_ref(state)
        if state.kind is SubjectKind.UNIT:
            unit = yield unit_ref(state.subject)
            for community in sorted(unit.communities):
                yield agreement_ref(community, state.subject, state.year)

    def decide(self, state: Nomination, context: Context) -> Outcome:
        must_be_nominated(state)
        score = complete_score(context.look(book_ref(state)))
        require(
            score is not None,
            "score_not_published",
            "该对象尚无公布的完整成绩，请待成绩公布后再核查。",
            "No complete score of this subject is published yet; wait for it.",
        )
        assert score is not None  # noqa: S101 - for the type checker
        if state.state in OUT:
            return
        checked = _checked(state, score, context)
        standing = state.standing
        known = standing and (standing.version, standing.results)
        if known != (checked.score_version, checked.results):
            yield checked


def _checked(state: Nomination, score: PublishedScore, context: Context) -> EligibilityChecked:
    programme = context.look(programme_ref(state.programme, state.year))
    results = tuple(_results(state, score, context))
    return EligibilityChecked(
        score_version=score.version,
        position=score.position,
        ruleset=score.ruleset,
        score=score.total,
        min_score=programme.min_score,
        results=results,
        eligible=all(result.passed for result in results),
        ballot=score.ballot,
        primary=score.primary,
        deductions=score.deductions or 0,
        completed_at=score.completed_at,
    )


def _results(state: Nomination, score: PublishedScore, context: Context) -> Iterator[RuleResult]:
    programme = context.look(programme_ref(state.programme, state.year))
    points = score.total
    assert points is not None  # noqa: S101 - the score is complete
    enough = points >= programme.min_score  # 4.6: score >= minimum
    yield RuleResult(rule=ENOUGH_POINTS, value=str(points), passed=enough)
    entry = context.look(rulebook_ref()).find(score.ruleset)
    vetoes = entry.ruleset.vetoes_of(_kind(state)) if entry else ()
    for rule in sorted({veto.id for veto in vetoes} | set(score.bars)):
        # 4.3 step 7: any veto on a subject also makes it ineligible for the programme's titles.
        barred = rule in score.bars
        yield RuleResult(rule=rule, value="BARRED" if barred else "CLEAR", passed=not barred)
    if state.kind is SubjectKind.UNIT:
        yield _agreement(state, context)


def _agreement(state: Nomination, context: Context) -> RuleResult:
    """SYS-17, EX-09: a unit that never signed is not eligible."""
    agreements = [context.look(ref) for ref in _agreement_refs(state, context)]
    days = [a.effective_on for a in agreements if a.state in IN_EFFECT and a.effective_on]
    value = min(days).isoformat() if days else "NONE"
    return RuleResult(rule=AGREEMENT_IN_EFFECT, value=value, passed=bool(days))


def _agreement_refs(state: Nomination, context: Context) -> Iterator[Ref[Agreement]]:
    subject = _subject(state)
    for community in context.look(unit_ref(subject)).communities:
        yield agreement_ref(community, subject, state.year)


def complete_score(book: ScoreBook) -> PublishedScore | None:
    """The last version with a total: FINAL, or PROVISIONAL as long as there is no other."""
    complete = [score for score in book.versions if score.total is not None]
    return max(complete, key=lambda score: score.version, default=None)


def book_ref(state: Nomination) -> Ref[ScoreBook]:
    return score_book_ref(_kind(state), _subject(state), state.year)


def _kind(state: Nomination) -> SubjectKind:
    assert state.kind is not None  # noqa: S101 - every nomination has one
    return state.kind


def _subject(state: Nomination) -> UUID:
    assert state.subject is not None  # noqa: S101 - every nomination has one
    return state.subject
