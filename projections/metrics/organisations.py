"""Social organisations' standing and projects, units' extra resources: A1, A2, A4, A5, UB2."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from domain.ruleset import SubjectKind
from projections.ledgers.agreements import L_COMMIT
from projections.ledgers.resources import L_RES, ResourceRow
from projections.ledgers.society import L_ORG, L_PROJECT, Mark, OrganisationRow, ProjectRow
from projections.metrics.year import Measures, Metrics, Year
from projections.scoring import Measure

RATING, DELIVERED = "beneficiary_rating", "projects_delivered"
REPORTED, COVERED = "registered_or_filed_and_reported", "party_work_covered"
EXTRA: Final = "extra_resources_opened"
WITH_A_FORM: Final = frozenset({"REGISTERED", "FILED"})


def mark_on(marks: Iterable[Mark], day: date) -> Mark | None:
    """The one that holds on a day."""
    begun = [mark for mark in marks if mark.since <= day]
    return max(begun, key=lambda mark: (mark.since, mark.position), default=None)


def of_organisations(year: Year) -> Mapping[UUID, Measures]:
    """By unit: the subject is the organisation as an enrolled party."""
    projects = defaultdict[UUID, list[ProjectRow]](list)
    for row in year.snapshot.all(L_PROJECT):
        if row.delivered_on is not None and _within(row.delivered_on, year):
            projects[row.organisation].append(row)
    return {
        row.unit: {**_standing(row, year), **_projects(projects[row.organisation])}
        for row in year.snapshot.all(L_ORG)
    }


def _standing(row: OrganisationRow, year: Year) -> Measures:
    """A1: registered or filed, and the year's report filed. A2: Party work covered (R-35)."""
    form, cover = mark_on(row.forms, year.on), mark_on(row.covered, year.on)
    reports = [position for of, position in row.reports if of == year.year]
    registered = form is not None and form.word in WITH_A_FORM
    formed = (form.position,) if form else ()
    return {
        REPORTED: Measure(registered and bool(reports), (*formed, *reports)),
        COVERED: Measure(
            cover is not None and cover.word != "NONE", (cover.position,) if cover else ()
        ),
    }


def _projects(projects: list[ProjectRow]) -> Measures:
    """A4: delivered in the year. A5: what their beneficiaries said of them."""
    delivered = tuple(row.delivery for row in projects if row.delivery is not None)
    ratings = [rating for row in projects for rating in row.ratings]
    stars, positions = tuple(s for s, _ in ratings), tuple(p for _, p in ratings)
    return {DELIVERED: Measure(len(projects), delivered), RATING: Measure(stars, positions)}


def extra_resources(year: Year) -> Mapping[UUID, Measures]:
    """UB2: resources that no commitment promised and that were really used in the year."""
    promised = {row.resource_offer for row in year.snapshot.all(L_COMMIT)}
    used = defaultdict[UUID, list[int]](list)
    for row in year.snapshot.all(L_RES):
        if row.commitment is None and row.offer not in promised:
            used[row.unit] += _first_use(row, year)
    return {unit: {EXTRA: Measure(len(found), tuple(found))} for unit, found in used.items()}


def _first_use(row: ResourceRow, year: Year) -> list[int]:
    return [use.position for use in row.uses if _within(use.on, year)][:1]


def _within(day: date, year: Year) -> bool:
    return day.year == year.year and day <= year.on


METRICS: Final = (
    Metrics(
        SubjectKind.SOCIAL_ORG,
        {
            REPORTED: Measure(False),
            COVERED: Measure(False),
            DELIVERED: Measure(0),
            RATING: Measure(()),
        },
        of_organisations,
    ),
    Metrics(SubjectKind.UNIT, {EXTRA: Measure(0)}, extra_resources),
)
