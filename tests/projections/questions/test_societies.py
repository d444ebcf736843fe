"""Questions of SYS-14: each finds what was planted, and nothing where all is as it should be."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.resource import DemandMatched, DemandPosted, DemandWithdrawn, ResourceWithdrawn
from domain.society import OrganisationExited, PartyCoverage, PartyWorkCovered, Track
from domain.unit import UnitEnrolled, UnitKind
from domain.vocabulary import ServiceField
from tests.domain.resource.test_offers import BOOKED, OFFERED, USED
from tests.domain.society.facts import ADMITTED, APPLIED, FILED, ORG, STARTED, reached
from tests.projections.questions.asked import Told, asked

UNCOVERED, UNOPENED = "organisations-without-party-coverage", "halls-never-opened"
UNMATCHED = "demands-without-a-match"
STREAM, HALL = UUID(int=0xB0), UUID(int=0xC1)
COVERED = PartyWorkCovered(
    kind=PartyCoverage.JOINT, body="FC01", since=date(2022, 6, 1), document_no="【合成】5号"
)


def told(stream: UUID, *facts: Any, at: str = "2022-05-10 09:00") -> Told:
    known = Told()
    enrolled = UnitEnrolled(
        unit=ORG, title="同心社（合成）", kind=UnitKind.SOCIAL_ORGANISATION, community="FC01",
        on=date(2022, 1, 4),
    )  # fmt: skip
    known.tell(ORG, enrolled)
    for fact in facts:
        known.tell(stream, fact, at)
    return known


def test_an_organisation_at_work_without_party_coverage_is_found_r35() -> None:
    [row] = asked(told(STREAM, FILED, STARTED), UNCOVERED)
    assert (row.unit, row.title, row.community) == (ORG, "同心社（合成）", "FC01")
    assert (row.projects, row.state) == (1, "OPERATING")
    milestone = reached(Track.BUSINESS, "章程")
    [row] = asked(told(STREAM, APPLIED, ADMITTED, milestone), UNCOVERED)
    assert (row.business, row.party_building, row.projects) == ((1, 2), (0, 1), 0)


def test_an_organisation_that_is_covered_or_idle_or_gone_is_not_found() -> None:
    covered = told(STREAM, FILED, STARTED, COVERED)
    assert asked(covered, UNCOVERED) == []
    assert len(asked(covered, UNCOVERED, on="2022-05-31")) == 1
    none = COVERED.model_copy(update={"kind": PartyCoverage.NONE, "since": date(2022, 9, 1)})
    assert len(asked(told(STREAM, FILED, STARTED, COVERED, none), UNCOVERED)) == 1
    assert asked(told(STREAM, FILED), UNCOVERED) == []
    assert asked(told(STREAM, FILED, STARTED), UNCOVERED, on="2022-05-08") == []
    left = OrganisationExited(reason="x")
    milestone = reached(Track.BUSINESS, "章程")
    assert asked(told(STREAM, APPLIED, ADMITTED, milestone, left), UNCOVERED) == []


def test_a_hall_that_nobody_ever_opened_is_found_r12() -> None:
    [row] = asked(told(HALL, OFFERED, BOOKED), UNOPENED)
    assert (row.offer, row.community, row.title) == (HALL, "FC01", OFFERED.title)
    assert (row.bookings, row.withdrawn_on) == (1, None)
    [row] = asked(told(HALL, OFFERED, ResourceWithdrawn(reason="x")), UNOPENED)
    assert row.withdrawn_on == date(2022, 5, 10)


def test_a_hall_that_was_used_or_is_no_hall_or_was_not_offered_yet_is_not_found() -> None:
    used = told(HALL, OFFERED, BOOKED, USED)
    assert asked(used, UNOPENED) == []
    assert len(asked(used, UNOPENED, on="2022-05-13")) == 1
    assert asked(used, UNOPENED, on="2022-05-09") == []
    goods = OFFERED.model_copy(update={"kind": "FUNDS_IN_KIND"})
    assert asked(told(HALL, goods), UNOPENED) == []


POSTED = DemandPosted(
    community="FC01", field=ServiceField.ELDER_DISABILITY_HELP, need="合成",
    wanted_by=date(2022, 5, 31),
)  # fmt: skip


def test_a_demand_that_found_no_match_is_found_r40() -> None:
    [row] = asked(told(STREAM, POSTED), UNMATCHED, on="2022-06-01")
    assert (row.demand, row.community, row.days, row.overdue) == (STREAM, "FC01", 22, True)
    [row] = asked(told(STREAM, POSTED), UNMATCHED, on="2022-05-31")
    assert not row.overdue


def test_a_demand_matched_withdrawn_or_of_another_year_is_not_found() -> None:
    matched = told(STREAM, POSTED, DemandMatched(offer=HALL))
    assert asked(matched, UNMATCHED) == []
    assert asked(told(STREAM, POSTED, DemandWithdrawn()), UNMATCHED) == []
    assert asked(told(STREAM, POSTED), UNMATCHED, on="2022-05-09") == []
    assert asked(told(STREAM, POSTED, at="2023-01-05 09:00"), UNMATCHED) == []
    late = told(STREAM, POSTED)
    late.tell(STREAM, DemandMatched(offer=HALL), "2022-07-01 09:00")
    assert len(asked(late, UNMATCHED, on="2022-06-30")) == 1
    assert asked(late, UNMATCHED, on="2022-07-01") == []
