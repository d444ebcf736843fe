"""The latest states that this process knows of. May be stale: the append finds out."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from threading import Lock
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from application.log import EventLog
from domain.kernel import Aggregate, Event
from domain.registry import OWNER

STATES_MAX: Final = 20_000


class Known(NamedTuple):
    """A stream at one version. aggregate: whose it is; None for a stream that has no event."""

    version: int
    aggregate: Aggregate[Any] | None
    state: Any

    def as_seen_by(self, asked: Aggregate[Any]) -> Any:
        """The state; the initial one where the stream is of another kind, so is no such record."""
        return self.state if self.aggregate is asked else asked.initial

    def after(self, event: Event[Any]) -> "Known":
        owner = OWNER[event.name]
        if self.aggregate not in (None, owner):
            raise TypeError(f"{event.name} does not belong in a stream of {self.aggregate}")
        before = owner.initial if self.aggregate is None else self.state
        return Known(self.version + 1, owner, event.apply(before))


ABSENT: Final = Known(0, None, None)


class States:
    """Thread-safe."""

    def __init__(self, log: EventLog) -> None:
        self._log, self._lock = log, Lock()
        self._known: OrderedDict[UUID, Known] = OrderedDict()

    def load(self, stream: UUID) -> Known:
        with self._lock:
            found = self._known.get(stream)
            if found is not None:
                self._known.move_to_end(stream)
                return found
        return self._caught_up(stream, ABSENT)

    def look_ahead(self, streams: Iterable[UUID]) -> None:
        """Reads at once what several decisions will need and this process does not know."""
        with self._lock:
            unknown = {stream for stream in streams if stream not in self._known}
        if len(unknown) > 1:
            found = dict.fromkeys(unknown, ABSENT)
            for recorded in self._log.histories(unknown):
                found[recorded.stream] = found[recorded.stream].after(recorded.event)
            for stream, known in found.items():
                self.keep(stream, known)

    def refresh(self, streams: Collection[UUID]) -> None:
        """Catches up with what other processes have recorded."""
        versions = self._log.versions(streams)
        for stream in streams:
            with self._lock:
                known = self._known.get(stream, ABSENT)
            if known.version != versions[stream]:
                self._caught_up(stream, known)

    def keep(self, stream: UUID, known: Known) -> None:
        with self._lock:
            if known.version >= self._known.get(stream, ABSENT).version:
                self._known[stream] = known
            while len(self._known) > STATES_MAX:
                self._known.popitem(last=False)

    def _caught_up(self, stream: UUID, known: Known) -> Known:
        for recorded in self._log.history(stream, known.version):
            known = known.after(recorded.event)
        self.keep(stream, known)
        return known


class Seen(msgspec.Struct):
    """The streams that one decision has looked at, each at one version throughout."""

    source: Callable[[UUID], Known]
    known: dict[UUID, Known] = msgspec.field(default_factory=dict)

    def load(self, aggregate: Aggregate[Any], stream: UUID) -> Any:
        if stream not in self.known:
            self.known[stream] = self.source(stream)
        return self.known[stream].as_seen_by(aggregate)
