"""The stories of what scores rest on besides: findings, inspections, patrols, bodies of units."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from domain.grid import GRID
from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import COUNTY, member, merchant, unit
from tests.interfaces.stories.teller import HOTLINE, Teller, people

SCORED, SHOP = "121409249999000302", "92140924999900040T"


def scored(t: Teller) -> None:
    """A unit with a member, a shop, a complaint that was handled and closed."""

    def make() -> bool:
        people(t)
        of = unit(t.c, "评分局", SCORED)
        shop = merchant(t.c, "便民超市", SHOP)
        t.means(
            shop=shop, scored_unit=of, scored_member=member(t.c, of),
            community=t.c.body("FC01"), complaint=complaint(t),
        )  # fmt: skip
        return True

    t.once("scored", make)


def complaint(t: Teller) -> str:
    """About the shop, closed."""
    case = t.c.do(Role.CW, "cases", **(t.body("case.report") | {"kind": "COMPLAINT"}))
    triaged = t.body("case.accept") | {"kind": "COMPLAINT"}
    t.c.do(Role.CW, "cases", case, "accept", **triaged)
    t.c.do(Role.CW, "cases", case, "resolve-on-the-spot", **t.body("case.resolve-on-the-spot"))
    t.c.do(Role.CW, "cases", case, "feed-back", **t.body("case.feed-back"))
    t.c.do(HOTLINE, "cases", case, "call-back", **t.body("case.call-back"))
    return t.c.do(Role.CS, "cases", case, "close", **t.body("case.close"))


def a_grid_is_patrolled(t: Teller) -> None:
    grid = derived_id("grid", "FC01001")
    worker = max(t.c.system.handler.state(GRID, grid)[1].worker_ids)
    walker = Actor(Role.GW, worker, None, None, ("grid:FC01001",))
    book = t.play("patrol.plan", Role.GH)
    t.play("patrol.record", walker)
    t.means(walk=t.last(book, "entry"))
    t.play("patrol.void", Role.GH, book)
    t.play("patrol.record", walker)


def a_shop_is_inspected(t: Teller) -> None:
    worker = Actor(Role.GW, UUID(int=0xD4), None, None, COUNTY)
    check = t.play("inspection.record", worker)
    t.play("inspection.void", Role.CS, check, Role.TOWN)
    t.play("inspection.record", worker)


def offices_establish_facts(t: Teller) -> None:
    t.c.at("2022-01-18 09:00")
    scored(t)
    t.play("body.link-unit", Role.COD, t.c.body("DEPT-STREETS"))
    t.play("finding.record-false", Role.EVO, approved_by=Role.LG)
    t.play("finding.register-veto", Role.COD, approved_by=Role.LG)
    t.play("finding.record-commendation", Role.COD, approved_by=Role.LG)
    wrong = t.play("finding.record-unreported", Role.TOWN, approved_by=Role.LG)
    t.play("finding.revoke", Role.EVO, wrong, Role.LG)
    t.play("finding.uphold-complaint", Role.CS, approved_by=Role.TOWN)
    a_shop_is_inspected(t)
    a_grid_is_patrolled(t)


# In January, before the others.
OF_THE_YEAR: Final[tuple[Callable[[Teller], None], ...]] = (offices_establish_facts,)
