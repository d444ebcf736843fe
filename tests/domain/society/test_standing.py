"""Form, yearly report, Party coverage, suspension, projects: SYS-14, A1, A2, A4, A5."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from application.authority import covers
from domain.body import BodyType
from domain.kernel import Actor, Period
from domain.roles import Role
from domain.society import (
    SOCIAL_ORGANISATION,
    AdmissionRefused,
    BeneficiaryRated,
    CoverPartyWork,
    DeliverProject,
    FileYearlyReport,
    FormRecorded,
    OrganisationForm,
    OrganisationResumed,
    OrganisationState,
    OrganisationSuspended,
    PartyCoverage,
    PartyWorkCovered,
    RateProject,
    RecordForm,
    ResumeOrganisation,
    StartProject,
    SuspendOrganisation,
    YearlyReportFiled,
)
from domain.unit import UNIT, UnitSignatoryAuthorised, unit_ref
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
    SHOP,
    STARTED,
    body,
    organisation,
)

FORM = RecordForm(**dict(FILED))
REPORT = FileYearlyReport(year=2022, evidence=(FILE,))
REPORTED = YearlyReportFiled(**dict(REPORT))
COVER = CoverPartyWork(
    kind=PartyCoverage.OWN, body="FC01-ORG", since=DAY, document_no="【合成】5号"
)
BRANCH = body("FC01-ORG", BodyType.GENERAL_BRANCH)
SUSPENDED = OrganisationSuspended(reason="x")
START = StartProject(title=STARTED.title, field=STARTED.field, on=DAY)
DELIVER = DeliverProject(**dict(DELIVERED))
RATE = RateProject(project=PROJECT, stars=5)
RATED = BeneficiaryRated(project=PROJECT, beneficiary=AUNT, stars=5)
AS_AUNT = Actor(role=Role.RES, person=AUNT, scopes=("self",))


def test_who_is_registered_or_filed_operates_and_who_incubates_goes_on() -> None:
    organisation().when(FORM).then(FILED)
    assert SOCIAL_ORGANISATION.replay([FILED]).state is OrganisationState.OPERATING
    inside = SOCIAL_ORGANISATION.replay([APPLIED, ADMITTED, FILED])
    assert (inside.state, inside.form) == (OrganisationState.ADMITTED, OrganisationForm.FILED)
    refused = AdmissionRefused(reason="x", late=False)
    outside = SOCIAL_ORGANISATION.replay([APPLIED, refused, FILED])
    assert outside.state is OrganisationState.OPERATING


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"form": OrganisationForm.INCUBATING}, "no_form"),
        ({"on": date(2022, 5, 11)}, "in_the_future"),
        ({"unit": SHOP}, "not_an_organisation"),
        ({"community": "FC02"}, "not_an_organisation"),
    ],
    ids=["no form", "future", "a merchant", "elsewhere"],
)
def test_a_form_must_be_real(about: Any, code: str) -> None:
    organisation().when(FORM.model_copy(update=about)).then_refused(code)


def test_the_yearly_report_is_filed_in_its_year_by_who_has_a_form_a1() -> None:
    filed = organisation(FILED).by(Role.ORG).approved_by(Role.CS)
    filed.when(REPORT).then(REPORTED)
    organisation(FILED, REPORTED).by(Role.ORG).when(REPORT).then_nothing()
    for year in (2021, 2023):
        other = REPORT.model_copy(update={"year": year})
        filed.when(other).then_refused("report_of_another_year")
    inside = organisation(APPLIED, ADMITTED).by(Role.ORG)
    inside.when(REPORT).then_refused("not_registered_or_filed")
    organisation().by(Role.ORG).when(REPORT).then_refused("wrong_state")
    assert FileYearlyReport.approved_by == {Role.CS, Role.TOWN}


def test_party_work_is_covered_by_an_organisation_that_exists_a2() -> None:
    covered = PartyWorkCovered(**dict(COVER))
    organisation(FILED).looking(BRANCH).when(COVER).then(covered)
    organisation(FILED).when(COVER).then_refused("party_organisation_missing")
    for kind in (PartyCoverage.OWN, PartyCoverage.JOINT):
        nameless = COVER.model_copy(update={"kind": kind, "body": None})
        organisation(FILED).when(nameless).then_refused("party_organisation_missing")
    for kind in (PartyCoverage.INSTRUCTOR, PartyCoverage.NONE):
        named = COVER.model_copy(update={"kind": kind})
        organisation(FILED).looking(BRANCH).when(named).then_refused("party_organisation_missing")


def test_an_instructor_is_a_party_member_a2() -> None:
    sent = COVER.model_copy(
        update={"kind": PartyCoverage.INSTRUCTOR, "body": None, "instructor": LI}
    )
    organisation(FILED).when(sent).then(PartyWorkCovered(**dict(sent)))
    for instructor in (None, AUNT):
        wrong = sent.model_copy(update={"instructor": instructor})
        organisation(FILED).when(wrong).then_refused("instructor_missing")
    besides = COVER.model_copy(update={"instructor": LI})
    organisation(FILED).looking(BRANCH).when(besides).then_refused("instructor_missing")


def test_coverage_may_end_and_begins_in_the_past() -> None:
    none = COVER.model_copy(update={"kind": PartyCoverage.NONE, "body": None})
    organisation(FILED).when(none).then(PartyWorkCovered(**dict(none)))
    ahead = COVER.model_copy(update={"since": date(2022, 5, 11)})
    organisation(FILED).looking(BRANCH).when(ahead).then_refused("in_the_future")
    organisation().when(none).then_refused("wrong_state")


def test_a_suspended_organisation_does_nothing_until_it_is_resumed() -> None:
    suspend = SuspendOrganisation(reason="x")
    organisation(FILED).when(suspend).then(SUSPENDED)
    halted = organisation(FILED, STARTED, SUSPENDED)
    halted.when(suspend).then_refused("wrong_state")
    halted.by(Role.ORG).when(START).then_refused("wrong_state")
    halted.by(Role.CS).when(DELIVER).then_refused("wrong_state")
    halted.when(ResumeOrganisation()).then(OrganisationResumed())
    organisation(FILED).when(ResumeOrganisation()).then_refused("wrong_state")
    back = SOCIAL_ORGANISATION.replay([APPLIED, ADMITTED, SUSPENDED, OrganisationResumed()])
    assert back.state is OrganisationState.ADMITTED


def test_a_project_is_started_delivered_and_rated_by_whom_it_served_a5() -> None:
    organisation(FILED).by(Role.ORG).when(START).then(STARTED)
    organisation(FILED, STARTED).by(Role.CS).when(DELIVER).then(DELIVERED)
    organisation(FILED, STARTED, DELIVERED).by(AS_AUNT).when(RATE).then(RATED)


def test_a_project_is_delivered_once_and_its_days_have_come_a4() -> None:
    running = organisation(FILED, STARTED)
    unknown = DELIVER.model_copy(update={"project": UUID(int=9)})
    running.by(Role.CS).when(unknown).then_refused("no_such_project")
    ahead = {"on": date(2022, 5, 11)}
    running.by(Role.CS).when(DELIVER.model_copy(update=ahead)).then_refused("in_the_future")
    running.by(Role.ORG).when(START.model_copy(update=ahead)).then_refused("in_the_future")
    before = DELIVER.model_copy(update={"on": STARTED.on - timedelta(days=1)})
    running.by(Role.CS).when(before).then_refused("delivered_before_it_started")
    done = organisation(FILED, STARTED, DELIVERED)
    done.by(Role.CS).when(DELIVER).then_refused("project_delivered")


def test_only_a_beneficiary_rates_once_and_after_delivery_a5() -> None:
    early = organisation(FILED, STARTED).by(AS_AUNT)
    early.when(RATE).then_refused("project_not_delivered")
    done = organisation(FILED, STARTED, DELIVERED)
    stranger = Actor(role=Role.RES, person=UUID(int=9), scopes=("self",))
    done.by(stranger).when(RATE).then_refused("not_a_beneficiary")
    again = organisation(FILED, STARTED, DELIVERED, RATED).by(AS_AUNT)
    again.when(RATE).then_refused("rated_already")
    for stars in (0, 6):
        with pytest.raises(ValueError, match="stars"):
            RateProject(project=PROJECT, stars=stars)


def test_nobody_rates_a_project_of_his_own_organisation() -> None:
    done = organisation(FILED, STARTED, DELIVERED)
    signs = UnitSignatoryAuthorised(
        person=AUNT, period=Period(start=date(2022, 1, 4)), document_no="【合成】6号"
    )
    unit = UNIT.replay([signs], done.looked[unit_ref(ORG)])
    done.looking({unit_ref(ORG): unit}).by(AS_AUNT).when(RATE).then_refused("own_project")


def test_a_beneficiary_may_rate_and_reads_no_more_for_it() -> None:
    state = SOCIAL_ORGANISATION.replay([FILED, STARTED, DELIVERED])
    assert covers(AS_AUNT, SOCIAL_ORGANISATION.concerns(state, RATE))
    assert not covers(AS_AUNT, SOCIAL_ORGANISATION.concerns(state, START))
    assert not covers(AS_AUNT, SOCIAL_ORGANISATION.concerns(state, None), reading=True)
    liaison = Actor(role=Role.ORG, scopes=(f"unit:{ORG}",))
    assert covers(liaison, SOCIAL_ORGANISATION.concerns(SOCIAL_ORGANISATION.initial, FORM))
    assert FormRecorded(**dict(FORM)) == FILED
