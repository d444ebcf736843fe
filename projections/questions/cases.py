"""Questions about one case at a time (SYS-05)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from msgspec import Meta

from domain.case import CaseReopened, Channel
from domain.kernel import Label
from projections.asking import Asked, Parameter, StandingQuestion
from projections.ledgers.audit import L_AUDIT
from projections.ledgers.cases import L_CASE, CaseRow
from projections.models import Row
from projections.questions.times import crowded

SYSTEM: Final = "SYS-05"
FOLLOWING: Final = frozenset({Channel.DELIBERATION, Channel.ORDER})
Times = Annotated[int, Meta(ge=2, le=1000)]
Days = Annotated[int, Meta(ge=1, le=3660)]


def cases_of(asked: Asked) -> list[CaseRow]:
    """Reported in the year asked about."""
    return [row for row in asked.snapshot.all(L_CASE) if row.reported_on.year == asked.year]


class OneCase(Row, frozen=True, array_like=True, gc=False):
    """What says which case it is, and whose."""

    case: UUID
    case_no: str
    community: str
    grid: str | None
    handler: str | None


def named(row: CaseRow) -> tuple[UUID, str, str, str | None, str | None]:
    return row.case, row.case_no, row.community, row.grid, row.handler


class StepRow(OneCase, frozen=True, array_like=True, gc=False):
    """role, body: who did it. position: the event's, which has all the rest."""

    position: int
    version: int
    event: str
    role: str
    body: str | None
    occurred_at: datetime
    recorded_at: datetime


def history(asked: Asked) -> Iterator[StepRow]:
    """Of one case, or of all of the year; `as_of` says as known when."""
    case = asked.parameters["case"]
    rows = asked.snapshot.all(L_CASE) if case else cases_of(asked)
    cases = {r.case: r for r in rows if case is None or case in (r.case_no, str(r.case))}
    if not cases:
        return
    filters = {"record": next(iter(cases))} if len(cases) == 1 else {}
    for line in asked.snapshot.entries(L_AUDIT, filters, limit=None):
        entry = line.row
        if row := cases.get(entry.record):
            yield StepRow(
                *named(row),
                line.position,
                entry.version,
                entry.event,
                entry.role,
                entry.body,
                entry.occurred_at,
                entry.recorded_at,
            )


class ClosedRow(OneCase, frozen=True, array_like=True, gc=False):
    closed_at: datetime
    outcome: str | None


def closed_without_feedback(asked: Asked) -> Iterator[ClosedRow]:
    """R-19: no case closes without feedback, or a recorded reason why it is impossible."""
    for row in cases_of(asked):
        if row.closed_at is not None and not row.stages[-1]:
            yield ClosedRow(*named(row), row.closed_at, row.outcome)


class RecategorisedRow(OneCase, frozen=True, array_like=True, gc=False):
    due_at: datetime | None
    category: str | None
    urgency: str | None


def recategorised_late(asked: Asked) -> Iterator[RecategorisedRow]:
    for row in cases_of(asked):
        if row.recategorised_overdue:
            yield RecategorisedRow(*named(row), row.due_at, row.category, row.urgency)


class AgainRow(Row, frozen=True, array_like=True, gc=False):
    """cases: as often as each was reported or reopened, in order of time."""

    community: str
    grid: str | None
    category: str | None
    times: int
    cases: tuple[UUID, ...]
    first_at: datetime
    last_at: datetime


Came = tuple[datetime, CaseRow]  # a report or a reopening


def _around(asked: Asked) -> list[CaseRow]:
    """Reported in the year asked about, or in so many days before it."""
    first = date(asked.year, 1, 1) - timedelta(days=asked.parameters["days"])
    last = date(asked.year, 12, 31)
    return [row for row in asked.snapshot.all(L_CASE) if first <= row.reported_on <= last]


def _again(asked: Asked, came: dict[Any, list[Came]]) -> Iterator[AgainRow]:
    times, days = asked.parameters["times"], asked.parameters["days"]
    for every in came.values():
        if found := crowded(every, lambda one: one[0], times, days, asked.year):
            (first_at, row), (last_at, _) = found[0], found[-1]
            cases = tuple(each.case for _, each in found)
            yield AgainRow(
                row.community, row.grid, row.category, len(found), cases, first_at, last_at
            )


def came_back(asked: Asked) -> Iterator[AgainRow]:
    """Reports and reopenings of one reporter and category, the last of them in the year. He is not
    named: his cases are."""
    came: dict[Any, list[Came]] = defaultdict(list)
    reopened = defaultdict(list)
    for entry in asked.snapshot.all(L_AUDIT, event=CaseReopened.name):
        reopened[entry.record].append(entry.occurred_at)
    for row in _around(asked):
        if row.reporter_named:
            [report] = asked.log.read(row.reported_position - 1, 1)
            key = report.event.reporter, row.category
            came[key] += [(at, row) for at in (row.reported_at, *reopened[row.case])]
    yield from _again(asked, came)


def one_hazard(asked: Asked) -> Iterator[AgainRow]:
    """The same category in the same grid, each a case of its own: merged ones are in theirs.

    What a resolution or an order made a case is no report of it.
    """
    came: dict[Any, list[Came]] = defaultdict(list)
    for row in _around(asked):
        reported = row.channel not in FOLLOWING and row.merged_into is None
        if reported and row.grid is not None and row.category is not None:
            came[row.grid, row.category].append((row.reported_at, row))
    yield from _again(asked, came)


def _often(times: int, days: int) -> dict[str, Parameter]:
    return {
        "times": Parameter(Label("至少几次", "How often at least"), Times, times),
        "days": Parameter(Label("几天之内", "Within how many days"), Days, days),
    }


QUESTIONS: Final = (
    StandingQuestion(
        name="case-history",
        system=SYSTEM,
        title=Label(
            "某事项至某日所知的全部经过？", "What is the whole history of a case, as known then?"
        ),
        row=StepRow,
        rows=history,
        dated=False,
        parameters={
            "case": Parameter(
                Label("事项编号（不填则为全部）", "Number or id of a case; all if not said"), str
            )
        },
    ),
    StandingQuestion(
        name="cases-closed-without-feedback",
        system=SYSTEM,
        title=Label("哪些事项未经反馈即已办结？", "Which cases were closed without feedback?"),
        row=ClosedRow,
        rows=closed_without_feedback,
        dated=False,
    ),
    StandingQuestion(
        name="cases-recategorised-after-their-deadline",
        system=SYSTEM,
        title=Label(
            "哪些事项在逾期之后被改了类别？", "Which cases were recategorised after their deadline?"
        ),
        row=RecategorisedRow,
        rows=recategorised_late,
        dated=False,
    ),
    StandingQuestion(
        name="problems-that-came-back",
        system=SYSTEM,
        title=Label(
            "哪位诉求人的问题在九十天内三次重来？",
            "Which reporter's problem came back three times in 90 days?",
        ),
        row=AgainRow,
        rows=came_back,
        dated=False,
        parameters=_often(3, 90),
    ),
    StandingQuestion(
        name="hazards-reported-again-and-again",
        system=SYSTEM,
        title=Label(
            "哪一处同类隐患一再登记为新事项？", "Which hazard was entered as a new case repeatedly?"
        ),
        row=AgainRow,
        rows=one_hazard,
        dated=False,
        parameters=_often(4, 30),
    ),
)
