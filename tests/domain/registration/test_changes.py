"""Transfer, withdrawal and end of a registration: SYS-10, AM-03, AM-34, P-07."""

from datetime import date

import pytest

from domain.kernel import Concern
from domain.person import ChangeUnit, LeaveReason, MemberLeftUnit, MemberUnitChanged
from domain.registration import (
    MEMBER_REGISTRATION,
    EndReason,
    EndRegistration,
    MemberRegistrationEnded,
    MemberRegistrationTransferred,
    MemberRegistrationWithdrawn,
    MemberStatus,
    TransferMemberRegistration,
    WithdrawRegistration,
)
from domain.roles import Role
from tests.domain.registration.examples import (
    CONFIRMED,
    IN_A,
    SUBMITTED,
    WANG,
    A,
    B,
    person,
    registration,
)

TRANSFER = TransferMemberRegistration(community="FC05")
TRANSFERRED = MemberRegistrationTransferred(
    person=WANG, from_community="FC01", community="FC05", unit=A, on=date(2022, 5, 1)
)
WITHDRAW = WithdrawRegistration(reason="搬家")
END = EndRegistration(last_day=date(2022, 6, 30), reason=EndReason.RETIRED)
LEFT = MemberLeftUnit(unit=A, last_day=date(2022, 6, 30), reason=LeaveReason.RETIRED)
AROUND = tuple(date(2022, month, day) for month, day in ((4, 30), (5, 1)))


def test_a_transfer_leaves_no_gap_and_needs_no_second_confirmation() -> None:
    asked = registration(SUBMITTED, CONFIRMED).at("2022-05-01 09:00")
    asked.when(TRANSFER).then(TRANSFERRED)
    state = MEMBER_REGISTRATION.replay([SUBMITTED, CONFIRMED, TRANSFERRED])
    assert [state.registered_on(day) for day in AROUND] == ["FC01", "FC05"]
    assert [r.status for r in state.registrations] == [
        MemberStatus.TRANSFERRED,
        MemberStatus.CONFIRMED,
    ]
    assert MEMBER_REGISTRATION.concerns(state, None).community == "FC05"


def test_a_transfer_notes_the_unit_of_that_day() -> None:
    changed = MemberUnitChanged(from_unit=A, unit=B, on=date(2022, 4, 1))
    asked = registration(SUBMITTED, CONFIRMED).looking(person(WANG, (IN_A, changed)))
    (fact,) = asked.at("2022-05-01 09:00").when(TRANSFER).facts()
    assert isinstance(fact, MemberRegistrationTransferred)
    assert fact.unit == B
    assert ChangeUnit.verb == "change-unit"  # registration itself follows the person


def test_a_member_between_two_units_keeps_the_unit_he_registered_with() -> None:
    left = MemberLeftUnit(unit=A, last_day=date(2022, 3, 31), reason=LeaveReason.TRANSFER)
    asked = registration(SUBMITTED, CONFIRMED).looking(person(WANG, (IN_A, left)))
    fact = TRANSFERRED.model_copy(update={"unit": None})
    asked.at("2022-05-01 09:00").when(TRANSFER).then(fact)
    current = MEMBER_REGISTRATION.replay([SUBMITTED, CONFIRMED, fact]).current
    assert current is not None
    assert current.unit == A
    moved = MEMBER_REGISTRATION.replay(
        [SUBMITTED, CONFIRMED, TRANSFERRED.model_copy(update={"unit": B})]
    ).current
    assert moved is not None
    assert moved.unit == B


def test_a_transfer_to_the_same_community_changes_nothing() -> None:
    here = TransferMemberRegistration(community="FC01")
    registration(SUBMITTED, CONFIRMED).when(here).then_nothing()


def test_a_transfer_on_the_day_of_registration_leaves_one_registration_on_it() -> None:
    same_day = TRANSFERRED.model_copy(update={"on": date(2022, 1, 28)})
    registration(SUBMITTED, CONFIRMED).when(TRANSFER).then(same_day)
    state = MEMBER_REGISTRATION.replay([SUBMITTED, CONFIRMED, same_day])
    assert state.registered_on(date(2022, 1, 28)) == "FC05"


