"""L-AUDIT 审计台账: who did what and when, and what an auditor looks twice at (SYS-22)."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from application.recorded import Recorded
from domain.access import PersonalDataRead
from domain.kernel import Label
from domain.registry import OWNER
from projections.models import Journal, Row

LATE_DAYS: Final = timedelta(days=15)  # SYS-22


class AuditEntry(Row, frozen=True, array_like=True, gc=False):
    """late: recorded more than LATE_DAYS after it happened; late_days: by so many, else 0.

    opened: the record whose personal fields were read; purpose: what for.
    """

    event: str
    collection: str
    record: UUID
    version: int
    role: str
    person: UUID | None
    body: str | None
    on_behalf_of: UUID | None
    occurred_at: datetime
    recorded_at: datetime
    late: bool
    late_days: int
    personal_read: bool
    by_policy: bool
    opened: UUID | None
    purpose: str | None


L_AUDIT: Final = Journal(
    name="L-AUDIT",
    title=Label("审计台账", "Audit", "審計台賬"),
    row=AuditEntry,
    filters=("record", "role", "person", "event", "personal_read", "opened", "purpose", "late"),
)


@L_AUDIT.on_every
def noted(recorded: Recorded) -> tuple[AuditEntry]:
    actor, occurred_at = recorded.actor, recorded.occurred_at
    read: Any = recorded.event if recorded.name == PersonalDataRead.name else None
    gap = recorded.recorded_at - occurred_at
    entry = AuditEntry(
        recorded.name,
        OWNER[recorded.name].collection,
        recorded.stream,
        recorded.version,
        actor.role,
        actor.person,
        actor.body,
        actor.on_behalf_of,
        occurred_at,
        recorded.recorded_at,
        gap > LATE_DAYS,
        gap.days if gap > LATE_DAYS else 0,
        read is not None,
        recorded.causation is not None,
        read and read.record,
        read and str(read.purpose),
    )
    return (entry,)
