"""Who is scored in a year: HANDBOOK 4.2, AM-33."""

from datetime import date
from typing import Any

import pytest

from domain.grid import grid_ref
from domain.ruleset import SubjectKind
from projections.ledgers.grids import GridRow
from projections.metrics.subjects import subjects
from tests.projections.known import FC01, ORGAN, SHOP, SOCIETY, body, known, unit


def ids(kind: SubjectKind, *rows: Any) -> set[Any]:
    return {subject.id for subject in subjects(known(*rows), kind)}


@pytest.mark.parametrize(
    ("active", "is_scored"),
    [
        ((None, None), False),
        ((date(2021, 6, 1), None), True),
        ((date(2022, 12, 31), None), True),
        ((date(2023, 1, 1), None), False),
        ((date(2021, 6, 1), date(2022, 1, 1)), True),
        ((date(2021, 6, 1), date(2021, 12, 31)), False),
    ],
)
def test_a_grid_is_scored_for_the_year_in_which_it_was_active(
    active: tuple[date | None, date | None], is_scored: bool
) -> None:
    row = GridRow("FC01001", "FC01", "ACTIVE", 1, *active)
    assert ids(SubjectKind.GRID, row) == ({grid_ref("FC01001").id} if is_scored else set())
    for subject in subjects(known(row), SubjectKind.GRID):
        assert (subject.name, subject.community, subject.grid) == ("FC01001", "FC01", "FC01001")


def test_organisations_and_merchants_are_units_of_their_kind_enrolled_in_the_year() -> None:
    rows = (unit(SHOP, "MERCHANT"), unit(SOCIETY, "SOCIAL_ORGANISATION"), unit(ORGAN))
    assert ids(SubjectKind.MERCHANT, *rows) == {SHOP}
    assert ids(SubjectKind.SOCIAL_ORG, *rows) == {SOCIETY}
    assert ids(SubjectKind.UNIT, *rows) == {ORGAN}
    gone = unit(SHOP, "MERCHANT", withdrawn_on=date(2021, 12, 31))
    assert ids(SubjectKind.MERCHANT, gone) == set()
    later = unit(SHOP, "MERCHANT", enrolled_on=date(2023, 1, 1))
    assert ids(SubjectKind.MERCHANT, later) == set()


def test_a_community_is_its_party_organisation_and_no_other_body_r05() -> None:
    community = body("FC01")
    assert ids(SubjectKind.COMMUNITY, community) == set()
    assert ids(SubjectKind.COMMUNITY, type(community)(
        "FC01", "COMMUNITY_PARTY_ORG", "合成", "FC01", date(2021, 6, 1)
    )) == {FC01}  # fmt: skip
