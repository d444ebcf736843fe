"""Places change grid; grids merge, are split, are abolished. Old codes stay in history (SYS-01).

Whatever happens, every place goes to an active grid of the same community, in one transaction:
it is given up by one grid, received by the other, and says itself where it is.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field

from domain.dates import require_happened
from domain.grid import aggregate
from domain.grid.place import PlaceReleased, place_ref
from domain.grid.planning import assigned, must_be_active
from domain.grid.state import Grid, GridPlace, GridStatus
from domain.kernel import (
    Command,
    Context,
    Elsewhere,
    Event,
    Label,
    Outcome,
    Reads,
    Value,
    require,
)
from domain.person.state import ONE_DAY
from domain.roles import Role
from domain.vocabulary import DocumentNo, GridCode, PlaceCode


class Handover(Value):
    """What one successor takes over."""

    grid: GridCode
    places: Annotated[tuple[PlaceCode, ...], Field(max_length=200)]


class PlaceReassignedToGrid(Event[Grid], name="grid.place_reassigned"):
    """Given up by this grid; from `on` in `to`. Open cases keep their grid."""

    place: PlaceCode
    to: GridCode
    on: date

    def apply(self, state: Grid) -> Grid:
        places = tuple(place for place in state.places if place.code != self.place)
        return replace(state, places=places)


class PlacesReceived(Event[Grid], name="grid.places_received"):
    """The other side: what came from another grid, with its Party groups."""

    places: tuple[GridPlace, ...]
    from_grid: GridCode
    on: date

    def apply(self, state: Grid) -> Grid:
        return replace(state, places=(*state.places, *self.places))


class GridsMerged(Event[Grid], name="grid.merged"):
    """Recorded on each grid that goes: from `on` its places are in `into`."""

    into: GridCode
    on: date
    document_no: DocumentNo

    def apply(self, state: Grid) -> Grid:
        return state.closed(GridStatus.MERGED, self.on - ONE_DAY)


class GridSplit(Event[Grid], name="grid.split"):
    successors: tuple[Handover, ...]
    on: date
    document_no: DocumentNo

    def apply(self, state: Grid) -> Grid:
        return state.closed(GridStatus.SPLIT, self.on - ONE_DAY)


class GridAbolished(Event[Grid], name="grid.abolished"):
    successors: tuple[Handover, ...]
    on: date
    document_no: DocumentNo

    def apply(self, state: Grid) -> Grid:
        return state.closed(GridStatus.ABOLISHED, self.on - ONE_DAY)


class ReassignPlace(
    Command[Grid], verb="reassign-place", label=Label("调整小区归属", "Reassign place"),
    who=(Role.TOWN,),
):  # fmt: skip
    """Gives one of this grid's places to another grid from a day on.

    Cases already open keep their grid; new ones follow the place.
    """

    place: PlaceCode
    to: GridCode
    on: date

    def reads(self, state: Grid, context: Context) -> Reads:
        yield place_ref(self.place)
        yield aggregate.grid_ref(self.to)

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be_active(state, self.on)
        place = state.place(self.place)
        require(
            place is not None,
            "place_not_in_grid",
            f"{self.place}不在本网格内，请核对编码。",
            f"{self.place} is not in this grid; check the code.",
        )
        assert place is not None  # noqa: S101 - for the type checker
        if self.to == state.code:
            return
        _must_succeed(state, (self.to,), self.on, context)
        _must_not_precede((place,), self.on, context)
        yield PlaceReassignedToGrid(**dict(self))
        yield from _received(state, self.to, (place,), self.on)


class MergeGrids(
    Command[Grid], verb="merge", label=Label("合并网格", "Merge grids"), who=(Role.TOWN,),
    approved_by=(Role.COD,),
):  # fmt: skip
    """Merges this grid, and `others` with it, into one that is active."""

    into: GridCode
    others: Annotated[tuple[GridCode, ...], Field(max_length=20)] = ()
    on: date
    document_no: DocumentNo

    def reads(self, state: Grid, context: Context) -> Reads:
        yield aggregate.grid_ref(self.into)
        for place in state.places:
            yield place_ref(place.code)
        for code in self.others:
            other: Grid = yield aggregate.grid_ref(code)
            for place in other.places:
                yield place_ref(place.code)

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        require(
            len({state.code, self.into, *self.others}) == len(self.others) + 2,
            "same_grid",
            "合并的各网格及并入网格须各不相同，请核对编码。",
            "The grids that merge and the one they merge into must differ; check the codes.",
        )
        merged = GridsMerged(into=self.into, on=self.on, document_no=self.document_no)
        _must_succeed(state, (self.into,), self.on, context)
        _must_go(state, self.on, context)
        yield merged
        yield from _received(state, self.into, state.places, self.on)
        for code in self.others:
            other = context.look(aggregate.grid_ref(code))
            _must_go(other, self.on, context)
            _must_succeed(other, (self.into,), self.on, context)
            yield Elsewhere(aggregate.grid_ref(code), merged)
            yield from _received(other, self.into, other.places, self.on)


class _EndsGrid(Command[Grid]):
    """What splitting and abolishing share: every place is handed over to a named successor."""

    successors: Annotated[tuple[Handover, ...], Field(max_length=20)]
    on: date
    document_no: DocumentNo

    def reads(self, state: Grid, context: Context) -> Reads:
        for handover in self.successors:
            yield aggregate.grid_ref(handover.grid)
        for place in state.places:
            yield place_ref(place.code)

    def handed_over(self, state: Grid, context: Context) -> Iterator[Elsewhere]:
        for handover in self.successors:
            places = tuple(p for p in state.places if p.code in handover.places)
            yield from _received(state, handover.grid, places, self.on)

    def must_hand_over_all(self, state: Grid, context: Context) -> None:
        grids = [handover.grid for handover in self.successors]
        given = sorted(code for handover in self.successors for code in handover.places)
        require(
            len(grids) == len(set(grids)) and state.code not in grids,
            "same_grid",
            "继任网格须各不相同，且不得为本网格，请核对编码。",
            "Successors must differ from each other and from this grid; check the codes.",
        )
        require(
            given == sorted(place.code for place in state.places),
            "places_left_over",
            "本网格的小区（平房片）须逐一划归继任网格，不漏不重，请核对。",
            "Each place of the grid goes to one successor, none left and none twice; check them.",
        )
        _must_succeed(state, tuple(grids), self.on, context)


class SplitGrid(
    _EndsGrid, verb="split", label=Label("拆分网格", "Split grid"), who=(Role.TOWN,),
    approved_by=(Role.COD,),
):  # fmt: skip
    """Divides the grid among two or more that were planned and activated for it."""

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        require(
            len(self.successors) > 1,
            "one_successor",
            "拆分须有两个以上继任网格；只有一个时请用合并。",
            "A split has two successors or more; with one it is a merger.",
        )
        _must_go(state, self.on, context)
        self.must_hand_over_all(state, context)
        yield GridSplit(**dict(self))
        yield from self.handed_over(state, context)


class AbolishGrid(
    _EndsGrid, verb="abolish", label=Label("撤销网格", "Abolish grid"), who=(Role.TOWN,),
    approved_by=(Role.COD,),
):  # fmt: skip
    """Ends the grid. Its successors are named; a grid that was only planned has none."""

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        if state.status is GridStatus.PLANNED and not self.successors:
            yield GridAbolished(**dict(self))
            for place in state.places:
                released = PlaceReleased(code=place.code, on=self.on)
                yield Elsewhere(place_ref(place.code), released)
            return
        require(
            bool(self.successors),
            "successor_missing",
            "撤销网格须写明继任网格，请补填。",
            "Name the grids that succeed the one to be abolished.",
        )
        _must_go(state, self.on, context)
        self.must_hand_over_all(state, context)
        yield GridAbolished(**dict(self))
        yield from self.handed_over(state, context)


def _must_go(state: Grid, on: date, context: Context) -> None:
    must_be_active(state, on)
    _must_not_precede(state.places, on, context)


def _must_succeed(state: Grid, codes: tuple[str, ...], on: date, context: Context) -> None:
    grids = [context.look(aggregate.grid_ref(code)) for code in codes]
    require(
        all(g.is_active and g.active_on(on) and g.community == state.community for g in grids),
        "successor_not_active",
        f"{on}当日继任网格须已启用且同属本社区，请先拟设并启用。",
        f"On {on} each successor must be an active grid of the community; activate it first.",
    )


def _must_not_precede(places: tuple[GridPlace, ...], on: date, context: Context) -> None:
    late = [p.code for p in places if on <= context.look(place_ref(p.code)).since]
    require(
        not late,
        "before_assignment",
        f"{'、'.join(late)}划入本网格的日期不早于{on}，请核对生效日期。",
        f"{', '.join(late)} came to this grid no earlier than {on}; check the effective date.",
    )


def _received(state: Grid, to: str, places: tuple[GridPlace, ...], on: date) -> Iterator[Elsewhere]:
    if places:
        received = PlacesReceived(places=places, from_grid=state.code, on=on)
        yield Elsewhere(aggregate.grid_ref(to), received)
    for place in places:
        yield assigned(place, to, on)
