"""The hot loop: events in, changes of tables out. Knows the store only as a source of open rows."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from application.recorded import Recorded
from projections.models import Journal, Key, Model, Register, Step
from projections.presence import Presence, Present
from projections.rows import encoded, key_text, plain, reader, value_text
from projections.store import Changes, OpenRow, TableChanges
from projections.tables import BLOCK, OPEN, PLACES, Shape, shape_of

Fetch = Callable[[Shape, Sequence[str]], Iterable[OpenRow]]
ROWS_IN_MEMORY: Final = 100_000
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

    def __init__(self, register: Register[Any], presence: Presence) -> None:
        self.model, self.shape, self.presence = register, shape_of(register), presence
        self.rows: dict[str, _Held | None] = {}
        self.idle: dict[str, _Held | None] = {}
        self.work: list[tuple[Recorded, str, Key, Sequence[Step]]] = []
        self.changes = TableChanges([], [], [])
        self._columns = reader(self.shape.columns)
        self._moving = [("+".join(columns), reader(columns)) for columns in self.shape.moving]
        self._decode = msgspec.json.Decoder(register.row).decode
        self._last = self._nth = 0

    def take(self, recorded: Recorded) -> None:
        steps = self.model.steps[recorded.name]
        if len(steps) == 1 and steps[0].key:  # nearly always, so without a dict
            if (key := steps[0].key(recorded)) is not None:
                self.work.append((recorded, key_text(key), key, steps))
            return
        for key, steps in self.model.touched(recorded).items():
            self.work.append((recorded, key_text(key), key, steps))

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
            if row is None:
                self.changes.ended.append((text, position))
                rows[text] = None
            else:
                rows[text] = self._open(text, held, row, position, batch)
            if self._moving:
                self._move(before, row, (held or rows[text]).born, position)
        self.work = []

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
        low = born - born % BLOCK
        for filter, read in self._moving:
            old = None if before is None else read(before)
            new = None if row is None else read(row)
            if old != new:
                if old is not None:
                    self.presence.leave((self.shape.name, filter, value_text(old), low), position)
                if new is not None:
                    self.presence.enter((self.shape.name, filter, value_text(new), low), position)


class _Journaling:
    """Folds one journal."""

    def __init__(self, journal: Journal[Any]) -> None:
        self.model, self.changes = journal, TableChanges([], [], [])
        self._columns = reader(journal.columns)

    def take(self, recorded: Recorded) -> None:
        place, opened = recorded.position * PLACES, self.changes.opened
        for write in self.model.writers(recorded.name):
            for row in write(recorded):
                opened.append([place, *plain(self._columns(row)), encoded(row)])
                place += 1


class Fold:
    """All read models of an epoch, from one position to the next."""

    def __init__(self, models: Sequence[Model], rows_in_memory: int = ROWS_IN_MEMORY) -> None:
        self._models, self._most = tuple(models), rows_in_memory
        self.start(0, ())

    def start(self, position: int, present: Iterable[Present]) -> None:
        """Forgets everything: the store is at `position`."""
        self.position, self._batch = position, 0
        self._whole = position == 0  # what is not in memory does not exist
        self._presence = Presence(present)
        self._tables = [
            _Registering(model, self._presence)
            if isinstance(model, Register)
            else _Journaling(model)
            for model in self._models
        ]
        self._registers = [table for table in self._tables if isinstance(table, _Registering)]
        self._routes: dict[str, Sequence[_Registering | _Journaling]] = {}

    def changes(self, news: Sequence[Recorded], fetch: Fetch) -> Changes:
        """What these events, the next ones of the log, change. FoldFailed, Skipped: see there."""
        after, self._batch = self.position, self._batch + 1
        self._distribute(news)
        for table in self._registers:
            table.remember(None if self._whole else fetch)
            table.fold(self._batch)
        tables = [table.changes for table in self._tables]
        for each in self._tables:
            each.changes = TableChanges([], [], [])
        return Changes(after, self.position, tables, self._presence.taken())

    def _distribute(self, news: Sequence[Recorded]) -> None:
        """Gives every event to the tables that it concerns; journals are done then."""
        for recorded in news:
            if recorded.position != self.position + 1:
                raise Skipped(f"position {recorded.position} came after {self.position}")
            self.position = recorded.position
            for table in self._route(recorded.name):
                try:
                    table.take(recorded)
                except Exception as error:
                    raise FoldFailed(table.model.name, recorded.position) from error

    def _route(self, name: str) -> Sequence[_Registering | _Journaling]:
        found = self._routes.get(name)
        if found is None:
            found = [table for table in self._tables if table.model.concerns(name)]
            self._routes[name] = found
        return found

    @property
    def full(self) -> bool:
        """Whether `trim` is due."""
        return sum(len(table.rows) for table in self._registers) > self._most // 2

    def trim(self) -> None:
        """Forgets the rows not used since the last call. All changes must be in the store."""
        self._whole = False
        for table in self._registers:
            table.idle, table.rows = table.rows, {}
