"""Place 小区、平房片 (SYS-01): which grid it belongs to. One stream, so never two grids at once.

It takes no commands: what is done to a grid moves its places, in the same transaction.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domain.grid.state import PlaceKind
from domain.kernel import Aggregate, Concern, Event, Label, Line, Ref, derived_id
from domain.vocabulary import CommunityCode, GridCode, PlaceCode


@dataclass(frozen=True, slots=True)
class Place:
    code: str = ""
    kind: PlaceKind | None = None
    title: str = ""
    community: str | None = None
    grids: tuple[tuple[date, str | None], ...] = ()  # from which day on; None: in no grid

    @property
    def grid(self) -> str | None:
        return self.grids[-1][1] if self.grids else None

    @property
    def since(self) -> date:
        """The first day in its grid of now, or in none."""
        return self.grids[-1][0] if self.grids else date.min

    def grid_on(self, day: date) -> str | None:
        """The grid it belonged to on `day`; None: to none yet, or no more."""
        found = [grid for since, grid in self.grids if since <= day]
        return found[-1] if found else None


class PlaceAssigned(Event[Place], name="place.assigned"):
    """In `grid` from `on`."""

    code: PlaceCode
    kind: PlaceKind
    title: Line
    community: CommunityCode
    grid: GridCode
    on: date

    def apply(self, state: Place) -> Place:
        return Place(
            code=self.code,
            kind=self.kind,
            title=self.title,
            community=self.community,
            grids=(*state.grids, (self.on, self.grid)),
        )


class PlaceReleased(Event[Place], name="place.released"):
    """In no grid from `on`: the plan that listed it was dropped."""

    code: PlaceCode
    on: date

    def apply(self, state: Place) -> Place:
        return replace(state, grids=(*state.grids, (self.on, None)))


PLACE: Final = Aggregate(
    name="place",
    collection="places",
    label=Label("小区、平房片", "Compound or bungalow patch"),
    initial=Place(),
    commands=(),
    events=(PlaceAssigned, PlaceReleased),
    concerns=lambda state, command: Concern(community=state.community, grid=state.grid),
)


def place_ref(code: str) -> Ref[Place]:
    return PLACE.ref(derived_id("place", code))
