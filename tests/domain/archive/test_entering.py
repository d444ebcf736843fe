"""SYS-07: what an archive takes in, by hand and in batches."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.archive import (
    ArchiveBatchImported,
    ArchiveKind,
    Detail,
    EntryClosed,
    EntryLine,
    EntryRegistered,
    EntryState,
    HeldEntry,
    ImportBatch,
    LegalBasis,
    RegisterEntry,
    archive_ref,
    catalogue,
    minimum_of,
)
from domain.archive.state import CloseReason
from domain.kernel import derived_id
from domain.roles import Role
from tests.domain.archive.examples import (
    AUNT,
    CREDIT_CODE,
    DRAFT,
    FILE,
    FORMS,
    GRID,
    HOME,
    MERCHANT,
    OF_A_RESIDENT,
    OF_A_SHOP,
    book,
    details,
    held,
)

RESIDENT, SHOP, COMPOUND = ArchiveKind.RESIDENT, ArchiveKind.SHOP, ArchiveKind.COMPOUND


def aunt(*fields: Detail, **about: Any) -> RegisterEntry:
    told = {"kind": RESIDENT, "grid": GRID, "person": AUNT, "household": HOME, **about}
    return RegisterEntry(details=fields, consent_forms=FORMS, **told)


def batch(*lines: EntryLine, **about: Any) -> ImportBatch:
    told: dict[str, Any] = {"kind": RESIDENT, "grid": GRID, "file": FILE, "part": 1}
    told |= {"file_lines": 900, "consent_forms": FORMS, **about}
    return ImportBatch(lines=lines, **told)


def line(number: int = 0, **about: Any) -> EntryLine:
    told = {"person": UUID(int=0x9000 + number), "household": HOME, **about}
    return EntryLine(**{"details": details(**OF_A_RESIDENT), **told})


def test_a_registered_entry_is_a_draft_under_the_persons_own_id() -> None:
    """R-19: the digital archive; SYS-07: DRAFT until it is verified."""
    book().when(aunt(*details(**OF_A_RESIDENT))).then(
        EntryRegistered(
            kind=RESIDENT, grid=GRID, community="FC01", consent_forms=FORMS,
            line=HeldEntry(
                entry=AUNT, person=AUNT, household=HOME, details=held(**OF_A_RESIDENT)
            ),
        )
    )  # fmt: skip
    entry = book(DRAFT).state.entries[AUNT]
    assert (entry.state, entry.grid, entry.person) == (EntryState.DRAFT, GRID, AUNT)


def test_a_shop_is_the_merchant_with_its_credit_code() -> None:
    """SYS-07: so that B1 finds it."""
    register = RegisterEntry(kind=SHOP, grid=GRID, details=details(**OF_A_SHOP))
    [fact] = book().when(register).facts()
    assert fact.line.unit == MERCHANT  # type: ignore[union-attr]
    wrong = {**OF_A_SHOP, "credit_code": CREDIT_CODE[:-1] + "4"}
    wrongly = RegisterEntry(kind=SHOP, grid=GRID, details=details(**wrong))
    book().when(wrongly).then_refused("invalid_credit_code")


def test_a_compounds_entry_has_the_places_own_id() -> None:
    register = RegisterEntry(kind=COMPOUND, grid=GRID, place="FC01001C001")
    [fact] = book().when(register).facts()
    assert fact.line.entry == derived_id("place", "FC01001C001")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (details(shoe_size="38"), "field_not_in_catalogue"),
        (details(trade="食品"), "field_not_in_catalogue"),  # of shops
        (details(religion="无"), "field_without_purpose"),
        (details(party_member="YES"), "legal_basis_missing"),
        (details(age_band="UNDER_14"), "legal_basis_missing"),
        (details(age_band="YOUNG"), "value_not_listed"),
        (details(phone="13900000000") * 2, "field_twice"),
        (
            (Detail(field="party_member", value="YES", basis=LegalBasis.STATUTORY_DUTY),),
            "legal_basis_not_allowed",
        ),
    ],
)
def test_what_may_not_be_held_is_refused(fields: tuple[Detail, ...], code: str) -> None:
    """SYS-07: no field outside the catalogue, none without a purpose, nothing sensitive and
    nothing of a child under 14 without a stated basis (3.8)."""
    book().when(aunt(*fields)).then_refused(code)


def test_what_is_sensitive_is_held_on_a_stated_basis() -> None:
    stated = Detail(field="party_member", value="YES", basis=LegalBasis.CONSENT)
    child = Detail(field="age_band", value="UNDER_14", basis=LegalBasis.PUBLIC_HEALTH)
    [fact] = book().when(aunt(stated, child)).facts()
    assert fact.line.minor  # type: ignore[union-attr]


def test_what_is_held_by_consent_needs_the_signed_form() -> None:
    """PIPL art. 14."""
    told = {"kind": RESIDENT, "grid": GRID, "person": AUNT, "household": HOME}
    told["details"] = details(**OF_A_RESIDENT)
    book().when(RegisterEntry(**told)).then_refused("consent_form_missing")
    book().when(batch(line(), consent_forms=None)).then_refused("consent_form_missing")


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"person": None}, "person_missing"),
        ({"household": None}, "household_missing"),
        ({"kind": ArchiveKind.HOUSEHOLD}, "not_a_persons_archive"),
        ({"kind": COMPOUND, "person": None}, "place_missing"),
    ],
)
def test_an_entry_names_what_it_describes(about: dict[str, Any], code: str) -> None:
    book().when(aunt(**about)).then_refused(code)


def test_nothing_has_two_entries_until_the_first_is_closed() -> None:
    book(DRAFT).when(aunt()).then_refused("entry_exists")
    book(DRAFT).when(batch(line(person=AUNT))).then_refused("entry_exists")
    gone = EntryClosed(entry=AUNT, reason=CloseReason.MOVED_AWAY, on=date(2022, 2, 1))
    assert book(DRAFT, gone).when(aunt()).facts()


def test_an_archive_is_kept_in_a_grid_in_use() -> None:
    book().looking({}).at("2020-01-01 10:00").when(aunt()).then_refused("grid_not_active")
    early = book().at("2020-01-01 10:00").by(Role.CW)
    early.when(batch(line())).then_refused("grid_not_active")


def test_a_batch_is_one_event() -> None:
    """HANDBOOK 5.2: bulk import events carry batches of up to 500."""
    lines = tuple(line(n, verified_on=date(2022, 1, 10)) for n in reversed(range(500)))
    [fact] = book().by(Role.CW).when(batch(*lines)).facts()
    assert isinstance(fact, ArchiveBatchImported)
    assert (fact.count, len(fact.lines), fact.file, fact.file_lines) == (500, 500, FILE, 900)
    ids = [each.entry for each in fact.lines]
    assert ids == sorted(ids)  # the read side looks them up
    imported = book(fact).state.entries
    assert {entry.state for entry in imported.values()} == {EntryState.LIVE}


def test_a_batch_of_501_is_refused() -> None:
    """HANDBOOK 5.2."""
    too_many = batch(*(line(n) for n in range(501)))
    book().by(Role.CW).when(too_many).then_refused("batch_too_large")
    book().by(Role.CW).when(batch()).then_refused("batch_too_large")


def test_a_batch_is_imported_once_and_has_nobody_twice() -> None:
    [fact] = book().by(Role.CW).when(batch(line())).facts()
    assert isinstance(fact, ArchiveBatchImported)
    again = book(fact).by(Role.CW)
    again.when(batch(line(1))).then_refused("batch_imported")
    assert again.when(batch(line(1), part=2)).facts()
    again.when(batch(line(1), line(1), part=2)).then_refused("entry_twice")
    again.when(batch(line(1), line(2), part=2, file_lines=1)).then_refused("more_than_the_file")


def test_what_was_verified_before_it_was_imported_is_complete_and_past() -> None:
    empty = line(details=(), verified_on=date(2022, 1, 10))
    book().by(Role.CW).when(batch(empty)).then_refused("minimum_fields_missing")
    ahead = line(verified_on=date(2022, 3, 2))
    book().by(Role.CW).when(batch(ahead)).then_refused("in_the_future")


def test_import_is_the_community_workers_with_the_secretarys_consent() -> None:
    """SYS-07."""
    assert (ImportBatch.who, ImportBatch.approved_by) == ({Role.CW}, {Role.CS})
    assert RegisterEntry.who == {Role.GW}


def test_each_kind_has_the_minimum_fields_of_the_handbook() -> None:
    """SYS-07: the rest (grid, household, pseudonymous id) the entry itself holds."""
    assert minimum_of(SHOP) == OF_A_SHOP.keys()
    assert minimum_of(ArchiveKind.HOUSEHOLD) == {"address", "resident_count", "tenure"}
    assert minimum_of(RESIDENT) == {"age_band", "care_needs"}
    for field in catalogue().fields:
        assert not field.minimum or field.purposes, field.code


def test_a_grid_has_one_book_for_each_kind() -> None:
    assert archive_ref(GRID, RESIDENT) != archive_ref(GRID, SHOP)
