"""The log's proof, for everybody and without a token: it shows hashes, and nobody's affairs.

`/tlog/checkpoint` and `/tlog/tile/…` are C2SP's tlog-tiles, whose entries are digests of events.
"""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from application.proof.checking import Broken, Checkpoint, base64_of
from application.proof.tree import WIDTH
from interfaces.http.answers import Consistency
from interfaces.http.problems import Problem
from interfaces.http.reading import json_response
from interfaces.http.wiring import INTEGER_MAX, Wired, body_of, must_be
from interfaces.papers.page import page
from interfaces.system import System

PUBLIC: Final = "/tlog"
TEXT_KIND: Final = "text/plain"
TEXT: Final = f"{TEXT_KIND}; charset=utf-8"
HTML: Final = "text/html; charset=utf-8"
NOTE_BYTES_MAX: Final = 64 * 1024
WITNESSES_MAX: Final = 1000
NAME_MAX: Final = 200
BYTES: Final = "application/octet-stream"
NEVER_CHANGES: Final = "public, max-age=31536000, immutable"
CHANGES: Final = "no-cache"
# A tile by its number: all groups of three digits but the last begin with x; of one that is not
# full, its width.
TILE: Final = re.compile(r"((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
LEVELS_MAX: Final = 63
Size = Annotated[int, Query(ge=0, le=INTEGER_MAX)]


def proof_routes() -> APIRouter:
    router = APIRouter(tags=["Proof"])
    for path, route in (
        ("/checkpoint", get_checkpoint),
        ("/checkpoints/{size}", get_checkpoint_of),
        ("/key", get_key),
        ("/witnesses", get_witnesses),
        ("/check.html", get_page),
        ("/tile/entries/{tile:path}", get_entries),
        ("/tile/{level}/{tile:path}", get_tile),
        ("/proofs/{position}", get_proof),
    ):
        router.add_api_route(path, route, response_class=Response, operation_id=route.__name__[4:])
    router.add_api_route(
        "/checkpoint",
        post_checkpoint,
        methods=["POST"],
        response_class=Response,
        operation_id="cosign",
        openapi_extra={"requestBody": {"content": {TEXT_KIND: {"schema": {"type": "string"}}}}},
    )
    router.add_api_route(
        "/consistency", get_consistency, response_model=Consistency, operation_id="consistency"
    )
    return router


def get_checkpoint(
    system: Wired,
    witnesses: Annotated[int, Query(ge=0, le=WITNESSES_MAX)] = 0,
    witness: Annotated[str | None, Query(max_length=NAME_MAX)] = None,
) -> Response:
    """The latest: what the log holds, signed. Keep it: it convicts whoever rewrites the past.

    witnesses: so many have cosigned it; with more, it may be an older one. witness: who of them, by
    the name of the key.
    """
    found = system.tlog.cosigned_by(witness) if witness else system.tlog.latest(witnesses)
    if found is None and (witness or witnesses) and system.tlog.latest():
        raise _not_there()
    return _text((found or _latest(system)).note)


def get_checkpoint_of(system: Wired, size: Annotated[int, Path(ge=0, le=INTEGER_MAX)]) -> Response:
    """The one over so many events, with the cosignatures that came since it was signed."""
    found = system.tlog.checkpoint(size)
    if found is None:
        raise _not_there()
    return _text(found.note)


async def post_checkpoint(request: Request, system: Wired) -> Response:
    """For witnesses: our checkpoint with your cosignature under it (C2SP tlog-cosignature).

    It is kept, and served with the checkpoint from now on. Your public key must have been entered
    before; of a witness one signature is kept for each checkpoint. Answers with all there are.
    """
    must_be(request, TEXT_KIND)
    note = (await body_of(request, NOTE_BYTES_MAX)).decode(errors="replace")
    found = await run_in_threadpool(system.witnesses.cosigned, note)
    return _text(found.note)


def get_key(system: Wired) -> Response:
    """The public keys of the log, as C2SP's signed notes write them, the first one first.

    Before each stands the size of the first checkpoint that it signs. Where one follows another,
    both sign that checkpoint, and behind the new one stands the signature by which the old one
    vouches for it.
    """
    return _text("".join(f"{each}\n" for each in system.tlog.keys().stretches))


def get_witnesses(system: Wired) -> Response:
    """The public keys of those whose cosignatures are taken."""
    return _text("".join(f"{each}\n" for each in system.tlog.keys().witnesses))


def get_page() -> Response:
    """A page that checks papers by itself: keep it, and open it where there is no server."""
    return Response(page(), media_type=HTML, headers={"Cache-Control": CHANGES})


def get_tile(
    system: Wired,
    level: Annotated[int, Path(ge=0, le=LEVELS_MAX)],
    tile: Annotated[str, Path(pattern=f"^{TILE.pattern}$")],
) -> Response:
    """256 hashes of one level of the tree, or as many as are asked for of one not yet full."""
    index, width = _asked(tile)
    size = _latest(system).size >> 8 * level
    if index * WIDTH + width > size:
        raise _not_there()
    return _bytes(b"".join(system.tlog.tree().tile(level, index, width)))


def get_entries(system: Wired, tile: Annotated[str, Path(pattern=f"^{TILE.pattern}$")]) -> Response:
    """The digests of 256 events, each after its length in two bytes."""
    index, width = _asked(tile)
    if index * WIDTH + width > _latest(system).size:
        raise _not_there()
    digests = system.tlog.entries(index * WIDTH, index * WIDTH + width)
    return _bytes(b"".join(len(each).to_bytes(2) + each for each in digests))


def get_proof(system: Wired, position: Annotated[int, Path(ge=1, le=INTEGER_MAX)]) -> Response:
    """That the event at a position is in the tree of the latest checkpoint: a tlog-proof."""
    try:
        proof = system.tlog.proof(position)
    except Broken:
        raise _not_there() from None
    return _text(str(proof))


def get_consistency(system: Wired, old: Size, size: Size) -> Response:
    """The hashes which prove that the tree of `old` events is the beginning of that of `size`."""
    if not old <= size <= _latest(system).size:
        raise _not_there()
    hashes = system.tlog.tree().consistency(old, size)
    body = {"old": old, "size": size, "hashes": [base64_of(each) for each in hashes]}
    return json_response(body, {"Cache-Control": NEVER_CHANGES})


def _latest(system: System) -> Checkpoint:
    found = system.tlog.latest()
    if found is None:
        raise Problem(
            404,
            "no_checkpoint",
            "尚未签发检查点，请稍后重试。",
            "No checkpoint is signed yet; try again shortly.",
        )
    return found


def _asked(tile: str) -> tuple[int, int]:
    """The number of a tile, and how many of its hashes."""
    found = TILE.fullmatch(tile)
    assert found  # noqa: S101 - the path's pattern
    number = int(found[1].replace("x", "").replace("/", ""))
    width = int(found[2] or WIDTH)
    if number > INTEGER_MAX // WIDTH or not 0 < width <= WIDTH:
        raise _not_there()
    return number, width


def _text(content: str) -> Response:
    return Response(content, media_type=TEXT, headers={"Cache-Control": CHANGES})


def _bytes(content: bytes) -> Response:
    return Response(content, media_type=BYTES, headers={"Cache-Control": NEVER_CHANGES})


def _not_there() -> Problem:
    return Problem(
        404,
        "not_in_the_tree",
        "最新检查点尚不包含所求内容，请先看/tlog/checkpoint的大小。",
        "The latest checkpoint does not cover that; look at the size in /tlog/checkpoint.",
    )
