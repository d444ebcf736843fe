"""Work of concurrent callers, done in one go by whoever comes first."""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock, Thread
from typing import Final, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

CALLERS_MAX: Final = 250  # whose work is done in one go
LINGER_SECONDS: Final = 5.0  # that a thread without work waits for more


class Interrupted(Exception):
    """The thread that worked for others was stopped: not known how far it came."""


class Wanted(Generic[T, R]):
    """What one caller wants done. woken: called when it is, or when it is his turn to work."""

    __slots__ = ("error", "items", "results", "waits", "woken")

    def __init__(self, items: Sequence[T]) -> None:
        self.items = items
        self.results: Sequence[R] | None = None
        self.error: Exception | None = None
        self.woken: Callable[[], object] = _nobody_sleeps
        self.waits = True

    def told(self) -> Sequence[R]:
        if self.results is None:
            raise self.error or Interrupted()
        return self.results


def _nobody_sleeps() -> None:
    pass


class Combining(Generic[T, R]):
    """Calls `work` with all that is wanted at the time, in order; it gives a result for each.

    One thread at a time works, the others sleep. So those who come while it waits for the disk
    share the next wait, and meanwhile nobody fights over the interpreter.
    """

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R]]) -> None:
        self._work = work
        self._queue: list[Wanted[T, R]] = []
        self._queueing, self._busy = Lock(), False  # busy: somebody works, and will see the queue
        self._servant: Thread | None = None
        self._called = Lock()  # held until there is work for the servant
        self._called.acquire()

    def results(self, items: Sequence[T]) -> Sequence[R]:
        """Of these items, worked on in one go. What `work` raises is raised in all its callers."""
        mine: Wanted[T, R] = Wanted(items)
        with self._queueing:
            if not self._busy:
                self._busy, asleep = True, None
            else:
                asleep = Lock()
                asleep.acquire()
                mine.woken = asleep.release
                self._queue.append(mine)
        if asleep is None:
            self._lead([mine])
        else:
            asleep.acquire()
            if mine.results is None and mine.error is None:
                self._lead_on()
        return mine.told()

    def submit(self, items: Sequence[T], done: Callable[[Wanted[T, R]], None]) -> None:
        """The same without waiting: `done` is called by the thread that worked for it."""
        wanted: Wanted[T, R] = Wanted(items)
        wanted.woken, wanted.waits = partial(done, wanted), False
        with self._queueing:
            self._queue.append(wanted)
            busy, self._busy = self._busy, True
        if not busy:
            self._call_servant()

    def _lead_on(self) -> None:
        """Works for all who wait."""
        with self._queueing:
            together, self._queue = self._queue[:CALLERS_MAX], self._queue[CALLERS_MAX:]
        self._lead(together)

    def _lead(self, together: Sequence[Wanted[T, R]]) -> None:
        """Works for them, then hands over to the first of those who came meanwhile."""
        try:
            self._work_for(together)
        finally:
            self._hand_over(together)

    def _work_for(self, together: Sequence[Wanted[T, R]]) -> None:
        try:
            results = self._work([item for wanted in together for item in wanted.items])
            start = 0
            for wanted in together:
                end = start + len(wanted.items)
                wanted.results, start = results[start:end], end
        except BaseException as error:
            told = error if isinstance(error, Exception) else Interrupted()
            for wanted in together:
                wanted.error = told
            if told is not error:
                raise

    def _hand_over(self, together: Sequence[Wanted[T, R]]) -> None:
        with self._queueing:
            following = self._queue[0] if self._queue else None
            self._busy = following is not None
        if following is not None:
            (following.woken if following.waits else self._call_servant)()
        for wanted in together:
            wanted.woken()

    def _call_servant(self) -> None:
        """The thread that works for those who do not wait themselves."""
        with self._queueing:
            if self._servant is None:
                self._servant = Thread(target=self._serve, name="combining", daemon=True)
                self._servant.start()
            self._called.release()

    def _serve(self) -> None:
        while self._called.acquire(timeout=LINGER_SECONDS) or not self._dismissed():
            self._lead_on()

    def _dismissed(self) -> bool:
        with self._queueing:
            if self._called.acquire(blocking=False):
                return False
            self._servant = None
            return True
