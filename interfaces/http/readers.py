"""Who could see this then: of a record or a row, for those who watch over reads."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from application.authority import covers
from application.handler import NotFound
from domain.kernel import Actor, local_date
from interfaces.http.answers import Answer, Position
from interfaces.http.audited import Audited
from interfaces.http.moments import AsOf, ValidAt
from interfaces.http.reading import MinPosition, answer_of, asked_snapshot
from interfaces.http.records import Collection, Id, OfBook, opened
from interfaces.http.wiring import Who, Wired
from interfaces.readers import must_watch, readers, readers_of_row, row_of
from interfaces.scoping import may_read


class HeldPost(Answer):
    """An office held on the day, and the scope that it gives. ledger, key: the row that tells."""

    person: UUID
    role: str
    scope: str
    post: str
    body: str
    start: date
    end: date | None
    ledger: str
    key: str


class Readers(Answer):
    """roles: that may read it at all. scopes: each of which covers it; persons: whom it names and
    who may read it as his own; posts: who held one on `day` by which he could read it."""

    position: Position
    day: date
    roles: list[str]
    scopes: list[str]
    persons: list[UUID]
    posts: list[HeldPost]


Key = Annotated[str, Query(max_length=400, description="of a row, as comparisons tell it")]
Ledger = Annotated[str, Path(max_length=40)]


def reader_routes() -> APIRouter:
    router = APIRouter(tags=["Readers"], route_class=Audited)
    router.add_api_route(
        "/ledgers/{name}/readers",
        get_readers_of_row,
        response_model=Readers,
        operation_id="readers_of_row",
    )
    router.add_api_route(
        "/{collection}/{id}/readers", get_readers, response_model=Readers, operation_id="readers"
    )
    return router


def get_readers(
    system: Wired,
    who: Who,
    collection: Collection,
    id: Id,
    asked: AsOf,
    valid_at: ValidAt = None,
    entry: OfBook = None,
    min_position: MinPosition = 0,
) -> Response:
    """Which roles, scopes, persons and holders of posts could read a record as it was known then.

    The posts are those of `valid_at`, else of the moment's own day. Tokens are issued elsewhere:
    this says what a token of the office entitled to, not who had one.
    """
    must_watch(who.actor)
    _, read, _ = opened(system, who, collection, id, asked, min_position, entry)

    def may(actor: Actor) -> bool:
        return covers(actor, read.concern, reading=True)

    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        day = valid_at or local_date(moment.at)
        body: dict[str, Any] = readers(may, read.concern, read.concern.offices, snapshot, day)
        return answer_of(asked, snapshot, moment, {"position": snapshot.position} | body)


def get_readers_of_row(
    system: Wired,
    who: Who,
    name: Ledger,
    key: Key,
    asked: AsOf,
    valid_at: ValidAt = None,
    min_position: MinPosition = 0,
) -> Response:
    """The same of a row of a ledger."""
    must_watch(who.actor)
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        row = row_of(snapshot, name, key)
        if not may_read(who.actor, name, snapshot)(row):
            raise NotFound(key)
        day = valid_at or local_date(moment.at)
        body = readers_of_row(snapshot, name, row, day)
        return answer_of(asked, snapshot, moment, {"position": snapshot.position} | body)
