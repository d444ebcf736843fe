"""SYS-07, SYS-20: each question finds what was planted, and not what is in order."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from domain.access import Medium, PersonalDataRead, Purpose, UnstatedReadFound
from domain.archive import EntryClosed, EntryRestricted, EntryUpdated, RestrictionReason
from domain.archive.state import CloseReason
from domain.notice import (
    NoticeClosed,
    NoticeDrafted,
    NoticeKind,
    NoticeNameHidden,
    NoticePosted,
    ShownField,
)
from domain.privacy import ConsentGiven, ConsentPurpose, ConsentWithdrawn
from domain.roles import Role
from interfaces.questions import KNOWN
from projections.ledgers.archives import ARCHIVES, ArchiveRow
from tests.domain.archive.examples import (
    AUNT,
    GRID,
    OF_A_RESIDENT,
    UNCLE,
    held,
    registered,
)
from tests.projections.questions.asked import Told, asked

BOOK, CONSENT, READS, HANGING = (UUID(int=0xE0 + n) for n in range(4))
JAN: Final = date(2022, 1, 10)


def archive(*facts: Any) -> Told:
    """The entries of two residents; hers verified in January."""
    told = Told()
    for fact in (
        registered(details=held(**OF_A_RESIDENT), verified_on=JAN),
        registered(entry=UNCLE, details=held(**OF_A_RESIDENT, phone="13900000000")),
        *facts,
    ):
        told.tell(BOOK, fact, "2022-02-01 09:00")
    return told


def read(*fields: str, entry: UUID = AUNT) -> PersonalDataRead:
    return PersonalDataRead(
        record=BOOK, collection="archives", purpose=Purpose.CASE, fields=fields, entry=entry,
        persons=(entry,),
    )  # fmt: skip


def test_how_fresh_the_archive_of_a_grid_is() -> None:
    """SYS-07, R-24."""
    told = archive()
    [row] = asked(told, "archive-freshness", on="2022-07-09", grid=GRID)
    assert (row.kind, row.fraction, row.percent) == ("RESIDENT", "1/1", "100.00")
    [row] = asked(told, "archive-freshness", on="2022-07-10")
    assert (row.fraction, row.percent) == ("0/1", "0.00")
    assert asked(told, "archive-freshness", grid="FC01002") == []


def test_who_read_an_entry_when_and_what_for() -> None:
    """SYS-07, R-24."""
    told = archive()
    worker = UUID(int=0x41)
    told.tell(READS, read("age_band"), "2022-03-01 09:00", role="GW", person=worker)
    told.tell(READS, read("phone", entry=UNCLE), "2022-03-02 09:00")
    [row] = asked(told, "who-read-an-entry", entry=AUNT)
    assert (row.reader, row.role, row.purpose, row.fields) == (worker, "GW", "CASE", ("age_band",))
    assert len(asked(told, "who-read-an-entry")) == 2


def unstated(at: datetime) -> UnstatedReadFound:
    return UnstatedReadFound(
        archive=BOOK, entry=AUNT, community="FC01", grid=GRID, reader_role=Role.GW, read_at=at,
        medium=Medium.PAPER, note="合成",
    )  # fmt: skip


def test_reads_without_a_purpose_are_found_all_of_them() -> None:
    """HANDBOOK 5.5: seven are planted in the county-year."""
    told = archive()
    told.tell(READS, read("age_band"), "2022-03-01 09:00")
    assert asked(told, "archive-reads-without-purpose") == []
    for month in range(1, 8):
        told.tell(READS, unstated(datetime(2022, month, 5, tzinfo=UTC)), "2022-11-01 09:00")
    told.tell(READS, unstated(datetime(2021, 12, 5, tzinfo=UTC)), "2022-11-01 09:00")
    rows = asked(told, "archive-reads-without-purpose")
    assert [row.at.month for row in rows] == list(range(1, 8))
    assert {(row.community, row.grid, row.medium) for row in rows} == {("FC01", GRID, "PAPER")}


def test_which_fields_we_hold_that_no_purpose_uses() -> None:
    """SYS-07, PIPL art. 6."""
    told = archive()
    told.tell(READS, read("age_band", "care_needs"), "2022-03-01 09:00")
    [row] = asked(told, "fields-no-purpose-uses")
    assert (row.field, row.entries, row.sensitive) == ("phone", 1, False)
    gone = EntryClosed(entry=UNCLE, reason=CloseReason.DEATH, on=JAN)
    told.tell(BOOK, gone, "2022-04-01 09:00")
    assert asked(told, "fields-no-purpose-uses") == []
    for purpose in (Purpose.AUDIT, Purpose.OWN_DATA, Purpose.WORK_SAFETY):
        looked_at = archive()
        everything = read("age_band", "care_needs", "phone")
        looked_at.tell(READS, everything.model_copy(update={"purpose": purpose}))
        assert len(asked(looked_at, "fields-no-purpose-uses")) == 3  # none of the three needs them
    last_year = archive()
    last_year.tell(READS, read("phone"), "2021-03-01 09:00")
    assert "phone" in [row.field for row in asked(last_year, "fields-no-purpose-uses")]


def test_on_what_basis_a_field_is_held() -> None:
    """SYS-20, PIPL art. 13."""
    only = EntryRestricted(
        entry=UNCLE, fields=("phone",), reason=RestrictionReason.CONSENT_WITHDRAWN
    )
    whole = EntryRestricted(entry=AUNT, reason=RestrictionReason.OBJECTION)
    told = archive(only, whole)
    rows = {row.field: row for row in asked(told, "basis-of-a-field")}
    assert rows.keys() == {"age_band", "care_needs", "phone"}
    age, phone = rows["age_band"], rows["phone"]
    assert (age.kind, age.entries, age.by_consent, age.restricted) == ("RESIDENT", 2, 2, 1)
    assert age.bases == ("CONSENT", "STATUTORY_DUTY", "PUBLIC_HEALTH")
    assert (phone.entries, phone.by_consent, phone.restricted) == (1, 1, 1)
    [religion] = asked(told, "basis-of-a-field", field="religion")
    assert (religion.purposes, religion.entries) == ((), 0)


def test_who_read_a_persons_data_last_month() -> None:
    """SYS-20."""
    told = archive()
    for at in ("2022-10-31 23:59", "2022-11-01 00:00", "2022-11-30 23:59", "2022-12-01 00:00"):
        told.tell(READS, read("age_band"), at)
    told.tell(READS, read("age_band", entry=UNCLE), "2022-11-05 09:00")
    ours = asked(told, "who-read-a-person-last-month", on="2022-12-10", person=AUNT)
    assert [row.at.day for row in ours] == [31, 30]  # UTC
    assert len(asked(told, "who-read-a-person-last-month", on="2022-12-10")) == 3
    december = asked(told, "who-read-a-person-last-month", on="2022-01-10", now="2022-01-31 00:00")
    assert december == []


# Consents that were withdrawn


def with_notice(told: Told, *facts: Any, notice: UUID = HANGING) -> Told:
    drafted = NoticeDrafted(
        kind=NoticeKind.HONOURS, about=UUID(int=1), year=2022, title="拟命名名单",
        places=("公示栏",), content="a" * 64, shows=(ShownField(field="姓名", basis="同意"),),
    )  # fmt: skip
    posted = NoticePosted(
        starts_on=date(2022, 3, 1), ends_on=date(2022, 3, 7), working_days=5, calendar={}
    )
    for fact in (drafted, posted, *facts):
        told.tell(notice, fact, "2022-03-01 09:00")
    return told


def withdrawn(told: Told, purpose: ConsentPurpose, **about: Any) -> Told:
    given = ConsentGiven(person=AUNT, purpose=purpose, notice="1号", separate=True, **about)
    told.tell(CONSENT, given, "2022-02-02 09:00")
    told.tell(CONSENT, ConsentWithdrawn(person=AUNT, purpose=purpose, **about), "2022-03-02 09:00")
    return told


def test_which_notices_still_show_a_name_whose_consent_was_withdrawn() -> None:
    """SYS-20, P-11."""
    shown = ConsentPurpose.PUBLIC_NOTICE
    [row] = asked(
        withdrawn(with_notice(Told()), shown, notices=(HANGING,)), "notices-with-a-withdrawn-name"
    )
    assert (row.notice, row.person, row.named) == (HANGING, AUNT, True)
    [maybe] = asked(withdrawn(with_notice(Told()), shown), "notices-with-a-withdrawn-name")
    assert not maybe.named
    for clean in (
        withdrawn(with_notice(Told(), NoticeNameHidden(person=AUNT)), shown),
        withdrawn(with_notice(Told(), NoticeClosed()), shown),
        withdrawn(with_notice(Told()), shown, notices=(UUID(int=9),)),
        withdrawn(with_notice(Told()), ConsentPurpose.WISH),
        with_notice(Told()),
    ):
        assert asked(clean, "notices-with-a-withdrawn-name") == []


def test_which_archives_are_in_use_although_consent_was_withdrawn() -> None:
    """P-11 cannot act on a withdrawal that names no archive; the question finds it."""
    everything = ConsentPurpose.ARCHIVE
    [row] = asked(withdrawn(archive(), everything), "archives-held-without-consent")
    assert (row.person, row.grid, row.fields) == (AUNT, GRID, ("age_band", "care_needs"))
    narrow = withdrawn(archive(), ConsentPurpose.ARCHIVE_SENSITIVE)
    assert asked(narrow, "archives-held-without-consent") == []
    party = EntryUpdated(entry=AUNT, details=held(party_member="YES"))
    sensitive = withdrawn(archive(party), ConsentPurpose.ARCHIVE_SENSITIVE)
    [row] = asked(sensitive, "archives-held-without-consent")
    assert row.fields == ("party_member",)
    shut = EntryRestricted(
        entry=AUNT, fields=("age_band", "care_needs"), reason=RestrictionReason.CONSENT_WITHDRAWN
    )
    whole = EntryRestricted(entry=AUNT, reason=RestrictionReason.OBJECTION)
    for fact in (shut, whole):
        clean = withdrawn(archive(fact), everything)
        assert asked(clean, "archives-held-without-consent") == []
    one = withdrawn(archive(), everything, fields=("age_band",))
    [row] = asked(one, "archives-held-without-consent")
    assert row.fields == ("age_band",)


def test_a_field_that_the_catalogue_knows_no_more_is_told_and_breaks_nothing() -> None:
    """PIPL art. 6: what was held by an earlier catalogue is needed by nothing."""
    old = ArchiveRow(
        BOOK, AUNT, "RESIDENT", "FC01", GRID, "LIVE", AUNT, None, ("hobby",), ("hobby",),
    )  # fmt: skip
    told = Told().plant(ARCHIVES, old)
    [row] = asked(told, "fields-no-purpose-uses")
    assert (row.field, row.purposes, row.entries) == ("hobby", (), 1)
    told.tell(CONSENT, ConsentWithdrawn(person=AUNT, purpose=ConsentPurpose.ARCHIVE_SENSITIVE))
    assert asked(told, "archives-held-without-consent") == []


def test_answers_about_personal_data_are_for_the_offices_of_their_ledgers() -> None:
    """SYS-20: as L-READ and L-CONSENT are."""
    protectors, keepers = {Role.PIO, Role.AUD}, {Role.PIO, Role.AUD, Role.CW, Role.CS}
    for name, offices in (
        ("who-read-an-entry", protectors),
        ("who-read-a-person-last-month", protectors),
        ("archive-reads-without-purpose", protectors),
        ("archives-held-without-consent", keepers),
        ("notices-with-a-withdrawn-name", keepers | {Role.EVO}),
    ):
        assert KNOWN[name].row.offices == offices, name
