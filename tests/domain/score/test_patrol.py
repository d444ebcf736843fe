"""Patrols of grids: HANDBOOK 3.6, 4.2 (G1), R-18."""

from typing import Any
from uuid import UUID

from domain.case import case_ref
from domain.grid import grid_ref
from domain.kernel import Concern, derived_id
from domain.patrol import (
    PATROL,
    Month,
    PatrolRecorded,
    PatrolsPlanned,
    PatrolVoided,
    PlanPatrols,
    RecordPatrol,
    VoidPatrol,
)
from domain.roles import Role
from tests.domain.grid.examples import HEAD, PLANNED, WORKER
from tests.domain.score.world import COMPLAINT, OTHER, WORLD, office
from tests.spec import Given, given, moment

PLAN = PlanPatrols(grid="FC01001", month="2022-05", planned=20)
MAY = PatrolsPlanned(**dict(PLAN))
WALK = RecordPatrol(grid="FC01001", started_at=moment("2022-05-09 08:30"), found=(COMPLAINT,))
ENTRY = derived_id("patrol-entry", "FC01001", WORKER, WALK.started_at.isoformat())
WALKED = PatrolRecorded(month="2022-05", entry=ENTRY, worker=WORKER, **dict(WALK))
VOID = VoidPatrol(entry=ENTRY, reason="未实际巡查（合成）")


def month(*facts: Any) -> Given[Month]:
    return given(PATROL, *facts).looking(WORLD).by(office(Role.GW, WORKER))


def plan(**changes: Any) -> PlanPatrols:
    return PLAN.model_copy(update=changes)


def walk(**changes: Any) -> RecordPatrol:
    return RecordPatrol(**{**dict(WALK), **changes})


def planning(*facts: Any) -> Given[Month]:
    return month(*facts).by(office(Role.GH, HEAD))


def test_the_grid_head_plans_a_month_g1() -> None:
    planning().when(PLAN).then(MAY)
    planning(MAY).when(PLAN).then_nothing()
    assert (PlanPatrols.who, RecordPatrol.who) == ({Role.GH}, {Role.GW})


def test_a_month_that_is_over_is_not_planned() -> None:
    planning().when(plan(month="2022-04")).then_refused("month_over")
    assert planning().when(plan(month="2022-06")).facts()


def test_a_plan_only_grows_once_its_month_has_begun() -> None:
    planning(MAY).when(plan(planned=19)).then_refused("plan_lowered")
    assert planning(MAY).when(plan(planned=21)).facts()
    june = PatrolsPlanned(**dict(plan(month="2022-06")))
    assert planning(june).when(plan(month="2022-06", planned=19)).facts()


def test_only_an_active_grid_is_planned_and_walked() -> None:
    unused = {grid_ref("FC01001"): PATROL_LESS}
    planning().looking(unused).when(PLAN).then_refused("grid_not_active")
    month().looking(unused).when(WALK).then_refused("grid_not_active")


def test_a_patrol_is_a_date_and_what_was_found_no_photo_no_track() -> None:
    month(MAY).when(WALK).then(WALKED)
    assert set(RecordPatrol.model_fields) == {"grid", "started_at", "found"}


def test_a_patrol_is_recorded_also_without_a_plan() -> None:
    assert month().when(WALK).facts()


def test_a_patrol_in_the_future_is_refused() -> None:
    month().when(walk(started_at=moment("2022-05-10 09:01"))).then_refused("in_the_future")
    assert month().when(walk(started_at=moment("2022-05-10 09:00"))).facts()


def test_only_a_worker_of_the_grid_walks_it_r18() -> None:
    month().by(office(Role.GW, OTHER)).when(WALK).then_refused("not_the_grid_worker")
    early = walk(started_at=moment("2021-05-31 09:00"))
    month().when(early).then_refused("grid_not_active")


def test_what_was_found_lies_in_the_grid() -> None:
    month().when(walk(found=(UUID(int=0x99),))).then_refused("case_of_another_grid")
    elsewhere = {case_ref(COMPLAINT): CASE_OF_ANOTHER}
    month().looking(elsewhere).when(WALK).then_refused("case_of_another_grid")


def test_a_patrol_is_recorded_once_and_anew_when_it_was_voided() -> None:
    month(WALKED).when(WALK).then_refused("patrol_exists")
    voided = PatrolVoided(**dict(VOID))
    month(WALKED).by(office(Role.GH, HEAD)).when(VOID).then(voided)
    month(WALKED, voided).when(VOID).then_refused("no_such_patrol")
    month().when(VOID).then_refused("no_such_patrol")
    month(WALKED, voided).when(WALK).then(WALKED)
    assert PATROL.replay([WALKED, voided, WALKED]).walks == PATROL.replay([WALKED]).walks


def test_a_void_patrol_leaves_the_others() -> None:
    later = walk(started_at=moment("2022-05-10 08:30"))
    [second] = month(WALKED).when(later).facts()
    walks = PATROL.replay([WALKED, second, PatrolVoided(**dict(VOID))]).walks  # type: ignore[list-item]
    assert [each.stands for each in walks] == [False, True]


def test_a_book_is_a_grid_and_a_month_of_shanghai() -> None:
    last_evening = walk(started_at=moment("2022-05-31 23:30"))
    assert PATROL.identify(PLAN) == PATROL.identify(last_evening)
    assert PATROL.identify(PLAN) == derived_id("patrol", "FC01001", "2022-05")
    assert PATROL.concerns(PATROL.initial, PLAN) == Concern(community="FC01", grid="FC01001")
    assert PATROL.concerns(PATROL.replay([MAY]), None) == Concern(community="FC01", grid="FC01001")


PATROL_LESS = grid_ref("FC01001").aggregate.replay([PLANNED])
CASE_OF_ANOTHER = case_ref(COMPLAINT).aggregate.initial
