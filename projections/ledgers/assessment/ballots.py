"""Ballot rounds as they were counted: groups and options, never names (SYS-16, 4.4)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.assessment.ballots import ROUND_READERS, BallotClosed, BallotOpened, BallotVoided
from domain.assessment.events import AssessorRecused
from domain.kernel import Label, local_date
from projections.models import Journal, Register, Row

Replace = msgspec.structs.replace


class Counted(Row, frozen=True, array_like=True, gc=False):
    """What one group said of one subject. votes: option and how often."""

    group: str
    subject: UUID
    votes: tuple[tuple[str, int], ...]


class RoundRow(Row, frozen=True, array_like=True, gc=False):
    """community: the area; None: the county. groups: name, papers issued, papers returned.

    counted: position of the count. L-BALLOT is what everybody else reads of it.
    """

    offices: ClassVar = ROUND_READERS

    round: UUID
    year: int
    kind: str
    community: str | None
    number: int
    state: str
    opened_on: date
    opened_at: datetime
    subjects: tuple[UUID, ...]
    groups: tuple[tuple[str, int, int], ...] = ()
    tallies: tuple[Counted, ...] = ()
    counted: int | None = None
    void: str | None = None


BALLOTS: Final = Register(
    name="L-ROUND",
    title=Label("测评轮次台账", "Ballot rounds", "測評輪次台賬"),
    row=RoundRow,
    filters=("year",),
)


@BALLOTS.opens(BallotOpened)
def opened(recorded: Recorded) -> RoundRow:
    fact = recorded.event
    return RoundRow(
        recorded.stream,
        fact.year,
        fact.kind,
        fact.area,
        fact.number,
        "OPEN",
        local_date(recorded.recorded_at),
        recorded.recorded_at,
        fact.subjects,
    )


@BALLOTS.on(BallotClosed)
def closed(row: RoundRow, recorded: Recorded) -> RoundRow:
    fact = recorded.event
    return Replace(
        row,
        state="CLOSED",
        groups=tuple((one.group, one.issued, one.returned) for one in fact.groups),
        tallies=tuple(
            Counted(tally.group, tally.subject, tuple(sorted(tally.votes.items())))
            for tally in fact.tallies
        ),
        counted=recorded.position,
    )


@BALLOTS.on(BallotVoided)
def voided(row: RoundRow, recorded: Recorded) -> RoundRow:
    return Replace(row, state="VOIDED", void=recorded.event.ground)


class RecusalRow(Row, frozen=True, array_like=True, gc=False):
    """at: recorded; no paper that was handed out before heeds it."""

    cycle: UUID
    assessor: UUID
    subject: UUID
    ground: str
    at: datetime


L_RECUSAL: Final = Journal(
    name="L-RECUSAL",
    title=Label("回避台账", "Recusals", "迴避台賬"),
    row=RecusalRow,
    filters=("assessor", "subject"),
)


@L_RECUSAL.on(AssessorRecused)
def recused(recorded: Recorded) -> Iterator[RecusalRow]:
    fact = recorded.event
    yield RecusalRow(
        recorded.stream, fact.assessor, fact.subject, fact.ground, recorded.recorded_at
    )
