"""Social organisations A1, A2, A4, A5; extra resources UB2; the five societies (SYS-14)."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.body import BodyType
from domain.ruleset import SubjectKind
from projections.catalogue import READ_MODELS
from projections.ledgers.bodies import BodyRow
from projections.ledgers.resources import ResourceRow, Use
from projections.ledgers.society import Mark, OrganisationRow, ProjectRow
from projections.ledgers.workforce import WorkerRow
from projections.models import Row
from tests.projections.known import ORGAN, SOCIETY, commitment, evidence, found, known, unit
from tests.projections.questions.asked import Told, asked

A1, A2 = "registered_or_filed_and_reported", "party_work_covered"
A4, A5 = "projects_delivered", "beneficiary_rating"
UB2 = "extra_resources_opened"
STREAM = UUID(int=0x99)
FILED = Mark("FILED", date(2022, 2, 1), 11)
JOINT = Mark("JOINT", date(2022, 3, 1), 12)


def organisation(**changes: Any) -> OrganisationRow:
    told: dict[str, Any] = {
        "organisation": STREAM, "unit": SOCIETY, "community": "FC01", "form": "FILED",
        "state": "OPERATING", "forms": (FILED,), "covered": (JOINT,), "reports": ((2022, 13),),
    }  # fmt: skip
    return OrganisationRow(**told | changes)


def project(number: int, delivered: str | None, *stars: int) -> ProjectRow:
    on = None if delivered is None else date.fromisoformat(delivered)
    return ProjectRow(
        UUID(int=number), STREAM, "义剪", "OTHER", date(2021, 6, 1), "DELIVERED", on, len(stars),
        tuple((each, number * 100 + n) for n, each in enumerate(stars, start=1)),
        None if on is None else number * 100,
    )  # fmt: skip


def values(*rows: Row, names: tuple[str, ...]) -> list[Any]:
    return found(known(*rows), SubjectKind.SOCIAL_ORG, SOCIETY, *names)


def test_a1_asks_for_a_form_and_the_years_report() -> None:
    assert values(organisation(), names=(A1,)) == [True]
    assert evidence(known(organisation()), SubjectKind.SOCIAL_ORG, SOCIETY, A1) == (11, 13)
    assert values(organisation(reports=()), names=(A1,)) == [False]
    assert values(organisation(reports=((2021, 13),)), names=(A1,)) == [False]
    assert values(organisation(forms=()), names=(A1,)) == [False]
    later = Mark("FILED", date(2023, 1, 1), 11)
    assert values(organisation(forms=(later,)), names=(A1,)) == [False]


def test_a2_asks_for_party_coverage_at_the_years_end_r35() -> None:
    assert values(organisation(), names=(A2,)) == [True]
    ended = Mark("NONE", date(2022, 12, 1), 14)
    assert values(organisation(covered=(JOINT, ended)), names=(A2,)) == [False]
    back = Mark("OWN", date(2022, 12, 1), 15)
    assert values(organisation(covered=(JOINT, ended, back)), names=(A2,)) == [True]
    told_late = organisation(covered=(ended, Mark("JOINT", date(2022, 3, 1), 20)))
    assert values(told_late, names=(A2,)) == [False]
    assert values(organisation(covered=()), names=(A2,)) == [False]


def test_a4_counts_projects_delivered_in_the_year_and_a5_their_ratings() -> None:
    rows = (
        organisation(), project(1, "2022-06-01", 5, 4), project(2, "2021-06-01", 1),
        project(3, None), project(4, "2022-12-31", 3),
    )  # fmt: skip
    assert values(*rows, names=(A4, A5)) == [2, (5, 4, 3)]
    assert evidence(known(*rows), SubjectKind.SOCIAL_ORG, SOCIETY, A4) == (100, 400)
    assert evidence(known(*rows), SubjectKind.SOCIAL_ORG, SOCIETY, A5) == (101, 102, 401)


def test_an_organisation_without_a_record_has_nothing() -> None:
    assert values(names=(A1, A2, A4, A5)) == [False, False, 0, ()]


def resource(number: int, *uses: str, **changes: Any) -> ResourceRow:
    told: dict[str, Any] = {
        "offer": UUID(int=number), "unit": ORGAN, "community": "FC01", "kind": "VENUE",
        "title": "厅", "offered_on": date(2022, 1, 4), "weekly_minutes": 480,
        "uses": tuple(
            Use(date.fromisoformat(on), 60, 9, number * 10 + n) for n, on in enumerate(uses)
        ),
    }  # fmt: skip
    return ResourceRow(**told | changes)


def extra(*rows: Row) -> list[Any]:
    return found(known(unit(ORGAN), *rows), SubjectKind.UNIT, ORGAN, UB2)


def test_ub2_counts_resources_beyond_the_agreement_that_were_really_used() -> None:
    assert extra(resource(1, "2022-05-01", "2022-06-01"), resource(2, "2022-05-01")) == [2]
    used = (resource(1, "2022-05-01", "2022-06-01"),)
    assert evidence(known(unit(ORGAN), *used), SubjectKind.UNIT, ORGAN, UB2) == (10,)
    assert extra(resource(1)) == [0]
    assert extra(resource(1, "2021-12-31")) == [0]


def test_ub2_leaves_out_what_an_agreement_promised() -> None:
    assert extra(resource(1, "2022-05-01", commitment=UUID(int=7))) == [0]
    promise = commitment(7, ORGAN, 3, "PLEDGED", "06-30")
    named = type(promise)(**{f: getattr(promise, f) for f in promise.__struct_fields__} | {
        "resource_offer": UUID(int=1)
    })  # fmt: skip
    assert extra(resource(1, "2022-05-01"), promise) == [1]
    assert extra(resource(1, "2022-05-01"), named) == [0]


def test_the_five_societies_are_counted_by_community_with_the_national_tag_r34_am23() -> None:
    body = BodyRow("FC01", BodyType.COMMUNITY_PARTY_ORG, "一", "FC01", date(2021, 6, 1))
    committee = BodyRow("FC01-RC", BodyType.RESIDENTS_COMMITTEE, "一", "FC01", date(2021, 6, 1))
    worker = WorkerRow(
        UUID(int=1), UUID(int=2), "FC01", None, "IN_POST", "1号", ((date(2022, 1, 1), None),),
        date(2022, 1, 1), date(2022, 1, 1),
    )  # fmt: skip
    rows = (
        body, committee, unit(UUID(int=3), "OWNERS_COMMITTEE"), organisation(), resource(1), worker,
    )  # fmt: skip
    known_rows = Told()
    for row in rows:
        known_rows.plant(next(model for model in READ_MODELS if model.row is type(row)), row)
    found_rows = asked(known_rows, "L-FIVE")
    told = [(row.society, row.national, row.count) for row in found_rows]
    assert told == [
        ("COMMUNITY", "COMMUNITY", 1), ("SOCIAL_ORG", "SOCIAL_ORGANISATION", 1),
        ("SOCIAL_WORKER", "SOCIAL_WORKER", 1), ("SOCIAL_RESOURCE", "SOCIAL_CHARITY_RESOURCE", 1),
        ("SELF_GOVERNING_ORG", None, 2), (None, "COMMUNITY_VOLUNTEER", 0),
    ]  # fmt: skip
