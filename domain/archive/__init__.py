"""Archives 信息档案 (SYS-07) of compounds, shops, households, residents: kept for a purpose."""

from domain.archive.aggregate import ARCHIVE, archive_ref
from domain.archive.catalogue import (
    ArchiveKind,
    CatalogueField,
    FieldCode,
    LegalBasis,
    catalogue,
    field_of,
    fields_for,
    minimum_of,
)
from domain.archive.entering import BATCH_MAX, EntryLine, ImportBatch, RegisterEntry
from domain.archive.events import (
    ArchiveBatchImported,
    EntryClosed,
    EntryMovedToGrid,
    EntryRegistered,
    EntryRestricted,
    EntryUpdated,
    EntryVerified,
    HeldEntry,
)
from domain.archive.keeping import (
    CloseEntry,
    MoveEntry,
    RestrictEntry,
    UpdateEntry,
    VerifyEntry,
)
from domain.archive.state import (
    FRESH_FOR,
    Archive,
    CloseReason,
    Detail,
    Entry,
    EntryState,
    HeldDetail,
    RestrictionReason,
)

__all__ = [
    "ARCHIVE",
    "BATCH_MAX",
    "FRESH_FOR",
    "Archive",
    "ArchiveBatchImported",
    "ArchiveKind",
    "CatalogueField",
    "CloseEntry",
    "CloseReason",
    "Detail",
    "Entry",
    "EntryClosed",
    "EntryLine",
    "EntryMovedToGrid",
    "EntryRegistered",
    "EntryRestricted",
    "EntryState",
    "EntryUpdated",
    "EntryVerified",
    "FieldCode",
    "HeldDetail",
    "HeldEntry",
    "ImportBatch",
    "LegalBasis",
    "MoveEntry",
    "RegisterEntry",
    "RestrictEntry",
    "RestrictionReason",
    "UpdateEntry",
    "VerifyEntry",
    "archive_ref",
    "catalogue",
    "field_of",
    "fields_for",
    "minimum_of",
]
