"""Scores, explanations, eligibility and rulesets over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query, Response

from application.authority import Forbidden, covers
from domain.kernel import Actor, Concern
from domain.ruleset import Ruleset, SubjectKind, validate_ruleset
from interfaces.http.problems import Problem
from interfaces.http.reading import MinPosition, asked_snapshot, json_response
from interfaces.http.records import plain
from interfaces.http.wiring import AsOf, Who, Wired
from interfaces.rendering import bar_body, sheet_body, summary_body
from interfaces.scoping import sees_all
from interfaces.scores import find, scores_of
from projections.scores import Scored, YearScores, ranked, year_scores

Year = Annotated[int, Path(ge=2000, le=2100)]
Kind = Annotated[SubjectKind | None, Query(description="UNIT or MEMBER")]
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


def score_routes() -> APIRouter:
    router = APIRouter(tags=["Scores"])
    router.add_api_route("/scores/{year}", get_scores, methods=["GET"])
    router.add_api_route("/scores/{year}/{subject}", get_sheet, methods=["GET"])
    router.add_api_route("/scores/{year}/dry-run", dry_run, methods=["POST"])
    router.add_api_route("/eligibility/{year}", get_eligibility, methods=["GET"])
    router.add_api_route("/rulesets", get_rulesets, methods=["GET"])
    return router


def get_scores(
    system: Wired,
    who: Who,
    year: Year,
    kind: Kind = None,
    as_of: AsOf = None,
    limit: Limit = 100,
    offset: Offset = 0,
    min_position: MinPosition = 0,
) -> Response:
    """Totals of all subjects in the caller's scope, best first. Individuals are not ranked for
    anybody but themselves and those who must see them (HANDBOOK 3.6)."""
    with asked_snapshot(system, as_of, min_position) as (snapshot, _):
        scores = scores_of(system, snapshot, year)
    found = ranked(visible(who.actor, scores, kind))
    body = {
        "year": year,
        "position": scores.position,
        "ruleset": scores.ruleset.version,
        "scores": [summary_body(scored) for scored in found[offset : offset + limit]],
        "next": offset + limit if offset + limit < len(found) else None,
    }
    return json_response(body)


def get_sheet(
    system: Wired,
    who: Who,
    year: Year,
    subject: Annotated[UUID, Path()],
    as_of: AsOf = None,
    min_position: MinPosition = 0,
) -> Response:
    """A subject's sheet: inputs, formula, points, sentence and evidence of every line."""
    with asked_snapshot(system, as_of, min_position) as (snapshot, _):
        scores = scores_of(system, snapshot, year)
    scored = find(scores, subject)
    _must_see(who.actor, scores, scored)
    body = sheet_body(scored, who.language) | {"year": year, "position": scores.position}
    return json_response(body)


def dry_run(
    system: Wired,
    who: Who,
    year: Year,
    ruleset: Annotated[Ruleset, Body()],
    as_of: AsOf = None,
    min_position: MinPosition = 0,
) -> Response:
    """What other rules would make of the same facts: who rises, who falls, whose bars change.

    Nothing is written. The rules are checked first, as they would be for adoption.
    """
    if problems := validate_ruleset(ruleset):
        told = "；".join(problem.hans for problem in problems[:5])
        raise Problem(422, "ruleset_invalid", told, "; ".join(p.en for p in problems[:5]))
    with asked_snapshot(system, as_of, min_position) as (snapshot, _):
        now = scores_of(system, snapshot, year)
        then = year_scores(snapshot, year, ruleset)
    changes = [
        change
        for before in visible(who.actor, now, None)
        if (change := _change(before, then.scored[before.sheet.subject_kind].get(before.subject)))
    ]
    return json_response(
        {
            "year": year,
            "position": snapshot.position,
            "ruleset": now.ruleset.version,
            "compared_with": ruleset.version,
            "changes": changes,
        }
    )


def get_eligibility(
    system: Wired,
    who: Who,
    year: Year,
    kind: Kind = None,
    as_of: AsOf = None,
    limit: Limit = 100,
    offset: Offset = 0,
    min_position: MinPosition = 0,
) -> Response:
    """Every rule looked at for every subject: passed, barred, not applicable, not yet recorded."""
    with asked_snapshot(system, as_of, min_position) as (snapshot, _):
        scores = scores_of(system, snapshot, year)
    found = sorted(visible(who.actor, scores, kind), key=lambda s: str(s.subject))
    body = {
        "year": year,
        "position": scores.position,
        "ruleset": scores.ruleset.version,
        "subjects": [
            {
                "subject": str(scored.subject),
                "name": scored.name,
                "kind": scored.sheet.subject_kind.value,
                "barred": bool(scored.barred),
                "rules": [bar_body(bar, who.language) for bar in scored.bars],
            }
            for scored in found[offset : offset + limit]
        ],
        "next": offset + limit if offset + limit < len(found) else None,
    }
    return json_response(body)


def get_rulesets(system: Wired, who: Who, as_of: AsOf = None) -> Response:
    """All versions of the rules, as known at a moment."""
    with asked_snapshot(system, as_of, 0) as (snapshot, _):
        return json_response({"rulesets": plain(system.rulebook(snapshot.position))})


def visible(actor: Actor, scores: YearScores, kind: SubjectKind | None) -> list[Scored]:
    kinds = scores.scored if kind is None else {kind: scores.scored.get(kind, {})}
    return [
        scored
        for of_kind in kinds
        for scored in scores.scored.get(of_kind, {}).values()
        if sees_all(actor) or covers(actor, concern(scores, scored), reading=True)
    ]


def concern(scores: YearScores, scored: Scored) -> Concern:
    if scored.sheet.subject_kind is SubjectKind.UNIT:
        unit = scores.units[scored.subject].unit
        return Concern(community=unit.community, unit=unit.unit)
    member = scores.members[scored.subject]
    return Concern(unit=member.unit, persons=frozenset({scored.subject}))


def _must_see(actor: Actor, scores: YearScores, scored: Scored) -> None:
    if not (sees_all(actor) or covers(actor, concern(scores, scored), reading=True)):
        raise Forbidden(
            "scope_not_allowed",
            "该评分不在您的查看范围内。",
            "This score lies outside your scope.",
        )


def _change(before: Scored, after: Scored | None) -> dict[str, Any] | None:
    if after is None:
        return None
    bars = [bar.rule_id for bar in before.barred], [bar.rule_id for bar in after.barred]
    if before.sheet.total == after.sheet.total and bars[0] == bars[1]:
        return None
    return {
        "subject": str(before.subject),
        "name": before.name,
        "kind": before.sheet.subject_kind.value,
        "total": [str(before.sheet.total), str(after.sheet.total)],
        "bars": list(bars),
        "lines": [
            {"line": old.line_id, "points": [str(old.points), str(new.points)]}
            for old, new in zip(before.sheet.lines, after.sheet.lines, strict=False)
            if old.points != new.points
        ],
    }
