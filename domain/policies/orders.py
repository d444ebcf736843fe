"""What orders make follow: services, cases, the ends of conversions (P-01, P-03, P-04).

P-02 is no policy here but a permission: SubmitService, outcome ATTENDED_NOT_COMPLETED.
"""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from domain.case import (
    CASE,
    CaseConvertedToOrder,
    CaseKind,
    Channel,
    FinishConversion,
    ReportCase,
    case_ref,
)
from domain.grid import grid_ref
from domain.order import (
    ORDER,
    Order,
    OrderCancelled,
    OrderClosed,
    OrderDeclined,
    OrderExpired,
    OrderRated,
    Origin,
    PlaceOrder,
    Served,
    Verdict,
    order_ref,
)
from domain.policies.shapes import Issue, Look, Policy, Trigger
from domain.volunteer import (
    VOLUNTEER,
    ConfirmService,
    ServiceObject,
    Source,
    SubmitService,
    volunteer_ref,
)

# P-01: a rated order becomes a volunteer record of everybody who served on it (AM-25)


def enter_services(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """Submits and confirms; a late entry is refused here and waits for the secretary (AM-11)."""
    rated = trigger.event
    if rated.verdict == Verdict.NOT_SERVED:
        return
    order = look(order_ref(trigger.stream))
    for served in rated.served:
        submit = _service(trigger.stream, order, served)
        book = volunteer_ref(served.member, submit.service_on.year)
        yield Issue(VOLUNTEER, book.id, submit)
        yield Issue(VOLUNTEER, book.id, ConfirmService(entry=submit.entry))


def _service(id: UUID, order: Order, served: Served) -> SubmitService:
    return SubmitService(
        person=served.member,
        community=order.community,
        start=served.arrived_at,
        end=served.left_at,
        field=order.field,
        source=Source.ORDER,
        title="服务单服务",
        content="服务内容见服务单。",
        object_category=ServiceObject.RESIDENT if order.requester else ServiceObject.PUBLIC,
        order=id,
        organiser_body=order.community,
        organiser_unit=order.unit,
    )


# P-03: an order nobody took goes to the community as a case


def report_expired(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """An order made of a case goes back to that one instead: P-04."""
    order = look(order_ref(trigger.stream))
    if order.origin is Origin.CASE:
        return
    report = ReportCase(
        channel=Channel.ORDER,
        channel_ref=str(trigger.stream),
        kind=CaseKind.HELP,
        community=order.community,
        grid=_still_at_work(order.grid, look),
        reporter=order.requester,
        order=trigger.stream,
    )
    yield Issue(CASE, None, report)


def _still_at_work(grid: str | None, look: Look) -> str | None:
    """None for one that was merged, split or abolished since: what is open keeps its grid, but
    nothing new comes to it, and without a place it is the community's to look into (R-07)."""
    return grid if grid is not None and look(grid_ref(grid)).is_active else None


# P-04: a case becomes an order, and the order's end is the case's


def place_for_case(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """What it is about stays in the case; a confidential reporter stays unnamed."""
    case = look(case_ref(trigger.stream))
    asker = None if case.confidential else case.reporter
    place = PlaceOrder(
        origin=Origin.CASE,
        occasion=trigger.event.occasion,
        field=trigger.event.field,
        people_needed=trigger.event.people_needed,
        need="由事件转来，内容见原事件。",
        community=case.community,
        grid=_still_at_work(case.grid, look),
        requester=asker,
        requester_body=case.community if asker is None else None,
        case=trigger.stream,
    )
    yield Issue(ORDER, trigger.event.order, place)


def finish_conversions(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """Ends the conversion of every case in the order, those of orders merged into it too."""
    for id in look(order_ref(trigger.stream)).cases:
        if look(case_ref(id)).order is not None:
            yield Issue(CASE, id, FinishConversion(order=trigger.stream))


OF_ORDERS: Final = (
    Policy("P-01", OrderRated, enter_services),
    Policy("P-03", OrderExpired, report_expired),
    Policy("P-04", CaseConvertedToOrder, place_for_case),
    Policy("P-04", OrderClosed, finish_conversions),
    Policy("P-04", OrderDeclined, finish_conversions),
    Policy("P-04", OrderExpired, finish_conversions),
    Policy("P-04", OrderCancelled, finish_conversions),
)
