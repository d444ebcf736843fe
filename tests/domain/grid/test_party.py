"""Branch and area groups of a grid: R-15, R-16, AM-18."""

from datetime import date
from uuid import UUID

import pytest

from domain.grid import (
    GRID,
    AreaGroupFormed,
    FormAreaGroup,
    FormGridBranch,
    GridAbolished,
    GridBranchFormed,
    GridsMerged,
    grid_ref,
)
from domain.person import PartyKind
from domain.roles import Role
from domain.unit import UNIT, UnitEnrolled, UnitKind, unit_ref
from tests.domain.grid.examples import (
    BUNGALOW,
    COMPOUND,
    DAY,
    IN_USE,
    PLANNED,
    UNKNOWN,
    active,
    grids,
    someone,
)
from tests.spec import given

MEMBERS = tuple(UUID(int=0x20 + n) for n in range(3))
THREE = {ref: person for id in MEMBERS for ref, person in someone(id).items()}
FORM = FormGridBranch(members=MEMBERS, on=DAY, document_no="【合成】5号")
JOINT = FORM.model_copy(update={"members": MEMBERS[:2], "joint_with": "FC01002"})
LEADER, U = UUID(int=0x31), UUID(int=0xA)
GROUP = FormAreaGroup(place=BUNGALOW.code, leader=LEADER, on=DAY)
GROUPED = AreaGroupFormed(**dict(GROUP))


def test_three_full_members_form_a_branch_of_their_own_am18() -> None:
    given(GRID, *IN_USE).by(Role.CS).looking(THREE).when(FORM).then(GridBranchFormed(**dict(FORM)))
    assert (FormGridBranch.who, FormGridBranch.approved_by) == ({Role.CS}, {Role.TOWN})


@pytest.mark.parametrize("kind", [PartyKind.PROBATIONARY, PartyKind.NONE])
def test_two_full_members_are_too_few_am18(kind: PartyKind) -> None:
    two = THREE | someone(MEMBERS[2], kind)
    given(GRID, *IN_USE).looking(two).when(FORM).then_refused("too_few_full_members")


def test_a_member_named_twice_counts_once_am18() -> None:
    twice = FORM.model_copy(update={"members": (*MEMBERS[:2], MEMBERS[0])})
    given(GRID, *IN_USE).looking(THREE).when(twice).then_refused("too_few_full_members")


def test_a_retired_member_is_a_full_member_of_the_branch() -> None:
    three = THREE | someone(MEMBERS[2], PartyKind.RETIRED)
    assert given(GRID, *IN_USE).looking(three).when(FORM).facts()


def test_fewer_form_a_joint_branch_with_another_grid_of_the_community_am18() -> None:
    asked = given(GRID, *IN_USE).looking(THREE)
    joint = GridBranchFormed(**dict(JOINT))
    asked.looking(grids("FC01002")).when(JOINT).then(joint)
    asked.when(JOINT).then_refused("no_grid_to_join")
    abroad = JOINT.model_copy(update={"joint_with": "FC02001"})
    asked.looking(grids("FC02001")).when(abroad).then_refused("no_grid_to_join")
    gone = GRID.replay(
        [GridsMerged(into="FC01003", on=DAY, document_no="【合成】4号")], active("FC01002")
    )
    asked.looking({grid_ref("FC01002"): gone}).when(JOINT).then_refused("no_grid_to_join")
    itself = JOINT.model_copy(update={"joint_with": "FC01001"})
    asked.looking({grid_ref("FC01001"): active("FC01001")}).when(itself).then_refused(
        "no_grid_to_join"
    )


def test_a_joint_branch_may_become_its_own_but_not_the_other_way_round() -> None:
    joint, own = GridBranchFormed(**dict(JOINT)), GridBranchFormed(**dict(FORM))
    given(GRID, *IN_USE, joint).looking(THREE).when(FORM).then(own)
    given(GRID, *IN_USE, own).looking(THREE).when(FORM).then_refused("branch_exists")
    again = given(GRID, *IN_USE, joint).looking(THREE).looking(grids("FC01002"))
    again.when(JOINT).then_nothing()


def test_a_group_sits_in_a_compound_or_bungalow_patch_of_the_grid() -> None:
    people = someone(LEADER, grid="FC01001")
    given(GRID, *IN_USE).by(Role.GH).looking(people).when(GROUP).then(GROUPED)
    given(GRID, *IN_USE, GROUPED).looking(people).when(GROUP).then_nothing()
    elsewhere = GROUP.model_copy(update={"place": "FC01001C099"})
    given(GRID, *IN_USE).looking(people).when(elsewhere).then_refused("place_not_in_grid")
    state = GRID.replay([*IN_USE, GROUPED])
    assert [place.leader for place in state.places] == [None, LEADER]
    assert state.leads_area(LEADER)
    assert not state.leads_area(None)
    assert COMPOUND in state.places


def test_the_leader_of_a_group_is_a_party_member_r15() -> None:
    outsider = someone(LEADER, PartyKind.NONE, grid="FC01001")
    given(GRID, *IN_USE).looking(outsider).when(GROUP).then_refused("not_a_party_member")
    given(GRID, *IN_USE).when(GROUP.model_copy(update={"leader": UNKNOWN})).then_refused(
        "not_a_party_member"
    )


@pytest.mark.parametrize(("community", "works_here"), [("FC01", True), ("FC02", False)])
def test_the_leader_of_a_group_lives_or_works_there_r15(community: str, works_here: bool) -> None:
    unit = UNIT.replay(
        [UnitEnrolled(unit=U, title="单位", kind=UnitKind.SCHOOL, community=community, on=DAY)]
    )
    neighbour = someone(LEADER, grid="FC01002", unit=U)
    asked = given(GRID, *IN_USE).looking(neighbour).looking({unit_ref(U): unit}).when(GROUP)
    if works_here:
        asked.then(GROUPED)
    else:
        asked.then_refused("not_of_this_area")
    stranger = someone(LEADER, grid="FC01002")
    given(GRID, *IN_USE).looking(stranger).when(GROUP).then_refused("not_of_this_area")


def test_the_party_is_organised_in_living_grids_from_their_day_on() -> None:
    gone = GridAbolished(successors=(), on=DAY, document_no="9号")
    people = THREE | someone(LEADER, grid="FC01001")
    given(GRID, PLANNED, gone).looking(people).when(FORM).then_refused("grid_closed")
    given(GRID, PLANNED, gone).looking(people).when(GROUP).then_refused("grid_closed")
    asked = given(GRID, *IN_USE).looking(people).at("2022-05-10 09:00")
    future = {"on": date(2022, 5, 11)}
    asked.when(FORM.model_copy(update=future)).then_refused("in_the_future")
    asked.when(GROUP.model_copy(update=future)).then_refused("in_the_future")


def test_who_leads_a_group_here_and_who_does_not_is_known_r15() -> None:
    state = GRID.replay([*IN_USE, GROUPED])
    assert state.leads_area(LEADER)
    assert not state.leads_area(MEMBERS[0])
    assert not state.leads_area(None)
