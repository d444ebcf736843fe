"""更正、异议、撤销: SYS-11, AM-11, HANDBOOK 3.4."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Elsewhere
from domain.roles import Role
from domain.volunteer import (
    VOLUNTEER,
    CorrectService,
    DisputeResolved,
    DisputeService,
    EntryStatus,
    Flag,
    LateEntrySuspended,
    ResolveDispute,
    RevokeReason,
    RevokeService,
    ServiceConfirmed,
    ServiceCorrected,
    ServiceRevoked,
    volunteer_ref,
)
from tests.domain.volunteer.facts import (
    AS_LI,
    CONFIRMED,
    DISPUTED,
    END,
    ENTRY,
    LATE,
    PROOF,
    REJECTED,
    REVOKED,
    SECRETARY,
    STANDS,
    SUBMIT,
    SUBMITTED,
    THE_TOWN,
    WORKER,
    at,
    book,
    confirmed,
    submitted,
)
from tests.domain.world import AUNT, CS, LI, TOWN, UNCLE, actor
from tests.spec import Given, moment

CORRECT = CorrectService(entry=ENTRY, minutes=60, reason="合成：记错")
CORRECTED = ServiceCorrected(
    person=LI, entry=ENTRY, old_minutes=90, minutes=60, end=moment("2022-03-05 10:00"),
    reason="合成：记错",
)  # fmt: skip


def decided(*past: Any) -> Given[Any]:
    """By the secretary, the town consenting."""
    return book(*past).by(SECRETARY).approved_by(THE_TOWN)


# Correction


def test_minutes_are_corrected_and_the_state_stays() -> None:
    for past, state in (
        ((SUBMITTED, CONFIRMED), EntryStatus.CONFIRMED),
        ((SUBMITTED,), EntryStatus.SUBMITTED),
    ):
        book(*past).by(WORKER).approved_by(SECRETARY).when(CORRECT).then(CORRECTED)
        after = VOLUNTEER.replay([*past, CORRECTED]).find(ENTRY)
        assert after is not None
        assert (after.status, after.end) == (state, CORRECTED.end)
    assert CorrectService.approved_by == {Role.CS}


def test_a_correction_that_changes_nothing_is_none() -> None:
    same = CORRECT.model_copy(update={"minutes": 90})
    book(SUBMITTED).by(WORKER).when(same).then_nothing()
    place = same.model_copy(update={"place": "合成：别处"})
    only_place = CORRECTED.model_copy(update={"minutes": 90, "end": END, "place": "合成：别处"})
    book(SUBMITTED).by(WORKER).when(place).then(only_place)
    content = CorrectService(entry=ENTRY, content="合成：改正", reason="合成：记错")
    only_content = CORRECTED.model_copy(update={"minutes": 90, "end": END, "content": "合成：改正"})
    book(SUBMITTED).by(WORKER).when(content).then(only_content)
    nothing = CorrectService(entry=ENTRY, reason="合成：记错")
    book(SUBMITTED).by(WORKER).when(nothing).then_nothing()


def test_a_session_corrected_below_thirty_minutes_is_short_and_above_no_more_am06() -> None:
    short = CORRECT.model_copy(update={"minutes": 29})
    (fact,) = book(LATE).by(WORKER).when(short).facts()
    assert isinstance(fact, ServiceCorrected)
    assert fact.flags == (Flag.LATE_ENTRY, Flag.SHORT)
    again = CORRECT.model_copy(update={"minutes": 30})
    (back,) = book(LATE, fact).by(WORKER).when(again).facts()
    assert isinstance(back, ServiceCorrected)
    assert back.flags == (Flag.LATE_ENTRY,)


@pytest.mark.parametrize(
    ("minutes", "code"), [(120, "overlapping_service"), (1440, "in_the_future")]
)
def test_a_corrected_session_keeps_the_rules_of_time(minutes: int, code: str) -> None:
    second = confirmed(at("2022-03-05 10:45", "2022-03-05 11:30"))
    longer = CORRECT.model_copy(update={"minutes": minutes})
    book(SUBMITTED, *second).by(WORKER).at("2022-03-05 18:00").when(longer).then_refused(code)


def test_a_corrected_session_does_not_grow_into_the_next_years() -> None:
    eve = submitted(at("2022-12-31 22:00", "2022-12-31 23:00"))
    new = VOLUNTEER.replay(confirmed(at("2023-01-01 00:30", "2023-01-01 02:00")))
    longer = CorrectService(entry=eve.entry, minutes=180, reason="合成")
    correcting = book(eve).by(WORKER).at("2023-01-02 09:00")
    correcting.looking({volunteer_ref(LI, 2023): new}).when(longer).then_refused(
        "overlapping_service"
    )
    assert correcting.when(longer).facts()


def test_nobody_corrects_his_own_record_nor_one_that_is_out() -> None:
    book(SUBMITTED).by(actor(Role.CW, LI)).when(CORRECT).then_refused("own_record")
    for past in ((SUBMITTED, REJECTED), (SUBMITTED, CONFIRMED, REVOKED)):
        book(*past).by(WORKER).when(CORRECT).then_refused("wrong_state")


# Disputes

DISPUTE = DisputeService(entry=ENTRY, complainant=AUNT, statement="合成：没有来", evidence=PROOF)


def test_anybody_with_evidence_disputes_a_confirmed_session() -> None:
    disputing = book(SUBMITTED, CONFIRMED).by(actor(Role.RES, AUNT, "self"))
    disputing.when(DISPUTE).then(DISPUTED)
    disputing.by(actor(Role.RES, UNCLE)).when(DISPUTE).then_refused("own_dispute")
    with pytest.raises(ValueError, match="evidence"):
        DisputeService(entry=ENTRY, complainant=AUNT, statement="合成", evidence=())


def test_a_member_objects_to_a_rejection() -> None:
    mine = DISPUTE.model_copy(update={"complainant": LI})
    objection = DISPUTED.model_copy(update={"complainant": LI})
    book(SUBMITTED, REJECTED).by(AS_LI).when(mine).then(objection)


def test_a_dispute_is_raised_once_and_one_at_a_time() -> None:
    disputed = book(SUBMITTED, CONFIRMED, DISPUTED)
    disputed.by(actor(Role.RES, AUNT)).when(DISPUTE).then_nothing()
    second = DISPUTE.model_copy(update={"complainant": UNCLE})
    disputed.by(actor(Role.RES, UNCLE)).when(second).then_refused("disputed_already")
    book(SUBMITTED).by(actor(Role.RES, AUNT)).when(DISPUTE).then_refused("wrong_state")


def test_a_rejected_session_whose_time_is_taken_by_another_is_not_disputed() -> None:
    other = confirmed(SUBMIT.model_copy(update={"activity": UUID(int=0x71)}))
    mine = DISPUTE.model_copy(update={"complainant": LI})
    book(SUBMITTED, REJECTED, *other).by(AS_LI).when(mine).then_refused("overlapping_service")


def test_a_dispute_ends_with_the_record_standing_or_revoked() -> None:
    stands = ResolveDispute(entry=ENTRY, stands=True, explanation=STANDS.explanation)
    decided(SUBMITTED, CONFIRMED, DISPUTED).when(stands).then(STANDS)
    after = VOLUNTEER.replay([SUBMITTED, CONFIRMED, DISPUTED, STANDS]).find(ENTRY)
    assert after is not None
    assert (after.status, after.complainant) == (EntryStatus.CONFIRMED, None)
    falls = ResolveDispute(
        entry=ENTRY, stands=False, explanation="合成：错登", reason=RevokeReason.ERROR
    )
    resolved = DisputeResolved(
        person=LI, entry=ENTRY, outcome=EntryStatus.REVOKED, explanation="合成：错登"
    )
    decided(SUBMITTED, CONFIRMED, DISPUTED).when(falls).then(resolved, REVOKED)


@pytest.mark.parametrize(("submission", "late"), [(SUBMITTED, False), (LATE, True)])
def test_a_rejected_session_that_stands_after_all_is_confirmed(submission: Any, late: bool) -> None:
    stands = ResolveDispute(entry=ENTRY, stands=True, explanation=STANDS.explanation)
    confirmed = ServiceConfirmed(
        person=LI, entry=ENTRY, late_entry=late, confirmer=CS, approver=TOWN
    )
    decided(submission, REJECTED, DISPUTED).when(stands).then(STANDS, confirmed)


def test_a_resolution_gives_a_reason_when_it_revokes_and_only_then() -> None:
    disputed = decided(SUBMITTED, CONFIRMED, DISPUTED)
    for stands, reason in ((False, None), (True, RevokeReason.ERROR)):
        wrong = ResolveDispute(entry=ENTRY, stands=stands, explanation="合成", reason=reason)
        disputed.when(wrong).then_refused("reason_missing")


def test_neither_side_resolves_the_dispute() -> None:
    stands = ResolveDispute(entry=ENTRY, stands=True, explanation="合成")
    for party in (LI, AUNT):
        judging = decided(SUBMITTED, CONFIRMED, DISPUTED).by(actor(Role.CS, party))
        judging.when(stands).then_refused("own_record")
    decided(SUBMITTED, CONFIRMED).when(stands).then_refused("wrong_state")


# Revocation: EX-06

REVOKE = RevokeService(entry=ENTRY, reason=RevokeReason.ERROR, note="合成：错登")
FALSE = RevokeService(
    entry=ENTRY, reason=RevokeReason.FALSE, finding_no="【合成】认定1号", note="合成：虚假"
)
FOUND_FALSE = ServiceRevoked(person=LI, **dict(FALSE))


def test_a_confirmed_session_is_revoked_for_a_reason_by_two() -> None:
    decided(SUBMITTED, CONFIRMED).when(REVOKE).then(REVOKED)
    assert RevokeService.who == {Role.CS}
    assert RevokeService.approved_by == {Role.TOWN}


def test_revoking_twice_is_revoking_once_and_only_of_what_was_confirmed() -> None:
    decided(SUBMITTED, CONFIRMED, REVOKED).when(REVOKE).then_nothing()
    decided(SUBMITTED).when(REVOKE).then_refused("wrong_state")
    decided(SUBMITTED, CONFIRMED, DISPUTED).when(REVOKE).then_refused("wrong_state")
    own = decided(SUBMITTED, CONFIRMED).by(actor(Role.CS, LI))
    own.when(REVOKE).then_refused("own_record")


def test_a_false_record_needs_a_finding() -> None:
    without = FALSE.model_copy(update={"finding_no": None})
    decided(SUBMITTED, CONFIRMED).when(without).then_refused("finding_missing")
    falls = ResolveDispute(entry=ENTRY, stands=False, explanation="合成", reason=RevokeReason.FALSE)
    decided(SUBMITTED, CONFIRMED, DISPUTED).when(falls).then_refused("finding_missing")


@pytest.mark.parametrize(
    ("on", "until"),
    [("2022-06-15", date(2023, 6, 15)), ("2022-12-31", date(2023, 12, 31))],
)
def test_a_false_record_suspends_late_self_entry_for_a_year(on: str, until: date) -> None:
    suspended = LateEntrySuspended(person=LI, since=date.fromisoformat(on), until=until)
    revoking = decided(SUBMITTED, CONFIRMED).at(f"{on} 09:00")
    revoking.when(FALSE).then(FOUND_FALSE, suspended)


def test_the_suspension_stands_in_the_book_of_the_year_of_the_finding_ex06() -> None:
    suspended = LateEntrySuspended(person=LI, since=date(2023, 3, 15), until=date(2024, 3, 15))
    elsewhere = Elsewhere(volunteer_ref(LI, 2023), suspended)
    decided(SUBMITTED, CONFIRMED).at("2023-03-15 09:00").when(FALSE).then(FOUND_FALSE, elsewhere)
    leap = LateEntrySuspended(person=LI, since=date(2024, 2, 29), until=date(2025, 3, 1))
    decided(SUBMITTED, CONFIRMED).at("2024-02-29 09:00").when(FALSE).then(
        FOUND_FALSE, Elsewhere(volunteer_ref(LI, 2024), leap)
    )


def test_other_reasons_suspend_nothing_ex06() -> None:
    for reason in (RevokeReason.DUPLICATE, RevokeReason.PAID, RevokeReason.ERROR):
        (fact,) = (
            decided(SUBMITTED, CONFIRMED).when(REVOKE.model_copy(update={"reason": reason})).facts()
        )
        assert isinstance(fact, ServiceRevoked)
