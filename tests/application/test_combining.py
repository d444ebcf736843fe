"""Work of many callers in one go: each gets his own result, nobody is forgotten."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from threading import Event, Thread, current_thread
from typing import Any
from uuid import UUID

import pytest

from application import combining
from application.bridge import Bridge
from application.combining import Combining
from application.handler import Instruction, NotFound
from application.recorded import LostRace, Receipt
from application.together import Trial
from domain.kernel import Refused
from tests.application import counter
from tests.application.counter import COUNTER, Add, OpenCounter
from tests.application.world import CW, Place, System


class Doubling:
    """Doubles numbers; notes in which company each was."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []
        self.gate = Event()
        self.gate.set()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.gate.wait()
        self.rounds.append(list(numbers))
        if 13 in numbers:
            raise ValueError("13")
        return [2 * number for number in numbers]


@pytest.fixture
def work() -> Doubling:
    return Doubling()


def started(*works: Callable[[], object]) -> list[Thread]:
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    return threads


def joined(threads: list[Thread]) -> None:
    for thread in threads:
        thread.join()


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_a_caller_alone_works_himself_at_once(work: Doubling) -> None:
    assert Combining(work).results([1, 2]) == [2, 4]
    assert Combining(work).results([]) == []
    assert work.rounds == [[1, 2], []]


def test_those_who_come_meanwhile_are_served_together_in_order(work: Doubling) -> None:
    line, told = Combining(work), dict[int, Sequence[int]]()

    def ask(number: int) -> Callable[[], None]:
        return lambda: told.update({number: line.results([number, number])})

    work.gate.clear()
    first = started(ask(1))
    others = []
    for number in (2, 3, 4):
        eventually(lambda number=number: len(line._queue) == number - 2)  # type: ignore[misc]
        others += started(ask(number))
    eventually(lambda: len(line._queue) == 3)
    work.gate.set()
    joined(first + others)
    assert work.rounds == [[1, 1], [2, 2, 3, 3, 4, 4]]
    assert told == {n: [2 * n, 2 * n] for n in (1, 2, 3, 4)}


def test_what_the_work_raises_all_its_callers_get_and_the_next_do_not(work: Doubling) -> None:
    line, errors = Combining(work), list[Exception]()

    def ask() -> None:
        try:
            line.results([13])
        except ValueError as error:
            errors.append(error)

    joined(started(*[ask] * 5))
    assert len(errors) == 5
    assert line.results([1]) == [2]


def test_many_threads_all_get_their_own(work: Doubling) -> None:
    line, wrong = Combining(work), list[int]()

    def ask(start: int) -> Callable[[], None]:
        def asking() -> None:
            for number in range(start, start + 300):
                if list(line.results([number])) != [2 * number]:
                    wrong.append(number)

        return asking

    joined(started(*(ask(1000 * n) for n in range(1, 17))))
    assert not wrong
    assert sum(map(len, work.rounds)) == 16 * 300


