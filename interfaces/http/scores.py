"""Scores, explanations, eligibility and rulesets over HTTP."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from application.authority import Forbidden, covers
from domain.kernel import Actor, Concern
from domain.ruleset import Ruleset, SubjectKind, validate_ruleset
from interfaces.comparisons import comparison_body
from interfaces.http.answers import Comparison, Eligibility, Rulesets, Scores, Sheet
from interfaces.http.audited import Audited
from interfaces.http.moments import AsOf, ValidAt
from interfaces.http.pages import (
    after_rank,
    after_subject,
    page_from,
    pinned,
    rank_key,
    resumed,
)
from interfaces.http.problems import Problem
from interfaces.http.reading import JSON, MinPosition, answer_of, asked_snapshot, next_page
from interfaces.http.records import plain
from interfaces.http.wiring import Who, Wired, body_of, must_be
from interfaces.parsing import parsed
from interfaces.rendering import bar_body, sheet_body, summary_body
from interfaces.scoping import sees_all
from interfaces.scores import find, scores_of
from projections.metrics.subjects import Subject
from projections.scores import Scored, YearScores, rank, ranked, year_scores

RULESET_BYTES_MAX: Final = 1024 * 1024
TOLD_MAX: Final = 5  # problems of a ruleset that one answer names

Year = Annotated[int, Path(ge=2000, le=2100)]
Kind = Annotated[SubjectKind | None, Query(description="one kind of subject only")]
Limit = Annotated[int, Query(ge=1, le=1000)]
Cursor = Annotated[str | None, Query(max_length=100, description="`next` of the last page")]


def score_routes() -> APIRouter:
    router = APIRouter(tags=["Scores"], route_class=Audited)
    for path, endpoint, model, name in (
        ("/scores/{year}", get_scores, Scores, "scores"),
        ("/scores/{year}/{subject}", get_sheet, Sheet, "sheet"),
        ("/eligibility/{year}", get_eligibility, Eligibility, "eligibility"),
        ("/rulesets", get_rulesets, Rulesets, "rulesets"),
    ):
        router.add_api_route(path, endpoint, response_model=model, operation_id=name)
    router.add_api_route(
        "/scores/{year}/dry-run",
        try_ruleset,
        methods=["POST"],
        response_model=Comparison,
        operation_id="try_ruleset",
    )
    return router


def get_scores(
    request: Request,
    system: Wired,
    who: Who,
    year: Year,
    asked: AsOf,
    valid_at: ValidAt = None,
    kind: Kind = None,
    limit: Limit = 100,
    cursor: Cursor = None,
    min_position: MinPosition = 0,
) -> Response:
    """Totals of all subjects in the caller's scope, best first. Individuals are not ranked for
    anybody but themselves and those who must see them (HANDBOOK 3.6)."""
    asked, key = resumed(system, asked, cursor)
    after = after_rank(key)
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        scores = scores_of(system, snapshot, year, valid_at)
        found, last = page_from(ranked(visible(who.actor, scores, kind)), rank, after, limit)
    next = pinned(snapshot, rank_key(last)) if last else None
    body = about(scores) | {"scores": [summary_body(scored) for scored in found], "next": next}
    return answer_of(asked, snapshot, moment, body, next_page(request, next))


def get_sheet(
    system: Wired,
    who: Who,
    year: Year,
    subject: Annotated[UUID, Path()],
    asked: AsOf,
    valid_at: ValidAt = None,
    min_position: MinPosition = 0,
) -> Response:
    """A subject's sheet: inputs, formula, points, sentence and evidence of every line."""
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        scores = scores_of(system, snapshot, year, valid_at)
    scored = find(scores, subject)
    must_see(who.actor, scored)
    body = sheet_body(scored, who.language) | {"year": year, "position": scores.position}
    return answer_of(asked, snapshot, moment, body)


