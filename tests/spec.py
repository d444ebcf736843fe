"""Given facts, when a command, then facts or a refusal: how every rule is tested.

given(CASE, REPORTED).by(CW).at("2022-01-28 16:00").looking({ref: state}).when(ACCEPT).then(...)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic
from uuid import UUID

import pytest

from domain.kernel import (
    SHANGHAI,
    Actor,
    Aggregate,
    Command,
    Context,
    Elsewhere,
    Event,
    Ref,
    Refused,
    S,
)
from domain.roles import Role

STREAM = UUID("01900000-0000-7000-8000-000000000001")
COMMAND_ID = UUID("01900000-0000-7000-8000-0000000000ff")
CLERK = Actor(role=Role.CW, person=UUID(int=1), scopes=("county",))


def moment(text: str) -> datetime:
    """'2022-01-28 16:00' in Asia/Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Given(Generic[S]):
    aggregate: Aggregate[S]
    state: S
    actor: Actor = CLERK
    now: datetime = datetime(2022, 5, 10, 9, tzinfo=SHANGHAI)
    happened: datetime | None = None
    approver: Actor | None = None
    command_id: UUID = COMMAND_ID
    looked: Mapping[Ref[Any], Any] = field(default_factory=dict)

    def by(self, role: Role | Actor, **about: Any) -> "Given[S]":
        actor = role if isinstance(role, Actor) else replace(CLERK, role=role, **about)
        return replace(self, actor=actor)

    def at(self, text: str, happened: str | None = None) -> "Given[S]":
        return replace(self, now=moment(text), happened=happened and moment(happened))

    def approved_by(self, role: Role | Actor) -> "Given[S]":
        actor = role if isinstance(role, Actor) else Actor(role=role, person=UUID(int=2))
        return replace(self, approver=actor)

    def looking(self, states: Mapping[Ref[Any], Any]) -> "Given[S]":
        return replace(self, looked={**self.looked, **states})

    def when(self, command: Command[S]) -> "Then[S]":
        return Then(self, command)


@dataclass(frozen=True)
class Then(Generic[S]):
    given: Given[S]
    command: Command[S]

    def facts(self) -> tuple[Event[Any] | Elsewhere, ...]:
        """What was decided. A stream the rule did not declare, or the test did not give, fails."""
        given = self.given
        context = Context(
            now=given.now,
            at=given.happened or given.now,
            actor=given.actor,
            stream=STREAM,
            command_id=given.command_id,
            approver=given.approver,
        )
        asked, looked = self.command.reads(given.state, context), {}
        try:
            ref = next(asked)
            while True:
                looked[ref] = given.looked.get(ref, ref.aggregate.initial)
                ref = asked.send(looked[ref])
        except StopIteration:
            pass
        return tuple(self.command.decide(given.state, replace(context, looked=looked)))

    def then(self, *facts: Event[Any] | Elsewhere) -> None:
        assert self.facts() == facts

    def then_nothing(self) -> None:
        assert self.facts() == ()

    def then_refused(self, code: str) -> None:
        with pytest.raises(Refused) as refusal:
            self.facts()
        assert refusal.value.code == code


def given(aggregate: Aggregate[S], *facts: Event[S]) -> Given[S]:
    return Given(aggregate, aggregate.replay(facts))
