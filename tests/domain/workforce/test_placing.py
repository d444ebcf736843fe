"""Rotation and departure keep a worker in every grid: SYS-15, R-20, AM-17."""

from datetime import date
from typing import Any

import pytest

from domain.body import EndReason
from domain.grid import GridWorkerAssigned, GridWorkerRemoved, grid_ref
from domain.kernel import Elsewhere
from domain.workforce import (
    COMMUNITY_WORKER,
    DepartureReason,
    ExchangeWorkers,
    Place,
    ResponsibilityAssigned,
    RotateWorker,
    WorkerLeaves,
    WorkerLeft,
    WorkerRecruited,
    WorkerRotated,
    community_worker_ref,
)
from tests.domain.workforce.facts import IN_POST, LI, RECRUITED, START, WANG, grid, worker

DAY, EVE = date(2022, 5, 9), date(2022, 5, 8)
FIRST, SECOND, DESK = (Place(community="FC01", grid=grid) for grid in ("FC01001", "FC01002", None))
ROTATE = RotateWorker(destination=SECOND, on=DAY, text="负责第二网格")
ROTATED = WorkerRotated(person=LI, origin=FIRST, **dict(ROTATE))
OFF = Elsewhere(
    grid_ref("FC01001"), GridWorkerRemoved(person=LI, last_day=EVE, reason=EndReason.TRANSFER)
)
ON = Elsewhere(grid_ref("FC01002"), GridWorkerAssigned(person=LI, on=DAY))
LEAVE = WorkerLeaves(last_day=DAY, reason=DepartureReason.CONTRACT_ENDED)
EXCHANGE = ExchangeWorkers(other=WANG, on=DAY)


def colleague(code: str | None = "FC01002", *more: Any) -> dict[Any, Any]:
    """Wang, who works in the second grid."""
    facts = (
        WorkerRecruited(**dict(RECRUITED) | {"person": WANG}),
        ResponsibilityAssigned(person=WANG, text="【合成】", grid=code, on=START),
        *more,
    )
    return {community_worker_ref(WANG): COMMUNITY_WORKER.replay(facts)}


def test_a_worker_goes_to_another_grid_and_the_grids_know_r20() -> None:
    worker(*IN_POST).when(ROTATE).then(OFF, ON, ROTATED)
    moved = COMMUNITY_WORKER.replay([*IN_POST, ROTATED])
    assert (moved.place, moved.placed_on) == (SECOND, DAY)


def test_a_rotation_that_empties_a_grid_is_refused_am17() -> None:
    alone = worker(*IN_POST).looking(grid("FC01001", LI))
    alone.when(ROTATE).then_refused("last_worker")
    alone.when(RotateWorker(destination=DESK, on=DAY)).then_refused("last_worker")


def test_a_worker_may_go_to_the_office_or_to_another_community() -> None:
    desk = RotateWorker(destination=DESK, on=DAY)
    worker(*IN_POST).when(desk).then(OFF, WorkerRotated(person=LI, origin=FIRST, **dict(desk)))
    away = RotateWorker(destination=Place(community="FC02", grid="FC02001"), on=DAY)
    there = worker(*IN_POST).looking(grid("FC02001"))
    there.when(away).then(
        OFF,
        Elsewhere(grid_ref("FC02001"), GridWorkerAssigned(person=LI, on=DAY)),
        WorkerRotated(person=LI, origin=FIRST, **dict(away)),
    )


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"on": date(2022, 5, 11)}, "in_the_future"),
        ({"on": START}, "rotated_too_early"),
        ({"on": date(2021, 8, 1)}, "not_employed_then"),
        ({"destination": Place(community="FC77")}, "no_such_community"),
        ({"destination": Place(community="FC01", grid="FC01009")}, "grid_closed"),
        ({"destination": Place(community="FC02", grid="FC01002")}, "grid_of_other_community"),
    ],
    ids=["future", "on the day he came", "before", "no community", "no grid", "elsewhere"],
)
def test_where_to_and_when_must_be_real(about: Any, code: str) -> None:
    worker(*IN_POST).when(ROTATE.model_copy(update=about)).then_refused(code)


