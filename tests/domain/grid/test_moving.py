"""Places change grid, grids merge, split and end: SYS-01."""

from datetime import date

import pytest

from domain.body import EndReason
from domain.grid import (
    GRID,
    PLACE,
    AbolishGrid,
    AreaGroupFormed,
    Grid,
    GridAbolished,
    GridHeadEnded,
    GridsMerged,
    GridSplit,
    GridStatus,
    Handover,
    MergeGrids,
    PlaceReassignedToGrid,
    PlaceReleased,
    PlacesReceived,
    ReassignPlace,
    SplitGrid,
    grid_ref,
    place_ref,
)
from domain.kernel import Command, Elsewhere, Period
from domain.roles import Role
from tests.domain.grid.examples import (
    ACTIVATED,
    BUNGALOW,
    COMPOUND,
    DAY,
    HEAD,
    HEADED,
    IN_USE,
    MOVE,
    PLANNED,
    STAFFED,
    active,
    assigned,
    grids,
    places,
    planned,
)
from tests.spec import Given, given

NO = "【合成】6号"
REASSIGN = ReassignPlace(place=COMPOUND.code, to="FC01002", on=MOVE)
MERGE = MergeGrids(into="FC01002", on=MOVE, document_no=NO)
EACH_ITS_OWN = (
    Handover(grid="FC01002", places=(COMPOUND.code,)),
    Handover(grid="FC01003", places=(BUNGALOW.code,)),
)
SPLIT = SplitGrid(successors=EACH_ITS_OWN, on=MOVE, document_no=NO)
ABOLISH = AbolishGrid(successors=EACH_ITS_OWN, on=MOVE, document_no=NO)


def grid(*facts: PlaceReassignedToGrid | AreaGroupFormed) -> Given[Grid]:
    """FC01001 in use with both places, FC01002 and FC01003 in use beside it."""
    beside = grids("FC01002", "FC01003", "FC02001")
    own = places("FC01001", COMPOUND, BUNGALOW)
    return given(GRID, *IN_USE, *facts).by(Role.TOWN).looking(beside).looking(own)


def received(to: str, *those: object) -> Elsewhere:
    return Elsewhere(grid_ref(to), PlacesReceived(places=those, from_grid="FC01001", on=MOVE))


def now_in(place: object, to: str) -> Elsewhere:
    assert place in (COMPOUND, BUNGALOW)
    whole = COMPOUND if place == COMPOUND else BUNGALOW
    return Elsewhere(place_ref(whole.code), assigned(whole, to, MOVE))


def test_a_place_goes_from_one_grid_to_another_in_one_step() -> None:
    given_up = PlaceReassignedToGrid(**dict(REASSIGN))
    grid().when(REASSIGN).then(given_up, received("FC01002", COMPOUND), now_in(COMPOUND, "FC01002"))
    assert GRID.replay([*IN_USE, given_up]).places == (BUNGALOW,)
    taken = PlacesReceived(places=(COMPOUND,), from_grid="FC01001", on=MOVE)
    assert GRID.replay([taken], active("FC01002")).places == (COMPOUND,)
    grid(given_up).when(REASSIGN).then_refused("place_not_in_grid")
    grid().when(REASSIGN.model_copy(update={"to": "FC01001"})).then_nothing()


def test_a_place_takes_its_party_group_along() -> None:
    grouped = AreaGroupFormed(place=COMPOUND.code, leader=HEAD, on=DAY)
    facts = grid(grouped).when(REASSIGN).facts()
    assert facts[1] == received("FC01002", COMPOUND.model_copy(update={"leader": HEAD}))


def test_which_grid_a_place_belonged_to_on_a_day_is_known() -> None:
    place = PLACE.replay([assigned(COMPOUND, "FC01001"), assigned(COMPOUND, "FC01002", MOVE)])
    days = (date(2021, 5, 31), date(2022, 2, 28), MOVE)
    assert [place.grid_on(day) for day in days] == [None, "FC01001", "FC01002"]
    assert place.grid == "FC01002"


