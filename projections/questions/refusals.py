"""What the policies could not do (HANDBOOK 2.23): recorded, and here for somebody to look into."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.kernel import Label, local_date
from domain.process import PolicyRefused
from projections.asking import Asked, StandingQuestion
from projections.ledgers.audit import L_AUDIT
from projections.models import Row


class RefusalRow(Row, frozen=True, array_like=True, gc=False):
    """What followed from an event and was refused. event, record, position: of what it followed
    from. command: what was to be done; code: why it was not."""

    policy: str
    command: str
    code: str
    event: str
    record: UUID
    position: int
    refused_at: datetime


def refused(asked: Asked) -> Iterator[RefusalRow]:
    """Of the year: the newest last."""
    named = {"event": PolicyRefused.name}
    for line in asked.snapshot.entries(L_AUDIT, named, limit=None):
        [found] = asked.log.read(line.position - 1, 1)
        if local_date(found.recorded_at).year != asked.year:
            continue
        fact = found.event
        [cause] = asked.log.read(fact.position - 1, 1)
        yield RefusalRow(
            fact.policy,
            fact.command,
            fact.code,
            cause.name,
            cause.stream,
            fact.position,
            found.recorded_at,
        )


QUESTIONS: Final = (
    StandingQuestion(
        name="what-policies-could-not-do",
        system="SYS-22",
        title=Label(
            "哪些应由系统接续办理的事项被拒绝，原因是什么？",
            "What that should have followed by itself was refused, and why?",
        ),
        row=RefusalRow,
        rows=refused,
        dated=False,
    ),
)
