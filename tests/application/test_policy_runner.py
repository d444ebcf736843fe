"""Policies follow the log: whatever happens to the runner, each event has its consequences once."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import pytest

from application import policies
from application.policies import PolicyRunner
from domain.kernel import derived_id
from domain.policies import Issue, Look, Policy, Trigger
from tests.application.counter import COUNTER, Add, CounterOpened, OpenCounter
from tests.application.world import CW, Place, System

FIRST, SECOND = (derived_id("counter", name) for name in ("first", "second"))
Then = Callable[[Trigger, Look], Iterable[Issue]]


class Died(BaseException):
    """The process ends here."""


pytestmark = pytest.mark.usefixtures("counting")


@pytest.fixture
def system(place: Place) -> System:
    """With two counters, and a third: when that is opened, the policy under test runs."""
    system = place.system()
    for name in ("first", "second", "trigger"):
        system.do(OpenCounter(name=name), CW)
    return system


def add(stream: UUID, n: int = 1) -> Issue:
    return Issue(COUNTER, stream, Add(n=n))


def following(system: System, monkeypatch: pytest.MonkeyPatch, then: Then) -> PolicyRunner:
    """A runner with one policy, which waits for the third counter."""

    def of_the_trigger(trigger: Trigger, look: Look) -> Iterable[Issue]:
        return then(trigger, look) if trigger.position == 3 else ()

    monkeypatch.setattr(policies, "POLICIES", (Policy("P-X", CounterOpened, of_the_trigger),))
    return PolicyRunner(system.log, system.handler)


def dies_before_the_bookmark(runner: PolicyRunner, system: System) -> None:
    def die(*_: Any) -> None:
        raise Died

    system.log.move_bookmark = die  # type: ignore[method-assign]
    with pytest.raises(Died):
        runner.run()
    del system.log.move_bookmark


def totals(system: System) -> tuple[int, int]:
    first, second = (system.handler.state(COUNTER, id)[1].total for id in (FIRST, SECOND))
    return first, second


def refusals(system: System) -> list[str]:
    events = system.log.read(0, 1000)
    return [r.event.code for r in events if r.name == "process.policy_refused"]


def test_run_again_it_repeats_nothing(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = following(system, monkeypatch, lambda trigger, look: [add(FIRST), add(SECOND)])
    dies_before_the_bookmark(runner, system)
    assert totals(system) == (1, 1)
    runner.run()
    assert totals(system) == (1, 1)


def test_what_the_first_command_changed_does_not_hide_the_second(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where an order ends the conversions of several cases, and the run broke off after one."""

    def those_at_zero(trigger: Trigger, look: Look) -> Iterable[Issue]:
        return [add(id) for id in (FIRST, SECOND) if look(COUNTER.ref(id)).total == 0]

    runner = following(system, monkeypatch, those_at_zero)
    real, calls = system.handler.handle, []

    def die_at_the_second(instruction: Any) -> Any:
        calls.append(instruction)
        if len(calls) == 2:
            raise Died
        return real(instruction)

    monkeypatch.setattr(system.handler, "handle", die_at_the_second)
    with pytest.raises(Died):
        runner.run()
    monkeypatch.setattr(system.handler, "handle", real)
    assert totals(system) == (1, 0)
    runner.run()
    assert totals(system) == (1, 1)


def test_what_it_did_stands_although_it_would_do_something_else_now(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a case was corrected after it had become an order."""

    def as_many_as_the_other(trigger: Trigger, look: Look) -> Iterable[Issue]:
        return [add(FIRST, 1 + look(COUNTER.ref(SECOND)).total)]

    runner = following(system, monkeypatch, as_many_as_the_other)
    dies_before_the_bookmark(runner, system)
    system.do(Add(n=5), CW, stream=SECOND)
    runner.run()
    assert totals(system) == (1, 5)
    assert system.log.bookmark(policies.FOLLOWER) == system.log.position()


def test_a_part_of_an_event_is_answered_once_wherever_the_answer_goes_p09(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a task joined a draft agreement that was signed before the run was repeated."""

    def to_whoever_has_none(trigger: Trigger, look: Look) -> Iterable[Issue]:
        id = SECOND if look(COUNTER.ref(FIRST)).total else FIRST
        return [Issue(COUNTER, id, Add(n=1), part="task"), Issue(COUNTER, id, Add(n=5), part="x")]

    runner = following(system, monkeypatch, to_whoever_has_none)
    dies_before_the_bookmark(runner, system)
    runner.run()
    assert totals(system) == (6, 0)
    assert system.log.bookmark(policies.FOLLOWER) == system.log.position()


def test_what_was_refused_stays_refused(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a crash would decide whether a service is entered."""
    runner = following(system, monkeypatch, lambda trigger, look: [add(FIRST, 1000), add(SECOND)])
    system.do(Add(n=5), CW, stream=FIRST)
    dies_before_the_bookmark(runner, system)
    system.do(Add(n=-5), CW, stream=FIRST)
    runner.run()
    assert totals(system) == (0, 1)
    assert refusals(system) == ["too_much"]


def test_a_record_that_is_not_there_holds_nothing_up(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the service was refused, so that there is no book in which to confirm it."""
    nowhere = UUID(int=99)
    runner = following(system, monkeypatch, lambda trigger, look: [add(nowhere), add(SECOND)])
    runner.run()
    assert totals(system) == (0, 1)
    assert refusals(system) == ["no_such_record"]
    assert system.log.bookmark(policies.FOLLOWER) == system.log.position()
