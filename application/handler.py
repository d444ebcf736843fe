"""Authorise, load, decide, append: the one path by which anything changes."""

import asyncio
import time
from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from application.bridge import Bridge
from application.combining import Combining
from application.deciding import Instruction, Issued, NotFound, StaleVersion
from application.log import EventLog
from application.preparing import Preparer
from application.recorded import Clock, KeyReused, LogUnavailable, LostRace, Receipt
from application.states import States
from application.together import NOTHING_FOLLOWS, Outcome, Together
from application.vault import Entropy, Vault
from domain.kernel import Aggregate, Ref

__all__ = ["EXPECTED", "Handler", "Instruction", "NotFound", "StaleVersion"]

RACING_SECONDS_MAX: Final = 10.0
BATCH_MAX: Final = 250  # commands of one caller that share a transaction

# What a caller may be told; anything else is a bug.
EXPECTED: Final = (*NOTHING_FOLLOWS, KeyReused, LostRace, LogUnavailable)


class Handler:
    """Thread-safe. `entropy` makes ids and keys; a seeded one makes a run repeatable.

    Commands of concurrent callers are decided one on the other and share one wait for the disk.
    """

    def __init__(self, log: EventLog, vault: Vault, clock: Clock, entropy: Entropy) -> None:
        self._preparer, self._states = Preparer(vault, clock, entropy), States(log)
        together = Together(log, vault, self._states, self._preparer)
        self._combining = Combining[Issued, Outcome](together.outcomes)
        self._bridge: Bridge[Issued, Outcome] | None = None  # of the last event loop

    def handle(self, instruction: Instruction) -> Receipt:
        """Records what follows from a command.

        Refused, Forbidden, NotFound, StaleVersion, KeyReused: nothing was written. LostRace after
        RACING_SECONDS_MAX of races lost to other processes. LogUnavailable: repeat it with the
        same key.
        """
        return self._done(self._preparer.issued(instruction))

    async def handling(self, instruction: Instruction) -> Receipt:
        """As `handle`, for an event loop: thousands may wait, and no thread does."""
        issued = self._preparer.issued(instruction)
        loop = asyncio.get_running_loop()
        if self._bridge is None or self._bridge.loop is not loop:
            self._bridge = Bridge(loop, self._combining)
        deadline = time.monotonic() + RACING_SECONDS_MAX
        while True:
            outcome = await self._bridge.result(issued)
            if isinstance(outcome, Receipt):
                return outcome
            if not isinstance(outcome, LostRace) or time.monotonic() > deadline:
                raise outcome

    def handle_many(self, instructions: Sequence[Instruction]) -> list[Receipt | Exception]:
        """Each in order, as `handle` would; an expected failure of one stands for it alone."""
        outcomes: list[Receipt | Exception] = []
        for start in range(0, len(instructions), BATCH_MAX):
            outcomes += self._batch(instructions[start : start + BATCH_MAX])
        return outcomes

    def state(self, aggregate: Aggregate[Any], stream: UUID) -> tuple[int, Any]:
        """Version and state of a record, as far as this process knows."""
        known = self._states.load(stream)
        return known.version, known.as_seen_by(aggregate)

    def catch_up(self, streams: Collection[UUID]) -> None:
        """Lets `state` know what others have recorded in these streams until now."""
        self._states.look_ahead(streams)
        self._states.refresh(streams)

    def look(self, ref: Ref[Any]) -> Any:
        """The state of a stream; its initial state if there is none."""
        return self.state(ref.aggregate, ref.id)[1]

    def _done(self, issued: Issued) -> Receipt:
        deadline = time.monotonic() + RACING_SECONDS_MAX
        while True:
            [outcome] = self._combining.results([issued])
            if isinstance(outcome, Receipt):
                return outcome
            if not isinstance(outcome, LostRace) or time.monotonic() > deadline:
                raise outcome

    def _batch(self, instructions: Sequence[Instruction]) -> list[Receipt | Exception]:
        numbered: dict[int, Issued] = {}
        told: dict[int, Receipt | Exception] = {}
        for number, instruction in enumerate(instructions):
            try:
                numbered[number] = self._preparer.issued(instruction)
            except NotFound as error:
                told[number] = error
        outcomes = self._combining.results(list(numbered.values()))
        for (number, issued), outcome in zip(numbered.items(), outcomes, strict=True):
            told[number] = self._again(issued) if isinstance(outcome, LostRace) else outcome
            if isinstance(outcome, Exception) and not isinstance(outcome, EXPECTED):
                raise outcome
        return [told[number] for number in range(len(instructions))]

    def _again(self, issued: Issued) -> Receipt | Exception:
        try:
            return self._done(issued)
        except EXPECTED as error:
            return error
