"""What a read model is: a register or a journal, declared as pure functions from events to rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final, Generic, NamedTuple, Self, TypeVar

import msgspec
from msgspec.inspect import (
    BoolType,
    DateType,
    FrozenSetType,
    IntType,
    NoneType,
    SetType,
    StructType,
    Type,
    UnionType,
)

from application.recorded import Recorded
from domain.kernel import Event, Label
from domain.roles import Role
from projections.fingerprints import fingerprint

Key = tuple[Any, ...]
Filter = str | tuple[str, ...]  # a column of the row, or several that are asked for together
Events = type[Event[Any]]


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of all rows: plain values. `msgspec.structs.replace` makes the next one.

    offices: where there are any, only these read it, each in his scope, and whom it is about.
    """

    offices: ClassVar[frozenset[Role]] = frozenset()

    def as_on(self, day: date) -> Self:
        """As it is shown for a business date: where a name or a place is a matter of the day."""
        return self


R = TypeVar("R", bound=Row)
KeyOf = Callable[[Recorded], Key | None]
KeysOf = Callable[[Recorded], Iterable[Key]]
Opens = Callable[[Recorded], R]
Turns = Callable[[R, Recorded], R | None]
Upserts = Callable[[R | None, Recorded], R | None]
Each = Callable[[R | None, Recorded, Key], R | None]
Writes = Callable[[Recorded], Iterable[R]]


class Step(NamedTuple):
    """What one kind of event does to the rows of a register.

    key: whose row; None: `keys`, whose rows. fold: gives the next row; where there are several
    keys it is told which. needs_row: it is not called without a row.
    """

    key: KeyOf | None
    keys: KeysOf | None
    fold: Callable[..., Any]
    needs_row: bool

    def touched(self, recorded: Recorded) -> Iterable[Key]:
        if self.keys is not None:
            return dict.fromkeys(self.keys(recorded))
        key = self.key and self.key(recorded)
        return () if key is None else (key,)

    def turn(self, row: Any, recorded: Recorded, key: Key) -> Any:
        if row is None and self.needs_row:
            return None
        return self.fold(row, recorded, key) if self.keys else self.fold(row, recorded)


