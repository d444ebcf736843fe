"""The six centres of each community and some special rooms, with what lacks (HANDBOOK 5.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from domain.facility import (
    SIX_CENTRES,
    TYPE_LABELS,
    AddServiceItem,
    FacilityField,
    FacilityType,
    OpenFacility,
    OpeningHours,
    PlanFacility,
    RecordUse,
    ReopenFacility,
    SuspendFacility,
)
from domain.roles import Role
from interfaces.simulation.clock import at
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan
from interfaces.simulation.schedule import Begun, Course, approved, does

PLANNED_ON: Final = date(YEAR - 1, 12, 29)
OPENED_ON: Final = date(YEAR, 1, 4)
A_WHILE: Final = timedelta(minutes=3)
ROOMS: Final = (
    FacilityType.LIBRARY, FacilityType.WOMEN_CHILDREN_HOME, FacilityType.YOUTH_HOME,
    FacilityType.VETERANS_STATION,
)  # fmt: skip
ITEMS: Final = {
    FacilityType.CULTURE_ACTIVITY: ("书画活动", FacilityField.CULTURE),
    FacilityType.ELDER_CARE: ("老年助餐", FacilityField.ELDER_CARE),
    FacilityType.CONVENIENCE_SERVICE: ("一站式办事", FacilityField.GOVERNMENT_SERVICE),
    FacilityType.LIBRARY: ("图书借阅", FacilityField.EDUCATION),
}
ANY_ITEM: Final = ("咨询接待", FacilityField.OTHER)
HOURS: Final = (OpeningHours(weekdays=(1, 2, 3, 4, 5), opens="08:30", closes="17:30"),)


@dataclass(frozen=True, slots=True)
class Lot:
    """What becomes of one centre. never: planned, and not opened within the year. pauses: from
    when, announced until when, and when it opened again. silent: a month of nobody counting."""

    opens: date = OPENED_ON
    never: bool = False
    pauses: tuple[date, date, date | None] | None = None
    silent: int | None = None


USUAL: Final = Lot()
REPAIRED: Final = (date(YEAR, 3, 1), date(YEAR, 4, 15), date(YEAR, 4, 15))
STILL_SHUT: Final = (date(YEAR, 9, 1), date(YEAR, 10, 31), None)


def lots(plan: Plan) -> dict[tuple[str, FacilityType], Lot]:
    """Who lacks what: the last communities, so that every profile has some."""
    last, first = plan.communities[-1].code, plan.communities[0].code
    return {
        (last, FacilityType.ELDER_CARE): Lot(opens=date(YEAR, 7, 1)),
        (last, FacilityType.CULTURE_ACTIVITY): Lot(never=True),
        (first, FacilityType.CULTURE_ACTIVITY): Lot(pauses=REPAIRED),
        (first, FacilityType.COMPREHENSIVE_GOVERNANCE): Lot(pauses=STILL_SHUT),
        (first, FacilityType.ELDER_CARE): Lot(silent=5),
    }


def courses(plan: Plan) -> Iterator[Begun]:
    found = lots(plan)
    for number, community in enumerate(plan.communities):
        rooms = ROOMS[: number % (len(ROOMS) + 1)]
        for place, kind in enumerate((*SIX_CENTRES, *rooms)):
            start = at(PLANNED_ON, 9) + timedelta(minutes=number * 20 + place)
            lot = found.get((community.code, kind), USUAL)
            name = f"facility/{community.code}/{kind}"
            yield Begun(name, start, Facility(plan, community, kind, lot, number).course(name))


class Facility:
    """One centre or room through its year."""

    def __init__(
        self, plan: Plan, community: CommunityPlan, kind: FacilityType, lot: Lot, number: int
    ) -> None:
        self._plan, self._community, self._kind, self._lot = plan, community, kind, lot
        self._shares = kind is FacilityType.CONVENIENCE_SERVICE and number % 3 == 0
        self._place = list(FacilityType).index(kind)

    def course(self, name: str) -> Course:
        luck, lot, cs = self._plan.dice(name), self._lot, self._community.cs
        now = at(PLANNED_ON, 9) + timedelta(minutes=self._place)
        town = self._plan.officers.actor(Role.TOWN)
        receipt = yield from approved(does(now, cs, self._planned()), town, A_WHILE)
        if lot.never:
            return
        opens = at(lot.opens, 8, self._place)
        manager = luck.choice(self._community.workers).id
        open_ = OpenFacility(manager=manager, hours=HOURS, on=lot.opens)
        yield from approved(does(opens, cs, open_, receipt.stream), town, A_WHILE)
        title, field = ITEMS.get(self._kind, ANY_ITEM)
        worker, id = self._community.cw(luck), receipt.stream
        yield does(opens + 2 * A_WHILE, worker, AddServiceItem(title=title, field=field), id)
        for month in range(lot.opens.month, 13):
            yield from self._pauses(month, id)
            if self._open_in(month) and month != lot.silent:
                use = RecordUse(
                    month=f"{YEAR}-{month:02}", field=field, visits=luck.randint(40, 900)
                )
                following = date(YEAR + month // 12, month % 12 + 1, 3)
                yield does(at(following, 9, self._place), worker, use, id)

    def _planned(self) -> PlanFacility:
        code, party = self._community.code, FacilityType.PARTY_MEMBER_SERVICE
        deliberates = self._kind is FacilityType.RESIDENTS_DELIBERATION
        return PlanFacility(
            community=code, type=self._kind, title=f"{code}{TYPE_LABELS[self._kind].hans}（合成）",
            address=_address(code, party if self._shares else self._kind),
            shares_with=party if self._shares else None,
            deliberation_body=f"{code}-DC" if deliberates else None, on=PLANNED_ON,
        )  # fmt: skip

    def _pauses(self, month: int, id: UUID) -> Course:
        """Before the visits of the month before the next one are told."""
        if self._lot.pauses is None:
            return
        start, until, again = self._lot.pauses
        cs = self._community.cs
        if start.month == month:
            suspend = SuspendFacility(reopens_on=until, reason="房屋检修。", on=start)
            yield does(at(start, 8), cs, suspend, id)
        if again is not None and again.month == month:
            yield does(at(again, 8), cs, ReopenFacility(on=again), id)

    def _open_in(self, month: int) -> bool:
        if self._lot.pauses is None:
            return True
        start, _, again = self._lot.pauses
        return month < start.month or (again is not None and month >= again.month)


def _address(code: str, kind: FacilityType) -> str:
    return f"{code}社区服务楼{list(FacilityType).index(kind) + 1}室"
