"""A grid from plan to use, and the nets it takes in (SYS-01)."""

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.community import community_ref, must_be_community
from domain.dates import require_happened
from domain.grid.place import PlaceAssigned, place_ref
from domain.grid.state import (
    FormerNet,
    Grid,
    GridPlace,
    GridStatus,
    PlannedPlace,
    Point,
)
from domain.kernel import (
    Command,
    Context,
    Elsewhere,
    Event,
    Label,
    Line,
    Outcome,
    Period,
    Reads,
    Text,
    require,
)
from domain.roles import Role
from domain.vocabulary import CommunityCode, GridCode

POLYGON_MIN, POLYGON_MAX = 3, 2000
COMMUNITY_CODE_LENGTH = 4  # a grid's code is its community's and three digits


def community_of(code: str) -> str:
    """The community in the code of a grid or a place."""
    return code[:COMMUNITY_CODE_LENGTH]


class GridPlanned(Event[Grid], name="grid.planned"):
    code: GridCode
    community: CommunityCode
    boundary: Text | None = None
    polygon: tuple[Point, ...] = ()
    places: tuple[GridPlace, ...]
    on: date

    def apply(self, state: Grid) -> Grid:
        return Grid(
            code=self.code,
            community=self.community,
            status=GridStatus.PLANNED,
            places=self.places,
        )


class GridActivated(Event[Grid], name="grid.activated"):
    on: date
    head: UUID
    workers: tuple[UUID, ...]

    def apply(self, state: Grid) -> Grid:
        return replace(state, status=GridStatus.ACTIVE, active=Period(start=self.on))


class FormerNetAbsorbed(Event[Grid], name="grid.former_net_absorbed"):
    net: FormerNet
    title: Line | None = None
    on: date

    def apply(self, state: Grid) -> Grid:
        left = frozenset(each for each in state.separate if each[1] is not self.net)
        return replace(state, nets=state.nets | {(self.net, self.title)}, separate=left)


class PlanGrid(
    Command[Grid], verb="plan", label=Label("拟设网格", "Plan grid"), who=(Role.TOWN,), opens=True
):
    """Draws a grid: its extent in words or as a polygon, and the places in it (R-16).

    A grid that will take its places from another one is planned without them: they come with
    the split, the merger or the reassignment.
    """

    code: GridCode
    boundary: Text | None = None
    polygon: Annotated[tuple[Point, ...], Field(max_length=POLYGON_MAX)] = ()
    places: Annotated[tuple[PlannedPlace, ...], Field(max_length=200)] = ()
    on: date

    def reads(self, state: Grid, context: Context) -> Reads:
        yield community_ref(community_of(self.code))
        for place in self.places:
            yield place_ref(place.code)

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        require(
            state.status is None,
            "grid_exists",
            f"网格{self.code}已存在，编码不得重复使用，请另编号码。",
            f"Grid {self.code} exists; a code is never used again, choose another.",
        )
        require(  # SYS-01
            self.boundary is not None or len(self.polygon) >= POLYGON_MIN,
            "boundary_missing",
            "请用文字写明网格四至，或画出至少三个点的边界。",
            "Describe the boundary in words, or draw it with at least three points.",
        )
        community = community_of(self.code)
        must_be_community(community, context)
        self._check_places(community, context)
        places = tuple(GridPlace(**dict(place)) for place in self.places)
        yield GridPlanned(**{**dict(self), "community": community, "places": places})
        for place in places:
            yield assigned(place, self.code, self.on)

    def _check_places(self, community: str, context: Context) -> None:
        codes = [place.code for place in self.places]
        require(
            len(codes) == len(set(codes)),
            "place_listed_twice",
            "同一小区（平房片）重复列入，请删去重复项。",
            "A place is listed twice; list it once.",
        )
        require(  # SYS-01: places listed belong to one community
            all(community_of(code) == community for code in codes),
            "place_of_other_community",
            "所列小区（平房片）须同属本网格所在社区，请核对编码。",
            "Every place must belong to the grid's community; check the codes.",
        )
        taken = [code for code in codes if context.look(place_ref(code)).grid is not None]
        require(  # SYS-01: no place in two active grids
            not taken,
            "place_in_other_grid",
            f"{'、'.join(taken)}已属其他网格，请先调整，或经拆分、合并划入。",
            f"{', '.join(taken)} belong to another grid; reassign them, or split or merge it.",
        )


class ActivateGrid(
    Command[Grid], verb="activate", label=Label("启用网格", "Activate grid"), who=(Role.TOWN,)
):
    """Puts a planned grid to use, once it has its head and a worker (AM-17)."""

    on: date

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        require(
            state.status is GridStatus.PLANNED,
            "grid_not_planned",
            "只有拟设的网格可以启用。",
            "Only a planned grid can be activated.",
        )
        head = state.head_on(self.on)
        workers = tuple(s.person for s in state.workers if s.period.covers(self.on))
        require(  # AM-17: exactly one head
            head is not None,
            "head_missing",
            f"{self.on}当日尚无网格长，请先任命网格长。",
            f"There is no grid head on {self.on}; appoint one first.",
        )
        require(  # AM-17: at least one grid worker
            bool(workers),
            "worker_missing",
            f"{self.on}当日尚无网格员，请先配备网格员。",
            f"There is no grid worker on {self.on}; assign one first.",
        )
        assert head is not None  # noqa: S101 - for the type checker
        yield GridActivated(on=self.on, head=head, workers=workers)


class AbsorbFormerNet(
    Command[Grid], verb="absorb-net", label=Label("融合原有网", "Absorb former net"),
    who=(Role.TOWN,),
):  # fmt: skip
    """Records a net that this grid has taken in: one of before, or a department's own (R-16)."""

    net: FormerNet
    title: Line | None = None
    on: date

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be_active(state, self.on)
        require(
            (self.net is FormerNet.OTHER) == (self.title is not None),
            "net_title",
            "选“其他”时须填网名，其余各网不填。",
            "Give a title for OTHER, and for OTHER only.",
        )
        again = any(net is self.net for _, net in state.separate)
        if again or (self.net, self.title) not in state.nets:
            yield FormerNetAbsorbed(**dict(self))


def assigned(place: GridPlace, grid: str, on: date) -> Elsewhere:
    """The place's own record of the grid it is in from `on`."""
    event = PlaceAssigned(
        code=place.code,
        kind=place.kind,
        title=place.title,
        community=community_of(grid),
        grid=grid,
        on=on,
    )
    return Elsewhere(place_ref(place.code), event)


def must_be_active(state: Grid, day: date) -> None:
    require(
        state.is_active and state.active_on(day),
        "grid_not_active",
        f"{day}当日该网格未启用，请核对网格与日期。",
        f"The grid is not active on {day}; check the grid and the date.",
    )
