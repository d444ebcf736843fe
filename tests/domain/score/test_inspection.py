"""Inspections of merchants: HANDBOOK 4.2 (B2 safety, B5 frontage)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.inspection import (
    INSPECTION,
    Inspection,
    InspectionKind,
    InspectionRecorded,
    InspectionVoided,
    RecordInspection,
    VoidInspection,
)
from domain.kernel import Concern
from domain.roles import Role
from domain.unit import UnitKind, unit_ref
from tests.domain.score.world import (
    KEEPER,
    LONG_AGO,
    OFFICER,
    ORGAN,
    SHOP,
    WORLD,
    held_by,
    office,
    signed_for,
)
from tests.spec import Given, given

CHECK = RecordInspection(
    merchant=SHOP, kind=InspectionKind.SAFETY, community="FC01", on=date(2022, 5, 10), passed=True
)
CHECKED = InspectionRecorded(**dict(CHECK), inspector=OFFICER)
VOID = VoidInspection(reason="登记错店铺（合成）")
HEATER = office(Role.DEPT, OFFICER, "body:DEPT-FIRE", body="DEPT-FIRE")


def inspection(*facts: Any) -> Given[Inspection]:
    return given(INSPECTION, *facts).looking(WORLD).by(office(Role.GW))


def check(**changes: Any) -> RecordInspection:
    return CHECK.model_copy(update=changes)


def test_a_grid_worker_records_a_check_without_a_photo() -> None:
    inspection().when(CHECK).then(CHECKED)


def test_a_department_records_its_own_check() -> None:
    mine = check(department="DEPT-FIRE")
    inspection().by(HEATER).when(mine).then(InspectionRecorded(**dict(mine), inspector=OFFICER))
    inspection().by(HEATER).when(check(department="DEPT-X")).then_refused("not_of_that_body")
    inspection().by(HEATER).when(CHECK).then_refused("not_of_that_body")
    inspection().when(mine).then_refused("not_of_that_body")


def test_what_failed_says_what_is_wrong() -> None:
    inspection().when(check(passed=False)).then_refused("defects_missing")
    assert inspection().when(check(passed=False, defects="灭火器过期（合成）")).facts()


@pytest.mark.parametrize("merchant", [ORGAN, UUID(int=0x99)])
def test_only_a_merchant_is_inspected(merchant: UUID) -> None:
    inspection().when(check(merchant=merchant)).then_refused("no_such_merchant")


def test_a_merchant_is_inspected_while_it_is_enrolled() -> None:
    early = check(on=date(2021, 5, 31))
    inspection().when(early).then_refused("no_such_merchant")
    assert inspection().when(check(on=LONG_AGO)).facts()


def test_a_shop_is_inspected_where_it_is() -> None:
    for elsewhere in (check(community="FC02"), check(grid="FC02001")):
        inspection().when(elsewhere).then_refused("merchant_of_another_community")
    assert inspection().when(check(grid="FC01001")).facts()


def test_nobody_inspects_in_the_future() -> None:
    inspection().when(check(on=date(2022, 5, 11))).then_refused("in_the_future")


def test_nobody_inspects_his_own_shop() -> None:
    inspection().looking(held_by(OFFICER, SHOP)).when(CHECK).then_refused("own_shop")
    his = {unit_ref(SHOP): signed_for(SHOP, UnitKind.MERCHANT, OFFICER)}
    inspection().looking(his).when(CHECK).then_refused("own_shop")
    keeper = office(Role.GW, KEEPER, f"unit:{SHOP}")
    inspection().by(keeper).when(CHECK).then_refused("own_shop")
    inspection(CHECKED).by(keeper).when(VOID).then_refused("own_shop")


def test_one_check_of_a_kind_a_shop_and_day() -> None:
    inspection(CHECKED).when(CHECK).then_refused("inspection_exists")
    same = {INSPECTION.identify(CHECK), INSPECTION.identify(check(passed=False))}
    assert len(same) == 1
    other = INSPECTION.identify(check(kind=InspectionKind.FRONTAGE))
    assert other not in same
    assert INSPECTION.identify(check(on=date(2022, 5, 9))) not in same


def test_a_wrong_check_is_voided_and_recorded_anew() -> None:
    voided = InspectionVoided(reason=VOID.reason)
    inspection(CHECKED).by(office(Role.CS)).when(VOID).then(voided)
    inspection(CHECKED, voided).when(VOID).then_refused("no_such_inspection")
    inspection().when(VOID).then_refused("no_such_inspection")
    inspection(CHECKED, voided).when(CHECK).then(CHECKED)


def test_who_inspects_and_who_voids() -> None:
    assert RecordInspection.who == {Role.GW, Role.DEPT}
    assert (VoidInspection.who, VoidInspection.approved_by) == ({Role.CS}, {Role.TOWN})


def test_it_concerns_the_shop_and_who_came() -> None:
    mine = InspectionRecorded(**dict(check(department="DEPT-FIRE")))
    concern = Concern(community="FC01", unit=SHOP, body="DEPT-FIRE")
    assert INSPECTION.concerns(INSPECTION.replay([mine]), None) == concern
    asked = INSPECTION.concerns(INSPECTION.initial, check(department="DEPT-FIRE"))
    assert asked == Concern(community="FC01", body="DEPT-FIRE")
    in_a_grid = INSPECTION.concerns(INSPECTION.initial, check(grid="FC01001"))
    assert in_a_grid == Concern(community="FC01", grid="FC01001")
