"""L-ORDER 服务订单台账: one row an order, with who accepted it and what came of it (SYS-12)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label, end_of_day, local_date
from domain.order import (
    AcceptorCheckedOut,
    AcceptorExcused,
    AcceptorNoShowRecorded,
    CancelStage,
    OrderAbandoned,
    OrderAccepted,
    OrderAmended,
    OrderCancelled,
    OrderClosed,
    OrderCompleted,
    OrderDeclined,
    OrderExpired,
    OrderIssued,
    OrderPlaced,
    OrderRated,
    OrderReissued,
    OrderReleased,
    OrderReopened,
    OrdersMerged,
    ServiceStarted,
    WishDeclined,
    WishVerified,
)
from projections.models import Register, Row

Replace = msgspec.structs.replace


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One member's part in an order. accepted, position: of what began and what last changed it.

    failed_on: the day here on which he gave it back too late, or that he had promised to come.
    """

    member: UUID
    accepted_at: datetime
    state: str  # ACCEPTED, ON_SITE, SERVED, RELEASED, ABANDONED, NO_SHOW, EXCUSED
    round: int
    accepted: int
    position: int
    failed_on: date | None = None


class OrderRow(Row, frozen=True, array_like=True, gc=False):
    order: UUID
    order_no: str
    origin: str
    field: str
    occasion: str
    community: str
    grid: str | None
    state: str
    placed_at: datetime
    placed_on: date
    branch: str | None = None
    unit: UUID | None = None  # whose branch issued it
    issued_at: datetime | None = None
    issued_late: bool = False
    due_at: datetime | None = None
    service_until: datetime | None = None
    accepted_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    rated_at: datetime | None = None
    closed_at: datetime | None = None
    parts: tuple[Part, ...] = ()
    fault: str | None = None
    verdict: str | None = None
    stars: int | None = None
    rated: int | None = None  # position of the rating
    completed: int | None = None  # position of the completion
    issued: int | None = None  # position of the issue
    round: int = 1
    wish_verified: bool = False


L_ORDER: Final = Register(
    name="L-ORDER",
    title=Label("服务订单台账", "Service orders", "服務訂單台賬"),
    row=OrderRow,
    filters=("community", "origin", "field"),
    moving=("state",),
    valid=("placed_on",),
)


@L_ORDER.opens(OrderPlaced)
def placed(recorded: Recorded) -> OrderRow:
    fact = recorded.event
    on = local_date(fact.placed_at)
    return OrderRow(
        order=recorded.stream,
        order_no=f"{fact.community}-{on.year}-D{recorded.position:06d}",
        origin=fact.origin,
        field=fact.field,
        occasion=fact.occasion,
        community=fact.community,
        grid=fact.grid,
        state="PLACED",
        placed_at=fact.placed_at,
        placed_on=on,
        unit=fact.unit,
    )


@L_ORDER.on(OrderAmended)
def amended(row: OrderRow, recorded: Recorded) -> OrderRow:
    fact = recorded.event
    return Replace(
        row,
        occasion=fact.occasion or row.occasion,
        field=fact.field or row.field,
        grid=fact.grid or row.grid,
    )


@L_ORDER.on(OrdersMerged)
def merged(row: OrderRow, recorded: Recorded) -> OrderRow:
    return Replace(row, state="MERGED")


@L_ORDER.on(WishVerified)
def wish_verified(row: OrderRow, recorded: Recorded) -> OrderRow:
    return Replace(row, wish_verified=True)


@L_ORDER.on(OrderDeclined, WishDeclined)
def declined(row: OrderRow, recorded: Recorded) -> OrderRow:
    return Replace(row, state="DECLINED")


@L_ORDER.on(OrderIssued)
def issued(row: OrderRow, recorded: Recorded) -> OrderRow:
    fact = recorded.event
    return Replace(
        row,
        state="ISSUED",
        branch=fact.branch,
        unit=fact.unit or row.unit,
        issued_at=recorded.occurred_at,
        issued_late=fact.late,
        due_at=fact.due_at,
        service_until=fact.service_until,
        issued=recorded.position,
    )


@L_ORDER.on(OrderReissued)
def reissued(row: OrderRow, recorded: Recorded) -> OrderRow:
    until = recorded.event.service_until
    return Replace(row, state="ISSUED", due_at=_due(row, recorded), service_until=until)


