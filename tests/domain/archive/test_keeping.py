"""SYS-07, R-24: an archive is kept fresh, moves, ends, and is restricted."""

from datetime import date

from domain.access import Part, Purpose
from domain.archive import (
    ARCHIVE,
    ArchiveKind,
    CloseEntry,
    CloseReason,
    Detail,
    EntryClosed,
    EntryMovedToGrid,
    EntryRestricted,
    EntryRestrictionLifted,
    EntryState,
    EntryUpdated,
    EntryVerified,
    LegalBasis,
    LiftEntryRestriction,
    MoveEntry,
    ReleaseGround,
    RestrictEntry,
    RestrictionReason,
    UpdateEntry,
    VerifyEntry,
)
from domain.kernel import Actor, Concern
from domain.roles import Role
from tests.domain.archive.examples import (
    AUNT,
    DRAFT,
    FORMS,
    GRID,
    LIVE,
    MERCHANT,
    NEXT,
    OF_A_RESIDENT,
    OF_A_SHOP,
    SHOP,
    UNCLE,
    book,
    details,
    held,
    registered,
)

TODAY = date(2022, 3, 1)
WITHDRAWN = RestrictionReason.CONSENT_WITHDRAWN
VERIFY = VerifyEntry(entry=AUNT)
CLOSED = EntryClosed(entry=AUNT, reason=CloseReason.DEATH, on=TODAY)
RESTRICTED = EntryRestricted(entry=AUNT, reason=RestrictionReason.OBJECTION)
PHONE = EntryUpdated(entry=AUNT, details=held(phone="13900000000"))
PHONE_RESTRICTED = EntryRestricted(entry=AUNT, fields=("phone",), reason=WITHDRAWN)


def test_a_verified_draft_lives() -> None:
    """R-24: entries carry a verified-on date."""
    book(DRAFT).when(VERIFY).then(EntryVerified(entry=AUNT, on=TODAY))
    entry = book(DRAFT, EntryVerified(entry=AUNT, on=TODAY)).state.entries[AUNT]
    assert (entry.state, entry.verified_on) == (EntryState.LIVE, TODAY)


def test_an_entry_is_verified_once_a_day_and_never_backwards() -> None:
    again = book(DRAFT, EntryVerified(entry=AUNT, on=TODAY))
    again.when(VERIFY).then_nothing()
    again.at("2022-03-02 10:00", happened="2022-02-20 10:00").when(VERIFY).then_nothing()


def test_what_lacks_a_minimum_field_is_not_verified() -> None:
    """SYS-07."""
    book(registered()).when(VERIFY).then_refused("minimum_fields_missing")


def test_only_what_is_in_use_is_verified_updated_and_moved() -> None:
    move = MoveEntry(entry=AUNT, to=NEXT, on=TODAY)
    for fact in (CLOSED, RESTRICTED):
        for command in (VERIFY, UpdateEntry(entry=AUNT), move):
            book(LIVE, fact).when(command).then_refused("wrong_state")
    book(LIVE).when(VerifyEntry(entry=UNCLE)).then_refused("no_such_entry")


def test_an_update_says_what_changed() -> None:
    """SYS-07: EntryUpdated{changed_fields}."""
    update = UpdateEntry(
        entry=AUNT, details=details(phone="13900000000"), removed=("health",), consent_forms=FORMS
    )
    book(LIVE).when(update).then(
        EntryUpdated(entry=AUNT, details=held(phone="13900000000"), consent_forms=FORMS)
    )
    book(LIVE).when(UpdateEntry(entry=AUNT)).then_nothing()
    taken_out = EntryUpdated(entry=AUNT, details=(), removed=("phone",))
    book(LIVE, PHONE).when(UpdateEntry(entry=AUNT, removed=("phone",))).then(taken_out)
    assert "phone" not in book(LIVE, PHONE, taken_out).state.entries[AUNT].held


def test_a_live_entry_keeps_its_minimum() -> None:
    removal = UpdateEntry(entry=AUNT, removed=("age_band",))
    book(LIVE).when(removal).then_refused("minimum_fields_missing")
    assert book(DRAFT).when(removal).facts()


