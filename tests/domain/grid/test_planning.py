"""Grids from plan to use: SYS-01, R-16, AM-17."""

from datetime import date

import pytest

from domain.grid import (
    GRID,
    PLACE,
    AbsorbFormerNet,
    ActivateGrid,
    FormerNet,
    FormerNetAbsorbed,
    Grid,
    GridPlace,
    GridsMerged,
    GridStatus,
    PlaceKind,
    PlaceReleased,
    PlanGrid,
    PlannedPlace,
    Point,
    place_ref,
)
from domain.kernel import Concern, Elsewhere, Event, derived_id
from domain.roles import Role
from tests.domain.communities import THE_NINE
from tests.domain.grid.examples import (
    ACTIVATED,
    BUNGALOW,
    COMPOUND,
    DAY,
    HEAD,
    HEADED,
    IN_USE,
    PLANNED,
    STAFFED,
    assigned,
    places,
)
from tests.spec import Given, given

PLAN = PlanGrid(
    code="FC01001", boundary="东至东环路", on=DAY,
    places=tuple(PlannedPlace(**p.model_dump(exclude={"leader"})) for p in (COMPOUND, BUNGALOW)),
)  # fmt: skip
TRIANGLE = tuple(Point(longitude=113.2 + n / 100, latitude=39.2) for n in range(3))
ABSORB = AbsorbFormerNet(net=FormerNet.SAFETY, on=date(2021, 7, 1))


def grid(*facts: Event[Grid]) -> Given[Grid]:
    return given(GRID, *facts).looking(THE_NINE)


def plan(**changes: object) -> PlanGrid:
    return PlanGrid(**{**dict(PLAN), **changes})


def test_a_grid_is_planned_with_its_places_and_each_place_knows_its_grid() -> None:
    grid().by(Role.TOWN).when(PLAN).then(
        PLANNED,
        Elsewhere(place_ref(COMPOUND.code), assigned(COMPOUND, "FC01001")),
        Elsewhere(place_ref(BUNGALOW.code), assigned(BUNGALOW, "FC01001")),
    )
    assert GRID.identify(PLAN) == derived_id("grid", "FC01001")
    assert GRID.replay([PLANNED]).status is GridStatus.PLANNED


def test_a_grid_code_is_never_used_again() -> None:
    grid(PLANNED).when(PLAN).then_refused("grid_exists")


def test_a_boundary_is_told_in_words_or_drawn_with_three_points() -> None:
    grid().when(plan(boundary=None)).then_refused("boundary_missing")
    grid().when(plan(boundary=None, polygon=TRIANGLE[:2])).then_refused("boundary_missing")
    assert grid().when(plan(boundary=None, polygon=TRIANGLE)).facts()


def test_the_places_of_a_grid_belong_to_its_community() -> None:
    foreign = PlannedPlace(code="FC02001C001", title="外社区小区（合成）")
    grid().when(plan(places=(foreign,))).then_refused("place_of_other_community")


def test_a_place_is_listed_once() -> None:
    grid().when(plan(places=PLAN.places[:1] * 2)).then_refused("place_listed_twice")


def test_no_place_is_in_two_grids() -> None:
    elsewhere = places("FC01002", COMPOUND)
    grid().looking(elsewhere).when(PLAN).then_refused("place_in_other_grid")
    dropped = PLACE.replay(
        [assigned(COMPOUND, "FC01002"), PlaceReleased(code=COMPOUND.code, on=DAY)]
    )
    assert grid().looking({place_ref(COMPOUND.code): dropped}).when(PLAN).facts()


def test_what_a_place_is_can_be_read_from_its_code() -> None:
    assert COMPOUND.kind is PlaceKind.COMPOUND
    assert BUNGALOW.kind is PlaceKind.BUNGALOW
    assert GridPlace(code="CC01001B001", title="平房片").kind is PlaceKind.BUNGALOW


