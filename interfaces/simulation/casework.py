"""What everybody who works on one case of the year shares: its card, its people, its clock."""

from datetime import datetime, timedelta
from typing import Any

from domain.calendar import Limit
from domain.kernel import Actor, Command
from domain.ruleset import LimitName, ruleset_2022
from interfaces.simulation.case_deck import Card, Sender
from interfaces.simulation.clock import WORKDAYS
from interfaces.simulation.order_deck import Slip
from interfaces.simulation.plan import Plan
from interfaces.simulation.schedule import Asking, does
from interfaces.simulation.settling import DEPARTMENTS
from interfaces.simulation.texts import MATTERS


class Casework:
    """now: when the last thing happened; every step moves it on. due: by when it is to be handled.

    slip: of the order that settles it, if one does.
    """

    def __init__(self, plan: Plan, card: Card, at: datetime, slip: Slip | None) -> None:
        self.plan, self.card, self.now, self.slip = plan, card, at, slip
        self.community, self.luck = card.community, plan.dice(f"case/{card.number}")
        self.grid = card.grid or self.luck.choice(self.community.grids)
        named = card.sender is Sender.NAMED
        self.reporter = self.community.resident(self.luck, self.grid) if named else None
        self.matter = self.luck.choice(MATTERS[card.category])
        self.address = f"{self.luck.randint(1, 30)}号楼{self.luck.randint(1, 6)}单元"
        if card.grid is not None:  # the same hazard again
            self.matter, self.address = MATTERS[card.category][0], "1号楼1单元"
        self.cw = self.community.cw(self.luck)
        self.due = self.now

    def do(self, actor: Actor, command: Command[Any], after: timedelta) -> Asking:
        self.now += after
        return (yield does(self.now, actor, command, self.card.id))

    def department(self) -> str:
        return next(c for c, (_, duties) in DEPARTMENTS.items() if self.card.category in duties)

    def restart(self) -> None:
        """Its time limit begins now."""
        limit = ruleset_2022().limits[LimitName(f"CASE_{self.card.urgency}_HANDLED")]
        self.due = WORKDAYS.deadline(self.now, Limit(amount=limit.amount, unit=limit.unit))
