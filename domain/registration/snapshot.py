"""The count of 31 December, 24:00, as it was known then (SYS-10, P-12)."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.calendar import Year
from domain.kernel import Command, Context, Event, Label, Line, Outcome, end_of_day, require
from domain.registration.unit_state import Count, Snapshot, UnitRegistration
from domain.roles import Role
from domain.vocabulary import CommunityCode

LAST_DAY: Final = (12, 31)


class RegistrationSnapshotTaken(Event[UnitRegistration], name="unit_registration.snapshot_taken"):
    """obliged: the denominator, without the exempt (AM-02). registered: of the obliged.

    position: of the log up to which it was counted. ruleset: the version it was counted by.
    """

    unit: UUID
    community: CommunityCode
    year: Year
    obliged: Count
    exempt: Count
    registered: Count
    position: int
    ruleset: str

    def apply(self, state: UnitRegistration) -> UnitRegistration:
        snapshot = Snapshot(self.obliged, self.exempt, self.registered, self.position, self.ruleset)
        return replace(
            state, unit=self.unit, community=self.community, year=self.year, snapshot=snapshot
        )


class TakeRegistrationSnapshot(
    Command[UnitRegistration], verb="take-snapshot", who=(Role.SYS,), opens=True,
    label=Label("形成年末报到快照", "Take registration snapshot"),
):  # fmt: skip
    """Keeps what the read side counted for a unit at the end of the year, once.

    community: the unit's lead community. A unit that never registered is counted as well.
    """

    unit: UUID
    community: CommunityCode
    year: Year
    obliged: Count
    exempt: Count
    registered: Count
    position: Annotated[int, Field(ge=1)]
    ruleset: Line

    def decide(self, state: UnitRegistration, context: Context) -> Outcome:
        require(  # AM-03: measured at 31 December, 24:00
            context.at >= end_of_day(date(self.year, *LAST_DAY)),
            "year_not_over",
            f"{self.year}年尚未结束，请于12月31日24时后形成快照。",
            f"{self.year} is not over; take the snapshot after 31 December, 24:00.",
        )
        require(
            self.registered <= self.obliged,
            "more_registered_than_obliged",
            "已报到人数不得多于应报到人数，请核对统计。",
            "No more can be registered than are obliged; check the count.",
        )
        taken = RegistrationSnapshotTaken(**dict(self))
        require(
            state.snapshot in (None, taken.apply(state).snapshot),
            "snapshot_taken",
            "年末快照已形成，不得更改。",
            "The snapshot is taken and stays as it is.",
        )
        if state.snapshot is None:
            yield taken
