"""Many commands in one call: in order, each with its own outcome."""

from uuid import UUID

import pytest

from application.handler import Instruction
from application.recorded import Receipt
from domain.kernel import Actor
from domain.roles import Role
from tests.application.counter import FC02, Add, Added, AddIfEqual, OpenCounter, total
from tests.application.world import CW, Place, System

THERE = Actor(Role.CW, person=UUID(int=22), scopes=(f"community:{FC02}",))


pytestmark = pytest.mark.usefixtures("counting")


def asked(*commands: object, stream: UUID, actor: Actor = CW) -> list[Instruction]:
    return [Instruction(command, actor, stream) for command in commands]  # type: ignore[arg-type]


def test_a_batch_goes_in_order_each_on_what_the_ones_before_left(system: System, id: UUID) -> None:
    batch = asked(Add(n=900), Add(n=200), Add(n=-500), Add(n=200), Add(n=0), stream=id)
    results = system.handler.handle_many(batch)
    kinds = [getattr(r, "code", None) or getattr(r, "position", 0) for r in results]
    assert kinds == [2, "too_much", 3, 4, None]
    assert total(system, id) == 600


def test_a_batch_reports_every_failure_in_its_place(system: System, id: UUID) -> None:
    batch = [
        *asked(Add(), stream=UUID(int=5)),
        *asked(Add(), stream=id, actor=THERE),
        *asked(Add(), stream=id),
        Instruction(Add(), CW, id, key="k"),
        Instruction(Add(n=2), CW, id, key="k"),
        Instruction(Add(), CW, id, expected=1),
        Instruction(Add(), CW, id, dry_run=True),
        Instruction(Add(), CW, id, key="k"),
    ]
    results = system.handler.handle_many(batch)
    kinds = [type(result).__name__ for result in results]
    assert kinds == [
        "NotFound", "Forbidden", "Receipt", "Receipt", "KeyReused", "StaleVersion", "Trial",
        "Receipt",
    ]  # fmt: skip
    assert isinstance(results[-1], Receipt)
    assert results[-1].replayed
    assert system.log.position() == 3


def test_a_batch_shares_transactions_and_new_keys(system: System) -> None:
    opened = system.handler.handle_many([Instruction(OpenCounter(), CW) for _ in range(600)])
    ids = [result.stream for result in opened if isinstance(result, Receipt)]
    noted = [Instruction(Add(note="记"), CW, id) for id in ids for _ in range(2)]
    assert all(isinstance(result, Receipt) for result in system.handler.handle_many(noted))
    times = {recorded.recorded_at for recorded in system.log.read(0, 10_000)}
    assert len(times) < 20
    last = system.log.history(ids[-1])[-1].event
    assert isinstance(last, Added)
    assert system.vault.opened(last.note or "", ids[-1]) == "记"


def test_a_batch_sent_again_is_answered_again(place: Place) -> None:
    def batch() -> list[Instruction]:
        return [Instruction(OpenCounter(name=f"n{n}"), CW, key=f"k{n}") for n in range(20)]

    first = place.system().handler.handle_many(batch())
    again = place.system().handler.handle_many(batch())
    assert all(isinstance(result, Receipt) and result.replayed for result in again)
    assert [getattr(r, "stream", 0) for r in again] == [getattr(r, "stream", 1) for r in first]


def test_a_batch_on_states_that_another_process_moved(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    a, b = (ours.do(OpenCounter(), CW).stream for _ in range(2))
    theirs.do(Add(n=10), CW, stream=a)
    results = ours.handler.handle_many(
        [*asked(Add(), Add(), stream=a), *asked(Add(), AddIfEqual(other=a), stream=b)]
    )
    assert [getattr(r, "version", getattr(r, "code", None)) for r in results] == [
        3, 4, 2, "not_equal",
    ]  # fmt: skip
    assert (total(ours, a), total(ours, b)) == (12, 1)


def test_an_empty_batch_is_no_work(system: System) -> None:
    assert system.handler.handle_many([]) == []
