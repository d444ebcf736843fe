"""A thread that keeps the current epoch up to date."""

import logging
from threading import Event, Thread
from time import monotonic
from typing import Final

from projections.engine import Engine, Feed
from projections.epochs import Epochs

POLL_SECONDS: Final = 1.0
RETRY_SECONDS_MAX: Final = 30.0
REST: Final = 2.0  # times as long as it worked: two thirds of a core are left to those who write
REST_SECONDS_MAX: Final = 0.05
BATCH: Final = 1_000  # so that stopping does not wait long

log = logging.getLogger(__name__)


class Follower:
    """Folds when it is told that the log has grown, and looks by itself from time to time.

    problem: why it does not get on, None when it does. It goes on trying: what is not folded is
    not skipped. After a rebuild it goes on in the new epoch.
    """

    def __init__(self, epochs: Epochs, feed: Feed, poll_seconds: float = POLL_SECONDS) -> None:
        self._epochs, self._feed, self._poll = epochs, feed, poll_seconds
        self._woken, self._stopping = Event(), Event()
        self._engine: Engine | None = None
        self._thread = Thread(target=self._run, name="follower", daemon=True)
        self.problem: Exception | None = None

    def start(self) -> None:
        self._thread.start()

    def nudge(self) -> None:
        """The log has grown."""
        self._woken.set()

    def stop(self) -> None:
        """Returns when the batch at hand is done."""
        self._stopping.set()
        self._woken.set()
        self._thread.join()

    def _run(self) -> None:
        wait = self._poll
        while not self._stopping.is_set():
            self._woken.clear()  # before looking: a nudge from here on is not lost
            began = monotonic()
            try:
                while self._step() and not self._stopping.is_set():
                    pass
                self.problem, wait = None, self._poll
            except Exception as problem:
                if self.problem is None:
                    log.exception("the read side does not get on")
                self.problem, wait = problem, min(max(wait, 0.1) * 2, RETRY_SECONDS_MAX)
            self._stopping.wait(min(REST * (monotonic() - began), REST_SECONDS_MAX))
            self._woken.wait(wait)

    def _step(self) -> bool:
        with self._epochs.opened() as opened:
            if self._engine is None or self._engine.store is not opened.store:
                self._engine = Engine(opened.store, self._epochs.models, self._feed)
            return self._engine.step(BATCH)
