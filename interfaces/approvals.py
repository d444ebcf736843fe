"""What waits for consent: all of it, what waits for the caller's own, and what he asked for."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from application.authority import covers
from domain.approval import ApprovalState
from domain.kernel import Actor, Concern
from interfaces.ledgers import Question
from projections.ledgers.approvals import APPROVALS, ApprovalRow


class Whose(StrEnum):
    """for-me: it is the caller's to grant or refuse. mine: he asked, or somebody for him."""

    FOR_ME = "for-me"
    MINE = "mine"


def waiting(actor: Actor, whose: Whose | None, limit: int, after: str | None = None) -> Question:
    """The question which approvals of the caller's scope wait, as any ledger's."""
    return Question(
        APPROVALS.name,
        actor,
        {"state": ApprovalState.PENDING.value},
        limit=limit,
        after=after,
        only=_chosen(actor, whose),
    )


def _chosen(actor: Actor, whose: Whose | None) -> Callable[[Any], bool]:
    match whose:
        case Whose.FOR_ME:
            return lambda row: _may_decide(actor, row)
        case Whose.MINE:
            return lambda row: actor.person in (row.requester, row.on_behalf_of)
        case None:
            return lambda row: True


def _may_decide(actor: Actor, row: ApprovalRow) -> bool:
    """As the command itself will judge it: another's request, for this role, in this scope."""
    concern = Concern(row.community, row.grid, row.unit, row.body, frozenset(row.persons))
    return actor.role in row.approvers and actor.person != row.requester and covers(actor, concern)
