"""Draws the plan of a profile: officers, communities with their grids, residents and parties."""

from typing import Final

from domain.case import Category
from domain.grid import PlannedPlace
from domain.legal import LegalRole
from domain.person import PartyKind, Residence
from domain.unit import UnitKind
from interfaces.simulation.clock import Dice, dice
from interfaces.simulation.committees import fill_seats
from interfaces.simulation.county import split
from interfaces.simulation.employing import units_of
from interfaces.simulation.enlisting import enlist
from interfaces.simulation.people import SUFFIX, Register, Somebody
from interfaces.simulation.plan import CommunityPlan, GridPlan, Officers, Plan, UnitPlan
from interfaces.simulation.profile import Place, Profile

RESIDENTS_PER_ACCOUNT: Final = 80  # of whom one has dealings with the platform by name
ACCOUNTS_MIN: Final = 6
SESSIONS_PER_VOLUNTEER: Final = 9
SUPERVISORS: Final = 5
DEPUTIES: Final = 3
BRANCH_MEMBERS: Final = 3  # AM-18
ADULTS, WORKERS, ELDERS = (1945, 2003), (1965, 1999), (1940, 1961)

# Code → title and what it may be assigned.
DEPARTMENTS: Final[dict[str, tuple[str, tuple[Category, ...]]]] = {
    "DEPT-URBAN": ("城市管理局", (Category.SANITATION, Category.NOISE, Category.PARKING_ROADS)),
    "DEPT-HOUSING": ("住房和城乡建设局", (Category.PROPERTY_MANAGEMENT,)),
    "DEPT-FIRE": ("消防救援大队", (Category.FIRE_SAFETY,)),
    "DEPT-HEATING": ("供热服务中心", (Category.UTILITIES,)),
    "DEPT-WATER": ("供水公司", (Category.UTILITIES,)),
    "DEPT-HEALTH": ("卫生健康和体育局", (Category.EPIDEMIC_CONTROL,)),
    "DEPT-EMERGENCY": ("应急管理局", (Category.WORK_SAFETY, Category.FIRE_SAFETY)),
    "DEPT-JUSTICE": ("司法局", (Category.DISPUTES,)),
    "DEPT-TRAFFIC": ("交通警察大队", (Category.PARKING_ROADS,)),
    "DEPT-CIVIL": ("民政局", (Category.CIVIL_AFFAIRS, Category.CARE)),
    "DEPT-HR": ("人力资源和社会保障局", (Category.CIVIL_AFFAIRS,)),
    "DEPT-POLICE": ("公安局", (Category.PUBLIC_ORDER, Category.NOISE)),
}


def plan_of(profile: Profile, seed: int) -> Plan:
    """The same for the same profile and seed, down to the last name."""
    register = Register(seed)
    officers = Officers(
        cod=register.somebody(WORKERS, PartyKind.FULL),
        lg=register.somebody(WORKERS, PartyKind.FULL),
        evo=register.somebody(WORKERS, PartyKind.FULL),
        town=register.somebody(WORKERS, PartyKind.FULL),
        desk=[register.somebody(WORKERS) for _ in range(2)],
        departments={code: register.somebody(WORKERS) for code in DEPARTMENTS},
    )
    communities = [_community(place, register, seed) for place in profile.places]
    plan = Plan(profile, seed, officers, communities)
    enlist(plan, register)
    fill_seats(plan, register)
    for community in communities:
        community.legal = {role: register.somebody(WORKERS, PartyKind.FULL) for role in LegalRole}
    return plan


