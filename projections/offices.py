"""Who held which office on a day, and what its holder reads by it (SYS-02, HANDBOOK 0.2).

Tokens are issued elsewhere; what an office entitles to is read here from the appointments on
record: posts in bodies, heads and workers of grids, leaders of area groups, community workers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from domain.body import LEGAL_POSTS, BodyType, Post, body_ref
from domain.grid import grid_ref
from domain.roles import Role
from projections.ledgers.bodies import BODIES, BodyRow
from projections.ledgers.grids import L_GRID
from projections.ledgers.people import UNITS
from projections.ledgers.posts import POSTS, PostRow
from projections.ledgers.workforce import L_WORKER
from projections.reading import Snapshot

# Bodies whose every post-holder acts for the whole.
ABOVE: Final[Mapping[str, tuple[Role, str]]] = {
    BodyType.LEADING_GROUP: (Role.LG, "county"),
    BodyType.ORG_DEPT: (Role.COD, "county"),
    BodyType.TOWN_COMMITTEE: (Role.TOWN, "town"),
}


@dataclass(frozen=True, slots=True)
class Office:
    """body: where he holds it. end: its last day. ledger, key: the row that tells of it."""

    person: UUID
    role: Role
    scope: str
    post: str
    body: str
    start: date
    end: date | None
    ledger: str
    key: str


def offices_held(snapshot: Snapshot, day: date) -> Iterator[Office]:
    """On that day, as known to the snapshot."""
    yield from _posts(snapshot, day)
    yield from _in_grids(snapshot, day)
    for row in snapshot.all(L_WORKER):
        for start, end in row.spells:
            if start <= day and (end is None or day <= end):
                scope = f"community:{row.community}"
                yield Office(
                    row.person, Role.CW, scope, "COMMUNITY_WORKER", row.community, start, end,
                    L_WORKER.name, str(row.worker),
                )  # fmt: skip


def _posts(snapshot: Snapshot, day: date) -> Iterator[Office]:
    bodies = {body_ref(row.code).id: row for row in snapshot.all(BODIES)}
    for row in snapshot.all(POSTS, valid_at=day):
        body = bodies[row.in_body]
        entitled = _of_post(body, row, day) if body.exists_on(day) else None
        if entitled is not None:
            ends = [end for end in (row.end, body.dissolved_on) if end is not None]
            yield Office(
                row.person, *entitled, row.post, body.code, row.start, min(ends, default=None),
                POSTS.name, str(row.appointment),
            )  # fmt: skip


def _of_post(body: BodyRow, row: PostRow, day: date) -> tuple[Role, str] | None:
    if body.type in ABOVE:
        return ABOVE[body.type]
    if body.type == BodyType.DEPARTMENT:
        return Role.DEPT, f"body:{body.code}"
    if row.post in LEGAL_POSTS and body.community is not None:
        return Role.LEG, f"community:{body.community}"
    if body.type == BodyType.COMMUNITY_PARTY_ORG and row.post == Post.SECRETARY:
        return Role.CS, f"community:{body.code}"
    unit = body.unit_on(day)
    if row.post == Post.LIAISON and unit is not None:
        return Role.UNIT, f"unit:{unit}"
    return None


def _in_grids(snapshot: Snapshot, day: date) -> Iterator[Office]:
    for row in snapshot.all(L_GRID):
        scope, grid = f"grid:{row.grid}", str(grid_ref(row.grid).id)
        for role, post, terms in (
            (Role.GH, "GRID_HEAD", row.heads),
            (Role.GW, "GRID_WORKER", row.workers),
        ):
            for term in terms:
                if term.covers(day):
                    yield Office(
                        term.person, role, scope, post, row.grid, term.start, term.end,
                        L_GRID.name, grid,
                    )  # fmt: skip
        for place in row.places_on(day):
            if place.leader is not None and place.formed_on is not None and place.formed_on <= day:
                yield Office(
                    place.leader, Role.AL, scope, "AREA_GROUP_LEADER", place.code,
                    place.formed_on, place.until, L_GRID.name, grid,
                )  # fmt: skip


def scopes_there_are(snapshot: Snapshot) -> list[str]:
    """Every scope that a token may name, but `self`, by what there is."""
    bodies, grids = snapshot.all(BODIES), snapshot.all(L_GRID)
    communities = (b.code for b in bodies if b.type == BodyType.COMMUNITY_PARTY_ORG)
    return [
        "county",
        "town",
        *(f"community:{code}" for code in communities),
        *(f"grid:{row.grid}" for row in grids),
        *(f"unit:{row.unit}" for row in snapshot.all(UNITS)),
        *(f"body:{row.code}" for row in bodies),
    ]
