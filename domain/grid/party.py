"""The Party in a grid: its branch, and a group in each of its places (R-15, R-16, AM-18)."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.dates import require_happened
from domain.grid import aggregate
from domain.grid.posts import FULL_MEMBERS, must_be_open
from domain.grid.state import Branch, Grid
from domain.kernel import Command, Context, Event, Label, Outcome, Reads, require
from domain.person import Person, person_ref
from domain.roles import Role
from domain.unit import unit_ref
from domain.vocabulary import DocumentNo, GridCode, PlaceCode

BRANCH_MIN_FULL_MEMBERS: Final = 3  # Party rules, HANDBOOK AM-18 [S42]


class GridBranchFormed(Event[Grid], name="grid.branch_formed"):
    """joint_with: one branch for both grids; None: its own."""

    members: tuple[UUID, ...]
    joint_with: GridCode | None = None
    on: date
    document_no: DocumentNo

    def apply(self, state: Grid) -> Grid:
        return replace(state, branch=Branch(self.on, self.joint_with))


class AreaGroupFormed(Event[Grid], name="grid.area_group_formed"):
    place: PlaceCode
    leader: UUID
    on: date

    def apply(self, state: Grid) -> Grid:
        places = tuple(
            place.model_copy(update={"leader": self.leader}) if place.code == self.place else place
            for place in state.places
        )
        return replace(state, places=places)


class FormGridBranch(
    Command[Grid], verb="form-branch", label=Label("成立网格党支部", "Form grid branch"),
    who=(Role.CS,), approved_by=(Role.TOWN,),
):  # fmt: skip
    """Forms the grid's Party branch of its members, jointly with another grid if they are few.

    A joint branch may later become the grid's own.
    """

    members: Annotated[tuple[UUID, ...], Field(max_length=500)]
    joint_with: GridCode | None = None
    on: date
    document_no: DocumentNo

    def reads(self, state: Grid, context: Context) -> Reads:
        for member in self.members:
            yield person_ref(member)
        if self.joint_with is not None:
            yield aggregate.grid_ref(self.joint_with)

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be_open(state)
        require(
            state.branch is None or state.branch.joint_with is not None,
            "branch_exists",
            "该网格已有党支部。",
            "The grid has its branch already.",
        )
        full = sum(
            context.look(person_ref(member)).party_member_on(self.on) in FULL_MEMBERS
            for member in set(self.members)
        )
        require(  # AM-18
            full >= BRANCH_MIN_FULL_MEMBERS or self.joint_with is not None,
            "too_few_full_members",
            f"正式党员{full}名，不足{BRANCH_MIN_FULL_MEMBERS}名，请与其他网格成立联合党支部。",
            f"{full} full members are fewer than {BRANCH_MIN_FULL_MEMBERS}; form a joint branch.",
        )
        if self.joint_with is not None:
            other = context.look(aggregate.grid_ref(self.joint_with))
            require(
                other.is_open and other.community == state.community and other.code != state.code,
                "no_grid_to_join",
                "联合党支部须与本社区另一网格成立，请核对网格编码。",
                "A joint branch is formed with another grid of the community; check its code.",
            )
        if state.branch != Branch(self.on, self.joint_with):
            yield GridBranchFormed(**dict(self))


class FormAreaGroup(
    Command[Grid], verb="form-area-group", label=Label("成立片区党小组", "Form area group"),
    who=(Role.GH,),
):  # fmt: skip
    """Forms the Party group of a compound or bungalow patch, or gives it another leader."""

    place: PlaceCode
    leader: UUID
    on: date

    def reads(self, state: Grid, context: Context) -> Reads:
        person: Person = yield person_ref(self.leader)
        unit = person.unit_on(self.on)
        if unit is not None:
            yield unit_ref(unit)

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be_open(state)
        place = state.place(self.place)
        require(
            place is not None,
            "place_not_in_grid",
            f"{self.place}不在本网格内，请核对编码。",
            f"{self.place} is not in this grid; check the code.",
        )
        leader = context.look(person_ref(self.leader))
        require(
            leader.is_party_member_on(self.on),
            "not_a_party_member",
            "片区党小组组长须为党员，请另择人选。",
            "The leader of an area group must be a Party member; choose another.",
        )
        require(  # a Party member living or working inside that area
            leader.grid == state.code or self._works_here(state, leader, context),
            "not_of_this_area",
            "组长须在本片区居住或工作，请另择人选或更正其居住、单位信息。",
            "The leader must live or work here; choose another, or correct residence or unit.",
        )
        if place is not None and place.leader != self.leader:
            yield AreaGroupFormed(**dict(self))

    def _works_here(self, state: Grid, leader: Person, context: Context) -> bool:
        unit = leader.unit_on(self.on)
        return unit is not None and state.community in context.look(unit_ref(unit)).communities
