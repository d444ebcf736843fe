"""Every service order of the year as a slip: field, origin, end, day, and who accepts it."""

from dataclasses import dataclass, field as fresh
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import cycle
from typing import Final
from uuid import UUID

from domain.order import Occasion, Origin
from domain.vocabulary import ServiceField
from interfaces.simulation.case_deck import Card, Fate
from interfaces.simulation.clock import Dice, at
from interfaces.simulation.county import ORDER_ENDS, ORDER_FIELDS, scaled
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan
from interfaces.simulation.sessions import Session

# Who accepts an order for a day has been registered and confirmed by then, over any holiday.
AHEAD: Final = timedelta(days=18)
SEATS: Final = {1: 50, 2: 32, 3: 14, 4: 4}  # mean 1.7
OCCASIONS: Final = {Occasion.SMALL: 60, Occasion.REAL: 30, Occasion.URGENT: 10}
OF_THE_BRANCH, OF_AN_AGREEMENT = 0.16, 0.04
SERVED_MINUTES: Final = 40  # longer than what counts, for whoever checks in waits his turn
BRANCH_DEFECTS, MADE_UP_HOURS = 3, (9, 12, 15)
FIRST_DAY, LAST_DAY = date(YEAR, 1, 17), date(YEAR, 12, 31)


class End(StrEnum):
    CLOSED = "CLOSED"
    CANCELLED_BEFORE_ACCEPT = "CANCELLED_BEFORE_ACCEPT"
    CANCELLED_AFTER_ACCEPT = "CANCELLED_AFTER_ACCEPT"
    EXPIRED = "EXPIRED"
    DECLINED = "DECLINED"


@dataclass(slots=True, eq=False)
class Slip:
    """One order to come. sessions: those of members that are given within it.

    made_up: placed and completed by the same branch on 31 December (HANDBOOK 5.5).
    """

    number: int
    community: CommunityPlan
    field: ServiceField
    end: End
    occasion: Occasion
    seats: int
    origin: Origin = Origin.RESIDENT
    start: datetime = at(FIRST_DAY)  # noqa: RUF009 - a value
    sessions: list[Session] = fresh(default_factory=list)
    card: Card | None = None
    made_up: bool = False
    id: UUID | None = None  # once it is placed


