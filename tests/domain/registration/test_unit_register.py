"""A unit registers for a year: SYS-10, R-29, AM-04, AM-32."""

from datetime import date

import pytest

from domain.kernel import Command, Concern, Event
from domain.registration import (
    UNIT_REGISTRATION,
    AgreeServiceItems,
    ConfirmUnitRegistration,
    EndUnitRegistration,
    RegisterUnit,
    ServiceItem,
    ServiceItemsAgreed,
    UnitEndReason,
    UnitRegistration,
    UnitRegistrationConfirmed,
    UnitRegistrationEnded,
    UnitRegistrationSubmitted,
    UnitStatus,
    unit_registration_ref,
)
from domain.roles import Role
from domain.unit import UNIT, unit_ref
from domain.vocabulary import ServiceField
from tests.domain.registration.examples import LIAISON, A, unit
from tests.spec import Given, given

REGISTER = RegisterUnit(unit=A, community="FC02", year=2022)
SUBMITTED = UnitRegistrationSubmitted(
    **dict(REGISTER), submitted_on=date(2022, 3, 30), obliged=True
)
CONFIRMED = UnitRegistrationConfirmed(**dict(REGISTER), confirmed_on=date(2022, 3, 31))
ITEMS = (ServiceItem(title="结对清扫楼道", field=ServiceField.ENVIRONMENT),)
AGREE = AgreeServiceItems(items=ITEMS)
AGREED = ServiceItemsAgreed(**dict(REGISTER), items=ITEMS, on=date(2022, 3, 31))
END = EndUnitRegistration(last_day=date(2022, 3, 31), reason=UnitEndReason.UNIT_WITHDRAWN)
ENDED = UnitRegistrationEnded(**dict(REGISTER), **dict(END))


def registration(*facts: Event[UnitRegistration]) -> Given[UnitRegistration]:
    asked = given(UNIT_REGISTRATION, *facts).by(LIAISON).at("2022-03-31 10:00")
    return asked.looking(unit(A, also_in=("FC03",)))


def test_an_enrolled_unit_registers_for_the_current_year() -> None:
    registration().at("2022-03-30 10:00").when(REGISTER).then(SUBMITTED)
    registration().looking({unit_ref(A): UNIT.initial}).when(REGISTER).then_refused(
        "unit_not_enrolled"
    )
    for year in (2021, 2023):
        other = REGISTER.model_copy(update={"year": year})
        registration().when(other).then_refused("not_this_year")
    ref = unit_registration_ref(A, "FC02", 2022)
    assert UNIT_REGISTRATION.identify(REGISTER) == ref.id


def test_a_unit_registers_where_it_works_am04() -> None:
    assert registration().when(REGISTER.model_copy(update={"community": "FC03"})).facts()
    elsewhere = REGISTER.model_copy(update={"community": "FC01"})
    registration().when(elsewhere).then_refused("not_its_community")


def test_whether_the_unit_owes_it_is_on_record_am32() -> None:
    (fact,) = registration().looking(unit(A, obliged=False)).when(REGISTER).facts()
    assert isinstance(fact, UnitRegistrationSubmitted)
    assert not fact.obliged


def test_a_unit_registers_once_a_year_at_a_community() -> None:
    registration(SUBMITTED).when(REGISTER).then_refused("registered_already")
    registration(SUBMITTED, CONFIRMED).when(REGISTER).then_refused("registered_already")
    assert registration(SUBMITTED, CONFIRMED, ENDED).when(REGISTER).facts()


def test_the_day_of_confirmation_is_kept_for_u1() -> None:
    registration(SUBMITTED).by(Role.CS).when(ConfirmUnitRegistration()).then(CONFIRMED)
    assert UNIT_REGISTRATION.replay([SUBMITTED, CONFIRMED]).confirmed_on == date(2022, 3, 31)
    same_day = registration(SUBMITTED).at("2022-03-30 18:00")
    assert same_day.when(ConfirmUnitRegistration()).facts()
    before = registration(SUBMITTED).at("2022-03-31 10:00", happened="2022-03-29 10:00")
    before.when(ConfirmUnitRegistration()).then_refused("confirmed_before_submitted")


def test_community_and_unit_determine_the_service_items_together_r29() -> None:
    registration(SUBMITTED, CONFIRMED).by(Role.CS).when(AGREE).then(AGREED)
    registration(SUBMITTED, CONFIRMED, AGREED).when(AGREE).then_nothing()
    assert (AgreeServiceItems.who, AgreeServiceItems.approved_by) == ({Role.CS}, {Role.UNIT})
    state = UNIT_REGISTRATION.replay([SUBMITTED, CONFIRMED, AGREED])
    assert state.items == ITEMS
    # The unit's officer approves within his unit's scope.
    assert UNIT_REGISTRATION.concerns(state, AGREE) == Concern(community="FC02", unit=A)


def test_it_ends_once() -> None:
    registration(SUBMITTED, CONFIRMED).by(Role.CS).when(END).then(ENDED)
    assert registration(SUBMITTED).when(END).facts()
    state = UNIT_REGISTRATION.replay([SUBMITTED, CONFIRMED, ENDED])
    assert state.status is UnitStatus.ENDED
    same_day = END.model_copy(update={"last_day": date(2022, 3, 30)})
    assert registration(SUBMITTED).when(same_day).facts()
    early = END.model_copy(update={"last_day": date(2022, 3, 29)})
    registration(SUBMITTED).when(early).then_refused("ends_before_start")
    late = END.model_copy(update={"last_day": date(2022, 4, 1)})
    registration(SUBMITTED).when(late).then_refused("in_the_future")


@pytest.mark.parametrize(
    ("command", "facts"),
    [
        (ConfirmUnitRegistration(), ()),
        (ConfirmUnitRegistration(), (SUBMITTED, CONFIRMED)),
        (AGREE, (SUBMITTED,)),
        (AGREE, (SUBMITTED, CONFIRMED, ENDED)),
        (END, ()),
        (END, (SUBMITTED, CONFIRMED, ENDED)),
    ],
)
def test_each_step_follows_the_one_before(
    command: Command[UnitRegistration], facts: tuple[Event[UnitRegistration], ...]
) -> None:
    registration(*facts).when(command).then_refused("wrong_state")
