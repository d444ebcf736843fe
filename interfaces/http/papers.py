"""Papers over HTTP: each as JSON, which carries its proof, and as PDF, which shows it."""

from collections.abc import Callable
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from domain.access import Purpose
from interfaces.http.answers import PaperFile
from interfaces.http.audited import Audited
from interfaces.http.moments import Asked, AsOf
from interfaces.http.reading import JSON, MinPosition, asked_snapshot, headers_of, wanted
from interfaces.http.records import ForPurpose
from interfaces.http.scores import Year
from interfaces.http.wiring import Caller, Who, Wired
from interfaces.papers.drafts import Asking, Draft
from interfaces.papers.honours import honour
from interfaces.papers.issuing import issued
from interfaces.papers.services import service_extract
from interfaces.papers.sheets import score_sheet
from interfaces.system import System
from projections.reading import Snapshot

PDF: Final = "application/pdf"
AS_PDF: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}
}
Says = Callable[[Asking, Snapshot], Draft]
Id = Annotated[UUID, Path()]
Number = Annotated[str | None, Query(max_length=60, description="of the extract; else the last")]


def paper_routes() -> APIRouter:
    router = APIRouter(tags=["Papers"], route_class=Audited)
    for path, route in (
        ("/papers/service-extracts/{id}", get_service_extract),
        ("/papers/score-sheets/{year}/{subject}", get_score_sheet),
        ("/papers/honours/{id}", get_honour),
    ):
        router.add_api_route(
            path,
            route,
            response_model=PaperFile,
            responses=AS_PDF,
            operation_id=f"paper_{route.__name__[4:]}",
        )
    return router


def get_service_extract(
    request: Request,
    system: Wired,
    who: Who,
    id: Id,
    asked: AsOf,
    number: Number = None,
    purpose: ForPurpose = None,
    min_position: MinPosition = 0,
) -> Response:
    """The platform record that was issued of a volunteer book, sealed so that anybody can check it.

    JSON, or PDF for `Accept: application/pdf`; of one `as_of` both are of the same seal. Names and
    texts about people are shown for a purpose, and the read is an event.
    """
    return _sealed(
        request, system, who, asked, purpose, min_position,
        lambda asking, snapshot: service_extract(asking, snapshot, id, number),
    )  # fmt: skip


def get_score_sheet(
    request: Request,
    system: Wired,
    who: Who,
    year: Year,
    subject: Id,
    asked: AsOf,
    purpose: ForPurpose = None,
    min_position: MinPosition = 0,
) -> Response:
    """A score sheet with the explanation and the evidence of every line, sealed.

    JSON, or PDF for `Accept: application/pdf`. The name of a member is shown for a purpose.
    """
    return _sealed(
        request, system, who, asked, purpose, min_position,
        lambda asking, snapshot: score_sheet(asking, snapshot, year, subject),
    )  # fmt: skip


def get_honour(
    request: Request,
    system: Wired,
    who: Who,
    id: Id,
    asked: AsOf,
    purpose: ForPurpose = None,
    min_position: MinPosition = 0,
) -> Response:
    """The certificate of an honour, by its nomination, while it is held; sealed.

    JSON, or PDF for `Accept: application/pdf`. The name of a member is shown for a purpose.
    """
    return _sealed(
        request, system, who, asked, purpose, min_position,
        lambda asking, snapshot: honour(asking, snapshot, id),
    )  # fmt: skip


def _sealed(
    request: Request,
    system: System,
    who: Caller,
    asked: Asked,
    purpose: Purpose | None,
    min_position: int,
    says: Says,
) -> Response:
    asking = Asking(system, who.actor, who.language, purpose)
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        file = issued(asking, says(asking, snapshot), snapshot.position)
        headers = headers_of(asked, snapshot, moment)
    headers["Vary"] += ", Accept, Accept-Language"
    headers["Cache-Control"] = "no-store" if purpose else "private, no-cache"
    if wanted(request.headers.get("accept"), (JSON, PDF)) == JSON:
        return Response(file, media_type=JSON, headers=headers)
    from interfaces.papers.pdf import as_pdf  # what it needs takes long to load

    return Response(as_pdf(file), media_type=PDF, headers=headers)
