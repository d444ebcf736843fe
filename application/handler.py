"""Authorise, load, decide, append: the one path by which anything changes."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final
from uuid import UUID

from application.authority import Forbidden
from application.deciding import Instruction, Issued, NotFound, StaleVersion
from application.log import EventLog
from application.preparing import Prepared, Preparer
from application.recorded import Clock, KeyReused, LogUnavailable, LostRace, Receipt
from application.states import Known, Seen, States
from application.vault import Entropy, Key, Vault
from domain.kernel import Aggregate, Ref, Refused

__all__ = ["EXPECTED", "Handler", "Instruction", "NotFound", "StaleVersion"]

RACING_SECONDS_MAX: Final = 10.0
TURNS: Final = 64
TOGETHER_MAX: Final = 250  # commands of a batch that share a transaction

NOTHING_FOLLOWS: Final = (Refused, Forbidden, NotFound, StaleVersion)
# What a caller may be told; anything else is a bug.
EXPECTED: Final = (*NOTHING_FOLLOWS, KeyReused, LostRace, LogUnavailable)


class Handler:
    """Thread-safe. `entropy` makes ids and keys; a seeded one makes a run repeatable."""

    def __init__(self, log: EventLog, vault: Vault, clock: Clock, entropy: Entropy) -> None:
        self._log, self._vault = log, vault
        self._preparer, self._states = Preparer(vault, clock, entropy), States(log)
        self._turns = [Lock() for _ in range(TURNS)]

    def handle(self, instruction: Instruction) -> Receipt:
        """Records what follows from a command.

        Refused, Forbidden, NotFound, StaleVersion, KeyReused: nothing was written. LostRace after
        RACING_SECONDS_MAX of lost races. LogUnavailable: repeat it with the same key.
        """
        issued = self._preparer.issued(instruction)
        deadline = time.monotonic() + RACING_SECONDS_MAX
        try:
            return self._attempt(issued)
        except LostRace:
            pass
        # One by one: of those who race for a stream only one can win at a time.
        with self._turns[hash(issued.stream) % TURNS]:
            while True:
                try:
                    return self._attempt(issued)
                except LostRace:
                    if time.monotonic() > deadline:
                        raise

    def handle_many(self, instructions: Sequence[Instruction]) -> list[Receipt | Exception]:
        """Each in order, as `handle` would; an expected failure of one stands for it alone."""
        outcomes: list[Receipt | Exception] = []
        for start in range(0, len(instructions), TOGETHER_MAX):
            outcomes += self._together(instructions[start : start + TOGETHER_MAX])
        return outcomes

    def state(self, aggregate: Aggregate[Any], stream: UUID) -> tuple[int, Any]:
        """Version and state of a record, as far as this process knows."""
        known = self._states.load(stream)
        return known.version, known.as_seen_by(aggregate)

    def look(self, ref: Ref[Any]) -> Any:
        """The state of a stream; its initial state if there is none."""
        return self.state(ref.aggregate, ref.id)[1]

    def _attempt(self, issued: Issued) -> Receipt:
        seen, request = Seen(self._states.load), issued.request
        try:
            prepared = self._preparer.prepared(issued, seen)
        except NOTHING_FOLLOWS:
            self._must_be_current(seen)
            # What forbids it may be what it did itself, the first time it was asked.
            if request and (earlier := self._log.answered(request)):
                return earlier
            raise
        append = prepared.append
        if issued.instruction.dry_run or not (append.drafts or request):
            self._must_be_current(seen)
            earlier = self._log.answered(request) if request else None
            return earlier or _unrecorded(prepared)
        return self._recorded(prepared, seen)

    def _together(self, instructions: Sequence[Instruction]) -> list[Receipt | Exception]:
        """In one transaction, but for those of which nothing follows: they wait for the others."""
        outcomes: list[Receipt | Exception] = []
        batch = _Batch(self._states.load)
        for instruction in instructions:
            try:
                prepared = self._preparer.prepared(
                    self._preparer.issued(instruction), Seen(batch.load), batch.keys
                )
                joins = bool(prepared.append.drafts) and not instruction.dry_run
            except NOTHING_FOLLOWS:
                joins = False
            if joins:
                batch.join(instruction, prepared)
            else:
                outcomes += [*self._landed_together(batch), self._outcome(instruction)]
                batch = _Batch(self._states.load)
        return [*outcomes, *self._landed_together(batch)]

    def _landed_together(self, batch: "_Batch") -> Iterator[Receipt | Exception]:
        results = self._log.append_all([prepared.append for _, prepared in batch.joined])
        for (instruction, prepared), result in zip(batch.joined, results, strict=True):
            if isinstance(result, Receipt):
                self._landed(prepared, result)
                yield result
            elif isinstance(result, LostRace):
                yield self._outcome(instruction)
            elif isinstance(result, EXPECTED):
                yield result
            else:
                raise result

    def _outcome(self, instruction: Instruction) -> Receipt | Exception:
        try:
            return self.handle(instruction)
        except EXPECTED as error:
            return error

    def _recorded(self, prepared: Prepared, seen: Seen) -> Receipt:
        append = prepared.append
        try:
            receipt = self._log.append(append)
        except LostRace:
            self._vault.forget(append.sealing)
            self._states.refresh(seen.known)
            raise
        self._landed(prepared, receipt)
        return receipt

    def _landed(self, prepared: Prepared, receipt: Receipt) -> None:
        if not receipt.replayed:
            self._vault.stored(prepared.append.sealing)
            for stream, known in prepared.after.items():
                self._states.keep(stream, known)

    def _must_be_current(self, seen: Seen) -> None:
        """LostRace when a decision that writes nothing was made on old states."""
        if self._states.refresh(seen.known):
            raise LostRace


@dataclass(slots=True)
class _Batch:
    """Commands decided one on the other, not recorded yet."""

    stored: Callable[[UUID], Known]
    joined: list[tuple[Instruction, Prepared]] = field(default_factory=list)
    after: dict[UUID, Known] = field(default_factory=dict)
    keys: dict[UUID, Key] = field(default_factory=dict)

    def load(self, stream: UUID) -> Known:
        return self.after.get(stream) or self.stored(stream)

    def join(self, instruction: Instruction, prepared: Prepared) -> None:
        self.joined.append((instruction, prepared))
        self.after |= prepared.after
        sealing = prepared.append.sealing
        self.keys |= {owner: sealing.keys[owner] for owner in sealing.fresh}


def _unrecorded(prepared: Prepared) -> Receipt:
    """What the answer would be."""
    append = prepared.append
    after = prepared.after.get(append.stream)
    version = append.seen[append.stream] if after is None else after.version
    return Receipt(append.stream, version, None, pending=append.pending)
