"""A unit's Party organisation registers at a community for a year (R-29, SYS-10)."""

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.calendar import Year
from domain.dates import require_happened
from domain.kernel import Command, Context, Event, Label, Outcome, Reads, require
from domain.registration.unit_state import (
    ServiceItem,
    UnitEndReason,
    UnitRegistration,
    UnitStatus,
)
from domain.roles import Role
from domain.unit import unit_ref
from domain.vocabulary import CommunityCode


class UnitRegistrationSubmitted(Event[UnitRegistration], name="unit_registration.submitted"):
    """obliged: a member of the Big Party Committee, so that it owes registration (AM-32)."""

    unit: UUID
    community: CommunityCode
    year: Year
    submitted_on: date
    obliged: bool

    def apply(self, state: UnitRegistration) -> UnitRegistration:
        return replace(
            state,
            unit=self.unit,
            community=self.community,
            year=self.year,
            status=UnitStatus.SUBMITTED,
            submitted_on=self.submitted_on,
        )


class UnitRegistrationConfirmed(Event[UnitRegistration], name="unit_registration.confirmed"):
    """confirmed_on: by which line U1 judges whether the unit was on time."""

    unit: UUID
    community: CommunityCode
    year: Year
    confirmed_on: date

    def apply(self, state: UnitRegistration) -> UnitRegistration:
        return replace(state, status=UnitStatus.CONFIRMED, confirmed_on=self.confirmed_on)


class ServiceItemsAgreed(Event[UnitRegistration], name="unit_registration.service_items_agreed"):
    unit: UUID
    community: CommunityCode
    year: Year
    items: tuple[ServiceItem, ...]
    on: date

    def apply(self, state: UnitRegistration) -> UnitRegistration:
        return replace(state, items=self.items)


class UnitRegistrationEnded(Event[UnitRegistration], name="unit_registration.ended"):
    unit: UUID
    community: CommunityCode
    year: Year
    last_day: date
    reason: UnitEndReason

    def apply(self, state: UnitRegistration) -> UnitRegistration:
        return replace(state, status=UnitStatus.ENDED)


class RegisterUnit(
    Command[UnitRegistration], verb="register", label=Label("单位报到", "Register unit"),
    who=(Role.UNIT,), opens=True,
):  # fmt: skip
    """The unit's Party organisation reports to a community it works in, for the current year."""

    unit: UUID
    community: CommunityCode
    year: Year

    def reads(self, state: UnitRegistration, context: Context) -> Reads:
        yield unit_ref(self.unit)

    def decide(self, state: UnitRegistration, context: Context) -> Outcome:
        unit = context.look(unit_ref(self.unit))
        require(
            unit.enrolled_on(context.on),
            "unit_not_enrolled",
            "该单位未入册或已退出，请先办理单位入册。",
            "The unit is not enrolled, or has withdrawn; enrol it first.",
        )
        require(  # AM-04: its lead community, or another one it works in
            self.community in unit.communities,
            "not_its_community",
            f"{self.community}不是该单位的牵头或协作社区，请先由社区登记。",
            f"The unit does not work in {self.community}; have that recorded first.",
        )
        require(
            self.year == context.on.year,
            "not_this_year",
            f"只能办理{context.on.year}年度的报到，请核对年度。",
            f"A unit registers for the current year, {context.on.year}; check the year.",
        )
        require(
            state.status in (None, UnitStatus.ENDED),
            "registered_already",
            "该单位本年度已在该社区申请报到。",
            "The unit has registered at this community this year already.",
        )
        yield UnitRegistrationSubmitted(
            submitted_on=context.on, obliged=unit.big_party_committee, **dict(self)
        )


class ConfirmUnitRegistration(
    Command[UnitRegistration], verb="confirm", label=Label("确认单位报到", "Confirm registration"),
    who=(Role.CS,),
):  # fmt: skip
    """The community confirms; the day of confirmation is the one that counts for U1."""

    def decide(self, state: UnitRegistration, context: Context) -> Outcome:
        _must_be(state, UnitStatus.SUBMITTED)
        require(
            state.submitted_on is not None and state.submitted_on <= context.on,
            "confirmed_before_submitted",
            f"确认日期不得早于申请日期{state.submitted_on}。",
            f"It may not be confirmed before it was submitted, {state.submitted_on}.",
        )
        yield UnitRegistrationConfirmed(**_key(state), confirmed_on=context.on)


class AgreeServiceItems(
    Command[UnitRegistration], verb="agree-items", who=(Role.CS,), approved_by=(Role.UNIT,),
    label=Label("商定服务事项", "Agree service items"),
):  # fmt: skip
    """Community and unit determine together what they will do (R-29); replaces an earlier list."""

    items: Annotated[tuple[ServiceItem, ...], Field(min_length=1, max_length=100)]

    def decide(self, state: UnitRegistration, context: Context) -> Outcome:
        _must_be(state, UnitStatus.CONFIRMED)
        if self.items != state.items:
            yield ServiceItemsAgreed(**_key(state), items=self.items, on=context.on)


class EndUnitRegistration(
    Command[UnitRegistration], verb="end", label=Label("终止单位报到", "End unit registration"),
    who=(Role.CS, Role.SYS),
):  # fmt: skip
    """Ends it, with the year or with the unit's part in the programme; `last_day` still counts."""

    last_day: date
    reason: UnitEndReason

    def decide(self, state: UnitRegistration, context: Context) -> Outcome:
        require_happened(self.last_day, context)
        _must_be(state, UnitStatus.SUBMITTED, UnitStatus.CONFIRMED)
        require(
            state.submitted_on is not None and state.submitted_on <= self.last_day,
            "ends_before_start",
            f"终止日期不得早于报到日期{state.submitted_on}。",
            f"The end may not lie before the registration, {state.submitted_on}.",
        )
        yield UnitRegistrationEnded(**_key(state), **dict(self))


def _key(state: UnitRegistration) -> dict[str, object]:
    return {"unit": state.unit, "community": state.community, "year": state.year}


def _must_be(state: UnitRegistration, *allowed: UnitStatus) -> None:
    require(
        state.status in allowed,
        "wrong_state",
        f"须在{'、'.join(allowed)}状态下办理，请先完成前一步。",
        f"This needs the state {' or '.join(allowed)}; take the step before first.",
    )
