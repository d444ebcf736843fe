"""Seals a paper: its events, the way of each into the tree, and the log's signature over all."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import orjson

from application.authority import covers
from application.proof.checking import base64_of, digest_of
from application.proof.papers import FORMAT, cited, put_together, sealed_lines
from application.proof.tlog import line
from application.stores import Row
from domain.kernel import Actor
from interfaces.causes import concern_of
from interfaces.http.records import unnamed_to
from interfaces.papers.drafts import Asking, Draft
from interfaces.system import System


def issued(asking: Asking, draft: Draft, position: int) -> bytes:
    """The paper as a file: of one position always the same. Tampered: nothing is sealed then."""
    system, summary = asking.system, " ".join(draft.summary.split())  # a seal has it on one line
    paper = orjson.dumps(
        {
            "format": FORMAT,
            "kind": draft.kind,
            "language": asking.language,
            "position": position,
            "key": str(system.tlog.signer.key),
            "summary": summary,
            "content": draft.content,
            "events": list(events_of(system, asking.actor, cited(draft.content), position)),
        }
    )
    return put_together(paper, system.tlog.sealed(position, *sealed_lines(paper, summary)))


def events_of(
    system: System, actor: Actor, positions: Iterable[int], size: int
) -> Iterator[dict[str, Any]]:
    """Each as far as the receiver may see it, with the hashes that lead to the root."""
    rows = system.log.at(set(positions))
    system.handler.catch_up({stream for _, stream, *_ in rows})
    tree, seen = system.tlog.tree(), dict[UUID, bool]()
    for row in rows:
        position, stream, _, name, _ = row
        if stream not in seen:
            seen[stream] = _may_see(system, actor, stream, name)
        yield {
            "position": position,
            **_told(row, seen[stream]),
            "hashes": list(map(base64_of, tree.inclusion(position - 1, size))),
        }


def _told(row: Row, seen: bool) -> dict[str, str]:
    return {"line": line(row).decode()} if seen else {"digest": base64_of(digest_of(line(row)))}


def _may_see(system: System, actor: Actor, stream: UUID, name: str) -> bool:
    """Whether he may read all of a record, and nobody is unnamed to him in it."""
    concern = concern_of(system, name, stream)
    return covers(actor, concern, reading=True) and not unnamed_to(actor, concern)