@pytest.mark.parametrize("to", ["FC01004", "FC02001"])
def test_a_place_goes_to_an_active_grid_of_its_community(to: str) -> None:
    grid().when(REASSIGN.model_copy(update={"to": to})).then_refused("successor_not_active")
    grid().when(MERGE.model_copy(update={"into": to})).then_refused("successor_not_active")


def test_a_place_moves_after_it_came_and_not_before_its_day() -> None:
    grid().when(REASSIGN.model_copy(update={"on": DAY})).then_refused("before_assignment")
    future = grid().at("2022-02-28 09:00")
    for command in (REASSIGN, MERGE, SPLIT, ABOLISH):
        future.when(command).then_refused("in_the_future")


@pytest.mark.parametrize("command", [REASSIGN, MERGE, SPLIT, ABOLISH])
def test_only_an_active_grid_moves_or_ends(command: Command[Grid]) -> None:
    beside = grids("FC01002", "FC01003") | places("FC01001", COMPOUND, BUNGALOW)
    given(GRID, PLANNED).looking(beside).when(command).then_refused("grid_not_active")
    ended = GridAbolished(successors=(), on=MOVE, document_no=NO)
    given(GRID, *IN_USE, ended).looking(beside).when(command).then_refused("grid_not_active")


def test_grids_merge_into_one_and_every_place_goes_there() -> None:
    merged = GridsMerged(into="FC01002", on=MOVE, document_no=NO)
    grid().when(MERGE).then(
        merged,
        received("FC01002", COMPOUND, BUNGALOW),
        now_in(COMPOUND, "FC01002"),
        now_in(BUNGALOW, "FC01002"),
    )
    state = GRID.replay([*IN_USE, merged])
    assert (state.status, state.code, state.places) == (GridStatus.MERGED, "FC01001", ())


def test_several_grids_merge_at_once() -> None:
    third = COMPOUND.model_copy(update={"code": "FC01003C001"})
    others = {grid_ref("FC01003"): active("FC01003", third)} | places("FC01003", third)
    merge = MERGE.model_copy(update={"others": ("FC01003",)})
    facts = grid().looking(others).when(merge).facts()
    assert facts[4:] == (
        Elsewhere(grid_ref("FC01003"), facts[0]),
        Elsewhere(
            grid_ref("FC01002"), PlacesReceived(places=(third,), from_grid="FC01003", on=MOVE)
        ),
        Elsewhere(place_ref(third.code), assigned(third, "FC01002", MOVE)),
    )
    gone = {grid_ref("FC01003"): GRID.initial}
    grid().looking(gone).when(merge).then_refused("grid_not_active")
    abroad = MERGE.model_copy(update={"others": ("FC02001",)})
    grid().when(abroad).then_refused("successor_not_active")


@pytest.mark.parametrize(
    ("into", "others"),
    [("FC01001", ()), ("FC01002", ("FC01002",)), ("FC01002", ("FC01003", "FC01003"))],
)
def test_the_grids_that_merge_are_different_ones(into: str, others: tuple[str, ...]) -> None:
    grid().when(MERGE.model_copy(update={"into": into, "others": others})).then_refused("same_grid")


@pytest.mark.parametrize(
    ("command", "fact", "status"),
    [
        (SPLIT, GridSplit(**dict(SPLIT)), GridStatus.SPLIT),
        (ABOLISH, GridAbolished(**dict(ABOLISH)), GridStatus.ABOLISHED),
    ],
)
def test_a_grid_that_ends_hands_each_place_to_a_named_successor(
    command: Command[Grid], fact: GridSplit, status: GridStatus
) -> None:
    grid().when(command).then(
        fact,
        received("FC01002", COMPOUND),
        now_in(COMPOUND, "FC01002"),
        received("FC01003", BUNGALOW),
        now_in(BUNGALOW, "FC01003"),
    )
    state = GRID.replay([*IN_USE, fact])
    assert (state.status, state.places) == (status, ())
    day_before = date(2022, 2, 28)
    assert state.active == Period(start=DAY, end=day_before)
    assert [s.period.end for s in (*state.heads, *state.workers)] == [day_before, day_before]
    assert type(command).approved_by == MergeGrids.approved_by == {Role.COD}


