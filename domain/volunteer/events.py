"""What happens in a volunteer book."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.kernel import Event, SealedText
from domain.vocabulary import BodyCode, CommunityCode, Digest, Moment, ServiceField
from domain.volunteer.state import (
    Book,
    Entry,
    EntryStatus,
    Flag,
    RevokeReason,
    ServiceOutcome,
    Source,
)


class ServiceObject(StrEnum):
    """Whom a service was for, by kind: the law wants it recorded (HANDBOOK 3.4)."""

    PUBLIC = "PUBLIC"
    RESIDENT = "RESIDENT"
    ELDERLY = "ELDERLY"
    DISABLED = "DISABLED"
    CHILDREN = "CHILDREN"
    FAMILY_IN_NEED = "FAMILY_IN_NEED"
    VETERANS = "VETERANS"
    OTHER = "OTHER"


class RejectReason(StrEnum):
    NOT_PERFORMED = "NOT_PERFORMED"
    NOT_PROVEN = "NOT_PROVEN"
    NOT_VOLUNTARY = "NOT_VOLUNTARY"
    NO_COMMUNITY_SERVICE = "NO_COMMUNITY_SERVICE"
    WRONG_DETAILS = "WRONG_DETAILS"


class BookEvent(Event[Book]):
    """person: whose book it is, in every event, for a reader that knows no stream."""

    person: UUID


class EntryEvent(BookEvent):
    entry: UUID


class ServiceSubmitted(EntryEvent, name="volunteer.service_submitted", sealed_for="person"):
    """service_on: the day it began, Shanghai time; the year of the book. recorder None: system."""

    community: CommunityCode
    service_on: date
    start: Moment
    end: Moment
    minutes: int
    field: ServiceField
    source: Source
    outcome: ServiceOutcome
    title: SealedText
    place: SealedText | None = None
    content: SealedText
    object_category: ServiceObject
    served: UUID | None = None
    order: UUID | None = None
    activity: UUID | None = None
    organiser_body: BodyCode | None = None
    organiser_unit: UUID | None = None
    responsible: UUID | None = None
    training: SealedText | None = None
    evidence: tuple[Digest, ...] = ()
    recorder: UUID | None = None
    flags: tuple[Flag, ...] = ()
    ruleset: str

    def apply(self, state: Book) -> Book:
        entry = Entry(
            id=self.entry,
            community=self.community,
            service_on=self.service_on,
            start=self.start,
            end=self.end,
            source=self.source,
            flags=frozenset(self.flags),
            recorder=self.recorder,
            served=self.served,
        )
        return replace(state, person=self.person, entries=(*state.entries, entry))


class ServiceConfirmed(EntryEvent, name="volunteer.service_confirmed"):
    """confirmer None: the system, for a rated order (P-01). approver: of a late entry."""

    late_entry: bool = False
    confirmer: UUID | None = None
    approver: UUID | None = None
    evidence: tuple[Digest, ...] = ()

    def apply(self, state: Book) -> Book:
        return state.with_entry(self.entry, status=EntryStatus.CONFIRMED)


class ServiceRejected(EntryEvent, name="volunteer.service_rejected", sealed_for="person"):
    reason: RejectReason
    note: SealedText | None = None

    def apply(self, state: Book) -> Book:
        return state.with_entry(self.entry, status=EntryStatus.REJECTED)


class ServiceCorrected(EntryEvent, name="volunteer.service_corrected", sealed_for="person"):
    """Its state stays. place, content: only if corrected. flags: all that hold now."""

    old_minutes: int
    minutes: int
    end: Moment
    place: SealedText | None = None
    content: SealedText | None = None
    reason: SealedText
    flags: tuple[Flag, ...] = ()

    def apply(self, state: Book) -> Book:
        return state.with_entry(self.entry, end=self.end, flags=frozenset(self.flags))


class ServiceDisputed(EntryEvent, name="volunteer.service_disputed", sealed_for="complainant"):
    complainant: UUID
    statement: SealedText
    evidence: tuple[Digest, ...]

    def apply(self, state: Book) -> Book:
        before = state.find(self.entry)
        return state.with_entry(
            self.entry,
            status=EntryStatus.DISPUTED,
            before_dispute=before and before.status,
            complainant=self.complainant,
        )


class DisputeResolved(EntryEvent, name="volunteer.dispute_resolved", sealed_for="person"):
    """outcome: CONFIRMED or REVOKED."""

    outcome: EntryStatus
    explanation: SealedText

    def apply(self, state: Book) -> Book:
        return state.with_entry(
            self.entry, status=self.outcome, before_dispute=None, complainant=None
        )


class ServiceRevoked(EntryEvent, name="volunteer.service_revoked", sealed_for="person"):
    """Takes effect from its own record, never backwards (AM-11)."""

    reason: RevokeReason
    finding_no: str | None = None
    note: SealedText

    def apply(self, state: Book) -> Book:
        return state.with_entry(self.entry, status=EntryStatus.REVOKED)


class LateEntrySuspended(BookEvent, name="volunteer.late_entry_suspended"):
    """In the book of the year of the finding: no late self-entry before `until` (HANDBOOK 3.4)."""

    since: date
    until: date

    def apply(self, state: Book) -> Book:
        return replace(state, person=self.person, suspended_until=self.until)


class ServiceRated(EntryEvent, name="volunteer.service_rated"):
    resident: UUID
    stars: int

    def apply(self, state: Book) -> Book:
        return state.with_entry(self.entry, stars=self.stars)


class ServiceExtractIssued(BookEvent, name="volunteer.extract_issued"):
    """A platform record 平台记录 of some entries; not a certificate 证明 (HANDBOOK 3.4)."""

    number: str
    community: CommunityCode
    entries: tuple[UUID, ...]
    minutes: int

    def apply(self, state: Book) -> Book:
        return state


class QuarterlyDutyMissed(BookEvent, name="volunteer.quarterly_duty_missed"):
    """AM-05: an owed quarter without enough counted services, as known then; recorded once."""

    year: int
    quarter: int
    obliged_days: int
    counted: int
    ruleset: str

    def apply(self, state: Book) -> Book:
        return replace(state, person=self.person, missed=state.missed | {self.quarter})
