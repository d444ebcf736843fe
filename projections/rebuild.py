"""Builds the next epoch beside the running one, compares the two, certifies it and switches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final, NamedTuple

from application.recorded import Clock
from projections.engine import BATCH, Engine, Feed
from projections.epochs import Certificate, Epochs, LedgerCertificate, Status, Verdict
from projections.fingerprints import declared
from projections.store import LedgerState, State, Store

FOLDING: Final = "folding"
INDEXING: Final = "indexing"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild is. seconds_left: of this phase; None when it cannot be said."""

    phase: str
    position: int
    head: int
    events_per_second: float = 0.0
    seconds_left: float | None = None


Told = Callable[[Progress], None]


class Differs(Exception):
    """The same code gave other rows for the same events: the running epoch or the log was changed
    by something else. Nothing is switched."""

    def __init__(self, certificate: Certificate) -> None:
        wrong = [n for n, each in certificate.ledgers.items() if each.verdict is Verdict.DIFFERS]
        super().__init__(f"ledgers that differ: {', '.join(wrong)}")
        self.certificate = certificate


def rebuild(
    epochs: Epochs,
    feed: Feed,
    clock: Clock,
    told: Told = lambda progress: None,
    *,
    anyway: bool = False,
    batch: int = BATCH,
) -> Certificate:
    """Readers go on with the running epoch meanwhile; whatever happens here, it stays as it is.

    One that breaks off is begun anew the next time. anyway: switches even if the rows differ.
    Busy: another rebuild is running. Differs, FoldFailed, Skipped: see there.
    """
    with epochs.home.alone():
        _remove(epochs, Status.RETIRED, Status.BUILDING)
        started, built = clock(), _Built(epochs, feed)
        try:
            built.fold(told, batch)
            certificate = built.certified(started, clock)
        finally:
            built.store.engine.dispose()
        if certificate.verdict is Verdict.DIFFERS and not anyway:
            raise Differs(certificate)
        epochs.switch(certificate)
        _remove(epochs, Status.RETIRED)
        return certificate


def _remove(epochs: Epochs, *statuses: Status) -> None:
    for status in statuses:
        for number, _ in epochs.having(status):
            epochs.remove(number)


class _Running(NamedTuple):
    """The epoch to compare with, as it stood when the rebuild began."""

    number: int
    state: State


class _Built:
    """The epoch that is being built."""

    def __init__(self, epochs: Epochs, feed: Feed) -> None:
        self._epochs, self._feed = epochs, feed
        self._running = _running(epochs)
        self._verdicts: dict[str, Verdict] = {}
        self.number = epochs.begin()
        address = epochs.home.epoch(self.number)
        self.store = Store(address, epochs.shapes, create=True, building=True)
        self._engine = Engine(self.store, epochs.models, feed)

    def fold(self, told: Told, batch: int) -> None:
        """Everything up to the head of the log, compared on the way with the running epoch."""
        head = self._feed.position()
        meter = _Meter(told, head)
        if self._running:
            self._engine.build(min(self._running.state.position, head), meter, batch)
            self._verdicts = self._compared(self._running.state.ledgers)
        self._engine.build(head, meter, batch)
        told(Progress(INDEXING, head, head))
        self.store.index_keys()
        self.store.index_pages()
        self.store.publish()
        self._engine.catch_up(batch=batch)

    def _compared(self, running: dict[str, LedgerState]) -> dict[str, Verdict]:
        state = self._state()
        same_place = self._running is not None and state.position == self._running.state.position
        return {
            name: _verdict(ledger, running.get(name), same_place)
            for name, ledger in state.ledgers.items()
        }

    def certified(self, started: datetime, clock: Clock) -> Certificate:
        state, running = self._state(), self._running
        ledgers = {
            name: LedgerCertificate(*ledger, verdict=self._verdicts.get(name, Verdict.NEW))
            for name, ledger in state.ledgers.items()
        }
        return Certificate(
            epoch=self.number,
            position=state.position,
            events=state.events,
            log_position=self._feed.position(),
            compared_with=running and running.number,
            compared_at=running and running.state.position,
            started=started,
            finished=clock(),
            fingerprint=self._epochs.fingerprint,
            verdict=_overall(
                state, running and running.state, {each.verdict for each in ledgers.values()}
            ),
            ledgers=ledgers,
        )

    def _state(self) -> State:
        with self.store.reading() as tx:
            return self.store.state(tx)


def _running(epochs: Epochs) -> _Running | None:
    number = epochs.current()
    if number is None:
        return None
    store = Store(epochs.home.epoch(number), ())  # other code may have built it: ask no ledger
    try:
        with store.reading() as tx:
            return _Running(number, store.state(tx))
    finally:
        store.engine.dispose()


def _verdict(ledger: LedgerState, running: LedgerState | None, same_place: bool) -> Verdict:
    if running is None:
        return Verdict.NEW
    if not same_place:
        return Verdict.DIFFERS  # the log is shorter than what was folded
    if declared(running.fingerprint) != declared(ledger.fingerprint):
        return Verdict.CHANGED
    if (running.rows, running.hash) == (ledger.rows, ledger.hash):
        return Verdict.SAME
    same_program = running.fingerprint == ledger.fingerprint
    return Verdict.DIFFERS if same_program else Verdict.CHANGED


def _overall(state: State, running: State | None, verdicts: set[Verdict]) -> Verdict:
    """Of an epoch; one that skipped an event differs whatever its rows."""
    if state.events != state.position or Verdict.DIFFERS in verdicts:
        return Verdict.DIFFERS
    if running is None:
        return Verdict.NEW
    same_names = state.ledgers.keys() == running.ledgers.keys()
    return Verdict.SAME if same_names and verdicts <= {Verdict.SAME} else Verdict.CHANGED


class _Meter:
    """Tells how fast it goes and how long it will take."""

    def __init__(self, told: Told, head: int) -> None:
        self._told, self._head = told, head
        self._began: tuple[float, int] | None = None

    def __call__(self, position: int) -> None:
        now = monotonic()
        if self._began is None:
            self._began = now, position
        began, first = self._began
        speed = (position - first) / (now - began) if now > began else 0.0
        left = (self._head - position) / speed if speed else None
        self._told(Progress(FOLDING, position, self._head, speed, left))