@L_ORDER.on(OrderReopened)
def reopened(row: OrderRow, recorded: Recorded) -> OrderRow:
    return Replace(
        row,
        state="ISSUED",
        completed_at=None,
        completed=None,
        rated_at=None,
        verdict=None,
        stars=None,
        rated=None,
        round=row.round + 1,
        due_at=_due(row, recorded),
        service_until=recorded.event.service_until,
    )


def _due(row: OrderRow, recorded: Recorded) -> datetime:
    """Whoever takes it next has until the end of the new day (EX-08 c)."""
    due = end_of_day(local_date(recorded.event.service_until))
    return due if row.due_at is None else max(row.due_at, due)


@L_ORDER.on(OrderExpired)
def expired(row: OrderRow, recorded: Recorded) -> OrderRow:
    return Replace(row, state="EXPIRED")


@L_ORDER.on(OrderAccepted)
def accepted(row: OrderRow, recorded: Recorded) -> OrderRow:
    at = recorded.occurred_at
    position = recorded.position
    part = Part(recorded.event.member, at, "ACCEPTED", row.round, position, position)
    state = row.state if row.state == "IN_SERVICE" else "ACCEPTED"
    return Replace(row, state=state, parts=(*row.parts, part), accepted_at=row.accepted_at or at)


def _part(row: OrderRow, recorded: Recorded, state: str, failed_on: date | None = None) -> OrderRow:
    """The member's last part in a new state: what he did before he took it again stays (EX-08)."""
    member = recorded.event.member
    last = max(place for place, part in enumerate(row.parts) if part.member == member)
    part = Replace(row.parts[last], state=state, position=recorded.position, failed_on=failed_on)
    return Replace(row, parts=(*row.parts[:last], part, *row.parts[last + 1 :]))


@L_ORDER.on(OrderReleased)
def released(row: OrderRow, recorded: Recorded) -> OrderRow:
    return _part(row, recorded, "RELEASED")


@L_ORDER.on(OrderAbandoned)
def abandoned(row: OrderRow, recorded: Recorded) -> OrderRow:
    return _part(row, recorded, "ABANDONED", local_date(recorded.occurred_at))


@L_ORDER.on(AcceptorNoShowRecorded)
def no_show(row: OrderRow, recorded: Recorded) -> OrderRow:
    promised = row.service_until or recorded.occurred_at
    return _part(row, recorded, "NO_SHOW", local_date(promised))


@L_ORDER.on(AcceptorExcused)
def excused(row: OrderRow, recorded: Recorded) -> OrderRow:
    return _part(row, recorded, "EXCUSED")


@L_ORDER.on(ServiceStarted)
def started(row: OrderRow, recorded: Recorded) -> OrderRow:
    arrived = row.started_at or recorded.event.arrived_at
    return Replace(_part(row, recorded, "ON_SITE"), state="IN_SERVICE", started_at=arrived)


@L_ORDER.on(AcceptorCheckedOut)
def checked_out(row: OrderRow, recorded: Recorded) -> OrderRow:
    return _part(row, recorded, "SERVED")


@L_ORDER.on(OrderCompleted)
def completed(row: OrderRow, recorded: Recorded) -> OrderRow:
    at, position = recorded.occurred_at, recorded.position
    return Replace(row, state="COMPLETED", completed_at=at, completed=position)


@L_ORDER.on(OrderRated)
def rated(row: OrderRow, recorded: Recorded) -> OrderRow:
    fact = recorded.event
    return Replace(
        row,
        state="RATED",
        rated_at=recorded.occurred_at,
        verdict=fact.verdict,
        stars=fact.stars,
        rated=recorded.position,
    )


@L_ORDER.on(OrderClosed)
def closed(row: OrderRow, recorded: Recorded) -> OrderRow:
    return Replace(row, state="CLOSED", closed_at=recorded.occurred_at)


@L_ORDER.on(OrderCancelled)
def cancelled(row: OrderRow, recorded: Recorded) -> OrderRow:
    before = recorded.event.stage == CancelStage.BEFORE_ACCEPT
    state = "CANCELLED_BEFORE_ACCEPT" if before else "CANCELLED_AFTER_ACCEPT"
    return Replace(row, state=state, fault=recorded.event.fault)
