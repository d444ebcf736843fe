"""Temporary reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from sqlalchemy import select

from projections.databases import Address
from projections.engine import Engine
from projections.models import Register
from projections.rows import plain
from projections.store import Store
from projections.tables import PLACES, by, shape_of


@dataclass
class Lag:
    head: int
    position: int
    events: int
    seconds: float


class Snapshot:
    def __init__(self, store: Store, position: int) -> None:
        self._store, self.position = store, position

    def _query(self, model: Any, filters: dict[str, Any]) -> Any:
        t = self._store.tables.of[model.name]
        q = select(t.c.place, t.c.row).where(t.c.place < (self.position + 1) * PLACES)
        if isinstance(model, Register):
            q = q.where(t.c.until > self.position)
        for name, value in filters.items():
            q = q.where(t.c[by(name)] == plain(value))
        return t, q

    def all(self, model: Any, **filters: Any) -> list[Any]:
        t, q = self._query(model, filters)
        decode = msgspec.json.Decoder(model.row).decode
        with self._store.reading() as tx:
            return [decode(row) for _, row in tx.execute(q.order_by(t.c.place))]

    def page(
        self,
        model: Any,
        filters: dict[str, Any],
        *,
        valid_at: date | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> list[tuple[Any, str]]:
        t, q = self._query(model, filters)
        order = t.c.born if isinstance(model, Register) else t.c.place
        if after is not None:
            q = q.where(order > int(after))
        q = q.add_columns(order).order_by(order).limit(limit)
        decode = msgspec.json.Decoder(model.row).decode
        with self._store.reading() as tx:
            return [(decode(row), str(b)) for _, row, b in tx.execute(q)]


class ReadSide:
    def __init__(self, folder: Path, models: Any, feed: Any) -> None:
        address = Address(str(folder / "read-1.db"))
        fresh = not (folder / "read-1.db").exists()
        self._store = Store(address, [shape_of(m) for m in models], create=fresh)
        if fresh:
            self._store.index_keys()
            self._store.index_pages()
        self._engine, self._feed = Engine(self._store, models, feed), feed
        self._lock = Lock()

    def position(self) -> int:
        with self._store.reading() as tx:
            return self._store.bookmark(tx)

    def catch_up(self) -> int:
        with self._lock:
            return self._engine.catch_up()

    def at(self, position: int | None) -> Snapshot:
        return Snapshot(self._store, self.position() if position is None else position)

    def wait_for(self, position: int, timeout: float) -> bool:
        if self.position() < position:
            self.catch_up()
        return True

    def lag(self) -> Lag:
        head, here = self._feed.position(), self.position()
        return Lag(head, here, head - here, 0.0)

    def close(self) -> None:
        self._store.engine.dispose()
