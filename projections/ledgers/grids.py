"""L-GRID 网格台账: who is where in a grid; how far the Party covers it (SYS-01, R-15 to R-18)."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.grid import (
    AreaGroupFormed,
    FormerNetAbsorbed,
    GridAbolished,
    GridActivated,
    GridBranchFormed,
    GridHeadAppointed,
    GridHeadEnded,
    GridNoticePosted,
    GridPlanned,
    GridsMerged,
    GridSplit,
    GridWorkerAssigned,
    GridWorkerRemoved,
    PlaceKind,
    PlaceReassignedToGrid,
    PlacesReceived,
    SeparateNetReported,
)
from domain.kernel import Label
from projections.models import Register, Row

Replace = msgspec.structs.replace
ONE_DAY: Final = timedelta(days=1)


class Term(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Somebody's time as head or worker; `end` still counts."""

    person: UUID
    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


class PlaceIn(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A compound or bungalow patch while it is in the grid; `until` still counts.

    leader: of its Party group, formed_on that day; formed: position of that.
    """

    code: str
    kind: str
    title: str
    households: int
    residents: int
    shops: int
    since: date
    until: date | None = None
    leader: UUID | None = None
    formed_on: date | None = None
    formed: int | None = None

    def here_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def grouped_on(self, day: date) -> bool:
        """Whether it has its Party group (R-16)."""
        return self.formed_on is not None and self.formed_on <= day


class SeparateNet(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A net that a department draws beside the one network."""

    department: str
    net: str
    title: str
    on: date


class GridRow(Row, frozen=True, array_like=True, gc=False):
    """branch: OWN or JOINT (AM-18), since branch_on; branched: position of its forming.

    planned: position of the plan. notice_worker: whom the notice names.
    """

    grid: str
    community: str
    status: str
    planned: int
    active_from: date | None = None
    active_to: date | None = None
    heads: tuple[Term, ...] = ()
    workers: tuple[Term, ...] = ()
    branch: str | None = None
    joint_with: str | None = None
    branch_on: date | None = None
    branched: int | None = None
    places: tuple[PlaceIn, ...] = ()
    former_nets: tuple[str, ...] = ()
    separate_nets: tuple[SeparateNet, ...] = ()
    notice_on: date | None = None
    notice_worker: UUID | None = None

    def active_on(self, day: date) -> bool:
        begun = self.active_from is not None and self.active_from <= day
        return begun and (self.active_to is None or day <= self.active_to)

    def head_on(self, day: date) -> UUID | None:
        return next((term.person for term in self.heads if term.covers(day)), None)

    def workers_on(self, day: date) -> tuple[UUID, ...]:
        return tuple(term.person for term in self.workers if term.covers(day))

    def places_on(self, day: date) -> tuple[PlaceIn, ...]:
        return tuple(place for place in self.places if place.here_on(day))

    def branch_by(self, day: date) -> bool:
        return self.branch_on is not None and self.branch_on <= day


L_GRID: Final = Register(
    name="L-GRID",
    title=Label("网格台账", "Grids and coverage", "網格台賬"),
    row=GridRow,
    filters=("community",),
    moving=("status",),
)


def _placed(places: Iterable[Any], since: date, position: int) -> tuple[PlaceIn, ...]:
    """A place brings its Party group along."""
    return tuple(
        PlaceIn(
            place.code,
            PlaceKind.COMPOUND if "C" in place.code[2:] else PlaceKind.BUNGALOW,
            place.title,
            place.households,
            place.residents,
            place.shops,
            since,
            leader=place.leader,
            formed_on=since if place.leader else None,
            formed=position if place.leader else None,
        )
        for place in places
    )


def _each_place(
    row: GridRow, change: Callable[[PlaceIn], PlaceIn], code: str | None = None
) -> GridRow:
    """Changes the places of now: all, or the one."""
    places = tuple(
        change(place) if place.until is None and code in (None, place.code) else place
        for place in row.places
    )
    return Replace(row, places=places)


def _ended(terms: tuple[Term, ...], last: date, who: UUID | None = None) -> tuple[Term, ...]:
    return tuple(
        Replace(term, end=last) if term.end is None and who in (None, term.person) else term
        for term in terms
    )


@L_GRID.opens(GridPlanned)
def planned(recorded: Recorded) -> GridRow:
    fact = recorded.event
    places = _placed(fact.places, fact.on, recorded.position)
    return GridRow(fact.code, fact.community, "PLANNED", recorded.position, places=places)


@L_GRID.on(GridActivated)
def activated(row: GridRow, recorded: Recorded) -> GridRow:
    return Replace(row, status="ACTIVE", active_from=recorded.event.on)


@L_GRID.on(FormerNetAbsorbed)
def absorbed(row: GridRow, recorded: Recorded) -> GridRow:
    fact = recorded.event
    nets = tuple(dict.fromkeys((*row.former_nets, fact.title or fact.net)))
    left = tuple(each for each in row.separate_nets if each.net != fact.net)
    return Replace(row, former_nets=nets, separate_nets=left)


@L_GRID.on(SeparateNetReported)
def drawn_beside(row: GridRow, recorded: Recorded) -> GridRow:
    fact = recorded.event
    net = SeparateNet(fact.department, fact.net, fact.title, fact.on)
    return Replace(row, separate_nets=(*row.separate_nets, net))


@L_GRID.on(PlaceReassignedToGrid)
def given_up(row: GridRow, recorded: Recorded) -> GridRow:
    fact = recorded.event
    return _each_place(row, lambda place: Replace(place, until=fact.on - ONE_DAY), fact.place)


@L_GRID.on(PlacesReceived)
def received(row: GridRow, recorded: Recorded) -> GridRow:
    fact = recorded.event
    return Replace(row, places=(*row.places, *_placed(fact.places, fact.on, recorded.position)))


@L_GRID.on(GridsMerged, GridSplit, GridAbolished)
def ended(row: GridRow, recorded: Recorded) -> GridRow:
    last = recorded.event.on - ONE_DAY
    row = _each_place(row, lambda place: Replace(place, until=last))
    return Replace(
        row,
        status=recorded.name.removeprefix("grid.").upper(),
        active_to=last if row.active_from else None,
        heads=_ended(row.heads, last),
        workers=_ended(row.workers, last),
    )


@L_GRID.on(GridBranchFormed)
def branch_formed(row: GridRow, recorded: Recorded) -> GridRow:
    fact = recorded.event
    return Replace(
        row,
        branch="JOINT" if fact.joint_with else "OWN",
        joint_with=fact.joint_with,
        branch_on=min(fact.on, row.branch_on or fact.on),
        branched=row.branched or recorded.position,
    )


@L_GRID.on(AreaGroupFormed)
def group_formed(row: GridRow, recorded: Recorded) -> GridRow:
    """Another leader does not form it anew."""
    fact = recorded.event
    return _each_place(
        row,
        lambda place: Replace(
            place,
            leader=fact.leader,
            formed_on=min(fact.on, place.formed_on or fact.on),
            formed=place.formed or recorded.position,
        ),
        fact.place,
    )


@L_GRID.on(GridHeadAppointed)
def head_appointed(row: GridRow, recorded: Recorded) -> GridRow:
    fact = recorded.event
    return Replace(row, heads=(*row.heads, Term(fact.person, fact.on)))


@L_GRID.on(GridHeadEnded)
def head_ended(row: GridRow, recorded: Recorded) -> GridRow:
    return Replace(row, heads=_ended(row.heads, recorded.event.last_day))


@L_GRID.on(GridWorkerAssigned)
def worker_assigned(row: GridRow, recorded: Recorded) -> GridRow:
    fact = recorded.event
    return Replace(row, workers=(*row.workers, Term(fact.person, fact.on)))


@L_GRID.on(GridWorkerRemoved)
def worker_removed(row: GridRow, recorded: Recorded) -> GridRow:
    fact = recorded.event
    return Replace(row, workers=_ended(row.workers, fact.last_day, fact.person))


@L_GRID.on(GridNoticePosted)
def notice_posted(row: GridRow, recorded: Recorded) -> GridRow:
    return Replace(row, notice_on=recorded.event.on, notice_worker=recorded.event.worker)
