"""Which appends of a batch land, and where: decided in memory, on what the log holds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from application.codec import Draft, written
from application.recorded import KeyReused, LostRace, Receipt
from application.stores import Addition, Transaction
from application.vault import Sealing
from domain.kernel import Refused

NEXT_MOMENT: Final = timedelta(microseconds=1)


class Request(msgspec.Struct, frozen=True):
    """What makes a repeated request recognisable: fingerprints of the caller's key and question."""

    key: bytes
    fingerprint: bytes


class Append(msgspec.Struct, frozen=True, eq=False):
    """One command's events: all of them are recorded, or none.

    seen: the version of every stream that the decision looked at, written or not.
    """

    stream: UUID
    drafts: Sequence[Draft]
    seen: Mapping[UUID, int]
    request: Request | None = None
    sealing: Sealing = msgspec.field(default_factory=Sealing)
    pending: UUID | None = None


class Answered(msgspec.Struct, frozen=True):
    """A request that has its answer."""

    fingerprint: bytes
    receipt: Receipt

    def to(self, request: Request) -> Receipt | KeyReused:
        if self.fingerprint != request.fingerprint:
            return KeyReused("this idempotency key belongs to another request")
        return msgspec.structs.replace(self.receipt, replayed=True)


class Held(msgspec.Struct):
    """What the log holds of that which a batch depends on.

    versions: of every stream it saw; those that do not exist may be missing. answered: of its
    requests, by key. wrapped: the keys of those whose texts it seals, None for who has none;
    missing: not looked up. claimed: who has the identifying values it claims. rotation: the
    position of the last change of the master key.
    """

    versions: dict[UUID, int]
    answered: dict[bytes, Answered] = msgspec.field(default_factory=dict)
    wrapped: dict[UUID, bytes | None] = msgspec.field(default_factory=dict)
    claimed: dict[tuple[str, bytes], UUID] = msgspec.field(default_factory=dict)
    rotation: int = 0


class Landing:
    """The appends of a batch, one after the other.

    head, last: the last position of the log and its time. The clock may jump back; the time of a
    batch is always after the last one, so that each moment has one last position for ever.
    """

    def __init__(self, head: int, last: datetime, now: datetime, held: Held) -> None:
        self.head, self.last, self.versions = head, last, held.versions
        self.addition = Addition()
        self.claims: list[tuple[str, bytes, str]] = []
        self.destroyed: list[str] = []
        self.rewraps: list[Callable[[Transaction], None]] = []
        self._void: set[tuple[UUID, int]] = set()  # versions of this batch that did not land
        self._held, self._now = held, now if now > last else last + NEXT_MOMENT
        self._written = written(self._now)

    def land(self, append: Append) -> Receipt | Exception:
        request = append.request
        failure: Receipt | Exception | None = None
        if request and (earlier := self._held.answered.get(request.key)):
            failure = earlier.to(request)
        elif any(self._moved(*seen) for seen in append.seen.items()):
            failure = LostRace()
        failure = failure or self._conflict(append.sealing)
        if failure is not None:
            self._void |= {(draft.stream, draft.version) for draft in append.drafts}
            return failure
        receipt = self._landed(append)
        if request:
            self._held.answered[request.key] = Answered(request.fingerprint, receipt)
            answer = msgspec.json.encode(receipt).decode()
            self.addition.requests.append((request.key, request.fingerprint, answer))
        return receipt

    def _moved(self, stream: UUID, seen: int) -> bool:
        """Also when it saw what a caller meant to write before it, which has not landed."""
        if self.versions.get(stream, 0) != seen:
            return True
        return bool(self._void) and (stream, seen) in self._void

    def _landed(self, append: Append) -> Receipt:
        before = self.head
        for new in append.drafts:
            self.head, self.last = self.head + 1, self._now
            self.versions[new.stream] = new.version
            row = (self.head, new.stream, new.version, new.name, new.stored(self._written))
            self.addition.events.append(row)
        self._keep(append.sealing)
        return Receipt(
            append.stream,
            self.versions.get(append.stream, 0),
            self.head if append.drafts else None,
            before + 1 if append.drafts else None,
            pending=append.pending,
        )

    def _conflict(self, sealing: Sealing) -> Exception | None:
        if sealing.fresh and sealing.rotation != self._held.rotation:
            return LostRace()  # wrapped under a master key that is none any more
        for owner, key in sealing.keys.items():
            expected = None if owner in sealing.fresh else key.wrapped
            if self._held.wrapped.get(owner, expected) not in (expected, key.wrapped):
                return LostRace()  # somebody made this key first, or it is gone: seal again
        for claim, owner in sealing.claims.items():
            holder = self._held.claimed.get(claim, owner)
            if holder != owner:
                return Refused(
                    "person_known",
                    f"此证件号码已登记，请使用已有人员{holder}。",
                    f"This number is registered already: use person {holder}.",
                )
        return None

    def _keep(self, sealing: Sealing) -> None:
        for owner in sealing.fresh:
            if self._held.wrapped.get(owner) is None:
                self._held.wrapped[owner] = sealing.keys[owner].wrapped
                self.addition.keys.append((owner.hex, sealing.keys[owner].wrapped))
        for (kind, digest), owner in sealing.claims.items():
            if (kind, digest) not in self._held.claimed:
                self._held.claimed[kind, digest] = owner
                self.claims.append((kind, digest, owner.hex))
        for owner in sealing.destroyed:
            self._held.wrapped[owner] = b""
            self.destroyed.append(owner.hex)
        if sealing.rewrap is not None:
            self.rewraps.append(sealing.rewrap)
            self._held.rotation = self.head
