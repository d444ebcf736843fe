"""Lines of GRID: HANDBOOK 4.2, G1 to G4."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.grid import grid_ref
from domain.ruleset import SubjectKind
from projections.ledgers.grids import GridRow
from projections.ledgers.patrols import PatrolPlanRow, PatrolRow
from tests.projections.known import YES, case, evidence, found, handled, known
from tests.spec import moment

GRID = SubjectKind.GRID
HERE = grid_ref("FC01001").id
PATROLS = "patrols_done", "patrols_planned"
REPORTS = "valid_reports", "reports"
CASES = "grid_cases_on_time", "grid_cases_due"
RATINGS = "grid_ratings_satisfied", "grid_ratings_valid"


def plan(month: str, planned: int, position: int, grid: str = "FC01001") -> PatrolPlanRow:
    book = UUID(int=position)
    return PatrolPlanRow(book, "FC01", grid, month, int(month[:4]), planned, position)


def patrol(day: str, position: int, voided: bool = False, grid: str = "FC01001") -> PatrolRow:
    on = date.fromisoformat(f"2022-{day}")
    return PatrolRow(
        UUID(int=position), UUID(int=1), "FC01", grid, f"{on:%Y-%m}", on.year, on, UUID(int=2),
        (), voided, position,
    )  # fmt: skip


def test_a_patrol_fulfils_the_plan_of_its_own_month_g1() -> None:
    year = known(
        plan("2022-05", 2, 10), plan("2022-06", 3, 11),
        patrol("05-02", 20), patrol("05-03", 21), patrol("05-04", 22), patrol("06-01", 23),
    )  # fmt: skip
    assert found(year, GRID, HERE, *PATROLS) == [3, 5]
    assert evidence(year, GRID, HERE, "patrols_done") == (20, 21, 23)
    assert evidence(year, GRID, HERE, "patrols_planned") == (10, 11)


@pytest.mark.parametrize(
    ("active_to", "planned"), [(None, 9), ("06-30", 5), ("06-29", 2), ("05-31", 2), ("05-30", 0)]
)
def test_a_grid_that_was_split_answers_for_the_months_it_saw_the_end_of_g1(
    active_to: str | None, planned: int
) -> None:
    last = None if active_to is None else date.fromisoformat(f"2022-{active_to}")
    grid = GridRow("FC01001", "FC01", "SPLIT", 1, date(2021, 1, 1), last)
    plans = plan("2022-05", 2, 10), plan("2022-06", 3, 11), plan("2022-07", 4, 12)
    assert found(known(grid, *plans), GRID, HERE, "patrols_planned") == [planned]


def test_a_void_patrol_is_none_g1() -> None:
    year = known(plan("2022-05", 2, 10), patrol("05-02", 20, voided=True))
    assert found(year, GRID, HERE, *PATROLS) == [0, 2]


def test_a_patrol_without_a_plan_is_not_counted_and_a_plan_is_one_grids_and_years() -> None:
    assert found(known(patrol("05-02", 20)), GRID, HERE, *PATROLS) == [0, 0]
    other = known(plan("2022-05", 2, 10, "FC01002"), patrol("05-02", 20))
    assert found(other, GRID, HERE, *PATROLS) == [0, 0]
    assert found(known(plan("2023-05", 2, 10)), GRID, HERE, *PATROLS) == [0, 0]


def reported(number: int, **changes: Any) -> Any:
    return case(number, **{"channel": "GRID_PATROL", "kind": "DISCOVERY", **changes})


def test_a_grids_reports_are_valid_unless_declined_or_made_up_g2() -> None:
    year = known(
        reported(1), reported(2, left_as="MERGED"), reported(3, left_as="NOT_ACCEPTED"),
        reported(4, excluded="FABRICATED"), reported(5, excluded="ABUSIVE"),
        case(6), reported(7, grid=None), reported(8, grid="FC01002"),
        reported(9, reported_at=moment("2021-12-31 09:00")),
    )  # fmt: skip
    assert found(year, GRID, HERE, *REPORTS) == [2, 5]
    assert evidence(year, GRID, HERE, "valid_reports") == (100, 200)


def test_a_case_handled_by_its_due_time_is_on_time_g3() -> None:
    year = known(
        handled(1), handled(2, "2022-03-10 00:00"), handled(3, "2022-03-10 00:01"),
        handled(4, overdue=True),
    )  # fmt: skip
    assert found(year, GRID, HERE, *CASES) == [2, 4]
    assert evidence(year, GRID, HERE, "grid_cases_on_time") == (104, 204)
    assert evidence(year, GRID, HERE, "grid_cases_due") == (100, 200, 300, 400)


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, 1),
        ({"due_at": moment("2023-01-05 00:00")}, 0),
        ({"due_at": moment("2023-01-01 00:00")}, 1),  # 24:00 of 31 December
        ({"due_at": None}, 0),
        ({"state": "SUSPENDED"}, 0),
        ({"left_as": "TRANSFERRED", "left_at": moment("2022-03-10 00:00")}, 0),
        ({"left_as": "TRANSFERRED", "left_at": moment("2022-03-10 00:01")}, 1),
    ],
)
def test_what_is_still_to_come_or_left_in_time_was_never_due_g3(
    changes: dict[str, Any], due: int
) -> None:
    assert found(known(case(1, **changes)), GRID, HERE, *CASES) == [0, due]


def test_a_grid_is_rated_by_who_was_helped_in_it_g4() -> None:
    year = known(
        handled(1, rating="BASICALLY", callback_position=105, **YES),
        handled(2, rating="UNSATISFIED", callback_position=205, **YES),
        handled(3, rating="SATISFIED", grid="FC01002", **YES),
        handled(4, rating="UNSATISFIED", mediated=True, **YES),
    )  # fmt: skip
    assert found(year, GRID, HERE, *RATINGS) == [1, 2]
    assert evidence(year, GRID, HERE, "grid_ratings_valid") == (105, 205)
