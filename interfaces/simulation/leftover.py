"""Orders that nobody took: P-03 makes a case of each, and the community sees to it (R-07)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from domain.case import CaseKind, Category, Channel, Urgency
from domain.kernel import derived_id
from domain.order import Origin
from interfaces.simulation.case_deck import Card, Sender
from interfaces.simulation.cases import see_to
from interfaces.simulation.casework import Casework
from interfaces.simulation.clock import at_the_office
from interfaces.simulation.order_deck import End, Slip
from interfaces.simulation.plan import Plan
from interfaces.simulation.schedule import Begun, Course

NUMBERED_FROM: Final = 1_000_000  # apart from the cases that people report
A_DAY_LATER: Final = timedelta(days=1)  # the time of service is over by then


def courses(plan: Plan, slips: list[Slip]) -> Iterator[Begun]:
    for slip in slips:
        if slip.end is End.EXPIRED:
            moment = at_the_office(slip.start + A_DAY_LATER)
            yield Begun(f"leftover/{slip.number}", moment, _course(plan, slip, moment))


def _course(plan: Plan, slip: Slip, moment: datetime) -> Course:
    asked = slip.origin in (Origin.RESIDENT, Origin.WISH_TREE)
    card = Card(
        NUMBERED_FROM + slip.number,
        Category.CARE,
        moment.month,
        Channel.ORDER,
        slip.community,
        Sender.NAMED if asked else Sender.STAFF,
        Urgency.ORDINARY,
        CaseKind.HELP,
        id=derived_id("case", Channel.ORDER, str(slip.id)),
    )
    yield from see_to(Casework(plan, card, moment, None))
