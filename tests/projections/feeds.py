"""A log in memory, for tests of the read side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.recorded import Recorded


@dataclass
class ListFeed:
    """upto: hides what is beyond it, as if it had not happened yet."""

    events: Sequence[Recorded]
    upto: int | None = None

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        return self.events[after : min(after + limit, self.position())]

    def position(self) -> int:
        return len(self.events) if self.upto is None else self.upto

    def position_at(self, moment: datetime) -> int:
        return sum(e.recorded_at <= moment for e in self.events[: self.position()])
