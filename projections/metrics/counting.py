"""Which services count: AM-06, AM-07, AM-10, AM-11. Pure: rows and a ruleset in, verdicts out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.ruleset.counting import Counting
from projections.ledgers.services import Service

QUARTERS: Final = (1, 2, 3, 4)


class NotCounted(StrEnum):
    """Why a session does not count as one time 次; its hours may count all the same."""

    NOT_CONFIRMED = "NOT_CONFIRMED"
    REJECTED = "REJECTED"
    REVOKED = "REVOKED"
    DISPUTED = "DISPUTED"
    SHORT = "SHORT"  # AM-06: under the minimum of minutes
    SAME_DAY_EXTRA = "SAME_DAY_EXTRA"  # AM-06: one counted a person and day
    BEFORE_REGISTRATION = "BEFORE_REGISTRATION"  # AM-10, where the county says so


@dataclass(frozen=True, slots=True)
class CountedYear:
    """The sessions of one person and year, told apart."""

    counted: tuple[Service, ...]
    not_counted: tuple[tuple[Service, NotCounted], ...]
    confirmed: tuple[Service, ...]

    @property
    def minutes(self) -> int:
        """Of all confirmed sessions: hours all count (AM-06)."""
        return sum(service.minutes for service in self.confirmed)

    def in_quarter(self, quarter: int) -> tuple[Service, ...]:
        return tuple(s for s in self.counted if quarter_of(s.service_on) == quarter)


STATES: Final = {
    "SUBMITTED": NotCounted.NOT_CONFIRMED,
    "REJECTED": NotCounted.REJECTED,
    "REVOKED": NotCounted.REVOKED,
    "DISPUTED": NotCounted.DISPUTED,
}


def quarter_of(day: date) -> int:
    return (day.month + 2) // 3


def counted_year(services: Iterable[Service], counting: Counting) -> CountedYear:
    """The verdict on each session, in order of time. Of one day the earliest counts."""
    counted: list[Service] = []
    others: list[tuple[Service, NotCounted]] = []
    confirmed: list[Service] = []
    per_day: dict[date, int] = {}
    for service in sorted(services, key=lambda s: (s.start, s.entry.int)):
        why = _why_not(service, counting, per_day.get(service.service_on, 0))
        if service.state == "CONFIRMED":
            confirmed.append(service)
        if why is None:
            counted.append(service)
            per_day[service.service_on] = per_day.get(service.service_on, 0) + 1
        else:
            others.append((service, why))
    return CountedYear(tuple(counted), tuple(others), tuple(confirmed))


def _why_not(service: Service, counting: Counting, already: int) -> NotCounted | None:
    if service.state != "CONFIRMED":
        return STATES[service.state]
    if service.minutes < counting.service_min_minutes.value:
        return NotCounted.SHORT
    before = "BEFORE_REGISTRATION" in service.flags
    if before and not counting.count_services_before_registration.value:
        return NotCounted.BEFORE_REGISTRATION
    if already >= counting.service_max_counted_per_person_day.value:
        return NotCounted.SAME_DAY_EXTRA
    return None
