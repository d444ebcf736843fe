"""The hot loop: events in, changes of tables out. Knows the store only as a source of open rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec

from application.recorded import Recorded
from projections.models import Journal, Key, Model, Register, Step
from projections.presence import Presence, Present
from projections.rows import encoded, key_text, plain, reader, value_text
from projections.store import Changes, OpenRow, TableChanges
from projections.tables import OPEN, PLACES, Shape, shape_of

Fetch = Callable[[Shape, Sequence[str]], Iterable[OpenRow]]
ROWS_IN_MEMORY: Final = 100_000
VALUES_MAX: Final = 4096  # kept as text, a filter
UNTIL: Final = 1  # its index in `Shape.stored`


class FoldFailed(Exception):
    """A read model's function raised: a bug in it. Nothing of the batch is written."""

    def __init__(self, model: str, position: int) -> None:
        super().__init__(f"read model {model} failed at position {position}")
        self.model, self.position = model, position


class Skipped(Exception):
    """The log gave positions with a gap or a repetition: what was folded on would be wrong."""


class _Held:
    """The open row of a key. nth: its number among those that batch `batch` opened."""

    __slots__ = ("batch", "born", "nth", "place", "row")

    def __init__(self, place: int, born: int, row: Any) -> None:
        self.place, self.born, self.row = place, born, row
        self.batch = self.nth = 0


class _Registering:
    """Folds one register.

    rows: the open rows in memory by key, None where there is known to be none. idle: those that
    were not used since the last `trim`. work: what the batch asks of it.
    """

    def __init__(self, register: Register[Any], present: Iterable[Present]) -> None:
        self.model, self.shape, self.presence = register, shape_of(register), Presence(present)
        self.rows: dict[str, _Held | None] = {}
        self.idle: dict[str, _Held | None] = {}
        self.work: list[tuple[Recorded, str, Key, Sequence[Step]]] = []
        self.changes = TableChanges()
        self._columns = reader(self.shape.columns)
        # A cache a filter, since 1 and True are equal: a column holds only one of them.
        self._moving = [
            ("+".join(columns), reader(columns), lru_cache(VALUES_MAX)(value_text))
            for columns in self.shape.moving
        ]
        self._decode = msgspec.json.Decoder(register.row).decode
        self._last = self._nth = 0

    def taker(self, name: str) -> Callable[[Recorded], None]:
        """Puts events of this name to the work."""
        steps, append = self.model.steps[name], self.work.append
        touched = steps[0].touched

        def take_one(recorded: Recorded) -> None:
            for key in touched(recorded):
                append((recorded, key_text(key), key, steps))

        def take_all(recorded: Recorded) -> None:
            for key, found in self.model.touched(recorded).items():
                append((recorded, key_text(key), key, found))

        return take_one if len(steps) == 1 else take_all

    def remember(self, fetch: Fetch | None) -> None:
        """Brings the rows of the work into memory. fetch: None when there are no others."""
        rows, idle = self.rows, self.idle
        unknown = []
        for _, text, _, _ in self.work:
            if text not in rows:
                rows[text] = held = idle.pop(text, None)
                if held is None:
                    unknown.append(text)
        if unknown and fetch:
            for text, place, born, row in fetch(self.shape, unknown):
                rows[text] = _Held(place, born, self._decode(row))

    def fold(self, batch: int) -> None:
        """Does the work. FoldFailed: see there."""
        rows, closed, opened = self.rows, self.changes.closed, self.changes.opened
        for recorded, text, key, steps in self.work:
            held = rows[text]
            row = before = None if held is None else held.row
            try:
                for step in steps:
                    row = step.turn(row, recorded, key)
            except Exception as error:
                raise FoldFailed(self.model.name, recorded.position) from error
            if row is before or row == before:
                continue
            position = recorded.position
            if held is not None:
                if held.batch == batch:
                    opened[held.nth][UNTIL] = position
                else:
                    closed.append((position, held.place))
            if row is not None:
                held = rows[text] = self._open(text, held, row, position, batch)
            elif held is not None:
                self.changes.ended.append((text, position))
                rows[text] = None
            if self._moving and held is not None:
                self._move(before, row, held.born, position)
        self.work.clear()
        self.changes.presence = self.presence.taken()

    def _open(self, text: str, held: _Held | None, row: Any, position: int, batch: int) -> _Held:
        self._nth = self._nth + 1 if position == self._last else 0
        self._last = position
        place = position * PLACES + self._nth
        if held is None:
            held = _Held(place, place, row)
        else:
            held.place, held.row = place, row
        opened = self.changes.opened
        held.batch, held.nth = batch, len(opened)
        columns = plain(self._columns(row))
        opened.append([place, OPEN, held.born, text, *columns, encoded(row)])
        return held

    def _move(self, before: Any, row: Any, born: int, position: int) -> None:
        for filter, read, text in self._moving:
            old = None if before is None else read(before)
            new = None if row is None else read(row)
            if old != new:
                if old is not None:
                    self.presence.leave(filter, text(old), born, position)
                if new is not None:
                    self.presence.enter(filter, text(new), born, position)


