"""Timers: what the clock has made due is issued, once, whatever breaks a run off (P-08, P-12)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from application.policies import Due, Timers
from application.recorded import LogUnavailable
from domain.kernel import derived_id
from tests.application.counter import Add, OpenCounter, total
from tests.application.world import CW, System

IDS = tuple(derived_id("counter", name) for name in ("first", "second"))

pytestmark = pytest.mark.usefixtures("counting")


class ToldOnce:
    """As the ends of periods: asked again, nothing is due any more."""

    def __init__(self, *due: Due) -> None:
        self._due = due

    def __call__(self, now: datetime) -> Iterable[Due]:
        told, self._due = self._due, ()
        return told


def timers(system: System) -> Timers:
    for name in ("first", "second"):
        system.do(OpenCounter(name=name), CW)
    due = (Due(f"timer:{id}", Add(n=1), id, system.clock()) for id in IDS)
    return Timers(system.handler, ToldOnce(*due), system.clock)


def totals(system: System) -> list[int]:
    return [total(system, id) for id in IDS]


def test_what_is_due_is_issued_once(system: System) -> None:
    running = timers(system)
    assert [running.run(), running.run()] == [2, 0]
    assert totals(system) == [1, 1]


def test_an_occasion_outlives_a_log_that_does_not_answer(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a county would never learn that a quarter went by without its meeting (R-10)."""
    running = timers(system)
    real = system.handler.handle_many
    monkeypatch.setattr(system.handler, "handle_many", lambda batch: [LogUnavailable("gone")])
    with pytest.raises(LogUnavailable):
        running.run()
    assert totals(system) == [0, 0]
    monkeypatch.setattr(system.handler, "handle_many", real)
    running.run()
    assert totals(system) == [1, 1]


def test_what_landed_before_the_answer_was_lost_is_not_done_again(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = timers(system)
    real = system.handler.handle_many

    def answer_lost(batch: Any) -> Any:
        real(batch)
        return [LogUnavailable("gone")]

    monkeypatch.setattr(system.handler, "handle_many", answer_lost)
    with pytest.raises(LogUnavailable):
        running.run()
    monkeypatch.setattr(system.handler, "handle_many", real)
    running.run()
    assert totals(system) == [1, 1]


def test_a_fault_in_one_batch_holds_no_other_up_for_good(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("application.policies.BATCH_MAX", 1)
    running = timers(system)
    real = system.handler.handle_many

    def fails_for_the_first(batch: Any) -> Any:
        if batch[0].stream == IDS[0]:
            raise KeyError("a fault")
        return real(batch)

    monkeypatch.setattr(system.handler, "handle_many", fails_for_the_first)
    for _ in range(2):
        with pytest.raises(KeyError):
            running.run()
    assert totals(system) == [0, 1]
    monkeypatch.setattr(system.handler, "handle_many", real)
    running.run()
    assert totals(system) == [1, 1]
