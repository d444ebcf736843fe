"""What scores rest on is refused where it is wrong: a code, a sentence, and nothing written."""

from typing import Any, Final
from uuid import UUID

import pytest

from domain.grid import GRID
from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import COUNTY, County, shanghai
from tests.interfaces.stories import Teller

NOBODY: Final = UUID(int=0x40AD)
PAPER: Final[dict[str, Any]] = {"document_no": "【合成】77号", "facts": "合成"}


@pytest.fixture
def shop(teller: Teller) -> str:
    return str(teller.body("inspection.record")["merchant"])


@pytest.mark.parametrize("role", [Role.CS, Role.GW, Role.UNIT, Role.AUD, Role.MEM])
def test_a_finding_by_the_wrong_office(c: County, shop: str, role: Role) -> None:
    false = {"subject_kind": "MERCHANT", "subject": shop, "on": "2022-02-01", **PAPER}
    c.refused(role, "role_not_allowed", "findings", **false)
    praise = {"subject": shop, "on": "2022-02-01", "issued_by": "市委", "level": "CITY", **PAPER}
    c.refused(role, "role_not_allowed", "findings", None, "record-commendation", **praise)


def test_a_level_that_is_no_higher_one(c: County, shop: str) -> None:
    praise = {"subject": shop, "on": "2022-02-01", "issued_by": "县委", "level": "COUNTY", **PAPER}
    c.refused(Role.COD, "invalid_request", "findings", None, "record-commendation", **praise)


def test_a_community_secretary_upholds_no_complaint_of_another_community(
    c: County, teller: Teller
) -> None:
    there = Actor(Role.CS, NOBODY, None, None, ("community:FC02",))
    body = teller.body("finding.uphold-complaint")
    c.refused(there, "scope_not_allowed", "findings", None, "uphold-complaint", **body)


def test_an_inspection_of_ones_own_shop(c: County, shop: str) -> None:
    keeper = Actor(Role.GW, NOBODY, None, None, (f"unit:{shop}", "community:FC01"))
    check = {"merchant": shop, "kind": "FRONTAGE", "community": "FC01", "on": "2022-02-01"}
    c.refused(keeper, "own_shop", "inspections", **check, passed=True)


def test_an_inspection_of_what_is_no_shop_or_in_the_future(c: County, shop: str) -> None:
    inspector = Actor(Role.GW, NOBODY, None, None, COUNTY)
    check = {"kind": "FRONTAGE", "community": "FC01", "passed": True}
    nobody = {"merchant": NOBODY, "on": "2022-02-01"}
    c.refused(inspector, "no_such_merchant", "inspections", **check, **nobody)
    later = {"merchant": shop, "on": "2031-02-01"}
    c.refused(inspector, "in_the_future", "inspections", **check, **later)


def test_a_patrol_in_the_future_or_by_a_stranger(c: County) -> None:
    grid = c.system.handler.state(GRID, derived_id("grid", "FC01001"))[1]
    worker = Actor(Role.GW, max(grid.worker_ids), None, None, ("grid:FC01001",))
    later = {"grid": "FC01001", "started_at": shanghai("2031-02-01 09:00")}
    c.refused(worker, "in_the_future", "patrols", None, "record", **later)
    stranger = Actor(Role.GW, NOBODY, None, None, ("grid:FC01001",))
    walk = {"grid": "FC01001", "started_at": shanghai("2022-02-01 09:00")}
    c.refused(stranger, "not_the_grid_worker", "patrols", None, "record", **walk)
    elsewhere = Actor(Role.GW, NOBODY, None, None, ("grid:FC01009",))
    c.refused(elsewhere, "scope_not_allowed", "patrols", None, "record", **walk)


@pytest.mark.parametrize("planned", [0, -1, 94, "many"])
def test_a_plan_of_impossibly_many_patrols(c: County, planned: Any) -> None:
    plan = {"grid": "FC01001", "month": "2031-02", "planned": planned}
    c.refused(Role.GH, "invalid_request", "patrols", **plan)


def test_a_month_that_does_not_exist(c: County) -> None:
    plan = {"grid": "FC01001", "month": "2031-13", "planned": 5}
    c.refused(Role.GH, "invalid_request", "patrols", **plan)