def test_no_more_callers_at_a_time_than_can_be_served(
    work: Doubling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(combining, "CALLERS_MAX", 2)
    line = Combining(work)
    work.gate.clear()
    threads = started(*[lambda: line.results([1])] * 8)
    eventually(lambda: len(line._queue) == 7)
    work.gate.set()
    joined(threads)
    assert [len(numbers) for numbers in work.rounds] == [1, 2, 2, 2, 1]


# Without waiting


def submitted(line: Combining[int, int], numbers: Sequence[int]) -> list[Any]:
    told: list[Any] = []
    line.submit(numbers, lambda wanted: told.append(wanted.results or wanted.error))
    return told


def test_who_does_not_wait_is_told(work: Doubling) -> None:
    line = Combining(work)
    told = submitted(line, [3])
    eventually(lambda: bool(told))
    assert told == [[6]]
    failed = submitted(line, [13])
    eventually(lambda: bool(failed))
    assert isinstance(failed[0], ValueError)


def test_those_who_wait_and_those_who_do_not_share_the_work(work: Doubling) -> None:
    line = Combining(work)
    work.gate.clear()
    waiting = started(lambda: line.results([1]))
    eventually(lambda: line._busy)
    told = [submitted(line, [2]), submitted(line, [3])]
    waiting += started(lambda: line.results([4]))
    eventually(lambda: len(line._queue) == 3)
    work.gate.set()
    joined(waiting)
    eventually(lambda: all(told))
    assert work.rounds == [[1], [2, 3, 4]]
    assert told == [[[4]], [[6]]]


def test_the_thread_that_serves_goes_when_nobody_needs_it_and_comes_again(
    work: Doubling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(combining, "LINGER_SECONDS", 0.01)
    line = Combining(work)
    for _ in range(3):
        told = submitted(line, [1])
        eventually(lambda told=told: bool(told))  # type: ignore[misc]
        eventually(lambda: line._servant is None)
    assert [len(numbers) for numbers in work.rounds] == [1, 1, 1]


# An event loop


def test_what_is_asked_in_one_turn_of_a_loop_goes_over_together(work: Doubling) -> None:
    line = Combining(work)

    async def ask() -> list[int]:
        bridge = Bridge(asyncio.get_running_loop(), line)
        return await asyncio.gather(*(bridge.result(number) for number in range(10)))

    assert asyncio.run(ask()) == [2 * number for number in range(10)]
    assert work.rounds == [list(range(10))]


def test_an_error_of_the_work_is_raised_where_it_is_awaited(work: Doubling) -> None:
    async def ask() -> int:
        return await Bridge(asyncio.get_running_loop(), Combining(work)).result(13)

    with pytest.raises(ValueError, match="13"):
        asyncio.run(ask())


def test_who_stops_waiting_does_not_keep_the_others_from_their_answers(work: Doubling) -> None:
    line = Combining(work)

    async def ask() -> int:
        bridge = Bridge(asyncio.get_running_loop(), line)
        gone, stays = bridge.result(1), bridge.result(2)
        gone.cancel()
        return await stays

    assert asyncio.run(ask()) == 4


def test_a_loop_that_was_closed_is_no_harm(work: Doubling) -> None:
    line = Combining(work)

    async def leave() -> None:
        work.gate.clear()
        Bridge(asyncio.get_running_loop(), line).result(1)
        await asyncio.sleep(0)

    asyncio.run(leave())
    work.gate.set()
    assert line.results([2]) == [4]


# Commands


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        counter.register(patch)
        yield


@pytest.mark.usefixtures("counting")
def test_clients_of_an_event_loop_share_a_hot_stream_without_losing_a_race(
    system: System,
) -> None:
    id = system.do(OpenCounter(), CW).stream

    async def client() -> None:
        for _ in range(5):
            await system.handler.handling(Instruction(Add(), CW, id))
            assert current_thread().name == "MainThread"

    async def clients() -> None:
        await asyncio.gather(*(client() for _ in range(40)))

    asyncio.run(clients())
    assert system.handler.state(COUNTER, id)[1].total == 200
    assert len({recorded.recorded_at for recorded in system.log.history(id)}) < 100


@pytest.mark.usefixtures("counting")
def test_each_of_them_is_told_his_own_failure(system: System) -> None:
    id = system.do(OpenCounter(), CW).stream

    async def ask(*instructions: Instruction) -> list[Receipt | BaseException]:
        asked = map(system.handler.handling, instructions)
        return await asyncio.gather(*asked, return_exceptions=True)

    told = asyncio.run(
        ask(
            Instruction(Add(n=1000), CW, id),
            Instruction(Add(n=1), CW, id),
            Instruction(Add(), CW, UUID(int=5)),
            Instruction(Add(), CW),
            Instruction(Add(n=-1), CW, id, dry_run=True),
        )
    )
    kinds = [type(one) for one in told]
    assert kinds == [Receipt, Refused, NotFound, NotFound, Trial]
    again = asyncio.run(ask(Instruction(Add(n=-7), CW, id)))  # another loop than before
    assert [type(one) for one in again] == [Receipt]


@pytest.mark.usefixtures("counting")
def test_an_event_loop_whose_states_another_process_moved(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    id = ours.do(OpenCounter(), CW).stream
    theirs.do(Add(), CW, stream=id)
    receipt = asyncio.run(ours.handler.handling(Instruction(Add(), CW, id)))
    assert receipt.version == 3


@pytest.mark.usefixtures("counting")
def test_races_without_end_are_given_up(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    id = system.do(OpenCounter(), CW).stream
    monkeypatch.setattr("application.handler.RACING_SECONDS_MAX", 0.05)
    monkeypatch.setattr(system.log, "append_all", lambda appends: [LostRace() for _ in appends])
    with pytest.raises(LostRace):
        system.do(Add(), CW, stream=id)
    with pytest.raises(LostRace):
        asyncio.run(system.handler.handling(Instruction(Add(), CW, id)))
