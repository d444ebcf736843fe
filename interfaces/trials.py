"""What a dry run would have put on record, as its caller may see it. For HTTP and the CLI."""

from typing import Any

from application.authority import covers
from application.codec import Draft, fact_in
from application.recorded import Receipt
from application.together import Trial
from domain.kernel import Actor
from domain.registry import OWNER
from interfaces.http.records import plain, shown, unnamed_to


def tried(receipt: Receipt, actor: Actor) -> dict[str, Any]:
    """The events of a trial, in order; nothing of what was done in earnest."""
    if not isinstance(receipt, Trial):
        return {}
    return {"events": [_event(draft, receipt, actor) for draft in receipt.drafts]}


def _event(draft: Draft, trial: Trial, actor: Actor) -> dict[str, Any]:
    """data: null where the caller may not read the record that the event is of."""
    owner, after = OWNER[draft.name], trial.after[draft.stream].state
    concern = owner.concerns(after, None)
    readable = covers(actor, concern, reading=True)
    unnamed = unnamed_to(actor, concern)
    return {
        "stream": draft.stream,
        "collection": owner.collection,
        "version": draft.version,
        "name": draft.name,
        "data": shown(plain(fact_in(draft)), {}, unnamed) if readable else None,
    }
