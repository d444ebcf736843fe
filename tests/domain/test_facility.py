"""Facilities: SYS-09, R-26, R-27, AM-21."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.body import BODY, BodyEstablished, BodyType, body_ref
from domain.facility import (
    FACILITY,
    SIX_CENTRES,
    STATUS_LABELS,
    TYPE_LABELS,
    AddServiceItem,
    CloseFacility,
    FacilityClosed,
    FacilityField,
    FacilityOpened,
    FacilityPlanned,
    FacilityReopened,
    FacilityStatus,
    FacilitySuspended,
    FacilityType,
    FacilityUseRecorded,
    OpenFacility,
    OpeningHours,
    PlanFacility,
    RecordUse,
    RemoveServiceItem,
    ReopenFacility,
    ServiceItemAdded,
    ServiceItemRemoved,
    SuspendFacility,
    centre_ref,
)
from domain.roles import Role
from tests.domain.communities import THE_NINE
from tests.domain.world import AUNT, someone
from tests.spec import COMMAND_ID, given

DAY = date(2022, 1, 10)
PLAN = PlanFacility(
    community="FC01", type=FacilityType.ELDER_CARE, title="繁城第一社区养老服务中心（合成）",
    address="和谐路1号一层", on=DAY,
)  # fmt: skip
PLANNED = FacilityPlanned(**dict(PLAN))
HOURS = (OpeningHours(weekdays=(1, 2, 3, 4, 5), opens="08:30", closes="17:30"),)
OPEN = OpenFacility(manager=AUNT, hours=HOURS, on=date(2022, 2, 1))
OPENED = FacilityOpened(**dict(OPEN))
SUSPEND = SuspendFacility(reopens_on=date(2022, 4, 1), reason="装修", on=date(2022, 3, 1))
SUSPENDED = FacilitySuspended(**dict(SUSPEND))
CLOSED = FacilityClosed(reason="合并", on=date(2022, 4, 2))
ITEM = uuid5(COMMAND_ID, "item")
ADDED = ServiceItemAdded(item=ITEM, title="助餐", field=FacilityField.ELDER_CARE)
USE = RecordUse(month="2022-03", field=FacilityField.ELDER_CARE, visits=120)

planning = given(FACILITY).by(Role.CS).looking(THE_NINE)
open_one = given(FACILITY, PLANNED, OPENED).by(Role.CS).looking(someone(AUNT))


def centre(type: FacilityType, address: str, *more: Any) -> Any:
    plan = PLANNED.model_copy(update={"type": type, "address": address})
    return {centre_ref("FC01", type): FACILITY.replay([plan, *more])}


def test_there_is_one_centre_of_each_type_in_a_community_r26() -> None:
    planning.when(PLAN).then(PLANNED)
    again = given(FACILITY, PLANNED).by(Role.CS).looking(THE_NINE)
    again.when(PLAN).then_refused("centre_exists")
    assert len(SIX_CENTRES) == 6
    assert FACILITY.identify(PLAN) == centre_ref("FC01", FacilityType.ELDER_CARE).id
    room = PLAN.model_copy(update={"type": FacilityType.LIBRARY})
    assert FACILITY.identify(room) is None, "of rooms there may be several (R-27)"
    assert PLAN.approved_by == OPEN.approved_by == {Role.TOWN}


def test_a_closed_centre_may_be_planned_anew_later() -> None:
    closed = given(FACILITY, PLANNED, OPENED, CLOSED).by(Role.CS).looking(THE_NINE)
    closed.when(PLAN).then_refused("before_last_change")
    anew = PLAN.model_copy(update={"on": CLOSED.on})
    closed.when(anew).then(FacilityPlanned(**dict(anew)))


def test_a_centre_belongs_to_a_community_that_exists() -> None:
    nowhere = PLAN.model_copy(update={"community": "FC99"})
    planning.when(nowhere).then_refused("no_such_community")


def test_the_deliberation_centre_is_the_room_of_the_deliberation_body_am21() -> None:
    body = BodyEstablished(
        code="FC01-DC", type=BodyType.DELIBERATION_CENTRE, title="共治议事中心（合成）",
        community="FC01", on=date(2021, 6, 1), document_no="【合成】1号",
    )  # fmt: skip
    change = {"type": FacilityType.RESIDENTS_DELIBERATION, "deliberation_body": "FC01-DC"}
    plan = PLAN.model_copy(update=change)
    linked = planning.looking({body_ref("FC01-DC"): BODY.replay([body])})
    linked.when(plan).then(FacilityPlanned(**dict(plan)))
    planning.when(plan).then_refused("no_such_deliberation_body")
    for wrong in ({"community": "FC02"}, {"type": BodyType.GRID_BRANCH}, {"on": date(2022, 2, 1)}):
        other = {body_ref("FC01-DC"): BODY.replay([body.model_copy(update=wrong)])}
        planning.looking(other).when(plan).then_refused("no_such_deliberation_body")
    missing = plan.model_copy(update={"deliberation_body": None})
    linked.when(missing).then_refused("deliberation_body_missing")
    elsewhere = PLAN.model_copy(update={"deliberation_body": "FC01-DC"})
    linked.when(elsewhere).then_refused("deliberation_body_missing")


def test_one_room_hosts_two_centres_if_declared_sys09() -> None:
    culture = FacilityType.CULTURE_ACTIVITY
    there = planning.looking(centre(culture, PLAN.address))
    there.when(PLAN).then_refused("room_sharing_undeclared")
    declared = PLAN.model_copy(update={"shares_with": culture})
    there.when(declared).then(FacilityPlanned(**dict(declared)))
    planning.when(declared).then_refused("room_sharing_undeclared")
    gone = planning.looking(centre(culture, PLAN.address, OPENED, CLOSED))
    assert gone.when(PLAN).facts(), "a closed centre takes up no room"
    room = PLAN.model_copy(update={"type": FacilityType.LIBRARY})
    assert there.when(room).facts(), "special rooms stand wherever there is room"


def test_a_room_hosts_no_third_centre_sys09() -> None:
    culture, party = FacilityType.CULTURE_ACTIVITY, FacilityType.PARTY_MEMBER_SERVICE
    full = planning.looking(centre(culture, PLAN.address)).looking(centre(party, PLAN.address))
    declared = PLAN.model_copy(update={"shares_with": culture})
    full.when(declared).then_refused("room_sharing_undeclared")


def test_it_opens_after_it_was_planned_with_a_manager_and_hours() -> None:
    opening = given(FACILITY, PLANNED).by(Role.CS).looking(someone(AUNT))
    opening.when(OPEN).then(OPENED)
    opening.looking({}).when(OPEN.model_copy(update={"manager": UUID(int=0x99)})).then_refused(
        "no_such_person"
    )
    early = OPEN.model_copy(update={"on": date(2022, 1, 9)})
    opening.when(early).then_refused("before_last_change")
    tomorrow = OPEN.model_copy(update={"on": date(2022, 5, 11)})
    opening.when(tomorrow).then_refused("in_the_future")
    backwards = (HOURS[0].model_copy(update={"closes": "08:30"}),)
    opening.when(OPEN.model_copy(update={"hours": backwards})).then_refused(
        "closes_before_it_opens"
    )
    open_one.when(OPEN).then_refused("wrong_facility_state")
    given(FACILITY).when(OPEN).then_refused("no_such_facility")


def test_a_suspension_tells_when_it_reopens_sys09() -> None:
    open_one.when(SUSPEND).then(SUSPENDED)
    never = SUSPEND.model_copy(update={"reopens_on": SUSPEND.on})
    open_one.when(never).then_refused("reopens_before_suspended")
    given(FACILITY, PLANNED).when(SUSPEND).then_refused("wrong_facility_state")


def test_it_reopens_with_the_hours_it_had_or_others() -> None:
    paused = given(FACILITY, PLANNED, OPENED, SUSPENDED).by(Role.CS)
    reopen = ReopenFacility(on=date(2022, 4, 1))
    paused.when(reopen).then(FacilityReopened(hours=HOURS, on=reopen.on))
    longer = (HOURS[0].model_copy(update={"closes": "20:00"}),)
    paused.when(ReopenFacility(hours=longer, on=reopen.on)).then(
        FacilityReopened(hours=longer, on=reopen.on)
    )
    paused.when(ReopenFacility(on=date(2022, 2, 28))).then_refused("before_last_change")
    open_one.when(reopen).then_refused("wrong_facility_state")


def test_what_is_closed_stays_closed() -> None:
    close = CloseFacility(reason="合并", on=CLOSED.on)
    open_one.when(close).then(CLOSED)
    assert given(FACILITY, PLANNED).when(close).facts(), "a plan may be dropped"
    over = given(FACILITY, PLANNED, OPENED, CLOSED)
    for command in (close, SUSPEND, ReopenFacility(on=CLOSED.on)):
        over.when(command).then_refused("wrong_facility_state")
    over.when(AddServiceItem(title="助餐", field=ADDED.field)).then_refused("wrong_facility_state")


def test_a_service_stands_on_the_list_once() -> None:
    add = AddServiceItem(title="助餐", field=FacilityField.ELDER_CARE)
    worker = open_one.by(Role.CW)
    worker.when(add).then(ADDED)
    listed = given(FACILITY, PLANNED, OPENED, ADDED).by(Role.CW)
    listed.when(add).then_refused("item_exists")
    listed.when(RemoveServiceItem(item=ITEM)).then(ServiceItemRemoved(item=ITEM))
    worker.when(RemoveServiceItem(item=ITEM)).then_refused("no_such_item")


def test_use_is_counted_by_month_and_corrected_by_a_second_count() -> None:
    offering = given(FACILITY, PLANNED, OPENED, ADDED).by(Role.CW)
    first = FacilityUseRecorded(**dict(USE))
    offering.when(USE).then(first)
    told = given(FACILITY, PLANNED, OPENED, ADDED, first).by(Role.CW)
    told.when(USE).then_nothing()
    more = USE.model_copy(update={"visits": 130})
    told.when(more).then(FacilityUseRecorded(**dict(more), before=120))


@pytest.mark.parametrize("month", ["2022-01", "2022-06"])
def test_nobody_uses_what_is_not_open_yet_nor_in_a_month_to_come(month: str) -> None:
    offering = given(FACILITY, PLANNED, OPENED, ADDED).by(Role.CW)
    offering.when(USE.model_copy(update={"month": month})).then_refused("not_open_in_month")
    for last in ("2022-02", "2022-05"):
        assert offering.when(USE.model_copy(update={"month": last})).facts()


def test_nobody_uses_what_is_closed() -> None:
    over = given(FACILITY, PLANNED, OPENED, ADDED, CLOSED).by(Role.CW)
    assert over.when(USE.model_copy(update={"month": "2022-04"})).facts()
    over.when(USE.model_copy(update={"month": "2022-05"})).then_refused("not_open_in_month")


def test_every_type_and_state_has_its_label() -> None:
    assert set(TYPE_LABELS) == set(FacilityType)
    assert set(STATUS_LABELS) == set(FacilityStatus)


def test_use_is_counted_in_a_field_that_is_or_was_offered_r27() -> None:
    open_one.by(Role.CW).when(USE).then_refused("field_not_offered")
    removed = ServiceItemRemoved(item=ITEM)
    assert given(FACILITY, PLANNED, OPENED, ADDED, removed).by(Role.CW).when(USE).facts()
