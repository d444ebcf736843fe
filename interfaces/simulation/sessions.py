"""When everybody serves: the sessions of the year, drawn so that each person's count comes out.

A session is either recorded by itself (services.py) or given within an order, which takes it over
(order_deck.py).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import log
from typing import Final

from domain.vocabulary import ServiceField
from interfaces.simulation.clock import Dice, at
from interfaces.simulation.county import ORDER_FIELDS, SERVICES_BY_MONTH
from interfaces.simulation.people import Somebody
from interfaces.simulation.plan import YEAR, Member, Plan

QUARTERS: Final = (1, 2, 3, 4)
REQUIRED: Final = 4
TWO_MISSED: Final = 0.25  # of those who miss a quarter
MEDIAN_MINUTES, SPREAD, COUNTED_MINUTES, LONGEST = 95, 0.5, 30, 420
SHORT_SHARE, EXTRA_SHARE = 0.03, 0.02
RUSH_FROM: Final = 22  # of December: three times the rate of the days before (HANDBOOK 5.4)
RUSH: Final = 2.5  # of all but those who leave their fourth service for these days; 3 with them
AT_THE_LAST: Final = 0.3  # of those who do no more than they must
WEEKEND: Final = 2.0
TRIES: Final = 60
MORNING, AFTERNOON = (8 * 60, 10 * 60), (14 * 60, 17 * 60)  # starts, in minutes of the day


class Kind(StrEnum):
    COUNTED = "COUNTED"
    SHORT = "SHORT"
    EXTRA = "EXTRA"  # a second one on the same day
    REJECTED = "REJECTED"
    REVOKED = "REVOKED"
    OTHER = "OTHER"  # of a volunteer who is no member


@dataclass(slots=True, eq=False)
class Session:
    """late: recorded too long after it. ordered: it is given within an order."""

    who: Somebody
    community: str
    on: date
    start: datetime
    minutes: int
    field: ServiceField
    kind: Kind = Kind.COUNTED
    member: Member | None = None
    late: bool = False
    ordered: bool = False
    defect: str | None = None  # its name in the key

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    @property
    def quarter(self) -> int:
        return (self.on.month + 2) // 3


@dataclass(slots=True)
class Diary:
    """The days on which one member serves: never two counted sessions on one."""

    member: Member
    days: set[date] = field(default_factory=set)

    def free(self, day: date) -> bool:
        member = self.member
        there = member.since < day and (member.left_on is None or day <= member.left_on)
        return there and day not in self.days


def sessions_of(plan: Plan) -> list[Session]:
    """Of members: what counts, and beside it what is short, extra, rejected or revoked later."""
    luck = plan.dice("sessions")
    found: list[Session] = []
    for member in plan.members:
        diary = Diary(member)
        for quarter in _quarters(member, luck):
            late = quarter == 4 and _waits(member) and luck.hits(AT_THE_LAST)
            day = _day(diary, quarter, luck, late=late)
            if day is not None:
                found.append(_session(member, day, luck))
    bases = luck.sample(found, len(found))
    for kind, count in (
        (Kind.SHORT, round(SHORT_SHARE * len(bases))),
        (Kind.EXTRA, round(EXTRA_SHARE * len(bases))),
        (Kind.REJECTED, plan.profile.sum("rejected")),
        (Kind.REVOKED, plan.profile.sum("revoked")),
    ):
        found.extend(_beside(bases.pop(), kind, luck) for _ in range(min(count, len(bases))))
    return found


def others_of(plan: Plan) -> Iterator[Session]:
    """Of volunteers who are no members."""
    luck = plan.dice("volunteers")
    for community in plan.communities:
        for number in range(community.volumes.sessions):
            who = community.volunteers[number % len(community.volunteers)]
            month = luck.weighted(range(1, 13), SERVICES_BY_MONTH)
            # Each of his sessions in a tenth of the month of its own: no two can meet.
            turn = number // len(community.volunteers) % 10
            first = 1 + turn * monthrange(YEAR, month)[1] // 10
            day = date(YEAR, month, min(first + luck.randint(0, 1), monthrange(YEAR, month)[1]))
            yield _made(who, community.code, day, MORNING, luck, Kind.OTHER)


def _quarters(member: Member, luck: Dice) -> list[int]:
    """For each counted session its quarter: one in each, unless he is to miss some."""
    able = [q for q in QUARTERS if _serves_in(member, q)]
    if member.misses:
        gone = 2 if luck.hits(TWO_MISSED) and len(able) > 2 else 1
        able = sorted(luck.sample(able, len(able) - gone))
    weights = [sum(SERVICES_BY_MONTH[3 * q - 3 : 3 * q]) for q in able]
    if member.counted >= REQUIRED and not member.misses:
        return able + luck.choices(able, weights, k=max(0, member.counted - len(able)))
    return luck.choices(able, weights, k=member.counted)


def _serves_in(member: Member, quarter: int) -> bool:
    first, last = date(YEAR, 3 * quarter - 2, 1), date(YEAR, 3 * quarter, 28)
    left = member.left_on or date.max
    return member.since + timedelta(days=10) < last and left > first + timedelta(days=20)


def _waits(member: Member) -> bool:
    """One a quarter and no more: the last one may be left until the year is nearly over."""
    return member.counted == REQUIRED and not member.misses


def _day(diary: Diary, quarter: int, luck: Dice, *, late: bool) -> date | None:
    months = range(3 * quarter - 2, 3 * quarter + 1)
    weights = SERVICES_BY_MONTH[3 * quarter - 3 : 3 * quarter]
    for _ in range(TRIES):
        if late:
            day = luck.day_in(date(YEAR, 12, RUSH_FROM), date(YEAR, 12, 31))
        else:
            day = _day_of(luck.weighted(months, weights), luck)
        if diary.free(day):
            diary.days.add(day)
            return day
    return None


def _day_of(month: int, luck: Dice) -> date:
    days = range(1, monthrange(YEAR, month)[1] + 1)
    return date(YEAR, month, luck.weighted(days, [_rate(month, day) for day in days]))


def _rate(month: int, day: int) -> float:
    if month == 12:
        return RUSH if day >= RUSH_FROM else 1.0
    return WEEKEND if date(YEAR, month, day).weekday() >= 5 else 1.0


def _session(member: Member, day: date, luck: Dice) -> Session:
    session = _made(member.who, member.community, day, MORNING, luck, Kind.COUNTED)
    session.member = member
    return session


def _made(
    who: Somebody, community: str, day: date, hours: tuple[int, int], luck: Dice, kind: Kind
) -> Session:
    minutes = round(luck.lognormvariate(log(MEDIAN_MINUTES), SPREAD))
    start = at(day) + timedelta(minutes=luck.randint(*hours))
    fields = luck.choices(list(ORDER_FIELDS), list(ORDER_FIELDS.values()))
    length = max(COUNTED_MINUTES, min(minutes, 200 if hours is MORNING else LONGEST))
    return Session(who, community, day, start, length, fields[0], kind)


def _beside(base: Session, kind: Kind, luck: Dice) -> Session:
    """On the afternoon of a day on which the person serves already: no other count changes."""
    session = _made(base.who, base.community, base.on, AFTERNOON, luck, kind)
    session.member = base.member
    if kind is Kind.SHORT:
        session.minutes = luck.randint(10, COUNTED_MINUTES - 1)
    return session
