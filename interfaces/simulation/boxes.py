"""The opinion boxes: opened every week by two, and every letter becomes a case or is set aside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.case import Channel
from domain.channel import AsideReason, OpenBox, ReconcileBox, SetAsideLetter
from domain.roles import Role
from interfaces.simulation.case_deck import Card, Fate
from interfaces.simulation.clock import at
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan
from interfaces.simulation.schedule import Begun, Course, approved, does

A_WEEK: Final = timedelta(days=7)
FIRST: Final = date(YEAR, 1, 6)  # a Thursday
OPENS_AT: Final = (10, 0)
SIGNS: Final = timedelta(minutes=2)  # after which the witness has signed
READS: Final = timedelta(minutes=6)  # one letter
ASIDE: Final = 0.2  # of the openings bring something that is no matter
NOT_YET: Final = UUID(int=0)
BEFORE: Final = timedelta(minutes=10)  # a letter for which the box is opened apart


@dataclass(slots=True, eq=False)
class BoxDay:
    """One opening of a community's box, and the cases to come of its letters."""

    community: CommunityPlan
    at: datetime
    letters: list[Card] = field(default_factory=list)
    id: UUID = NOT_YET


class Boxes:
    """All openings of the year. Which letter lay in which box on which day, by its card."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self.of = plan, dict[int, BoxDay]()
        self._weekly = {c.code: [BoxDay(c, day) for day in _weeks()] for c in plan.communities}
        self._apart: list[BoxDay] = []

    def find(self, cards: Sequence[Card], moments: dict[int, datetime]) -> None:
        """Letters are read when the box is opened: on the next such day of their month."""
        for card in cards:
            if card.channel is not Channel.BOX or card.fate is Fate.UNFED:
                continue
            written, days = moments[card.number], self._weekly[card.community.code]
            months = [day for day in days if day.at.month == card.month]
            later = [day for day in months if day.at >= written]
            self._put(card, (later or months[-1:])[0], moments)

    def fetch(self, cards: Sequence[Card], moments: dict[int, datetime]) -> None:
        """What must be known at its moment is fetched from the box just before."""
        for card in cards:
            if card.channel is Channel.BOX and card.fate is not Fate.UNFED:
                day = BoxDay(card.community, moments[card.number] - BEFORE)
                self._apart.append(day)
                self._put(card, day, moments)

    def _put(self, card: Card, day: BoxDay, moments: dict[int, datetime]) -> None:
        day.letters.append(card)
        moments[card.number] = day.at + BEFORE + READS * (len(day.letters) - 1)
        self.of[card.number] = day

    def courses(self) -> Iterator[Begun]:
        weekly = (day for days in self._weekly.values() for day in days)
        for day in (*weekly, *self._apart):
            name = f"box/{day.community.code}/{day.at.isoformat()}"
            yield Begun(name, day.at, _opened(self._plan, day, name))


def _weeks() -> Iterator[datetime]:
    day = FIRST
    while day.year == YEAR:
        yield at(day, *OPENS_AT)
        day += A_WEEK


def _opened(plan: Plan, day: BoxDay, name: str) -> Course:
    luck, community = plan.dice(name), day.community
    aside, worker = int(luck.hits(ASIDE)), community.cw(luck)
    witness = community.supervisor(luck)
    assert witness.person is not None and witness.role is Role.RES  # noqa: S101, PT018
    command = OpenBox(
        community=community.code, witness=witness.person, count=len(day.letters) + aside
    )
    receipt = yield from approved(does(day.at, worker, command), witness, SIGNS)
    day.id, now = receipt.stream, day.at + BEFORE + READS * (len(day.letters) + 1)
    for _ in range(aside):
        reason = luck.choice((AsideReason.EMPTY, AsideReason.ADVERTISING))
        yield does(now, worker, SetAsideLetter(reason=reason), day.id)
    sign = does(now + READS, worker, ReconcileBox(), day.id)
    yield from approved(sign, witness, SIGNS)
