"""The content of a package for the county over HTTP, put together anew from the log."""

import base64
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Response

from interfaces.exports import package_of, part_for, reads_all
from interfaces.http.answers import ExportContent
from interfaces.http.audited import Audited
from interfaces.http.moments import AsOf
from interfaces.http.problems import Telling
from interfaces.http.reading import JSON, MinPosition, asked_snapshot, headers_of, json_response
from interfaces.http.wiring import Who, Wired

DIGEST: Final = "Repr-Digest"  # RFC 9530


def export_routes() -> APIRouter:
    router = APIRouter(tags=["Exports"], route_class=Audited)
    router.add_api_route(
        "/exports/{id}/content",
        get_content,
        response_model=ExportContent,
        operation_id="export_content",
    )
    return router


def get_content(
    system: Wired,
    who: Who,
    id: Annotated[UUID, Path()],
    asked: AsOf,
    min_position: MinPosition = 0,
) -> Response:
    """What the package holds, derived from the log at the package's position alone.

    For the Organisation Department and those who make it: the very bytes whose SHA-256 was signed,
    in `Repr-Digest`. For a unit: its own score, honours and members, once it is delivered.
    """
    with asked_snapshot(system, asked, min_position) as (snapshot, moment):
        package = package_of(system.log, snapshot, id)
        headers = headers_of(asked, snapshot, moment)
    if not reads_all(who.actor):
        return json_response(part_for(who.actor, package), headers)
    if not package.same:
        raise Telling(
            409,
            "export_differs",
            "按日志重新生成的内容与登记的摘要不一致，请立即报告审计部门。",
            "Put together anew, the content is not what was recorded; tell the auditors at once.",
        )
    told = base64.b64encode(bytes.fromhex(package.digest)).decode()
    headers |= {DIGEST: f"sha-256=:{told}:"}
    return Response(package.whole, media_type=JSON, headers=headers)
