"""What rules need to know of a person: never who it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.kernel import Period, Value
from domain.vocabulary import CommunityCode, GridCode

ONE_DAY: Final = timedelta(days=1)


class PartyKind(StrEnum):
    NONE = "NONE"
    PROBATIONARY = (
        "PROBATIONARY"  # 预备党员: has a full member's duties (Party constitution art. 7)
    )
    FULL = "FULL"
    RETIRED = "RETIRED"  # a Party member, out of service


MEMBERS_WITH_DUTIES: Final = frozenset({PartyKind.PROBATIONARY, PartyKind.FULL})


class LeaveReason(StrEnum):
    RETIRED = "RETIRED"
    LEFT_COUNTY = "LEFT_COUNTY"
    DIED = "DIED"
    TRANSFER = "TRANSFER"
    RESIGNED = "RESIGNED"
    OFF_ROLL = "OFF_ROLL"  # no longer on the unit's roll, no reason given
    SERVICE_CHANGED = "SERVICE_CHANGED"  # stays in the unit, but in service no more, or again
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR"


class Source(StrEnum):
    """What brought a membership fact: a command of its own, a roll, or a roll's correction."""

    COMMAND = "COMMAND"
    ROLL = "ROLL"
    ROLL_CORRECTION = "ROLL_CORRECTION"


class Residence(Value):
    """Where someone lives; without a community: outside the nine."""

    community: CommunityCode | None = None
    grid: GridCode | None = None


OUTSIDE: Final = Residence()


@dataclass(frozen=True, slots=True)
class Membership:
    """A spell in a unit's Party organisation, whether or not in service there."""

    unit: UUID
    period: Period
    in_service: bool


@dataclass(frozen=True, slots=True)
class Person:
    """grids: all in which he has ever lived."""

    id: UUID | None = None
    residence: Residence = OUTSIDE
    grids: frozenset[str] = frozenset()
    party: tuple[tuple[date, PartyKind], ...] = ()  # from which day on, in order of time
    memberships: tuple[Membership, ...] = ()  # in order of time, never two on one day

    @property
    def exists(self) -> bool:
        return self.id is not None

    @property
    def residence_community(self) -> str | None:
        return self.residence.community

    @property
    def grid(self) -> str | None:
        return self.residence.grid

    def living_in(self, residence: Residence) -> "Person":
        now = {residence.grid} if residence.grid else set()
        return replace(self, residence=residence, grids=self.grids | now)

    def party_member_on(self, day: date) -> PartyKind:
        kinds = [kind for since, kind in self.party if since <= day]
        return kinds[-1] if kinds else PartyKind.NONE

    def is_party_member_on(self, day: date) -> bool:
        return self.party_member_on(day) is not PartyKind.NONE

    def membership_on(self, day: date) -> Membership | None:
        return next((m for m in self.memberships if m.period.covers(day)), None)

    def unit_on(self, day: date) -> UUID | None:
        """The unit whose Party organisation holds the person on `day` (AM-08)."""
        found = self.membership_on(day)
        return None if found is None else found.unit

    def in_service_on(self, day: date) -> bool:
        """Whether an in-service Party member 在职党员 on `day` (AM-02)."""
        found = self.membership_on(day)
        return (
            found is not None
            and found.in_service
            and self.party_member_on(day) in MEMBERS_WITH_DUTIES
        )

    def with_membership(self, new: Membership) -> "Person":
        return replace(self, memberships=_in_order((*self.memberships, new)))

    def membership_after(self, unit: UUID, last_day: date) -> Membership | None:
        """The spell in `unit` that would go on beyond `last_day`."""
        found = self.membership_on(last_day + ONE_DAY)
        return found if found is not None and found.unit == unit else None

    def with_membership_ended(self, unit: UUID, last_day: date) -> "Person":
        """Ends the spell in `unit` that goes on beyond `last_day`; without a day left it goes."""
        cut = self.membership_after(unit, last_day)
        if cut is None:
            return self
        spells = [m for m in self.memberships if m is not cut]
        if cut.period.start <= last_day:
            spells.append(replace(cut, period=cut.period.ended(last_day)))
        return replace(self, memberships=_in_order(spells))

    def with_party_member(self, kind: PartyKind, since: date) -> "Person":
        earlier = tuple(entry for entry in self.party if entry[0] < since)
        return replace(self, party=(*earlier, (since, kind)))


def _in_order(spells: Iterable[Membership]) -> tuple[Membership, ...]:
    return tuple(sorted(spells, key=lambda m: m.period.start))
