"""The made-up county before anything happens in it: who is who, and who may act as what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.body import Basis, Post
from domain.grid import PlannedPlace
from domain.kernel import Actor, Ref, derived_id
from domain.legal import LegalRole
from domain.roles import Role
from domain.unit import UnitKind
from interfaces.simulation.clock import Dice, dice
from interfaces.simulation.county import Community, Volumes
from interfaces.simulation.keyfile import Key
from interfaces.simulation.people import Somebody
from interfaces.simulation.profile import Place, Profile

YEAR: Final = 2022
PROGRAMME_BEGAN: Final = date(2021, 6, 1)  # in May 2021
STRUCK_FROM: Final = date(YEAR, 12, 28)
TOWN_CODE, DESK = "TOWN", "TOWN-HOTLINE"


@dataclass(slots=True, eq=False)
class GridPlan:
    """leaders: of the area Party groups, place by place. branch: who forms its Party branch."""

    code: str
    places: list[PlannedPlace]
    head: Somebody
    worker: Somebody
    leaders: list[Somebody]
    branch: list[Somebody]
    joint_with: str | None = None

    @property
    def gh(self) -> Actor:
        return Actor(Role.GH, self.head.id, scopes=(f"grid:{self.code}",))

    @property
    def gw(self) -> Actor:
        return Actor(Role.GW, self.worker.id, scopes=(f"grid:{self.code}",))


@dataclass(slots=True, eq=False)
class UnitPlan:
    """A unit, or any other party to agreements. obliged: its members owe registration (AM-32).

    size: obliged members at 31 December, of them `unregistered`; exempt: beside them.
    """

    title: str
    kind: UnitKind
    credit_code: str | None
    community: str
    liaison: Somebody
    obliged: bool = False
    size: int = 0
    unregistered: int = 0
    exempt: int = 0
    members: list["Member"] = field(default_factory=list)  # those who were in it on any day

    @property
    def id(self) -> UUID:
        return derived_id("unit", self.credit_code or f"{self.community}/{self.title}")

    def on_roll(self, day: date) -> list["Member"]:
        """Who is in it at the end of `day`."""
        return [member for member in self.members if member.unit_on(day) is self]

    @property
    def struck(self) -> bool:
        """Whether its roll of 28 December leaves somebody out."""
        return any(member.struck for member in self.members)

    @property
    def role(self) -> Role:
        """As what its liaison acts."""
        roles = {UnitKind.SOCIAL_ORGANISATION: Role.ORG, UnitKind.MERCHANT: Role.MER}
        return roles.get(self.kind, Role.UNIT)

    @property
    def actor(self) -> Actor:
        return Actor(self.role, self.liaison.id, scopes=(f"unit:{self.id}",))


@dataclass(slots=True, eq=False)
class Seat:
    """A part-time post in a Big Party Committee. new: its holder is in no other list."""

    who: Somebody
    basis: Basis
    unit: UnitPlan | None
    post: Post = Post.PART_TIME_MEMBER
    new: bool = False


@dataclass(slots=True, eq=False)
class Member:
    """A Party member in service, and what the year holds for him.

    since: in the unit; before, moved_on: from where he came within the year, and when. left_on:
    last day before retirement. registered_on: None: never. counted: services to be counted.
    """

    who: Somebody
    unit: UnitPlan
    community: str  # where he registers and serves
    since: date
    before: UnitPlan | None = None
    moved_on: date | None = None
    left_on: date | None = None
    exempt: bool = False
    registered_on: date | None = None
    withdrawn_on: date | None = None
    counted: int = 0
    misses: bool = False
    struck: bool = False  # left out of the roll of 28 December (HANDBOOK 5.5)

    @property
    def mem(self) -> Actor:
        return Actor(Role.MEM, self.who.id, scopes=("self",))

    def unit_on(self, day: date) -> UnitPlan | None:
        """Who holds him at the end of `day`."""
        if day < self.since or (self.left_on is not None and day > self.left_on):
            return None
        if self.struck and day >= STRUCK_FROM:
            return None
        early = self.moved_on is not None and day < self.moved_on
        return self.before if early else self.unit


@dataclass(slots=True, eq=False)
class CommunityPlan:
    """One community's people and grids. workers: deputies and others who act as CW."""

    community: Community
    volumes: Volumes
    secretary: Somebody
    workers: list[Somebody]
    grids: list[GridPlan]
    residents: list[Somebody]
    supervisors: list[Somebody]
    volunteers: list[Somebody]
    units: list[UnitPlan]
    parties: list[UnitPlan]
    seats: list[Seat] = field(default_factory=list)
    legal: dict[LegalRole, Somebody] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.community.code

    @property
    def scopes(self) -> tuple[str, ...]:
        return (f"community:{self.code}",)

    @property
    def cs(self) -> Actor:
        return Actor(Role.CS, self.secretary.id, scopes=self.scopes)

    def cw(self, dice: Dice, but: UUID | None = None) -> Actor:
        """Some community worker; `but`: another than this one."""
        able = [worker for worker in self.workers if worker.id != but]
        return Actor(Role.CW, dice.choice(able).id, scopes=self.scopes)

    def supervisor(self, dice: Dice) -> Actor:
        """A resident of the supervision committee, who verifies and consents."""
        return Actor(Role.RES, dice.choice(self.supervisors).id, scopes=self.scopes)

    def officer(self, role: LegalRole) -> Actor:
        """One of the three officers, or the adviser."""
        return Actor(Role.LEG, self.legal[role].id, scopes=("self", *self.scopes))

    def resident(self, dice: Dice, grid: GridPlan | None = None) -> Somebody:
        if grid is not None:
            of_grid = [r for r in self.residents if r.residence.grid == grid.code]
            return dice.choice(of_grid or self.residents)
        return dice.choice(self.residents)

    def grid(self, code: str | None) -> GridPlan:
        return next(grid for grid in self.grids if grid.code == code)


