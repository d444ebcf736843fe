"""What rules need to know of a grid's archive book, and the values its facts are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from domain.archive.catalogue import ArchiveKind, FieldCode, LegalBasis
from domain.kernel import Label, PrivateLine, SealedText, Value

FRESH_FOR: Final = timedelta(days=180)  # SYS-07 [D]: after it an entry waits to be looked at again
OF_PERSONS: Final = frozenset({ArchiveKind.RESIDENT, ArchiveKind.KEY_PERSON_CARE})
OF_PLACES: Final = frozenset({ArchiveKind.COMPOUND, ArchiveKind.BUNGALOW_AREA})


class EntryState(StrEnum):
    """STALE 待核 is no state of its own: it follows from `verified_on` and the day asked about."""

    DRAFT = "DRAFT"  # 草稿: never verified on the spot
    LIVE = "LIVE"  # 有效
    CLOSED = "CLOSED"  # 已注销
    RESTRICTED = "RESTRICTED"  # 受限: kept and protected, nothing else (PIPL art. 47)


STATE_LABELS: Final = {
    EntryState.DRAFT: Label("草稿", "draft"),
    EntryState.LIVE: Label("有效", "live"),
    EntryState.CLOSED: Label("已注销", "closed", "已註銷"),
    EntryState.RESTRICTED: Label("受限", "restricted"),
}


class CloseReason(StrEnum):
    MOVED_AWAY = "MOVED_AWAY"  # 迁出
    SHOP_CLOSED = "SHOP_CLOSED"  # 歇业
    DEATH = "DEATH"  # 死亡
    DEMOLISHED = "DEMOLISHED"  # 拆除
    ENTERED_TWICE = "ENTERED_TWICE"  # 重复建档
    ERASED = "ERASED"  # 个人信息已删除


class RestrictionReason(StrEnum):
    OBJECTION = "OBJECTION"  # 本人提出异议
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"  # 撤回同意
    SUBJECT_RESTRICTED = "SUBJECT_RESTRICTED"  # 限制处理


class ReleaseGround(StrEnum):
    OBJECTION_SETTLED = "OBJECTION_SETTLED"  # 异议已处理
    CONSENT_GIVEN = "CONSENT_GIVEN"  # 重新同意
    SUBJECT_RELEASED = "SUBJECT_RELEASED"  # 解除限制处理


class Detail(Value):
    """A field as it is entered. basis: must be stated where the field is sensitive, and for
    children under 14; else the catalogue's usual one is taken."""

    field: FieldCode
    value: PrivateLine
    basis: LegalBasis | None = None


class HeldDetail(Value):
    """A field as it is held, with the basis on which."""

    field: FieldCode
    value: SealedText
    basis: LegalBasis


Details = Mapping[str, HeldDetail]


@dataclass(frozen=True, slots=True)
class Entry:
    """One compound, shop, household, person … person: whose personal information it is. unit: the
    merchant that the shop is. minor: under 14. withdrawn: of the restricted fields those whose
    consent was withdrawn. shut_for: why the whole entry is restricted."""

    id: UUID
    grid: str
    state: EntryState
    person: UUID | None = None
    unit: UUID | None = None
    minor: bool = False
    verified_on: date | None = None
    held: Details = field(default_factory=dict)
    restricted: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    shut_for: RestrictionReason | None = None
    closed_on: date | None = None

    def with_details(self, details: tuple[HeldDetail, ...], removed: tuple[str, ...]) -> "Entry":
        kept = {code: one for code, one in self.held.items() if code not in removed}
        return replace(self, held={**kept, **{one.field: one for one in details}})


@dataclass(frozen=True, slots=True)
class Archive:
    """The book of one kind in one grid. parts: (file, part) of the batches it was imported from."""

    grid: str = ""
    kind: ArchiveKind | None = None
    entries: Mapping[UUID, Entry] = field(default_factory=dict)
    parts: frozenset[tuple[str, int]] = frozenset()

    def find(self, id: UUID) -> Entry | None:
        return self.entries.get(id)

    def holds(self, id: UUID) -> bool:
        """Whether it has an entry of this id that is not closed."""
        found = self.find(id)
        return found is not None and found.state is not EntryState.CLOSED

    def with_entries(self, *entries: Entry) -> "Archive":
        return replace(self, entries={**self.entries, **{entry.id: entry for entry in entries}})

    def changed(self, id: UUID, **changes: Any) -> "Archive":
        return self.with_entries(replace(self.entries[id], **changes))