def test_only_a_confirmed_registration_is_transferred_to_a_community_that_exists() -> None:
    registration().when(TRANSFER).then_refused("not_registered")
    registration(SUBMITTED).when(TRANSFER).then_refused("not_registered")
    nowhere = TransferMemberRegistration(community="ZZ01")
    registration(SUBMITTED, CONFIRMED).when(nowhere).then_refused("no_such_community")
    before = registration(SUBMITTED, CONFIRMED).at("2022-01-28 16:00", happened="2022-01-27 10:00")
    before.when(TRANSFER).then_refused("ends_before_start")


def test_a_member_withdraws_and_is_not_registered_at_the_end_of_that_day_am34() -> None:
    withdrawn = MemberRegistrationWithdrawn(
        person=WANG, community="FC01", on=date(2022, 5, 1), reason="搬家"
    )
    asked = registration(SUBMITTED, CONFIRMED).at("2022-05-01 09:00")
    asked.when(WITHDRAW).then(withdrawn)
    state = MEMBER_REGISTRATION.replay([SUBMITTED, CONFIRMED, withdrawn])
    assert [state.registered_on(day) for day in AROUND] == ["FC01", None]
    registration(SUBMITTED, CONFIRMED, withdrawn).when(WITHDRAW).then_refused("not_registered")


def test_a_registration_of_one_day_was_in_force_on_that_day() -> None:
    next_day = MemberRegistrationWithdrawn(person=WANG, community="FC01", on=date(2022, 1, 29))
    state = MEMBER_REGISTRATION.replay([SUBMITTED, CONFIRMED, next_day])
    assert state.registered_on(date(2022, 1, 28)) == "FC01"
    same_day = next_day.model_copy(update={"on": date(2022, 1, 28)})
    state = MEMBER_REGISTRATION.replay([SUBMITTED, CONFIRMED, same_day])
    assert state.registered_on(date(2022, 1, 28)) is None


def test_a_submission_may_be_taken_back_before_it_is_confirmed() -> None:
    (withdrawn,) = registration(SUBMITTED).when(WITHDRAW).facts()
    assert isinstance(withdrawn, MemberRegistrationWithdrawn)
    state = MEMBER_REGISTRATION.replay([SUBMITTED, withdrawn])
    assert (state.pending, state.registered_on(date(2022, 1, 28))) == (None, None)
    registration().when(WITHDRAW).then_refused("not_registered")
    before = registration(SUBMITTED).at("2022-01-28 16:00", happened="2022-01-27 10:00")
    before.when(WITHDRAW).then_refused("ends_before_start")


@pytest.mark.parametrize("role", [Role.CW, Role.SYS])
def test_a_registration_ends_with_the_member_s_service_p07(role: Role) -> None:
    ended = MemberRegistrationEnded(person=WANG, community="FC01", **dict(END))
    retired = registration(SUBMITTED, CONFIRMED).looking(person(WANG, (IN_A, LEFT))).by(role)
    retired.at("2022-07-01 09:00").when(END).then(ended)
    state = MEMBER_REGISTRATION.replay([SUBMITTED, CONFIRMED, ended])
    assert state.registered_on(date(2022, 6, 30)) == "FC01"
    assert state.registered_on(date(2022, 7, 1)) is None
    assert state.latest is not None
    assert state.latest.status is MemberStatus.ENDED


def test_a_registration_does_not_end_while_the_member_serves_p07() -> None:
    serving = registration(SUBMITTED, CONFIRMED).at("2022-07-01 09:00")
    serving.when(END).then_refused("still_in_service")
    serving.at("2022-06-29 09:00").when(END).then_refused("in_the_future")
    registration().at("2022-07-01 09:00").when(END).then_refused("not_registered")
    early = END.model_copy(update={"last_day": date(2022, 1, 27)})
    serving.when(early).then_refused("ends_before_start")


def test_a_transfer_is_the_member_s_own_act() -> None:
    state = MEMBER_REGISTRATION.replay([SUBMITTED, CONFIRMED])
    assert TransferMemberRegistration.who == {Role.MEM}
    concern = MEMBER_REGISTRATION.concerns(state, TRANSFER)
    assert concern == Concern(community="FC05", unit=A, persons=frozenset({WANG}))
