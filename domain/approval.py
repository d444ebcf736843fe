"""Approval 审批: the second pair of eyes that the handbook asks for with "approved by".

A command that needs consent is kept here until somebody entitled grants it; only then is it
decided, with both names in its context. The handler runs it: see application/handler.py.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.kernel import (
    Actor,
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    SealedText,
    Text,
    require,
)
from domain.roles import Role

NOBODY: Final = Concern()


class ApprovalState(StrEnum):
    PENDING = "PENDING"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Approval:
    state: ApprovalState | None = None
    command: str = ""  # "order.cancel"
    target: UUID | None = None
    body: str = ""  # the command as JSON, sealed
    requester: Actor | None = None
    requested_for: datetime | None = None
    requested_at: datetime | None = None
    approvers: tuple[Role, ...] = ()
    concern: Concern = NOBODY
    silence_until: datetime | None = None  # after it the system consents; None: never


class ApprovalEvent(Event[Approval]):
    pass


class ApprovalRequested(ApprovalEvent, name="approval.requested"):
    """Somebody issued a command that needs consent. `occurred_at`: when he says it happened.

    community … persons: what the approver's scope must cover.
    """

    command: str
    target: UUID
    body: SealedText
    role: Role
    person: UUID | None = None
    acting_for: str | None = None
    on_behalf_of: UUID | None = None
    scopes: tuple[str, ...]
    requested_at: datetime
    occurred_at: datetime | None = None
    approvers: tuple[Role, ...]
    community: str | None = None
    grid: str | None = None
    unit: UUID | None = None
    body_code: str | None = None
    persons: tuple[UUID, ...] = ()
    silence_until: datetime | None = None

    def apply(self, state: Approval) -> Approval:
        requester = Actor(self.role, self.person, self.acting_for, self.on_behalf_of, self.scopes)
        return replace(
            state,
            state=ApprovalState.PENDING,
            command=self.command,
            target=self.target,
            body=self.body,
            requester=requester,
            requested_at=self.requested_at,
            requested_for=self.occurred_at,
            approvers=self.approvers,
            concern=Concern(
                self.community, self.grid, self.unit, self.body_code, frozenset(self.persons)
            ),
            silence_until=self.silence_until,
        )


class ApprovalGranted(ApprovalEvent, name="approval.granted"):
    by_silence: bool = False

    def apply(self, state: Approval) -> Approval:
        return replace(state, state=ApprovalState.GRANTED)


class ApprovalRefused(ApprovalEvent, name="approval.refused"):
    reason: SealedText

    def apply(self, state: Approval) -> Approval:
        return replace(state, state=ApprovalState.REFUSED)


ANYBODY_WHO_MAY: Final = tuple(role for role in Role if role is not Role.AUD)


class GrantApproval(
    Command[Approval], verb="grant", label=Label("同意", "Grant approval"), who=ANYBODY_WHO_MAY
):
    """Consents: the command that waits is decided now, and lands in the same transaction."""

    def decide(self, state: Approval, context: Context) -> Outcome:
        must_wait(state)
        consenting = context.actor
        require(
            consenting.role is Role.SYS or consenting.person is not None,
            "approver_unnamed",
            "审批须由本人实名办理，请以本人账号登录。",
            "Consent is given in one's own name: sign in as yourself.",
        )
        require(
            consenting.role is Role.SYS or _persons(consenting).isdisjoint(_askers(state)),
            "own_request",
            "不得审批本人提出的事项，请由他人审批。",
            "Nobody approves his own request; ask somebody else.",
        )
        require(
            context.actor.role is not Role.SYS or _silence_is_over(state, context.now),
            "silence_not_over",
            "默示同意的期限未到，系统不得代为同意。",
            "The time after which silence is consent has not passed yet.",
        )
        yield ApprovalGranted(by_silence=context.actor.role is Role.SYS)


class RefuseApproval(
    Command[Approval], verb="refuse", label=Label("不同意", "Refuse approval"), who=ANYBODY_WHO_MAY
):
    """Does not consent: the command that waits is dropped; the reason stays on record."""

    reason: Text

    def decide(self, state: Approval, context: Context) -> Outcome:
        must_wait(state)
        yield ApprovalRefused(reason=self.reason)


def must_wait(state: Approval) -> None:
    require(
        state.state is ApprovalState.PENDING,
        "not_waiting",
        "该事项不在待审批状态。",
        "This request is not waiting for approval.",
    )


def _silence_is_over(state: Approval, now: datetime) -> bool:
    return state.silence_until is not None and state.silence_until <= now


def _persons(actor: Actor) -> frozenset[UUID]:
    """Who acts, and for whom."""
    return frozenset(one for one in (actor.person, actor.on_behalf_of) if one is not None)


def _askers(state: Approval) -> frozenset[UUID]:
    return _persons(state.requester) if state.requester else frozenset()


def _whom(state: Approval) -> Concern:
    """Who asked may read what becomes of it; consent is checked against the concern alone."""
    return replace(state.concern, persons=state.concern.persons | _askers(state))


APPROVAL: Final = Aggregate(
    name="approval",
    collection="approvals",
    label=Label("审批", "Approval"),
    initial=Approval(),
    commands=(GrantApproval, RefuseApproval),
    events=(ApprovalRequested, ApprovalGranted, ApprovalRefused),
    concerns=lambda state, command: _whom(state),
)
