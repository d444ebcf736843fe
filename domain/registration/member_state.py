"""A person's registrations and exemptions, over the years: what rules need to know of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.kernel import Period


class MemberStatus(StrEnum):
    SUBMITTED = "SUBMITTED"  # 已申请
    CONFIRMED = "CONFIRMED"  # 已报到
    REJECTED = "REJECTED"  # 未通过
    TRANSFERRED = "TRANSFERRED"  # 已转
    WITHDRAWN = "WITHDRAWN"  # 已撤
    ENDED = "ENDED"  # 已终止


class EndReason(StrEnum):
    """Why a registration ended although nobody withdrew it: SYS-10."""

    RETIRED = "RETIRED"
    LEFT_COUNTY = "LEFT_COUNTY"
    DIED = "DIED"


class ExemptionReason(StrEnum):
    """Who leaves the denominator without leaving the unit: AM-02."""

    SECONDED_OUT = "SECONDED_OUT"
    LONG_SICK = "LONG_SICK"
    VILLAGE_STATIONED = "VILLAGE_STATIONED"


@dataclass(frozen=True, slots=True)
class Registration:
    """One community's registration of the person. period: of effect, once it is confirmed."""

    community: str
    unit: UUID
    submitted_on: date
    confirm_by: datetime
    status: MemberStatus
    period: Period | None = None

    def lasts_until(self, day: date) -> bool:
        """Whether it is in force on `day` or later."""
        return self.period is not None and (self.period.end is None or day <= self.period.end)


@dataclass(frozen=True, slots=True)
class Exemption:
    id: UUID
    reason: ExemptionReason
    community: str
    period: Period


@dataclass(frozen=True, slots=True)
class MemberRegistration:
    person: UUID | None = None
    registrations: tuple[Registration, ...] = ()  # as they were recorded
    exemptions: tuple[Exemption, ...] = ()
    specialities: frozenset[str] = frozenset()

    @property
    def latest(self) -> Registration | None:
        return self.registrations[-1] if self.registrations else None

    @property
    def pending(self) -> Registration | None:
        """What waits for the community's confirmation."""
        return self._latest_if(MemberStatus.SUBMITTED)

    @property
    def current(self) -> Registration | None:
        """The registration in force now; there is never a second one."""
        return self._latest_if(MemberStatus.CONFIRMED)

    def registered_on(self, day: date) -> str | None:
        """The community where the person was registered at the end of `day` (AM-03, AM-04)."""
        found = (r.community for r in self.registrations if r.period and r.period.covers(day))
        return next(found, None)

    def exempt_on(self, day: date) -> bool:
        """Whether an exemption takes the person out of the denominator on `day` (AM-02)."""
        return any(exemption.period.covers(day) for exemption in self.exemptions)

    def exemption(self, id: UUID) -> Exemption | None:
        return next((exemption for exemption in self.exemptions if exemption.id == id), None)

    def with_latest(
        self, status: MemberStatus, period: Period | None = None
    ) -> "MemberRegistration":
        """The registration recorded last, in its next state."""
        *before, last = self.registrations
        return replace(self, registrations=(*before, replace(last, status=status, period=period)))

    def with_latest_ended(self, status: MemberStatus, last_day: date) -> "MemberRegistration":
        """One that ends before it began was in force on no day, and says so."""
        period = self.registrations[-1].period
        if period is None or last_day < period.start:
            return self.with_latest(status)
        return self.with_latest(status, period.ended(last_day))

    def _latest_if(self, status: MemberStatus) -> Registration | None:
        return self.latest if self.latest is not None and self.latest.status is status else None

    def overlapping(self, period: Period) -> Iterator[Exemption]:
        """Exemptions that share a day with `period`."""
        return (e for e in self.exemptions if e.period.overlaps(period))
