"""Histories of commands nobody thought of: the whole registry, played at random in a small county.

Each step takes a record and tries, in random order, all that may be asked of it, with fields made
up from what the log names, until something is taken. What has been taken often is tried late, what
ends a record is tried rarely. So the log gets deep as well as wide, and the laws are proved on it.
A new command or a new ledger needs nothing here.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, Literal, Union
from uuid import UUID

import msgspec
from pydantic import BaseModel, ValidationError

from application.handler import EXPECTED, Instruction
from application.recorded import Recorded
from application.vault import PREFIX
from domain.approval import GrantApproval, RefuseApproval
from domain.identifiers import citizen_check
from domain.kernel import Actor, Aggregate, Command, Context, Refused, derived_id
from domain.order import Occasion, Origin, PlaceOrder
from domain.registry import ADDRESSEE, AGGREGATES, COMMANDS, NAMES, OWNER
from domain.roles import Role
from domain.ruleset import Ruleset, ruleset_of
from domain.vocabulary import ServiceField
from domain.volunteer import Source, SubmitService
from interfaces.http.examples import examples
from tests.county import (
    County,
    adopt_rules,
    county,
    found,
    grid,
    members,
    merchant,
    person,
    register_all,
    unit,
)
from tests.engaging import officers_and_organisations
from tests.golden import matching
from tests.shapes import Shape, fields_of, variants

TEXTS = {
    "community": ["FC01", "FC01", "FC02"],
    "grid": ["FC01001"],
    "handler": ["FC01", "DEPT-HEATING"],
    "body": ["DEPT-HEATING", "FC01"],
    "department": ["DEPT-HEATING"],
    "field": ["phone", "title", "trade"],
    "centre": ["FC01-INCUBATION"],
}
# What ends everything, or makes another way impossible, comes late.
ENDINGS = frozenset(
    {"body.dissolve", "unit.withdraw", "grid.end-head", "grid.abolish", "grid.merge", "grid.split",
     "person.leave-unit", "agreement.terminate", "case.decline", "case.withdraw", "case.transfer",
     "case.merge", "order.decline", "order.cancel", "order.merge", "ruleset.withdraw",
     "body.end-appointment", "agreement.drop-commitment", "unit_registration.end",
     "member_registration.end", "member_registration.withdraw", "calendar.correct"}
)  # fmt: skip
# In every personal text, phone and identity number that is made up: they may lie nowhere in clear.
SECRET, PHONE, NUMBERS = "机密之言", "13900000000900", "11010519490101"
WHOSE = {
    "party": "unit",
    "merchant": "unit",
    "host": "unit",
    "organiser_unit": "unit",
    "master": "case",
    "organisation": "unit",
    "offer": "resource_offer",
}
VOLUNTEERS = Role.MEM, Role.VOL
OFFICES = "secretary", "head", "worker", "person"  # what facts call who holds a post
ACTING = "acting as"  # no field's name: under it stands the role that a command was taken from
TRIES = 8  # of each command, with other fields
WHATEVER_THE_FIELDS = "_state", "_effective", "_exists", "_over", "_open", "_registered"
DULL = 4  # times: then a command brings nothing new any more
YOUNG = 6  # records of a kind that are worked on

Named = dict[str, list[Any]]  # the values that facts gave to each field
SETTLED = 25  # after so many steps the policies and timers do what is due
# In the last two eighths of a history: the year ends, what is left of it must be done.
TURNS = {6: datetime(2022, 12, 30, tzinfo=UTC), 7: datetime(2023, 2, 20, tzinfo=UTC)}
SOME_DAY = datetime(2022, 3, 1, tzinfo=UTC)
NOBODY = derived_id("nobody")


_fields_of = cache(fields_of)


USUAL = (
    (
        Role.CW,
        PlaceOrder(
            origin=Origin.RESIDENT, occasion=Occasion.SMALL, field=ServiceField.ENVIRONMENT,
            need="合成", community="FC01", grid="FC01001", requester=NOBODY, contact="合成",
            contact_consent=True, wanted_from=SOME_DAY, wanted_until=SOME_DAY,
        ),
    ),
    (
        Role.MEM,
        SubmitService(
            person=NOBODY, community="FC01", start=SOME_DAY, end=SOME_DAY,
            field=ServiceField.ENVIRONMENT, source=Source.SELF, title="合成", content="合成",
            served=NOBODY, activity=NOBODY,
        ),
    ),
)  # fmt: skip
Cast = list[tuple[Role, UUID]]


def peopled(c: County) -> Cast:
    """What random commands would hardly make: two communities, a department, units, members.

    Who holds which office in them.
    """
    adopt_rules(c, 2023)
    merchant(c, "合成超市", "92140924999900040T")
    cast = [(Role.CS, c.secretary)]
    papers = {"on": "2021-06-01", "document_no": "【合成】5号"}
    found(c, "DEPT-HEATING", "DEPARTMENT", **papers)
    found(c, "FC02", "COMMUNITY_PARTY_ORG", **papers)
    for code in ("FC01002", "FC02001"):
        grid(c, code)
    for name, code in (("甲局", "111409249999000116"), ("乙所", "121409249999000113")):
        id = unit(c, name, code)
        people = members(c, id, 3)
        register_all(c, id, people)
        c.do(
            Role.CS, "units", id, "authorise-signatory", approved_by=Role.TOWN, person=people[0],
            period={"start": "2022-01-04"}, document_no="【合成】6号",
        )  # fmt: skip
        cast += [(Role.UNIT, people[0]), *((role, p) for p in people for role in VOLUNTEERS)]
    noisy(c)
    opened_box(c, cast[0][1])
    return [*cast, *officers_and_organisations(c)]


def noisy(c: County) -> None:
    """Three cases of a kind at one place: a problem that comes back (P-14)."""
    for number in range(3):
        c.do(
            Role.CW, "cases", channel="GRID_PATROL", channel_ref=str(number), kind="DISCOVERY",
            category="NOISE", text="合成", community="FC01", grid="FC01001", place="FC01001C001",
        )  # fmt: skip


def opened_box(c: County, worker: UUID) -> None:
    """A box with letters in it, opened before a witness."""
    here = {"community": "FC01"}
    box = c.do(Role.CS, "channels", **here, type="BOX", place="合成", in_charge=worker)
    c.do(Role.CS, "channels", box, "start")
    witness = person(c, "见证人", residence=here)
    stands_by = Actor(Role.RES, witness, None, None, ("county",))
    opener = Actor(Role.CW, worker, None, None, ("county",))
    c.do(opener, "box-openings", approved_by=stands_by, **here, witness=witness, count=5)


def history(
    folder: Path, seed: int, steps: int, database: dict[str, str] | None = None
) -> list[Recorded]:
    """The log of a county in which anything may have happened, until the year after."""
    with county(folder, database) as c:
        play(c, seed, steps)
        return c.system.log.read(0, 100_000)


def play(c: County, seed: int, steps: int) -> None:
    player = Player(c, random.Random(seed))
    for number in range(steps):
        player.step()
        if number % SETTLED == 0:
            c.settle()
        c.clock.now = max(c.clock.now, TURNS.get(number * 8 // steps, c.clock.now))
    c.settle()


class Nothing(Exception):
    """What the command changed, or would have, had somebody consented."""


class Player:
    """Plays steps in a county; moves its clock on."""

    def __init__(self, c: County, dice: random.Random) -> None:
        self._handler, self._log, self._clock = c.system.handler, c.system.log, c.clock
        self._dice, self._cast = dice, peopled(c)
        self._seen = 0
        self._records: dict[str, list[UUID]] = {each.name: [] for each in AGGREGATES}
        self._happened: Counter[str] = Counter()  # events by name
        self._taken: Counter[type[Command[Any]]] = Counter()
        self._named: Named = {}
        # What was taken before, by whom; and what random choices would hardly find.
        self._worked: dict[type[Command[Any]], list[dict[str, Any]]] = {
            **{COMMANDS[name]: [_example(name)] for name in examples()},
            **{type(command): [{ACTING: role, **dict(command)}] for role, command in USUAL},
        }
        self._words: dict[str, None] = {}  # every text in clear
        self._of: dict[UUID, Named] = {}  # the same for one record
        self._here: Named = {}
        self._idle: Counter[UUID] = Counter()  # how often nothing could be done with it
        self._begin = self._clock.now
        self._at: tuple[Aggregate[Any], UUID] | None = None  # the record that it works on

    def step(self) -> bool:
        """Issues commands until one is taken; whether one was."""
        self._look_around()
        aggregate, record = self._at or self._another()
        self._here = self._of.get(record, {})
        self._time_passes()
        willing = (
            kind
            for kind in sorted(aggregate.commands, key=self._reluctance)
            if NAMES[kind] not in ENDINGS or self._dice.random() < 0.04
        )
        taken = next((kind for kind in willing if self._takes(kind, record)), None)
        self._idle[record] += taken is None
        fresh = taken is not None and self._taken[taken] < DULL
        stays = record != NOBODY and self._dice.random() < (0.95 if fresh else 0.4)
        self._at = (aggregate, record) if taken and stays else None
        return taken is not None

    def _another(self) -> tuple[Aggregate[Any], UUID]:
        """A record of a kind of which much has not happened yet, most likely."""
        kinds = [each for each in AGGREGATES if each.name != "approval"]
        novelty = [1 + sum(not self._happened[e.name] for e in each.events) for each in kinds]
        [aggregate] = self._dice.choices(kinds, novelty)
        records = self._records[aggregate.name][-YOUNG:] or [NOBODY]
        [record] = self._dice.choices(records, [1 / (1 + self._idle[id]) for id in records])
        return aggregate, record

    def _reluctance(self, kind: type[Command[Any]]) -> float:
        """In random order, but what was taken often comes late."""
        return self._dice.expovariate(1 / (1 + self._taken[kind]) ** 1.5)

    def _time_passes(self) -> None:
        """A little, a lot, or until something that the record names is due."""
        now, dice = self._clock.now, self._dice
        due = [at for at in _moments(self._here) if timedelta() < at - now < timedelta(days=20)]
        if due and dice.random() < 0.3:
            self._clock.now = min(due) + timedelta(minutes=dice.choice([-10, 0, 5]))
        else:
            minutes = dice.choice([1, 5, 20, 60] if self._at else [60, 300, 1500, 5000])
            self._clock.now += timedelta(minutes=minutes)

    def _takes(self, kind: type[Command[Any]], record: UUID) -> bool:
        """Whether the command is taken with some fields or other."""
        stream = None if kind.opens else record
        for _ in range(TRIES if stream != NOBODY else 0):
            try:
                self._issue(kind, stream)
                self._taken[kind] += 1
                return True
            except Refused as refusal:
                if refusal.code.endswith(WHATEVER_THE_FIELDS):
                    return False
            except Nothing:
                return False
            except (ValidationError, *EXPECTED):
                pass
        return False

    def _issue(self, kind: type[Command[Any]], stream: UUID | None) -> None:
        """Nothing: that is what came of it."""
        dice = self._dice
        self._begin = self._clock.now + timedelta(hours=dice.choice([-30, -4, 1, 25]))
        alike = dice.choice(self._worked[kind]) if kind in self._worked else None
        command = self._made(kind, alike if dice.random() < 0.6 else None)
        earlier = self._clock.now - timedelta(minutes=dice.choice([5, 90, 3000]))
        at = earlier if dice.random() < 0.15 else None
        actor = self._actor(kind, command, alike if dice.random() < 0.6 else None)
        if kind.approved_by:
            self._try_out(command, actor, stream or NOBODY)
        receipt = self._handler.handle(Instruction(command, actor, stream, occurred_at=at))
        if receipt.pending:
            self._taken[kind] += 1
        if receipt.position is None or (
            receipt.pending and not self._consented(kind, receipt.pending)
        ):
            raise Nothing
        self._worked.setdefault(kind, []).append({ACTING: actor.role, **dict(command)})

    def _try_out(self, command: Command[Any], actor: Actor, stream: UUID) -> None:
        """Refused, if it would be after somebody's consent: else most requests were for nothing."""
        aggregate, look = ADDRESSEE[type(command)], self._handler.look
        state, now = self._handler.state(aggregate, stream)[1], self._clock()
        context = Context(now, now, actor, stream, NOBODY, approver=actor)
        asked, looked = command.reads(state, context), {}
        with suppress(StopIteration):
            ref = next(asked)
            while True:
                looked[ref] = look(ref)
                ref = asked.send(looked[ref])
        if not tuple(command.decide(state, replace(context, looked=looked))):
            raise Nothing

    def _consented(self, kind: type[Command[Any]], approval: UUID) -> bool:
        """Whether somebody did; not everybody may, and the rule itself is asked only then."""
        given = self._dice.random() < 0.85
        answer = GrantApproval() if given else RefuseApproval(reason="合成")
        for _ in range(TRIES):
            role = self._dice.choice(sorted(kind.approved_by))
            approver = Actor(role, self._somebody(self._here), None, None, ("county",))
            try:
                self._handler.handle(Instruction(answer, approver, approval))
                return given
            except EXPECTED:
                pass
        return False

    def _actor(
        self, kind: type[Command[Any]], command: Command[Any], alike: dict[str, Any] | None
    ) -> Actor:
        dice = self._dice
        usual = alike.get(ACTING) if alike else None
        role = Role(usual or dice.choice(sorted(kind.who)))
        mentioned = [value for _, value in command if isinstance(value, UUID)]
        person = dice.choice(mentioned) if mentioned and dice.random() < 0.6 else None
        cast = [(role, person) for role, person in self._cast if role in kind.who]
        if cast and dice.random() < 0.5:
            role, person = dice.choice(cast)
        own = (*self._here.get("handler", ()), *self._here.get("centre", ()))
        body = dice.choice(["FC01", "DEPT-HEATING", None, *own])
        unit = dice.choice([None, *self._records["unit"]])
        return Actor(role, person or self._somebody(self._here), body, unit, ("county",))

    def _somebody(self, here: Named) -> UUID:
        """Somebody that the record knows, an official of what it names, or anybody."""
        known = [id for values in here.values() for id in values if isinstance(id, UUID)]
        words = [word for values in here.values() for word in values if isinstance(word, str)]
        named = [*known, *(derived_id(kind, word) for word in words for kind in ("body", "grid"))]
        offices = [self._of[record] for record in named if record in self._of]
        officials = [id for office in offices for name in OFFICES for id in office.get(name, ())]
        people = [*self._records["person"], derived_id("clerk", self._dice.randint(1, 3))]
        return self._dice.choice(self._dice.choice([known or people, officials or people, people]))

    def _look_around(self) -> None:
        """Takes notice of what the log has got since: records, and all that their facts name."""
        for recorded in self._log.read(self._seen, 10_000):
            self._seen = recorded.position
            self._happened[recorded.name] += 1
            known = self._records[OWNER[recorded.name].name]
            if recorded.stream not in known:
                known.append(recorded.stream)
            here = self._of.setdefault(recorded.stream, {})
            for name, value in _leaves("", recorded.event):
                for named in (self._named, here):
                    if value not in named.setdefault(name, []):
                        named[name].append(value)
                if isinstance(value, str):
                    self._words[value] = None

    # What a field may be

    def _made(self, kind: type[BaseModel], alike: dict[str, Any] | None = None) -> Any:
        """alike: a command that was taken; what it left out and what it chose is kept."""
        fields, terse = {}, self._dice.choice([0.1, 0.5, 0.9])
        for name, shape in _fields_of(kind).items():
            default = kind.model_fields[name].get_default(call_default_factory=True)
            if alike and (alike[name] == default or isinstance(alike[name], Enum | bool)):
                fields[name] = alike[name]
            elif alike or kind.model_fields[name].is_required() or self._dice.random() > terse:
                fields[name] = self._value(name, shape)
        return kind.model_validate({k: v for k, v in fields.items() if v is not None})

    def _value(self, name: str, shape: Shape) -> Any:
        dice, kind = self._dice, shape.kind
        if kind is Union:
            some = [part for part in shape.parts if part.kind is not NoneType]
            return self._value(name, dice.choice(some))
        if kind is Literal:
            return dice.choice(shape.parts)
        if kind in (tuple, frozenset):
            many = dice.choice([shape.size_min, 1, 2])
            return [self._value(name.removesuffix("s"), shape.parts[0]) for _ in range(many)]
        if kind is dict:
            return {self._value(name, shape.parts[0]): self._value(name, shape.parts[1])}
        if kind is Ruleset:
            return ruleset_of(dice.choice([2022, 2023]))
        if issubclass(kind, BaseModel):
            return self._made(kind)
        if (every := variants(kind)) is not None:
            return dice.choice([every[0], *every])  # the first is the most common
        named = self._here.get(name) or self._named.get(name) or ()
        known = [value for value in named if isinstance(value, kind)]
        if known and kind is not datetime and not shape.sealed and dice.random() < 0.7:
            return dice.choice(known[-8:])
        return PLAIN[kind](self, name, shape)

    def id(self, name: str, shape: Shape) -> UUID:
        records = self._records.get(WHOSE.get(name, name))
        return self._dice.choice(records[-8:] if records else self._records["person"])

    def text(self, name: str, shape: Shape) -> str:
        if name == "identity_number":
            digits = f"{NUMBERS}{self._dice.randrange(1000):03d}"
            return digits + citizen_check(digits)
        if shape.sealed:
            return PHONE if name == "phone" else f"{SECRET}{self._dice.randrange(1000)}"
        if name in TEXTS:
            return self._dice.choice(TEXTS[name])
        if shape.pattern is None:
            return "合成"
        words = [word for word in self._words if re.search(shape.pattern, word)]
        return self._dice.choice([*words[-20:], matching(shape.pattern)])

    def number(self, name: str, shape: Shape) -> int:
        if name == "year":
            return self._dice.choice([self._clock.now.year, 2022])
        return self._dice.randint(shape.low or 0, min(shape.high or 9, (shape.low or 0) + 9))

    def moment(self, name: str, shape: Shape) -> datetime:
        """The start or end of a time that lies near, or one that the record names."""
        dice, now = self._dice, self._clock.now
        if (named := _moments(self._here)) and dice.random() < 0.2:
            return dice.choice(named)
        if any(part in name for part in ("until", "due", "end", "left")):
            return self._begin + timedelta(hours=dice.choice([1, 2, 3]))
        started = any(part in name for part in ("from", "start"))
        return self._begin if started else now - timedelta(hours=dice.choice([0, 1, 20]))

    def day(self, name: str, shape: Shape) -> date:
        later = any(part in name for part in ("due", "review", "until", "end"))
        shift = self._dice.choice([0, 0, -1, -9, 3, *([20, 40, 90] if later else [])])
        found: date = self._clock.now.date()
        return found + timedelta(days=shift)


def _example(name: str) -> dict[str, Any]:
    """The example of the OpenAPI file: which fields go together, and how."""
    return dict(COMMANDS[name].model_validate(examples()[name]))


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The plain values of a fact, each with the name of its field; ciphertexts left out."""
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _leaves(field, getattr(value, field))
    elif isinstance(value, tuple | list | frozenset):
        for each in sorted(value, key=str) if isinstance(value, frozenset) else value:
            yield from _leaves(name.removesuffix("s"), each)
    elif value is not None and not isinstance(value, bool) and not str(value).startswith(PREFIX):
        yield name, value


def _moments(named: Named) -> list[datetime]:
    return [at for values in named.values() for at in values if isinstance(at, datetime)]


PLAIN: dict[Any, Callable[[Player, str, Shape], Any]] = {
    UUID: Player.id,
    str: Player.text,
    int: Player.number,
    Decimal: lambda player, name, shape: Decimal(1),
    float: lambda player, name, shape: player._dice.choice([30.1, 30.2, 30.3]),
    date: Player.day,
    datetime: Player.moment,
}
