"""Asking the read side: any ledger, as of any moment, with the positions that explain it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from time import monotonic, sleep
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec
from sqlalchemy.exc import OperationalError

from application.recorded import Clock
from projections.counts import Count, Counts
from projections.engine import Feed
from projections.epochs import Epochs, Reading
from projections.filters import Filters, Unanswerable, no_business_date, values_of
from projections.ledgers.audit import L_AUDIT
from projections.models import Journal, Model, Register, Row
from projections.pages import Asked, count_sql, counts_sql, key_sql, page_sql
from projections.rows import key_text, value_text
from projections.tables import BLOCK, by, place_of, position_of, shape_of

R = TypeVar("R", bound=Row)
PAGE: Final = 50
POLL_SECONDS: Final = 0.005

# The database of the read side does not answer: it was removed, its disk is full, it is down.
Unavailable: Final = OperationalError


class Line(NamedTuple, Generic[R]):
    """One line of a ledger. position: of the event that made it so. cursor: `after` it begins the
    next page. key: as text, for registers."""

    row: R
    position: int
    cursor: int
    key: str | None


class Lag(NamedTuple):
    """How far the read side is behind the log. seconds: how long the oldest event waits."""

    position: int
    events: int
    seconds: float


class Snapshot:
    """The read side as it stood at `position`: whoever asks later gets the same answers."""

    def __init__(self, reading: Reading, position: int) -> None:
        self.position = position
        self._reading, self._tx = reading, reading.tx
        self._moment = {"at": position, "bound": place_of(position + 1)}

    def before(self, position: int) -> "Snapshot":
        """The same as it stood at an earlier position; itself for a later one."""
        return Snapshot(self._reading, min(position, self.position))

    @property
    def latest(self) -> "Snapshot":
        """The same read side as far as it goes."""
        return Snapshot(self._reading, self._reading.bookmark)

    @property
    def known_at(self) -> datetime:
        """When the last event that it knows was recorded."""
        last = self.entries(L_AUDIT, limit=1, newest_first=True)
        return last[0].row.recorded_at if last else datetime.max.replace(tzinfo=UTC)

    def rows(
        self,
        register: Register[R],
        filters: Filters | None = None,
        *,
        after: int | None = None,
        limit: int | None = PAGE,
        newest_first: bool = False,
        valid_at: date | None = None,
    ) -> list[Line[R]]:
        """A page, in the order in which the keys came into being.

        after: the cursor of the line before. limit: lines at most; None: all of them.
        """
        return self._page(register, filters, after, limit, newest_first, valid_at)

    def entries(
        self,
        journal: Journal[R],
        filters: Filters | None = None,
        *,
        after: int | None = None,
        limit: int | None = PAGE,
        newest_first: bool = False,
        valid_at: date | None = None,
    ) -> list[Line[R]]:
        """A page, in the order of the log; otherwise as `rows`."""
        return self._page(journal, filters, after, limit, newest_first, valid_at)

    def all(
        self,
        model: Register[R] | Journal[R],
        *,
        valid_at: date | None = None,
        beyond: str | None = None,
        **filters: Any,
    ) -> list[R]:
        """Every row, in order, without what explains it: fast, for sums.

        beyond: a column with a day that must lie after `valid_at`.
        """
        lines = self._page(model, filters, None, None, False, valid_at, beyond)
        return [line.row for line in lines]

    def count(
        self,
        model: Register[R] | Journal[R],
        filters: Filters | None = None,
        *,
        valid_at: date | None = None,
    ) -> int:
        """How many rows there are, over all pages."""
        asked, parameters = self._asked(model, filters or {}, valid_at)
        return int(self._tx.scalars(count_sql(asked), parameters).one())

    def counts(
        self,
        model: Register[R] | Journal[R],
        groups: tuple[str, ...],
        *,
        valid_at: date | None = None,
        within: tuple[tuple[str, str], ...] = (),
    ) -> dict[tuple[Any, ...], Counts]:
        """How many rows each group has, without fetching one: for big ledgers.

        groups: of the model's `counted` columns; within: first and last day of periods, of them
        too, in one of which `valid_at` must lie for a row to be counted as within.
        """
        asked, parameters = self._asked(model, {}, valid_at)
        spans = tuple((by(first), by(last)) for first, last in within)
        found = self._tx.execute(counts_sql(asked, tuple(map(by, groups)), spans), parameters)
        return {
            tuple(group): Counts(Count(many, place), Count(inside, last or 0))
            for *group, many, place, inside, last in found
        }

    def row(self, register: Register[R], *key: Any) -> Line[R] | None:
        """The row of a key; None when it has none."""
        found = self._versions(register, key_text(key), count=1)
        return found[0][0] if found else None

    def history(self, register: Register[R], *key: Any) -> list[Line[R]]:
        """All rows that a key has had, oldest first."""
        return [line for line, _ in self._versions(register, key_text(key))]

    def evidence(self, register: Register[R], *key: Any) -> list[int]:
        """The positions of all events that made a key's row what it is, or ended it."""
        return self.evidence_of(register, key_text(key))

    def evidence_of(self, register: Register[R], key: str) -> list[int]:
        """The same, of a key as text."""
        versions = self._versions(register, key)
        ends = {until for _, until in versions if until <= self.position}
        return sorted(ends.union(line.position for line, _ in versions))

    def _versions(
        self, register: Register[R], key: str, count: int | None = None
    ) -> list[tuple[Line[R], int]]:
        sql = key_sql(shape_of(register).table, versions=count is None)
        decode = _decoder(register.row)
        return [
            (Line(decode(row), position_of(place), born, key), until)
            for row, place, born, until in self._tx.execute(sql, {**self._moment, "key": key})
        ]

    def _page(
        self,
        model: Register[R] | Journal[R],
        filters: Filters | None,
        after: int | None,
        limit: int | None,
        newest_first: bool,
        valid_at: date | None,
        beyond: str | None = None,
    ) -> list[Line[R]]:
        asked, parameters = self._asked(model, filters or {}, valid_at)
        if after is None:
            after = self._moment["bound"] if newest_first else -1
        parameters |= {"after": after, "first": after - after % BLOCK, "limit": limit}
        beyond = beyond and by(beyond)
        asked = asked._replace(newest_first=newest_first, limited=limit is not None, beyond=beyond)
        found = self._tx.execute(page_sql(asked), parameters).all()
        decode = _decoder(model.row)
        return [Line(decode(row), position_of(at), order, key) for row, at, order, key in found]

    def _asked(
        self, model: Model, filters: Filters, valid_at: date | None
    ) -> tuple[Asked, dict[str, Any]]:
        shape, values = shape_of(model), values_of(model, filters)
        parameters: dict[str, Any] = {**self._moment}
        parameters |= {by(name): value for name, value in values.items() if value is not None}
        if valid_at is not None:
            if not shape.valid:
                raise no_business_date(shape.name)
            parameters["valid"] = valid_at.isoformat()
        moving = max((f for f in shape.moving if values.keys() >= set(f)), key=len, default=())
        if moving:
            value = value_text([values[name] for name in moving])
            parameters |= {"ledger": shape.name, "filter": "+".join(moving), "value": value}
        asked = Asked(
            table=shape.table,
            register=shape.register,
            filters=tuple((by(name), value is not None) for name, value in values.items()),
            valid=tuple(map(by, shape.valid)) if valid_at else (),
            moving=bool(moving),
        )
        return asked, parameters


