"""What the leading group decides, conferral, expiry and revocation: SYS-17, AM-28, 3.5."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.assessment import SCORE_BOOK, score_book_ref
from domain.honour import (
    HONOUR_PROGRAMME,
    ApproveHonour,
    ConferHonour,
    ExpireHonour,
    HonourConferred,
    HonourExpired,
    HonourRefused,
    HonourRevoked,
    PlaceTaken,
    RefuseHonour,
    RevocationReason,
    RevokeHonour,
    programme_ref,
)
from domain.kernel import Elsewhere
from domain.notice import NOTICE, ObjectionOpened, ObjectionSettled, notice_ref
from domain.roles import Role
from domain.ruleset import SubjectKind
from tests.domain.honour.scenario import (
    APPROVED,
    GROUP,
    NOTICE_ID,
    TO_APPROVED,
    UNIT_ID,
    defined,
    nomination,
    notice,
    quota,
    score,
)
from tests.spec import STREAM, Given

PUBLIC = TO_APPROVED[:-1]
APPROVE = ApproveHonour(minutes_no="【合成】纪要1号")
REFUSE = RefuseHonour(minutes_no="【合成】纪要1号", reason="合成")
CONFER = ConferHonour(certificate_no="【合成】证1号", on=date(2023, 2, 27))
CONFERRED = HonourConferred(
    certificate_no="【合成】证1号", approval_document_no="【合成】批1号", on=date(2023, 2, 27),
    valid_until=date(2024, 2, 26),
)  # fmt: skip
REVOKE = RevokeHonour(
    reason=RevocationReason.FALSE_RECORDS, effective_on=date(2023, 3, 20),
    decision_no="【合成】决定1号",
)  # fmt: skip
REVOKED = HonourRevoked(**dict(REVOKE))
HELD = (*TO_APPROVED, CONFERRED)
TITLE = programme_ref("H2", 2022)


def group(*facts: Any, at: str = "2023-02-27 09:00") -> Given[Any]:
    return nomination(*facts).by(GROUP).at(at)


def of_programme(*facts: Any) -> Given[Any]:
    return group(*TO_APPROVED).looking({TITLE: HONOUR_PROGRAMME.replay(facts)})


def test_a_publicised_nomination_is_approved_after_five_working_days() -> None:
    """SYS-17: the notice hangs from Monday 20 to Friday 24 February."""
    group(*PUBLIC, at="2023-02-25 00:00").when(APPROVE).then(APPROVED)
    early = group(*PUBLIC, at="2023-02-24 23:59")
    early.when(APPROVE).then_refused("publicity_running")
    group(*TO_APPROVED).when(APPROVE).then_nothing()
    for before in (PUBLIC[:-1], ()):
        wanted = "not_publicised" if before else "no_such_nomination"
        group(*before).when(APPROVE).then_refused(wanted)
        group(*before).when(REFUSE).then_refused(wanted)


def test_nothing_is_approved_while_an_objection_about_it_is_open() -> None:
    """SYS-17, SYS-18."""
    state, id = notice(), UUID(int=800)
    opened = NOTICE.replay([ObjectionOpened(objection=id, subject=UNIT_ID)], state)
    disputed = group(*PUBLIC).looking({notice_ref(NOTICE_ID): opened})
    disputed.when(APPROVE).then_refused("objection_open")
    other = NOTICE.replay([ObjectionOpened(objection=id, subject=UUID(int=5))], state)
    group(*PUBLIC).looking({notice_ref(NOTICE_ID): other}).when(APPROVE).then(APPROVED)
    settled = NOTICE.replay([ObjectionSettled(objection=id, upheld=False)], opened)
    group(*PUBLIC).looking({notice_ref(NOTICE_ID): settled}).when(APPROVE).then(APPROVED)


def test_the_leading_group_may_refuse() -> None:
    group(*PUBLIC).when(REFUSE).then(HonourRefused(minutes_no="【合成】纪要1号", reason="合成"))
    assert ApproveHonour.who == RefuseHonour.who == {Role.LG}


def test_the_conferring_body_confers_within_the_approval() -> None:
    taken = Elsewhere(TITLE, PlaceTaken(nomination=STREAM))
    group(*TO_APPROVED).when(CONFER).then(CONFERRED, taken)


def test_a_title_of_one_year_ends_the_day_before() -> None:
    leap = ConferHonour(certificate_no="【合成】证1号", on=date(2024, 2, 29))
    [fact, _] = group(*TO_APPROVED, at="2024-03-01 09:00").when(leap).facts()
    assert fact.valid_until == date(2025, 2, 27)  # type: ignore[union-attr]


def test_without_an_approval_document_nothing_is_conferred() -> None:
    """AM-28, 3.5: regulated honours."""
    bare = defined(approval_document_no=None, approved_places=None)
    of_programme(bare, quota(96, 15, 14)).when(CONFER).then_refused("no_approval_document")


def test_the_quota_is_never_exceeded_and_a_revoked_place_stays_taken() -> None:
    """4.6, 3.5: `conferred` never shrinks."""
    full = (defined(), quota(3, 15, 1), PlaceTaken(nomination=UUID(int=1)))
    of_programme(*full).when(CONFER).then_refused("quota_exceeded")
    few = (defined(approved_places=1), quota(96, 15, 14), PlaceTaken(nomination=UUID(int=1)))
    of_programme(*few).when(CONFER).then_refused("quota_exceeded")
    of_programme(defined()).when(CONFER).then_refused("quota_exceeded")


@pytest.mark.parametrize("body", [None, "TOWN"])
def test_only_the_body_that_the_programme_names_confers_and_revokes(body: str | None) -> None:
    other = replace(GROUP, body=body)
    group(*TO_APPROVED).by(other).when(CONFER).then_refused("not_the_conferring_body")
    revoking = group(*HELD, at="2023-03-20 09:00").by(other)
    revoking.when(REVOKE).then_refused("not_the_conferring_body")


def test_only_what_is_approved_is_conferred_and_not_ahead_of_its_day() -> None:
    group(*PUBLIC).when(CONFER).then_refused("not_approved")
    group(*HELD).when(CONFER).then_refused("not_approved")
    group().when(CONFER).then_refused("no_such_nomination")
    group(*TO_APPROVED, at="2023-02-26 23:59").when(CONFER).then_refused("in_the_future")


def test_a_score_that_has_moved_on_is_checked_before_the_conferral() -> None:
    second = score(version=2, total=Decimal(70))
    book = {score_book_ref(SubjectKind.UNIT, UNIT_ID, 2022): SCORE_BOOK.replay([score(), second])}
    group(*TO_APPROVED).looking(book).when(CONFER).then_refused("score_moved_on")


def test_a_title_expires_when_its_validity_is_over() -> None:
    over = group(*HELD, at="2024-02-27 00:00")
    over.when(ExpireHonour()).then(HonourExpired(on=date(2024, 2, 26)))
    group(*HELD, at="2024-02-26 23:59").when(ExpireHonour()).then_refused("still_valid")
    group(*HELD, REVOKED).when(ExpireHonour()).then_nothing()


def test_the_conferring_body_revokes_by_decision_of_the_leading_group() -> None:
    """EX-06, 4.6: any time, also after it has run out."""
    group(*HELD, at="2023-03-20 09:00").when(REVOKE).then(REVOKED)
    assert RevokeHonour.approved_by == {Role.LG}
    expired = (*HELD, HonourExpired(on=date(2024, 2, 26)))
    group(*expired, at="2024-03-20 09:00").when(REVOKE).then(REVOKED)
    group(*HELD, REVOKED).when(REVOKE).then_nothing()
    group(*TO_APPROVED).when(REVOKE).then_refused("not_conferred")
    group().when(REVOKE).then_refused("no_such_nomination")
    group(*HELD, at="2023-03-19 23:59").when(REVOKE).then_refused("in_the_future")