@dataclass(slots=True, eq=False)
class Officers:
    """Those of county and town."""

    cod: Somebody
    lg: Somebody
    evo: Somebody
    town: Somebody
    desk: list[Somebody]
    departments: dict[str, Somebody]

    def actor(self, role: Role) -> Actor:
        whom = {Role.COD: self.cod, Role.LG: self.lg, Role.EVO: self.evo, Role.TOWN: self.town}
        scope = "town" if role is Role.TOWN else "county"
        return Actor(role, whom[role].id, scopes=(scope,))

    def department(self, code: str) -> Actor:
        return Actor(Role.DEPT, self.departments[code].id, code, scopes=(f"body:{code}",))

    def caller(self, dice: Dice) -> Actor:
        """Of the hotline desk, who calls back on the work of communities and departments."""
        return Actor(Role.CW, dice.choice(self.desk).id, DESK, scopes=("town",))

    def everybody(self) -> Iterator[Somebody]:
        yield from (self.cod, self.lg, self.evo, self.town, *self.desk, *self.departments.values())


def _nothing_yet(ref: Ref[Any]) -> Any:
    raise LookupError(ref.id)


@dataclass(slots=True, eq=False)
class Plan:
    """look: the state of a stream, once the plan is being run. key: of the planted defects."""

    profile: Profile
    seed: int
    officers: Officers
    communities: list[CommunityPlan]
    members: list[Member] = field(default_factory=list)
    look: Callable[[Ref[Any]], Any] = _nothing_yet
    key: Key = field(default_factory=Key)

    def dice(self, name: str) -> Dice:
        return dice(self.seed, name)

    def of(self, code: str) -> CommunityPlan:
        return next(c for c in self.communities if c.code == code)

    @property
    def places(self) -> tuple[Place, ...]:
        return self.profile.places


def resident_of(person: Somebody) -> Actor:
    return Actor(Role.RES, person.id, scopes=("self",))


def volunteer_of(person: Somebody) -> Actor:
    return Actor(Role.VOL, person.id, scopes=("self",))