class Pool:
    """Sessions of members that an order may still take over, by community and quarter."""

    def __init__(self, sessions: list[Session], luck: Dice) -> None:
        self._luck = luck
        self._days: dict[int, set[date]] = {}
        self._by_place: dict[tuple[str, int], list[Session]] = {}
        for session in sessions:
            self._days.setdefault(id(session.who), set()).add(session.on)
        beside = {(id(s.who), s.on) for s in sessions if s.kind != "COUNTED"}
        for session in sessions:
            if (id(session.who), session.on) not in beside and _may_accept(session, session.on):
                self._by_place.setdefault((session.community, session.quarter), []).append(session)
        for place in self._by_place.values():
            luck.shuffle(place)

    def anchor(self, community: str, fits: date | None = None) -> Session | None:
        """One that keeps its day, which becomes the order's; fits: within the month before it."""
        quarters = list(range(1, 5))
        self._luck.shuffle(quarters)
        for quarter in quarters:
            place = self._by_place.get((community, quarter), [])
            for n in reversed(range(len(place))):
                before = place[n].on - timedelta(days=6)
                if fits is None or (before.year, before.month) == (fits.year, fits.month):
                    return place.pop(n)
        return None

    def another(self, community: str, day: date, but: list[Session]) -> Session | None:
        """One of somebody else in the same quarter, moved to this day."""
        place = self._by_place.get((community, (day.month + 2) // 3), [])
        for n in reversed(range(len(place))):
            session = place[n]
            taken = any(session.who is other.who for other in but)
            if not taken and day not in self._days[id(session.who)] and _may_accept(session, day):
                self._days[id(session.who)].remove(session.on)
                self._days[id(session.who)].add(day)
                session.start += timedelta(days=(day - session.on).days)
                session.on = day
                return place.pop(n)
        return None


def _may_accept(session: Session, day: date) -> bool:
    member = session.member
    if member is None or session.kind != "COUNTED" or member.registered_on is None:
        return False
    serving = member.since + AHEAD <= day and (member.left_on is None or day < member.left_on)
    registered = member.registered_on + AHEAD <= day and member.withdrawn_on is None
    return serving and registered and day >= FIRST_DAY


def slips_of(plan: Plan, cards: list[Card], sessions: list[Session]) -> list[Slip]:
    luck = plan.dice("orders")
    slips = _slips(plan, luck)
    _from_cases(slips, cards, luck)
    pool, hours = Pool(sessions, luck), cycle(MADE_UP_HOURS)
    for slip in sorted(slips, key=lambda slip: slip.card is None):  # stable: cases first
        if slip.end is End.CLOSED and not slip.made_up:
            _staff(slip, pool, luck)
        elif slip.made_up:
            slip.start = at(LAST_DAY, next(hours), luck.randint(0, 59))
        else:
            slip.start = at(luck.day_in(FIRST_DAY, LAST_DAY), luck.randint(9, 16))
    return slips


def _slips(plan: Plan, luck: Dice) -> list[Slip]:
    count = plan.profile.sum("orders")
    fields = [f for f, n in scaled(ORDER_FIELDS, count).items() for _ in range(n)]
    ends = [End(end) for end, n in scaled(ORDER_ENDS, count).items() for _ in range(n)]
    communities = [c for c in plan.communities for _ in range(c.volumes.orders)]
    luck.shuffle(ends)
    luck.shuffle(communities)
    dealt = zip(fields, ends, communities, strict=True)
    slips = [
        Slip(number, community, kind, end, luck.drawn(OCCASIONS), luck.drawn(SEATS))
        for number, (kind, end, community) in enumerate(dealt)
    ]
    for slip in slips:
        slip.origin = _origin(slip, luck)
    if plan.profile.defects:
        able = [s for s in slips if s.end is End.CLOSED and s.origin is not Origin.WISH_TREE]
        for slip in able[-BRANCH_DEFECTS:]:
            slip.made_up, slip.origin = True, Origin.BRANCH
            slip.occasion, slip.seats = Occasion.SMALL, 1
    return slips


def _origin(slip: Slip, luck: Dice) -> Origin:
    if slip.field is ServiceField.WISH:
        return Origin.WISH_TREE
    chance = luck.random()
    if chance < OF_THE_BRANCH:
        return Origin.BRANCH
    if chance < OF_THE_BRANCH + OF_AN_AGREEMENT and slip.end is End.CLOSED:
        return Origin.AGREEMENT
    return Origin.RESIDENT


def _from_cases(slips: list[Slip], cards: list[Card], luck: Dice) -> None:
    """Each converted case becomes one of the residents' orders of its community."""
    for card in cards:
        if card.fate is not Fate.CONVERTED:
            continue
        able = [
            s
            for s in slips
            if s.community is card.community
            and s.origin is Origin.RESIDENT
            and s.end is End.CLOSED
            and s.card is None
        ]
        if not able:
            card.fate = Fate.COMMUNITY
            continue
        slip = luck.choice(able)
        slip.card, slip.origin = card, Origin.CASE
        slip.occasion, slip.seats = Occasion.SMALL, 1


def _staff(slip: Slip, pool: Pool, luck: Dice) -> None:
    """Takes sessions over; without any, a Party member of the community accepts (AM-24)."""
    code = slip.community.code
    fits = None if slip.card is None else date(YEAR, slip.card.month, 1)
    anchor = pool.anchor(code, fits)
    if anchor is None:
        month = slip.card.month if slip.card else luck.randint(2, 12)
        slip.start = at(date(YEAR, month, luck.randint(20, 27)), luck.randint(9, 11))
        return
    slip.sessions.append(anchor)
    for _ in range(slip.seats - 1):
        if (another := pool.another(code, anchor.on, slip.sessions)) is not None:
            slip.sessions.append(another)
    slip.start = min(session.start for session in slip.sessions)
    for session in slip.sessions:
        session.ordered, session.field = True, slip.field
        session.start = slip.start + timedelta(minutes=luck.randint(0, 20))
        session.minutes = max(session.minutes, SERVED_MINUTES)
