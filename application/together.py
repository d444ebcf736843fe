"""Commands of several callers, decided one on the other and recorded in one transaction."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from application.authority import Forbidden
from application.codec import Draft
from application.deciding import Issued, NotFound, StaleVersion
from application.landing import Append
from application.log import EventLog
from application.preparing import Prepared, Preparer
from application.recorded import LostRace, Receipt
from application.states import Known, Seen, States
from application.vault import Key, Vault
from domain.kernel import Refused

NOTHING_FOLLOWS = (Refused, Forbidden, NotFound, StaleVersion)

Outcome = Receipt | Exception


class Trial(Receipt, frozen=True, array_like=True, kw_only=True):
    """What a dry run would have recorded; nothing was. after: the streams as they would be."""

    drafts: Sequence[Draft]
    after: Mapping[UUID, Known]


class _Tried(msgspec.Struct):
    """A command as far as it came before anything was recorded.

    append: what is to land, or only to be checked. answer: what its caller is told if it does,
    None: the receipt.
    """

    append: Append
    seen: Seen
    answer: Outcome | None = None
    prepared: Prepared | None = None


class _Pending(msgspec.Struct):
    """What will be when all that was tried has landed."""

    states: States
    after: dict[UUID, Known] = msgspec.field(default_factory=dict)
    keys: dict[UUID, Key] = msgspec.field(default_factory=dict)

    def load(self, stream: UUID) -> Known:
        return self.after.get(stream) or self.states.load(stream)

    def add(self, prepared: Prepared) -> None:
        self.after |= prepared.after
        sealing = prepared.append.sealing
        for owner in sealing.fresh:
            self.keys[owner] = sealing.keys[owner]


class Together:
    """Not safe for threads: one works at a time."""

    def __init__(self, log: EventLog, vault: Vault, states: States, preparer: Preparer) -> None:
        self._log, self._vault, self._states, self._preparer = log, vault, states, preparer

    def outcomes(self, commands: Sequence[Issued]) -> list[Outcome]:
        """Each as if the ones before it had been recorded, which they are.

        LostRace: a stream that it looked at was moved by another process; ask again.
        """
        self._states.look_ahead(issued.stream for issued in commands if not issued.new)
        pending = _Pending(self._states)
        tried = [self._tried(issued, pending) for issued in commands]
        results = self._log.append_all([one.append for one in tried])
        told = [self._told(one, result) for one, result in zip(tried, results, strict=True)]
        return self._answered_before(commands, tried, told)

    def _tried(self, issued: Issued, pending: _Pending) -> _Tried:
        seen = Seen(pending.load)
        try:
            prepared = self._preparer.prepared(issued, seen, pending.keys)
        except Exception as error:
            # What forbids it must still be so when the others land. A bug is told likewise.
            return _Tried(_checking(issued, seen), seen, error)
        if issued.instruction.dry_run:
            return _Tried(_checking(issued, seen), seen, _would_be(prepared))
        pending.add(prepared)
        return _Tried(prepared.append, seen, None, prepared)

    def _told(self, tried: _Tried, result: Outcome) -> Outcome:
        if isinstance(result, LostRace):
            self._vault.forget(tried.append.sealing)
            self._states.refresh(tried.seen.known)
        if not isinstance(result, Receipt):
            return result
        if tried.prepared is not None and not result.replayed:
            self._vault.stored(tried.append.sealing)
            for stream, known in tried.prepared.after.items():
                self._states.keep(stream, known)
        return tried.answer or result

    def _answered_before(
        self, commands: Sequence[Issued], tried: Sequence[_Tried], told: list[Outcome]
    ) -> list[Outcome]:
        """What forbids a command may be what it did itself, the first time it was asked."""
        repeated = {
            number: issued.request
            for number, issued in enumerate(commands)
            if issued.request is not None and told[number] is tried[number].answer
        }
        if repeated:
            answered = self._log.answered(repeated.values())
            for number, request in repeated.items():
                told[number] = answered.get(request.key, told[number])
        return told


def _checking(issued: Issued, seen: Seen) -> Append:
    """Lands where the streams that were looked at are still the same, and writes nothing."""
    versions = {stream: known.version for stream, known in seen.known.items()}
    return Append(issued.stream, (), versions)


def _would_be(prepared: Prepared) -> Trial:
    append = prepared.append
    after = prepared.after.get(append.stream)
    version = append.seen[append.stream] if after is None else after.version
    return Trial(
        append.stream,
        version,
        None,
        pending=append.pending,
        drafts=append.drafts,
        after=prepared.after,
    )
