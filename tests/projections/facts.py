"""Facts as the log would hand them to a fold, without a log."""

from collections.abc import Iterable
from datetime import UTC, datetime

from application.recorded import ActorStamp, Recorded
from domain.kernel import Event
from tests.spec import COMMAND_ID, STREAM

RECORDED_AT = datetime(2022, 5, 10, 1, tzinfo=UTC)


def recorded(facts: Iterable[Event]) -> list[Recorded]:
    """Each at the next position, from 1, all of one record and one moment."""
    return [
        Recorded(
            position=position,
            stream=STREAM,
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
