"""The county's year in numbers: HANDBOOK 5.1 to 5.4, exact totals, split by largest remainder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from domain.case import Category, Channel
from domain.deliberation import ItemClass
from domain.unit import UnitKind
from domain.vocabulary import ServiceField

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Community:
    """One line of HANDBOOK 5.1. members: obliged in service, at 31 December."""

    code: str
    compounds: int
    bungalows: int
    grids: int
    shops: int
    households: int
    residents: int
    units: int
    members: int

    @property
    def each(self) -> int:
        """For what is the same in every community."""
        return 1

    @property
    def places(self) -> int:
        return self.compounds + self.bungalows


COMMUNITIES: Final = (
    Community("FC01", 29, 4, 11, 494, 4001, 10083, 15, 454),
    Community("FC02", 27, 3, 10, 433, 3693, 9380, 14, 403),
    Community("FC03", 26, 5, 10, 371, 3539, 9060, 12, 353),
    Community("FC04", 25, 6, 10, 340, 3386, 8736, 11, 302),
    Community("FC05", 24, 7, 9, 309, 3386, 8804, 11, 277),
    Community("FC06", 23, 8, 9, 309, 3386, 8872, 10, 252),
    Community("FC07", 21, 8, 9, 293, 3232, 8533, 9, 202),
    Community("FC08", 21, 10, 9, 293, 3232, 8598, 8, 176),
    Community("FC09", 19, 10, 8, 247, 2924, 7837, 6, 101),
)


@dataclass(frozen=True, slots=True)
class Volumes:
    """How much happens in a community in the year: HANDBOOK 5.1 and 5.2.

    unregistered: obliged members never registered, or not any more, at 31 December. exempt: beside
    the obliged. joined: of the obliged, within the year. retired: not of them any more.
    transfers: changes of unit. moved: registrations taken to another community.
    """

    cases: int
    orders: int
    sessions: int  # of volunteers who are no members
    unregistered: int
    exempt: int
    joined: int
    retired: int
    transfers: int
    moved: int
    rejected: int  # services
    revoked: int
    late: int
    staff: int  # community workers, the secretary and the grid workers among them
    posts: int  # of the Big Party Committee
    groups_missing: int  # area Party groups not formed at the start of the year
    groups_lacking: int  # and not at its end
    joint_branches: int
    property_companies: int
    owners_committees: int
    organisations: int
    merchants: int  # enrolled
    unit_agreements: int
    merchant_agreements: int
    items: int  # of deliberation


TOTALS: Final = Volumes(
    cases=11_500, orders=2_600, sessions=5_400, unregistered=202, exempt=55, joined=46,
    retired=38, transfers=140, moved=40, rejected=390, revoked=100, late=610, staff=132, posts=150,
    groups_missing=12, groups_lacking=3, joint_branches=6, property_companies=38,
    owners_committees=41, organisations=24, merchants=410, unit_agreements=92,
    merchant_agreements=60, items=216,
)  # fmt: skip

# By what each volume is split among the communities; what is not named: by residents.
SPLIT_BY: Final = {
    "unregistered": "members",
    "exempt": "members",
    "joined": "members",
    "retired": "members",
    "transfers": "members",
    "moved": "members",
    "rejected": "members",
    "revoked": "members",
    "late": "members",
    "staff": "grids",
    "posts": "grids",
    "groups_missing": "places",
    "groups_lacking": "places",
    "joint_branches": "grids",
    "property_companies": "compounds",
    "owners_committees": "compounds",
    "merchants": "shops",
    "merchant_agreements": "shops",
    "unit_agreements": "units",
    "items": "each",
}

# Deliberation, HANDBOOK 5.2: classes in hundredths, and how the items end.
ITEM_CLASSES: Final = {
    ItemClass.PUBLIC_AFFAIRS_AND_WELFARE: 60,
    ItemClass.STRONG_DEMANDS_AND_DISPUTES: 28,
    ItemClass.COUNTY_PRIORITY_IMPLEMENTATION: 12,
}
ITEM_ENDS: Final = {"RESOLVED": 150, "NO_CONSENSUS": 31, "REJECTED": 35}

UNIT_KINDS: Final = {
    UnitKind.ORGAN: 41,
    UnitKind.INSTITUTION: 38,
    UnitKind.STATE_ENTERPRISE: 12,
    UnitKind.PRIVATE_ENTERPRISE: 5,
}

CHANNELS: Final = {
    Channel.GRID_PATROL: 6_800,
    Channel.HOTLINE: 1_900,
    Channel.WECHAT_ACCOUNT: 1_150,
    Channel.WINDOW: 760,
    Channel.T12345: 430,
    Channel.DEPT_LINK: 320,
    Channel.BOX: 140,
}

CATEGORIES: Final = {
    Category.SANITATION: 2_070,
    Category.PROPERTY_MANAGEMENT: 1_725,
    Category.FIRE_SAFETY: 1_380,
    Category.UTILITIES: 1_265,
    Category.EPIDEMIC_CONTROL: 1_150,
    Category.WORK_SAFETY: 920,
    Category.DISPUTES: 805,
    Category.PARKING_ROADS: 690,
    Category.NOISE: 460,
    Category.CIVIL_AFFAIRS: 460,
    Category.CARE: 345,
    Category.PUBLIC_ORDER: 230,
}

CASES_BY_MONTH: Final = (978, 805, 897, 874, 897, 943, 1035, 1012, 920, 977, 1127, 1035)
SERVICES_BY_MONTH: Final = (
    889, 762, 1270, 1016, 1080, 1080, 1016, 952, 1080, 1079, 1206, 1270,
)  # fmt: skip

ORDER_FIELDS: Final = {
    ServiceField.POLICY_PUBLICITY: 420,
    ServiceField.ELDER_DISABILITY_HELP: 430,
    ServiceField.ENVIRONMENT: 390,
    ServiceField.PUBLIC_ORDER: 380,
    ServiceField.WISH: 320,
    ServiceField.MASS_EDUCATION: 260,
    ServiceField.DISPUTE_RESOLUTION: 210,
    ServiceField.JOB_ASSISTANCE: 190,
}

ORDER_ENDS: Final = {
    "CLOSED": 2_288,
    "CANCELLED_BEFORE_ACCEPT": 104,
    "CANCELLED_AFTER_ACCEPT": 78,
    "EXPIRED": 78,
    "DECLINED": 52,
}

# Registered members by the number of their counted services: from, to, how many.
SERVICE_COUNTS: Final = (
    (0, 0, 46),
    (1, 3, 192),
    (4, 4, 812),
    (5, 6, 741),
    (7, 10, 402),
    (11, 13, 125),
)
MISS_A_QUARTER: Final = 0.31  # of those who meet the requirement

# In the 250 agreements signed; of the five others nothing is owed.
COMMITMENTS: Final = 816
COMMITMENT_ENDS: Final = {"VERIFIED": 636, "FAILED": 90, "WAIVED": 33, "UNVERIFIED": 57}
SIGNED: Final = {"ON_TIME": 218, "LATE": 25, "LATER": 7, "NEVER": 5}


def split(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole shares by largest remainder; of equal remainders the first."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda n: (shares[n] - exact[n], n))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def scaled(totals: Mapping[K, int], to: int) -> dict[K, int]:
    """The same mix, of `to` in all."""
    return dict(zip(totals, split(to, list(totals.values())), strict=True))


def volumes() -> dict[str, Volumes]:
    """What falls on each community; over all of them exactly the totals."""
    names = Volumes.__dataclass_fields__
    shares = {
        name: split(
            getattr(TOTALS, name),
            [getattr(community, SPLIT_BY.get(name, "residents")) for community in COMMUNITIES],
        )
        for name in names
    }
    return {
        community.code: Volumes(**{name: shares[name][place] for name in names})
        for place, community in enumerate(COMMUNITIES)
    }
