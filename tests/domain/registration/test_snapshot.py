"""The count of 31 December: SYS-10, P-12, AM-03, EX-01, EX-02."""

import pytest

from domain.registration import (
    UNIT_REGISTRATION,
    RegistrationSnapshotTaken,
    Snapshot,
    TakeRegistrationSnapshot,
)
from domain.roles import Role
from tests.domain.registration.examples import A
from tests.spec import given

TAKE = TakeRegistrationSnapshot(
    unit=A, community="FC02", year=2022, obliged=48, exempt=2, registered=39, position=71_003,
    ruleset="2022.1",
)  # fmt: skip
TAKEN = RegistrationSnapshotTaken(**dict(TAKE))


def test_the_counts_are_kept_with_their_position_and_ruleset_ex01() -> None:
    given(UNIT_REGISTRATION).by(Role.SYS).at("2023-01-01 00:00").when(TAKE).then(TAKEN)
    state = UNIT_REGISTRATION.replay([TAKEN])
    assert state.snapshot == Snapshot(48, 2, 39, 71_003, "2022.1")
    assert (state.unit, state.community, state.year) == (A, "FC02", 2022)
    assert TakeRegistrationSnapshot.who == {Role.SYS}


def test_it_is_taken_when_the_year_is_over_and_not_a_second_before_am03() -> None:
    given(UNIT_REGISTRATION).at("2022-12-31 23:59").when(TAKE).then_refused("year_not_over")


def test_it_is_taken_once_and_stays() -> None:
    again = given(UNIT_REGISTRATION, TAKEN).at("2023-01-01 00:05")
    again.when(TAKE).then_nothing()
    again.when(TAKE.model_copy(update={"registered": 40})).then_refused("snapshot_taken")


@pytest.mark.parametrize(("registered", "accepted"), [(48, True), (49, False)])
def test_no_more_are_registered_than_obliged(registered: int, accepted: bool) -> None:
    count = TAKE.model_copy(update={"registered": registered})
    asked = given(UNIT_REGISTRATION).at("2023-01-01 00:00").when(count)
    if accepted:
        assert asked.facts()
    else:
        asked.then_refused("more_registered_than_obliged")
