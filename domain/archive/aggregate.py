"""Archives 信息档案 (SYS-07): a book for each grid and kind, its entries read one by one.

A book, not a stream an entry: 500 imported entries are one event, and whoever touches one
afterwards writes one small event. 114,000 entries touched 1.1 times cost some 126,000 events.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from domain.access import Part, Purpose
from domain.archive.catalogue import ArchiveKind, fields_for
from domain.archive.entering import ImportBatch, RegisterEntry
from domain.archive.events import (
    ArchiveBatchImported,
    EntryClosed,
    EntryMovedToGrid,
    EntryRegistered,
    EntryRestricted,
    EntryRestrictionLifted,
    EntryUpdated,
    EntryVerified,
)
from domain.archive.keeping import (
    CloseEntry,
    EntryCommand,
    LiftEntryRestriction,
    MoveEntry,
    RestrictEntry,
    UpdateEntry,
    VerifyEntry,
)
from domain.archive.state import Archive, Entry, EntryState
from domain.grid import community_of
from domain.kernel import Aggregate, Command, Concern, Event, Label, Ref, derived_id


def _concern(state: Archive, command: Command[Archive] | None) -> Concern:
    """The grid that the entry is in now; the person, who may update what is held of him."""
    entry = state.find(command.entry) if isinstance(command, EntryCommand) else None
    if entry is not None:
        return _of_entry(entry)
    grid: str = getattr(command, "grid", "") or state.grid
    return Concern(community=community_of(grid) or None, grid=grid or None)


def _of_entry(entry: Entry) -> Concern:
    return Concern(
        community=community_of(entry.grid),
        grid=entry.grid,
        unit=entry.unit,
        persons=frozenset(() if entry.person is None else (entry.person,)),
    )


def _part(state: Archive, id: UUID) -> Part | None:
    entry = state.find(id)
    if entry is None:
        return None

    def opened(purpose: Purpose) -> Mapping[str, str]:
        """SYS-07: what this purpose needs. What is restricted, only the person himself sees."""
        hidden = entry.restricted
        if entry.state is EntryState.RESTRICTED:
            hidden = frozenset(entry.held)
        if purpose is Purpose.OWN_DATA:
            hidden = frozenset()
        shown = fields_for(purpose) - hidden
        return {code: one.value for code, one in entry.held.items() if code in shown}

    return Part(_of_entry(entry), entry, partial(_about, id), opened)


def _about(id: UUID, event: Any) -> Event[Archive] | None:
    """Of a batch the entry's line only."""
    if isinstance(event, ArchiveBatchImported):
        lines = tuple(line for line in event.lines if line.entry == id)
        return event.model_copy(update={"lines": lines}) if lines else None
    whose = event.line.entry if isinstance(event, EntryRegistered) else event.entry
    return event if whose == id else None


ARCHIVE: Final = Aggregate(
    name="archive",
    collection="archives",
    label=Label("信息档案", "Archive"),
    initial=Archive(),
    commands=(
        RegisterEntry,
        ImportBatch,
        VerifyEntry,
        UpdateEntry,
        MoveEntry,
        CloseEntry,
        RestrictEntry,
        LiftEntryRestriction,
    ),
    events=(
        EntryRegistered,
        ArchiveBatchImported,
        EntryVerified,
        EntryUpdated,
        EntryMovedToGrid,
        EntryClosed,
        EntryRestricted,
        EntryRestrictionLifted,
    ),
    identify=lambda command: derived_id("archive", command.grid, command.kind),
    concerns=_concern,
    part=_part,
)


def archive_ref(grid: str, kind: ArchiveKind) -> Ref[Archive]:
    return ARCHIVE.ref(derived_id("archive", grid, kind))
