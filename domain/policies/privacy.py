"""What follows when consent is withdrawn or a person's data is restricted (P-11, PIPL art. 47)."""

from collections.abc import Iterator
from typing import Final

from domain.archive import (
    ARCHIVE,
    Entry,
    EntryState,
    LegalBasis,
    RestrictEntry,
    RestrictionReason,
    field_of,
)
from domain.notice import NOTICE, HideName, NoticeState, notice_ref
from domain.policies.shapes import Issue, Look, Policy, Trigger
from domain.privacy import ConsentPurpose, ConsentWithdrawn, SubjectRestricted

OF_ARCHIVES: Final = frozenset({ConsentPurpose.ARCHIVE, ConsentPurpose.ARCHIVE_SENSITIVE})


def restrict_what_consent_carried(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """P-11: the fields held by the consent; what the law itself allows to hold stays in use."""
    withdrawn = trigger.event
    entry = _entry(trigger, look)
    if entry is None or withdrawn.purpose not in OF_ARCHIVES:
        return
    narrow = withdrawn.purpose == ConsentPurpose.ARCHIVE_SENSITIVE
    fields = tuple(
        code
        for code in sorted(_by_consent(entry) - entry.restricted)
        if code in (withdrawn.fields or entry.held) and (not narrow or _is_sensitive(code))
    )
    if fields:
        yield _restriction(trigger, entry, fields, RestrictionReason.CONSENT_WITHDRAWN)


def restrict_the_entry(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """PIPL art. 47: the whole of it."""
    entry = _entry(trigger, look)
    if entry is not None:
        yield _restriction(trigger, entry, (), RestrictionReason.SUBJECT_RESTRICTED)


def hide_the_name(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """P-11: in the notices still open that the consent names."""
    withdrawn = trigger.event
    for notice in withdrawn.notices if withdrawn.purpose == ConsentPurpose.PUBLIC_NOTICE else ():
        if look(notice_ref(notice)).state in (NoticeState.DRAFTED, NoticeState.POSTED):
            yield Issue(NOTICE, notice, HideName(person=withdrawn.person))


def _entry(trigger: Trigger, look: Look) -> Entry | None:
    """The person's entry in the archive that the event names, unless it is closed."""
    if trigger.event.archive is None:
        return None
    found = look(ARCHIVE.ref(trigger.event.archive)).find(trigger.event.person)
    return None if found is None or found.state is EntryState.CLOSED else found


def _by_consent(entry: Entry) -> frozenset[str]:
    held = entry.held.items()
    return frozenset(code for code, one in held if one.basis == LegalBasis.CONSENT)


def _is_sensitive(code: str) -> bool:
    known = field_of(code)
    return known is not None and known.sensitive


def _restriction(
    trigger: Trigger, entry: Entry, fields: tuple[str, ...], reason: RestrictionReason
) -> Issue:
    restrict = RestrictEntry(entry=entry.id, fields=fields, reason=reason)
    return Issue(ARCHIVE, trigger.event.archive, restrict)


OF_PERSONAL_DATA: Final = (
    Policy("P-11", ConsentWithdrawn, restrict_what_consent_carried),
    Policy("P-11", ConsentWithdrawn, hide_the_name),
    Policy("P-11", SubjectRestricted, restrict_the_entry),
)
