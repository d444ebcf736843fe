"""The units of a community: their sizes, and how many of their members never register."""

from math import log
from typing import Final

from domain.person import PartyKind, Residence
from domain.unit import UnitKind
from interfaces.simulation.clock import Dice
from interfaces.simulation.county import UNIT_KINDS, scaled, split
from interfaces.simulation.people import SUFFIX, Register
from interfaces.simulation.plan import UnitPlan
from interfaces.simulation.profile import Edge, Place

MEDIAN_SIZE, SPREAD = 19, 0.8  # lognormal; the mean is 26.3 then (HANDBOOK 5.1)
LOW_SIZE: Final = 18  # about the size of a unit that falls under 80 %
LIAISON_BORN: Final = (1965, 1995)
TITLES: Final = {
    UnitKind.ORGAN: "机关",
    UnitKind.INSTITUTION: "事业单位",
    UnitKind.STATE_ENTERPRISE: "国有企业",
    UnitKind.PRIVATE_ENTERPRISE: "其他单位",
}


def units_of(place: Place, register: Register, luck: Dice) -> list[UnitPlan]:
    community, edges = place.community, place.edges
    home = Residence(community=community.code)
    free = community.units - len(edges)
    left = community.members - sum(edge.obliged for edge in edges)
    sizes = [1 + share for share in split(left - free, _weights(free, luck))]
    shapes = [*edges, *_unregistered(place, sizes)]
    exempt = _exempt(place, shapes, luck)
    kinds = [kind for kind, n in scaled(UNIT_KINDS, community.units).items() for _ in range(n)]
    luck.shuffle(kinds)
    numbers: dict[UnitKind, int] = {}
    units = []
    for kind, shape, spared in zip(kinds, shapes, exempt, strict=True):
        numbers[kind] = numbers.get(kind, 0) + 1
        units.append(
            UnitPlan(
                title=f"{community.code}{TITLES[kind]}{numbers[kind]}号{SUFFIX}",
                kind=kind,
                credit_code=register.credit_code(kind),
                community=community.code,
                liaison=register.somebody(LIAISON_BORN, PartyKind.FULL, home),
                obliged=True,
                size=shape.obliged,
                unregistered=shape.unregistered,
                exempt=spared,
            )
        )
    return units


def _weights(count: int, luck: Dice) -> list[float]:
    return [luck.lognormvariate(log(MEDIAN_SIZE), SPREAD) for _ in range(count)]


def passes(obliged: int, unregistered: int) -> bool:
    """Whether so many may be unregistered without the unit falling under 80 % (AM-01)."""
    return 100 * (obliged - unregistered) >= 80 * obliged


def _most(obliged: int) -> int:
    """How many may be unregistered in a unit that passes."""
    return obliged // 5


def _unregistered(place: Place, sizes: list[int]) -> list[Edge]:
    """`low` units fall under 80 %; the rest is spread where it brings nobody down."""
    by_fitness = sorted(range(len(sizes)), key=lambda n: (abs(sizes[n] - LOW_SIZE), n))
    low = set(by_fitness[: place.low])
    missing = [_most(size) + 1 if n in low else 0 for n, size in enumerate(sizes)]
    forced = sum(edge.unregistered for edge in place.edges)
    left = place.volumes.unregistered - forced - sum(missing)
    room = [0 if n in low else _most(size) for n, size in enumerate(sizes)]
    for n, share in enumerate(_within(max(0, left), room)):
        missing[n] += share
    return [Edge(size, gone) for size, gone in zip(sizes, missing, strict=True)]


def _within(total: int, room: list[int]) -> list[int]:
    """`total` split in proportion to `room`, nowhere more than there is."""
    shares = split(min(total, sum(room)), [float(space) for space in room])
    over = sum(max(0, share - space) for share, space in zip(shares, room, strict=True))
    shares = [min(share, space) for share, space in zip(shares, room, strict=True)]
    for n, space in enumerate(room):
        taken = min(over, space - shares[n])
        shares[n] += taken
        over -= taken
    return shares


def _exempt(place: Place, shapes: list[Edge], luck: Dice) -> list[int]:
    """Exempted members beside the obliged ones; those of forced units are given."""
    spared = [shape.exempt for shape in shapes]
    free = [n for n, shape in enumerate(shapes) if n >= len(place.edges) and shape.obliged > 1]
    for _ in range(place.volumes.exempt - sum(spared)):
        spared[luck.choice(free)] += 1
    return spared
