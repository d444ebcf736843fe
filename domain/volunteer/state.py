"""What the rules of a volunteer book look at: one person's sessions of one year."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from domain.kernel import Command, Label, Refused, require


class EntryStatus(StrEnum):
    SUBMITTED = "SUBMITTED"
    CONFIRMED = "CONFIRMED"
    REVOKED = "REVOKED"
    REJECTED = "REJECTED"
    DISPUTED = "DISPUTED"


STATUS_LABELS: Final = {
    EntryStatus.SUBMITTED: Label("已申报", "Submitted"),
    EntryStatus.CONFIRMED: Label("已确认", "Confirmed"),
    EntryStatus.REVOKED: Label("已撤销", "Revoked"),
    EntryStatus.REJECTED: Label("不予确认", "Rejected"),
    EntryStatus.DISPUTED: Label("有异议", "Disputed"),
}
LIVE: Final = frozenset({EntryStatus.SUBMITTED, EntryStatus.CONFIRMED, EntryStatus.DISPUTED})
HOLDS_ITS_TIME: Final = frozenset({EntryStatus.CONFIRMED, EntryStatus.DISPUTED})


class Source(StrEnum):
    ORDER = "ORDER"
    ORGANISER = "ORGANISER"
    SELF = "SELF"
    IMPORT = "IMPORT"


class Flag(StrEnum):
    LATE_ENTRY = "LATE_ENTRY"  # 补录
    BEFORE_REGISTRATION = "BEFORE_REGISTRATION"
    SAME_DAY_EXTRA = "SAME_DAY_EXTRA"  # as things stood when it was submitted
    SHORT = "SHORT"


class ServiceOutcome(StrEnum):
    COMPLETED = "COMPLETED"
    ATTENDED_NOT_COMPLETED = "ATTENDED_NOT_COMPLETED"  # P-02


class RevokeReason(StrEnum):
    FALSE = "FALSE"
    DUPLICATE = "DUPLICATE"
    PAID = "PAID"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Entry:
    """One session. served: the resident it was for. recorder: who submitted it; None: the system.

    before_dispute: what it goes back to. complainant: who disputes it.
    """

    id: UUID
    community: str
    service_on: date
    start: datetime
    end: datetime
    source: Source
    flags: frozenset[Flag]
    recorder: UUID | None = None
    served: UUID | None = None
    status: EntryStatus = EntryStatus.SUBMITTED
    before_dispute: EntryStatus | None = None
    complainant: UUID | None = None
    stars: int | None = None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Book:
    """person None: nothing is entered yet. missed: quarters found missed (P-08).

    suspended_until: after a finding of this year, no late self-entry before that day (3.4).
    """

    person: UUID | None = None
    entries: tuple[Entry, ...] = ()
    missed: frozenset[int] = frozenset()
    suspended_until: date | None = None

    def find(self, id: UUID) -> Entry | None:
        return next((e for e in self.entries if e.id == id), None)

    def overlapping(
        self, start: datetime, end: datetime, but: UUID | None = None
    ) -> Iterable[Entry]:
        """Confirmed or disputed entries that share time with it; what is only claimed does not."""
        held = (e for e in self.entries if e.status in HOLDS_ITS_TIME and e.id != but)
        return (e for e in held if e.overlaps(start, end))

    def with_entry(self, id: UUID, **changes: Any) -> "Book":
        entries = tuple(replace(e, **changes) if e.id == id else e for e in self.entries)
        return replace(self, entries=entries)


def the_entry(state: Book, id: UUID, *allowed: EntryStatus) -> Entry:
    """The entry of this id, in one of the states in which this step is possible."""
    found = state.find(id)
    if found is None:
        raise Refused(
            "no_such_entry",
            "查无此条服务记录，请核对编号。",
            "There is no such service record; check its id.",
        )
    label = STATUS_LABELS[found.status]
    require(
        found.status in allowed,
        "wrong_state",
        f"该记录现为“{label.hans}”，不能办理此步。",
        f"The record is now “{label.en}”, so this step cannot be taken.",
    )
    return found


def person_of(state: Book) -> UUID:
    assert state.person is not None  # noqa: S101 - who has an entry has a book
    return state.person


class EntryCommand(Command[Book]):
    """A step with one session of the book."""

    entry: UUID
