"""Persons and their memberships: SYS-02, AM-02, AM-07, AM-08, P-06, P-07, EX-07, EX-15."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pytest

from domain.kernel import Concern, Event, Refused, Sealed
from domain.person import (
    PERSON,
    ChangeUnit,
    JoinUnit,
    LeaveReason,
    LeaveUnit,
    MemberJoinedUnit,
    MemberLeftUnit,
    MemberUnitChanged,
    PartyKind,
    Person,
    PersonRegistered,
    PersonUpdated,
    RegisterPerson,
    Residence,
    UpdatePerson,
)
from domain.roles import Role
from domain.unit import UNIT, UnitEnrolled, UnitKind, UnitWithdrawn, WithdrawalReason, unit_ref
from tests.spec import STREAM, Given, given

A, B = UUID(int=0xA), UUID(int=0xB)
REGISTER = RegisterPerson(
    full_name="王合成", phone="13800000000", identity_number="142226199001010015",
    residence=Residence(community="FC01", grid="FC01003"), party_member=PartyKind.FULL,
    synthetic=True,
)  # fmt: skip
REGISTERED = PersonRegistered(
    person=STREAM, full_name="王合成", phone="13800000000", identity_number="142226199001010015",
    residence=Residence(community="FC01", grid="FC01003"), party_member=PartyKind.FULL,
    synthetic=True,
)  # fmt: skip
IN_A = MemberJoinedUnit(unit=A, on=date(2020, 1, 1))
CHANGE = ChangeUnit(unit=B, on=date(2022, 8, 15))
CHANGED = MemberUnitChanged(from_unit=A, unit=B, on=date(2022, 8, 15))


def enrolled(unit: UUID) -> UnitEnrolled:
    return UnitEnrolled(
        unit=unit, title="单位（合成）", kind=UnitKind.ORGAN, community="FC01", on=date(2021, 6, 1)
    )


def person(*facts: Event[Person]) -> Given[Person]:
    """A registered person, with units A and B enrolled, as asked on 5 January 2023."""
    units = {unit_ref(unit): UNIT.replay([enrolled(unit)]) for unit in (A, B)}
    return given(PERSON, REGISTERED, *facts).by(Role.UNIT).at("2023-01-05 10:00").looking(units)


# --- who it is ---------------------------------------------------------------------------------


def test_a_person_is_registered_once_under_a_random_id() -> None:
    given(PERSON).by(Role.CW).when(REGISTER).then(REGISTERED)
    given(PERSON, REGISTERED).by(Role.CW).when(REGISTER).then_refused("person_exists")
    assert PERSON.identify(REGISTER) is None  # never derived from an identity number


def marks(annotation: Any) -> Iterator[Sealed]:
    yield from (m for m in getattr(annotation, "__metadata__", ()) if isinstance(m, Sealed))
    for inner in get_args(annotation):
        yield from marks(inner)


@pytest.mark.parametrize("shape", [RegisterPerson, PersonRegistered, UpdatePerson, PersonUpdated])
def test_what_tells_who_it_is_is_sealed_in_command_and_event(shape: type) -> None:
    hints = get_type_hints(shape, include_extras=True)
    assert list(marks(hints["full_name"])) == [Sealed()]
    assert list(marks(hints["phone"])) == [Sealed()]
    assert list(marks(hints["identity_number"])) == [Sealed(index="identity")]


def test_an_identity_number_must_pass_its_check_and_is_not_repeated_in_the_refusal() -> None:
    wrong = REGISTER.model_copy(update={"identity_number": "142226199001010016"})
    given(PERSON).when(wrong).then_refused("invalid_identity_number")
    update = UpdatePerson(identity_number="142226199001010016")
    given(PERSON, REGISTERED).when(update).then_refused("invalid_identity_number")
    with pytest.raises(Refused) as refusal:
        given(PERSON).when(wrong).facts()
    assert "142226" not in refusal.value.hans + refusal.value.en


def test_a_grid_of_residence_belongs_to_the_community_of_residence() -> None:
    for residence in (Residence(community="FC02", grid="FC01003"), Residence(grid="FC01003")):
        wrong = REGISTER.model_copy(update={"residence": residence})
        given(PERSON).when(wrong).then_refused("grid_elsewhere")
    move = UpdatePerson(residence=Residence(community="FC02", grid="FC01003"))
    given(PERSON, REGISTERED).when(move).then_refused("grid_elsewhere")


def test_registering_for_a_unit_records_the_membership_too() -> None:
    joining = REGISTER.model_copy(update={"unit": A, "unit_since": date(2020, 1, 1)})
    units = {unit_ref(A): UNIT.replay([enrolled(A)])}
    given(PERSON).by(Role.UNIT).looking(units).when(joining).then(REGISTERED, IN_A)
    given(PERSON).by(Role.UNIT).when(joining).then_refused("unit_not_enrolled")
    stranger = joining.model_copy(update={"party_member": PartyKind.NONE})
    given(PERSON).looking(units).when(stranger).then_refused("not_a_party_member")
    today = REGISTER.model_copy(update={"unit": A})
    facts = given(PERSON).looking(units).at("2022-05-10 09:00").when(today).facts()
    assert facts[1] == MemberJoinedUnit(unit=A, on=date(2022, 5, 10))


def test_a_retired_member_registered_for_a_unit_is_not_in_service_there_am02() -> None:
    retired = REGISTER.model_copy(update={"unit": A, "party_member": PartyKind.RETIRED})
    units = {unit_ref(A): UNIT.replay([enrolled(A)])}
    joined = given(PERSON).looking(units).when(retired).facts()[1]
    assert isinstance(joined, MemberJoinedUnit)
    assert not joined.in_service


def test_an_update_records_only_what_changed() -> None:
    same = UpdatePerson(residence=REGISTER.residence, party_member=PartyKind.FULL)
    given(PERSON, REGISTERED).when(same).then_nothing()
    given(PERSON, REGISTERED).when(UpdatePerson()).then_nothing()
    moved = UpdatePerson(residence=Residence(), phone="13900000000")
    given(PERSON, REGISTERED).when(moved).then(
        PersonUpdated(residence=Residence(), phone="13900000000")
    )
    given(PERSON).when(moved).then_refused("no_such_person")


def test_an_update_of_one_thing_leaves_the_others() -> None:
    moved = PersonUpdated(residence=Residence(community="FC02"))
    state = PERSON.replay([REGISTERED, moved])
    assert (state.residence_community, state.grid) == ("FC02", None)
    assert state.is_party_member_on(date(2022, 1, 1))
    called = PERSON.replay([REGISTERED, moved, PersonUpdated(phone="13900000000")])
    assert called == state


def test_who_was_no_member_before_the_day_given_at_registration_was_none() -> None:
    since = REGISTERED.model_copy(update={"party_member_since": date(2022, 3, 1)})
    state = PERSON.replay([since])
    assert not state.is_party_member_on(date(2022, 2, 28))
    assert state.is_party_member_on(date(2022, 3, 1))
    assert not PERSON.initial.is_party_member_on(date(2022, 3, 1))


def test_what_is_told_of_a_day_holds_from_it_whatever_was_told_of_later_days() -> None:
    def told(kind: PartyKind, day: int) -> PersonUpdated:
        return PersonUpdated(party_member=kind, party_member_since=date(2022, 3, day))

    state = PERSON.replay([REGISTERED, told(PartyKind.RETIRED, 9), told(PartyKind.NONE, 9)])
    assert state.party[1:] == ((date(2022, 3, 9), PartyKind.NONE),)
    earlier = PERSON.replay([told(PartyKind.PROBATIONARY, 5)], state)
    assert earlier.party[1:] == ((date(2022, 3, 5), PartyKind.PROBATIONARY),)


def test_party_membership_holds_from_its_day() -> None:
    joined = UpdatePerson(party_member=PartyKind.PROBATIONARY, party_member_since=date(2022, 7, 1))
    fact = PersonUpdated(**dict(joined))
    outsider = REGISTERED.model_copy(update={"party_member": PartyKind.NONE})
    given(PERSON, outsider).at("2022-07-01 09:00").when(joined).then(fact)
    given(PERSON, outsider).at("2022-06-30 09:00").when(joined).then_refused("in_the_future")
    state = PERSON.replay([outsider, IN_A, fact])
    assert not state.in_service_on(date(2022, 6, 30))
    assert state.in_service_on(date(2022, 7, 1))
    early = REGISTER.model_copy(update={"party_member_since": date(2022, 5, 11)})
    given(PERSON).at("2022-05-10 09:00").when(early).then_refused("in_the_future")


def test_a_unit_corrects_the_record_of_those_it_has_and_of_nobody_who_left_sys02() -> None:
    update = UpdatePerson(phone="13900000000")
    assert person(IN_A).when(update).facts()
    left = MemberLeftUnit(unit=A, last_day=date(2022, 12, 27), reason=LeaveReason.RESIGNED)
    person(IN_A, left).when(update).then_refused("not_in_unit")
    assert person(IN_A, left).by(Role.CW).when(update).facts()


@pytest.mark.parametrize("kind", [PartyKind.RETIRED, PartyKind.NONE])
def test_nobody_leaves_a_denominator_by_a_corrected_record_r31(kind: PartyKind) -> None:
    """His liaison officer could raise the rate where nobody looks for it."""
    update = UpdatePerson(party_member=kind, party_member_since=date(2022, 12, 28))
    person(IN_A).when(update).then_refused("still_in_a_unit")
    left = MemberLeftUnit(unit=A, last_day=date(2022, 12, 27), reason=LeaveReason.RESIGNED)
    assert person(IN_A, left).by(Role.CW).when(update).facts()
    last_day = update.model_copy(update={"party_member_since": date(2022, 12, 27)})
    person(IN_A, left).by(Role.CW).when(last_day).then_refused("still_in_a_unit")
    not_serving = IN_A.model_copy(update={"in_service": False})
    assert person(not_serving).when(update).facts()
    on_probation = update.model_copy(update={"party_member": PartyKind.PROBATIONARY})
    assert person(IN_A).when(on_probation).facts()


# --- memberships -------------------------------------------------------------------------------


def test_a_person_joins_a_unit_that_is_enrolled() -> None:
    join = JoinUnit(unit=A, on=date(2020, 1, 1))
    person().when(join).then(IN_A)
    person(IN_A).when(join).then_nothing()
    admitted = PersonUpdated(party_member=PartyKind.NONE, party_member_since=date(2019, 1, 1))
    person(admitted).when(join).then_refused("not_a_party_member")
    given(PERSON).when(join).then_refused("no_such_person")
    given(PERSON, REGISTERED).when(join).then_refused("unit_not_enrolled")
    gone = UnitWithdrawn(
        last_day=date(2022, 3, 31), reason=WithdrawalReason.MERGED, document_no="7号"
    )
    withdrawn = {unit_ref(A): UNIT.replay([enrolled(A), gone])}
    later = JoinUnit(unit=A, on=date(2022, 4, 1))
    person().looking(withdrawn).when(later).then_refused("unit_not_enrolled")


def test_nobody_joins_leaves_or_changes_before_the_day_has_come() -> None:
    tomorrow = date(2023, 1, 6)
    person().when(JoinUnit(unit=A, on=tomorrow)).then_refused("in_the_future")
    leave = LeaveUnit(unit=A, last_day=tomorrow, reason=LeaveReason.RETIRED)
    person(IN_A).when(leave).then_refused("in_the_future")
    person(IN_A).when(ChangeUnit(unit=B, on=tomorrow)).then_refused("in_the_future")


def test_a_person_is_in_one_unit_at_a_time() -> None:
    person(IN_A).when(JoinUnit(unit=B, on=date(2022, 8, 15))).then_refused("in_another_unit")
    person(IN_A).when(JoinUnit(unit=B, on=date(2019, 1, 1), until=date(2020, 1, 1))).then_refused(
        "in_another_unit"
    )
    before = JoinUnit(unit=B, on=date(2019, 1, 1), until=date(2019, 12, 31))
    person(IN_A).when(before).then(MemberJoinedUnit(**dict(before)))


@pytest.mark.parametrize("until", [date(2019, 12, 31), date(2023, 1, 6)])
def test_a_spell_entered_late_ends_after_its_start_and_before_today(until: date) -> None:
    person().when(JoinUnit(unit=A, on=date(2020, 1, 1), until=until)).then_refused(
        "ends_before_start"
    )


def test_a_spell_between_two_others_can_be_entered_late_ex07() -> None:
    """A until 14 Aug, C from 1 Oct; that it was B in between is learnt last."""
    left = MemberLeftUnit(unit=A, last_day=date(2022, 9, 30), reason=LeaveReason.TRANSFER)
    in_c = MemberJoinedUnit(unit=UUID(int=0xC), on=date(2022, 10, 1))
    earlier = LeaveUnit(unit=A, last_day=date(2022, 8, 14), reason=LeaveReason.TRANSFER)
    corrected = MemberLeftUnit(**dict(earlier))
    person(IN_A, left, in_c).when(earlier).then(corrected)
    between = JoinUnit(unit=B, on=date(2022, 8, 15), until=date(2022, 9, 30))
    in_b = MemberJoinedUnit(**dict(between))
    person(IN_A, left, in_c, corrected).when(between).then(in_b)
    state = PERSON.replay([REGISTERED, IN_A, left, in_c, corrected, in_b])
    days = (date(2022, 8, 14), date(2022, 8, 15), date(2022, 9, 30), date(2022, 10, 1))
    assert [state.unit_on(day) for day in days] == [A, B, B, UUID(int=0xC)]


def test_a_person_leaves_the_unit_he_is_in_and_the_last_day_still_counts() -> None:
    leave = LeaveUnit(unit=A, last_day=date(2022, 6, 30), reason=LeaveReason.LEFT_COUNTY)
    left = MemberLeftUnit(**dict(leave))
    person(IN_A).when(leave).then(left)
    person(IN_A, left).when(leave).then_nothing()
    state = PERSON.replay([REGISTERED, IN_A, left])
    assert state.in_service_on(date(2022, 6, 30))
    assert not state.in_service_on(date(2022, 7, 1))
    person().when(leave).then_refused("not_in_unit")
    person(IN_A).when(leave.model_copy(update={"unit": B})).then_refused("not_in_unit")
    again = leave.model_copy(update={"last_day": date(2022, 7, 1)})
    person(IN_A, left).when(again).then_refused("not_in_unit")
    given(PERSON).when(leave).then_refused("no_such_person")


def test_a_joining_recorded_in_error_is_taken_back() -> None:
    leave = LeaveUnit(unit=A, last_day=date(2019, 12, 31), reason=LeaveReason.ENTERED_IN_ERROR)
    never = MemberLeftUnit(**dict(leave))
    person(IN_A).when(leave).then(never)
    assert PERSON.replay([REGISTERED, IN_A, never]).memberships == ()
    person(IN_A, never).when(leave).then_refused("not_in_unit")


def test_a_spell_may_last_one_day_and_leaving_another_unit_changes_nothing() -> None:
    one_day = IN_A.model_copy(update={"on": date(2022, 3, 1)})
    leave = MemberLeftUnit(unit=A, last_day=date(2022, 3, 1), reason=LeaveReason.TRANSFER)
    [spell] = PERSON.replay([REGISTERED, one_day, leave]).memberships
    assert (spell.period.start, spell.period.end) == (date(2022, 3, 1), date(2022, 3, 1))
    elsewhere = leave.model_copy(update={"unit": B})
    assert PERSON.replay([REGISTERED, IN_A, elsewhere]) == PERSON.replay([REGISTERED, IN_A])


def test_whoever_retires_owes_nothing_from_the_next_day_on_p07() -> None:
    left = MemberLeftUnit(unit=A, last_day=date(2022, 6, 30), reason=LeaveReason.RETIRED)
    state = PERSON.replay([REGISTERED, IN_A, left])
    assert state.party_member_on(date(2022, 6, 30)) is PartyKind.FULL
    assert state.party_member_on(date(2022, 7, 1)) is PartyKind.RETIRED
    assert state.in_service_on(date(2022, 6, 30))
    assert not state.in_service_on(date(2022, 7, 1))
    outsider = REGISTERED.model_copy(update={"party_member": PartyKind.NONE})
    after = PERSON.replay([outsider, IN_A, left])
    assert after.party_member_on(date(2022, 7, 1)) is PartyKind.NONE


def test_wang_changed_units_on_15_august_and_it_was_recorded_on_5_january_ex07() -> None:
    person(IN_A).at("2023-01-05 10:00", "2022-08-15 00:00").when(CHANGE).then(CHANGED)
    state = PERSON.replay([REGISTERED, IN_A, CHANGED])
    days = (date(2022, 8, 14), date(2022, 8, 15), date(2022, 9, 30), date(2022, 12, 31))
    assert [state.unit_on(day) for day in days] == [A, B, B, B]
    year = [date(2022, 1, 1) + timedelta(days=n) for n in range(365)]
    held = [state.unit_on(day) for day in year if state.in_service_on(day)]
    assert (held.count(A), held.count(B), len(held)) == (226, 139, 365)  # P-06: no gap


def test_the_old_unit_confirms_a_change_or_is_silent_for_ten_days_sys02() -> None:
    assert ChangeUnit.approved_by == {Role.UNIT}
    assert ChangeUnit.silence_days == 10
    state = PERSON.replay([REGISTERED, IN_A])
    assert CHANGE.approver_concern(state) == Concern(unit=A)
    assert CHANGE.approver_concern(PERSON.replay([REGISTERED])) == Concern()
    assert PERSON.concerns(state, CHANGE).unit == B


def test_a_change_needs_an_old_unit_on_the_day_before_and_another_one_after() -> None:
    person().when(CHANGE).then_refused("not_in_any_unit")
    left = MemberLeftUnit(unit=A, last_day=date(2022, 8, 14), reason=LeaveReason.TRANSFER)
    person(IN_A, left).when(CHANGE).then_refused("not_in_any_unit")
    first = CHANGE.model_copy(update={"on": date(2020, 1, 1)})
    person(IN_A).when(first).then_refused("not_in_any_unit")
    person(IN_A).when(CHANGE.model_copy(update={"unit": A})).then_refused("same_unit")
    person(IN_A, CHANGED).when(CHANGE).then_nothing()
    person(IN_A).looking({unit_ref(B): UNIT.initial}).when(CHANGE).then_refused("unit_not_enrolled")
    given(PERSON).when(CHANGE).then_refused("no_such_person")


def test_only_party_members_in_service_are_obliged_am02() -> None:
    def obliged(kind: PartyKind, in_service: bool) -> bool:
        registered = REGISTERED.model_copy(update={"party_member": kind})
        joined = IN_A.model_copy(update={"in_service": in_service})
        return PERSON.replay([registered, joined]).in_service_on(date(2022, 1, 1))

    assert obliged(PartyKind.FULL, True)
    assert obliged(PartyKind.PROBATIONARY, True)
    assert not obliged(PartyKind.FULL, False)
    assert not obliged(PartyKind.NONE, True)
    assert not obliged(PartyKind.RETIRED, True)


def test_a_person_concerns_his_residence_his_unit_and_himself() -> None:
    assert PERSON.concerns(PERSON.initial, REGISTER) == Concern(community="FC01", grid="FC01003")
    state = PERSON.replay([REGISTERED, IN_A])
    whole = Concern(community="FC01", grid="FC01003", unit=A, persons=frozenset({STREAM}))
    assert PERSON.concerns(state, None) == whole
    # Nobody draws a person into his own scope by saying where he now lives.
    move = UpdatePerson(residence=Residence(community="FC02"))
    assert PERSON.concerns(state, move) == whole