def test_who_updates_for_another_shows_his_consent_the_person_himself_need_not() -> None:
    update = UpdateEntry(entry=AUNT, details=details(phone="13900000000"))
    book(LIVE).when(update).then_refused("consent_form_missing")
    assert book(LIVE).by(Actor(Role.RES, AUNT, scopes=("self",))).when(update).facts()
    book(LIVE).by(Actor(Role.RES, UNCLE)).when(update).then_refused("consent_form_missing")


def test_a_resident_updates_his_own_entry_only() -> None:
    """SYS-07: RES self."""
    concern = ARCHIVE.concerns(book(LIVE).state, UpdateEntry(entry=AUNT))
    assert concern == Concern(community="FC01", grid=GRID, persons=frozenset({AUNT}))
    assert UpdateEntry.who == {Role.GW, Role.RES}


def test_what_is_known_of_a_child_stays_a_childs() -> None:
    """3.8: under 14, every field on a stated basis, also later."""
    child = registered(minor=True, details=held(**OF_A_RESIDENT))
    unstated = UpdateEntry(entry=AUNT, details=details(phone="13900000000"), consent_forms=FORMS)
    book(child).when(unstated).then_refused("legal_basis_missing")
    stated = Detail(field="phone", value="13900000000", basis=LegalBasis.CONSENT)
    update = UpdateEntry(entry=AUNT, details=(stated,), consent_forms=FORMS)
    [fact] = book(child).when(update).facts()
    assert fact.minor  # type: ignore[union-attr]


def test_an_entry_moves_with_its_scope() -> None:
    move = MoveEntry(entry=AUNT, to=NEXT, on=TODAY)
    moved = EntryMovedToGrid(
        entry=AUNT, from_grid=GRID, grid=NEXT, community="FC01", on=TODAY
    )  # fmt: skip
    book(LIVE).when(move).then(moved)
    book(LIVE, moved).when(move).then_nothing()
    assert ARCHIVE.concerns(book(LIVE, moved).state, VERIFY).grid == NEXT
    ahead = MoveEntry(entry=AUNT, to=NEXT, on=date(2022, 3, 2))
    book(LIVE).when(ahead).then_refused("in_the_future")
    early = MoveEntry(entry=AUNT, to=NEXT, on=date(2020, 1, 1))
    book(LIVE).when(early).then_refused("grid_not_active")


def test_an_entry_is_closed_once() -> None:
    """SYS-07: moved away, shop closed, death."""
    close = CloseEntry(entry=AUNT, reason=CloseReason.DEATH, on=TODAY)
    book(LIVE).when(close).then(CLOSED)
    book(LIVE, RESTRICTED).when(close).then(CLOSED)
    book(LIVE, CLOSED).when(close).then_refused("wrong_state")
    ahead = CloseEntry(entry=AUNT, reason=CloseReason.DEATH, on=date(2022, 3, 2))
    book(LIVE).when(ahead).then_refused("in_the_future")


def test_a_restricted_field_is_updated_no_more() -> None:
    """P-11, PIPL art. 47."""
    update = UpdateEntry(entry=AUNT, details=details(phone="13900000001"), consent_forms=FORMS)
    book(LIVE, PHONE, PHONE_RESTRICTED).when(update).then_refused("field_restricted")
    removal = UpdateEntry(entry=AUNT, removed=("phone",))
    book(LIVE, PHONE, PHONE_RESTRICTED).when(removal).then_refused("field_restricted")


def test_what_is_restricted_is_held() -> None:
    restrict = RestrictEntry(entry=AUNT, fields=("phone",), reason=WITHDRAWN)
    book(LIVE).when(restrict).then_refused("field_not_held")
    book(LIVE, PHONE).when(restrict).then(PHONE_RESTRICTED)
    book(LIVE, PHONE, PHONE_RESTRICTED).when(restrict).then_nothing()
    whole = RestrictEntry(entry=AUNT, reason=RestrictionReason.OBJECTION)
    book(LIVE).when(whole).then(RESTRICTED)
    book(LIVE, RESTRICTED).when(whole).then_nothing()
    book(LIVE, CLOSED).when(whole).then_refused("wrong_state")


