"""What a grid and a place are: the state that rules read, and the values both share."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.kernel import Line, Period, Value
from domain.vocabulary import PlaceCode

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class GridStatus(StrEnum):
    PLANNED = "PLANNED"  # 拟设
    ACTIVE = "ACTIVE"  # 启用
    MERGED = "MERGED"  # 已合并
    SPLIT = "SPLIT"  # 已拆分
    ABOLISHED = "ABOLISHED"  # 已撤销


class FormerNet(StrEnum):
    """The nets that were there before the grids: R-16."""

    PUBLIC_ORDER = "PUBLIC_ORDER"  # 综治网
    SAFETY = "SAFETY"  # 安全网
    EPIDEMIC = "EPIDEMIC"  # 疫情防控网
    OTHER = "OTHER"


class PlaceKind(StrEnum):
    """Where an area Party group sits: R-16."""

    COMPOUND = "COMPOUND"  # 居民小区
    BUNGALOW = "BUNGALOW"  # 平房片


class PlannedPlace(Value):
    """A place as a plan lists it. Its code was given by the grid that first had it, and stays."""

    code: PlaceCode
    title: Line
    households: Count = 0
    residents: Count = 0
    shops: Count = 0

    @property
    def kind(self) -> PlaceKind:
        return PlaceKind.COMPOUND if "C" in self.code[2:] else PlaceKind.BUNGALOW


class GridPlace(PlannedPlace):
    """A place as a grid has it. leader: of its area Party group; None: no group yet."""

    leader: UUID | None = None


class Point(Value):
    """Degrees of CGCS2000, to the east and to the north."""

    longitude: Annotated[float, Field(ge=73, le=136)]
    latitude: Annotated[float, Field(ge=3, le=54)]


@dataclass(frozen=True, slots=True)
class Spell:
    """Someone's time as head or worker."""

    person: UUID
    period: Period


@dataclass(frozen=True, slots=True)
class Branch:
    """The grid's Party branch; joint_with: shared with that grid (AM-18)."""

    since: date
    joint_with: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    code: str = ""
    community: str | None = None
    status: GridStatus | None = None
    active: Period | None = None
    places: tuple[GridPlace, ...] = ()
    heads: tuple[Spell, ...] = ()  # in order of time
    workers: tuple[Spell, ...] = ()
    branch: Branch | None = None
    nets: frozenset[tuple[FormerNet, str | None]] = frozenset()
    separate: frozenset[tuple[str, FormerNet]] = frozenset()  # departments' own, not taken in

    @property
    def is_open(self) -> bool:
        """Planned or active: posts may be filled."""
        return self.status in (GridStatus.PLANNED, GridStatus.ACTIVE)

    @property
    def is_active(self) -> bool:
        return self.status is GridStatus.ACTIVE

    def active_on(self, day: date) -> bool:
        return self.active is not None and self.active.covers(day)

    @property
    def head(self) -> UUID | None:
        """The grid head, who is the secretary of its Party branch (R-17)."""
        return next((spell.person for spell in self.heads if spell.period.end is None), None)

    def head_on(self, day: date) -> UUID | None:
        return next((spell.person for spell in self.heads if spell.period.covers(day)), None)

    @property
    def worker_ids(self) -> frozenset[UUID]:
        """The grid workers of now."""
        return frozenset(spell.person for spell in self.workers if spell.period.end is None)

    def place(self, code: str) -> GridPlace | None:
        return next((place for place in self.places if place.code == code), None)

    def leads_area(self, person: UUID | None) -> bool:
        """Whether `person` leads the Party group of one of its places."""
        return person is not None and any(place.leader == person for place in self.places)

    def closed(self, status: GridStatus, last_day: date) -> "Grid":
        """Its end: posts end with it (R-17), its places are elsewhere."""
        return replace(
            self,
            status=status,
            active=self.active and self.active.ended(last_day),
            places=(),
            heads=ended(self.heads, last_day),
            workers=ended(self.workers, last_day),
        )


def ended(
    spells: tuple[Spell, ...], last_day: date, person: UUID | None = None
) -> tuple[Spell, ...]:
    """The spells, with those that still run ended: `person`'s, or all."""
    return tuple(
        replace(spell, period=spell.period.ended(last_day))
        if spell.period.end is None and person in (None, spell.person)
        else spell
        for spell in spells
    )
