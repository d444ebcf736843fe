"""ARCHIVES 档案名册: every entry of every archive, with the days on which it was fresh (SYS-07).

It holds nothing personal: which fields are held, not what they say.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.archive import (
    FRESH_FOR,
    ArchiveBatchImported,
    EntryClosed,
    EntryMovedToGrid,
    EntryRegistered,
    EntryRestricted,
    EntryRestrictionLifted,
    EntryUpdated,
    EntryVerified,
)
from domain.kernel import Label, local_date
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace
ONE_DAY: Final = timedelta(days=1)


class ArchiveRow(Row, frozen=True, array_like=True, gc=False):
    """state: DRAFT, LIVE, CLOSED, RESTRICTED. by_consent: which of the fields are held by consent.

    live_from, live_until: first verified, and the last day before it was closed or restricted.
    fresh_from, fresh_until: the last unbroken time in which it was verified within 180 days;
    before_from, before_until: the one before; earlier: those before that, lapsed: whether there
    are any. verified: position of the last verification.
    """

    book: UUID
    entry: UUID
    kind: str
    community: str
    grid: str
    state: str
    person: UUID | None = None
    unit: UUID | None = None
    fields: tuple[str, ...] = ()
    by_consent: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    live_from: date | None = None
    live_until: date | None = None
    fresh_from: date | None = None
    fresh_until: date | None = None
    before_from: date | None = None
    before_until: date | None = None
    verified: int | None = None
    lapsed: bool = False
    earlier: tuple[tuple[date, date], ...] = ()

    def live_on(self, day: date) -> bool:
        begun = self.live_from is not None and self.live_from <= day
        return begun and (self.live_until is None or day <= self.live_until)

    def fresh_on(self, day: date) -> bool:
        """Verified within 180 days before `day`, whatever was known of it later."""
        last_two = (self.before_from, self.before_until), (self.fresh_from, self.fresh_until)
        spans = (*self.earlier, *last_two)
        known = any(first and last and first <= day <= last for first, last in spans)
        return known and self.live_on(day)


ARCHIVES: Final = Register(
    name="ARCHIVES",
    title=Label("档案名册", "Archive entries", "檔案名冊"),
    row=ArchiveRow,
    filters=("grid", "kind", "person", "lapsed"),
    valid=("live_from", "live_until"),
    counted=(
        "community",
        "grid",
        "kind",
        "state",
        "live_from",
        "live_until",
        "fresh_from",
        "fresh_until",
        "before_from",
        "before_until",
    ),
)


def _key(recorded: Recorded) -> Key:
    return (recorded.stream, recorded.event.entry)


def _begun(recorded: Recorded, line: Any) -> ArchiveRow:
    fact, day = recorded.event, line.verified_on
    return ArchiveRow(
        recorded.stream,
        line.entry,
        fact.kind,
        fact.community,
        fact.grid,
        "LIVE" if day else "DRAFT",
        line.person,
        line.unit,
        tuple(detail.field for detail in line.details),
        tuple(detail.field for detail in line.details if detail.basis == "CONSENT"),
        live_from=day,
        fresh_from=day,
        fresh_until=day and day + FRESH_FOR,
        verified=recorded.position if day else None,
    )


@ARCHIVES.opens(EntryRegistered, key=lambda recorded: (recorded.stream, recorded.event.line.entry))
def registered(recorded: Recorded) -> ArchiveRow:
    return _begun(recorded, recorded.event.line)


def _lines(recorded: Recorded) -> Iterator[Key]:
    return ((recorded.stream, line.entry) for line in recorded.event.lines)


@ARCHIVES.each(ArchiveBatchImported, keys=_lines)
def imported(row: ArchiveRow | None, recorded: Recorded, key: Key) -> ArchiveRow:
    lines = recorded.event.lines
    return _begun(recorded, lines[bisect_left(lines, key[1], key=attrgetter("entry"))])


@ARCHIVES.on(EntryVerified, key=_key)
def verified(row: ArchiveRow, recorded: Recorded) -> ArchiveRow:
    day = recorded.event.on
    if row.fresh_until is not None and row.fresh_until + ONE_DAY < day:
        row = _lapsed(row)
    return Replace(
        row,
        state="LIVE",
        live_from=row.live_from or day,
        fresh_from=row.fresh_from or day,
        fresh_until=day + FRESH_FOR,
        verified=recorded.position,
    )


def _lapsed(row: ArchiveRow) -> ArchiveRow:
    """Its fresh time is over, and another begins."""
    older = row.earlier
    if row.before_from and row.before_until:
        older = (*older, (row.before_from, row.before_until))
    return Replace(
        row,
        fresh_from=None,
        before_from=row.fresh_from,
        before_until=row.fresh_until,
        lapsed=bool(older),
        earlier=older,
    )


@ARCHIVES.on(EntryUpdated, key=_key)
def updated(row: ArchiveRow, recorded: Recorded) -> ArchiveRow:
    fact = recorded.event
    gone = {*fact.removed, *(detail.field for detail in fact.details)}
    consented = (detail.field for detail in fact.details if detail.basis == "CONSENT")
    left = tuple(code for code in row.fields if code not in fact.removed)
    return Replace(
        row,
        unit=fact.unit,
        fields=tuple(dict.fromkeys((*left, *(detail.field for detail in fact.details)))),
        by_consent=(*(code for code in row.by_consent if code not in gone), *consented),
    )


@ARCHIVES.on(EntryMovedToGrid, key=_key)
def moved(row: ArchiveRow, recorded: Recorded) -> ArchiveRow:
    return Replace(row, grid=recorded.event.grid, community=recorded.event.community)


@ARCHIVES.on(EntryClosed, key=_key)
def closed(row: ArchiveRow, recorded: Recorded) -> ArchiveRow:
    return _ended(row, "CLOSED", recorded.event.on)


@ARCHIVES.on(EntryRestricted, key=_key)
def restricted(row: ArchiveRow, recorded: Recorded) -> ArchiveRow:
    fields = recorded.event.fields
    if fields:
        return Replace(row, restricted=tuple(dict.fromkeys((*row.restricted, *fields))))
    return _ended(row, "RESTRICTED", local_date(recorded.occurred_at))


@ARCHIVES.on(EntryRestrictionLifted, key=_key)
def released(row: ArchiveRow, recorded: Recorded) -> ArchiveRow:
    """The whole entry counts as if it had never been restricted."""
    fields = recorded.event.fields
    if fields:
        return Replace(row, restricted=tuple(code for code in row.restricted if code not in fields))
    return Replace(row, state="LIVE" if row.verified else "DRAFT", live_until=None)


def _ended(row: ArchiveRow, state: str, on: date) -> ArchiveRow:
    """It counts no more from `on`; what was restricted before stays ended then."""
    last = min(on - ONE_DAY, row.live_until or date.max)
    return Replace(row, state=state, live_until=last)
