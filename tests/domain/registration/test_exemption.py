"""Exemptions: SYS-10, AM-02, EX-01."""

from datetime import date
from uuid import uuid5

import pytest

from domain.kernel import Concern, Event, Period
from domain.person import PartyKind, Person
from domain.registration import (
    MEMBER_REGISTRATION,
    EndExemption,
    ExemptionReason,
    GrantExemption,
    RegistrationExemptionEnded,
    RegistrationExemptionGranted,
)
from domain.registration.exemption import months_later
from domain.roles import Role
from tests.domain.registration.examples import CONFIRMED, SUBMITTED, WANG, A, person, registration
from tests.spec import COMMAND_ID

GRANT = GrantExemption(
    person=WANG, community="FC02", reason=ExemptionReason.SECONDED_OUT,
    period=Period(start=date(2022, 11, 1)), document_no="【合成】8号",
)  # fmt: skip
ID = uuid5(COMMAND_ID, "exemption")
GRANTED = RegistrationExemptionGranted(exemption=ID, unit=A, **dict(GRANT))
END = EndExemption(exemption=ID, last_day=date(2022, 11, 30))
ENDED = RegistrationExemptionEnded(person=WANG, **dict(END))


def grant(**changes: object) -> GrantExemption:
    return GRANT.model_copy(update=changes)


def test_the_secretary_asks_the_organisation_department_approves_ex01() -> None:
    registration().by(Role.CS).approved_by(Role.COD).when(GRANT).then(GRANTED)
    for command in (GrantExemption, EndExemption):
        assert (command.who, command.approved_by) == ({Role.CS}, {Role.COD})


def test_an_exemption_holds_within_its_period_registered_or_not() -> None:
    for facts in ((GRANTED,), (SUBMITTED, CONFIRMED, GRANTED)):
        state = MEMBER_REGISTRATION.replay(facts)
        assert not state.exempt_on(date(2022, 10, 31))
        assert state.exempt_on(date(2022, 11, 1))
        assert state.exempt_on(date(2023, 11, 1))


def test_who_is_not_obliged_needs_no_exemption_am02() -> None:
    nowhere: tuple[Event[Person], ...] = ()
    registration().looking(person(WANG, nowhere)).when(GRANT).then_refused("not_in_service")
    retired = person(WANG, kind=PartyKind.RETIRED)
    registration().looking(retired).when(GRANT).then_refused("not_in_service")
    early = grant(period=Period(start=date(2019, 12, 31)))
    registration().when(early).then_refused("not_in_service")


def test_the_lead_community_of_the_unit_asks_for_it() -> None:
    registration().when(grant(community="FC01")).then_refused("not_the_lead_community")


@pytest.mark.parametrize(
    ("end", "enough"),
    [(date(2023, 4, 29), False), (date(2023, 4, 30), True), (None, True)],
)
def test_a_sick_leave_exempts_from_six_months_on_am02(end: date | None, enough: bool) -> None:
    sick = grant(reason=ExemptionReason.LONG_SICK, period=Period(start=date(2022, 11, 1), end=end))
    if enough:
        assert registration().when(sick).facts()
    else:
        registration().when(sick).then_refused("sick_leave_too_short")
        seconded = sick.model_copy(update={"reason": ExemptionReason.VILLAGE_STATIONED})
        assert registration().when(seconded).facts()


def test_months_are_those_of_the_calendar() -> None:
    assert months_later(date(2022, 1, 1), 6) == date(2022, 6, 30)
    assert months_later(date(2022, 8, 15), 6) == date(2023, 2, 14)
    assert months_later(date(2021, 8, 31), 6) == date(2022, 2, 27)  # there is no 31 February


def test_two_exemptions_do_not_share_a_day() -> None:
    registration(GRANTED).when(GRANT).then_refused("exemption_overlaps")
    registration(GRANTED).when(
        grant(period=Period(start=date(2022, 10, 1), end=date(2022, 11, 1)))
    ).then_refused("exemption_overlaps")
    before = grant(period=Period(start=date(2022, 10, 1), end=date(2022, 10, 31)))
    assert registration(GRANTED).when(before).facts()
    after = grant(period=Period(start=date(2022, 12, 1)))
    assert registration(GRANTED, ENDED).when(after).facts()
    backwards = grant(period=Period(start=date(2022, 10, 1), end=date(2022, 9, 30)))
    registration().when(backwards).then_refused("ends_before_start")
    one_day = grant(period=Period(start=date(2022, 10, 1), end=date(2022, 10, 1)))
    assert registration().when(one_day).facts()


def test_an_exemption_ends_before_its_time_and_its_last_day_still_counts() -> None:
    asked = registration(GRANTED).by(Role.CS).at("2022-12-01 09:00")
    asked.when(END).then(ENDED)
    registration(GRANTED, ENDED).at("2022-12-01 09:00").when(END).then_nothing()
    state = MEMBER_REGISTRATION.replay([GRANTED, ENDED])
    assert state.exempt_on(date(2022, 11, 30))
    assert not state.exempt_on(date(2022, 12, 1))
    asked.when(EndExemption(exemption=A, last_day=date(2022, 11, 30))).then_refused(
        "no_such_exemption"
    )
    asked.when(EndExemption(exemption=ID, last_day=date(2022, 10, 31))).then_refused(
        "not_exempt_then"
    )
    asked.when(EndExemption(exemption=ID, last_day=date(2022, 12, 2))).then_refused("in_the_future")


def test_ending_one_exemption_leaves_another() -> None:
    earlier = GRANTED.model_copy(
        update={"exemption": A, "period": Period(start=date(2022, 1, 1), end=date(2022, 1, 31))}
    )
    state = MEMBER_REGISTRATION.replay([earlier, GRANTED, ENDED])
    assert [e.period.end for e in state.exemptions] == [date(2022, 1, 31), ENDED.last_day]


def test_an_exemption_concerns_the_community_that_asked_for_it() -> None:
    state = MEMBER_REGISTRATION.replay([SUBMITTED, CONFIRMED, GRANTED])
    him = frozenset({WANG})
    assert MEMBER_REGISTRATION.concerns(state, GRANT) == Concern(
        community="FC02", unit=A, persons=him
    )
    assert MEMBER_REGISTRATION.concerns(state, END).community == "FC02"
