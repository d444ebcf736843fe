"""L-PATROL-PLAN 巡查计划 and L-PATROL 巡查台账: how often a grid was to be walked, and was (G1)."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.grid import community_of
from domain.kernel import Label, local_date
from domain.patrol import PatrolRecorded, PatrolsPlanned, PatrolVoided
from projections.models import Key, Register, Row


class PatrolPlanRow(Row, frozen=True, array_like=True, gc=False):
    """recorded: position of the plan as it stands."""

    book: UUID
    community: str
    grid: str
    month: str
    year: int
    planned: int
    recorded: int


L_PATROL_PLAN: Final = Register(
    name="L-PATROL-PLAN",
    title=Label("巡查计划台账", "Patrol plans", "巡查計劃台賬"),
    row=PatrolPlanRow,
    filters=("community", "grid", "month", "year"),
)


@L_PATROL_PLAN.upserts(PatrolsPlanned)
def planned(row: PatrolPlanRow | None, recorded: Recorded) -> PatrolPlanRow:
    fact = recorded.event
    return PatrolPlanRow(
        recorded.stream,
        community_of(fact.grid),
        fact.grid,
        fact.month,
        int(fact.month[:4]),
        fact.planned,
        recorded.position,
    )


class PatrolRow(Row, frozen=True, array_like=True, gc=False):
    """found: the cases that were reported from it. recorded: position."""

    entry: UUID
    book: UUID
    community: str
    grid: str
    month: str
    year: int
    on: date
    worker: UUID
    found: tuple[UUID, ...]
    voided: bool
    recorded: int


def entry_of(recorded: Recorded) -> Key:
    return (recorded.event.entry,)


L_PATROL: Final = Register(
    name="L-PATROL",
    title=Label("巡查台账", "Patrols", "巡查台賬"),
    row=PatrolRow,
    key=entry_of,
    filters=("community", "grid", "month", "year"),
    valid=("on",),
)


@L_PATROL.opens(PatrolRecorded)
def walked(recorded: Recorded) -> PatrolRow:
    fact = recorded.event
    return PatrolRow(
        fact.entry,
        recorded.stream,
        community_of(fact.grid),
        fact.grid,
        fact.month,
        int(fact.month[:4]),
        local_date(fact.started_at),
        fact.worker,
        fact.found,
        voided=False,
        recorded=recorded.position,
    )


@L_PATROL.on(PatrolVoided)
def voided(row: PatrolRow, recorded: Recorded) -> PatrolRow:
    return msgspec.structs.replace(row, voided=True)