def test_who_stays_is_not_rotated_and_who_has_no_responsibility_cannot_be() -> None:
    worker(*IN_POST).when(RotateWorker(destination=FIRST, on=DAY)).then_nothing()
    worker(RECRUITED).when(ROTATE).then_refused("no_responsibility")
    worker().when(ROTATE).then_refused("not_employed")


def test_two_workers_change_grids_without_either_being_empty_am17() -> None:
    single = {**grid("FC01001", LI), **grid("FC01002", WANG)}
    facts = worker(*IN_POST).looking(single).looking(colleague()).when(EXCHANGE).facts()
    off, on = OFF, ON
    back_off = Elsewhere(
        grid_ref("FC01002"), GridWorkerRemoved(person=WANG, last_day=EVE, reason=EndReason.TRANSFER)
    )
    back_on = Elsewhere(grid_ref("FC01001"), GridWorkerAssigned(person=WANG, on=DAY))
    gone = WorkerRotated(person=LI, origin=FIRST, destination=SECOND, on=DAY)
    come = WorkerRotated(person=WANG, origin=SECOND, destination=FIRST, on=DAY)
    there = Elsewhere(community_worker_ref(WANG), come)
    assert facts == (off, on, back_off, back_on, gone, there)


def test_only_two_in_different_places_change_them() -> None:
    together = worker(*IN_POST).looking(colleague("FC01001"))
    together.when(EXCHANGE).then_refused("same_place")
    worker(*IN_POST).when(EXCHANGE).then_refused("not_employed")
    ahead = EXCHANGE.model_copy(update={"on": date(2022, 5, 11)})
    worker(*IN_POST).looking(colleague()).when(ahead).then_refused("in_the_future")
    moved = WorkerRotated(person=WANG, origin=SECOND, destination=DESK, on=DAY)
    fresh = worker(*IN_POST).looking(colleague("FC01002", moved))
    fresh.when(EXCHANGE).then_refused("rotated_too_early")


def test_a_departure_ends_the_employment_and_the_place_in_the_grid() -> None:
    left = WorkerLeft(last_day=DAY, reason=LEAVE.reason)
    off = GridWorkerRemoved(person=LI, last_day=DAY, reason=EndReason.TERM)
    worker(*IN_POST).when(LEAVE).then(Elsewhere(grid_ref("FC01001"), off), left)
    gone = COMMUNITY_WORKER.replay([*IN_POST, left])
    assert gone.employed_on(DAY)
    assert not gone.employed_on(date(2022, 5, 10))
    worker(*IN_POST, left).when(LEAVE).then_refused("not_employed")


@pytest.mark.parametrize("reason", list(DepartureReason))
def test_a_planned_departure_leaves_no_grid_empty_an_unplanned_one_is_a_fact_am17(
    reason: DepartureReason,
) -> None:
    alone = worker(*IN_POST).looking(grid("FC01001", LI))
    leave = LEAVE.model_copy(update={"reason": reason})
    if reason in (DepartureReason.CONTRACT_ENDED, DepartureReason.RETIRED):
        alone.when(leave).then_refused("last_worker")
    else:
        assert alone.when(leave).facts()


def test_nobody_leaves_in_the_future_or_before_he_came() -> None:
    ahead = LEAVE.model_copy(update={"last_day": date(2022, 5, 11)})
    worker(*IN_POST).when(ahead).then_refused("in_the_future")
    before = LEAVE.model_copy(update={"last_day": date(2021, 8, 31)})
    worker(*IN_POST).when(before).then_refused("not_employed_then")


def test_who_left_the_grid_already_is_not_taken_off_twice() -> None:
    absent = worker(*IN_POST).looking(grid("FC01001", WANG))
    absent.when(ROTATE).then(ON, ROTATED)
