"""A member registers: SYS-10, R-29, AM-02, AM-03, AM-04, AM-34, EX-01."""

from datetime import date

import pytest

from domain.kernel import Concern, Event
from domain.person import MemberLeftUnit, PartyKind, Person
from domain.person.state import LeaveReason
from domain.registration import (
    MEMBER_REGISTRATION,
    ConfirmMemberRegistration,
    MemberRegistration,
    MemberRegistrationConfirmed,
    MemberRegistrationRejected,
    MemberRegistrationSubmitted,
    MemberRegistrationWithdrawn,
    RejectMemberRegistration,
    SubmitMemberRegistration,
    member_registration_ref,
)
from domain.roles import Role
from domain.vocabulary import ServiceField
from tests.domain.communities import THE_NINE
from tests.domain.registration.examples import (
    CALENDARS,
    CONFIRMED,
    IN_A,
    LIAISON,
    SUBMITTED,
    UNKNOWN,
    WANG,
    A,
    B,
    person,
    registration,
    unit,
)
from tests.spec import Then, given, moment

SUBMIT = SubmitMemberRegistration(person=WANG)
CONFIRM = ConfirmMemberRegistration()
REJECT = RejectMemberRegistration(reason="非本社区")


def submitted(then: Then[MemberRegistration]) -> MemberRegistrationSubmitted:
    (fact,) = then.facts()
    assert isinstance(fact, MemberRegistrationSubmitted)
    return fact


def test_a_member_in_service_registers_and_the_community_has_three_working_days() -> None:
    """Friday 28 Jan: the weekend is worked, the festival is not; the third day is 7 Feb."""
    registration().when(SUBMIT).then(SUBMITTED)


def test_what_a_member_offers_is_kept() -> None:
    offers = {
        "specialities": ("电工",), "intentions": (ServiceField.ENVIRONMENT,),
        "available": "周末", "contact": "13800000000",
    }  # fmt: skip
    offer = SUBMIT.model_copy(update=offers)
    registration().when(offer).then(SUBMITTED.model_copy(update=offers))
    state = MEMBER_REGISTRATION.replay([SUBMITTED.model_copy(update=offers)])
    assert state.specialities == {"电工"}
    assert MemberRegistrationSubmitted.sealed_for == "person"


def test_he_registers_where_he_likes_by_default_at_home_else_at_his_unit_s_community_am04() -> None:
    assert submitted(registration().when(SUBMIT)).community == "FC01"
    chosen = SUBMIT.model_copy(update={"community": "FC09"})
    assert submitted(registration().when(chosen)).community == "FC09"
    outside = registration().looking(person(WANG, community=None)).when(SUBMIT)
    assert submitted(outside).community == "FC02"
    assert not submitted(outside).residence_inside
    nowhere = SUBMIT.model_copy(update={"community": "ZZ01"})
    registration().when(nowhere).then_refused("no_such_community")


@pytest.mark.parametrize("kind", [PartyKind.NONE, PartyKind.RETIRED])
def test_only_party_members_in_service_on_that_day_register_am02(kind: PartyKind) -> None:
    registration().looking(person(WANG, kind=kind)).when(SUBMIT).then_refused("not_in_service")
    nowhere: tuple[Event[Person], ...] = ()
    registration().looking(person(WANG, nowhere)).when(SUBMIT).then_refused("not_in_service")
    unknown = SUBMIT.model_copy(update={"person": UNKNOWN})
    registration().when(unknown).then_refused("not_in_service")


def test_the_day_of_submission_counts_not_that_of_recording() -> None:
    left = MemberLeftUnit(unit=A, last_day=date(2022, 1, 20), reason=LeaveReason.TRANSFER)
    before = registration().looking(person(WANG, (IN_A, left)))
    late = before.at("2022-01-28 16:00", happened="2022-01-20 10:00").when(SUBMIT)
    assert submitted(late).submitted_on == date(2022, 1, 20)
    before.when(SUBMIT).then_refused("not_in_service")


def test_nobody_registers_twice() -> None:
    registration(SUBMITTED).when(SUBMIT).then_refused("submitted_already")
    registration(SUBMITTED, CONFIRMED).when(SUBMIT).then_refused("registered_already")
    elsewhere = SUBMIT.model_copy(update={"community": "FC03"})
    registration(SUBMITTED, CONFIRMED).when(elsewhere).then_refused("registered_already")


def test_after_a_rejection_or_a_withdrawal_he_may_register_again() -> None:
    rejected = MemberRegistrationRejected(person=WANG, community="FC01", reason="密文")
    registration(SUBMITTED, rejected).when(SUBMIT).then(SUBMITTED)
    withdrawn = MemberRegistrationWithdrawn(person=WANG, community="FC01", on=date(2022, 3, 1))
    again = registration(SUBMITTED, CONFIRMED, withdrawn)
    assert submitted(again.at("2022-03-01 09:00").when(SUBMIT)).submitted_on == date(2022, 3, 1)
    earlier = again.at("2022-03-01 09:00", happened="2022-02-28 09:00")
    earlier.when(SUBMIT).then_refused("registered_already")


