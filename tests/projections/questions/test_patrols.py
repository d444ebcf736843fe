"""Questions about patrols: SYS-01, G1."""

from projections.ledgers.patrols import L_PATROL, L_PATROL_PLAN
from tests.projections.questions.asked import Told, asked
from tests.projections.questions.test_grids import day, grid, told
from tests.projections.test_metrics_grids import patrol, plan

QUESTION = "grids-not-patrolled-as-planned"


def planned() -> Told:
    """January planned and walked, February walked too little, March not planned."""
    return (
        told(grid(active_to=day("03-15")))
        .plant(L_PATROL_PLAN, plan("2022-01", 1, 10), plan("2022-02", 2, 11))
        .plant(L_PATROL, patrol("01-05", 20), patrol("02-02", 21), patrol("02-03", 22, voided=True))
    )


def test_a_month_without_a_plan_or_with_too_few_patrols_is_named_g1() -> None:
    rows = asked(planned(), QUESTION)
    assert [(row.grid, row.month, row.planned, row.done) for row in rows] == [
        ("FC01001", "2022-02", 2, 1), ("FC01001", "2022-03", None, 0),
    ]  # fmt: skip


def test_a_month_to_come_and_one_after_the_grids_end_are_not() -> None:
    assert [row.month for row in asked(planned(), QUESTION, on="2022-02-01")] == ["2022-02"]
    assert asked(planned(), QUESTION, on="2022-01-31") == []
