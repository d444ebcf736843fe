"""What happens to archives. Personal fields are sealed for the person or thing they describe."""

from dataclasses import replace
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.archive.catalogue import ArchiveKind, FieldCode
from domain.archive.state import (
    Archive,
    CloseReason,
    Entry,
    EntryState,
    HeldDetail,
    ReleaseGround,
    RestrictionReason,
)
from domain.kernel import Event, Value
from domain.vocabulary import CommunityCode, Digest, GridCode, PlaceCode


class HeldEntry(Value):
    """An entry as it begins. A person's entry has the person's id: so its key is his.

    household: the entry of the household a resident belongs to. unit: whose credit code the shop
    has. verified_on: last seen on the spot; None: never, it is a draft.
    """

    sealed_for: ClassVar[str | None] = "entry"
    describes: ClassVar[bool] = True

    entry: UUID
    person: UUID | None = None
    household: UUID | None = None
    place: PlaceCode | None = None
    unit: UUID | None = None
    minor: bool = False
    verified_on: date | None = None
    details: tuple[HeldDetail, ...] = ()

    def begun(self, grid: str) -> Entry:
        state = EntryState.DRAFT if self.verified_on is None else EntryState.LIVE
        entry = Entry(self.entry, grid, state, self.person, self.unit, self.minor, self.verified_on)
        return entry.with_details(self.details, ())


class EntryRegistered(Event[Archive], name="archive.registered"):
    """consent_forms: SHA-256 of the scanned forms, where something is held by consent."""

    kind: ArchiveKind
    grid: GridCode
    community: CommunityCode
    line: HeldEntry
    consent_forms: Digest | None = None

    def apply(self, state: Archive) -> Archive:
        book = replace(state, grid=self.grid, kind=self.kind)
        return book.with_entries(self.line.begun(self.grid))


class ArchiveBatchImported(Event[Archive], name="archive.batch_imported"):
    """Up to 500 entries of one kind and grid, from part `part` of a file with `file_lines`.

    lines: in the order of their ids.
    """

    kind: ArchiveKind
    grid: GridCode
    community: CommunityCode
    file: Digest
    part: int
    file_lines: int
    count: int
    lines: tuple[HeldEntry, ...]
    consent_forms: Digest | None = None

    def apply(self, state: Archive) -> Archive:
        parts = state.parts | {(self.file, self.part)}
        book = replace(state, grid=self.grid, kind=self.kind, parts=parts)
        return book.with_entries(*(line.begun(self.grid) for line in self.lines))


class EntryVerified(Event[Archive], name="archive.verified"):
    entry: UUID
    on: date

    def apply(self, state: Archive) -> Archive:
        return state.changed(self.entry, state=EntryState.LIVE, verified_on=self.on)


class EntryUpdated(Event[Archive], name="archive.updated", sealed_for="entry"):
    """Only what changed. unit: of the credit code as it is now."""

    describes: ClassVar[bool] = True

    entry: UUID
    details: tuple[HeldDetail, ...]
    removed: tuple[FieldCode, ...] = ()
    unit: UUID | None = None
    minor: bool = False
    consent_forms: Digest | None = None

    def apply(self, state: Archive) -> Archive:
        entry = state.entries[self.entry].with_details(self.details, self.removed)
        return state.with_entries(replace(entry, unit=self.unit, minor=self.minor))


class EntryMovedToGrid(Event[Archive], name="archive.moved"):
    """It stays in its book, where its sealed texts can be opened; its grid is another."""

    entry: UUID
    from_grid: GridCode
    grid: GridCode
    community: CommunityCode
    on: date

    def apply(self, state: Archive) -> Archive:
        return state.changed(self.entry, grid=self.grid)


class EntryClosed(Event[Archive], name="archive.closed"):
    entry: UUID
    reason: CloseReason
    on: date

    def apply(self, state: Archive) -> Archive:
        return state.changed(self.entry, state=EntryState.CLOSED, closed_on=self.on)


class EntryRestricted(Event[Archive], name="archive.restricted"):
    """These fields, or the whole entry, are kept and protected, and shown for no office's purpose.

    fields: empty for the whole entry.
    """

    entry: UUID
    fields: tuple[FieldCode, ...] = ()
    reason: RestrictionReason

    def apply(self, state: Archive) -> Archive:
        entry, fields = state.entries[self.entry], frozenset(self.fields)
        if not fields:
            shut = {"state": EntryState.RESTRICTED, "shut_for": self.reason}
            return state.changed(self.entry, **shut)
        by_withdrawal = self.reason is RestrictionReason.CONSENT_WITHDRAWN
        withdrawn = entry.withdrawn | (fields - entry.restricted if by_withdrawal else frozenset())
        return state.changed(self.entry, restricted=entry.restricted | fields, withdrawn=withdrawn)


class EntryRestrictionLifted(Event[Archive], name="archive.restriction_lifted"):
    """They may be used again. fields: empty for the whole entry; what was restricted field by
    field stays so."""

    entry: UUID
    fields: tuple[FieldCode, ...] = ()
    ground: ReleaseGround

    def apply(self, state: Archive) -> Archive:
        entry, fields = state.entries[self.entry], frozenset(self.fields)
        if not fields:
            known = EntryState.DRAFT if entry.verified_on is None else EntryState.LIVE
            return state.changed(self.entry, state=known, shut_for=None)
        left = {"restricted": entry.restricted - fields, "withdrawn": entry.withdrawn - fields}
        return state.changed(self.entry, **left)
