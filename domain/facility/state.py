"""What a service place is: one of the six centres, or a special room (R-26, R-27)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.kernel import Label, Refused, Value, require


class FacilityType(StrEnum):
    PARTY_MEMBER_SERVICE = "PARTY_MEMBER_SERVICE"
    CONVENIENCE_SERVICE = "CONVENIENCE_SERVICE"
    RESIDENTS_DELIBERATION = "RESIDENTS_DELIBERATION"
    COMPREHENSIVE_GOVERNANCE = "COMPREHENSIVE_GOVERNANCE"
    CULTURE_ACTIVITY = "CULTURE_ACTIVITY"
    ELDER_CARE = "ELDER_CARE"
    LIBRARY = "LIBRARY"
    WOMEN_CHILDREN_HOME = "WOMEN_CHILDREN_HOME"
    YOUTH_HOME = "YOUTH_HOME"
    VETERANS_STATION = "VETERANS_STATION"
    OTHER_ROOM = "OTHER_ROOM"


# every community has exactly these six; the others are rooms that some have.
SIX_CENTRES: Final = (
    FacilityType.PARTY_MEMBER_SERVICE,
    FacilityType.CONVENIENCE_SERVICE,
    FacilityType.RESIDENTS_DELIBERATION,
    FacilityType.COMPREHENSIVE_GOVERNANCE,
    FacilityType.CULTURE_ACTIVITY,
    FacilityType.ELDER_CARE,
)


class FacilityStatus(StrEnum):
    PLANNED = "PLANNED"
    IN_SERVICE = "IN_SERVICE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


class FacilityField(StrEnum):
    """What a service item is about: R-27, SYS-09."""

    CULTURE = "CULTURE"
    EDUCATION = "EDUCATION"
    SPORTS = "SPORTS"
    ELDER_CARE = "ELDER_CARE"
    GOVERNMENT_SERVICE = "GOVERNMENT_SERVICE"
    OTHER = "OTHER"


TYPE_LABELS: Final[Mapping[FacilityType, Label]] = {
    FacilityType.PARTY_MEMBER_SERVICE: Label("党员服务中心", "Party-member service centre"),
    FacilityType.CONVENIENCE_SERVICE: Label("便民服务中心", "Convenience service centre"),
    FacilityType.RESIDENTS_DELIBERATION: Label("居民议事中心", "Residents' deliberation centre"),
    FacilityType.COMPREHENSIVE_GOVERNANCE: Label(
        "综治（矛调）中心", "Comprehensive-governance (dispute-mediation) centre"
    ),
    FacilityType.CULTURE_ACTIVITY: Label("文化活动中心", "Culture and activity centre"),
    FacilityType.ELDER_CARE: Label("养老和老年服务中心", "Elder-care and senior service centre"),
    FacilityType.LIBRARY: Label("图书室", "Library"),
    FacilityType.WOMEN_CHILDREN_HOME: Label("妇女儿童之家", "Women and children's home"),
    FacilityType.YOUTH_HOME: Label("青少年之家", "Youth home"),
    FacilityType.VETERANS_STATION: Label("退役军人服务站", "Veterans' service station"),
    FacilityType.OTHER_ROOM: Label("其他功能活动室", "Other activity room"),
}
STATUS_LABELS: Final[Mapping[FacilityStatus, Label]] = {
    FacilityStatus.PLANNED: Label("拟建", "Planned"),
    FacilityStatus.IN_SERVICE: Label("开放", "In service"),
    FacilityStatus.SUSPENDED: Label("暂停", "Suspended"),
    FacilityStatus.CLOSED: Label("关闭", "Closed"),
}

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Weekday = Annotated[int, Field(ge=1, le=7)]  # Monday is 1


class OpeningHours(Value):
    """As announced at the door: on these days, from `opens` to `closes`, Asia/Shanghai."""

    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]
    opens: ClockTime
    closes: ClockTime


Hours = Annotated[tuple[OpeningHours, ...], Field(min_length=1, max_length=7)]


@dataclass(frozen=True, slots=True)
class ServiceItem:
    id: UUID
    title: str
    field: FacilityField


@dataclass(frozen=True, slots=True)
class Facility:
    """since: the day of the last change of status. opened_on: the first day of service.

    offered: fields of all items it ever had. uses: visits by month and field, as last told.
    """

    type: FacilityType | None = None
    community: str = ""
    status: FacilityStatus | None = None
    address: str = ""
    shares_with: FacilityType | None = None
    manager: UUID | None = None
    since: date = date.min
    opened_on: date | None = None
    hours: tuple[OpeningHours, ...] = ()
    items: tuple[ServiceItem, ...] = ()
    offered: frozenset[FacilityField] = frozenset()
    uses: tuple[tuple[tuple[str, FacilityField], int], ...] = ()

    @property
    def stands(self) -> bool:
        """Planned, open or suspended: it takes up its type and its room."""
        return self.status not in (None, FacilityStatus.CLOSED)

    def visits(self, month: str, field: FacilityField) -> int | None:
        return dict(self.uses).get((month, field))

    def turned(self, status: FacilityStatus, on: date) -> "Facility":
        return replace(self, status=status, since=on)


def must_be(state: Facility, *allowed: FacilityStatus) -> None:
    """SYS-09: which step may follow which."""
    if state.status is None:
        raise Refused(
            "no_such_facility", "查无此场所，请核对编号。", "No such facility; check its id."
        )
    now = STATUS_LABELS[state.status]
    require(
        state.status in allowed,
        "wrong_facility_state",
        f"该场所现为“{now.hans}”，不能办理此步，请先查看其状态。",
        f"The facility is “{now.en}” now, so this step cannot be taken; look at its state first.",
    )
