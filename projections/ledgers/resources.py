"""Resources offered and used, demands posted and matched (SYS-14, R-12, R-40)."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label, local_date
from domain.resource import (
    BookingCancelled,
    DemandMatched,
    DemandPosted,
    DemandWithdrawn,
    ResourceBooked,
    ResourceOffered,
    ResourceUsed,
    ResourceWithdrawn,
)
from projections.models import Register, Row

Replace = msgspec.structs.replace


class Use(msgspec.Struct, frozen=True, array_like=True, gc=False):
    on: date
    minutes: int
    people: int
    position: int


class ResourceRow(Row, frozen=True, array_like=True, gc=False):
    """weekly_minutes: offered. minutes_opened: really open, of all uses. commitment: promised."""

    offer: UUID
    unit: UUID
    community: str
    kind: str
    title: str
    offered_on: date
    weekly_minutes: int
    commitment: UUID | None = None
    withdrawn_on: date | None = None
    bookings: int = 0
    minutes_opened: int = 0
    uses: tuple[Use, ...] = ()


L_RES: Final = Register(
    name="L-RES",
    title=Label("资源台账", "Resources", "資源台賬"),
    row=ResourceRow,
    filters=("unit", "community", "kind"),
    valid=("offered_on", "withdrawn_on"),
)


@L_RES.opens(ResourceOffered)
def offered(recorded: Recorded) -> ResourceRow:
    fact = recorded.event
    weekly = sum(_minute(each.closes) - _minute(each.opens) for each in fact.openings)
    return ResourceRow(
        recorded.stream,
        fact.unit,
        fact.community,
        fact.kind,
        fact.title,
        local_date(recorded.occurred_at),
        weekly,
        fact.commitment,
    )


def _minute(time: str) -> int:
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)


@L_RES.on(ResourceBooked)
def booked(row: ResourceRow, recorded: Recorded) -> ResourceRow:
    return Replace(row, bookings=row.bookings + 1)


@L_RES.on(BookingCancelled)
def cancelled(row: ResourceRow, recorded: Recorded) -> ResourceRow:
    return Replace(row, bookings=row.bookings - 1)


@L_RES.on(ResourceUsed)
def used(row: ResourceRow, recorded: Recorded) -> ResourceRow:
    fact = recorded.event
    use = Use(local_date(fact.start), fact.minutes, fact.people, recorded.position)
    return Replace(row, minutes_opened=row.minutes_opened + fact.minutes, uses=(*row.uses, use))


@L_RES.on(ResourceWithdrawn)
def withdrawn(row: ResourceRow, recorded: Recorded) -> ResourceRow:
    return Replace(row, withdrawn_on=local_date(recorded.occurred_at))


class DemandRow(Row, frozen=True, array_like=True, gc=False):
    demand: UUID
    community: str
    field: str
    requester: UUID | None
    posted_on: date
    wanted_by: date | None
    state: str
    matched_on: date | None = None
    offer: UUID | None = None
    project: UUID | None = None


L_DEMAND: Final = Register(
    name="L-DEMAND",
    title=Label("需求清单", "Demands"),
    row=DemandRow,
    filters=("community",),
    moving=("state",),
    valid=("posted_on",),
)


@L_DEMAND.opens(DemandPosted)
def posted(recorded: Recorded) -> DemandRow:
    fact = recorded.event
    day = local_date(recorded.occurred_at)
    who = fact.requester
    return DemandRow(recorded.stream, fact.community, fact.field, who, day, fact.wanted_by, "OPEN")


@L_DEMAND.on(DemandMatched)
def matched(row: DemandRow, recorded: Recorded) -> DemandRow:
    fact = recorded.event
    day = local_date(recorded.occurred_at)
    return Replace(row, state="MATCHED", matched_on=day, offer=fact.offer, project=fact.project)


@L_DEMAND.on(DemandWithdrawn)
def demand_withdrawn(row: DemandRow, recorded: Recorded) -> DemandRow:
    return Replace(row, state="WITHDRAWN")
