"""L-CYCLE 年度考评台账: where each year's assessment stands; what came after its freeze (P-05)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.assessment.events import (
    AssessmentImpactDetected,
    AssessorRollFixed,
    BallotingBegun,
    CycleArchived,
    CycleExported,
    CycleFinalised,
    CycleFrozen,
    CycleOpened,
    CycleReopened,
    LineImpact,
    ProvisionalPublished,
    RecomputeOrdered,
    ScoresComputed,
    ScoresOrdered,
)
from domain.kernel import Label
from domain.meeting import AttendanceCorrected
from domain.registration import UnitRollCorrected
from domain.volunteer import ServiceCorrected, ServiceRevoked
from projections.models import Journal, Register, Row

Replace = msgspec.structs.replace


class Ruling(Row, frozen=True, array_like=True, gc=False):
    """What a ruling admits after the freeze, as known at its position.

    objections: those that it draws the consequence of; none where the cycle was reopened.
    """

    version: int
    objections: tuple[UUID, ...]
    admitted: tuple[UUID, ...]
    position: int


class OnTheRoll(Row, frozen=True, array_like=True, gc=False):
    """An assessor. area: the community he votes in; None: everywhere."""

    person: UUID
    group: str
    area: str | None


class CycleRow(Row, frozen=True, array_like=True, gc=False):
    """as_known_at: the freeze. version, computed, count, digest: of the scores computed last.

    ordered, with_ballots: of the scores that are being computed; None: none are.
    """

    cycle: UUID
    year: int
    ruleset: str
    status: str
    as_known_at: datetime | None = None
    roll: tuple[OnTheRoll, ...] = ()
    version: int = 0
    complete: bool = False
    computed: int | None = None
    count: int = 0
    digest: str | None = None
    ordered: int | None = None
    with_ballots: bool = False
    rulings: tuple[Ruling, ...] = ()
    notice: UUID | None = None
    minutes: str | None = None
    final_version: int | None = None


L_CYCLE: Final = Register(
    name="L-CYCLE",
    title=Label("年度考评台账", "Assessment cycles", "年度考評台賬"),
    row=CycleRow,
    filters=("year",),
)


@L_CYCLE.opens(CycleOpened)
def opened(recorded: Recorded) -> CycleRow:
    fact = recorded.event
    return CycleRow(recorded.stream, fact.year, fact.ruleset, "OPENED")


@L_CYCLE.on(CycleFrozen)
def frozen(row: CycleRow, recorded: Recorded) -> CycleRow:
    return Replace(row, status="FROZEN", as_known_at=recorded.event.as_known_at)


@L_CYCLE.on(AssessorRollFixed)
def roll_fixed(row: CycleRow, recorded: Recorded) -> CycleRow:
    assessors = recorded.event.assessors
    roll = tuple(OnTheRoll(one.person, one.group, one.area) for one in assessors)
    return Replace(row, roll=roll)


@L_CYCLE.on(ScoresOrdered)
def ordered(row: CycleRow, recorded: Recorded) -> CycleRow:
    return Replace(row, ordered=recorded.event.version, with_ballots=recorded.event.ballots)


@L_CYCLE.on(RecomputeOrdered)
def recompute(row: CycleRow, recorded: Recorded) -> CycleRow:
    return _ruled(row, recorded, recorded.event.objections)


@L_CYCLE.on(CycleReopened)
def reopened(row: CycleRow, recorded: Recorded) -> CycleRow:
    return Replace(_ruled(row, recorded), status="REOPENED")


def _ruled(row: CycleRow, recorded: Recorded, objections: tuple[UUID, ...] = ()) -> CycleRow:
    fact = recorded.event
    ruling = Ruling(fact.version, objections, fact.admitted, recorded.position)
    return Replace(row, ordered=fact.version, with_ballots=True, rulings=(*row.rulings, ruling))


@L_CYCLE.on(ScoresComputed)
def computed(row: CycleRow, recorded: Recorded) -> CycleRow:
    fact = recorded.event
    return Replace(
        row,
        status="COMPUTED" if row.status in ("FROZEN", "REOPENED") else row.status,
        version=fact.version,
        complete=fact.ballots,
        computed=fact.position,
        count=fact.count,
        digest=fact.digest,
        ordered=None,
    )


@L_CYCLE.on(BallotingBegun)
def balloting(row: CycleRow, recorded: Recorded) -> CycleRow:
    return Replace(row, status="BALLOTING", complete=False)


@L_CYCLE.on(ProvisionalPublished)
def published(row: CycleRow, recorded: Recorded) -> CycleRow:
    return Replace(row, status="PROVISIONAL", notice=recorded.event.notice)


@L_CYCLE.on(CycleFinalised)
def finalised(row: CycleRow, recorded: Recorded) -> CycleRow:
    fact = recorded.event
    return Replace(row, status="FINAL", final_version=fact.version, minutes=fact.minutes)


@L_CYCLE.on(CycleExported)
def exported(row: CycleRow, recorded: Recorded) -> CycleRow:
    return Replace(row, status="EXPORTED")


@L_CYCLE.on(CycleArchived)
def archived(row: CycleRow, recorded: Recorded) -> CycleRow:
    return Replace(row, status="ARCHIVED")


class ImpactRow(Row, frozen=True, array_like=True, gc=False):
    """One line of one subject that a change after the freeze would alter. cause: its position.

    old, new: points; of a veto, CLEAR or BARRED.
    """

    year: int
    cause: int
    records: tuple[UUID, ...]
    version: int
    kind: str
    subject: UUID
    line: str
    old: str | None
    new: str | None


L_IMPACT: Final = Journal(
    name="L-IMPACT",
    title=Label("封账后变动影响台账", "Impacts of changes after the freeze"),
    row=ImpactRow,
    filters=("year", "subject", "cause"),
)


@L_IMPACT.on(AssessmentImpactDetected)
def impacts(recorded: Recorded) -> Iterator[ImpactRow]:
    fact = recorded.event
    for one in fact.impacts:
        yield ImpactRow(
            fact.year,
            fact.cause,
            fact.records,
            fact.version,
            one.kind,
            one.subject,
            one.line,
            *_told(one),
        )


def _told(one: LineImpact) -> tuple[str | None, str | None]:
    if one.barred is not None:
        return ("CLEAR", "BARRED") if one.barred else ("BARRED", "CLEAR")
    return None if one.old is None else str(one.old), None if one.new is None else str(one.new)


class ChangeRow(Row, frozen=True, array_like=True, gc=False):
    """A fact that was put right or taken back. records: what a ruling would have to admit.

    year: that it is about, where the event says so.
    """

    position: int
    at: datetime
    event: str
    year: int | None
    person: UUID | None
    records: tuple[UUID, ...]


L_CHANGE: Final = Journal(
    name="L-CHANGE",
    title=Label("更正与撤销台账", "Corrections and revocations"),
    row=ChangeRow,
)


@L_CHANGE.on(ServiceRevoked, ServiceCorrected)
def service_changed(recorded: Recorded) -> Iterator[ChangeRow]:
    yield _change(recorded, (recorded.event.entry,), None, recorded.event.person)


@L_CHANGE.on(AttendanceCorrected)
def attendance_changed(recorded: Recorded) -> Iterator[ChangeRow]:
    """The record is the meeting."""
    yield _change(recorded, (recorded.stream,), None, recorded.event.participant.person)


@L_CHANGE.on(UnitRollCorrected)
def roll_corrected(recorded: Recorded) -> Iterator[ChangeRow]:
    fact = recorded.event
    yield _change(recorded, (*fact.joined, *fact.left, *fact.changed), fact.year, None)


def _change(
    recorded: Recorded, records: tuple[UUID, ...], year: int | None, person: UUID | None
) -> ChangeRow:
    at, name = recorded.recorded_at, recorded.name
    return ChangeRow(recorded.position, at, name, year, person, records)
