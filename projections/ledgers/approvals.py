"""APPROVALS 审批: what was asked for, who may consent to it, and what became of it."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.approval import ApprovalGranted, ApprovalRefused, ApprovalRequested, ApprovalState
from domain.kernel import Label
from projections.models import Register, Row

Replace = msgspec.structs.replace


class ApprovalRow(Row, frozen=True, array_like=True, gc=False):
    """requester … on_behalf_of: who asked. community … persons: what the consent must cover.

    silence_until: after it silence is consent; None: never. by_silence: so it was.
    """

    approval: UUID
    command: str
    target: UUID
    state: str
    requested_at: datetime
    requester: UUID | None
    role: str
    acting_for: str | None
    on_behalf_of: UUID | None
    approvers: tuple[str, ...]
    community: str | None
    grid: str | None
    unit: UUID | None
    body: str | None
    persons: tuple[UUID, ...]
    silence_until: datetime | None
    decided_at: datetime | None = None
    decided_by: UUID | None = None
    decided_as: str | None = None
    by_silence: bool = False


APPROVALS: Final = Register(
    name="APPROVALS",
    title=Label("审批台账", "Approvals", "審批台賬"),
    row=ApprovalRow,
    filters=("command", "requester"),
    moving=("state",),
)


@APPROVALS.opens(ApprovalRequested)
def requested(recorded: Recorded) -> ApprovalRow:
    fact = recorded.event
    return ApprovalRow(
        recorded.stream,
        fact.command,
        fact.target,
        ApprovalState.PENDING.value,
        fact.requested_at,
        fact.person,
        fact.role,
        fact.acting_for,
        fact.on_behalf_of,
        fact.approvers,
        fact.community,
        fact.grid,
        fact.unit,
        fact.body_code,
        fact.persons,
        fact.silence_until,
    )


@APPROVALS.on(ApprovalGranted)
def granted(row: ApprovalRow, recorded: Recorded) -> ApprovalRow:
    decided = _decided(row, recorded, ApprovalState.GRANTED)
    return Replace(decided, by_silence=recorded.event.by_silence)


@APPROVALS.on(ApprovalRefused)
def refused(row: ApprovalRow, recorded: Recorded) -> ApprovalRow:
    return _decided(row, recorded, ApprovalState.REFUSED)


def _decided(row: ApprovalRow, recorded: Recorded, state: ApprovalState) -> ApprovalRow:
    return Replace(
        row,
        state=state.value,
        decided_at=recorded.recorded_at,
        decided_by=recorded.actor.person,
        decided_as=recorded.actor.role,
    )