async def _ruleset(request: Request, who: Who) -> Ruleset:
    must_be(request, JSON)
    ruleset = parsed(Ruleset, await body_of(request, RULESET_BYTES_MAX))
    if problems := validate_ruleset(ruleset)[:TOLD_MAX]:
        told = "；".join(problem.hans for problem in problems)
        raise Problem(422, "ruleset_invalid", told, "; ".join(p.en for p in problems))
    return ruleset


def try_ruleset(
    system: Wired,
    who: Who,
    year: Year,
    ruleset: Annotated[Ruleset, Depends(_ruleset)],
    asked: AsOf,
    kind: Kind = None,
    min_position: MinPosition = 0,
) -> Response:
    """What other rules would make of the same facts: who rises, who falls, whose bars change, and
    the lines and the sentence that say why.

    Nothing is written. The rules are checked first, as they would be for adoption.
    """
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        now = scores_of(system, snapshot, year)
        then = year_scores(snapshot, year, ruleset)
    body = about(now) | comparison_body(ruleset, visible(who.actor, now, kind), then, who.language)
    return answer_of(asked, snapshot, moment, body)


def get_eligibility(
    request: Request,
    system: Wired,
    who: Who,
    year: Year,
    asked: AsOf,
    valid_at: ValidAt = None,
    kind: Kind = None,
    limit: Limit = 100,
    cursor: Cursor = None,
    min_position: MinPosition = 0,
) -> Response:
    """Every rule looked at for every subject: passed, barred, not applicable, not yet recorded."""
    asked, key = resumed(system, asked, cursor)
    after = after_subject(key)
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        scores = scores_of(system, snapshot, year, valid_at)
        every = sorted(visible(who.actor, scores, kind), key=_subject)
    found, last = page_from(every, _subject, after, limit)
    next = pinned(snapshot, _subject(last)) if last else None
    subjects = [_looked_at(scored, who.language) for scored in found]
    body = about(scores) | {"subjects": subjects, "next": next}
    return answer_of(asked, snapshot, moment, body, next_page(request, next))


def get_rulesets(
    system: Wired,
    who: Who,
    asked: AsOf,
    valid_at: ValidAt = None,
    min_position: MinPosition = 0,
) -> Response:
    """All versions of the rules, as known at a moment; with `valid_at` the one in force then."""
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        rulebook = system.rulebook(snapshot.position)
        if valid_at is not None:
            rulebook = rulebook.on(valid_at)
        return answer_of(asked, snapshot, moment, {"rulesets": plain(rulebook)})


def visible(actor: Actor, scores: YearScores, kind: SubjectKind | None) -> list[Scored]:
    kinds = scores.scored if kind is None else (kind,)
    return [
        scored
        for of_kind in kinds
        for scored in scores.scored.get(of_kind, {}).values()
        if sees_all(actor) or covers(actor, concern(scored.about), reading=True)
    ]


def concern(about: Subject) -> Concern:
    """Whom a score is about: an individual's is his own and his unit's."""
    persons = {about.id} if about.kind is SubjectKind.MEMBER else ()
    return Concern(about.community, about.grid, about.unit, persons=frozenset(persons))


def must_see(actor: Actor, scored: Scored) -> None:
    if not (sees_all(actor) or covers(actor, concern(scored.about), reading=True)):
        raise Forbidden(
            "scope_not_allowed",
            "该评分不在您的查看范围内。",
            "This score lies outside your scope.",
        )


def about(scores: YearScores) -> dict[str, Any]:
    return {
        "year": scores.year,
        "position": scores.position,
        "ruleset": scores.ruleset.version,
    }


def _subject(scored: Scored) -> str:
    return str(scored.subject)


def _looked_at(scored: Scored, language: str) -> dict[str, Any]:
    return {
        "subject": _subject(scored),
        "name": scored.name,
        "kind": scored.sheet.subject_kind.value,
        "barred": bool(scored.barred),
        "complete": all(bar.recorded for bar in scored.bars),
        "rules": [bar_body(bar, language) for bar in scored.bars],
    }
