"""The event log: what was acknowledged is durable, in one order, and never changes."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Condition, Lock
from typing import Final
from uuid import UUID

from application.codec import Draft, recorded_at, trusted, validated, written
from application.recorded import Clock, KeyReused, LogUnavailable, LostRace, Receipt, Recorded
from application.stores import Row, Store, Transaction
from application.vault import Sealing
from domain.kernel import Refused

BATCH_MAX: Final = 500  # appends that share one fsync at most
READ_SQL: Final = "SELECT position, stream, version, name, stored FROM log"


@dataclass(frozen=True, slots=True)
class Request:
    """What makes a repeated request recognisable: the caller's key and what he asked."""

    key: str
    fingerprint: bytes


@dataclass(slots=True, eq=False)
class Append:
    """One command's events: all of them are recorded, or none.

    seen: the version of every stream that the decision looked at, written or not.
    """

    stream: UUID
    drafts: Sequence[Draft]
    seen: Mapping[UUID, int]
    request: Request | None = None
    sealing: Sealing = field(default_factory=Sealing)
    pending: UUID | None = None
    result: Receipt | Exception | None = None


class EventLog:
    """All streams, in one order: positions 1, 2, 3 … without a gap, in the order of commits.

    Appends of concurrent callers share a transaction and its fsync; each gets its own conflict or
    its own positions. Safe for threads and for processes.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._queue: list[Append] = []
        self._queueing, self._committing = Lock(), Lock()
        self.grown = Condition()  # notified after every commit of this process

    def append(self, append: Append) -> Receipt:
        """Durable when it returns.

        LostRace: a stream in `seen` has moved. KeyReused: the key belongs to another request.
        LogUnavailable: not known whether it landed; the same request may be repeated.
        """
        with self._queueing:
            self._queue.append(append)
        while append.result is None:
            with self._committing:  # whoever comes first commits for all who wait
                if append.result is None:
                    with self._queueing:
                        batch, self._queue = self._queue[:BATCH_MAX], self._queue[BATCH_MAX:]
                    self._commit(batch)
        if isinstance(append.result, Exception):
            raise append.result
        return append.result

    def _commit(self, batch: Sequence[Append]) -> None:
        try:
            with self._store.writing() as tx:
                results = _Commit(tx, self._clock()).all(batch)
        except Exception as error:
            for append in batch:
                append.result = error
            return
        for append, result in zip(batch, results, strict=True):
            append.result = result
        with self.grown:
            self.grown.notify_all()

    def replayed(self, request: Request) -> Receipt | None:
        """The earlier answer to this request; KeyReused when the key was used for another."""
        with self._store.reading() as tx:
            found = _remembered(tx, [request.key]).get(request.key)
        if found is None:
            return None
        answer = found.answer_to(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def history(self, stream: UUID, after: int = 0, last: int | None = None) -> list[Recorded]:
        """A stream's events in order, validated; none for a stream that does not exist.

        after: versions beyond it only. last: nothing beyond this position of the log.
        """
        sql, params = f"{READ_SQL} WHERE stream=? AND version>?", [after]
        if last is not None:
            sql, params = f"{sql} AND position<=?", [after, last]
        with self._store.reading() as tx:
            rows = tx.all(f"{sql} ORDER BY version", [tx.stream(stream), *params])
        return [validated(p, stream, v, n, bytes(s)) for p, _, v, n, s in rows]

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Events beyond a position in order, as trusted twins."""
        return [trusted(*row) for row in self.stored(after, limit)]

    def stored(self, after: int, limit: int) -> list[Row]:
        """Events beyond a position as they lie in the log."""
        sql = f"{READ_SQL} WHERE position>? AND position<=? ORDER BY position"
        with self._store.reading() as tx:
            rows = tx.all(sql, (after, after + limit))
        return [
            (p, s if isinstance(s, UUID) else UUID(s), v, n, bytes(b)) for p, s, v, n, b in rows
        ]

    def versions(self, streams: Iterable[UUID]) -> dict[UUID, int]:
        """Current versions; streams that do not exist are missing."""
        with self._store.reading() as tx:
            return _versions(tx, streams)

    def position(self) -> int:
        """The last position; 0 for an empty log."""
        with self._store.reading() as tx:
            return _head(tx)[0]

    def position_at(self, moment: datetime) -> int:
        """The last position recorded at or before `moment`: times never decrease, so bisect."""
        with self._store.reading() as tx:
            low, high = 0, _head(tx)[0]
            while low < high:
                middle = (low + high + 1) // 2
                if _time_of(tx, middle) <= moment:
                    low = middle
                else:
                    high = middle - 1
        return low

    def bookmark(self, follower: str) -> int:
        with self._store.reading() as tx:
            found = tx.all("SELECT position FROM bookmarks WHERE follower=?", (follower,))
        return int(found[0][0]) if found else 0

    def move_bookmark(self, follower: str, position: int) -> None:
        with self._store.writing() as tx:
            tx.many("DELETE FROM bookmarks WHERE follower=?", [(follower,)])
            tx.many("INSERT INTO bookmarks VALUES (?,?)", [(follower, position)])

    def wait(self, after: int, timeout: float) -> bool:
        """Whether the log has grown beyond `after`, waiting up to `timeout` seconds."""
        with self.grown, suppress(LogUnavailable):
            if self.position() > after:
                return True
            self.grown.wait(timeout)
        return self.position() > after


def _head(tx: Transaction) -> tuple[int, datetime | None]:
    rows = tx.all("SELECT position, stored FROM log ORDER BY position DESC LIMIT 1")
    return (int(rows[0][0]), recorded_at(bytes(rows[0][1]))) if rows else (0, None)


