"""The event log: what was acknowledged is durable, in one order, and never changes."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from threading import Condition, Lock
from typing import Any, Final
from uuid import UUID

from application.codec import trusted, validated
from application.landing import Append, Held, Landing, Request
from application.lookup import (
    NEVER,
    answered_among,
    begun_between,
    destroy,
    head_of,
    held_for,
    later_than,
    move,
    opened_by,
    portions,
    time_of,
    used_keys,
    versions_of,
)
from application.recorded import (
    Clock,
    KeyReused,
    LogUnavailable,
    LostRace,
    Receipt,
    Recorded,
)
from application.stores import Row, Store, stream_of
from application.vault import Sealing
from application.wrapping import ROTATED

VERSIONS_MAX: Final = 100_000
POLL_SECONDS: Final = (0.01, 0.2)  # how soon a commit of another process is seen: at first, later
READ_SQL: Final = "SELECT position, stream, version, name, stored FROM log"
ERASED: Final = "erased"  # the bookmark of the last event that destroyed a key


def _is_rare(sealing: Sealing) -> bool:
    """It changes more than a key that is added."""
    return bool(sealing.claims or sealing.destroyed or sealing.rewrap)


class EventLog:
    """All streams, in one order: positions 1, 2, 3 … without a gap, in the order of commits.

    Safe for threads and for processes.

    A position is also the lock: who writes n + 1 has seen all up to n, for two cannot both write
    it. So a process that has seen the last position knows every version without asking.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._committing = Lock()
        # What the log held after the last commit of this process, and whether that was still so
        # at the one before: then it probably writes alone.
        self._head, self._time, self._alone = 0, NEVER, False
        self._versions: dict[UUID, int] = {}
        self._rotation = 0  # of the master key, as it was at that commit
        self.grown = Condition()  # notified after every commit of this process
        self._followers = 0  # who wait for that

    def append(self, append: Append) -> Receipt:
        """Durable when it returns.

        LostRace: a stream in `seen` has moved. KeyReused: the key belongs to another request.
        LogUnavailable: not known whether it landed; the same request may be repeated.
        """
        [result] = self.append_all([append])
        if isinstance(result, Exception):
            raise result
        return result

    def append_all(self, appends: Sequence[Append]) -> list[Receipt | Exception]:
        """In order, in one transaction, with one wait for the disk.

        Each has its own result; what `append` would raise stands for that one alone. One that
        writes nothing is checked against the same moment as the others.
        """
        if not any(append.drafts or append.request for append in appends):
            return self._checked(appends)
        with self._committing:
            results = self._committed(appends)
        if self._followers:
            with self.grown:
                self.grown.notify_all()
        return results

    def _checked(self, appends: Sequence[Append]) -> list[Receipt | Exception]:
        seen = {id for append in appends for id in append.seen}
        landing = Landing(0, NEVER, NEVER, Held(versions_of(self._store.read, seen)))
        return [landing.land(append) for append in appends]

    def _committed(self, batch: Sequence[Append]) -> list[Receipt | Exception]:
        try:
            return self._at_once(batch) or self._carefully(batch)
        except BaseException as error:
            self._alone = False
            self._versions.clear()
            if not isinstance(error, Exception):
                raise
            if len(batch) == 1:
                return [error]
            if isinstance(error, LogUnavailable):
                return [LogUnavailable(*error.args) for _ in batch]
        # One of them is at fault: let it fail alone.
        return [result for append in batch for result in self._committed([append])]

    def _at_once(self, batch: Sequence[Append]) -> list[Receipt | Exception] | None:
        """Writes on from what is known; None when that has become old, and nothing was written."""
        versions = self._known(batch) if self._alone else None
        if versions is None or any(_is_rare(each.sealing) for each in batch):
            return None
        held = Held(versions, wrapped=used_keys(self._store.read, batch), rotation=self._rotation)
        landing = Landing(self._head, self._time, self._clock(), held)
        results = [landing.land(append) for append in batch]
        if any(isinstance(result, LostRace) for result in results):
            return None  # for what we know is old, or it had its answer long ago
        if not landing.addition.empty and not self._store.add(landing.addition):
            return None
        self._remember(landing, {row[1]: row[2] for row in landing.addition.events})
        return results

    def _known(self, batch: Sequence[Append]) -> dict[UUID, int] | None:
        """The versions of all that the batch saw; None when it saw newer ones than we know."""
        versions: dict[UUID, int] = {}
        ahead: dict[UUID, int] = {}  # with what lands before in the same batch
        unknown: set[UUID] = set()
        for append in batch:
            for id, seen in append.seen.items():
                known = self._versions.get(id)
                if known is not None:
                    versions[id] = known
                    if seen > ahead.get(id, known):
                        return None
                elif seen == 0 and any(draft.stream == id for draft in append.drafts):
                    versions.setdefault(id, 0)  # the store keeps a stream's first event once
                else:
                    unknown.add(id)
            for draft in append.drafts:
                ahead[draft.stream] = draft.version
        if unknown:
            looked = versions_of(self._store.read, unknown)
            self._versions |= looked
            versions |= looked
        return versions

    def _carefully(self, batch: Sequence[Append]) -> list[Receipt | Exception]:
        """Shuts out all other writers, and looks at what there is."""
        with self._store.writing() as transaction:
            head, last = head_of(transaction.all)
            self._alone = head == self._head
            if not self._alone:
                self._versions.clear()
            held = held_for(batch, transaction.all)
            landing = Landing(head, last, self._clock(), held)
            results = [landing.land(append) for append in batch]
            if not landing.addition.empty:
                transaction.add(landing.addition)
            for kind, digest, owner in landing.claims:
                # A corrected number sets the wrong one free.
                transaction.all("DELETE FROM vault_index WHERE kind=? AND owner=?", (kind, owner))
                transaction.all("INSERT INTO vault_index VALUES (?,?,?)", (kind, digest, owner))
            destroy(transaction, landing.destroyed)
            if landing.destroyed:
                move(transaction, ERASED, landing.head)
            for rewrap in landing.rewraps:
                rewrap(transaction)
                move(transaction, ROTATED, held.rotation)
        self._remember(landing, landing.versions)
        self._rotation = held.rotation
        return results

    def _remember(self, landing: Landing, versions: dict[UUID, int]) -> None:
        if len(self._versions) > VERSIONS_MAX:
            self._versions.clear()
        self._versions |= versions
        self._head, self._time = landing.head, landing.last

    def answered(self, requests: Iterable[Request]) -> dict[bytes, Receipt | KeyReused]:
        """The earlier answers, by key, to those of these requests that have one."""
        asked = {request.key: request for request in requests}
        found = answered_among(self._store.read, asked)
        return {key: answered.to(asked[key]) for key, answered in found.items()}

    def history(self, stream: UUID, after: int = 0, last: int | None = None) -> list[Recorded]:
        """A stream's events in order, validated; none for a stream that does not exist.

        after: versions beyond it only. last: nothing beyond this position of the log.
        """
        sql, params = f"{READ_SQL} WHERE stream=? AND version>?", [stream, after]
        if last is not None:
            sql, params = f"{sql} AND position<=?", [*params, last]
        rows = self._store.read(f"{sql} ORDER BY version", params)
        return [validated(p, stream, v, n, bytes(s)) for p, _, v, n, s in rows]

    def histories(self, streams: Iterable[UUID]) -> list[Recorded]:
        """All events of these streams in the order of the log, as `history` gives them."""
        return [
            validated(p, stream_of(s), v, n, bytes(b))
            for values, marks in portions(streams, "?")
            for p, s, v, n, b in self._store.read(
                f"{READ_SQL} WHERE stream IN ({marks}) ORDER BY position", values
            )
        ]

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Events beyond a position in order, as trusted twins."""
        return [trusted(*row) for row in self._rows(after, limit)]

    def stored(self, after: int, limit: int) -> list[Row]:
        """Events beyond a position as they lie in the log."""
        return [(p, stream_of(s), v, n, b) for p, s, v, n, b in self._rows(after, limit)]

    def at(self, positions: Iterable[int]) -> list[Row]:
        """The events at these positions as they lie in the log, in its order."""
        found = [
            (p, stream_of(s), v, n, b)
            for values, marks in portions(positions, "?")
            for p, s, v, n, b in self._store.read(f"{READ_SQL} WHERE position IN ({marks})", values)
        ]
        return sorted(found, key=lambda row: row[0])

    def _rows(self, after: int, limit: int) -> list[tuple[Any, ...]]:
        sql = f"{READ_SQL} WHERE position>? AND position<=? ORDER BY position"
        return self._store.read(sql, (after, after + limit))

    def begun(self, after: int, last: int, limit: int) -> list[tuple[int, UUID, str]]:
        """Streams in the order in which they began: position and name of the first event of each.

        after, last: between which positions that is.
        """
        return begun_between(self._store.read, after, last, limit)

    def opened(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Those of these ids that are streams, with the name of the first event of each."""
        return opened_by(self._store.read, ids)

    def versions(self, streams: Iterable[UUID]) -> dict[UUID, int]:
        """Current versions; 0 for streams that do not exist."""
        return versions_of(self._store.read, streams)

    def position(self) -> int:
        """The last position; 0 for an empty log."""
        return head_of(self._store.read)[0]

    def position_at(self, moment: datetime) -> int:
        """The last position recorded at or before `moment`. Asked again, it answers the same."""
        high, last = head_of(self._store.read)
        if moment > last:
            # A commit under way may bear an earlier time than `moment`: let it finish.
            with self._store.writing() as transaction:
                high, _ = head_of(transaction.all)
        low = 0
        while low < high:
            middle = (low + high + 1) // 2
            if time_of(self._store.read, middle) <= moment:  # times never decrease
                low = middle
            else:
                high = middle - 1
        return low

    def later(self, positions: Iterable[int], after: int, last: int) -> set[int]:
        """What was recorded beyond `after`, up to `last`, in the streams of these events."""
        return later_than(self._store.read, positions, after, last)

    def bookmark(self, follower: str) -> int:
        """How far a follower has come; 0 for a new one."""
        sql = "SELECT position FROM bookmarks WHERE follower=?"
        return sum(position for (position,) in self._store.read(sql, (follower,)))

    def move_bookmark(self, follower: str, position: int) -> None:
        """Onwards only: of two processes that follow under one name, the later one stays behind."""
        with self._store.writing() as transaction:
            move(transaction, follower, position)

    def wait(self, after: int, timeout: float) -> bool:
        """Whether the log has grown beyond `after`, waiting up to `timeout` seconds.

        What this process commits is seen at once, what others do within POLL_SECONDS.
        """
        deadline, (pause, longest) = time.monotonic() + timeout, POLL_SECONDS
        while self.position() <= after:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            with self.grown:
                self._followers += 1
                if self._head <= after:
                    self.grown.wait(min(pause, left))
                self._followers -= 1
            pause = min(2 * pause, longest)
        return True
