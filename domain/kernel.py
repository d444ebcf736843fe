"""The shapes that every aggregate shares: what a command, an event and a decision are.

An aggregate is a decider: each command class holds its rule (`decide`), each event class holds its
effect (`apply`). Both are pure: no clock, no I/O, no randomness; those arrive in the `Context`.
"""

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Annotated, Any, ClassVar, Final, Generic, NamedTuple, Self, TypeVar
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.roles import Role

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
NAMESPACE: Final = UUID("6f0c3c1e-6a52-5d0b-9d5e-0c2f6a1b7e44")  # of every derived id, for ever


def derived_id(kind: str, *parts: object) -> UUID:
    """The id of what is unique by nature: the same key gives the same stream, always."""
    return uuid5(NAMESPACE, "/".join((kind, *map(str, parts))))


class Label(NamedTuple):
    """What a screen shows. `hant` only where the handbook's differs from plain conversion."""

    hans: str
    en: str
    hant: str | None = None


class Value(BaseModel):
    """Immutable, compared by content, refuses unknown fields.

    `sealed_for` names the field with the person under whose key sealed fields are encrypted; None:
    as what it is a part of, and an event under its stream's own key.
    """

    sealed_for: ClassVar[str | None] = None
    describes: ClassVar[bool] = False  # it says who he is: never of somebody who was erased

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_timedelta="iso8601")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Marks a field that holds personal data: stored encrypted, shown only for a purpose.

    index: its name in the keyed blind index, where the value identifies one person only.
    """

    index: str | None = None


LINE_MAX, TEXT_MAX = 200, 4000  # characters
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LINE_MAX)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_MAX)]
PrivateLine = Annotated[Line, Sealed()]
PrivateText = Annotated[Text, Sealed()]
SealedText = Annotated[str, Sealed()]  # in events: no length, for ciphertext is longer
Fen = Annotated[int, Field(ge=0, description="money in fen (0.01 yuan)")]


class Refused(Exception):
    """A rule said no: expected, told to the caller, nothing written. A bug raises something else.

    code: stable snake_case, part of the API. hans, en: what is wrong and what to do about it.
    """

    def __init__(self, code: str, hans: str, en: str) -> None:
        super().__init__(en)
        self.code, self.hans, self.en = code, hans, en


def require(condition: bool, code: str, hans: str, en: str) -> None:
    """The condition is the rule, said positively; Refused when it does not hold."""
    if not condition:
        raise Refused(code, hans, en)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `scopes`: county, town, community:FC01, grid:FC01001, unit:<id>, self."""

    role: Role
    person: UUID | None = None
    body: str | None = None  # code of the body (or department) he acts for
    on_behalf_of: UUID | None = None
    scopes: tuple[str, ...] = ()


SYSTEM: Final = Actor(role=Role.SYS, scopes=("county",))

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom and what a command or a record is about: what a caller's scope is checked against.

    readers: bodies that may read it besides. anybody: whoever acts for himself may do it. unnamed:
    persons who are shown for a purpose only, and sign for it by their role only. offices: where
    there are any, nobody else reads it, whatever his scope, but the persons it is about.
    """

    community: str | None = None
    grid: str | None = None
    unit: UUID | None = None
    body: str | None = None
    persons: frozenset[UUID] = frozenset()
    readers: frozenset[str] = frozenset()
    unnamed: frozenset[UUID] = frozenset()
    anybody: bool = False
    offices: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Ref(Generic[S]):
    """A stream that a guard reads, as what it is taken for: an id may be asked for as two kinds."""

    aggregate: "Aggregate[S]"
    id: UUID


@dataclass(frozen=True, slots=True)
class Context:
    """All that a decision may know besides its own stream.

    now: when the log records it, UTC. at: when it happened in the world (`now` unless said).
    looked: the states of the declared references. approver: who approved, where the rule asks.
    """

    now: datetime
    at: datetime
    actor: Actor
    stream: UUID
    command_id: UUID
    looked: Mapping[Ref[Any], Any] = field(default_factory=dict)
    approver: Actor | None = None

    def look(self, ref: Ref[S]) -> S:
        """State of another stream; KeyError, a bug, when the command did not declare it."""
        state: S = self.looked[ref]
        return state

    @property
    def today(self) -> date:
        """The date in Asia/Shanghai on which it is recorded."""
        return local_date(self.now)

    @property
    def on(self) -> date:
        """The date in Asia/Shanghai on which it happened."""
        return local_date(self.at)

    def new_id(self, kind: str) -> UUID:
        """A fresh id for `kind`; the same command gives the same one when it is decided again."""
        return uuid5(self.command_id, kind)


def local_date(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """24:00 of `day` in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(days=1)


