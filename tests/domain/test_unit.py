"""Units: SYS-02, AM-04, AM-32, HANDBOOK 3.10."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.body import BodyType
from domain.kernel import Concern, Period, derived_id
from domain.roles import Role
from domain.unit import (
    UNIT,
    AssignHostCommunity,
    AuthoriseSignatory,
    EnrolUnit,
    HostCommunityAssigned,
    Unit,
    UnitEnrolled,
    UnitEvent,
    UnitKind,
    UnitSignatoryAuthorised,
    UnitWithdrawn,
    WithdrawalReason,
    WithdrawUnit,
)
from tests.domain.communities import THE_NINE
from tests.spec import STREAM, Given, given

CODE = "111409249999000116"
ENROL = EnrolUnit(
    title="县财政局（合成）", kind=UnitKind.ORGAN, credit_code=CODE, community="FC01",
    in_government_building=True, big_party_committee=True, synthetic=True, on=date(2021, 6, 1),
)  # fmt: skip
ENROLLED = UnitEnrolled(unit=STREAM, **dict(ENROL))
WITHDRAW = WithdrawUnit(
    last_day=date(2022, 3, 31), reason=WithdrawalReason.MERGED, document_no="【合成】7号"
)
WITHDRAWN = UnitWithdrawn(**dict(WITHDRAW))


def unit(*facts: UnitEvent) -> Given[Unit]:
    return given(UNIT, *facts).looking(THE_NINE)


def enrol(**changes: object) -> EnrolUnit:
    return EnrolUnit(**{**dict(ENROL), **changes})


def test_the_secretary_enrols_a_unit_and_the_town_approves() -> None:
    unit().by(Role.CS).approved_by(Role.TOWN).when(ENROL).then(ENROLLED)
    assert (EnrolUnit.who, EnrolUnit.approved_by) == ({Role.CS}, {Role.TOWN})


def test_a_unit_is_enrolled_once_at_a_time() -> None:
    unit(ENROLLED).when(ENROL).then_refused("unit_exists")
    again = enrol(on=date(2022, 4, 1), big_party_committee=False)
    back = unit(ENROLLED, WITHDRAWN).when(again)
    back.then(UnitEnrolled(unit=STREAM, **dict(again)))
    early = enrol(on=WITHDRAW.last_day)
    unit(ENROLLED, WITHDRAWN).when(early).then_refused("enrolment_overlaps")


@pytest.mark.parametrize(
    ("kind", "code", "refusal"),
    [
        (UnitKind.ORGAN, None, "credit_code_missing"),
        (UnitKind.MERCHANT, None, "credit_code_missing"),
        (UnitKind.ORGAN, "111409249999000117", "invalid_credit_code"),
        (UnitKind.OWNERS_COMMITTEE, "111409249999000117", "invalid_credit_code"),
    ],
)
def test_a_unit_needs_a_valid_credit_code(kind: UnitKind, code: str | None, refusal: str) -> None:
    unit().when(enrol(kind=kind, credit_code=code)).then_refused(refusal)


def test_who_is_no_legal_person_needs_no_credit_code() -> None:
    for kind in (UnitKind.OWNERS_COMMITTEE, UnitKind.SOCIAL_ORGANISATION):
        assert unit().when(enrol(kind=kind, credit_code=None)).facts()


def test_a_credit_code_typed_in_small_letters_is_the_same_unit() -> None:
    merchant = enrol(credit_code=" 52140924999900011y ")
    assert UNIT.identify(merchant) == derived_id("unit", "52140924999900011Y")
    unnumbered = enrol(kind=UnitKind.OWNERS_COMMITTEE, credit_code=None)
    assert UNIT.identify(unnumbered) == derived_id("unit", "FC01/县财政局（合成）")


def test_nothing_is_enrolled_or_withdrawn_before_its_day() -> None:
    unit().at("2022-05-10 09:00").when(enrol(on=date(2022, 5, 11))).then_refused("in_the_future")
    assert unit().at("2022-05-10 09:00").when(enrol(on=date(2022, 5, 10))).facts()
    late = WITHDRAW.model_copy(update={"last_day": date(2022, 5, 11)})
    unit(ENROLLED).at("2022-05-10 09:00").when(late).then_refused("in_the_future")
    host = AssignHostCommunity(community="FC02", on=date(2022, 5, 11))
    unit(ENROLLED).at("2022-05-10 09:00").when(host).then_refused("in_the_future")


def test_a_unit_has_one_lead_community_and_may_work_in_others_am04() -> None:
    move = AssignHostCommunity(community="FC02", also_in=("FC01",), on=date(2022, 2, 1))
    moved = HostCommunityAssigned(**dict(move))
    unit(ENROLLED).when(move).then(moved)
    state = UNIT.replay([ENROLLED, moved])
    assert (state.host_community, state.communities) == ("FC02", {"FC01", "FC02"})
    unit(ENROLLED, moved).when(move).then_nothing()
    back = AssignHostCommunity(community="FC01", also_in=("FC02",), on=date(2022, 2, 1))
    unit(ENROLLED, moved).when(back).then(HostCommunityAssigned(**dict(back)))
    alone = AssignHostCommunity(community="FC02", on=date(2022, 2, 1))
    unit(ENROLLED, moved).when(alone).then(HostCommunityAssigned(**dict(alone)))
    unit().when(move).then_refused("unit_not_enrolled")
    unit(ENROLLED, WITHDRAWN).when(
        AssignHostCommunity(community="FC02", on=date(2022, 4, 1))
    ).then_refused("unit_not_enrolled")


def test_a_unit_withdraws_once_and_its_last_day_still_counts() -> None:
    unit(ENROLLED).when(WITHDRAW).then(WITHDRAWN)
    unit(ENROLLED, WITHDRAWN).when(WITHDRAW).then_refused("unit_withdrawn")
    unit().when(WITHDRAW).then_refused("unit_not_enrolled")
    state = UNIT.replay([ENROLLED, WITHDRAWN])
    assert state.enrolled_on(date(2022, 3, 31))
    assert not state.enrolled_on(date(2022, 4, 1))
    assert state.withdrawn
    assert state.enrolled == Period(start=date(2021, 6, 1), end=date(2022, 3, 31))


def test_members_may_have_been_there_before_the_programme_but_not_come_after_it() -> None:
    state = UNIT.replay([ENROLLED, WITHDRAWN])
    assert state.takes_members_from(date(1999, 1, 1))
    assert not state.takes_members_from(date(2022, 4, 1))
    assert not UNIT.initial.takes_members_from(date(1999, 1, 1))


def test_a_unit_concerns_its_host_community_and_itself() -> None:
    assert UNIT.concerns(UNIT.initial, ENROL) == Concern(community="FC01")
    move = AssignHostCommunity(community="FC02", on=date(2022, 2, 1))
    state = UNIT.replay([ENROLLED])
    assert UNIT.concerns(state, move) == Concern(community="FC01", unit=STREAM)


LI = UUID(int=77)
AUTHORISE = AuthoriseSignatory(
    person=LI, period=Period(start=date(2022, 1, 1)), document_no="【合成】8号"
)
AUTHORISED = UnitSignatoryAuthorised(**dict(AUTHORISE))


def test_the_town_approves_who_may_sign_for_a_unit_sys04() -> None:
    unit(ENROLLED).by(Role.CS).approved_by(Role.TOWN).when(AUTHORISE).then(AUTHORISED)
    assert (AuthoriseSignatory.who, AuthoriseSignatory.approved_by) == ({Role.CS}, {Role.TOWN})
    unit(ENROLLED, AUTHORISED).when(AUTHORISE).then_nothing()
    unit(ENROLLED, WITHDRAWN).when(AUTHORISE).then_refused("unit_not_enrolled")
    backwards = Period(start=date(2022, 2, 1), end=date(2022, 1, 31))
    wrong = AUTHORISE.model_copy(update={"period": backwards})
    unit(ENROLLED).when(wrong).then_refused("ends_before_start")


def test_a_signatory_may_sign_within_his_authority_while_the_unit_is_enrolled() -> None:
    state = UNIT.replay([ENROLLED, AUTHORISED])
    assert state.may_sign(LI, date(2022, 1, 1))
    assert not state.may_sign(LI, date(2021, 12, 31))
    assert not state.may_sign(UUID(int=78), date(2022, 1, 1))
    assert not state.may_sign(None, date(2022, 1, 1))
    gone = UNIT.replay([ENROLLED, AUTHORISED, WITHDRAWN])
    assert gone.may_sign(LI, WITHDRAW.last_day)
    assert not gone.may_sign(LI, date(2022, 4, 1))
    back = UnitEnrolled(unit=STREAM, **dict(enrol(on=date(2022, 4, 1))))
    anew = UNIT.replay([ENROLLED, AUTHORISED, WITHDRAWN, back])
    assert not anew.may_sign(LI, date(2022, 4, 1)), "a unit that comes back authorises anew"


def test_a_later_authorisation_replaces_the_earlier_of_the_same_person() -> None:
    until = AUTHORISE.model_copy(update={"period": AUTHORISE.period.ended(date(2022, 2, 28))})
    other = UnitSignatoryAuthorised(**{**dict(AUTHORISE), "person": UUID(int=78)})
    ended = UnitSignatoryAuthorised(**dict(until))
    unit(ENROLLED, AUTHORISED).when(until).then(ended)
    state = UNIT.replay([ENROLLED, AUTHORISED, other, ended])
    assert state.may_sign(LI, date(2022, 2, 28))
    assert not state.may_sign(LI, date(2022, 3, 1))
    assert state.may_sign(UUID(int=78), date(2022, 3, 1))


def test_a_unit_works_in_communities_that_exist() -> None:
    unit().when(enrol(community="ZZ01")).then_refused("no_such_community")
    unit().when(enrol(also_in=("ZZ01",))).then_refused("no_such_community")
    move = AssignHostCommunity(community="ZZ01", on=date(2022, 2, 1))
    unit(ENROLLED).when(move).then_refused("no_such_community")


def test_a_community_is_the_bodys_party_organisation_and_there_on_the_day() -> None:
    (ref, first), *_ = THE_NINE.items()
    other = replace(first, type=BodyType.RESIDENTS_COMMITTEE)
    unit().looking({ref: other}).when(ENROL).then_refused("no_such_community")
    gone = replace(first, period=Period(start=date(2021, 5, 1), end=date(2022, 5, 9)))
    unit().looking({ref: gone}).when(ENROL).then_refused("no_such_community")
    assert unit().looking({ref: gone}).at("2022-05-09 23:00").when(ENROL).facts()


def test_an_authority_may_last_one_day() -> None:
    day = date(2022, 1, 1)
    for_a_day = AUTHORISE.model_copy(update={"period": Period(start=day, end=day)})
    unit(ENROLLED).when(for_a_day).then(UnitSignatoryAuthorised(**dict(for_a_day)))
