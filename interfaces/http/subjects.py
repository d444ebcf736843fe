"""What a person takes home over HTTP: the copy of his data, the receipt of its erasure."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from domain.access import Purpose
from interfaces.http.answers import Answer
from interfaces.http.audited import Audited
from interfaces.http.reading import MinPosition, json_response, must_have_reached
from interfaces.http.wiring import Who, Wired
from interfaces.subjects import copy_of, receipt_of

NOT_KEPT = {"Cache-Control": "no-store"}


class HeldPlace(Answer):
    collection: str
    record: UUID
    position: int
    event: str
    recorded_at: datetime


class HeldText(HeldPlace):
    """kept: how long, where the law or the handbook says; null: as long as the purpose lasts."""

    field: str
    text: str
    purpose: str
    basis: str
    kept: str | None


class PastRead(Answer):
    at: datetime
    purpose: str
    fields: list[str]
    role: str
    body: str | None


class Copy(Answer):
    person: UUID
    position: int
    restricted: bool
    texts: list[HeldText]
    named_in: list[HeldPlace]
    reads: list[PastRead]


class ErasedTexts(Answer):
    field: str
    count: int


class Receipt(Answer):
    """texts: what nobody can read any more. line: base64. proof: a C2SP tlog-proof of it."""

    person: UUID
    position: int
    erased_at: datetime
    ground: str
    document_no: str
    texts: list[ErasedTexts]
    line: str
    proof: str
    key: str


def subject_routes() -> APIRouter:
    router = APIRouter(tags=["Personal information"], route_class=Audited)
    router.add_api_route("/persons/{id}/copy", get_copy, response_model=Copy, operation_id="copy")
    router.add_api_route(
        "/data-subjects/{id}/receipt",
        get_receipt,
        response_model=Receipt,
        operation_id="erasure_receipt",
    )
    return router


def get_copy(
    system: Wired,
    who: Who,
    id: Annotated[UUID, Path()],
    purpose: Annotated[Purpose, Query(description="the read is recorded as an event")],
    min_position: MinPosition = 0,
) -> Response:
    """All that is held of a person: every text with its purpose and basis, and who has read it.

    For himself (OWN_DATA) and for whoever answers his request (SUBJECT_REQUEST).
    """
    must_have_reached(system, min_position)
    return json_response(copy_of(system, who.actor, id, purpose), NOT_KEPT)


def get_receipt(
    system: Wired, who: Who, id: Annotated[UUID, Path()], min_position: MinPosition = 0
) -> Response:
    """That somebody's data was erased, with the proof that it stands in the log.

    `line` is the event as it is stored, `proof` its tlog-proof: whoever knows the log's key can
    check both without this server (`gongzhi verify receipt.json --key`).
    """
    must_have_reached(system, min_position)
    return json_response(receipt_of(system, who.actor, id))
