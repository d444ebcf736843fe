"""Who was called to a case, and how high it went (P-13, S50, R-07)."""

from typing import Any
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.case import CaseEscalated, WhistleAnswered, WhistleBlown, WhistleUnanswered
from projections.ledgers.cases.row import L_CASE, Call, CaseRow

Replace = msgspec.structs.replace


@L_CASE.on(WhistleBlown)
def whistled(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    called = dict.fromkeys((*row.whistled, fact.department))
    call = Call(
        fact.whistle,
        fact.department,
        fact.kind,
        fact.happened_at,
        fact.answer_due_at,
        recorded.position,
    )
    return Replace(row, whistled=tuple(called), calls=(*row.calls, call))


@L_CASE.on(WhistleAnswered)
def answered(row: CaseRow, recorded: Recorded) -> CaseRow:
    fact = recorded.event
    return _called(row, fact.whistle, answered_at=fact.arrived_at, in_time=fact.in_time)


@L_CASE.on(WhistleUnanswered)
def unanswered(row: CaseRow, recorded: Recorded) -> CaseRow:
    return _called(row, recorded.event.whistle, missed=recorded.position)


def _called(row: CaseRow, whistle: UUID, **changes: Any) -> CaseRow:
    calls = (Replace(c, **changes) if c.whistle == whistle else c for c in row.calls)
    return Replace(row, calls=tuple(calls))


@L_CASE.on(CaseEscalated)
def escalated(row: CaseRow, recorded: Recorded) -> CaseRow:
    return Replace(row, escalated=recorded.event.level)
