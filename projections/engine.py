"""Runs the read models of one epoch: reads the log, folds, writes; each batch is all or nothing."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from application.recorded import Recorded
from projections.folding import ROWS_IN_MEMORY, Fold
from projections.models import Model
from projections.pipeline import Pipeline
from projections.store import OpenRow, Store
from projections.tables import Shape

BATCH: Final = 5_000  # events: what a transaction costs is nothing then, and memory stays small
WORTH_A_PROCESS: Final = 20_000  # events


class Feed(Protocol):
    """The log as the read side sees it; `application.log.EventLog` is one."""

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        """The events beyond a position, in order, none missing."""
        ...

    def position(self) -> int:
        """The last position; 0 for an empty log."""
        ...

    def position_at(self, moment: datetime) -> int:
        """The last position recorded at or before `moment`."""
        ...


class Engine:
    """Folds a log into a store. Several may run on one store: each event is folded once."""

    def __init__(
        self,
        store: Store,
        models: Sequence[Model],
        feed: Feed,
        rows_in_memory: int = ROWS_IN_MEMORY,
    ) -> None:
        self.store, self._feed = store, feed
        self._fold = Fold(models, rows_in_memory)
        self._knows = False  # whether the fold stands where the store does

    def catch_up(self, upto: int | None = None, batch: int = BATCH) -> int:
        """Folds what is new, up to a position or the log's end; gives the position reached."""
        while self.step(batch, upto):
            pass
        return self._fold.position

    def step(self, limit: int = BATCH, upto: int | None = None) -> bool:
        """Folds at most `limit` events in one transaction. False: there were none.

        When anything fails, nothing is written, and the next step begins where the store stands.
        """
        if not self._knows:
            self._look()
        news = self._next(limit, upto)
        if not news:
            return False
        self._knows = False
        with without_gc(), self.store.writing() as tx:
            if self.store.bookmark(tx, lock=True) != self._fold.position:
                return True  # another runner was here: look again
            fetch = partial(self.store.open_rows, tx)
            self.store.write(tx, self._fold.changes(news, fetch))
        self._knows = True
        if self._fold.full:
            self._fold.trim()
        return True

    def build(self, upto: int, told: Callable[[int], None], batch: int = BATCH) -> None:
        """As `catch_up`, for much: a second process writes while this one folds.

        Nobody else may fold into this store meanwhile. told: the position, after each batch.
        """
        if not self._knows:
            self._look()
        if not self._fold.whole:
            self.store.index_keys()
        if upto - self._fold.position < WORTH_A_PROCESS:
            while self.step(batch, upto):
                told(self._fold.position)
            return
        self._knows = False
        with Pipeline(self.store) as pipeline, without_gc():
            while news := self._next(batch, upto):
                pipeline.send(self._fold.changes(news, self._fetch))
                if self._fold.full:
                    pipeline.drain()
                    self.store.index_keys()
                    self._fold.trim()
                told(self._fold.position)
        self._knows = True

    def _next(self, limit: int, upto: int | None) -> Sequence[Recorded]:
        if upto is not None:
            limit = min(limit, upto - self._fold.position)
        return self._feed.read(self._fold.position, limit) if limit > 0 else ()

    def _fetch(self, shape: Shape, keys: Sequence[str]) -> list[OpenRow]:
        with self.store.reading() as tx:
            return self.store.open_rows(tx, shape, keys)

    def _look(self) -> None:
        with self.store.reading() as tx:
            self._fold.start(self.store.bookmark(tx), self.store.present(tx))
        self._knows = True


@contextmanager
def without_gc() -> Iterator[None]:
    """Events and rows form no cycles: looking for some among them took half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