def test_a_unit_submits_for_its_own_members_with_the_consent_of_each_r29_am34() -> None:
    batch = SUBMIT.model_copy(update={"unit": A, "consent": True})
    by_unit = registration().by(LIAISON)
    by_unit.when(batch).then(SUBMITTED.model_copy(update={"by_unit": True}))
    by_unit.when(batch.model_copy(update={"consent": False})).then_refused("consent_missing")
    by_unit.when(batch.model_copy(update={"unit": B})).then_refused("not_in_unit")
    by_unit.when(batch.model_copy(update={"unit": None})).then_refused("not_in_unit")
    registration().when(SUBMIT.model_copy(update={"unit": A})).then(SUBMITTED)
    registration().when(SUBMIT.model_copy(update={"unit": B})).then_refused("not_in_unit")


def test_without_a_calendar_nothing_is_reckoned() -> None:
    blind = given(MEMBER_REGISTRATION).by(Role.MEM).at("2022-01-28 16:00")
    blind.looking({**THE_NINE, **unit(A), **person(WANG)}).when(SUBMIT).then_refused(
        "calendar_year_missing"
    )
    new_year = registration().at("2022-12-30 16:00").when(SUBMIT)
    assert submitted(new_year).calendar == {"2022": 1, "2023": 1}
    assert submitted(new_year).confirm_by == moment("2023-01-06 00:00")
    assert len(CALENDARS) > 2


def test_a_confirmation_takes_effect_from_the_submission_ex01() -> None:
    """Submitted on 30 Dec, confirmed on 5 Jan: registered on 31 Dec."""
    friday = SUBMITTED.model_copy(
        update={"submitted_on": date(2022, 12, 30), "confirm_by": moment("2023-01-06 00:00")}
    )
    confirmed = CONFIRMED.model_copy(update={"effective_on": date(2022, 12, 30)})
    registration(friday).by(Role.CW).at("2023-01-05 09:00").when(CONFIRM).then(confirmed)
    state = MEMBER_REGISTRATION.replay([friday, confirmed])
    days = (date(2022, 12, 29), date(2022, 12, 30), date(2022, 12, 31), date(2023, 6, 1))
    assert [state.registered_on(day) for day in days] == [None, "FC01", "FC01", "FC01"]


@pytest.mark.parametrize(
    ("when", "late"), [("2022-02-08 00:00", False), ("2022-02-08 00:01", True)]
)
def test_a_confirmation_after_three_working_days_is_flagged_not_refused(
    when: str, late: bool
) -> None:
    registration(SUBMITTED).by(Role.CW).at(when).when(CONFIRM).then(
        MemberRegistrationConfirmed(**{**dict(CONFIRMED), "late": late})
    )


def test_a_submission_alone_is_no_registration() -> None:
    state = MEMBER_REGISTRATION.replay([SUBMITTED])
    assert state.registered_on(date(2022, 1, 28)) is None
    assert (state.current, state.pending) == (None, state.latest)


def test_a_rejection_says_why() -> None:
    rejected = MemberRegistrationRejected(person=WANG, community="FC01", reason="非本社区")
    registration(SUBMITTED).by(Role.CW).when(REJECT).then(rejected)
    assert MEMBER_REGISTRATION.replay([SUBMITTED, rejected]).pending is None


@pytest.mark.parametrize("command", [CONFIRM, REJECT])
def test_only_what_waits_is_confirmed_or_rejected(
    command: ConfirmMemberRegistration | RejectMemberRegistration,
) -> None:
    registration().when(command).then_refused("nothing_submitted")
    registration(SUBMITTED, CONFIRMED).when(command).then_refused("nothing_submitted")


def test_one_stream_a_person() -> None:
    assert MEMBER_REGISTRATION.identify(SUBMIT) == member_registration_ref(WANG).id


def test_a_registration_concerns_the_member_his_unit_and_the_community() -> None:
    him = frozenset({WANG})
    batch = SUBMIT.model_copy(update={"unit": A})
    assert MEMBER_REGISTRATION.concerns(MEMBER_REGISTRATION.initial, batch) == Concern(
        unit=A, persons=him
    )
    state = MEMBER_REGISTRATION.replay([SUBMITTED])
    here = Concern(community="FC01", unit=A, persons=him)
    assert MEMBER_REGISTRATION.concerns(state, CONFIRM) == here
    assert MEMBER_REGISTRATION.concerns(state, None) == here
