"""From an instruction to an append: its ids, its decision, its events sealed and stamped."""

from collections.abc import Mapping
from datetime import UTC
from typing import Final
from uuid import UUID

import msgspec
import orjson

from application.codec import Draft, Stamp, draft, stamped
from application.deciding import Decider, Instruction, Issued, NotFound, Origin
from application.landing import Append, Request
from application.recorded import ActorStamp, Clock
from application.states import ABSENT, Known, Seen
from application.vault import NO_KEYS, Entropy, Key, Sealing, Vault
from domain.kernel import Actor, derived_id
from domain.registry import ADDRESSEE, NAMES
from domain.roles import Role

SYSTEM_CALLER: Final = f"role/{Role.SYS}"


class Prepared(msgspec.Struct, frozen=True):
    """What a decision would append. after: the streams it writes, as they will be."""

    append: Append
    after: Mapping[UUID, Known]


class Preparer:
    """`entropy` makes ids and keys."""

    def __init__(self, vault: Vault, clock: Clock, entropy: Entropy) -> None:
        self._vault, self._clock, self._entropy = vault, clock, entropy

    def issued(self, instruction: Instruction) -> Issued:
        """NotFound: it addresses a record by an id that cannot be that record's."""
        command, named, key = instruction.command, instruction.stream, instruction.key
        opens = type(command).opens
        natural = ADDRESSEE[type(command)].identify(command) if opens else None
        stream = natural or named
        if named not in (None, stream) or not (stream or opens):
            raise NotFound(named)
        # A repeated request keeps its command id, and with it the ids that its events mint.
        caller = _caller(instruction.actor)
        command_id = self._new_id() if key is None else self._command_id(caller, key)
        # Only the system chooses ids; whoever else names one means a record that exists.
        chosen = instruction.actor.role is Role.SYS or natural is not None or named is None
        return Issued(
            instruction=instruction,
            request=None if key is None else self._request(instruction, f"{caller}/{key}"),
            command_id=command_id,
            stream=stream or self._new_id(),
            new=stream is None,
            may_open=opens and chosen,
        )

    def prepared(self, issued: Issued, seen: Seen, fresh: Mapping[UUID, Key] = NO_KEYS) -> Prepared:
        """Raises what `Decider.decide` raises. fresh: keys that will land before this."""
        if issued.new:
            seen.known[issued.stream] = ABSENT
        decision = Decider(self._vault, seen).decide(issued, self._clock())
        after: dict[UUID, Known] = {}
        drafts: list[Draft] = []
        stamps: dict[Origin, bytes] = {}
        sealing = Sealing(fresh)
        for fact in decision.facts:
            stream, origin = fact.stream, fact.origin
            before = after.get(stream) or seen.known[stream]
            new = issued.new and stream == issued.stream
            opens = before.version == 0 and issued.instruction.actor.role is not Role.SYS
            sealed = self._vault.sealed(fact.event, stream, sealing, new=new, opens=opens)
            after[stream] = before.after(sealed)
            if origin not in stamps:
                stamps[origin] = _stamp(issued, origin)
            drafts.append(draft(stream, before.version + 1, sealed, stamps[origin]))
        versions = {stream: known.version for stream, known in seen.known.items()}
        append = Append(
            issued.stream, drafts, versions, issued.request, sealing, pending=decision.pending
        )
        return Prepared(append, after)

    def _request(self, instruction: Instruction, key: str) -> Request:
        """Fingerprints only: a client may put anything into its key."""
        command, whom = instruction.command, instruction.actor.on_behalf_of
        about = (instruction.stream, instruction.occurred_at, whom)
        asked = (NAMES[type(command)], *about, command.model_dump_json())
        fingerprint = self._vault.fingerprint
        return Request(fingerprint(f"key/{key}".encode()), fingerprint(orjson.dumps(asked)))

    def _command_id(self, caller: str, key: str) -> UUID:
        """The system's are the same everywhere. Of the others nobody finds an anonymous caller by
        trying out persons and keys."""
        if caller == SYSTEM_CALLER:
            return derived_id("command", caller, key)
        keyed = self._vault.fingerprint(f"command/{caller}/{key}".encode())
        return derived_id("command", keyed.hex())

    def _new_id(self) -> UUID:
        """UUIDv7: random, and sorted by time."""
        milliseconds = int(self._clock().timestamp() * 1000)
        random = int.from_bytes(self._entropy(10)) & ((1 << 74) - 1)
        high, low = random >> 62, random & ((1 << 62) - 1)
        return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def _caller(actor: Actor) -> str:
    """Whose keys these are: two callers may use the same one. A program without a name of its own
    is known by its office and its reach."""
    if actor.person is not None:
        return f"person/{actor.person}"
    if actor.role is Role.SYS:
        return SYSTEM_CALLER
    return "/".join(("office", actor.role, actor.body or "", *sorted(actor.scopes)))


def _stamp(issued: Issued, origin: Origin) -> bytes:
    instruction, actor = issued.instruction, origin.actor
    return stamped(
        Stamp(
            ActorStamp(actor.role, actor.person, actor.body, actor.on_behalf_of),
            issued.command_id,
            instruction.correlation or issued.command_id,
            origin.occurred_at and origin.occurred_at.astimezone(UTC),
            instruction.causation,
            origin.ruleset,
        )
    )