class ReadSide:
    """The current epoch, whichever it is at the moment."""

    def __init__(self, epochs: Epochs, feed: Feed, clock: Clock) -> None:
        self._epochs, self._feed, self._clock = epochs, feed, clock

    @contextmanager
    def at(self, as_of: int | datetime | None = None) -> Iterator[Snapshot]:
        """As of a position, or of a moment: what the log knew then. None: all that is folded.

        Unanswerable: as_of_unknown, as_of_in_future, as_of_without_zone, read_side_behind.
        NotBuilt: see there.
        """
        with self._epochs.reading() as reading:
            yield Snapshot(reading, self._position(as_of, reading.bookmark))

    def wait_for(self, position: int, timeout: float) -> bool:
        """Whether everything up to `position` is folded, waiting up to `timeout` seconds."""
        deadline = monotonic() + timeout
        while True:
            with self._epochs.reading() as reading:
                if reading.bookmark >= position:
                    return True
            if monotonic() >= deadline:
                return False
            sleep(POLL_SECONDS)

    def position_at(self, moment: datetime) -> int:
        """How far the log had come by then, whether or not it is folded."""
        return self._feed.position_at(moment)

    def lag(self) -> Lag:
        """How far it is behind."""
        with self._epochs.reading() as reading:
            bookmark = reading.bookmark
        if not (oldest := self._feed.read(bookmark, 1)):
            return Lag(bookmark, 0, 0.0)
        waits = (self._clock() - oldest[0].recorded_at).total_seconds()
        return Lag(bookmark, self._feed.position() - bookmark, max(waits, 0.0))

    def _position(self, as_of: int | datetime | None, bookmark: int) -> int:
        if as_of is None:
            return bookmark
        if isinstance(as_of, datetime):
            as_of = self._position_at(as_of)
        elif not 0 <= as_of <= max(bookmark, self._feed.position()):
            raise Unanswerable(
                "as_of_unknown",
                f"日志中没有位置{as_of}，请核对后重试。",
                f"The log has no position {as_of}; check it and ask again.",
            )
        if as_of > bookmark:
            raise Unanswerable(
                "read_side_behind",
                "台账正在更新，请稍后重试。",
                "The ledgers have not come that far yet; ask again in a moment.",
            )
        return as_of

    def _position_at(self, moment: datetime) -> int:
        if moment.tzinfo is None:
            raise Unanswerable(
                "as_of_without_zone",
                "时间须带时区，例如 2022-12-31T24:00:00+08:00。",
                "Give the time with its zone, such as 2022-12-31T23:59:59+08:00.",
            )
        if moment > self._clock():
            raise Unanswerable(
                "as_of_in_future",
                "不能查询将来时刻，请改用现在或以前的时刻。",
                "That moment has not come; ask as of now or earlier.",
            )
        return self._feed.position_at(moment)


@cache
def _decoder(row: type[R]) -> Callable[[str], R]:
    return msgspec.json.Decoder(row).decode