def test_a_grid_is_activated_once_it_has_its_head_and_a_worker_am17() -> None:
    activate = ActivateGrid(on=DAY)
    grid(PLANNED, HEADED, STAFFED).by(Role.TOWN).when(activate).then(ACTIVATED)
    grid(PLANNED, STAFFED).when(activate).then_refused("head_missing")
    grid(PLANNED, HEADED).when(activate).then_refused("worker_missing")
    grid(*IN_USE).when(activate).then_refused("grid_not_planned")
    grid().when(activate).then_refused("grid_not_planned")
    state = GRID.replay(IN_USE)
    assert state.is_active
    assert (state.active_on(DAY), state.active_on(date(2021, 5, 31))) == (True, False)


def test_posts_filled_later_do_not_count_for_an_earlier_day() -> None:
    late_head = HEADED.model_copy(update={"on": date(2021, 6, 2)})
    grid(PLANNED, late_head, STAFFED).when(ActivateGrid(on=DAY)).then_refused("head_missing")
    late_worker = STAFFED.model_copy(update={"on": date(2021, 6, 2)})
    grid(PLANNED, HEADED, late_worker).when(ActivateGrid(on=DAY)).then_refused("worker_missing")


def test_a_grid_takes_in_the_nets_of_before_each_once_r16() -> None:
    absorbed = FormerNetAbsorbed(**dict(ABSORB))
    grid(*IN_USE).by(Role.TOWN).when(ABSORB).then(absorbed)
    grid(*IN_USE, absorbed).when(ABSORB).then_nothing()
    grid(PLANNED).when(ABSORB).then_refused("grid_not_active")
    before = ABSORB.model_copy(update={"on": date(2021, 5, 31)})
    grid(*IN_USE).when(before).then_refused("grid_not_active")
    merged = GridsMerged(into="FC01002", on=date(2022, 1, 1), document_no="【合成】4号")
    grid(*IN_USE, merged).when(ABSORB).then_refused("grid_not_active")


@pytest.mark.parametrize(
    ("net", "title"), [(FormerNet.OTHER, None), (FormerNet.SAFETY, "安全生产网")]
)
def test_only_a_net_not_in_the_list_has_a_title(net: FormerNet, title: str | None) -> None:
    grid(*IN_USE).when(AbsorbFormerNet(net=net, title=title, on=date(2021, 7, 1))).then_refused(
        "net_title"
    )
    assert (
        grid(*IN_USE)
        .when(AbsorbFormerNet(net=FormerNet.OTHER, title="河长网", on=date(2021, 7, 1)))
        .facts()
    )


def test_a_grid_is_drawn_in_a_community_that_exists() -> None:
    given(GRID).when(PLAN).then_refused("no_such_community")


def test_nothing_is_recorded_before_its_day() -> None:
    future = date(2022, 5, 11)
    grid().at("2022-05-10 09:00").when(plan(on=future)).then_refused("in_the_future")
    ready = grid(PLANNED, HEADED, STAFFED).at("2022-05-10 09:00")
    ready.when(ActivateGrid(on=future)).then_refused("in_the_future")
    absorb = AbsorbFormerNet(net=FormerNet.SAFETY, on=future)
    grid(*IN_USE).at("2022-05-10 09:00").when(absorb).then_refused("in_the_future")


def test_a_grid_concerns_its_community_and_itself() -> None:
    assert GRID.concerns(GRID.initial, PLAN) == Concern(community="FC01", grid="FC01001")
    assert GRID.concerns(GRID.replay(IN_USE), None) == Concern(community="FC01", grid="FC01001")
    place = PLACE.replay([assigned(COMPOUND, "FC01001")])
    assert PLACE.concerns(place, None) == Concern(community="FC01", grid="FC01001")


def test_who_heads_and_who_works_on_a_day_is_known() -> None:
    state = GRID.replay(IN_USE)
    assert (state.head, state.head_on(date(2021, 5, 31))) == (HEAD, None)
    assert state.worker_ids == {STAFFED.person}
