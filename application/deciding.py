"""From a command to what follows from it: who may, what it looks at, what its rule says."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from application.approving import (
    must_be_approver,
    must_still_be_asked,
    request_for_approval,
    waiting_command,
)
from application.authority import may_issue, must_cover
from application.landing import Request
from application.states import Known, Seen
from application.vault import Vault
from domain.approval import APPROVAL, Approval, GrantApproval, RefuseApproval
from domain.kernel import (
    Actor,
    Aggregate,
    Command,
    Context,
    Elsewhere,
    Event,
    Ref,
    derived_id,
    require,
)
from domain.registry import ADDRESSEE
from domain.roles import Role
from domain.ruleset import Rulebook, Ruleset, rulebook_ref

RULES: Final = rulebook_ref()
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)


class NotFound(Exception):
    """There is no such record."""


class StaleVersion(Exception):
    """The caller decided on an older version than the current one."""

    def __init__(self, current: int) -> None:
        super().__init__(f"the current version is {current}")
        self.current = current


@dataclass(frozen=True, slots=True)
class Instruction:
    """A command with all that surrounds it.

    stream: the record it addresses; None when it opens one. key: the caller's idempotency key.
    expected: the version the caller saw. occurred_at: when it happened, aware, if not now.
    """

    command: Command[Any]
    actor: Actor
    stream: UUID | None = None
    key: str | None = None
    expected: int | None = None
    occurred_at: datetime | None = None
    correlation: UUID | None = None
    causation: int | None = None
    dry_run: bool = False


class Issued(msgspec.Struct, frozen=True):
    """An instruction with what stays the same however often it is tried.

    new: the stream has an id that nobody has used. may_open: it need not exist yet.
    """

    instruction: Instruction
    request: Request | None
    command_id: UUID
    stream: UUID
    new: bool
    may_open: bool


class Origin(msgspec.Struct, frozen=True, eq=False):
    """What all that follows from one command shares.

    actor: who issued it, as he signs. occurred_at: when it happened, if not now. ruleset: by which
    version of the rules it was decided; of several days' rules, all; None where none was asked.
    """

    actor: Actor
    occurred_at: datetime | None
    ruleset: str | None = None


class Fact(msgspec.Struct, frozen=True):
    """One event to record, in its stream."""

    stream: UUID
    event: Event[Any]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Consulted(Rulebook):
    """The rulebook in the hands of one decision: notes which rules it was asked for."""

    versions: list[str] = field(default_factory=list)

    def in_force(self, day: date) -> Ruleset:
        ruleset = Rulebook.in_force(self, day)
        self.versions.append(ruleset.version)
        return ruleset


class Decision(msgspec.Struct, frozen=True):
    """What follows from a command, not recorded yet. pending: the approval it waits for."""

    facts: tuple[Fact, ...]
    pending: UUID | None = None


class Decider:
    """Decides one command, on the streams it has `seen`. Pure but for what it loads."""

    def __init__(self, vault: Vault, seen: Seen) -> None:
        self._vault, self._seen = vault, seen

    def decide(self, issued: Issued, now: datetime) -> Decision:
        """Refused, Forbidden, NotFound or StaleVersion: nothing follows."""
        instruction = issued.instruction
        command, actor = instruction.command, instruction.actor
        kind = type(command)
        may_issue(actor, kind)
        if instruction.occurred_at is not None:
            _must_have_happened(instruction.occurred_at, now)
        aggregate = ADDRESSEE[kind]
        state = self._seen.load(aggregate, issued.stream)
        _must_be_there(issued, self._seen.known[issued.stream], aggregate)
        if kind in (GrantApproval, RefuseApproval):
            must_be_approver(state, actor)
        else:
            must_cover(actor, aggregate.concerns(state, command))
        # The system needs nobody's consent, but rules that name the approver still find one.
        approver = actor if actor.role is Role.SYS else None
        happened = instruction.occurred_at or now
        context = Context(now, happened, actor, issued.stream, issued.command_id, {}, approver)
        if approver is None and command.needs_consent(actor):
            return self._waiting(command, aggregate, state, context)
        facts = self._facts(command, state, context, instruction.occurred_at)
        if kind is GrantApproval:
            facts = (*facts, *self._approved(state, context))
        return Decision(facts)

    def _facts(
        self, command: Command[Any], state: Any, context: Context, occurred_at: datetime | None
    ) -> tuple[Fact, ...]:
        looked = looked_at(command, state, context, self._seen)
        rules: list[str] = []
        if RULES in looked:
            looked[RULES] = Consulted(looked[RULES].entries, rules)
        if looked:
            context = replace(context, looked=looked)
        outcome = tuple(command.decide(state, context))
        signed = command.signed(_named(context.actor, command, state, outcome))
        origin = Origin(signed, occurred_at, ",".join(dict.fromkeys(rules)) or None)
        return tuple(
            Fact(fact.ref.id, fact.event, origin)
            if isinstance(fact, Elsewhere)
            else Fact(context.stream, fact, origin)
            for fact in outcome
        )

    def _waiting(
        self, command: Command[Any], aggregate: Aggregate[Any], state: Any, context: Context
    ) -> Decision:
        """The command waits for consent: it is recorded as a request for approval."""
        approval = derived_id("approval", context.command_id)
        self._seen.load(APPROVAL, approval)
        concern = command.approver_concern(state) or aggregate.concerns(state, command)
        requested = request_for_approval(command, concern, context)
        return Decision((Fact(approval, requested, Origin(context.actor, None)),), approval)

    def _approved(self, approval: Approval, consent: Context) -> tuple[Fact, ...]:
        """What follows from the command that waited, now decided with both names."""
        command = waiting_command(approval, self._vault.opened(approval.body, consent.stream))
        if approval.target is None or approval.requester is None:
            raise NotFound(consent.stream)
        happened = approval.requested_for or approval.requested_at or consent.now
        context = replace(
            consent,
            at=happened,
            actor=approval.requester,
            stream=approval.target,
            approver=consent.actor,
        )
        state = self._seen.load(ADDRESSEE[type(command)], approval.target)
        must_still_be_asked(approval, command.approver_concern(state))
        return self._facts(command, state, context, happened)


def looked_at(
    command: Command[Any], state: Any, context: Context, seen: Seen
) -> dict[Ref[Any], Any]:
    """What the rule of a command reads besides the state of its own stream."""
    looked: dict[Ref[Any], Any] = {}
    asked = command.reads(state, context)
    try:
        ref = next(asked)
        while True:
            looked[ref] = seen.load(ref.aggregate, ref.id)
            ref = asked.send(looked[ref])
    except StopIteration:
        return looked


def _named(
    actor: Actor, command: Command[Any], state: Any, outcome: Iterable[Event[Any] | Elsewhere]
) -> Actor:
    """`actor` as the record that he changes may name him (SYS-05: what is told in confidence)."""
    aggregate = ADDRESSEE[type(command)]
    own = (fact for fact in outcome if not isinstance(fact, Elsewhere))
    unnamed = aggregate.concerns(aggregate.replay(own, state), None).unnamed
    if actor.person in unnamed:
        return Actor(actor.role)
    return replace(actor, on_behalf_of=None) if actor.on_behalf_of in unnamed else actor


def _must_be_there(issued: Issued, known: Known, aggregate: Aggregate[Any]) -> None:
    opens = issued.may_open and known.version == 0
    if known.aggregate is not aggregate and not opens:
        raise NotFound(issued.stream)
    if issued.instruction.expected not in (None, known.version):
        raise StaleVersion(known.version)


def _must_have_happened(at: datetime, now: datetime) -> None:
    require(
        at <= now,
        "in_the_future",
        "发生时间不得晚于现在，请核对日期。",
        "It cannot have happened in the future; check the date.",
    )
    require(
        at >= EARLIEST,
        "long_ago",
        f"发生时间不得早于{EARLIEST.year}年，请核对日期。",
        f"It cannot have happened before {EARLIEST.year}; check the date.",
    )
