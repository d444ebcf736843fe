"""SYS-20: consents, requests, restrictions, breaches and reads, as they stand and as they were."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from domain.access import Medium, PersonalDataRead, Purpose, UnstatedReadFound
from domain.kernel import Event
from domain.privacy import (
    BreachConfirmationRevoked,
    BreachConfirmed,
    BreachRecorded,
    ConsentGiven,
    ConsentPurpose,
    ConsentWithdrawn,
    ErasureGround,
    IdentityProof,
    RefusalGround,
    RequestKind,
    RestrictionGround,
    SubjectErased,
    SubjectRequestDone,
    SubjectRequestLodged,
    SubjectRequestRefused,
    SubjectRequestVerified,
    SubjectRestricted,
    SubjectRestrictionLifted,
)
from domain.roles import Role
from domain.ruleset import SubjectKind
from projections.ledgers.erasures import L_ERASURE
from projections.ledgers.privacy import (
    L_BREACH,
    L_CONSENT,
    L_READ,
    L_REQUEST,
    L_RESTRICTION,
)
from tests.domain.archive.examples import AUNT, GRID, UNCLE
from tests.projections.facts import recorded
from tests.projections.questions.asked import Told, asked
from tests.spec import STREAM

BOOK: Final = UUID(int=0x99)
PAPER: Final = "【合成】1号"
LODGED: Final = SubjectRequestLodged(person=AUNT, kind=RequestKind.COPY, about="合成")
VERIFIED: Final = SubjectRequestVerified(person=AUNT, proof=IdentityProof.ID_CARD)
REFUSED: Final = SubjectRequestRefused(person=AUNT, ground=RefusalGround.SECRECY, reason="合成")
ABOUT: Final[dict[str, Any]] = {"person": AUNT, "purpose": ConsentPurpose.WISH}
GIVEN: Final = ConsentGiven(**ABOUT, notice="同意书1", separate=True)
RESTRICTED: Final = SubjectRestricted(
    person=AUNT, ground=RestrictionGround.OBJECTION, reason="合成", document_no=PAPER
)
READ: Final = PersonalDataRead(
    record=BOOK, collection="archives", purpose=Purpose.CASE, fields=("phone",), entry=AUNT,
    persons=(AUNT, UNCLE),
)  # fmt: skip
UNSTATED: Final = UnstatedReadFound(
    archive=BOOK, entry=AUNT, community="FC01", grid=GRID, reader_role=Role.GW,
    read_at=datetime(2022, 5, 9, tzinfo=UTC), medium=Medium.PAPER, note="合成",
)  # fmt: skip

ERASED = SubjectErased(
    person=AUNT, ground=ErasureGround.PERIOD_OVER, document_no=PAPER, fields=("phone",)
)


def row(model: Any, *facts: Event[Any]) -> Any:
    return model.replay(recorded(facts))[(STREAM,)]


def test_a_consent_is_given_withdrawn_and_given_anew() -> None:
    withdrawn = ConsentWithdrawn(**ABOUT)
    assert row(L_CONSENT, GIVEN).state == "GIVEN"
    assert row(L_CONSENT, GIVEN, withdrawn).state == "WITHDRAWN"
    again = row(L_CONSENT, GIVEN, withdrawn, GIVEN)
    assert (again.state, again.withdrawn_at) == ("GIVEN", None)


def test_a_request_goes_from_received_to_done_or_refused() -> None:
    assert row(L_REQUEST, LODGED).state == "RECEIVED"
    assert row(L_REQUEST, LODGED, VERIFIED).state == "VERIFIED"
    done = row(L_REQUEST, LODGED, VERIFIED, SubjectRequestDone(person=AUNT, answer="合成"))
    assert (done.state, done.decided_at is None) == ("DONE", False)
    refused = row(L_REQUEST, LODGED, VERIFIED, REFUSED)
    assert (refused.state, refused.ground) == ("REFUSED", "SECRECY")


def test_a_restriction_is_lifted() -> None:
    lifted = SubjectRestrictionLifted(person=AUNT, document_no=PAPER)
    assert row(L_RESTRICTION, RESTRICTED).lifted_at is None
    assert row(L_RESTRICTION, RESTRICTED, lifted).lifted_at is not None


def test_a_breach_has_a_responsible_subject_while_that_is_confirmed() -> None:
    """V-ANY-PI."""
    day = date(2022, 3, 1)
    found = BreachRecorded(happened_on=day, found_on=day, about="合成", affected=3)
    about: dict[str, Any] = {"kind": SubjectKind.UNIT, "subject": UUID(int=5), "happened_on": day}
    confirmed = BreachConfirmed(**about, document_no=PAPER)
    revoked = BreachConfirmationRevoked(**about, document_no=PAPER, reason="合成")
    told = row(L_BREACH, found, confirmed)
    assert (told.kind, told.responsible, told.confirmed) == ("UNIT", UUID(int=5), 2)
    assert row(L_BREACH, found, confirmed, revoked).responsible is None


def test_a_read_is_told_of_everybody_whose_data_it_was() -> None:
    """R-24, SYS-22."""
    entries = L_READ.replay(recorded([READ, UNSTATED]))
    assert [(e.subject, e.purpose) for e in entries] == [
        (AUNT, "CASE"), (UNCLE, "CASE"), (AUNT, None),
    ]  # fmt: skip
    assert (entries[2].grid, entries[2].role, entries[2].medium) == (GRID, "GW", "PAPER")


def test_l_pi_tells_what_was_done_with_each_persons_data() -> None:
    """SYS-20: person, consents, reads by purpose, requests, restrictions."""
    told = Told()
    for n, fact in enumerate((GIVEN, READ, READ, UNSTATED, LODGED, RESTRICTED, ERASED)):
        told.tell(UUID(int=0x100 + n), fact, "2022-05-10 09:00")
    told.tell(UUID(int=0x200), READ, "2021-05-10 09:00")
    aunt, uncle = asked(told, "L-PI")
    assert (aunt.person, aunt.consents_given, aunt.reads) == (AUNT, ("WISH",), (("CASE", 2),))
    assert (aunt.unstated, aunt.requests, aunt.restricted) == (1, (("COPY", "RECEIVED"),), True)
    assert (uncle.reads, uncle.restricted) == ((("CASE", 2),), False)
    assert (aunt.erased, uncle.erased) == (True, False)


def test_an_erasure_is_on_record_with_its_ground() -> None:
    [entry] = L_ERASURE.replay(recorded([ERASED]))
    assert (entry.person, entry.ground, entry.fields) == (AUNT, "PERIOD_OVER", ("phone",))
