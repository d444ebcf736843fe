"""Histories of commands nobody thought of: the whole registry, played at random in a small county.

Each step takes any command, makes its fields up from what there is, and issues it as a role that
may. Most are refused; those that are not make the log that the laws are proved on. A new command
or a new ledger needs nothing here.
"""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ValidationError

from application.handler import EXPECTED, Handler, Instruction
from application.log import EventLog
from domain.kernel import Actor, Command, derived_id
from domain.registry import ADDRESSEE, COMMANDS, OWNER
from domain.roles import Role

TEXTS = {
    "community": ["FC01", "FC01", "FC02"],
    "grid": ["FC01001", None],
    "handler": ["FC01", "DEPT-HEATING"],
    "body": ["DEPT-HEATING", "FC01"],
    "department": ["DEPT-HEATING"],
    "document_no": ["【合成】7号"],
    "evidence": ["0" * 64],
    "photos": ["0" * 64],
    "channel_ref": [None],
    "kind": ["HELP", "SERVICE", "ORGAN"],
    "origin": ["RESIDENT"],
}
# What happens often in a county happens often here; what ends everything, rarely.
OFTEN = {
    "case": 9, "order": 8, "volunteer": 6, "agreement": 7, "member_registration": 4,
    "unit_registration": 2, "person": 1,
}  # fmt: skip
ENDINGS = frozenset(
    {"body.dissolve", "unit.withdraw", "grid.end-head", "grid.abolish", "grid.merge", "grid.split",
     "person.leave-unit", "agreement.terminate", "case.decline", "case.withdraw", "case.transfer",
     "case.merge", "order.decline", "order.cancel", "order.merge", "ruleset.withdraw",
     "body.end-appointment", "agreement.drop-commitment", "unit_registration.end",
     "process.record-refusal", "access.record", "calendar.correct", "case.import-history"}
)  # fmt: skip
WEIGHTS = {
    name: OFTEN.get(ADDRESSEE[kind].name, 1) * (0.1 if name in ENDINGS else 6 if kind.opens else 1)
    for name, kind in COMMANDS.items()
}
LEFT_OUT = frozenset({"ruleset", "polygon", "credit_code", "identity_number"})


class Player:
    """Plays steps on a handler; `clock` is moved on by the player."""

    def __init__(self, handler: Handler, log: EventLog, choices: random.Random, clock: Any) -> None:
        self._handler, self._log, self._choices, self._clock = handler, log, choices, clock
        self._seen = 0
        self._streams: dict[str, list[UUID]] = {}  # aggregate → its records
        self._ids: dict[str, list[UUID]] = {"person": [], "unit": []}
        self._named: dict[UUID | None, dict[str, list[UUID]]] = {}  # ids that a record's facts name
        self._here: dict[str, list[UUID]] = {}

    def step(self) -> bool:
        """Issues one command; whether it was taken."""
        self._look_around()
        self._clock.now += timedelta(minutes=self._choices.choice([1, 20, 60, 300]))
        [name] = self._choices.choices(list(WEIGHTS), list(WEIGHTS.values()))
        kind = COMMANDS[name]
        aggregate = ADDRESSEE[kind]
        records = self._streams.get(aggregate.name, [])
        if not kind.opens and not records:
            return False
        stream = None if kind.opens else self._choices.choice(records[-6:])
        self._here = self._named.get(stream, {})
        try:
            command = self._made(kind)
        except ValidationError:
            return False
        instruction = Instruction(command, self._actor(kind, command), stream)
        try:
            receipt = self._handler.handle(instruction)
            if receipt.pending:
                granted = COMMANDS["approval.grant"]()
                approver = Actor(
                    self._choices.choice(sorted(kind.approved_by)),
                    self._choices.choice([*self._ids["person"], derived_id("approver", "x")]),
                    None,
                    None,
                    ("county",),
                )
                self._handler.handle(Instruction(granted, approver, receipt.pending))
        except EXPECTED:
            return False
        return True

    def _actor(self, kind: type[Command[Any]], command: Command[Any]) -> Actor:
        role = self._choices.choice(sorted(kind.who))
        person = getattr(command, "member", None) or getattr(command, "person", None)
        if person is None or self._choices.random() < 0.3:
            person = self._choices.choice([*self._ids["person"], derived_id("clerk", role)])
        body = self._choices.choice(["FC01", "DEPT-HEATING", None])
        return Actor(Role(role), person, body, None, ("county",))

    def _look_around(self) -> None:
        """Takes notice of what the log has got since: records, and every id that events name."""
        for recorded in self._log.read(self._seen, 10_000):
            self._seen = recorded.position
            name = OWNER[recorded.name].name
            known = self._streams.setdefault(name, [])
            if recorded.stream not in known:
                known.append(recorded.stream)
                self._ids.setdefault(name, []).append(recorded.stream)
            for field in recorded.event.__struct_fields__:
                value = getattr(recorded.event, field)
                if isinstance(value, UUID) and value not in self._ids.setdefault(field, []):
                    self._ids[field].append(value)
                    self._named.setdefault(recorded.stream, {}).setdefault(field, []).append(value)

    def _made(self, kind: type[BaseModel]) -> Any:
        fields = {}
        for name, info in kind.model_fields.items():
            if name in LEFT_OUT or (not info.is_required() and self._choices.random() < 0.5):
                continue
            fields[name] = self._value(name, info.annotation, info.metadata)
        return kind.model_validate({k: v for k, v in fields.items() if v is not None})

    def _value(self, name: str, annotation: Any, metadata: list[Any] | None = None) -> Any:
        choose = self._choices.choice
        if name in TEXTS and annotation is not UUID:
            text = choose(TEXTS[name])
            return (text,) if get_origin(annotation) is tuple else text
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._value(name, args[0])
        if origin in (Union, UnionType):
            return self._value(name, choose([arg for arg in args if arg is not NoneType]))
        if origin is Literal:
            return choose(args)
        if origin in (tuple, frozenset, list):
            return [self._value(name, args[0]) for _ in range(self._choices.randint(0, 2))]
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            return choose(list(annotation))
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self._made(annotation)
        made = PLAIN.get(annotation)
        return made(self, name) if made else "合成"

    def id(self, name: str) -> UUID:
        known = (
            self._here.get(name)
            or self._ids.get(name)
            or self._ids["person"]
            or [derived_id("nobody", name)]
        )
        return self._choices.choice(known[-8:])

    def moment(self, name: str) -> datetime:
        hours = self._choices.randint(1, 60)
        later = any(part in name for part in ("until", "due", "end", "left"))
        day = self._clock.now.replace(minute=0) - timedelta(days=2)
        return day + timedelta(hours=hours + (3 if later else 0))

    def day(self, name: str) -> date:
        shift = 40 if "due" in name or "review" in name else 0
        found: date = (self._clock.now + timedelta(days=shift - self._choices.randint(0, 9))).date()
        return found


PLAIN: dict[Any, Callable[[Player, str], Any]] = {
    UUID: lambda player, name: player.id(name),
    bool: lambda player, name: player._choices.random() < 0.7,
    int: lambda player, name: 2022 if name == "year" else player._choices.randint(1, 5),
    Decimal: lambda player, name: Decimal(1),
    date: lambda player, name: player.day(name),
    datetime: lambda player, name: player.moment(name),
    AwareDatetime: lambda player, name: player.moment(name),
}
