"""A facility comes, pauses, comes back and goes: SYS-09."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.body import BodyType, body_ref
from domain.community import community_ref, must_be_community
from domain.dates import require_happened
from domain.facility import aggregate
from domain.facility.events import (
    FacilityClosed,
    FacilityOpened,
    FacilityPlanned,
    FacilityReopened,
    FacilitySuspended,
)
from domain.facility.state import (
    SIX_CENTRES,
    Facility,
    FacilityStatus,
    FacilityType,
    Hours,
    must_be,
)
from domain.kernel import Command, Context, Label, Line, Outcome, PrivateLine, Reads, Ref, require
from domain.person import person_ref
from domain.roles import Role
from domain.vocabulary import BodyCode, CommunityCode


class PlanFacility(
    Command[Facility], verb="plan", label=Label("拟建场所", "Plan facility"), who=(Role.CS,),
    approved_by=(Role.TOWN,), opens=True,
):  # fmt: skip
    """Plans one of the six centres, or a special room, of a community (R-26, R-27).

    title, address: as written at the door. shares_with: the centre whose room it uses too.
    deliberation_body: the co-governance deliberation centre that meets in it, for the residents'
    deliberation centre only (AM-21). A centre that was closed may be planned anew.
    """

    community: CommunityCode
    type: FacilityType
    title: Line
    address: Line
    shares_with: FacilityType | None = None
    deliberation_body: BodyCode | None = None
    on: date

    def reads(self, state: Facility, context: Context) -> Reads:
        yield community_ref(self.community)
        if self.deliberation_body is not None:
            yield body_ref(self.deliberation_body)
        yield from self._other_centres()

    def decide(self, state: Facility, context: Context) -> Outcome:
        _must_follow(state, self.on, context)
        must_be_community(self.community, context)
        require(  # SYS-09, R-26: one facility per centre type per community
            not state.stands,
            "centre_exists",
            "该社区已有此类中心，每类中心只设一个，请在原中心上办理。",
            "The community has this centre already, and each type once; work on that one.",
        )
        self._the_body_meets_there(context)
        self._the_room_is_shared_as_declared(context)
        yield FacilityPlanned(**dict(self))

    def _the_body_meets_there(self, context: Context) -> None:
        of_deliberation = self.type is FacilityType.RESIDENTS_DELIBERATION
        require(  # AM-21: the body is linked to its room
            of_deliberation == (self.deliberation_body is not None),
            "deliberation_body_missing",
            "居民议事中心须填所依托的共治议事中心（机构），其他场所不填。",
            "The residents' deliberation centre names the deliberation body, no other does.",
        )
        if self.deliberation_body is None:
            return
        body = context.look(body_ref(self.deliberation_body))
        require(  # AM-21
            body.type is BodyType.DELIBERATION_CENTRE
            and body.community == self.community
            and body.exists_on(self.on),
            "no_such_deliberation_body",
            "该社区当日无此共治议事中心，请核对机构代码。",
            "The community had no such deliberation body on that day; check its code.",
        )

    def _the_room_is_shared_as_declared(self, context: Context) -> None:
        """SYS-09: one room may host two centres, if that is declared; never three."""
        others = [context.look(ref) for ref in self._other_centres()]
        there = [each for each in others if each.stands and each.address == self.address]
        declared = {self.shares_with} - {None}
        require(
            {each.type for each in there} == declared,
            "room_sharing_undeclared",
            "两个中心共用一处场所须在共用项中如实写明，且地址一致，请核对。",
            "Two centres in one room are declared as such, with the same address; check both.",
        )

    def _other_centres(self) -> Iterator[Ref[Facility]]:
        if self.type in SIX_CENTRES:
            for kind in SIX_CENTRES:
                if kind is not self.type:
                    yield aggregate.centre_ref(self.community, kind)


class OpenFacility(
    Command[Facility], verb="open", label=Label("开放场所", "Open facility"), who=(Role.CS,),
    approved_by=(Role.TOWN,),
):  # fmt: skip
    """Opens it to the public. manager: who answers for it. hours: as announced."""

    manager: UUID
    hours: Hours
    on: date

    def reads(self, state: Facility, context: Context) -> Reads:
        yield person_ref(self.manager)

    def decide(self, state: Facility, context: Context) -> Outcome:
        must_be(state, FacilityStatus.PLANNED)
        _must_follow(state, self.on, context)
        _must_be_hours(self.hours)
        require(
            context.look(person_ref(self.manager)).exists,
            "no_such_person",
            "查无此负责人，请先登记人员。",
            "There is no such person; register the manager first.",
        )
        yield FacilityOpened(**dict(self))


class SuspendFacility(
    Command[Facility], verb="suspend", label=Label("暂停开放", "Suspend facility"),
    who=(Role.CS,),
):  # fmt: skip
    """Closes it for a time. on: the first day without service. reopens_on: as announced."""

    reopens_on: date
    reason: PrivateLine
    on: date

    def decide(self, state: Facility, context: Context) -> Outcome:
        must_be(state, FacilityStatus.IN_SERVICE)
        _must_follow(state, self.on, context)
        require(  # SYS-09: a suspension tells the expected reopening
            self.reopens_on > self.on,
            "reopens_before_suspended",
            "预计恢复日期须晚于暂停日期，请核对。",
            "The expected reopening lies after the suspension; check the dates.",
        )
        yield FacilitySuspended(**dict(self))


class ReopenFacility(
    Command[Facility], verb="reopen", label=Label("恢复开放", "Reopen facility"), who=(Role.CS,)
):
    """Opens it again. hours: left out, as before."""

    hours: Hours | None = None
    on: date

    def decide(self, state: Facility, context: Context) -> Outcome:
        must_be(state, FacilityStatus.SUSPENDED)
        _must_follow(state, self.on, context)
        hours = self.hours or state.hours
        _must_be_hours(hours)
        yield FacilityReopened(hours=hours, on=self.on)


class CloseFacility(
    Command[Facility], verb="close", label=Label("关闭场所", "Close facility"), who=(Role.CS,)
):
    """Ends it for good, or drops its plan. on: the first day without service."""

    reason: PrivateLine
    on: date

    def decide(self, state: Facility, context: Context) -> Outcome:
        must_be(state, FacilityStatus.PLANNED, FacilityStatus.IN_SERVICE, FacilityStatus.SUSPENDED)
        _must_follow(state, self.on, context)
        yield FacilityClosed(**dict(self))


def _must_follow(state: Facility, on: date, context: Context) -> None:
    require_happened(on, context)
    require(
        on >= state.since,
        "before_last_change",
        f"日期不得早于上次变更日{state.since}，请核对。",
        f"It cannot lie before the last change, {state.since}; check the date.",
    )


def _must_be_hours(hours: Hours) -> None:
    require(
        all(each.opens < each.closes for each in hours),
        "closes_before_it_opens",
        "开放时间须早于关闭时间，请核对。",
        "Each day it opens before it closes; check the hours.",
    )
