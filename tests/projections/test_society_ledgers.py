"""L-ORG, projects, L-RES and demands: SYS-14."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.resource import (
    DemandMatched,
    DemandWithdrawn,
)
from domain.society import (
    SOCIAL_ORGANISATION,
    AdmissionRefused,
    BeneficiaryRated,
    OrganisationExited,
    OrganisationForm,
    OrganisationGraduated,
    OrganisationResumed,
    OrganisationState,
    OrganisationSuspended,
    PartyCoverage,
    PartyWorkCovered,
    YearlyReportFiled,
)
from projections.ledgers.resources import L_DEMAND, L_RES, DemandRow, ResourceRow
from projections.ledgers.society import L_ORG, L_PROJECT, OrganisationRow, ProjectRow
from tests.domain.resource.test_demands import HALL, MATCHED, POSTED
from tests.domain.resource.test_offers import BOOKED, CANCELLED, OFFERED, USED, WITHDRAWN
from tests.domain.society.facts import (
    ADMITTED,
    APPLIED,
    AUNT,
    DAY,
    DELIVERED,
    FILE,
    FILED,
    LI,
    ORG,
    PROJECT,
    STARTED,
)
from tests.domain.society.test_incubation import BUSINESS_DONE, PARTY_DONE
from tests.projections.facts import recorded
from tests.spec import STREAM, moment

GRADUATED = OrganisationGraduated(document_no="【合成】4号")
COVERED = PartyWorkCovered(
    kind=PartyCoverage.JOINT, body="FC01", since=DAY, document_no="【合成】5号"
)
UNCOVERED = PartyWorkCovered(kind=PartyCoverage.NONE, since=DAY, document_no="【合成】6号")


def organisation(*facts: Any) -> OrganisationRow:
    return L_ORG.replay(recorded(facts))[(STREAM,)]


def project(*facts: Any) -> ProjectRow:
    return L_PROJECT.replay(recorded(facts))[(PROJECT,)]


def resource(*facts: Any) -> ResourceRow:
    return L_RES.replay(recorded(facts, at=moment("2022-05-10 09:00")))[(STREAM,)]


def demand(*facts: Any) -> DemandRow:
    return L_DEMAND.replay(recorded(facts, at=moment("2022-05-10 09:00")))[(STREAM,)]


def test_the_row_is_in_the_state_that_the_organisation_is_in() -> None:
    refused, left = AdmissionRefused(reason="x", late=True), OrganisationExited(reason="x")
    halted = OrganisationSuspended(reason="x")
    inside = (APPLIED, ADMITTED, *BUSINESS_DONE, PARTY_DONE)
    for facts in (
        (APPLIED,), (APPLIED, refused), (APPLIED, refused, FILED), (APPLIED, ADMITTED),
        inside, (*inside, FILED), (*inside, GRADUATED), (*inside, GRADUATED, FILED),
        (*inside, left), (*inside, left, FILED), (FILED,), (FILED, halted),
        (FILED, halted, OrganisationResumed()), (*inside, halted, OrganisationResumed()),
    ):  # fmt: skip
        state = SOCIAL_ORGANISATION.replay(facts)
        row = organisation(*facts)
        assert (row.state, row.form) == (state.state, state.form)
        assert (row.unit, row.community) == (ORG, "FC01")
    assert organisation(FILED).state == OrganisationState.OPERATING


def test_both_tracks_are_counted_r35() -> None:
    assert organisation(APPLIED, ADMITTED).business == (0, 2)
    row = organisation(APPLIED, ADMITTED, *BUSINESS_DONE)
    assert (row.business, row.party_building) == ((2, 2), (0, 1))
    assert organisation(APPLIED, ADMITTED, PARTY_DONE).party_building == (1, 1)
    again = organisation(APPLIED, ADMITTED, PARTY_DONE, OrganisationExited(reason="x"), APPLIED)
    assert organisation(APPLIED, ADMITTED).centre == ADMITTED.centre
    assert again.state == "APPLIED"


def test_a_late_admission_check_is_told_s43() -> None:
    late = ADMITTED.model_copy(update={"late": True})
    assert organisation(APPLIED, late).admission_late
    assert not organisation(APPLIED, ADMITTED).admission_late
    assert organisation(APPLIED, AdmissionRefused(reason="x", late=True)).admission_late


def test_forms_coverage_and_reports_are_kept_with_their_positions() -> None:
    report = YearlyReportFiled(year=2022, evidence=(FILE,))
    row = organisation(FILED, COVERED, report, UNCOVERED)
    assert row.coverage == PartyCoverage.NONE
    assert [(mark.word, mark.position) for mark in row.covered] == [("JOINT", 2), ("NONE", 4)]
    assert [(mark.word, mark.position) for mark in row.forms] == [(OrganisationForm.FILED, 1)]
    assert row.reports == ((2022, 3),)


def test_a_project_row_has_delivery_and_ratings() -> None:
    assert project(FILED, STARTED).state == "STARTED"
    rated = [
        BeneficiaryRated(project=PROJECT, beneficiary=who, stars=stars)
        for who, stars in ((AUNT, 5), (LI, 3))
    ]
    row = project(FILED, STARTED, DELIVERED, *rated)
    assert (row.state, row.delivered_on, row.delivery) == ("DELIVERED", DAY, 3)
    assert (row.beneficiaries, row.ratings) == (2, ((5, 4), (3, 5)))


def test_a_resource_row_tells_hours_bookings_and_uses() -> None:
    row = resource(OFFERED, BOOKED)
    assert (row.weekly_minutes, row.bookings, row.minutes_opened) == (480, 1, 0)
    assert resource(OFFERED, BOOKED, CANCELLED).bookings == 0
    used = resource(OFFERED, BOOKED, USED)
    [use] = used.uses
    assert (use.on, use.minutes, use.people, use.position) == (date(2022, 5, 14), 110, 24, 3)
    assert used.minutes_opened == 110
    assert resource(OFFERED, WITHDRAWN).withdrawn_on == date(2022, 5, 10)


def test_a_demand_row_tells_what_it_was_matched_with() -> None:
    assert (demand(POSTED).state, demand(POSTED).requester) == ("OPEN", AUNT)
    matched = demand(POSTED, MATCHED)
    assert (matched.state, matched.offer, matched.matched_on) == (
        "MATCHED",
        HALL,
        DAY.replace(day=10),
    )
    by_project = demand(POSTED, DemandMatched(organisation=ORG, project=UUID(int=7)))
    assert by_project.project == UUID(int=7)
    assert demand(POSTED, DemandWithdrawn()).state == "WITHDRAWN"
