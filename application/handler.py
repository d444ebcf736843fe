"""Authorise, load, decide, append: the one path by which anything changes."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final
from uuid import UUID

import orjson

from application.authority import Forbidden, may_issue, must_cover
from application.codec import Draft, Stamp, draft
from application.log import Append, EventLog, Request
from application.recorded import ActorStamp, Clock, KeyReused, LogUnavailable, LostRace, Receipt
from application.vault import Entropy, Sealing, Vault
from domain.approval import APPROVAL, Approval, ApprovalRequested, GrantApproval, RefuseApproval
from domain.kernel import (
    Actor,
    Aggregate,
    Command,
    Context,
    Elsewhere,
    Event,
    Ref,
    Refused,
    derived_id,
    require,
)
from domain.registry import ADDRESSEE, COMMANDS, NAMES
from domain.roles import Role

ATTEMPTS_MAX: Final = 5
STATES_MAX: Final = 20_000


class NotFound(Exception):
    """There is no such record."""


class StaleVersion(Exception):
    """The caller decided on an older version than the current one."""

    def __init__(self, current: int) -> None:
        super().__init__(f"the current version is {current}")
        self.current = current


EXPECTED: Final = (
    Refused,
    Forbidden,
    NotFound,
    StaleVersion,
    KeyReused,
    LostRace,
    LogUnavailable,
)  # what a caller may be told; anything else is a bug


@dataclass(frozen=True, slots=True)
class Instruction:
    """A command with all that surrounds it.

    stream: the record it addresses; None when it opens one. key: the caller's idempotency key.
    expected: the version the caller saw. occurred_at: when it happened, if not now.
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


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, not recorded yet."""

    stream: UUID
    seen: Mapping[UUID, int]
    events: tuple[tuple[UUID, Event[Any]], ...]
    pending: UUID | None = None


@dataclass(slots=True)
class _Seen:
    """The streams one decision has looked at: their versions and states."""

    states: "States"
    versions: dict[UUID, int] = field(default_factory=dict)
    looked: dict[UUID, Any] = field(default_factory=dict)

    def load(self, aggregate: Aggregate[Any], stream: UUID) -> Any:
        if stream not in self.versions:
            self.versions[stream], self.looked[stream] = self.states.load(aggregate, stream)
        return self.looked[stream]


class States:
    """The latest states that this process knows of. May be stale: the append finds out."""

    def __init__(self, log: EventLog) -> None:
        self._log, self._lock = log, Lock()
        self._known: OrderedDict[UUID, tuple[int, Any]] = OrderedDict()

    def load(self, aggregate: Aggregate[Any], stream: UUID) -> tuple[int, Any]:
        with self._lock:
            if stream in self._known:
                self._known.move_to_end(stream)
                return self._known[stream]
        history = self._log.history(stream)
        state = aggregate.replay(recorded.event for recorded in history)
        self._keep(stream, len(history), state)
        return len(history), state

    def advance(self, stream: UUID, version: int, event: Event[Any]) -> None:
        """Applies an event that has just been recorded as `version`."""
        with self._lock:
            before = self._known.get(stream)
            if before is not None and before[0] == version - 1:
                self._known[stream] = (version, event.apply(before[1]))

    def forget(self, streams: Mapping[UUID, int]) -> None:
        with self._lock:
            for stream in streams:
                self._known.pop(stream, None)

    def _keep(self, stream: UUID, version: int, state: Any) -> None:
        with self._lock:
            if version > self._known.get(stream, (0, None))[0]:
                self._known[stream] = (version, state)
            while len(self._known) > STATES_MAX:
                self._known.popitem(last=False)


class Handler:
    """Thread-safe. `entropy` makes ids and keys; a seeded one makes a run repeatable."""

    def __init__(self, log: EventLog, vault: Vault, clock: Clock, entropy: Entropy) -> None:
        self._log, self._vault, self._clock, self._entropy = log, vault, clock, entropy
        self._states = States(log)

    def handle(self, instruction: Instruction) -> Receipt:
        """Records what follows from a command.

        Refused, Forbidden, NotFound, StaleVersion, KeyReused: nothing was written. LostRace after
        ATTEMPTS_MAX lost races. LogUnavailable: repeat it with the same key.
        """
        request = _request(instruction)
        if request and (earlier := self._log.replayed(request)):
            return earlier
        # A repeated request keeps its command id, and with it the ids that its events mint.
        command_id = derived_id("command", request.key) if request else self._new_id()
        stream = instruction.stream or self._stream_of(instruction.command)
        for attempt in range(1, ATTEMPTS_MAX + 1):
            seen = _Seen(self._states)
            try:
                return self._attempt(instruction, request, command_id, stream, seen)
            except LostRace:
                self._states.forget(seen.versions)
                if attempt == ATTEMPTS_MAX:
                    raise
            except (Refused, Forbidden, NotFound, StaleVersion):
                if not self._outdated(seen):
                    raise
        raise LostRace

    def handle_many(self, instructions: Sequence[Instruction]) -> list[Receipt | Exception]:
        """Each in order, as `handle` would; an expected failure of one stands for it alone."""
        return [self._outcome(instruction) for instruction in instructions]

    def _outcome(self, instruction: Instruction) -> Receipt | Exception:
        try:
            return self.handle(instruction)
        except EXPECTED as error:
            return error

    def state(self, aggregate: Aggregate[Any], stream: UUID) -> tuple[int, Any]:
        """Version and state of a record, as far as this process knows."""
        return self._states.load(aggregate, stream)

    def look(self, ref: Ref[Any]) -> Any:
        """The state of a stream; its initial state if there is none."""
        return self._states.load(ref.aggregate, ref.id)[1]

    def _attempt(
        self,
        instruction: Instruction,
        request: Request | None,
        command_id: UUID,
        stream: UUID,
        seen: _Seen,
    ) -> Receipt:
        now = self._clock()
        decision = self._decide(instruction, command_id, stream, now, seen)
        if not decision.events or instruction.dry_run:
            if self._outdated(seen):
                raise LostRace
            changed = len([owner for owner, _ in decision.events if owner == stream])
            return Receipt(stream, seen.versions[stream] + changed, None)
        return self._record(instruction, request, command_id, decision)

    def _decide(
        self, instruction: Instruction, command_id: UUID, stream: UUID, now: datetime, seen: _Seen
    ) -> Decision:
        command, actor = instruction.command, instruction.actor
        may_issue(actor, type(command))
        happened = _happened(instruction.occurred_at, now)
        aggregate = ADDRESSEE[type(command)]
        state = seen.load(aggregate, stream)
        if not type(command).opens and seen.versions[stream] == 0:
            raise NotFound(stream)
        if instruction.expected is not None and instruction.expected != seen.versions[stream]:
            raise StaleVersion(seen.versions[stream])
        if isinstance(command, GrantApproval | RefuseApproval):
            self._may_approve(state, actor)
        else:
            must_cover(actor, aggregate.concerns(state, command))
        # The system needs nobody's consent, but rules that name the approver still find one.
        approver = actor if actor.role is Role.SYS else None
        context = Context(now, happened, actor, stream, command_id, {}, approver)
        if type(command).approved_by and approver is None:
            return self._ask(command, aggregate, state, context, instruction, seen)
        events = self._events(command, aggregate, state, context, seen)
        if isinstance(command, GrantApproval):
            events = (*events, *self._approved(state, actor, context, seen))
        return Decision(stream, seen.versions, events)

    def _events(
        self,
        command: Command[Any],
        aggregate: Aggregate[Any],
        state: Any,
        context: Context,
        seen: _Seen,
    ) -> tuple[tuple[UUID, Event[Any]], ...]:
        looked: dict[UUID, Any] = {}
        asked = command.reads(state, context)
        try:
            ref = next(asked)
            while True:
                looked[ref.id] = seen.load(ref.aggregate, ref.id)
                ref = asked.send(looked[ref.id])
        except StopIteration:
            pass
        outcome = command.decide(state, replace(context, looked=looked))
        return tuple(
            (fact.ref.id, fact.event) if isinstance(fact, Elsewhere) else (context.stream, fact)
            for fact in outcome
        )

    def _ask(
        self,
        command: Command[Any],
        aggregate: Aggregate[Any],
        state: Any,
        context: Context,
        instruction: Instruction,
        seen: _Seen,
    ) -> Decision:
        """The command waits for consent: it is recorded as a request for approval."""
        kind, actor = type(command), context.actor
        approval = derived_id("approval", context.command_id)
        seen.load(APPROVAL, approval)
        concern = command.approver_concern(state) or aggregate.concerns(state, command)
        silence = kind.silence_days and context.now + timedelta(days=kind.silence_days)
        requested = ApprovalRequested(
            command=NAMES[kind],
            target=context.stream,
            body=command.model_dump_json(),
            role=actor.role,
            person=actor.person,
            acting_for=actor.body,
            on_behalf_of=actor.on_behalf_of,
            scopes=actor.scopes,
            requested_at=context.now,
            occurred_at=instruction.occurred_at,
            approvers=tuple(sorted(kind.approved_by)),
            community=concern.community,
            grid=concern.grid,
            unit=concern.unit,
            silence_until=silence or None,
        )
        return Decision(context.stream, seen.versions, ((approval, requested),), pending=approval)

    def _may_approve(self, state: Approval, actor: Actor) -> None:
        if not state.command or actor.role is Role.SYS:
            return
        needed = COMMANDS[state.command].approved_by
        if actor.role not in needed:
            roles = "、".join(sorted(needed))
            raise Forbidden(
                "role_not_allowed",
                f"此事项须由{roles}审批。",
                f"This needs the consent of one of {roles}.",
            )
        must_cover(actor, state.concern)

    def _approved(
        self, approval: Approval, approver: Actor, context: Context, seen: _Seen
    ) -> tuple[tuple[UUID, Event[Any]], ...]:
        """The events of the command that waited, now decided with both names."""
        assert approval.requester is not None  # noqa: S101 - a pending request has both
        assert approval.target is not None  # noqa: S101
        kind = COMMANDS[approval.command]
        path = f"{ApprovalRequested.name}/body"
        body = self._vault.opened(approval.body, context.stream, path)
        require(
            body is not None,
            "request_erased",
            "待审批内容已删除，请重新提出。",
            "What was to be approved has been erased; ask again.",
        )
        command = kind.model_validate_json(body or "")
        aggregate = ADDRESSEE[kind]
        state = seen.load(aggregate, approval.target)
        at = approval.requested_for or approval.requested_at or context.now
        asked = Context(
            context.now, at, approval.requester, approval.target, context.command_id, {}, approver
        )
        return self._events(command, aggregate, state, asked, seen)

    def _record(
        self,
        instruction: Instruction,
        request: Request | None,
        command_id: UUID,
        decision: Decision,
    ) -> Receipt:
        actor = instruction.actor
        stamp = Stamp(
            ActorStamp(actor.role, actor.person, actor.body, actor.on_behalf_of),
            command_id,
            instruction.correlation or command_id,
            instruction.occurred_at,
            instruction.causation,
        )
        versions, sealing = dict(decision.seen), Sealing()
        drafts: list[Draft] = []
        recorded: list[tuple[UUID, int, Event[Any]]] = []
        for stream, event in decision.events:
            versions[stream] = versions[stream] + 1
            sealed = self._vault.sealed(event, stream, sealing)
            drafts.append(draft(stream, versions[stream], sealed, stamp))
            recorded.append((stream, versions[stream], sealed))
        append = Append(decision.stream, drafts, decision.seen, request, sealing, decision.pending)
        owners = set(sealing.keys)
        try:
            receipt = self._log.append(append)
        except Exception:
            self._vault.forget(owners)
            raise
        self._vault.stored(owners)
        for stream, version, event in recorded:
            self._states.advance(stream, version, event)
        return receipt

    def _outdated(self, seen: _Seen) -> bool:
        """Whether a decision without events was made on old states; forgets those."""
        current = self._log.versions(seen.versions)
        old = {id: v for id, v in seen.versions.items() if current.get(id, 0) != v}
        self._states.forget(old)
        return bool(old)

    def _stream_of(self, command: Command[Any]) -> UUID:
        aggregate = ADDRESSEE[type(command)]
        return (aggregate.identify(command) if type(command).opens else None) or self._new_id()

    def _new_id(self) -> UUID:
        """UUIDv7: random, and sorted by time."""
        milliseconds = int(self._clock().timestamp() * 1000)
        random = int.from_bytes(self._entropy(10)) & ((1 << 74) - 1)
        high, low = random >> 62, random & ((1 << 62) - 1)
        return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def _request(instruction: Instruction) -> Request | None:
    if instruction.key is None:
        return None
    command, actor = instruction.command, instruction.actor
    asked = (NAMES[type(command)], str(instruction.stream), command.model_dump_json())
    fingerprint = hashlib.sha256(orjson.dumps(asked)).digest()
    return Request(f"{actor.person or actor.body or actor.role}:{instruction.key}", fingerprint)


def _happened(occurred_at: datetime | None, now: datetime) -> datetime:
    if occurred_at is None:
        return now
    require(
        occurred_at <= now,
        "in_the_future",
        "发生时间不得晚于现在，请核对日期。",
        "It cannot have happened in the future; check the date.",
    )
    return occurred_at
