"""Rolls 名册 as units told them, and the counts of 31 December (SYS-10): what a rate rests on."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from application.recorded import Recorded
from domain.kernel import Label
from domain.registration import RegistrationSnapshotTaken, UnitRollCorrected, UnitRollReported
from projections.models import Journal, Register, Row


class RollEntry(Row, frozen=True, array_like=True, gc=False):
    """One report or correction. joined, left, changed: what it changed, by person.

    listed, in_service: how many. objection: number of the upheld objection of a correction.
    """

    unit: UUID
    community: str
    year: int
    as_of: date
    corrected: bool
    out_of_turn: bool
    objection: str | None
    by: UUID | None
    listed: int
    in_service: int
    joined: tuple[UUID, ...]
    left: tuple[UUID, ...]
    changed: tuple[UUID, ...]


L_ROLL: Final = Journal(
    name="L-ROLL",
    title=Label("名册台账", "Rolls of units", "名冊台賬"),
    row=RollEntry,
    filters=("unit", "community", "year"),
    valid=("as_of",),
)


@L_ROLL.on(UnitRollReported, UnitRollCorrected)
def told(recorded: Recorded) -> Iterator[RollEntry]:
    fact, corrected = recorded.event, recorded.name == UnitRollCorrected.name
    yield RollEntry(
        fact.unit,
        fact.community,
        fact.year,
        fact.as_of,
        corrected,
        not corrected and fact.out_of_turn,
        fact.objection if corrected else None,
        recorded.actor.person,
        len(fact.members),
        sum(line.in_service for line in fact.members),
        fact.joined,
        fact.left,
        fact.changed,
    )


class SnapshotRow(Row, frozen=True, array_like=True, gc=False):
    """Kept as it was counted then; L-REG counts anew. counted_at: the position known then."""

    unit: UUID
    community: str
    year: int
    obliged: int
    exempt: int
    registered: int
    counted_at: int
    ruleset: str


L_SNAPSHOT: Final = Register(
    name="L-SNAPSHOT",
    title=Label("年末报到快照", "Registration snapshots of 31 December"),
    row=SnapshotRow,
    filters=("unit", "community", "year"),
)


@L_SNAPSHOT.opens(RegistrationSnapshotTaken)
def taken(recorded: Recorded) -> SnapshotRow:
    fact = recorded.event
    return SnapshotRow(
        fact.unit,
        fact.community,
        fact.year,
        fact.obliged,
        fact.exempt,
        fact.registered,
        fact.position,
        fact.ruleset,
    )
