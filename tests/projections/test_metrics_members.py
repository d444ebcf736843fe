"""What a member owed, did and failed to do in a year: AM-02 to AM-11, R-30, R-32, M1 to M6, MD1."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import derived_id
from domain.person import (
    LeaveReason,
    MemberJoinedUnit,
    MemberLeftUnit,
    MemberUnitChanged,
    PartyKind,
    PersonUpdated,
)
from domain.registration import MemberRegistrationRejected, MemberRegistrationSubmitted
from domain.unit import UnitEnrolled, UnitKind, UnitWithdrawn, WithdrawalReason
from domain.volunteer import (
    Flag,
    RevokeReason,
    ServiceCorrected,
    ServiceDisputed,
    ServiceRevoked,
)
from projections.metrics.members import measures_of
from tests.domain.rulesets import changed
from tests.projections.year import LI, A, B, Year, day, midnight, moment

YEAR_END = date(2022, 12, 31)
ORDER = UUID(int=0x99)


@pytest.fixture
def year() -> Year:
    """Li, of unit A of the Big Party Committee for long."""
    told = Year()
    told.unit()
    told.member()
    return told


def entry(text: str, hour: int = 9) -> UUID:
    return derived_id("entry", LI, moment(f"{day(text)} {hour:02}:00"))


def counting(**numbers: Any) -> Any:
    def change(data: dict[str, Any]) -> None:
        for name, value in numbers.items():
            data["counting"][name]["value"] = value

    return changed(change)


# What he owed


def test_a_full_year_owes_four_quarters_and_four_services_am07(year: Year) -> None:
    assert (year.li().owed, year.li().required) == ((True,) * 4, 4)
    assert year.li().obliged_days == (90, 91, 92, 92)


@pytest.mark.parametrize(
    ("joined", "owed", "required"),
    [("08-15", (False, False, True, True), 2), ("08-17", (False, False, True, True), 2),
     ("08-18", (False, False, False, True), 1), ("11-17", (False, False, False, True), 1),
     ("11-18", (False, False, False, False), 0)],
)  # fmt: skip
def test_a_quarter_is_owed_from_45_days_on_am07_ex15(
    joined: str, owed: tuple[bool, ...], required: int
) -> None:
    told = Year()
    told.unit()
    told.member(since=day(joined))
    assert (told.li().owed, told.li().required) == (owed, required)


def test_retired_means_out_from_the_next_day_on_p07(year: Year) -> None:
    year.tell(LI, MemberLeftUnit(unit=A, last_day=day("05-15"), reason=LeaveReason.RETIRED))
    assert (year.li().owed, year.li().unit) == ((True, True, False, False), None)
    assert year.li().obliged_to == day("05-15")


def test_who_was_expelled_or_is_no_party_member_owes_nothing_more_am02(year: Year) -> None:
    year.tell(LI, PersonUpdated(party_member=PartyKind.NONE, party_member_since=day("07-01")))
    assert year.li().owed == (True, True, False, False)


def test_of_the_kinds_of_membership_each_holds_until_the_next_am02(year: Year) -> None:
    for kind, since in (
        (PartyKind.PROBATIONARY, "2022-01-11"), (PartyKind.FULL, "2022-04-01"),
        (PartyKind.RETIRED, "2022-08-31"),
    ):  # fmt: skip
        year.tell(LI, PersonUpdated(party_member=kind, party_member_since=day(since)))
    assert year.li().obliged_days == (90, 91, 61, 0)
    told = Year()
    told.unit()
    told.person(kind=PartyKind.NONE)
    told.tell(LI, MemberJoinedUnit(unit=A, on=day("01-01")))
    admitted = PersonUpdated(party_member=PartyKind.PROBATIONARY, party_member_since=day("03-01"))
    told.tell(LI, admitted)
    assert told.li().obliged_days == (31, 91, 92, 92)


def test_who_is_in_the_unit_but_not_in_service_owes_nothing_am02() -> None:
    told = Year()
    told.unit()
    told.person()
    told.tell(LI, MemberJoinedUnit(unit=A, on=day("01-01"), in_service=False))
    assert told.members() == {}


def test_exempted_days_are_not_owed_am02(year: Year) -> None:
    year.exempted("07-01", "08-31")
    assert year.li().obliged_days == (90, 91, 30, 92)
    assert (year.li().owed, year.li().required) == ((True, True, False, True), 3)


def test_members_of_a_unit_that_enrols_late_or_withdraws_owe_what_lies_between_am32() -> None:
    told = Year()
    told.unit(on=day("04-01"))
    told.member()
    gone = UnitWithdrawn(
        last_day=day("09-30"), reason=WithdrawalReason.LEFT_PROGRAMME, document_no="【合成】2号"
    )
    told.tell(A, gone)
    assert told.li().owed == (False, True, True, False)
    told.unit(on=day("11-01"))
    assert told.li().obliged_days == (0, 91, 92, 61)


def test_a_unit_outside_the_big_party_committee_obliges_nobody_am32() -> None:
    told = Year()
    told.unit(obliged=False)
    told.member()
    assert told.members() == {}


def test_rules_that_ask_for_every_quarter_ask_only_those_obliged_in_it_am07() -> None:
    told = Year()
    told.unit()
    told.member(since=day("12-31"))
    every = counting(owed_quarter_min_days=0)
    assert told.li(rules=every).owed == (False, False, False, True)
    literal = counting(owed_quarter_min_days=0, required=4)
    assert told.li(rules=literal).required == 4


def test_he_belongs_to_the_unit_that_holds_him_on_the_day_am08(year: Year) -> None:
    year.unit(B)
    year.tell(LI, MemberUnitChanged(from_unit=A, unit=B, on=day("08-15")))
    found = year.li()
    assert (found.unit, found.quarter_units) == (B, (A, A, B, B))
    assert year.li(on=day("08-14")).unit == A
    assert found.owed == (True,) * 4


def test_who_is_exempt_on_the_day_is_still_of_his_unit_am08(year: Year) -> None:
    """Out of the rate, and not out of the unit: his owed quarter and his bar are its affair."""
    year.exempted("09-20", "10-05")
    year.exempted("12-01")
    found = year.li()
    assert found.owed == (True,) * 4
    assert (found.unit, found.holder, found.quarter_units) == (None, A, (A,) * 4)


# What he did


def test_a_session_counts_from_30_minutes_on_and_its_hours_always_am06(year: Year) -> None:
    year.served("03-01", minutes=29)
    year.served("03-02", minutes=30)
    assert (year.li().counted, year.li().services.minutes) == (1, 59)


def test_of_one_day_one_counts_and_the_next_day_another_am06(year: Year) -> None:
    year.served("03-01", "03-02")
    year.served("03-01", hour=15)
    assert (year.li().by_quarter, year.li().services.minutes) == ((2, 0, 0, 0), 180)
    assert year.li(rules=counting(service_max_counted_per_person_day=2)).counted == 3


def test_the_first_that_counts_takes_the_day_a_short_one_before_it_does_not_am06(
    year: Year,
) -> None:
    year.served("03-01", minutes=10, hour=7)
    year.served("03-01", hour=9)
    assert year.li().counted == 1


def test_a_service_before_registration_counts_unless_the_county_says_no_am10(year: Year) -> None:
    year.served("02-01", flags=(Flag.BEFORE_REGISTRATION,))
    year.served("05-01")
    strict = counting(count_services_before_registration=False)
    assert (year.li().counted, year.li(rules=strict).counted) == (2, 1)
    assert year.li(rules=strict).by_quarter == (0, 1, 0, 0)


def test_sessions_lie_in_the_quarter_of_their_day(year: Year) -> None:
    year.served("01-01", "03-31", "04-01", "12-31")
    assert year.li().by_quarter == (2, 1, 0, 1)
    assert year.li().served == (True, True, False, True)


def test_a_quarter_needs_as_many_services_as_the_rules_say_r30(year: Year) -> None:
    year.served("02-01", "05-01", "05-02")
    assert year.li().missed(YEAR_END) == (3, 4)
    assert year.li(rules=counting(min_services_per_quarter=2)).missed(YEAR_END) == (1, 3, 4)


def test_a_quarter_is_missed_once_it_is_over_and_not_before_am05(year: Year) -> None:
    assert year.li().missed(date(2022, 3, 30)) == ()
    assert year.li().missed(date(2022, 3, 31)) == (1,)
    assert year.li().missed(YEAR_END) == (1, 2, 3, 4)


def test_a_quarter_not_owed_is_neither_served_nor_missed_am07() -> None:
    told = Year()
    told.unit()
    told.member(since=day("07-01"))
    told.served("02-01")
    assert told.li().counted == 1
    assert (told.li().served, told.li().missed(YEAR_END)) == ((False,) * 4, (3, 4))


def test_a_disputed_or_revoked_session_does_not_count_nor_do_its_hours_am11(year: Year) -> None:
    year.served("02-01", "05-01", "08-01")
    disputed = ServiceDisputed(
        person=LI, entry=entry("02-01"), complainant=B, statement="合成", evidence=()
    )
    year.tell(LI, disputed)
    revoked = ServiceRevoked(
        person=LI, entry=entry("05-01"), reason=RevokeReason.ERROR, note="合成"
    )
    year.tell(LI, revoked)
    assert (year.li().counted, year.li().services.minutes) == (1, 60)
    assert year.li().false_records == ()


def test_only_what_was_found_false_is_a_false_record_ex06(year: Year) -> None:
    year.served("02-01")
    false = ServiceRevoked(
        person=LI, entry=entry("02-01"), reason=RevokeReason.FALSE, finding_no="1", note="合成"
    )
    position = year.tell(LI, false)
    assert year.li().false_positions == (position,)


def test_corrected_minutes_are_those_that_count_sys11(year: Year) -> None:
    year.served("02-01")
    short = ServiceCorrected(
        person=LI, entry=entry("02-01"), old_minutes=60, minutes=20,
        end=moment("2022-02-01 09:20"), reason="合成",
    )  # fmt: skip
    year.tell(LI, short)
    assert (year.li().counted, year.li().services.minutes) == (0, 20)


# Registered, and barred


def test_the_two_conditions_bar_each_by_itself_r32(year: Year) -> None:
    assert year.li().bar == "BOTH"
    assert measures_of(year.li())["registered_at_snapshot"].evidence == ()
    year.served("02-01", "05-01", "08-01")
    assert year.li().bar == "BOTH"
    year.served("11-01")
    assert year.li().bar == "UNREGISTERED"
    year.registered()
    assert year.li().bar == "NONE"
    assert year.li(rules=counting(min_required_services_full_year=8)).bar == "UNDER_REQUIRED"


def test_nobody_has_a_year_before_he_was_obliged(year: Year) -> None:
    assert year.members(year=2019) == {}
    assert year.members(year=2020).keys() == {LI}


@pytest.mark.parametrize(
    ("start", "end", "in_the_year"),
    [("2021-06-01", "2022-01-01", True), ("2021-06-01", "2021-12-31", False),
     ("2022-12-31", None, True), ("2023-01-01", None, False)],
)  # fmt: skip
def test_evidence_is_of_spells_and_exemptions_that_touch_the_year(
    year: Year, start: str, end: str | None, in_the_year: bool
) -> None:
    exempted = year.exempted(start, end)
    evidence = measures_of(year.li())["quarters_owed"].evidence
    assert (exempted in evidence) is in_the_year


def test_who_is_registered_at_the_end_of_the_day_is_registered_am03(year: Year) -> None:
    position = year.registered(on=day("12-20"))
    found = year.li()
    assert (found.registered, found.registered_on) == (True, day("12-20"))
    assert not year.li(on=day("12-19")).registered
    assert measures_of(found)["registered_at_snapshot"].evidence == (position,)


def test_the_evidence_of_a_registration_is_what_made_it_and_not_a_later_attempt(
    year: Year,
) -> None:
    position = year.registered(on=day("03-01"))
    again = MemberRegistrationSubmitted(
        person=LI, community="FC02", unit=A, residence_inside=False, by_unit=False,
        submitted_on=day("12-30"), confirm_by=midnight(YEAR_END), calendar={},
    )  # fmt: skip
    year.tell(LI, again)
    year.tell(LI, MemberRegistrationRejected(person=LI, community="FC02", reason="合成"))
    assert measures_of(year.li())["registered_at_snapshot"].evidence == (position,)


def test_the_evidence_of_what_is_owed_names_spells_and_exemptions_of_the_year(year: Year) -> None:
    joined = 3
    exempted = year.exempted("07-01", "08-31")
    year.exempted("2021-01-01", "2021-06-30")
    assert measures_of(year.li())["required_services"].evidence == (joined, exempted)


def test_a_second_enrolment_of_a_unit_keeps_the_first(year: Year) -> None:
    gone = UnitWithdrawn(
        last_day=day("06-30"), reason=WithdrawalReason.LEFT_PROGRAMME, document_no="【合成】2号"
    )
    year.tell(A, gone)
    again = UnitEnrolled(
        unit=A, title="合成", kind=UnitKind.ORGAN, community="FC01", big_party_committee=True,
        on=date(2023, 1, 1),
    )  # fmt: skip
    year.tell(A, again)
    assert year.li().owed == (True, True, False, False)
    assert year.li(year=2023).owed == (True,) * 4
