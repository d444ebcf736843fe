"""SYS-20: who may be erased, why, and what must be kept instead."""

from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest

from domain.archive import (
    ARCHIVE,
    Archive,
    ArchiveKind,
    CloseEntry,
    CloseReason,
    EntryClosed,
    EntryRegistered,
    LegalBasis,
    archive_ref,
)
from domain.kernel import Actor, Event, Period, Ref
from domain.person import PartyKind, person_ref
from domain.privacy import (
    SUBJECT,
    SUBJECT_REQUEST,
    DataSubject,
    EraseSubject,
    ErasureGround,
    HoldSubject,
    ReleaseHold,
    RequestKind,
    RequestState,
    RestrictionGround,
    RestrictSubject,
    SubjectErased,
    SubjectHeld,
    SubjectHoldReleased,
    SubjectRequest,
)
from domain.roles import Role
from domain.volunteer import Book, Entry, Source, volunteer_ref
from domain.workforce import community_worker_ref
from domain.workforce.state import Worker
from tests.domain.archive.examples import AUNT, GRID, NOW, UNCLE, book, held, registered
from tests.domain.world import UNIT_A, someone
from tests.spec import Given, given, moment

PAPER: Final = "【合成】1号"
REQUEST: Final = UUID(int=0x99)
ERASE: Final = EraseSubject(person=AUNT, ground=ErasureGround.PURPOSE_OVER, document_no=PAPER)
ASKED: Final = EraseSubject(
    person=AUNT, ground=ErasureGround.REQUEST, document_no=PAPER, request=REQUEST
)
VERIFIED: Final = SubjectRequest(AUNT, None, RequestKind.DELETE, RequestState.VERIFIED)
IDENTITY: Final = ("full_name", "identity_number", "phone")
ERASED: Final = SubjectErased(**dict(ERASE), fields=IDENTITY)
BOOK: Final[Ref[Archive]] = archive_ref(GRID, ArchiveKind.RESIDENT)


def officer(*facts: Event[DataSubject]) -> Given[DataSubject]:
    return given(SUBJECT, *facts).by(Role.PIO).looking(someone(AUNT))


def test_a_person_whose_data_is_needed_no_more_is_erased_once() -> None:
    officer().when(ERASE).then(ERASED)
    officer(ERASED).when(ERASE).then_refused("already_erased")
    given(SUBJECT).by(Role.PIO).when(ERASE).then_refused("no_such_person")


def test_what_was_erased_is_neither_restricted_nor_held() -> None:
    erased = officer(ERASED)
    erased.when(HoldSubject(person=AUNT, document_no=PAPER)).then_refused("already_erased")
    restrict = RestrictSubject(
        person=AUNT, ground=RestrictionGround.OBJECTION, reason="合成", document_no=PAPER
    )
    erased.when(restrict).then_refused("already_erased")


@pytest.mark.parametrize(
    "change",
    [{"person": UNCLE}, {"kind": RequestKind.ACCESS}, {"state": RequestState.RECEIVED},
     {"state": RequestState.DONE}],
    ids=["of another", "to read", "not verified", "answered"],
)  # fmt: skip
def test_a_request_to_delete_must_be_his_own_and_verified(change: dict[str, Any]) -> None:
    ref = SUBJECT_REQUEST.ref(REQUEST)
    officer().looking({ref: VERIFIED}).when(ASKED).then(
        SubjectErased(**dict(ASKED), fields=IDENTITY)
    )
    other = officer().looking({ref: replace(VERIFIED, **change)})
    other.when(ASKED).then_refused("no_such_request")


def test_the_ground_and_the_request_belong_together() -> None:
    without = ASKED.model_copy(update={"request": None})
    beside = ERASE.model_copy(update={"request": REQUEST})
    officer().when(without).then_refused("request_missing")
    seen = officer().looking({SUBJECT_REQUEST.ref(REQUEST): VERIFIED})
    seen.when(beside).then_refused("request_missing")


def test_nobody_erases_himself() -> None:
    himself = officer().by(Actor(Role.PIO, AUNT, scopes=("county",)))
    himself.when(ERASE).then_refused("own_request")


