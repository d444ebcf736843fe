"""A ledger at two moments, or on two business dates: rows added, gone and changed, and the events
that did it.

What a stored row became, its versions tell. A computed row changed because rows of the stored
ledgers did that it is made of, and name what it is about: their events are its events. A row that
changes with none was changed by the clock, or by rules and calendars.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from projections.asking import Asked, Computed
from projections.catalogue import READ_MODELS
from projections.computed import COMPUTED
from projections.differing import Pair, differing
from projections.ledgers.agreements import L_AGR
from projections.ledgers.cases import L_CASE
from projections.ledgers.people import PERSONS
from projections.models import Model, Register, Row
from projections.reading import Line, Snapshot
from projections.rows import plain

STORED: Final[Mapping[str, Model]] = {model.name: model for model in READ_MODELS}
RECKONED: Final[Mapping[str, Computed]] = {ledger.name: ledger for ledger in COMPUTED}
# Rows that do not say whom they are about name a row that does.
THROUGH: Final[Mapping[str, Register[Any]]] = {
    "person": PERSONS, "case": L_CASE, "agreement": L_AGR,
}  # fmt: skip
DAY_LENGTH, MONTH_LENGTH = len("2022-12-31"), len("2022-12")


class Standing(NamedTuple):
    """A row as it stands on one side. position: of the event that made it so; 0: of a computed."""

    row: Row
    position: int


RowPair = Pair[str, Standing]
Table = Mapping[str, Standing]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. valid_at: the business date, where one is said; year: rows of it only."""

    asked: Asked
    valid_at: date | None = None
    year: int | None = None

    def rows(self, ledger: str) -> Table:
        """By key; rows under one key are told apart by their order."""
        table: dict[str, Standing] = {}
        met = Counter[str]()
        for key, standing in self._keyed(ledger):
            table[f"{key}#{met[key]}" if met[key] else key] = standing
            met[key] += 1
        return table

    def _keyed(self, ledger: str) -> Iterator[tuple[str, Standing]]:
        if ledger in RECKONED:
            reckoned = RECKONED[ledger]
            for row in reckoned.rows(self.asked):
                yield " ".join(str(plain(v)) for v in identity(reckoned, row)), Standing(row, 0)
            return
        model = STORED[ledger]
        for line in self._lines(model):
            row = line.row if self.valid_at is None else line.row.as_on(self.valid_at)
            yield line.key or str(line.cursor), Standing(row, line.position)

    def _lines(self, model: Model) -> list[Line[Any]]:
        filters = {"year": self.year} if self.year and "year" in model.columns else {}
        turn: Any = self.asked.snapshot
        turn = turn.rows if isinstance(model, Register) else turn.entries
        found: list[Line[Any]] = turn(model, filters, limit=None, valid_at=self.valid_at)
        return found


def identity(ledger: Computed, row: Row) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in ledger.key)


def _alike(was: Standing, now: Standing) -> bool:
    return was.row == now.row


def changes(ledger: str, before: Side, after: Side) -> Iterator[RowPair]:
    """Of what the asker may read on both sides: of a row that has left his scope he is told
    nothing, nor of what it was before it came."""
    sides = before, after
    may = [side.asked.readable(ledger, side.asked.snapshot) for side in sides]
    for pair in _changes(ledger, before, after):
        if all(s is None or read(s.row) for s, read in zip(pair[1:], may, strict=True)):
            yield pair


def _changes(ledger: str, before: Side, after: Side) -> Iterator[RowPair]:
    return differing(before.rows(ledger), after.rows(ledger), _alike)


def columns(pair: RowPair) -> tuple[str, ...]:
    """Which columns of a changed row differ."""
    if pair.before is None or pair.after is None:
        return ()
    was, now = pair.before.row, pair.after.row
    names = was.__struct_fields__
    return tuple(name for name in names if getattr(was, name) != getattr(now, name))


class Causes:
    """The positions of the events behind the changes of one ledger."""

    def __init__(self, ledger: str, before: Side, after: Side) -> None:
        self._ledger, self._before, self._after = ledger, before, after
        since, until = (side.asked.snapshot.position for side in (before, after))
        # Of one moment seen on two days: whatever made the rows what they are.
        self._since = since if since < until else 0

    def of(self, pair: RowPair) -> tuple[int, ...]:
        if self._ledger in STORED:
            return tuple(sorted(self._of_stored(STORED[self._ledger], pair)))
        found: set[int] = set()
        for model, columns in RECKONED[self._ledger].of.items():
            about = [_values(standing, columns) for standing in pair[1:] if standing is not None]
            for source, names in self._sources[model]:
                if any(each <= names for each in about):
                    found |= self._of_stored(model, source)
        return tuple(sorted(found))

    def _of_stored(self, model: Model, pair: RowPair) -> set[int]:
        if isinstance(model, Register):
            snapshot = self._after.asked.snapshot
            return {p for p in snapshot.evidence_of(model, pair.key) if p > self._since}
        return {s.position for s in pair[1:] if s is not None and s.position > self._since}

    @cached_property
    def _sources(self) -> dict[Model, list[tuple[RowPair, frozenset[str]]]]:
        """What became of the rows that a computed ledger is made of, each with what it names."""
        named = _naming(self._after.asked.snapshot)
        found: dict[Model, list[tuple[RowPair, frozenset[str]]]] = {}
        for model in RECKONED[self._ledger].of:
            before, after = (replace(s, year=None) for s in (self._before, self._after))
            if model.valid:
                pairs = _changes(model.name, before, after)
            else:
                before, after = replace(before, valid_at=None), replace(after, valid_at=None)
                pairs = _changes(model.name, before, after) if self._since else _all(model, after)
            found[model] = [(pair, named(pair)) for pair in pairs]
        return found


def _all(model: Model, side: Side) -> Iterator[RowPair]:
    return (Pair(key, row, row) for key, row in side.rows(model.name).items())


def _values(standing: Standing, columns: tuple[str, ...]) -> frozenset[str]:
    values = (getattr(standing.row, name) for name in columns)
    return frozenset(str(plain(value)) for value in values if value is not None)


def _naming(snapshot: Snapshot) -> Callable[[RowPair], frozenset[str]]:
    """All that a row names, and what is named by those whom it names."""

    @cache
    def of_another(register: Register[Any], key: UUID) -> frozenset[str]:
        found = snapshot.row(register, key)
        return frozenset(_texts(found.row)) if found else frozenset()

    def named(pair: RowPair) -> frozenset[str]:
        rows = [standing.row for standing in pair[1:] if standing is not None]
        own = frozenset(text for row in rows for text in _texts(row))
        others = {
            (register, key)
            for column, register in THROUGH.items()
            for row in rows
            if (key := getattr(row, column, None)) is not None
        }
        return own.union(*(of_another(*other) for other in others))

    return named


def _texts(row: Row) -> Iterator[str]:
    """Every text in a row; of a day its month too, by which some rows are grouped."""
    waiting = [msgspec.to_builtins(row)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
            if len(value) == DAY_LENGTH:
                yield value[:MONTH_LENGTH]
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, dict):
            waiting += [*value, *value.values()]
