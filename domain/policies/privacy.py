"""What follows when consent is withdrawn or given anew, or a person's data is restricted, free
again or erased (P-11, PIPL art. 47)."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from domain.archive import (
    ARCHIVE,
    OF_PERSONS,
    CloseEntry,
    CloseReason,
    Entry,
    EntryState,
    LegalBasis,
    LiftEntryRestriction,
    ReleaseGround,
    RestrictEntry,
    RestrictionReason,
    archive_ref,
    field_of,
)
from domain.kernel import local_date
from domain.notice import NOTICE, HideName, NoticeState, notice_ref
from domain.person import person_ref
from domain.policies.shapes import Issue, Look, Policy, Trigger
from domain.privacy import (
    ConsentGiven,
    ConsentPurpose,
    ConsentWithdrawn,
    SubjectErased,
    SubjectRestricted,
    SubjectRestrictionLifted,
)

OF_ARCHIVES: Final = frozenset({ConsentPurpose.ARCHIVE, ConsentPurpose.ARCHIVE_SENSITIVE})


def restrict_what_consent_carried(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """P-11: the fields held by the consent; what the law itself allows to hold stays in use."""
    withdrawn = trigger.event
    narrow = withdrawn.purpose == ConsentPurpose.ARCHIVE_SENSITIVE
    for book, entry in _entries(trigger, look) if withdrawn.purpose in OF_ARCHIVES else ():
        fields = tuple(
            code
            for code in sorted(_by_consent(entry) - entry.restricted)
            if code in (withdrawn.fields or entry.held) and (not narrow or _is_sensitive(code))
        )
        if fields:
            yield _restriction(book, entry, fields, RestrictionReason.CONSENT_WITHDRAWN)


def release_what_consent_carries(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """P-11 undone: the fields whose consent was withdrawn, and is given anew; sensitive ones by a
    consent of their own (PIPL art. 29)."""
    given = trigger.event
    sensitive = given.purpose == ConsentPurpose.ARCHIVE_SENSITIVE
    for book, entry in _entries(trigger, look) if given.purpose in OF_ARCHIVES else ():
        fields = tuple(
            code
            for code in sorted(entry.withdrawn)
            if code in (given.fields or entry.held) and _is_sensitive(code) is sensitive
        )
        if fields:
            yield _release(book, entry, fields, ReleaseGround.CONSENT_GIVEN)


def restrict_the_entry(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """PIPL art. 47: the whole of it."""
    for book, entry in _entries(trigger, look):
        yield _restriction(book, entry, (), RestrictionReason.SUBJECT_RESTRICTED)


def release_the_entry(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """What was restricted with the person is free with him; what he objects to is not."""
    for book, entry in _entries(trigger, look):
        if entry.shut_for is RestrictionReason.SUBJECT_RESTRICTED:
            yield _release(book, entry, (), ReleaseGround.SUBJECT_RELEASED)


def close_the_entry(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """SYS-20: what cannot be read any more is no archive, and none of its counts."""
    on, grids = local_date(trigger.at), look(person_ref(trigger.event.person)).grids
    for book, entry in _entries(trigger, look, grids):
        close = CloseEntry(entry=entry.id, reason=CloseReason.ERASED, on=on)
        yield Issue(ARCHIVE, book, close)


def hide_the_name(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """P-11: in the notices still open that the consent names."""
    withdrawn = trigger.event
    for notice in withdrawn.notices if withdrawn.purpose == ConsentPurpose.PUBLIC_NOTICE else ():
        if look(notice_ref(notice)).state in (NoticeState.DRAFTED, NoticeState.POSTED):
            yield Issue(NOTICE, notice, HideName(person=withdrawn.person))


def _entries(
    trigger: Trigger, look: Look, grids: frozenset[str] = frozenset()
) -> Iterator[tuple[UUID, Entry]]:
    """The person's entries in the archive that the event names and in the grid's other one of
    persons, and in those of these grids, with their books; not what is closed."""
    if trigger.event.archive is None:
        return
    named = look(ARCHIVE.ref(trigger.event.archive))
    if named.kind in OF_PERSONS:
        grids |= {named.grid}
    others = {archive_ref(grid, kind).id for grid in grids for kind in OF_PERSONS}
    for book in sorted(others | {trigger.event.archive}):
        found = look(ARCHIVE.ref(book)).find(trigger.event.person)
        if found is not None and found.state is not EntryState.CLOSED:
            yield book, found


def _by_consent(entry: Entry) -> frozenset[str]:
    held = entry.held.items()
    return frozenset(code for code, one in held if one.basis == LegalBasis.CONSENT)


def _is_sensitive(code: str) -> bool:
    known = field_of(code)
    return known is not None and known.sensitive


def _restriction(
    book: UUID, entry: Entry, fields: tuple[str, ...], reason: RestrictionReason
) -> Issue:
    return Issue(ARCHIVE, book, RestrictEntry(entry=entry.id, fields=fields, reason=reason))


def _release(book: UUID, entry: Entry, fields: tuple[str, ...], ground: ReleaseGround) -> Issue:
    return Issue(ARCHIVE, book, LiftEntryRestriction(entry=entry.id, fields=fields, ground=ground))


OF_PERSONAL_DATA: Final = (
    Policy("P-11", ConsentWithdrawn, restrict_what_consent_carried),
    Policy("P-11", ConsentWithdrawn, hide_the_name),
    Policy("P-11", ConsentGiven, release_what_consent_carries),
    Policy("P-11", SubjectRestricted, restrict_the_entry),
    Policy("P-11", SubjectRestrictionLifted, release_the_entry),
    Policy("P-11", SubjectErased, close_the_entry),
)
