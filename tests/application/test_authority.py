"""Role × command × scope, every cell: generated from the registry, so no command is forgotten."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from application.authority import Forbidden, covers, may_issue
from domain.kernel import Actor, Command, Concern, derived_id
from domain.registry import ADDRESSEE, COMMANDS
from domain.roles import Role
from interfaces.simulation import TINY, simulate
from interfaces.system import Settings, System

PEOPLE = tuple(role for role in Role if role is not Role.SYS)


def actor(role: Role, *scopes: str) -> Actor:
    return Actor(role, derived_id("somebody", role), None, None, scopes)


@pytest.mark.parametrize("name", COMMANDS)
def test_only_the_roles_of_the_registry_may_issue_a_command(name: str) -> None:
    kind = COMMANDS[name]
    for role in PEOPLE:
        if role in kind.who:
            may_issue(actor(role, "county"), kind)
        else:
            with pytest.raises(Forbidden) as refusal:
                may_issue(actor(role, "county"), kind)
            assert refusal.value.code == "role_not_allowed"


@dataclass(frozen=True)
class Town:
    """One record of each kind, as a simulated year leaves it."""

    system: System
    records: dict[str, tuple[UUID, Any]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("town")
    settings = Settings.of({}, folder)
    simulate(settings, TINY, 1, lambda _: None)
    with System(settings, lambda: datetime(2023, 1, 12, tzinfo=UTC)) as system:
        records: dict[str, tuple[UUID, Any]] = {}
        for aggregate in set(ADDRESSEE.values()):
            names = {event.name for event in aggregate.events}
            streams = [r.stream for r in system.log.read(0, 100_000) if r.name in names]
            if streams:
                stream = random.Random(aggregate.name).choice(streams)
                records[aggregate.name] = stream, system.handler.state(aggregate, stream)[1]
        yield Town(system, records)


def addressed() -> list[str]:
    return [name for name, kind in COMMANDS.items() if not kind.opens]


@pytest.mark.parametrize("name", addressed())
def test_a_scope_elsewhere_covers_no_record_that_belongs_somewhere(town: Town, name: str) -> None:
    kind: type[Command[Any]] = COMMANDS[name]
    aggregate = ADDRESSEE[kind]
    if aggregate.name not in town.records:
        return
    _, state = town.records[aggregate.name]
    concern = aggregate.concerns(state, None)
    if concern == Concern():
        return  # it belongs to the county: every role that may, may everywhere
    for role in kind.who - {Role.SYS}:
        for scope in ("community:FC08", "grid:FC08001", f"unit:{UUID(int=9)}", "body:ELSEWHERE"):
            assert not covers(actor(role, scope), concern, reading=True), (role, scope)
        assert covers(actor(role, "county"), concern)


@pytest.mark.parametrize(
    ("concern", "scope", "covered"),
    [
        (Concern(community="FC01"), "community:FC01", True),
        (Concern(community="FC01"), "community:FC02", False),
        (Concern(community="FC01", grid="FC01001"), "grid:FC01001", True),
        (Concern(community="FC01", grid="FC01001"), "grid:FC01002", False),
        (Concern(unit=UUID(int=1)), f"unit:{UUID(int=1)}", True),
        (Concern(unit=UUID(int=1)), f"unit:{UUID(int=2)}", False),
        (Concern(body="DEPT-X"), "body:DEPT-X", True),
        (Concern(community="FC01"), "county", True),
        (Concern(community="FC01"), "town", True),
        (Concern(community="FC01"), "", False),
        (Concern(community="FC01"), "community:", False),
        (Concern(), "community:None", False),
    ],
)
def test_what_a_scope_covers(concern: Concern, scope: str, covered: bool) -> None:
    assert covers(actor(Role.CW, scope), concern, reading=True) is covered


def test_self_covers_what_names_the_person_and_never_a_read_that_names_nobody() -> None:
    me = Actor(Role.RES, UUID(int=5), None, None, ("self",))
    assert covers(me, Concern(persons=frozenset({UUID(int=5)})), reading=True)
    assert not covers(me, Concern(persons=frozenset({UUID(int=6)})))
    assert not covers(me, Concern(community="FC01"), reading=True)
    assert not covers(me, Concern(community="FC01"))
    report = Concern(community="FC01", anybody=True)
    assert covers(me, report)  # it names nobody yet
    assert not covers(Actor(Role.CW, UUID(int=5), None, None, ("self",)), report)
