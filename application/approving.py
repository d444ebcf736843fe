"""Consent: how a command waits for it, who may give it, and what was waiting."""

from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from application.authority import Forbidden, must_cover
from domain.approval import Approval, ApprovalRequested
from domain.kernel import Actor, Command, Concern, Context, Refused, require
from domain.registry import COMMANDS, NAMES
from domain.roles import Role


def request_for_approval(
    command: Command[Any], concern: Concern, context: Context
) -> ApprovalRequested:
    """concern: what the approver's scope must cover."""
    kind, actor = type(command), context.actor
    require(
        actor.person is not None,
        "requester_unnamed",
        "此事项须经他人审批，请以本人账号登录后提出。",
        "Somebody else must consent to this: ask for it in your own name, signed in as yourself.",
    )
    silence = None if kind.silence_days is None else timedelta(days=kind.silence_days)
    return ApprovalRequested(
        command=NAMES[kind],
        target=context.stream,
        body=command.model_dump_json(),
        role=actor.role,
        person=actor.person,
        acting_for=actor.body,
        on_behalf_of=actor.on_behalf_of,
        scopes=actor.scopes,
        requested_at=context.now,
        occurred_at=None if context.at == context.now else context.at,
        approvers=tuple(sorted(kind.approved_by)),
        community=concern.community,
        grid=concern.grid,
        unit=concern.unit,
        body_code=concern.body,
        persons=tuple(sorted(concern.persons)),
        silence_until=silence and context.now + silence,
    )


def must_be_approver(approval: Approval, actor: Actor) -> None:
    """Forbidden unless the role and the scope of the actor may consent to this."""
    if actor.role is Role.SYS:
        return
    if actor.role not in approval.approvers:
        roles = "、".join(approval.approvers)
        raise Forbidden(
            "role_not_allowed",
            f"此事项须由{roles}审批。",
            f"This needs the consent of one of {roles}.",
        )
    must_cover(actor, approval.concern)


def must_still_be_asked(approval: Approval, concern: Concern | None) -> None:
    """Whose consent it is has not changed since he was asked: nobody else's does instead, and no
    silence. concern: whose it is now; None: the issuer's own, who is asked for nothing more."""
    asked = approval.concern
    require(
        concern is None
        or (asked.community, asked.grid, asked.unit, asked.body, asked.persons)
        == (concern.community, concern.grid, concern.unit, concern.body, concern.persons),
        "consent_of_another",
        "提出申请后，应征求意见的一方已变更，请重新提出。",
        "Whose consent it needs has changed since it was asked for; ask again.",
    )


def waiting_command(approval: Approval, body: str | None) -> Command[Any]:
    """body: the command as it was asked for; None when its key is gone."""
    if body is None:
        raise Refused(
            "request_erased",
            "待审批内容已删除，请重新提出。",
            "What was to be approved has been erased; ask again.",
        )
    try:
        return COMMANDS[approval.command].model_validate_json(body)
    except (KeyError, ValidationError):
        raise Refused(
            "request_outdated",
            "此申请按旧版格式提出，系统已更新，请重新提出。",
            "This was asked in a form that has changed since; ask again.",
        ) from None
