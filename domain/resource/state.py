"""What a resource offer is: its hours and its bookings (SYS-14)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.kernel import SHANGHAI, Refused, Value

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class ResourceKind(StrEnum):
    VENUE = "VENUE"  # 场地
    EQUIPMENT = "EQUIPMENT"  # 设备
    EXPERTISE = "EXPERTISE"  # 专业人才
    FUNDS_IN_KIND = "FUNDS_IN_KIND"  # 物资


class Opening(Value):
    """Every week on this day, Monday 1 to Sunday 7, from `opens` to `closes`."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    opens: TimeOfDay
    closes: TimeOfDay

    def covers(self, start: datetime, end: datetime) -> bool:
        first, last = start.astimezone(SHANGHAI), end.astimezone(SHANGHAI)
        same_day = first.date() == last.date() and first.isoweekday() == self.weekday
        return same_day and self.opens <= f"{first:%H:%M}" and f"{last:%H:%M}" <= self.closes


@dataclass(frozen=True, slots=True)
class Booking:
    id: UUID
    start: datetime
    end: datetime
    used: bool = False


@dataclass(frozen=True, slots=True)
class ResourceOffer:
    """openings: none: by arrangement. bookings: those that were not cancelled."""

    unit: UUID | None = None
    community: str | None = None
    kind: ResourceKind | None = None
    openings: tuple[Opening, ...] = ()
    bookings: tuple[Booking, ...] = ()
    withdrawn: bool = False

    @property
    def is_open(self) -> bool:
        return self.unit is not None and not self.withdrawn

    def booking(self, id: UUID) -> Booking:
        """Refused where there is none, it was cancelled, or used already."""
        found = next((b for b in self.bookings if b.id == id and not b.used), None)
        if found is None:
            raise Refused(
                "no_such_booking",
                "查无此预约，或已取消、已登记使用，请核对编号。",
                "There is no such booking, or it was cancelled or used already; check its id.",
            )
        return found
