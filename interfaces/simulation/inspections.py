"""Checks of the enrolled shops: twice a year for safety, twice for their frontage (B2, B5)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from domain.inspection import InspectionKind, RecordInspection
from domain.unit import UnitKind
from interfaces.simulation.clock import Dice, at_the_office
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan, UnitPlan
from interfaces.simulation.schedule import Begun, Course, does

HALVES: Final = (
    (date(YEAR, 1, 10), date(YEAR, 6, 24)),
    (date(YEAR, 7, 4), date(YEAR, 12, 9)),
)
PASSED: Final = {InspectionKind.SAFETY: 0.92, InspectionKind.FRONTAGE: 0.88}
DEFECTS: Final = {
    InspectionKind.SAFETY: ("灭火器过期", "私接电线", "安全出口堆物"),
    InspectionKind.FRONTAGE: ("门前堆放杂物", "积雪未清", "车辆乱停"),
}
BY_A_DEPARTMENT: Final = 0.3  # of the safety checks
FIRE_AND_WORK: Final = "DEPT-EMERGENCY"
AGAIN: Final = timedelta(days=10)


def courses(plan: Plan) -> Iterator[Begun]:
    for community in plan.communities:
        for shop in community.parties:
            if shop.kind is UnitKind.MERCHANT:
                yield from _of_shop(plan, community, shop)


def _of_shop(plan: Plan, community: CommunityPlan, shop: UnitPlan) -> Iterator[Begun]:
    for kind in InspectionKind:
        for number, (first, last) in enumerate(HALVES):
            name = f"inspection/{shop.credit_code}/{kind}/{number}"
            luck = plan.dice(name)
            when = at_the_office(luck.moment_on(luck.day_in(first, last)))
            yield Begun(name, when, _check(plan, community, shop, kind, luck, when))


def _check(
    plan: Plan,
    community: CommunityPlan,
    shop: UnitPlan,
    kind: InspectionKind,
    luck: Dice,
    when: datetime,
) -> Course:
    """What failed is looked at again ten days later, and has been put right."""
    by_office = kind is InspectionKind.SAFETY and luck.hits(BY_A_DEPARTMENT)
    department = FIRE_AND_WORK if by_office else None
    officer = plan.officers.department(FIRE_AND_WORK)
    grid = luck.choice(community.grids)
    passed = luck.hits(PASSED[kind])
    found = None if passed else luck.choice(DEFECTS[kind])
    for moment, good, defects in ((when, passed, found), (when + AGAIN, True, None)):
        yield does(
            moment,
            officer if by_office else grid.gw,
            RecordInspection(
                merchant=shop.id, kind=kind, community=community.code, on=moment.date(),
                passed=good, defects=defects, department=department,
                grid=None if by_office else grid.code,
            ),
        )  # fmt: skip
        if good:
            return
