"""A unit's registration at one community in one year, and its roll: what rules need to know."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.kernel import Line, Value
from domain.vocabulary import FivePurpose, ServiceField

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class UnitStatus(StrEnum):
    SUBMITTED = "SUBMITTED"  # 已申请
    CONFIRMED = "CONFIRMED"  # 已报到
    ENDED = "ENDED"  # 已终止


class UnitEndReason(StrEnum):
    YEAR_ENDED = "YEAR_ENDED"
    UNIT_WITHDRAWN = "UNIT_WITHDRAWN"
    AGREED = "AGREED"


class ServiceItem(Value):
    """One thing that unit and community do together: R-29, R-28."""

    title: Line
    field: ServiceField
    purpose: FivePurpose = FivePurpose.SERVING_THE_MASSES


class RollEntry(Value):
    """One Party member on a unit's roll. since: from when, if he came after the last roll."""

    person: UUID
    in_service: bool = True
    since: date | None = None


class RollLine(Value):
    person: UUID
    in_service: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The counts of 31 December, 24:00. obliged: without the exempt (AM-02)."""

    obliged: int
    exempt: int
    registered: int
    position: int
    ruleset: str


@dataclass(frozen=True, slots=True)
class UnitRegistration:
    unit: UUID | None = None
    community: str | None = None
    year: int | None = None
    status: UnitStatus | None = None
    submitted_on: date | None = None
    confirmed_on: date | None = None
    items: tuple[ServiceItem, ...] = ()
    roll_as_of: date | None = None
    roll: tuple[RollLine, ...] = ()
    snapshot: Snapshot | None = None
