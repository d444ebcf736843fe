"""What a unit's year comes to: AM-02, AM-04, AM-08, AM-12, AM-33, EX-01, EX-07, EX-09, U1 to U6."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.agreement import (
    AgreementDrafted,
    AgreementTookEffect,
    CommitmentProposed,
    CommitmentStarted,
    CommitmentVerified,
    CommitmentWaived,
    PartyKind as Party,
    Terms,
)
from domain.person import LeaveReason, MemberLeftUnit, MemberUnitChanged, PartyKind, PersonUpdated
from domain.registration import (
    UnitEndReason,
    UnitRegistrationConfirmed,
    UnitRegistrationEnded,
    UnitRegistrationSubmitted,
)
from domain.unit import HostCommunityAssigned, UnitWithdrawn, WithdrawalReason
from domain.vocabulary import FiveForm, FivePurpose
from projections.metrics.units import measures_of
from tests.domain.rulesets import changed, line
from tests.projections.year import LI, WANG, A, B, Year, day

ORDER, OTHER = UUID(int=0x99), UUID(int=0x9A)
AGREEMENT = UUID(int=0x77)


@pytest.fixture
def year() -> Year:
    """Li and Wang, of unit A of the Big Party Committee for long."""
    told = Year()
    told.unit()
    told.member(LI)
    told.member(WANG)
    return told


def values(found: Any) -> dict[str, Any]:
    return {name: measure.value for name, measure in measures_of(found).items()}


# U2, U3: who is in the denominator


def test_only_obliged_members_held_on_the_day_are_in_the_denominator_am02(year: Year) -> None:
    first = year.registered(LI)
    measures = measures_of(year.a())
    assert (measures["registered_members"].value, measures["obliged_members"].value) == (1, 2)
    assert measures["registered_members"].evidence == (first,)
    assert measures["obliged_members"].evidence == (3, 5)  # both joined
    year.registered(WANG)
    assert (values(year.a())["registered_members"], values(year.a())["obliged_members"]) == (2, 2)
    year.tell(WANG, MemberLeftUnit(unit=A, last_day=day("12-30"), reason=LeaveReason.TRANSFER))
    assert (values(year.a())["registered_members"], values(year.a())["obliged_members"]) == (1, 1)
    assert len(year.a(on=day("12-30")).members) == 2


def test_an_exemption_of_the_day_leaves_the_denominator_and_is_named_ex01(year: Year) -> None:
    over = year.exempted("03-01", "12-30", id=LI)
    assert (len(year.a().members), year.a().exempt) == (2, ())
    exempted = year.exempted("12-31", id=LI)
    found = year.a()
    assert ([m.person for m in found.members], found.exempt) == ([WANG], (exempted,))
    evidence = measures_of(found)["obliged_members"].evidence
    assert exempted in evidence
    assert over not in evidence


def test_an_exemption_of_somebody_who_owes_nothing_is_not_counted_am02(year: Year) -> None:
    year.exempted("11-01", id=LI)
    year.tell(LI, PersonUpdated(party_member=PartyKind.RETIRED, party_member_since=day("12-01")))
    assert (len(year.a().members), year.a().exempt) == (1, ())


def test_a_unit_is_looked_at_in_the_years_in_which_it_was_enrolled_am33() -> None:
    told = Year()
    told.unit(A, on=day("2023-01-01"))
    told.unit(B, on=day("12-31"), obliged=False)
    assert told.units() == {}
    assert told.units(year=2023).keys() == {A}
    gone = UnitWithdrawn(
        last_day=day("2023-01-01"), reason=WithdrawalReason.MERGED, document_no="【合成】2号"
    )
    told.tell(A, gone)
    assert told.units(year=2023).keys() == {A}
    assert told.units(year=2024) == {}


def test_who_meets_his_own_requirement_meets_it_for_the_unit_u3(year: Year) -> None:
    year.served("02-01", "05-01", "08-01", "11-01", id=LI)
    year.served("02-01", "02-02", "02-03", id=WANG)
    assert values(year.a())["members_meeting_required"] == 1
    year.served("02-04", id=WANG)
    assert values(year.a())["members_meeting_required"] == 2


# U4


def test_a_quarter_answers_to_the_unit_of_its_last_day_ex07(year: Year) -> None:
    year.unit(B)
    year.served("02-15", "05-20", "08-10", "11-03", id=LI)
    year.tell(LI, MemberUnitChanged(from_unit=A, unit=B, on=day("08-15")))
    a, b = (values(year.units()[unit]) for unit in (A, B))
    assert (a["member_quarters_owed"], a["member_quarters_served"]) == (2 + 4, 2)
    assert (b["member_quarters_owed"], b["member_quarters_served"]) == (2, 2)
    assert b["members_meeting_required"] == 1


def test_a_quarter_not_owed_answers_to_nobody_am07() -> None:
    told = Year()
    told.unit()
    told.member(since=day("08-18"))
    assert values(told.a())["member_quarters_owed"] == 1


def test_a_quarter_owed_without_a_unit_on_its_last_day_is_nobodys_am08(year: Year) -> None:
    year.tell(LI, MemberLeftUnit(unit=A, last_day=day("09-29"), reason=LeaveReason.TRANSFER))
    assert year.li().owed == (True, True, True, False)
    assert values(year.a())["member_quarters_owed"] == 2 + 4


# U1, U5: lateness


def register(year: Year, on: str, community: str = "FC01", of: int = 1) -> int:
    key = {"unit": A, "community": community, "year": 2022}
    stream = UUID(int=0x6000 + of)
    year.tell(stream, UnitRegistrationSubmitted(**key, submitted_on=day(on), obliged=True))
    return year.tell(stream, UnitRegistrationConfirmed(**key, confirmed_on=day(on)))


@pytest.mark.parametrize(
    ("on", "late"), [("02-20", 0), ("03-31", 0), ("04-01", 1), ("04-30", 30), ("12-31", 275)]
)
def test_a_unit_is_late_from_the_day_after_the_deadline_on_u1(
    year: Year, on: str, late: int
) -> None:
    position = register(year, on)
    measure = measures_of(year.a())["unit_registration_days_late"]
    assert (measure.value, measure.evidence) == (late, (position,))


def test_a_unit_that_never_registered_has_no_lateness_u1(year: Year) -> None:
    measure = measures_of(year.a())["unit_registration_days_late"]
    assert (measure.value, measure.evidence) == (None, ())
    key = {"unit": A, "community": "FC01", "year": 2022}
    year.tell(
        UUID(int=0x6001), UnitRegistrationSubmitted(**key, submitted_on=day("02-20"), obliged=True)
    )
    measure = measures_of(year.a())["unit_registration_days_late"]
    assert (measure.value, measure.evidence) == (None, ())


def test_the_earliest_registration_counts_wherever_it_was_am04(year: Year) -> None:
    register(year, "05-01", "FC01", of=1)
    register(year, "04-10", "FC02", of=2)
    assert values(year.a())["unit_registration_days_late"] == 10


def test_a_registration_that_ended_and_began_anew_keeps_its_first_day_u1(year: Year) -> None:
    first = register(year, "02-20")
    key = {"unit": A, "community": "FC01", "year": 2022}
    year.tell(
        UUID(int=0x6001),
        UnitRegistrationEnded(**key, last_day=day("06-01"), reason=UnitEndReason.AGREED),
    )
    register(year, "07-05")
    measure = measures_of(year.a())["unit_registration_days_late"]
    assert (measure.value, measure.evidence) == (0, (first,))
    row = year.a().registration
    assert row is not None
    assert (row.state, row.confirmed_on, row.ended_on) == ("CONFIRMED", day("07-05"), None)


def agreement(year: Year, effective: str, of: UUID = AGREEMENT, community: str = "FC01") -> int:
    drafted = AgreementDrafted.model_construct(
        community=community, party=A, party_kind=Party.UNIT, year=2022, framework="合成"
    )
    year.tell(of, drafted)
    late = (day(effective) - date(2022, 3, 31)).days
    took = AgreementTookEffect(
        effective_on=day(effective), deadline=date(2022, 3, 31), days_late=late, ruleset="2022.1"
    )
    return year.tell(of, took)


@pytest.mark.parametrize(
    ("effective", "late"),
    [("02-28", 0), ("03-31", 0), ("04-20", 20), ("05-01", 31), ("06-30", 91)],
)
def test_an_agreement_is_late_from_april_on_ex09(year: Year, effective: str, late: int) -> None:
    position = agreement(year, effective)
    measure = measures_of(year.a())["agreement_days_late"]
    assert (measure.value, measure.evidence) == (late, (position,))


def test_lateness_follows_the_deadline_of_the_rules_asked_with(year: Year) -> None:
    def earlier(data: dict[str, Any]) -> None:
        line(data, "UNIT", "U1")["deadline"] = "02-28"
        line(data, "UNIT", "U5")["deadline"] = "03-15"

    register(year, "03-31")
    agreement(year, "03-31")
    found = values(year.a(rules=changed(earlier)))
    assert (found["unit_registration_days_late"], found["agreement_days_late"]) == (31, 16)


def test_of_agreements_with_other_communities_the_earliest_is_the_one_am04(year: Year) -> None:
    agreement(year, "05-01", UUID(int=0x78), community="FC02")
    agreement(year, "04-10", UUID(int=0x79), community="FC03")
    assert values(year.a())["agreement_days_late"] == 10


def test_the_agreement_with_the_lead_community_is_the_one_am04(year: Year) -> None:
    agreement(year, "02-01", UUID(int=0x78), community="FC02")
    assert values(year.a())["agreement_days_late"] == 0
    draft = AgreementDrafted.model_construct(
        community="FC01", party=A, party_kind=Party.UNIT, year=2022, framework="合成"
    )
    year.tell(AGREEMENT, draft)
    assert values(year.a())["agreement_days_late"] == 0
    agreement(year, "04-20")
    assert values(year.a())["agreement_days_late"] == 20


def test_who_leads_for_a_unit_from_the_next_year_on_led_not_in_this_one_am04(year: Year) -> None:
    """Told before the freeze, a move of January is none of December: U5 and U6 stay."""
    agreement(year, "04-20")
    agreement(year, "05-01", UUID(int=0x78), community="FC02")
    year.tell(A, HostCommunityAssigned(community="FC02", on=day("2023-01-05")))
    assert values(year.a())["agreement_days_late"] == 20
    assert year.a().unit.community == "FC01"
    assert year.a(on=day("2023-01-05")).unit.community == "FC02"
    year.tell(A, HostCommunityAssigned(community="FC02", also_in=("FC01",), on=day("12-31")))
    assert values(year.a())["agreement_days_late"] == 31
    assert year.a().unit.also_in == ("FC01",)


def test_a_later_enrolment_outside_the_committee_takes_no_year_away_am33(year: Year) -> None:
    gone = UnitWithdrawn(
        last_day=day("06-30"), reason=WithdrawalReason.LEFT_PROGRAMME, document_no="【合成】2号"
    )
    year.tell(A, gone)
    year.unit(A, on=day("2023-01-05"), obliged=False)
    assert year.units().keys() == {A}
    assert year.units(year=2023) == {}


# U6


def commit(year: Year, number: int, due: str, weight: int) -> UUID:
    terms = Terms(
        form=FiveForm.SHARED_RESOURCES, purpose=FivePurpose.CULTURE, title="合成",
        deliverable="合成", weight=weight, due_on=day(due),
    )  # fmt: skip
    id = UUID(int=number)
    year.tell(AGREEMENT, CommitmentProposed(commitment=id, terms=terms))
    return id


def test_work_on_a_commitment_is_no_evidence_that_it_is_due(year: Year) -> None:
    made = commit(year, 1, "06-30", 5)
    termed, effect = len(year.log), agreement(year, "04-20")
    year.tell(AGREEMENT, CommitmentStarted.model_construct(commitment=made))
    assert set(measures_of(year.a())["commitment_weight_due"].evidence) == {termed, effect}


def test_commitments_due_between_effect_and_year_end_are_weighed_ex09(year: Year) -> None:
    before, first, failed, last, waived, next_year = (
        commit(year, 1, "04-19", 5), commit(year, 2, "04-20", 3), commit(year, 3, "06-30", 2),
        commit(year, 4, "12-31", 4), commit(year, 5, "09-30", 1), commit(year, 6, "2023-01-01", 5),
    )  # fmt: skip
    agreement(year, "04-20")
    for id in (before, first, last, next_year):
        verified = CommitmentVerified.model_construct(
            commitment=id, on=day("12-31"), verifier=B, co_verifier=WANG
        )
        year.tell(AGREEMENT, verified)
    year.tell(AGREEMENT, CommitmentWaived.model_construct(commitment=waived))
    found = values(year.a())
    assert (found["commitment_weight_verified"], found["commitment_weight_due"]) == (7, 9)
    assert failed in {row.commitment for row in year.a().commitments}


def test_without_an_agreement_nothing_is_due_u6(year: Year) -> None:
    commit(year, 1, "06-30", 5)
    assert values(year.a())["commitment_weight_due"] == 0
