"""What runs beside the API: the read side's follower, policies and timers, and who signs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Final

from application.recorded import LogUnavailable, LostRace
from interfaces.system import System
from projections.follower import Follower

TICK_SECONDS: Final = 1.0  # how often the clock is looked at when nothing else happens
WOKEN_SECONDS: Final = 0.05  # between looks at the log, while it grows
BUSY_SECONDS_MAX: Final = 30.0  # so long the clock is not looked at while the log grows and grows

log = logging.getLogger(__name__)


@contextmanager
def kept(system: System) -> Iterator[None]:
    """While it lasts, ledgers follow the log, and what follows from events and clock is done."""
    if not system.epochs.usable():
        system.rebuild()
    follower, stopping = Follower(system.epochs, system.log), Event()
    threads = [
        Thread(target=_wake, args=(system, follower, stopping), name="waker", daemon=True),
        Thread(target=_keep, args=(system, stopping), name="keeper", daemon=True),
    ]
    follower.start()
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
        follower.stop()


def _wake(system: System, follower: Follower, stopping: Event) -> None:
    """Tells the follower of every commit at once: its author asks for it next."""
    position = -1
    while not stopping.is_set():
        try:
            if system.log.wait(position, TICK_SECONDS):
                position = system.log.position()
                follower.nudge()
        except LogUnavailable:
            stopping.wait(TICK_SECONDS)  # the follower says why


def _keep(system: System, stopping: Event) -> None:
    position, looked = -1, monotonic()
    while not stopping.is_set():
        try:
            grown = system.log.wait(position, TICK_SECONDS)
            if grown:
                position = system.log.position()
                system.run_policies()
                system.erasing.finish()
                stopping.wait(WOKEN_SECONDS)
            if not grown or monotonic() - looked > BUSY_SECONDS_MAX:
                looked = monotonic()
                system.run_timers()
                system.erasing.finish()
                system.tlog.sign()
        except (LogUnavailable, LostRace) as problem:
            log.warning("policies and timers wait: %s", problem)
            stopping.wait(TICK_SECONDS)
        except Exception:
            log.exception("policies, timers or signing failed; they go on")
            stopping.wait(TICK_SECONDS)
