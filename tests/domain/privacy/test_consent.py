"""SYS-20: consent is given for one purpose, by the person, and taken back at any time."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest

from domain.archive import (
    ARCHIVE,
    Archive,
    ArchiveKind,
    EntryClosed,
    EntryRegistered,
    EntryRestricted,
    EntryUpdated,
    HeldEntry,
    LegalBasis,
    LiftEntryRestriction,
    ReleaseGround,
    RestrictEntry,
    RestrictionReason,
    archive_ref,
)
from domain.archive.state import CloseReason
from domain.kernel import Actor, Event, Ref, S
from domain.notice import (
    NOTICE,
    HideName,
    NoticeClosed,
    NoticeDrafted,
    NoticeKind,
    NoticePosted,
    notice_ref,
)
from domain.policies.privacy import (
    hide_the_name,
    release_the_entry,
    release_what_consent_carries,
    restrict_the_entry,
    restrict_what_consent_carried,
)
from domain.policies.shapes import Issue, Trigger
from domain.privacy import (
    CONSENT,
    Consent,
    ConsentGiven,
    ConsentPurpose,
    ConsentWithdrawn,
    GiveConsent,
    RestrictionGround,
    SubjectRestricted,
    SubjectRestrictionLifted,
    WithdrawConsent,
)
from domain.privacy.consent import SEPARATE
from domain.roles import Role
from tests.domain.archive.examples import AUNT, FORMS, GRID, LIVE, UNCLE, held
from tests.spec import STREAM, Given, given, moment

ARCHIVED: Final = archive_ref(GRID, "RESIDENT").id  # type: ignore[arg-type]
SHEET: Final = "同意书2022-1"
ABOUT: Final[dict[str, Any]] = {
    "person": AUNT, "purpose": ConsentPurpose.ARCHIVE, "community": "FC01", "archive": ARCHIVED,
}  # fmt: skip
GIVEN: Final = ConsentGiven(**ABOUT, notice=SHEET)
GIVE: Final = GiveConsent(**ABOUT, notice=SHEET)
WITHDRAWN: Final = ConsentWithdrawn(**ABOUT)
CARE: Final = archive_ref(GRID, ArchiveKind.KEY_PERSON_CARE).id
SHUT: Final = SubjectRestricted(
    person=AUNT, archive=ARCHIVED, ground=RestrictionGround.OBJECTION, reason="合成",
    document_no="【合成】1号",
)  # fmt: skip


def herself(*facts: Event[Consent]) -> Given[Consent]:
    return given(CONSENT, *facts).by(Actor(Role.RES, AUNT, scopes=("self",)))


def test_the_version_of_the_notice_is_kept() -> None:
    """SYS-20."""
    herself().when(GIVE).then(GIVEN)
    herself(GIVEN).when(GIVE).then_nothing()
    assert herself(GIVEN, WITHDRAWN).when(GIVE).facts() == (GIVEN,)


def test_who_consents_for_another_shows_the_form_he_signed() -> None:
    """SYS-20: CW on behalf, with a signature scan."""
    worker = given(CONSENT).by(Role.CW)
    worker.when(GIVE).then_refused("signature_missing")
    signed = GIVE.model_copy(update={"signed_form": FORMS})
    worker.when(signed).then(GIVEN.model_copy(update={"signed_form": FORMS}))
    given(CONSENT, GIVEN).by(Role.CW).when(WithdrawConsent()).then_refused("signature_missing")


@pytest.mark.parametrize("purpose", sorted(SEPARATE))
def test_sharing_publication_and_sensitive_data_need_a_separate_consent(
    purpose: ConsentPurpose,
) -> None:
    """PIPL arts. 23, 25, 29."""
    give = GIVE.model_copy(update={"purpose": purpose})
    herself().when(give).then_refused("separate_consent_missing")
    assert herself().when(give.model_copy(update={"separate": True})).facts()


def test_consent_is_withdrawn_without_a_reason_and_once() -> None:
    """PIPL art. 15."""
    herself(GIVEN).when(WithdrawConsent()).then(WITHDRAWN)
    herself(GIVEN, WITHDRAWN).when(WithdrawConsent()).then_refused("no_consent")
    herself().when(WithdrawConsent()).then_refused("no_consent")


def test_a_withdrawal_adds_notices_to_those_that_the_consent_named() -> None:
    """P-11: none that shows the name is forgotten."""
    hung, other = UUID(int=0xB1), UUID(int=0xB2)
    named = GIVEN.model_copy(update={"notices": (hung,)})
    [gone] = herself(named).when(WithdrawConsent(notices=(other, hung))).facts()
    assert getattr(gone, "notices") == (hung, other)  # noqa: B009


# P-11

PARTY: Final = held(party_member="YES")
BY_LAW: Final = held(LegalBasis.PUBLIC_HEALTH, vaccination="2021-06")


def restrictions(event: Any, *facts: Any) -> list[Issue]:
    book = ARCHIVE.replay((LIVE, *facts))

    return follows(event, {ARCHIVED: book})


FOLLOW: Final[dict[type[Event[Any]], Any]] = {
    ConsentWithdrawn: restrict_what_consent_carried,
    ConsentGiven: release_what_consent_carries,
    SubjectRestricted: restrict_the_entry,
    SubjectRestrictionLifted: release_the_entry,
}


def follows(event: Any, books: dict[UUID, Archive]) -> list[Issue]:
    def look(ref: Ref[S], /) -> S:
        return books.get(ref.id, ARCHIVE.initial)  # type: ignore[return-value]

    trigger = Trigger(STREAM, event, 7, moment("2022-03-01 10:00"))
    return list(FOLLOW[type(event)](trigger, look))


def restricted(*fields: str) -> list[Issue]:
    reason = RestrictionReason.CONSENT_WITHDRAWN
    return [Issue(ARCHIVE, ARCHIVED, RestrictEntry(entry=AUNT, fields=fields, reason=reason))]


def test_p_11_restricts_what_was_held_by_the_consent_withdrawn() -> None:
    """P-11: vault fields; what the law itself allows to hold stays in use (PIPL art. 13)."""
    updated = EntryUpdated(entry=AUNT, details=(*PARTY, *BY_LAW))
    assert restrictions(WITHDRAWN, updated) == restricted("age_band", "care_needs", "party_member")
    sensitive = {**ABOUT, "purpose": ConsentPurpose.ARCHIVE_SENSITIVE}
    assert restrictions(ConsentWithdrawn(**sensitive), updated) == restricted("party_member")
    narrow = ConsentWithdrawn(**ABOUT, fields=("age_band",))
    assert restrictions(narrow, updated) == restricted("age_band")


def test_p_11_restricts_both_entries_of_a_person_in_a_grid() -> None:
    """One is cared for: the consent names the archive of residents only."""
    cared = held(care_needs="YES", health="合成")
    line = HeldEntry(entry=AUNT, person=AUNT, details=cared)
    kind = ArchiveKind.KEY_PERSON_CARE
    care = EntryRegistered(kind=kind, grid=GRID, community="FC01", line=line)
    books = {ARCHIVED: ARCHIVE.replay((LIVE,)), CARE: ARCHIVE.replay((care,))}
    found = {issue.stream: issue.command.fields for issue in follows(WITHDRAWN, books)}  # type: ignore[attr-defined]
    assert found == {ARCHIVED: ("age_band", "care_needs"), CARE: ("care_needs", "health")}
    assert {issue.stream for issue in follows(SHUT, books)} == {ARCHIVED, CARE}


WITHOUT: Final = EntryRestricted(
    entry=AUNT, fields=("age_band", "party_member"), reason=RestrictionReason.CONSENT_WITHDRAWN
)
AGAINST: Final = EntryRestricted(
    entry=AUNT, fields=("care_needs",), reason=RestrictionReason.OBJECTION
)


def released(*fields: str, ground: ReleaseGround) -> list[Issue]:
    lift = LiftEntryRestriction(entry=AUNT, fields=fields, ground=ground)
    return [Issue(ARCHIVE, ARCHIVED, lift)]


def test_consent_given_anew_frees_what_its_withdrawal_restricted_and_nothing_else() -> None:
    """P-11; PIPL art. 29: the sensitive field waits for a consent of its own."""
    facts = EntryUpdated(entry=AUNT, details=PARTY), WITHOUT, AGAINST
    again = released("age_band", ground=ReleaseGround.CONSENT_GIVEN)
    assert restrictions(GIVEN, *facts) == again
    narrow = GIVEN.model_copy(update={"purpose": ConsentPurpose.ARCHIVE_SENSITIVE})
    sensitive = released("party_member", ground=ReleaseGround.CONSENT_GIVEN)
    assert restrictions(narrow, *facts) == sensitive
    assert restrictions(GIVEN.model_copy(update={"fields": ("care_needs",)}), *facts) == []
    assert restrictions(GIVEN.model_copy(update={"purpose": ConsentPurpose.WISH}), *facts) == []
    freed = ARCHIVE.replay((LIVE, *facts)).entries[AUNT]
    assert freed.restricted == {"age_band", "party_member", "care_needs"}


def test_a_person_released_has_his_entry_again_unless_he_objects_to_it() -> None:
    lifted = SubjectRestrictionLifted(person=AUNT, archive=ARCHIVED, document_no="【合成】2号")
    whole = EntryRestricted(entry=AUNT, reason=RestrictionReason.SUBJECT_RESTRICTED)
    free = released(ground=ReleaseGround.SUBJECT_RELEASED)
    assert restrictions(lifted, whole) == free
    objected = EntryRestricted(entry=AUNT, reason=RestrictionReason.OBJECTION)
    assert restrictions(lifted, whole, objected) == []
    assert restrictions(lifted) == []


def test_p_11_restricts_nothing_twice_and_nothing_that_is_closed() -> None:
    every = EntryRestricted(
        entry=AUNT, fields=("age_band", "care_needs"), reason=RestrictionReason.OBJECTION
    )
    assert restrictions(WITHDRAWN, every) == []
    gone = EntryClosed(entry=AUNT, reason=CloseReason.DEATH, on=date(2022, 2, 1))
    assert restrictions(WITHDRAWN, gone) == []


def test_p_11_looks_at_archives_only_for_consents_that_carry_them() -> None:
    other = ConsentWithdrawn(**{**ABOUT, "purpose": ConsentPurpose.WISH})
    assert restrictions(other) == []
    assert restrictions(ConsentWithdrawn(**{**ABOUT, "archive": None})) == []
    assert restrictions(ConsentWithdrawn(**{**ABOUT, "person": UNCLE})) == []


def test_p_11_hides_the_name_in_the_notices_that_are_still_open() -> None:
    """P-11: stop showing names in notices still open."""
    drafted = NoticeDrafted(
        kind=NoticeKind.HONOURS, about=UUID(int=1), year=2022, title="拟命名名单",
        places=("公示栏",), content="a" * 64,
    )  # fmt: skip
    posted = NoticePosted(
        starts_on=date(2022, 3, 1), ends_on=date(2022, 3, 7), working_days=5, calendar={}
    )
    hanging, over = UUID(int=0xB1), UUID(int=0xB2)
    states = {
        notice_ref(hanging): NOTICE.replay([drafted, posted]),
        notice_ref(over): NOTICE.replay([drafted, posted, NoticeClosed()]),
    }

    def issued(purpose: ConsentPurpose) -> list[Issue]:
        event = ConsentWithdrawn(person=AUNT, purpose=purpose, notices=(hanging, over))
        trigger = Trigger(STREAM, event, 7, moment("2022-03-01 10:00"))
        return list(hide_the_name(trigger, states.__getitem__))  # type: ignore[arg-type]

    hide = Issue(NOTICE, hanging, HideName(person=AUNT))
    assert issued(ConsentPurpose.PUBLIC_NOTICE) == [hide]
    assert issued(ConsentPurpose.WISH) == []


def test_the_entry_of_a_restricted_person_is_restricted_as_a_whole() -> None:
    """PIPL art. 47."""
    whole = RestrictEntry(entry=AUNT, reason=RestrictionReason.SUBJECT_RESTRICTED)
    assert restrictions(SHUT) == [Issue(ARCHIVE, ARCHIVED, whole)]
    assert restrictions(SHUT.model_copy(update={"archive": None})) == []
    assert isinstance(ARCHIVED, UUID)
