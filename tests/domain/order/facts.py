"""The order of EX-08: issued on 2 May, accepted by Li on the 3rd, for the morning of the 5th."""

from datetime import datetime
from typing import Any, Final

from domain.kernel import Event, end_of_day, local_date
from domain.order import (
    ORDER,
    AcceptorCheckedOut,
    Occasion,
    Order,
    OrderAccepted,
    OrderCompleted,
    OrderIssued,
    OrderPlaced,
    OrderRated,
    Origin,
    PlaceOrder,
    Served,
    ServiceStarted,
    Verdict,
)
from domain.roles import Role
from domain.vocabulary import ServiceField
from tests.domain.world import AUNT, CHEN, COMMUNITY, GRID_CODE, GW, LI, WORLD, actor
from tests.spec import Given, given, moment

START, UNTIL = moment("2022-05-05 09:00"), moment("2022-05-05 12:00")
BY: Final[dict[str, Any]] = {"ruleset": "2022.1", "calendar": {"2022": 1}}


def midnight(day: str) -> datetime:
    """24:00 of a day."""
    return end_of_day(local_date(moment(f"{day} 12:00")))


PLACE = PlaceOrder(
    origin=Origin.RESIDENT, occasion=Occasion.SMALL, field=ServiceField.ELDER_DISABILITY_HELP,
    need="合成：换灯泡", contact="合成电话", community=COMMUNITY, grid=GRID_CODE, requester=AUNT,
    wanted_from=START, wanted_until=UNTIL, contact_consent=True,
)  # fmt: skip
PLACED = OrderPlaced(
    **{k: v for k, v in dict(PLACE).items() if k not in ("commercial", "contact_consent")},
    placed_at=moment("2022-05-02 09:00"), issue_due_at=midnight("2022-05-05"), **BY,
)  # fmt: skip
ISSUED = OrderIssued(
    branch=GRID_CODE, service_from=START, service_until=UNTIL, late=False,
    due_at=midnight("2022-05-05"), open_since=moment("2022-05-02 12:00"), accept_due_at=UNTIL,
    **BY,
)  # fmt: skip
LI_ACCEPTED, CHEN_ACCEPTED = OrderAccepted(member=LI), OrderAccepted(member=CHEN)
LI_STARTED = ServiceStarted(member=LI, arrived_at=START)
LI_DONE = AcceptorCheckedOut(
    member=LI, left_at=moment("2022-05-05 10:30"), minutes=90,
    recorded_on=local_date(START),
)  # fmt: skip
# Five working days: Saturday, 7 May is one of them.
COMPLETED = OrderCompleted(requester=AUNT, callback_from=midnight("2022-05-11"), **BY)
LI_SERVED = Served(
    member=LI, arrived_at=START, left_at=LI_DONE.left_at, recorded_on=LI_DONE.recorded_on
)
RATED = OrderRated(
    requester=AUNT, verdict=Verdict.SERVED_SATISFIED, stars=5, rater=AUNT, served=(LI_SERVED,),
    close_from=moment("2022-05-05 14:00"), **BY,
)  # fmt: skip
UNSERVED = OrderRated(
    requester=AUNT, verdict=Verdict.NOT_SERVED, rater=AUNT, close_from=midnight("2022-05-11"), **BY
)

TO_ISSUED: tuple[Event[Order], ...] = (PLACED, ISSUED)
TO_ACCEPTED = (*TO_ISSUED, LI_ACCEPTED)
TO_STARTED = (*TO_ACCEPTED, LI_STARTED)
TO_SERVED = (*TO_STARTED, LI_DONE)
TO_COMPLETED = (*TO_SERVED, COMPLETED)
TO_RATED = (*TO_COMPLETED, RATED)

AS_LI, AS_CHEN = actor(Role.MEM, LI, "self"), actor(Role.MEM, CHEN, "self")
AS_AUNT = actor(Role.RES, AUNT, "self")
GRID_WORKER = actor(Role.GW, GW)


def order(*facts: Event[Order]) -> Given[Order]:
    """An order with this past, in the world of the tests."""
    return given(ORDER, *facts).looking(WORLD)
