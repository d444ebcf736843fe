"""Projects of a social organisation: started, delivered, rated by those they served (SYS-14)."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.dates import require_happened
from domain.kernel import Command, Context, Label, Line, Outcome, Reads, require
from domain.roles import Role
from domain.society.incubation import Evidence, OrganisationEvent
from domain.society.state import AT_WORK, Organisation, Project, must_be
from domain.unit import unit_ref
from domain.vocabulary import ServiceField

Stars = Annotated[int, Field(ge=1, le=5)]
Served = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=500)]
RESIDENTS: Final = (Role.RES, Role.MER, Role.MEM, Role.VOL)


class ProjectStarted(OrganisationEvent, name="social_organisation.project_started"):
    project: UUID
    title: Line
    field: ServiceField
    on: date

    def apply(self, state: Organisation) -> Organisation:
        return state.with_project(Project(self.project, started_on=self.on))


class ProjectDelivered(OrganisationEvent, name="social_organisation.project_delivered"):
    """beneficiaries: those who may rate it."""

    project: UUID
    on: date
    beneficiaries: Served
    evidence: Evidence

    def apply(self, state: Organisation) -> Organisation:
        done = replace(
            state.project(self.project),
            delivered=True,
            beneficiaries=frozenset(self.beneficiaries),
        )
        return state.with_project(done)


class BeneficiaryRated(OrganisationEvent, name="social_organisation.beneficiary_rated"):
    project: UUID
    beneficiary: UUID
    stars: Stars

    def apply(self, state: Organisation) -> Organisation:
        project = state.project(self.project)
        return state.with_project(replace(project, raters=project.raters | {self.beneficiary}))


class StartProject(
    Command[Organisation], verb="start-project", label=Label("启动项目", "Start project"),
    who=(Role.ORG,),
):  # fmt: skip
    """A project of public service, in one of the fields of R-36."""

    title: Line
    field: ServiceField
    on: date

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, *AT_WORK)
        require_happened(self.on, context)
        yield ProjectStarted(project=context.new_id("project"), **dict(self))


class DeliverProject(
    Command[Organisation], verb="deliver-project", label=Label("项目交付", "Deliver project"),
    who=(Role.CS,),
):  # fmt: skip
    """The community states, with evidence, that a project was delivered, and to whom."""

    project: UUID
    on: date
    beneficiaries: Served
    evidence: Evidence

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, *AT_WORK)
        require_happened(self.on, context)
        project = state.project(self.project)
        require(
            not project.delivered,
            "project_delivered",
            "该项目已交付，无需重复登记。",
            "This project is delivered already.",
        )
        require(
            project.started_on is None or project.started_on <= self.on,
            "delivered_before_it_started",
            f"交付日期不得早于启动日期{project.started_on}，请核对。",
            f"It is delivered after it started, on {project.started_on}; check the date.",
        )
        yield ProjectDelivered(**dict(self))


class RateProject(
    Command[Organisation], verb="rate-project", label=Label("受益人评价", "Rate project"),
    who=RESIDENTS,
):  # fmt: skip
    """A beneficiary's opinion, 1 to 5, once; not of one who speaks for the organisation (A5)."""

    project: UUID
    stars: Stars

    def reads(self, state: Organisation, context: Context) -> Reads:
        if state.unit is not None:
            yield unit_ref(state.unit)

    def decide(self, state: Organisation, context: Context) -> Outcome:
        project, rater = state.project(self.project), context.actor.person
        require(
            project.delivered,
            "project_not_delivered",
            "项目尚未交付，交付后再评价。",
            "The project is not delivered yet; rate it then.",
        )
        require(  # SYS-14: beneficiaries
            rater in project.beneficiaries,
            "not_a_beneficiary",
            "只有该项目的受益人可以评价。",
            "Only those whom the project served may rate it.",
        )
        assert rater and state.unit  # noqa: S101, PT018 - a beneficiary is somebody
        signatories = context.look(unit_ref(state.unit)).signatories
        require(
            all(who != rater for who, _ in signatories),
            "own_project",
            "不得评价本组织的项目。",
            "Nobody rates a project of the organisation that he signs for.",
        )
        require(
            rater not in project.raters,
            "rated_already",
            "您已评价过该项目。",
            "You have rated this project already.",
        )
        yield BeneficiaryRated(beneficiary=rater, **dict(self))