class Event(Value, Generic[S]):
    """A fact in the past tense: never refused, never changed. Its `name` is never reused."""

    name: ClassVar[str] = ""
    erases: ClassVar[str | None] = None  # the field with the person whose key goes with it
    offices: ClassVar[frozenset[Role]] = frozenset()  # if any, sealed texts are for them only

    def __init_subclass__(
        cls, *, name: str = "", sealed_for: str | None = None, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        cls.name, cls.sealed_for = name, sealed_for

    def apply(self, state: S) -> S:
        """The state after it. Knows no rule and cannot fail: what has happened has happened."""
        raise NotImplementedError(f"{type(self).__name__} does not say what it changes")


class Elsewhere(NamedTuple):
    """An event for another stream, recorded in the same transaction or not at all."""

    ref: Ref[Any]
    event: Event[Any]


Outcome = Iterable[Event[Any] | Elsewhere]
Reads = Generator[Ref[Any], Any, None]


class Command(Value, Generic[S]):
    """A wish, in the imperative; may be refused. The class is the one place that describes it.

    verb: the last part of its URL and its CLI name. label: what a person sees. who: the roles that
    may issue it. approved_by: the roles of which one must consent before it takes effect;
    silence_days: after so many days of silence consent is taken as given.
    opens: it may begin a stream, so its URL is the collection's.
    """

    verb: ClassVar[str] = ""
    label: ClassVar[Label] = Label("", "")
    who: ClassVar[frozenset[Role]] = frozenset()
    approved_by: ClassVar[frozenset[Role]] = frozenset()
    silence_days: ClassVar[int | None] = None
    opens: ClassVar[bool] = False

    def __init_subclass__(
        cls,
        *,
        verb: str = "",
        label: Label | None = None,
        who: Iterable[Role] = (),
        approved_by: Iterable[Role] = (),
        silence_days: int | None = None,
        opens: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        cls.verb, cls.label = verb, label or cls.label
        cls.who, cls.approved_by, cls.opens = frozenset(who), frozenset(approved_by), opens
        cls.silence_days = silence_days

    def reads(self, state: S, context: Context) -> Reads:
        """The other streams its rule looks at: `yield` a Ref; its state comes back. Nothing can be
        looked up in this context yet."""
        yield from ()

    def needs_consent(self, actor: Actor) -> bool:
        """Whether `actor` waits for somebody's consent before it takes effect."""
        return bool(self.approved_by)

    def approver_concern(self, state: S) -> Concern | None:
        """What the approver's scope must cover; None: the same as the issuer's."""
        return None

    def signed(self, actor: Actor) -> Actor:
        """Who stands in the envelope for having issued it: less of him where he is anonymous."""
        return actor

    def decide(self, state: S, context: Context) -> Outcome:
        """The facts that follow, none if nothing changes; Refused if a rule forbids."""
        raise NotImplementedError(f"{type(self).__name__} has no rule")


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate(Generic[S]):
    """One decider with its vocabulary.

    name: prefix of its events' and commands' names. collection: its place in URLs.
    identify: the stream a command that opens goes to, from its natural key; None: a fresh id.
    concerns: what scope must cover; the command is None when a record is read.
    part: an entry (domain.access.Part), where entries are read one by one; None: no such entry.
    """

    name: str
    collection: str
    label: Label
    initial: S
    commands: tuple[type[Command[S]], ...]
    events: tuple[type[Event[S]], ...]
    identify: Callable[[Any], UUID | None] = lambda command: None
    concerns: Callable[[S, Any], Concern] = lambda state, command: Concern()
    part: Callable[[S, UUID], Any] | None = None

    def replay(self, events: Iterable[Event[S]], state: S | None = None) -> S:
        start = self.initial if state is None else state
        return reduce(lambda before, event: event.apply(before), events, start)

    def ref(self, id: UUID) -> Ref[S]:
        return Ref(self, id)


class Period(Value):
    """Days from `start` to `end`, both included; no `end`: still running."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether they share a day."""
        return self.covers(other.start) or other.covers(self.start)

    def ended(self, last: date) -> Self:
        return self.model_copy(update={"end": last})
