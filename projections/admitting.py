"""The frozen record, with what rulings admit to it (AM-11): see docs/adr/0015."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from projections.filters import Filters
from projections.models import Journal, Key, Model, Register, Row
from projections.reading import Line, Snapshot


@dataclass(frozen=True, slots=True)
class Admission:
    """These records are known as of `position`, everything else as of the freeze."""

    records: frozenset[UUID]
    position: int


class Admitting(Snapshot):
    """Reads as the snapshot of the freeze does, but rows of admitted records as of their ruling.

    A row is of a record if the record's id is in its key; an entry of a journal, if it names it.
    A later ruling on the same record overrides an earlier one. Only whole ledgers are read so.
    """

    def __init__(self, latest: Snapshot, frozen: int, admissions: Iterable[Admission]) -> None:
        super().__init__(latest._reading, frozen)
        self._layers = [(latest.before(a.position), a.records) for a in admissions]

    def row(self, register: Register[Any], *key: Any) -> Line[Any] | None:
        for later, records in reversed(self._layers):
            if not records.isdisjoint(key):
                return later.row(register, *key)
        return super().row(register, *key)

    def _page(
        self,
        model: Model,
        filters: Filters | None,
        after: int | None,
        limit: int | None,
        newest_first: bool,
        valid_at: date | None,
        beyond: str | None = None,
    ) -> list[Line[Any]]:
        asked = (model, filters, after, limit, newest_first, valid_at, beyond)
        lines = super()._page(*asked)
        if limit is None:
            for later, records in self._layers:
                lines = _admit(model, lines, later._page(*asked), records)
        return lines


def _admit(
    model: Model, frozen: list[Line[Any]], later: list[Line[Any]], records: frozenset[UUID]
) -> list[Line[Any]]:
    if isinstance(model, Journal):
        known = {line.cursor for line in frozen}
        new = (line for line in later if line.cursor not in known)
        return [*frozen, *(line for line in new if _names(line.row, records))]
    texts = [str(record) for record in records]

    def of_them(line: Line[Any]) -> bool:
        return any(text in (line.key or "") for text in texts)

    admitted = {line.key: line for line in later if of_them(line)}
    kept = [admitted.pop(line.key, None) if of_them(line) else line for line in frozen]
    return [*(line for line in kept if line is not None), *admitted.values()]


def _names(row: Row, records: frozenset[UUID]) -> bool:
    values = msgspec.structs.astuple(row)
    return any(v in records for v in values if isinstance(v, UUID)) or any(
        not records.isdisjoint(v) for v in values if isinstance(v, tuple) and _hashable(v)
    )


def _hashable(values: Key) -> bool:
    return all(isinstance(value, UUID) for value in values)