def _community(place: Place, register: Register, seed: int) -> CommunityPlan:
    community, volumes = place.community, place.volumes
    luck = dice(seed, f"community/{community.code}")
    home = Residence(community=community.code)
    grids = _grids(place, register, luck)
    accounts = max(ACCOUNTS_MIN, community.residents // RESIDENTS_PER_ACCOUNT)
    residents = [_dweller(grids, register, luck) for _ in range(accounts)]
    desk_workers = max(2, volumes.staff - len(grids) - 1)
    return CommunityPlan(
        community,
        volumes,
        secretary=register.somebody(WORKERS, PartyKind.FULL, home),
        workers=[register.somebody(WORKERS, PartyKind.NONE, home) for _ in range(desk_workers)],
        grids=grids,
        residents=residents,
        supervisors=residents[:SUPERVISORS],
        volunteers=[
            _dweller(grids, register, luck)
            for _ in range(-(-volumes.sessions // SESSIONS_PER_VOLUNTEER))
        ],
        units=units_of(place, register, luck),
        parties=list(_parties(place, register, luck)),
    )


def _dweller(
    grids: list[GridPlan], register: Register, luck: Dice, party: PartyKind = PartyKind.NONE
) -> Somebody:
    """Somebody who lives in one of the grids."""
    return _living_in(luck.choice(grids).code, register, party)


def _living_in(grid: str, register: Register, party: PartyKind) -> Somebody:
    born = ELDERS if party is PartyKind.RETIRED else ADULTS
    return register.somebody(born, party, Residence(community=grid[:4], grid=grid))


def _grids(place: Place, register: Register, luck: Dice) -> list[GridPlan]:
    community = place.community
    codes = [f"{community.code}{number + 1:03d}" for number in range(community.grids)]
    by_grid: dict[str, list[PlannedPlace]] = {code: [] for code in codes}
    letters = "C" * community.compounds + "B" * community.bungalows
    weights = [luck.uniform(0.4, 1.6) for _ in letters]
    shares = zip(
        split(community.households, weights),
        split(community.residents, weights),
        split(community.shops, weights),
        strict=True,
    )
    for number, (letter, share) in enumerate(zip(letters, shares, strict=True)):
        mine = by_grid[codes[number % len(codes)]]
        mine.append(_place(codes[number % len(codes)], letter, len(mine) + 1, *share))
    grids = [_grid(code, places, register) for code, places in by_grid.items()]
    _join_branches(grids, place.volumes.joint_branches, register)
    return grids


def _place(
    grid: str, letter: str, number: int, households: int, residents: int, shops: int
) -> PlannedPlace:
    kind = "小区" if letter == "C" else "平房片"
    return PlannedPlace(
        code=f"{grid}{letter}{number:03d}",
        title=f"{grid[-3:]}网格{number}号{kind}{SUFFIX}",
        households=households,
        residents=residents,
        shops=shops,
    )


def _grid(code: str, places: list[PlannedPlace], register: Register) -> GridPlan:
    head = _living_in(code, register, PartyKind.FULL)
    leaders = [_living_in(code, register, PartyKind.RETIRED) for _ in places]
    worker = register.somebody(WORKERS, PartyKind.NONE, Residence(community=code[:4]))
    return GridPlan(code, places, head, worker, leaders, [head, *leaders])


def _join_branches(grids: list[GridPlan], joint: int, register: Register) -> None:
    """The first so many are too few and join their neighbour; the others are made up to three."""
    for number, grid in enumerate(grids):
        if number < joint and len(grids) > joint:
            grid.joint_with, grid.branch = grids[number + joint].code, grid.branch[:2]
        while grid.joint_with is None and len(grid.branch) < BRANCH_MEMBERS:
            grid.branch.append(_living_in(grid.code, register, PartyKind.FULL))


def _parties(place: Place, register: Register, luck: Dice) -> list[UnitPlan]:
    volumes, code = place.volumes, place.community.code
    wanted = (
        (UnitKind.PROPERTY_COMPANY, "物业公司", volumes.property_companies, 1.0),
        (UnitKind.OWNERS_COMMITTEE, "业主委员会", volumes.owners_committees, 0.0),
        (UnitKind.SOCIAL_ORGANISATION, "社会组织", volumes.organisations, 9 / 24),
        (UnitKind.MERCHANT, "商户", volumes.merchants, 1.0),
    )
    return [
        UnitPlan(
            title=f"{code}{word}{number + 1}号{SUFFIX}",
            kind=kind,
            credit_code=register.credit_code(kind) if number < round(count * registered) else None,
            community=code,
            liaison=register.somebody(ADULTS, PartyKind.FULL, Residence(community=code)),
        )
        for kind, word, count, registered in wanted
        for number in range(count)
    ]