def part_of(*facts: object) -> Part:
    assert ARCHIVE.part is not None
    found = ARCHIVE.part(book(*facts).state, AUNT)
    assert isinstance(found, Part)
    return found


def test_a_purpose_opens_the_fields_that_it_needs() -> None:
    """R-24: four purposes of use; SYS-07: purpose limitation by field."""
    part = part_of(LIVE, PHONE)
    assert part.opened(Purpose.VACCINATION).keys() == {"age_band", "phone"}
    assert part.opened(Purpose.WORK_SAFETY) == {}
    assert part.opened(Purpose.CASE).keys() == {"age_band", "care_needs", "phone"}
    assert part.opened(Purpose.AUDIT).keys() == part.opened(Purpose.OWN_DATA).keys()


def test_what_is_restricted_only_the_person_himself_sees() -> None:
    """PIPL art. 47."""
    part = part_of(LIVE, PHONE, PHONE_RESTRICTED)
    assert part.opened(Purpose.CASE).keys() == {"age_band", "care_needs"}
    assert part.opened(Purpose.OWN_DATA).keys() == {"age_band", "care_needs", "phone"}
    assert part_of(LIVE, RESTRICTED).opened(Purpose.AUDIT) == {}
    assert part_of(LIVE, RESTRICTED).opened(Purpose.OWN_DATA).keys() == OF_A_RESIDENT.keys()


def test_a_shop_concerns_the_merchant() -> None:
    shop = registered(ArchiveKind.SHOP, SHOP, unit=MERCHANT, details=held(**OF_A_SHOP))
    concern = ARCHIVE.concerns(book(shop).state, VerifyEntry(entry=SHOP))
    assert (concern.unit, concern.persons) == (MERCHANT, frozenset())


def test_a_restriction_is_lifted_once_and_what_consent_carried_by_consent_only() -> None:
    """SYS-07, PIPL arts. 15, 47."""
    settled = ReleaseGround.OBJECTION_SETTLED
    whole = LiftEntryRestriction(entry=AUNT, ground=settled)
    book(LIVE, RESTRICTED).when(whole).then(EntryRestrictionLifted(**dict(whole)))
    book(LIVE).when(whole).then_refused("not_restricted")
    phone = whole.model_copy(update={"fields": ("phone",)})
    book(LIVE, PHONE).when(phone).then_refused("not_restricted")
    without = book(LIVE, PHONE, PHONE_RESTRICTED)
    without.when(phone).then_refused("consent_withdrawn")
    anew = phone.model_copy(update={"ground": ReleaseGround.CONSENT_GIVEN})
    without.when(anew).then(EntryRestrictionLifted(**dict(anew)))
    free = book(LIVE, PHONE, PHONE_RESTRICTED, EntryRestrictionLifted(**dict(anew)))
    assert free.when(UpdateEntry(entry=AUNT, removed=("phone",))).facts()
    for before, after in ((LIVE, EntryState.LIVE), (DRAFT, EntryState.DRAFT)):
        lifted = book(before, RESTRICTED, EntryRestrictionLifted(**dict(whole)))
        assert lifted.state.entries[AUNT].state is after
    assert LiftEntryRestriction.who == {Role.PIO}


def test_an_objection_to_what_is_restricted_with_the_person_is_on_record() -> None:
    """It outlasts the release of the person."""
    with_him = EntryRestricted(entry=AUNT, reason=RestrictionReason.SUBJECT_RESTRICTED)
    objects = RestrictEntry(entry=AUNT, reason=RestrictionReason.OBJECTION)
    book(LIVE, with_him).when(objects).then(RESTRICTED)
    assert book(LIVE, with_him, RESTRICTED).state.entries[AUNT].shut_for is objects.reason
    again = RestrictEntry(entry=AUNT, reason=RestrictionReason.SUBJECT_RESTRICTED)
    book(LIVE, with_him, RESTRICTED).when(again).then_nothing()
