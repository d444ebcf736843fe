"""The social organisation put together; its stream derives from its unit's id."""

from typing import Final
from uuid import UUID

from domain.kernel import Aggregate, Command, Concern, Label, Ref, derived_id
from domain.society import incubation, projects, standing
from domain.society.state import Organisation


def _concern(state: Organisation, command: Command[Organisation] | None) -> Concern:
    return Concern(
        community=state.community or getattr(command, "community", None),
        unit=state.unit or getattr(command, "unit", None),
        body=state.centre,
        anybody=isinstance(command, projects.RateProject),
    )


SOCIAL_ORGANISATION: Final = Aggregate(
    name="social_organisation",
    collection="social-organisations",
    label=Label("社会组织", "Social organisation"),
    initial=Organisation(),
    commands=(
        incubation.ApplyForIncubation,
        incubation.AdmitOrganisation,
        incubation.RefuseAdmission,
        incubation.ReachMilestone,
        incubation.GraduateOrganisation,
        incubation.ExitIncubation,
        standing.RecordForm,
        standing.FileYearlyReport,
        standing.CoverPartyWork,
        standing.SuspendOrganisation,
        standing.ResumeOrganisation,
        projects.StartProject,
        projects.DeliverProject,
        projects.RateProject,
    ),
    events=(
        incubation.IncubationApplied,
        incubation.OrganisationAdmitted,
        incubation.AdmissionRefused,
        incubation.MilestoneReached,
        incubation.OrganisationGraduated,
        incubation.OrganisationExited,
        standing.FormRecorded,
        standing.YearlyReportFiled,
        standing.PartyWorkCovered,
        standing.OrganisationSuspended,
        standing.OrganisationResumed,
        projects.ProjectStarted,
        projects.ProjectDelivered,
        projects.BeneficiaryRated,
    ),
    identify=lambda command: derived_id("social-organisation", command.unit),
    concerns=_concern,
)


def social_organisation_ref(unit: UUID) -> Ref[Organisation]:
    return SOCIAL_ORGANISATION.ref(derived_id("social-organisation", unit))
