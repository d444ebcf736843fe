"""Facts as the log would hand them to a fold, without a log."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from application.recorded import ActorStamp, Recorded
from domain.kernel import Event
from tests.spec import COMMAND_ID, STREAM


def recorded(
    facts: Iterable[Event], stream: UUID = STREAM, at: datetime | None = None
) -> list[Recorded]:
    """Each at the next position, from 1. at: when all of them happened and were recorded."""
    moment = at or datetime(2022, 5, 10, 1, tzinfo=UTC)
    return [
        Recorded(
            position=position,
            stream=stream,
            version=position,
            name=fact.name,
            event=fact,
            recorded_at=moment,
            dated=moment,
            actor=ActorStamp("CW"),
            command=COMMAND_ID,
            correlation=COMMAND_ID,
        )
        for position, fact in enumerate(facts, start=1)
    ]
