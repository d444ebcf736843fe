"""How much of the county is simulated: all of it, its smallest community, or a handful."""

from dataclasses import dataclass, replace
from typing import Final

from interfaces.simulation.county import COMMUNITIES, Community, Volumes, volumes


@dataclass(frozen=True, slots=True)
class Edge:
    """A unit that HANDBOOK 5.1 forces: obliged members, of them unregistered, and exempt ones."""

    obliged: int
    unregistered: int
    exempt: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """One community with all that happens in it.

    edges: forced units, within its number of units. low: units under 80 % beside them.
    """

    community: Community
    volumes: Volumes
    edges: tuple[Edge, ...] = ()
    low: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """defects: whether the defects of HANDBOOK 5.5 are planted."""

    name: str
    places: tuple[Place, ...]
    defects: bool = True

    def sum(self, volume: str) -> int:
        return sum(getattr(place.volumes, volume) for place in self.places)

    @property
    def members(self) -> int:
        return sum(place.community.members for place in self.places)


EDGES: Final = {
    "FC01": (Edge(50, 11),),
    "FC02": (Edge(50, 10),),
    "FC04": (Edge(14, 0, exempt=2),),  # its only unregistered members are exempted
    "FC06": (Edge(1, 0),),
    "FC08": (Edge(0, 0),),
    "FC09": (Edge(1, 1),),
}
LOW: Final = {"FC03": 1, "FC05": 1, "FC06": 1, "FC07": 1, "FC09": 1}


def _places(*codes: str) -> tuple[Place, ...]:
    shares = volumes()
    return tuple(
        Place(c, shares[c.code], EDGES.get(c.code, ()), LOW.get(c.code, 0))
        for c in COMMUNITIES
        if c.code in codes
    )


COUNTY: Final = Profile("county", _places(*(c.code for c in COMMUNITIES)))
COMMUNITY: Final = Profile("community", _places("FC09"))
_TINY_SHARE: Final = Volumes(
    cases=24, orders=9, sessions=4, unregistered=1, exempt=1, joined=1, retired=1, transfers=1,
    moved=1, rejected=1, revoked=1, late=2, staff=4, posts=5, groups_missing=1, groups_lacking=0,
    joint_branches=0, property_companies=1, owners_committees=1, organisations=1, merchants=2,
    unit_agreements=1, merchant_agreements=1, items=4,
)  # fmt: skip
TINY: Final = Profile(
    "tiny",
    (
        Place(
            Community("FC01", 2, 1, 1, 4, 30, 80, 2, 10),
            replace(_TINY_SHARE, unregistered=2, unit_agreements=2, groups_lacking=1),
            edges=(Edge(1, 1),),
        ),
        Place(Community("FC02", 1, 1, 1, 3, 20, 60, 1, 6), _TINY_SHARE),
    ),
)
