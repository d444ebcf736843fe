"""Law 4, explain: evidence names what made the number, and nothing that came later unrelated."""

from typing import Any
from uuid import UUID

import pytest

from domain.kernel import derived_id
from domain.person import LeaveReason, MemberJoinedUnit, MemberLeftUnit, MemberUnitChanged
from domain.registration import (
    MemberRegistrationEnded,
    MemberRegistrationSubmitted,
    RegistrationExemptionEnded,
)
from domain.volunteer import DisputeResolved, ServiceCorrected, ServiceDisputed
from projections.metrics import members, units
from projections.scoring import Measure
from tests.projections.year import LI, WANG, A, B, Year, day, midnight, moment

START = moment("2022-02-01 09:00")
ENTRY = derived_id("entry", LI, START)


@pytest.fixture
def year() -> Year:
    """Li and Wang, of unit A for long, registered, with a service each."""
    told = Year()
    told.unit()
    told.unit(B)
    for who in (LI, WANG):
        told.member(who)
        told.registered(who)
        told.served("02-01", "05-01", id=who)
    return told


def found(year: Year) -> dict[tuple[UUID, str], Measure]:
    """Every number of both members and both units."""
    return {
        (subject, name): measure
        for every, measures_of in (
            (year.members(), members.measures_of), (year.units(), units.measures_of)
        )
        for subject, of_year in every.items()
        for name, measure in measures_of(of_year).items()
    }  # fmt: skip


def left(last: str, who: UUID = LI) -> tuple[UUID, Any]:
    last_day = day(last)
    return who, MemberLeftUnit(unit=A, last_day=last_day, reason=LeaveReason.LEFT_COUNTY)


def submitted(on: str) -> tuple[UUID, Any]:
    about = {"person": LI, "community": "FC02", "unit": A, "calendar": {}}
    on_day = day(on)
    return LI, MemberRegistrationSubmitted(
        **about, residence_inside=False, by_unit=False, submitted_on=on_day,
        confirm_by=midnight(on_day),
    )  # fmt: skip


def test_a_leaving_after_the_year_changes_no_evidence_of_it(year: Year) -> None:
    before = found(year)
    year.tell(*left("2023-03-01"))
    year.tell(LI, MemberJoinedUnit(unit=B, on=day("2023-03-02")))
    assert found(year) == before


def test_what_ended_a_registration_later_is_no_evidence_that_he_was_registered(year: Year) -> None:
    before = found(year)
    ended = MemberRegistrationEnded.model_construct(person=LI, last_day=day("2023-02-01"))
    year.tell(LI, ended)
    year.tell(*submitted("2023-02-02"))
    assert found(year) == before


def test_nor_is_a_later_submission_evidence_that_he_was_not(year: Year) -> None:
    ended = MemberRegistrationEnded.model_construct(person=LI, last_day=day("06-30"))
    over = year.tell(LI, ended)
    before = found(year)[LI, "registered_at_snapshot"]
    assert (before.value, before.evidence[-1]) == (False, over)
    year.tell(*submitted("2023-02-02"))
    assert found(year)[LI, "registered_at_snapshot"] == before


def test_a_leaving_in_the_year_is_named_beside_the_joining_and_only_where_it_matters(
    year: Year,
) -> None:
    [joined] = found(year)[LI, "quarters_owed"].evidence
    gone = year.tell(*left("11-01"))
    now = found(year)
    assert now[LI, "quarters_owed"].evidence == (joined, gone)
    assert now[LI, "required_services"].evidence == (joined, gone)
    assert joined not in now[A, "obliged_members"].evidence  # the other is left
    assert gone not in now[A, "member_quarters_owed"].evidence  # he owed A three quarters before
    assert joined in now[A, "member_quarters_owed"].evidence


def test_a_move_names_to_each_unit_what_made_its_own_number(year: Year) -> None:
    [joined] = found(year)[LI, "quarters_owed"].evidence
    change = MemberUnitChanged(from_unit=A, unit=B, on=day("08-15"))
    moved = year.tell(LI, change)
    now = found(year)
    assert now[B, "obliged_members"].evidence == (moved,)
    assert now[A, "member_quarters_owed"].evidence.count(moved) == 0
    assert set(now[B, "member_quarters_owed"].evidence) == {joined, moved}


def test_an_exemption_cut_short_names_its_grant_and_its_end(year: Year) -> None:
    [joined] = found(year)[LI, "quarters_owed"].evidence
    granted = year.exempted("02-01")
    exemption = derived_id("exemption", LI, "02-01")
    ended = RegistrationExemptionEnded(exemption=exemption, person=LI, last_day=day("05-31"))
    over = year.tell(LI, ended)
    assert found(year)[LI, "quarters_owed"].evidence == (joined, granted, over)


def test_a_correction_and_a_dispute_leave_the_confirmation_named(year: Year) -> None:
    before = found(year)[LI, "counted_services"]
    dispute = ServiceDisputed(person=LI, entry=ENTRY, complainant=B, statement="合成", evidence=())
    year.tell(LI, dispute)
    resolved = DisputeResolved.model_construct(person=LI, entry=ENTRY, outcome="CONFIRMED")
    year.tell(LI, resolved)
    assert found(year)[LI, "counted_services"] == before
    corrected = ServiceCorrected.model_construct(
        person=LI, entry=ENTRY, minutes=90, end=moment("2022-02-01 10:30"), flags=()
    )
    position = year.tell(LI, corrected)
    now = found(year)[LI, "counted_services"]
    assert set(now.evidence) == {*before.evidence, position}