def test_what_is_held_for_a_procedure_is_not_erased_until_every_hold_is_released() -> None:
    one, two = (SubjectHeld(person=AUNT, document_no=f"【合成】{n}号") for n in (1, 2))
    hold = HoldSubject(person=AUNT, document_no=one.document_no)
    officer().when(hold).then(one)
    officer(one).when(hold).then_nothing()
    officer(one, two).when(ERASE).then_refused("legal_hold")
    free = SubjectHoldReleased(person=AUNT, document_no=one.document_no)
    officer(one, two).when(ReleaseHold(document_no=one.document_no)).then(free)
    officer(one, two, free).when(ERASE).then_refused("legal_hold")
    officer(one, free).when(ERASE).then(ERASED)
    officer().when(ReleaseHold(document_no=PAPER)).then_refused("not_held")
    given(SUBJECT).by(Role.PIO).when(hold).then_refused("no_such_person")


def services(year: int) -> dict[Ref[Book], Book]:
    start = moment(f"{year}-03-05 09:00")
    entry = Entry(UUID(int=1), "FC01", start.date(), start, start, Source.SELF, frozenset())
    return {volunteer_ref(AUNT, year): Book(AUNT, (entry,))}


def test_services_are_kept_five_years_beyond_their_own() -> None:
    """HANDBOOK 3.4 [D]."""
    served = officer().looking(services(2022))
    served.at("2027-12-31 18:00").when(ERASE).then_refused("retention_runs")
    served.at("2028-01-01 09:00").when(ERASE).then(ERASED)


def test_who_stands_on_a_units_roll_is_not_erased() -> None:
    on_the_roll = given(SUBJECT).by(Role.PIO).looking(someone(AUNT, UNIT_A, PartyKind.FULL))
    on_the_roll.when(ERASE).then_refused("retention_runs")


def test_a_community_worker_in_service_is_not_erased() -> None:
    ref = community_worker_ref(AUNT)
    spell = Period(start=date(2022, 1, 4), end=date(2022, 6, 30))
    worker = officer().looking({ref: Worker(person=AUNT, spells=(spell,))})
    worker.at("2022-06-30 18:00").when(ERASE).then_refused("retention_runs")
    worker.at("2022-07-01 09:00").when(ERASE).then(ERASED)


def entered(*facts: Any) -> Given[DataSubject]:
    return given(SUBJECT).by(Role.PIO).looking({BOOK: ARCHIVE.replay(facts)})


def filed(basis: LegalBasis) -> EntryRegistered:
    return registered(details=held(basis, age_band="60_TO_79"), verified_on=date(2022, 1, 10))


def test_what_is_held_by_consent_goes_with_the_consent() -> None:
    erase = ERASE.model_copy(update={"archive": BOOK.id})
    fact = SubjectErased(**dict(erase), fields=("age_band",))
    entered(filed(LegalBasis.CONSENT)).when(erase).then(fact)


def test_what_is_held_by_law_is_kept_as_the_catalogue_says() -> None:
    """In use, and three years after the entry was closed (PIPL art. 47, last paragraph)."""
    erase = ERASE.model_copy(update={"archive": BOOK.id})
    by_law = filed(LegalBasis.STATUTORY_DUTY)
    entered(by_law).when(erase).then_refused("retention_runs")
    shut = EntryClosed(entry=AUNT, reason=CloseReason.MOVED_AWAY, on=date(2024, 2, 29))
    left = entered(by_law, shut)
    left.at("2027-02-28 18:00").when(erase).then_refused("retention_runs")
    assert left.at("2027-03-01 09:00").when(erase).facts()


def test_the_archives_of_the_grid_he_lives_in_are_looked_at_unasked() -> None:
    [(ref, person)] = someone(AUNT).items()
    home = person.living_in(person.residence.model_copy(update={"grid": GRID}))
    for lives in (home, home.living_in(person.residence)):  # moving away opens no side door
        at_home = entered(filed(LegalBasis.STATUTORY_DUTY)).looking({ref: lives})
        at_home.when(ERASE).then_refused("retention_runs")
    assert ref == person_ref(AUNT)


def test_an_entry_is_closed_as_erased_by_the_system_only() -> None:
    close = CloseEntry(entry=AUNT, reason=CloseReason.ERASED, on=date(2022, 3, 1))
    book(filed(LegalBasis.CONSENT)).when(close).then_refused("not_erased")
    system = book(filed(LegalBasis.CONSENT)).by(Role.SYS).at(NOW)
    assert system.when(close).facts()
