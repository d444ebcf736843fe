"""The smallest aggregate that shows what the handler does: a number, added to."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest

from domain import registry
from domain.body import BODY
from domain.kernel import (
    Actor,
    Aggregate,
    Command,
    Concern,
    Context,
    Elsewhere,
    Event,
    Label,
    Outcome,
    PrivateText,
    Reads,
    Ref,
    SealedText,
    derived_id,
    require,
)
from domain.roles import Role
from domain.ruleset import rulebook_ref
from tests.application.world import System

FC01, FC02 = "FC01", "FC02"


@dataclass(frozen=True, slots=True)
class Count:
    total: int = 0
    opened: bool = False
    community: str | None = None
    owner: UUID | None = None
    approver: Actor | None = None


class CounterOpened(Event[Count], name="counter.opened"):
    community: str
    owner: UUID | None = None

    def apply(self, state: Count) -> Count:
        return replace(state, opened=True, community=self.community, owner=self.owner)


class Added(Event[Count], name="counter.added"):
    n: int
    note: SealedText | None = None
    approved_by: UUID | None = None

    def apply(self, state: Count) -> Count:
        return replace(state, total=state.total + self.n)


class OpenCounter(
    Command[Count], verb="open", label=Label("开", "Open"), who=(Role.CW, Role.RES), opens=True
):
    """name: a natural key; without one it is a counter among others."""

    community: str = FC01
    name: str | None = None
    owner: UUID | None = None

    def decide(self, state: Count, context: Context) -> Outcome:
        require(not state.opened, "counter_open", "已开。", "It is open.")
        yield CounterOpened(community=self.community, owner=self.owner)


class Add(Command[Count], verb="add", label=Label("加", "Add"), who=(Role.CW, Role.RES)):
    n: int = 1
    note: PrivateText | None = None

    def decide(self, state: Count, context: Context) -> Outcome:
        require(state.total + self.n <= 1000, "too_much", "过多。", "That is too much.")
        if self.n:
            yield Added(n=self.n, note=self.note)


class AddIfEqual(Command[Count], verb="add-if-equal", label=Label("等", "Equal"), who=(Role.CW,)):
    """Only while the other counter has the same total."""

    other: UUID

    def reads(self, state: Count, context: Context) -> Reads:
        yield COUNTER.ref(self.other)

    def decide(self, state: Count, context: Context) -> Outcome:
        other = context.look(COUNTER.ref(self.other))
        require(other.opened, "no_other", "查无。", "There is no such counter.")
        require(other.total == state.total, "not_equal", "不等。", "They are not equal.")
        yield Added(n=1)


class Move(Command[Count], verb="move", label=Label("移", "Move"), who=(Role.CW,)):
    """From here to there, in one transaction."""

    n: int
    to: UUID

    def reads(self, state: Count, context: Context) -> Reads:
        yield COUNTER.ref(self.to)

    def decide(self, state: Count, context: Context) -> Outcome:
        require(context.look(COUNTER.ref(self.to)).opened, "no_other", "查无。", "None.")
        yield Added(n=-self.n)
        yield Elsewhere(COUNTER.ref(self.to), Added(n=self.n, note="移来"))


class AddByTheRules(
    Command[Count], verb="add-by-the-rules", label=Label("依规", "By rules"), who=(Role.CW,)
):
    """days: on which the rules are looked up, if at all."""

    days: tuple[date, ...] = ()

    def reads(self, state: Count, context: Context) -> Reads:
        yield rulebook_ref()

    def decide(self, state: Count, context: Context) -> Outcome:
        for day in self.days:
            context.look(rulebook_ref()).in_force(day)
        yield Added(n=1)


class AddIfBody(Command[Count], verb="add-if-body", label=Label("机", "Body"), who=(Role.CW,)):
    """Only when what it names is a body and no counter: one id, looked up as two kinds."""

    of: UUID

    def reads(self, state: Count, context: Context) -> Reads:
        yield COUNTER.ref(self.of)
        yield BODY.ref(self.of)

    def decide(self, state: Count, context: Context) -> Outcome:
        require(context.look(BODY.ref(self.of)).code != "", "no_body", "查无。", "None.")
        require(not context.look(COUNTER.ref(self.of)).opened, "a_counter", "是。", "It is one.")
        yield Added(n=1)


class AddMuch(
    Command[Count], verb="add-much", label=Label("多加", "Add much"), who=(Role.CW,),
    approved_by=(Role.TOWN, Role.CS), silence_days=10,
):  # fmt: skip
    n: int = 100
    note: PrivateText | None = None

    def decide(self, state: Count, context: Context) -> Outcome:
        require(state.total + self.n <= 1000, "too_much", "过多。", "That is too much.")
        assert context.approver is not None
        yield Added(n=self.n, note=self.note, approved_by=context.approver.person)


class AddForOwner(
    Command[Count], verb="add-for-owner", label=Label("代加", "Add for"), who=(Role.CW,),
    approved_by=(Role.RES,),
):  # fmt: skip
    """The owner himself consents; nobody's silence does."""

    def approver_concern(self, state: Count) -> Concern:
        return Concern(persons=frozenset({state.owner} if state.owner else ()))

    def decide(self, state: Count, context: Context) -> Outcome:
        yield Added(n=1)


class OpenWithConsent(
    Command[Count], verb="open-with-consent", label=Label("批开", "Open"), who=(Role.CW,),
    approved_by=(Role.TOWN,), opens=True,
):  # fmt: skip
    community: str = FC01

    def decide(self, state: Count, context: Context) -> Outcome:
        yield CounterOpened(community=self.community)


def _identify(command: Any) -> UUID | None:
    name = getattr(command, "name", None)
    return derived_id("counter", name) if name else None


def _concern(state: Count, command: Command[Count] | None) -> Concern:
    owner = state.owner or getattr(command, "owner", None)
    return Concern(
        community=state.community or getattr(command, "community", None),
        persons=frozenset({owner} if owner else ()),
    )


COUNTER: Final = Aggregate(
    name="counter",
    collection="counters",
    label=Label("计数", "Counter"),
    initial=Count(),
    commands=(
        OpenCounter,
        Add,
        AddIfEqual,
        AddIfBody,
        AddByTheRules,
        Move,
        AddMuch,
        AddForOwner,
        OpenWithConsent,
    ),
    events=(CounterOpened, Added),
    identify=_identify,
    concerns=_concern,
)


def counter_ref(id: UUID) -> Ref[Count]:
    return COUNTER.ref(id)


def register(patch: pytest.MonkeyPatch) -> None:
    """Makes the counter one of the product's aggregates."""
    for command in COUNTER.commands:
        name = f"{COUNTER.name}.{command.verb}"
        patch.setitem(registry.COMMANDS, name, command)
        patch.setitem(registry.NAMES, command, name)
        patch.setitem(registry.ADDRESSEE, command, COUNTER)
    for event in COUNTER.events:
        patch.setitem(registry.EVENTS, event.name, event)
        patch.setitem(registry.OWNER, event.name, COUNTER)


def total(system: System, id: UUID) -> int:
    """What a counter has come to."""
    return int(system.handler.state(COUNTER, id)[1].total)
