"""Who sits in the Big Party Committees, and why: HANDBOOK 5.1, R-13."""

from collections.abc import Iterator
from itertools import cycle
from typing import Final

from domain.body import Basis, Post
from domain.person import PartyKind
from domain.unit import UnitKind
from interfaces.simulation.county import scaled
from interfaces.simulation.people import Register, Somebody
from interfaces.simulation.plan import CommunityPlan, Plan, Seat, UnitPlan

# By share. Of the units' seats the deputies are the first.
BASES: Final = {
    Basis.COUNTY_ASSIGNED: 40,
    Basis.UNIT_LOCATED: 35,
    Basis.PROPERTY_COMPANY: 12,
    Basis.OWNERS_COMMITTEE: 6,
    Basis.PARTY_DELEGATE: 7,
}
DEPUTIES_SHARE: Final = 0.3
BORN: Final = (1968, 1985)


def fill_seats(plan: Plan, register: Register) -> None:
    """Gives every community its committee."""
    # R-13(a): deputy leaders of the government building's units go to any community.
    building = [u for c in plan.communities for u in c.units if u.kind is UnitKind.ORGAN]
    sending = cycle(building or [u for c in plan.communities for u in c.units])
    for community in plan.communities:
        wanted = scaled(BASES, community.volumes.posts - 1)
        seats = [
            *_assigned(wanted[Basis.COUNTY_ASSIGNED], sending, register),
            *_of(community.units, wanted, Basis.UNIT_LOCATED),
            *_of(_parties(community, UnitKind.PROPERTY_COMPANY), wanted, Basis.PROPERTY_COMPANY),
            *_of(_parties(community, UnitKind.OWNERS_COMMITTEE), wanted, Basis.OWNERS_COMMITTEE),
            *_delegates(community, wanted[Basis.PARTY_DELEGATE]),
        ]
        for seat in seats[: round(DEPUTIES_SHARE * len(seats))]:
            seat.post = Post.PART_TIME_DEPUTY_SECRETARY
        community.seats = seats


def _assigned(count: int, sending: Iterator[UnitPlan], register: Register) -> Iterator[Seat]:
    for _ in range(count):
        deputy = register.somebody(BORN, PartyKind.FULL)
        yield Seat(deputy, Basis.COUNTY_ASSIGNED, next(sending), new=True)


def _of(units: list[UnitPlan], wanted: dict[Basis, int], basis: Basis) -> Iterator[Seat]:
    for unit in units[: wanted[basis]]:
        yield Seat(unit.liaison, basis, unit)


def _parties(community: CommunityPlan, kind: UnitKind) -> list[UnitPlan]:
    return [party for party in community.parties if party.kind is kind]


def _delegates(community: CommunityPlan, count: int) -> Iterator[Seat]:
    """Party members who live there; they sit for nobody but those who elected them."""
    dwellers: list[Somebody] = [leader for grid in community.grids for leader in grid.leaders]
    for who in dwellers[:count]:
        yield Seat(who, Basis.PARTY_DELEGATE, None)