def by_stream(recorded: Recorded) -> Key:
    return (recorded.stream,)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Model(Generic[R]):
    """What registers and journals share.

    row: the class of its rows. filters: what pages may be filtered by. valid: the business date
    that `valid_at` looks at (rows that happened by then), or the two dates of a period (rows in
    force then, both ends included; no end: still in force).
    """

    name: str
    title: Label
    row: type[R]
    filters: tuple[Filter, ...] = ()
    valid: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := set(self.columns) - set(self.row.__struct_fields__):
            raise TypeError(f"{self.name}: {self.row.__name__} has no {', '.join(sorted(unknown))}")
        if wrong := [name for name in self.valid if self.kinds[name] != "date"]:
            raise TypeError(f"{self.name}: {', '.join(wrong)} must be dates without a time")
        if sets := [name for name, kind in self.kinds.items() if kind == "set"]:
            raise TypeError(f"{self.name}: {', '.join(sets)}: a set has no order, use a tuple")

    @property
    def indexed(self) -> tuple[tuple[str, ...], ...]:
        """The columns of each filter."""
        return tuple(map(columns_of, self.filters))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the store keeps apart from the row, in order."""
        named = (column for columns in self.indexed for column in columns)
        return tuple(dict.fromkeys((*named, *self.valid, *self.counted)))

    @cached_property
    def kinds(self) -> dict[str, str]:
        """How SQL sees every field of the row, in order: "integer", "boolean", "date" or "text"."""
        info = msgspec.inspect.type_info(self.row)
        fields = info.fields if isinstance(info, StructType) else ()
        return {each.name: _kind(each.type) for each in fields}

    @property
    def functions(self) -> Iterable[tuple[str, Callable[..., Any]]]:
        """Each with the stored name of the event that it takes."""
        raise NotImplementedError

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the declaration, and with the code of the modules it is written in."""
        return fingerprint(
            (self.name, self.indexed, self.valid, self.counted), self.row, self.functions
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Register(_Model[R]):
    """One row per key, evolving; every version is kept.

    Where several functions take the same event and key, they are called in the order in which they
    stand, and what the last one gives is the one new version.

    key: whose row an event touches, where a function does not say; None: nobody's.
    moving: filters whose value changes in a row's life, a state for example: kept so that a page
    costs the same as of any moment. The others should change rarely.
    """

    key: KeyOf = by_stream
    moving: tuple[Filter, ...] = ()
    steps: dict[str, tuple[Step, ...]] = field(default_factory=dict, init=False)

    @property
    def indexed(self) -> tuple[tuple[str, ...], ...]:
        return tuple(map(columns_of, (*self.filters, *self.moving)))

    @property
    def functions(self) -> Iterable[tuple[str, Callable[..., Any]]]:
        return [(name, step.fold) for name, steps in self.steps.items() for step in steps]

    def opens(self, *events: Events, key: KeyOf | None = None) -> Callable[[Opens[R]], Opens[R]]:
        """The function makes the row of a key, anew if there was one."""

        def declared(make: Opens[R]) -> Opens[R]:
            def fold(row: R | None, recorded: Recorded) -> R:
                return make(recorded)

            fold.__module__, fold.__qualname__ = make.__module__, make.__qualname__
            self._take(events, Step(key or self.key, None, fold, needs_row=False))
            return make

        return declared

    def on(self, *events: Events, key: KeyOf | None = None) -> Callable[[Turns[R]], Turns[R]]:
        """The function gives the next row, None to end it. It is not called without a row."""

        def declared(turn: Turns[R]) -> Turns[R]:
            self._take(events, Step(key or self.key, None, turn, needs_row=True))
            return turn

        return declared

    def upserts(
        self, *events: Events, key: KeyOf | None = None
    ) -> Callable[[Upserts[R]], Upserts[R]]:
        """The function gives the next row, from None when there is none."""

        def declared(upsert: Upserts[R]) -> Upserts[R]:
            self._take(events, Step(key or self.key, None, upsert, needs_row=False))
            return upsert

        return declared

    def each(self, *events: Events, keys: KeysOf) -> Callable[[Each[R]], Each[R]]:
        """The function is called for every key the event touches, and is told which."""

        def declared(upsert: Each[R]) -> Each[R]:
            self._take(events, Step(None, keys, upsert, needs_row=False))
            return upsert

        return declared

    def _take(self, events: Iterable[Events], step: Step) -> None:
        for event in events:
            self.steps[event.name] = (*self.steps.get(event.name, ()), step)

    def concerns(self, name: str) -> bool:
        """Whether events of this name may change it."""
        return name in self.steps

    def touched(self, recorded: Recorded) -> Mapping[Key, tuple[Step, ...]]:
        """Whom an event touches, with what, in order."""
        touched: dict[Key, tuple[Step, ...]] = {}
        for step in self.steps.get(recorded.name, ()):
            for key in step.touched(recorded):
                touched[key] = (*touched.get(key, ()), step)
        return touched

    def replay(self, events: Iterable[Recorded]) -> dict[Key, R]:
        """The rows after `events`, in memory: the definition of the model, for its unit tests."""
        rows: dict[Key, R] = {}
        for recorded in events:
            for key, steps in self.touched(recorded).items():
                row: R | None = rows.get(key)
                for step in steps:
                    row = step.turn(row, recorded, key)
                if row is not None:
                    rows[key] = row
                else:
                    rows.pop(key, None)
        return rows


@dataclass(frozen=True, eq=False, kw_only=True)
class Journal(_Model[R]):
    """Entries for ever, each at the position that caused it. A correction is a new entry."""

    own: dict[str, tuple[Writes[R], ...]] = field(default_factory=dict, init=False)
    always: list[Writes[R]] = field(default_factory=list, init=False)

    @property
    def functions(self) -> Iterable[tuple[str, Callable[..., Any]]]:
        own = [(name, function) for name, own in self.own.items() for function in own]
        return [*(("*", function) for function in self.always), *own]

    def on(self, *events: Events) -> Callable[[Writes[R]], Writes[R]]:
        """The function gives the entries of an event, often none."""

        def declared(writes: Writes[R]) -> Writes[R]:
            for event in events:
                self.own[event.name] = (*self.own.get(event.name, ()), writes)
            return writes

        return declared

    def on_every(self, writes: Writes[R]) -> Writes[R]:
        """The function gives the entries of every event, whatever its name."""
        self.always.append(writes)
        return writes

    def concerns(self, name: str) -> bool:
        """Whether events of this name may write entries."""
        return bool(self.writers(name))

    def writers(self, name: str) -> tuple[Writes[R], ...]:
        """What an event of this name calls, in order."""
        return (*self.always, *self.own.get(name, ()))

    def replay(self, events: Iterable[Recorded]) -> list[R]:
        """The entries of `events`, in order."""
        return [row for e in events for write in self.writers(e.name) for row in write(e)]


Model = Register[Any] | Journal[Any]

KINDS: Final = {
    IntType: "integer",
    BoolType: "boolean",
    DateType: "date",
    SetType: "set",
    FrozenSetType: "set",
}


def columns_of(filter: Filter) -> tuple[str, ...]:
    return (filter,) if isinstance(filter, str) else filter


def _kind(declared: Type) -> str:
    if not isinstance(declared, UnionType):
        return KINDS.get(type(declared), "text")
    kinds = {_kind(each) for each in declared.types if not isinstance(each, NoneType)}
    return kinds.pop() if len(kinds) == 1 else "text"
