"""What a facility offers, and how much it is used: SYS-09, R-27."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.facility.events import FacilityUseRecorded, ServiceItemAdded, ServiceItemRemoved
from domain.facility.state import Facility, FacilityField, FacilityStatus, Month, must_be
from domain.kernel import Command, Context, Label, Line, Outcome, require
from domain.roles import Role

STANDING = (FacilityStatus.PLANNED, FacilityStatus.IN_SERVICE, FacilityStatus.SUSPENDED)


class AddServiceItem(
    Command[Facility], verb="add-item", label=Label("增加服务项目", "Add service item"),
    who=(Role.CW,),
):  # fmt: skip
    """Puts a service on the list at the door."""

    title: Line
    field: FacilityField

    def decide(self, state: Facility, context: Context) -> Outcome:
        must_be(state, *STANDING)
        require(
            all(item.title != self.title for item in state.items),
            "item_exists",
            "该服务项目已在清单上，请勿重复增加。",
            "This service is on the list already.",
        )
        yield ServiceItemAdded(item=context.new_id("item"), **dict(self))


class RemoveServiceItem(
    Command[Facility], verb="remove-item", label=Label("取消服务项目", "Remove service item"),
    who=(Role.CW,),
):  # fmt: skip
    """Takes a service off the list."""

    item: UUID

    def decide(self, state: Facility, context: Context) -> Outcome:
        must_be(state, *STANDING)
        require(
            any(item.id == self.item for item in state.items),
            "no_such_item",
            "清单上无此服务项目，请核对。",
            "There is no such service on the list; check it.",
        )
        yield ServiceItemRemoved(item=self.item)


class RecordUse(
    Command[Facility], verb="record-use", label=Label("登记使用人次", "Record use"),
    who=(Role.CW,),
):  # fmt: skip
    """How many visits a month brought to one field of service: a count, no names.

    A second count for the same month and field corrects the first.
    """

    month: Month
    field: FacilityField
    visits: Annotated[int, Field(ge=0, le=1_000_000)]

    def decide(self, state: Facility, context: Context) -> Outcome:
        must_be(state, FacilityStatus.IN_SERVICE, FacilityStatus.SUSPENDED, FacilityStatus.CLOSED)
        last = state.since if state.status is FacilityStatus.CLOSED else context.today
        require(
            state.opened_on is not None
            and f"{state.opened_on:%Y-%m}" <= self.month <= f"{last:%Y-%m}",
            "not_open_in_month",
            f"该场所{self.month}未开放或该月未到，请核对月份。",
            f"The facility was not open in {self.month}, or the month is to come; check it.",
        )
        require(
            self.field in state.offered,
            "field_not_offered",
            "该场所没有此领域的服务项目，请先增加服务项目或更正领域。",
            "The facility offers no service in this field; add one first, or correct the field.",
        )
        before = state.visits(self.month, self.field)
        if before != self.visits:
            yield FacilityUseRecorded(before=before, **dict(self))
