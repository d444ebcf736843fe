"""Drift over HTTP: every difference between the published scores and what is known now."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from application.authority import covers
from domain.kernel import Actor
from domain.ruleset import SubjectKind
from interfaces.drift import Drifted, drifted, drifted_body
from interfaces.http.answers import Answer, Cursor, Decimals, Position
from interfaces.http.audited import Audited
from interfaces.http.moments import AsOf
from interfaces.http.pages import after_subject, page_from, pinned, resumed
from interfaces.http.reading import MinPosition, answer_of, asked_snapshot, next_page
from interfaces.http.scores import Cursor as AskedCursor, Kind, Limit, Year, concern
from interfaces.http.wiring import Who, Wired
from interfaces.scoping import sees_all


class Cause(Answer):
    """An event that made a difference. role, person: who; null where the caller may not know.
    event, recorded_at: null where its record is for other offices only."""

    position: Position
    event: str | None
    recorded_at: datetime | None
    role: str | None
    person: UUID | None


class DriftedLine(Answer):
    """published, now: points; null where the line does not apply or there was none."""

    line: str
    published: Decimals
    now: Decimals
    causes: list[Cause]


class TurnedBar(Answer):
    """published, now: whether the veto bars."""

    rule: str
    published: bool
    now: bool
    causes: list[Cause]


class DriftedScore(Answer):
    """known_at: the position that the published version was computed at."""

    subject: UUID
    kind: SubjectKind
    name: str
    version: int
    known_at: Position
    lines: list[DriftedLine]
    bars: list[TurnedBar]


class Drift(Answer):
    year: int
    position: Position
    subjects: list[DriftedScore]
    next: Cursor


def drift_routes() -> APIRouter:
    router = APIRouter(tags=["Scores"], route_class=Audited)
    router.add_api_route("/drift/{year}", get_drift, response_model=Drift, operation_id="drift")
    return router


def get_drift(
    request: Request,
    system: Wired,
    who: Who,
    year: Year,
    asked: AsOf,
    kind: Kind = None,
    limit: Limit = 100,
    cursor: AskedCursor = None,
    min_position: MinPosition = 0,
) -> Response:
    """Every line whose published points are not what the log says now, and every bar that turned,
    with the events that caused it. What was frozen stays as published until the leading group
    reopens it (P-05)."""
    asked, key = resumed(system, asked, cursor)
    after = after_subject(key)
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        found = [
            each
            for each in drifted(system, snapshot, year)
            if kind in (None, each.about.kind) and _may_see(who.actor, each)
        ]
        page, last = page_from(found, _key, after, limit)
        subjects = [drifted_body(system, who.actor, snapshot, each) for each in page]
    next = pinned(snapshot, last.key) if last else None
    body = {"year": year, "position": snapshot.position, "subjects": subjects, "next": next}
    return answer_of(asked, snapshot, moment, body, next_page(request, next))


def _key(found: Drifted) -> str:
    return found.key


def _may_see(actor: Actor, found: Drifted) -> bool:
    return sees_all(actor) or covers(actor, concern(found.about), reading=True)
