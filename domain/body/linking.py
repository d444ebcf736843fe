"""Which unit of the programme a body stands for: a department handles cases, its unit is scored."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.body.state import Body, must_exist
from domain.kernel import Command, Context, Event, Label, Outcome, Reads, require
from domain.roles import Role
from domain.vocabulary import DocumentNo

if TYPE_CHECKING:
    from domain.kernel import Ref
    from domain.unit import Unit


class BodyUnitLinked(Event[Body], name="body.unit_linked"):
    """unit: None, when it stands for none any more."""

    unit: UUID | None = None
    on: date
    document_no: DocumentNo

    def apply(self, state: Body) -> Body:
        return replace(state, unit=self.unit)


class LinkUnit(
    Command[Body], verb="link-unit", label=Label("对应入册单位", "Link unit"),
    who=(Role.COD, Role.LG),
):  # fmt: skip
    """Says for which enrolled unit the body acts from a day on; without one: for none any more.

    The cases that it is invited to as a co-handler are then tasks of that unit (U8).
    """

    unit: UUID | None = None
    on: date
    document_no: DocumentNo

    def reads(self, state: Body, context: Context) -> Reads:
        if self.unit is not None:
            yield _unit_ref(self.unit)

    def decide(self, state: Body, context: Context) -> Outcome:
        must_exist(state, self.on)
        require(
            self.unit is None or context.look(_unit_ref(self.unit)).enrolled_on(self.on),
            "unit_not_enrolled",
            f"{self.on}当日该单位未入册，请先办理单位入册或核对日期。",
            f"The unit is not enrolled on {self.on}; enrol it first, or check the date.",
        )
        if self.unit != state.unit:
            yield BodyUnitLinked(**dict(self))


def _unit_ref(id: UUID) -> "Ref[Unit]":
    # Imported late: a unit works in a community, and a community is a body.
    from domain.unit import unit_ref

    return unit_ref(id)
