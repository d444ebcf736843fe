"""L-PLACE 小区台账: which grid a compound or a bungalow patch is in, and was in (SYS-01)."""

from datetime import date
from typing import Final

import msgspec

from application.recorded import Recorded
from domain.grid import PlaceAssigned, PlaceReleased
from domain.kernel import Label
from projections.models import Register, Row

Replace = msgspec.structs.replace


class Stay(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """In `grid` from `since`; None: in none from then on."""

    since: date
    grid: str | None


class PlaceRow(Row, frozen=True, array_like=True, gc=False):
    place: str
    kind: str
    title: str
    community: str
    grid: str | None
    stays: tuple[Stay, ...]

    def grid_on(self, day: date) -> str | None:
        found = [stay.grid for stay in self.stays if stay.since <= day]
        return found[-1] if found else None


L_PLACE: Final = Register(
    name="L-PLACE",
    title=Label("小区与平房片台账", "Places and their grids", "小區與平房片台賬"),
    row=PlaceRow,
    filters=("community",),
    moving=("grid",),
)


@L_PLACE.upserts(PlaceAssigned)
def assigned(row: PlaceRow | None, recorded: Recorded) -> PlaceRow:
    fact = recorded.event
    stays = (*(row.stays if row else ()), Stay(fact.on, fact.grid))
    return PlaceRow(fact.code, fact.kind, fact.title, fact.community, fact.grid, stays)


@L_PLACE.on(PlaceReleased)
def released(row: PlaceRow, recorded: Recorded) -> PlaceRow:
    return Replace(row, grid=None, stays=(*row.stays, Stay(recorded.event.on, None)))