def _time_of(tx: Transaction, position: int) -> datetime:
    [[stored]] = tx.all("SELECT stored FROM log WHERE position=?", (position,))
    return recorded_at(bytes(stored))


def _versions(tx: Transaction, streams: Iterable[UUID]) -> dict[UUID, int]:
    keys = [tx.stream(id) for id in streams]
    found: dict[UUID, int] = {}
    for start in range(0, len(keys), BATCH_MAX):
        some = keys[start : start + BATCH_MAX]
        marks = ",".join("?" * len(some))
        sql = f"SELECT stream, max(version) FROM log WHERE stream IN ({marks}) GROUP BY stream"  # noqa: S608 - only marks
        found |= {s if isinstance(s, UUID) else UUID(s): int(v) for s, v in tx.all(sql, some)}
    return found


@dataclass(frozen=True, slots=True)
class _Remembered:
    fingerprint: bytes
    receipt: Receipt

    def answer_to(self, request: Request) -> Receipt | KeyReused:
        return self.receipt if self.fingerprint == request.fingerprint else KeyReused(request.key)


def _remembered(tx: Transaction, keys: Sequence[str]) -> dict[str, _Remembered]:
    if not keys:
        return {}
    marks = ",".join("?" * len(keys))
    columns = "key, fingerprint, stream, version, first, last, pending"
    rows = tx.all(f"SELECT {columns} FROM requests WHERE key IN ({marks})", keys)  # noqa: S608 - only marks
    return {
        key: _Remembered(
            bytes(print_),
            Receipt(UUID(stream), version, last, first, True, UUID(pending) if pending else None),
        )
        for key, print_, stream, version, first, last, pending in rows
    }


class _Commit:
    """Decides, inside the writing transaction, which appends of a batch land, and where."""

    def __init__(self, tx: Transaction, now: datetime) -> None:
        self._tx = tx
        self._head, last = _head(tx)
        # The clock may jump back; recorded_at never does.
        self._now = written(max(now, last or datetime.min.replace(tzinfo=UTC)))
        self._rows: list[Row] = []
        self._requests: dict[str, _Remembered] = {}
        self._versions: dict[UUID, int] = {}

    def all(self, batch: Sequence[Append]) -> list[Receipt | Exception]:
        streams = {id for append in batch for id in append.seen}
        self._versions = _versions(self._tx, streams)
        keys = [append.request.key for append in batch if append.request]
        self._requests = _remembered(self._tx, keys)
        known = set(self._requests)
        owners = {owner for append in batch for owner in append.sealing.keys}
        self._keys = self._stored_keys(owners)
        results = [self._land(append) for append in batch]
        if self._rows:
            self._tx.insert(self._rows)
        self._remember(known)
        return results

    def _land(self, append: Append) -> Receipt | Exception:
        request = append.request
        if request and request.key in self._requests:
            return self._requests[request.key].answer_to(request)
        if any(self._versions.get(id, 0) != version for id, version in append.seen.items()):
            return LostRace()
        if conflict := self._keep_keys(append.sealing):
            return conflict
        first = self._head + 1
        for new in append.drafts:
            self._head += 1
            self._versions[new.stream] = new.version
            stored = new.stored(self._now)
            self._rows.append((self._head, new.stream, new.version, new.name, stored))
        version = self._versions.get(append.stream, 0)
        receipt = Receipt(append.stream, version, self._head, first, pending=append.pending)
        if request:
            replay = Receipt(append.stream, version, self._head, first, True, append.pending)
            self._requests[request.key] = _Remembered(request.fingerprint, replay)
        return receipt

    def _stored_keys(self, owners: set[UUID]) -> dict[UUID, bytes]:
        if not owners:
            return {}
        marks = ",".join("?" * len(owners))
        sql = f"SELECT owner, wrapped FROM vault_keys WHERE owner IN ({marks})"  # noqa: S608 - only marks
        rows = self._tx.all(sql, [owner.hex for owner in owners])
        return {UUID(owner): bytes(wrapped) for owner, wrapped in rows}

    def _keep_keys(self, sealing: Sealing) -> Exception | None:
        if any(self._keys.get(o, wrapped) != wrapped for o, wrapped in sealing.keys.items()):
            return LostRace()  # another process made this person's key first: seal again with it
        for (kind, digest), owner in sealing.claims.items():
            sql = "SELECT owner FROM vault_index WHERE kind=? AND digest=?"
            taken = self._tx.all(sql, (kind, digest))
            if taken and UUID(taken[0][0]) != owner:
                return Refused(
                    "person_known",
                    f"此证件号码已登记，请使用已有人员{UUID(taken[0][0])}。",
                    f"This number is registered already: use person {UUID(taken[0][0])}.",
                )
            if not taken:
                insert = "INSERT INTO vault_index VALUES (?,?,?)"
                self._tx.many(insert, [(kind, digest, owner.hex)])
        fresh = [(o.hex, w) for o, w in sealing.keys.items() if o not in self._keys]
        if fresh:
            self._tx.many("INSERT INTO vault_keys VALUES (?,?)", fresh)
            self._keys.update(sealing.keys)
        return None

    def _remember(self, known: set[str]) -> None:
        rows = [
            (key, kept.fingerprint, r.stream.hex, r.version, r.first, r.position,
             r.pending.hex if r.pending else None)
            for key, kept in self._requests.items() if key not in known
            for r in (kept.receipt,)
        ]  # fmt: skip
        if rows:
            self._tx.many("INSERT INTO requests VALUES (?,?,?,?,?,?,?)", rows)
