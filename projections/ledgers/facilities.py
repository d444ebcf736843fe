"""FACILITIES 场所名册: centres and rooms with their course by the days of the world (SYS-09)."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.facility import (
    SIX_CENTRES,
    FacilityClosed,
    FacilityOpened,
    FacilityPlanned,
    FacilityReopened,
    FacilitySuspended,
    FacilityUseRecorded,
    ServiceItemAdded,
    ServiceItemRemoved,
)
from domain.kernel import Label
from projections.models import Register, Row

Replace = msgspec.structs.replace


class Turn(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """From `on` it had this status. position: of the event that says so."""

    on: date
    status: str
    position: int


class Use(msgspec.Struct, frozen=True, array_like=True, gc=False):
    month: str
    field: str
    visits: int


class Item(msgspec.Struct, frozen=True, array_like=True, gc=False):
    item: UUID
    title: str
    field: str


class FacilityRow(Row, frozen=True, array_like=True, gc=False):
    """course: what it was from which day on; a centre planned anew goes on in the same row.

    reopens_on: as announced when it was suspended.
    """

    facility: UUID
    community: str
    type: str
    centre: bool
    title: str
    address: str
    status: str
    course: tuple[Turn, ...]
    shares_with: str | None = None
    deliberation_body: str | None = None
    manager: UUID | None = None
    hours: tuple[str, ...] = ()
    reopens_on: date | None = None
    items: tuple[Item, ...] = ()
    uses: tuple[Use, ...] = ()

    def turn_on(self, day: date) -> Turn | None:
        """What it was on a day, and since when; None: not planned yet."""
        return next((turn for turn in reversed(self.course) if turn.on <= day), None)

    def in_service_on(self, day: date) -> bool:
        turn = self.turn_on(day)
        return turn is not None and turn.status == "IN_SERVICE"

    def out_since(self, day: date) -> date | None:
        """The first day of the time without service that `day` lies in; None: never in service."""
        found = None
        for before, turn in zip(self.course, self.course[1:], strict=False):
            if turn.on <= day and before.status == "IN_SERVICE" != turn.status:
                found = turn.on
        return found

    def visits_in(self, year: int) -> int:
        return sum(use.visits for use in self.uses if use.month.startswith(f"{year}-"))


FACILITIES: Final = Register(
    name="FACILITIES",
    title=Label("场所名册", "Facilities"),
    row=FacilityRow,
    filters=("community", "type"),
    moving=("status",),
)


@FACILITIES.upserts(FacilityPlanned)
def planned(row: FacilityRow | None, recorded: Recorded) -> FacilityRow:
    fact = recorded.event
    return FacilityRow(
        recorded.stream,
        fact.community,
        fact.type,
        fact.type in SIX_CENTRES,
        fact.title,
        fact.address,
        "PLANNED",
        (*(row.course if row else ()), Turn(fact.on, "PLANNED", recorded.position)),
        shares_with=fact.shares_with,
        deliberation_body=fact.deliberation_body,
        uses=row.uses if row else (),
    )


@FACILITIES.on(FacilityOpened)
def opened(row: FacilityRow, recorded: Recorded) -> FacilityRow:
    fact = recorded.event
    row = turned(row, recorded, "IN_SERVICE")
    return Replace(row, manager=fact.manager, hours=_told(fact.hours))


@FACILITIES.on(FacilitySuspended)
def suspended(row: FacilityRow, recorded: Recorded) -> FacilityRow:
    return Replace(turned(row, recorded, "SUSPENDED"), reopens_on=recorded.event.reopens_on)


@FACILITIES.on(FacilityReopened)
def reopened(row: FacilityRow, recorded: Recorded) -> FacilityRow:
    row = turned(row, recorded, "IN_SERVICE")
    return Replace(row, reopens_on=None, hours=_told(recorded.event.hours))


@FACILITIES.on(FacilityClosed)
def closed(row: FacilityRow, recorded: Recorded) -> FacilityRow:
    return Replace(turned(row, recorded, "CLOSED"), reopens_on=None)


@FACILITIES.on(ServiceItemAdded)
def item_added(row: FacilityRow, recorded: Recorded) -> FacilityRow:
    fact = recorded.event
    return Replace(row, items=(*row.items, Item(fact.item, fact.title, fact.field)))


@FACILITIES.on(ServiceItemRemoved)
def item_removed(row: FacilityRow, recorded: Recorded) -> FacilityRow:
    return Replace(row, items=tuple(i for i in row.items if i.item != recorded.event.item))


@FACILITIES.on(FacilityUseRecorded)
def used(row: FacilityRow, recorded: Recorded) -> FacilityRow:
    """The last count of a month and field stands."""
    fact = recorded.event
    told = Use(fact.month, str(fact.field), fact.visits)
    others = [u for u in row.uses if (u.month, u.field) != (told.month, told.field)]
    return Replace(row, uses=tuple(sorted((*others, told), key=lambda u: (u.month, u.field))))


def turned(row: FacilityRow, recorded: Recorded, status: str) -> FacilityRow:
    turn = Turn(recorded.event.on, status, recorded.position)
    return Replace(row, status=status, course=(*row.course, turn))


def _told(hours: Any) -> tuple[str, ...]:
    """As at the door: "1,2,3,4,5 08:30-17:30"."""
    return tuple(f"{','.join(map(str, h.weekdays))} {h.opens}-{h.closes}" for h in hours)
