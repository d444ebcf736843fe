"""Social organisations and their projects (SYS-14, R-34, R-35)."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label
from domain.society import (
    AdmissionRefused,
    BeneficiaryRated,
    FormRecorded,
    IncubationApplied,
    MilestoneReached,
    OrganisationAdmitted,
    OrganisationExited,
    OrganisationGraduated,
    OrganisationResumed,
    OrganisationSuspended,
    PartyWorkCovered,
    ProjectDelivered,
    ProjectStarted,
    YearlyReportFiled,
)
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace


class Mark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A word with the day from which it holds and the position that says so."""

    word: str
    since: date
    position: int


class OrganisationRow(Row, frozen=True, array_like=True, gc=False):
    """forms, coverage: as they followed each other. reports: years, with the position.

    business, party_building: agreed milestones reached, of how many. admission_late: the check
    took more than five working days.
    """

    organisation: UUID
    unit: UUID
    community: str
    form: str
    state: str
    coverage: str = "NONE"
    centre: str | None = None
    check_due_at: datetime | None = None
    admission_late: bool = False
    business: tuple[int, int] = (0, 0)
    party_building: tuple[int, int] = (0, 0)
    forms: tuple[Mark, ...] = ()
    covered: tuple[Mark, ...] = ()
    reports: tuple[tuple[int, int], ...] = ()
    came_from: str | None = None


L_ORG: Final = Register(
    name="L-ORG",
    title=Label("社会组织台账", "Social organisations", "社會組織台賬"),
    row=OrganisationRow,
    filters=("unit", "community"),
    moving=("state", "form", "coverage"),
)


@L_ORG.upserts(IncubationApplied)
def applied(row: OrganisationRow | None, recorded: Recorded) -> OrganisationRow:
    fact = recorded.event
    row = row or OrganisationRow(recorded.stream, fact.unit, fact.community, "INCUBATING", "")
    return Replace(
        row,
        community=fact.community,
        state="APPLIED",
        check_due_at=fact.check_due_at,
        admission_late=False,
    )


@L_ORG.on(OrganisationAdmitted)
def admitted(row: OrganisationRow, recorded: Recorded) -> OrganisationRow:
    fact = recorded.event
    return Replace(
        row,
        state="ADMITTED",
        centre=fact.centre,
        admission_late=fact.late,
        business=(0, len(set(fact.tracks.business))),
        party_building=(0, len(set(fact.tracks.party_building))),
    )


@L_ORG.on(AdmissionRefused)
def refused(row: OrganisationRow, recorded: Recorded) -> OrganisationRow:
    return Replace(row, state="REFUSED", admission_late=recorded.event.late)


@L_ORG.on(MilestoneReached)
def milestone(row: OrganisationRow, recorded: Recorded) -> OrganisationRow:
    track = "business" if recorded.event.track == "BUSINESS" else "party_building"
    reached, agreed = getattr(row, track)
    changes: dict[str, Any] = {track: (reached + 1, agreed)}
    return Replace(row, state="INCUBATING", **changes)


@L_ORG.on(OrganisationGraduated)
def graduated(row: OrganisationRow, recorded: Recorded) -> OrganisationRow:
    return Replace(row, state="GRADUATED")


@L_ORG.on(OrganisationExited)
def exited(row: OrganisationRow, recorded: Recorded) -> OrganisationRow:
    return Replace(row, state="EXITED")


@L_ORG.upserts(FormRecorded)
def formed(row: OrganisationRow | None, recorded: Recorded) -> OrganisationRow:
    fact = recorded.event
    row = row or OrganisationRow(recorded.stream, fact.unit, fact.community, fact.form, "")
    begins = row.state in ("", "REFUSED", "GRADUATED", "EXITED")
    return Replace(
        row,
        community=fact.community,
        form=fact.form,
        state="OPERATING" if begins else row.state,
        forms=(*row.forms, Mark(fact.form, fact.on, recorded.position)),
    )


@L_ORG.on(YearlyReportFiled)
def reported(row: OrganisationRow, recorded: Recorded) -> OrganisationRow:
    return Replace(row, reports=(*row.reports, (recorded.event.year, recorded.position)))


@L_ORG.on(PartyWorkCovered)
def covered(row: OrganisationRow, recorded: Recorded) -> OrganisationRow:
    fact = recorded.event
    new = Mark(fact.kind, fact.since, recorded.position)
    return Replace(row, coverage=fact.kind, covered=(*row.covered, new))


@L_ORG.on(OrganisationSuspended)
def suspended(row: OrganisationRow, recorded: Recorded) -> OrganisationRow:
    return Replace(row, state="SUSPENDED", came_from=row.state)


@L_ORG.on(OrganisationResumed)
def resumed(row: OrganisationRow, recorded: Recorded) -> OrganisationRow:
    return Replace(row, state=row.came_from or row.state, came_from=None)


class ProjectRow(Row, frozen=True, array_like=True, gc=False):
    """ratings: stars with the position of each. delivery: position."""

    project: UUID
    organisation: UUID
    title: str
    field: str
    started_on: date
    state: str
    delivered_on: date | None = None
    beneficiaries: int = 0
    ratings: tuple[tuple[int, int], ...] = ()
    delivery: int | None = None


L_PROJECT: Final = Register(
    name="L-PROJECT",
    title=Label("项目清单", "Projects of social organisations"),
    row=ProjectRow,
    filters=("organisation",),
    moving=("state",),
    valid=("started_on",),
)


def by_project(recorded: Recorded) -> Key:
    return (recorded.event.project,)


@L_PROJECT.opens(ProjectStarted, key=by_project)
def started(recorded: Recorded) -> ProjectRow:
    fact = recorded.event
    return ProjectRow(fact.project, recorded.stream, fact.title, fact.field, fact.on, "STARTED")


@L_PROJECT.on(ProjectDelivered, key=by_project)
def delivered(row: ProjectRow, recorded: Recorded) -> ProjectRow:
    fact = recorded.event
    return Replace(
        row,
        state="DELIVERED",
        delivered_on=fact.on,
        beneficiaries=len(fact.beneficiaries),
        delivery=recorded.position,
    )


@L_PROJECT.on(BeneficiaryRated, key=by_project)
def rated(row: ProjectRow, recorded: Recorded) -> ProjectRow:
    return Replace(row, ratings=(*row.ratings, (recorded.event.stars, recorded.position)))
