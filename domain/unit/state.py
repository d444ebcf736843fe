"""What rules need to know of a unit."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.kernel import Period


class UnitKind(StrEnum):
    ORGAN = "ORGAN"  # 机关
    INSTITUTION = "INSTITUTION"  # 事业单位
    STATE_ENTERPRISE = "STATE_ENTERPRISE"
    PRIVATE_ENTERPRISE = "PRIVATE_ENTERPRISE"
    SCHOOL = "SCHOOL"
    HOSPITAL = "HOSPITAL"
    PROPERTY_COMPANY = "PROPERTY_COMPANY"
    OWNERS_COMMITTEE = "OWNERS_COMMITTEE"
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION"
    MERCHANT = "MERCHANT"


class WithdrawalReason(StrEnum):
    DISSOLVED = "DISSOLVED"
    MERGED = "MERGED"
    MOVED_AWAY = "MOVED_AWAY"
    LEFT_PROGRAMME = "LEFT_PROGRAMME"


@dataclass(frozen=True, slots=True)
class Unit:
    id: UUID | None = None
    name: str = ""
    kind: UnitKind | None = None
    credit_code: str | None = None
    host_community: str | None = None
    hosts: tuple[str, ...] = ()  # every lead community it had, the first one first
    communities: frozenset[str] = frozenset()  # the host and the others it works in
    in_government_building: bool = False
    big_party_committee: bool = False
    enrolments: tuple[Period, ...] = ()  # in order of time
    signatories: tuple[tuple[UUID, Period], ...] = ()  # one entry a person

    def led_by(self, community: str) -> tuple[str, ...]:
        """`hosts` once `community` leads."""
        return tuple(dict.fromkeys((*self.hosts, community)))

    @property
    def enrolled(self) -> Period | None:
        """The last enrolment, also when it has ended."""
        return self.enrolments[-1] if self.enrolments else None

    @property
    def withdrawn(self) -> bool:
        return self.enrolled is not None and self.enrolled.end is not None

    def enrolled_on(self, day: date) -> bool:
        return any(period.covers(day) for period in self.enrolments)

    def may_sign(self, person: UUID | None, day: date) -> bool:
        """Whether `person` may sign for the unit on `day` (SYS-04)."""
        return self.enrolled_on(day) and any(
            who == person and period.covers(day) for who, period in self.signatories
        )

    def takes_members_from(self, day: date) -> bool:
        """Whether a membership may begin on `day`: members came long before the programme did."""
        return any(period.end is None or day <= period.end for period in self.enrolments)