def test_what_ended_before_the_grid_keeps_its_end() -> None:
    left = GridHeadEnded(person=HEAD, last_day=date(2021, 12, 31), reason=EndReason.TERM)
    state = GRID.replay([*IN_USE, left, GridAbolished(**dict(ABOLISH))])
    assert [s.period.end for s in state.heads] == [date(2021, 12, 31)]


def test_a_successor_that_takes_no_place_receives_nothing() -> None:
    everything = Handover(grid="FC01002", places=(COMPOUND.code, BUNGALOW.code))
    to_two = (everything, Handover(grid="FC01003", places=()))
    facts = grid().when(SPLIT.model_copy(update={"successors": to_two})).facts()
    to = [fact.ref for fact in facts if isinstance(fact, Elsewhere)]
    assert grid_ref("FC01003") not in to


def test_a_successor_is_active_on_the_day_and_still() -> None:
    merged = GridsMerged(into="FC01003", on=date(2022, 6, 1), document_no=NO)
    gone = {grid_ref("FC01002"): GRID.replay([merged], active("FC01002"))}
    grid().looking(gone).at("2022-07-01 09:00").when(REASSIGN).then_refused("successor_not_active")
    late = ACTIVATED.model_copy(update={"on": date(2022, 3, 2)})
    young = {grid_ref("FC01002"): GRID.replay([planned("FC01002"), HEADED, STAFFED, late])}
    grid().looking(young).when(REASSIGN).then_refused("successor_not_active")


@pytest.mark.parametrize("command", [SPLIT, ABOLISH])
@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ((), (BUNGALOW.code,), "places_left_over"),
        ((COMPOUND.code, BUNGALOW.code), (BUNGALOW.code,), "places_left_over"),
        ((COMPOUND.code,), (BUNGALOW.code, "FC01009C001"), "places_left_over"),
    ],
)
def test_no_place_is_left_given_twice_or_invented(
    command: SplitGrid, first: tuple[str, ...], second: tuple[str, ...], code: str
) -> None:
    successors = (Handover(grid="FC01002", places=first), Handover(grid="FC01003", places=second))
    grid().when(command.model_copy(update={"successors": successors})).then_refused(code)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ("FC01002", "same_grid"),
        ("FC01001", "same_grid"),
        ("FC01004", "successor_not_active"),
        ("FC02001", "successor_not_active"),
    ],
)
def test_successors_are_other_active_grids_of_the_community(second: str, code: str) -> None:
    successors = (EACH_ITS_OWN[0], Handover(grid=second, places=(BUNGALOW.code,)))
    grid().when(SPLIT.model_copy(update={"successors": successors})).then_refused(code)


def test_a_split_has_two_successors_and_an_abolition_one_at_least() -> None:
    one = (Handover(grid="FC01002", places=(COMPOUND.code, BUNGALOW.code)),)
    grid().when(SPLIT.model_copy(update={"successors": one})).then_refused("one_successor")
    assert grid().when(ABOLISH.model_copy(update={"successors": one})).facts()
    none = ABOLISH.model_copy(update={"successors": ()})
    grid().when(none).then_refused("successor_missing")


@pytest.mark.parametrize("command", [MERGE, SPLIT, ABOLISH])
def test_a_grid_does_not_end_before_its_places_came(command: Command[Grid]) -> None:
    late = {place_ref(BUNGALOW.code): PLACE.replay([assigned(BUNGALOW, "FC01001", MOVE)])}
    grid().looking(late).when(command).then_refused("before_assignment")


def test_a_plan_is_dropped_and_its_places_are_free_again() -> None:
    drop = AbolishGrid(successors=(), on=MOVE, document_no=NO)
    given(GRID, PLANNED).looking(places("FC01001", COMPOUND, BUNGALOW)).when(drop).then(
        GridAbolished(**dict(drop)),
        Elsewhere(place_ref(COMPOUND.code), PlaceReleased(code=COMPOUND.code, on=MOVE)),
        Elsewhere(place_ref(BUNGALOW.code), PlaceReleased(code=BUNGALOW.code, on=MOVE)),
    )
