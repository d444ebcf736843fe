"""Time and chance of a simulated year: both driven, so that a seed repeats every byte."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import exp
from random import Random
from typing import Final, TypeVar

from application.vault import Entropy
from domain.calendar import CALENDAR, CalendarYearPublished, WorkingCalendar, published_years
from domain.kernel import SHANGHAI

T = TypeVar("T")

ONE_DAY: Final = timedelta(days=1)
OPENS, SHUTS = 8 * 60, 19 * 60  # minutes of the day between which people act
NOON_SHIFT: Final = timedelta(hours=13)  # from the evening to the next morning
WORKDAYS: Final = WorkingCalendar(
    {
        year.year: CALENDAR.replay([CalendarYearPublished(**dict(year), version=1)])
        for year in published_years()
    }
)


class SimClock:
    """A clock that somebody else moves, onwards only."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def move(self, moment: datetime) -> datetime:
        """To `moment`, unless it is later than that already; what it shows then."""
        self._now = max(self._now, moment)
        return self._now


class Dice(Random):
    """One stream of chance for one subject: what another subject draws changes nothing here."""

    def hits(self, share: float) -> bool:
        return self.random() < share

    def minutes(self, low: float, high: float) -> timedelta:
        return timedelta(minutes=round(self.uniform(low, high)))

    def hours(self, median: float, spread: float = 0.6) -> timedelta:
        """Lognormal: most near the median, a few long."""
        return timedelta(minutes=round(60 * median * exp(self.gauss(0, spread))))

    def weighted(self, items: Sequence[int], weights: Sequence[float]) -> int:
        return self.choices(items, weights)[0]

    def drawn(self, shares: Mapping[T, float]) -> T:
        """One of the keys, by its share."""
        return self.choices(list(shares), list(shares.values()))[0]

    def day_in(self, first: date, last: date) -> date:
        return first + timedelta(days=self.randint(0, (last - first).days))

    def moment_on(self, day: date, opens: int = OPENS, shuts: int = SHUTS) -> datetime:
        """Some time of a day at which people are about."""
        return at(day) + timedelta(seconds=self.randint(opens * 60, shuts * 60))


def dice(seed: int, name: str) -> Dice:
    return Dice(f"{seed}/{name}")


def entropy(seed: int) -> Entropy:
    """Bytes for ids and keys of made-up people; of nobody else, for the seed gives them away."""
    return dice(seed, "entropy").randbytes


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def awake(moment: datetime) -> datetime:
    """The same, or the next morning if it falls into the night."""
    local = moment.astimezone(SHANGHAI)
    minute = local.hour * 60 + local.minute
    if minute > SHUTS:
        return local + NOON_SHIFT
    if minute < OPENS:
        return local.replace(hour=OPENS // 60, minute=local.minute)
    return local


def at_the_office(moment: datetime) -> datetime:
    """The same, or the next working morning."""
    local = awake(moment)
    while not WORKDAYS.is_working(local.date()):
        local = local.replace(hour=OPENS // 60) + ONE_DAY
    return local
