"""How an organisation stands: its form, its yearly report, Party coverage, suspension (A1, A2)."""

from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from domain.body import body_ref
from domain.calendar import Year
from domain.dates import require_happened
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.person import person_ref
from domain.roles import Role
from domain.society.incubation import (
    Evidence,
    OrganisationEvent,
    known_organisation,
    must_be_enrolled,
)
from domain.society.state import (
    AT_WORK,
    Organisation,
    OrganisationForm,
    OrganisationState,
    PartyCoverage,
    must_be,
)
from domain.vocabulary import BodyCode, CommunityCode, DocumentNo

WITH_AN_ORGANISATION: Final = frozenset({PartyCoverage.OWN, PartyCoverage.JOINT})
# It begins to operate with its form: outside the centre, or when it has graduated.
BEGINS_WITH_FORM: Final = (
    None,
    OrganisationState.REFUSED,
    OrganisationState.GRADUATED,
    OrganisationState.EXITED,
)


class FormRecorded(OrganisationEvent, name="social_organisation.form_recorded"):
    unit: UUID
    community: CommunityCode
    form: OrganisationForm
    certificate_no: DocumentNo
    on: date

    def apply(self, state: Organisation) -> Organisation:
        begins = state.state in BEGINS_WITH_FORM
        return replace(
            state,
            unit=self.unit,
            community=self.community,
            form=self.form,
            state=OrganisationState.OPERATING if begins else state.state,
        )


class YearlyReportFiled(OrganisationEvent, name="social_organisation.yearly_report_filed"):
    """year: in which it was owed and filed."""

    year: Year
    evidence: Evidence

    def apply(self, state: Organisation) -> Organisation:
        return replace(state, reported=state.reported | {self.year})


class PartyWorkCovered(OrganisationEvent, name="social_organisation.party_work_covered"):
    """kind NONE: the coverage has ended. body: the Party organisation. instructor: who was sent."""

    kind: PartyCoverage
    body: BodyCode | None = None
    instructor: UUID | None = None
    since: date
    document_no: DocumentNo

    def apply(self, state: Organisation) -> Organisation:
        return replace(state, coverage=self.kind, covered_since=self.since)


class OrganisationSuspended(OrganisationEvent, name="social_organisation.suspended"):
    reason: SealedText

    def apply(self, state: Organisation) -> Organisation:
        return replace(state, state=OrganisationState.SUSPENDED, came_from=state.state)


class OrganisationResumed(OrganisationEvent, name="social_organisation.resumed"):
    def apply(self, state: Organisation) -> Organisation:
        return replace(state, state=state.came_from, came_from=None)


class RecordForm(
    Command[Organisation], verb="record-form",
    label=Label("登记或备案", "Record registration or filing"), who=(Role.TOWN, Role.CS),
    opens=True,
):  # fmt: skip
    """It is registered, or filed where that is enough; who is not in incubation then operates."""

    unit: UUID
    community: CommunityCode
    form: OrganisationForm
    certificate_no: DocumentNo
    on: date

    def reads(self, state: Organisation, context: Context) -> Reads:
        yield from known_organisation(self.unit, self.community)

    def decide(self, state: Organisation, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be(state, *BEGINS_WITH_FORM, *AT_WORK)
        must_be_enrolled(self.unit, self.community, context)
        require(
            self.form is not OrganisationForm.INCUBATING,
            "no_form",
            "请填登记或备案；孵化中是尚未登记备案的状态。",
            "Say whether it was registered or filed; incubating is being neither yet.",
        )
        yield FormRecorded(**dict(self))


class FileYearlyReport(
    Command[Organisation], verb="file-report", label=Label("报送年度报告", "File yearly report"),
    who=(Role.ORG,), approved_by=(Role.CS, Role.TOWN),
):  # fmt: skip
    """The yearly report of a registered or filed organisation, seen by community or town (A1)."""

    year: Year
    evidence: Evidence

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, *AT_WORK)
        require(
            state.form is not OrganisationForm.INCUBATING,
            "not_registered_or_filed",
            "尚未登记或备案，无须报送年度报告；请先办理登记或备案。",
            "It is neither registered nor filed yet; have that recorded first.",
        )
        require(
            self.year == context.on.year,
            "report_of_another_year",
            f"现在报送的是{context.on.year}年度应交的报告，请核对年份。",
            f"What is filed now is the report owed in {context.on.year}; check the year.",
        )
        if self.year not in state.reported:
            yield YearlyReportFiled(**dict(self))


class CoverPartyWork(
    Command[Organisation], verb="cover-party-work",
    label=Label("党的工作覆盖", "Cover Party work"), who=(Role.TOWN,),
):  # fmt: skip
    """Its own Party organisation, a joint one, or an instructor: 党的工作覆盖 (R-35)."""

    kind: PartyCoverage
    body: BodyCode | None = None
    instructor: UUID | None = None
    since: date
    document_no: DocumentNo

    def reads(self, state: Organisation, context: Context) -> Reads:
        if self.body is not None:
            yield body_ref(self.body)
        if self.instructor is not None:
            yield person_ref(self.instructor)

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, *AT_WORK)
        require_happened(self.since, context)
        organised = self.kind in WITH_AN_ORGANISATION
        require(
            (self.body is not None) is organised
            and (self.body is None or context.look(body_ref(self.body)).exists_on(self.since)),
            "party_organisation_missing",
            "单独或联合组建须填已设立的党组织，其他方式不填。",
            "Its own or a joint Party organisation is named, and exists; other kinds name none.",
        )
        instructed = self.kind is PartyCoverage.INSTRUCTOR
        require(
            (self.instructor is not None) is instructed
            and (self.instructor is None or self._instructor_is_in_the_party(context)),
            "instructor_missing",
            "选派指导员须填一名党员，其他方式不填。",
            "An instructor is named, and is a Party member; other kinds name none.",
        )
        yield PartyWorkCovered(**dict(self))

    def _instructor_is_in_the_party(self, context: Context) -> bool:
        assert self.instructor is not None  # noqa: S101 - asked only then
        return context.look(person_ref(self.instructor)).is_party_member_on(self.since)


class SuspendOrganisation(
    Command[Organisation], verb="suspend", label=Label("暂停", "Suspend organisation"),
    who=(Role.TOWN,),
):  # fmt: skip
    """It does nothing in the programme until it is resumed."""

    reason: PrivateText

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, *AT_WORK)
        yield OrganisationSuspended(reason=self.reason)


class ResumeOrganisation(
    Command[Organisation], verb="resume", label=Label("恢复", "Resume organisation"),
    who=(Role.TOWN,),
):  # fmt: skip
    """Goes on where it was suspended."""

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, OrganisationState.SUSPENDED)
        yield OrganisationResumed()