class _Journaling:
    """Folds one journal."""

    def __init__(self, journal: Journal[Any]) -> None:
        self.model, self.changes = journal, TableChanges()
        self._columns = reader(journal.columns)

    def taker(self, name: str) -> Callable[[Recorded], None]:
        """Writes the entries of events of this name at once."""
        writers, columns = self.model.writers(name), self._columns

        def take(recorded: Recorded) -> None:
            place, opened = recorded.position * PLACES, self.changes.opened
            for write in writers:
                for row in write(recorded):
                    opened.append([place, *plain(columns(row)), encoded(row)])
                    place += 1

        return take


class Fold:
    """All read models of an epoch, from one position to the next."""

    def __init__(self, models: Sequence[Model], rows_in_memory: int = ROWS_IN_MEMORY) -> None:
        self._models, self._most = tuple(models), rows_in_memory
        self.start(0, {})

    def start(self, position: int, present: Mapping[str, Iterable[Present]]) -> None:
        """Forgets everything: the store is at `position`. present: blocks by register."""
        self.position, self._batch = position, 0
        self.whole = position == 0  # what is not in memory does not exist
        self._tables = [
            _Registering(model, present.get(model.name, ()))
            if isinstance(model, Register)
            else _Journaling(model)
            for model in self._models
        ]
        self._registers = [table for table in self._tables if isinstance(table, _Registering)]
        self._routes: dict[str, list[tuple[str, Callable[[Recorded], None]]]] = {}

    def changes(self, news: Sequence[Recorded], fetch: Fetch) -> Changes:
        """What these events, the next ones of the log, change. FoldFailed, Skipped: see there."""
        after, self._batch = self.position, self._batch + 1
        self._distribute(news)
        for register in self._registers:
            register.remember(None if self.whole else fetch)
            register.fold(self._batch)
        changes = Changes(
            after, self.position, len(news), [table.changes for table in self._tables]
        )
        for table in self._tables:
            table.changes = TableChanges()
        return changes

    def _distribute(self, news: Sequence[Recorded]) -> None:
        """Gives every event to the tables that it concerns; journals are done then."""
        for recorded in news:
            if recorded.position != self.position + 1:
                raise Skipped(f"position {recorded.position} came after {self.position}")
            self.position = recorded.position
            name = recorded.name
            for model, take in self._routes.get(name) or self._route(name):
                try:
                    take(recorded)
                except Exception as error:
                    raise FoldFailed(model, recorded.position) from error

    def _route(self, name: str) -> list[tuple[str, Callable[[Recorded], None]]]:
        concerned = [table for table in self._tables if table.model.concerns(name)]
        return self._routes.setdefault(
            name, [(table.model.name, table.taker(name)) for table in concerned]
        )

    @property
    def full(self) -> bool:
        """Whether `trim` is due."""
        return sum(len(register.rows) for register in self._registers) > self._most // 2

    def trim(self) -> None:
        """Forgets the rows not used since the last call. All changes must be in the store."""
        self.whole = False
        for register in self._registers:
            register.idle, register.rows = register.rows, {}
