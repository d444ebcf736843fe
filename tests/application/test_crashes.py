"""kill -9 at any instant: every acknowledged command is there, no half command, no second one.

GONGZHI_LONGER=20 kills twenty times as often.
"""

import random
import time
from collections import defaultdict
from itertools import islice
from typing import Any, Final
from uuid import UUID

import pytest

from application.log import EventLog
from application.recorded import Receipt
from tests.application.counter import COUNTER
from tests.application.processes import (
    LONGER,
    Where,
    counters,
    handling,
    move,
    moves,
    open_counters,
    start,
    where_of,
)
from tests.application.world import Place

KILLS: Final = 8 * LONGER
THREADS: Final = 4


pytestmark = pytest.mark.usefixtures("counting")


def test_killed_at_any_instant(place: Place, request: pytest.FixtureRequest) -> None:
    where = where_of(place, request)
    open_counters(where)
    dice = random.Random()
    for run in range(KILLS):
        child = start(move, where, run, THREADS)
        assert child.said.poll(60)
        time.sleep(dice.random() * 0.2)
        child.kill()
        check(where, run, child.everything())


def check(where: Where, run: int, said: list[tuple[int, int, int, int]]) -> None:
    assert said
    with handling(where) as (log, handler):
        check_commands(log)
        last = dict.fromkeys(range(THREADS), -1)
        for thread, number, *_ in said:
            last[thread] = number
        receipts = {(thread, number): (first, at) for thread, number, first, at in said}
        for thread in range(THREADS):
            # Again, also the one whose answer never came.
            repeated = islice(moves(run, thread), last[thread] + 2)
            for number, instruction in enumerate(repeated):
                receipt = handler.handle(instruction)
                known = receipts.get((thread, number))
                assert known is None or known == (receipt.first, receipt.position)
                assert known is None or receipt.replayed
                assert stored_at(log, receipt) == [instruction.stream, target(instruction)]
        check_commands(log)


def stored_at(log: EventLog, receipt: Receipt) -> list[UUID]:
    assert receipt.first is not None
    return [recorded.stream for recorded in log.read(receipt.first - 1, 2)]


def target(instruction: Any) -> UUID:
    found: UUID = instruction.command.to
    return found


def check_commands(log: EventLog) -> None:
    """Every command has both of its events, side by side, and so nothing was made or lost."""
    events = log.read(0, 10_000_000)
    assert [recorded.position for recorded in events] == list(range(1, len(events) + 1))
    by_command: dict[UUID, list[int]] = defaultdict(list)
    for recorded in events:
        if recorded.name == "counter.added":
            by_command[recorded.command].append(recorded.position)
    assert all(len(at) == 2 and at[1] == at[0] + 1 for at in by_command.values())
    states = [COUNTER.replay(r.event for r in log.history(id)) for id in counters()]
    assert sum(state.total for state in states) == 0
