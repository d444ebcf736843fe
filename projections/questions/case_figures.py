"""Questions about many cases at once: stages, returns, exclusions (SYS-05)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Final
from uuid import UUID

from domain.case.terms import Stage
from domain.kernel import Label
from projections.asking import Asked, StandingQuestion, percent
from projections.ledgers.cases import CaseRow
from projections.metrics.rates import FROM_SATISFACTION, SATISFIED, excluded
from projections.models import Row
from projections.questions.cases import SYSTEM, cases_of
from projections.questions.times import took

# When each stage was reached. What went before the first, nobody recorded.
REACHED: Final = {
    Stage.COLLECTION: "reported_at",
    Stage.DISCOVERY: "accepted_at",
    Stage.ALLOCATION: "assigned_at",
    Stage.HANDLING: "handled_at",
    Stage.FEEDBACK: "fed_back_at",
}


class StageRow(Row, frozen=True, array_like=True, gc=False):
    """How long it took to reach a stage from the one before, in whole minutes.

    community: None: the whole county. slowest: the largest median of the place.
    """

    community: str | None
    stage: str
    cases: int
    median_minutes: int
    longest_minutes: int
    longest_case: UUID
    slowest: bool


def slowest_stage(asked: Asked) -> Iterator[StageRow]:
    for community, rows in _places(cases_of(asked)):
        steps = {stage: took(spans) for stage, spans in _steps(rows) if spans}
        most = max((found.median_minutes for found in steps.values()), default=0)
        for stage, found in steps.items():
            yield StageRow(community, stage, *found, found.median_minutes == most)


def _steps(rows: list[CaseRow]) -> Iterator[tuple[Stage, list[tuple[datetime, datetime, UUID]]]]:
    for before, stage in pairwise(REACHED):
        times = [(getattr(r, REACHED[before]), getattr(r, REACHED[stage]), r.case) for r in rows]
        yield stage, [found for found in times if None not in found]


def _places(rows: list[CaseRow]) -> Iterator[tuple[str | None, list[CaseRow]]]:
    """The county, then each community."""
    yield None, rows
    for community in sorted({row.community for row in rows}):
        yield community, [row for row in rows if row.community == community]


class ReturnsRow(Row, frozen=True, array_like=True, gc=False):
    """cases: those that it gave back, some of them more than once."""

    handler: str
    returns: int
    cases: tuple[UUID, ...]


def returns(asked: Asked) -> Iterator[ReturnsRow]:
    """Most first."""
    rows = [row for row in cases_of(asked) if row.returned_by]
    given_back = Counter(handler for row in rows for handler in row.returned_by)
    for handler, count in sorted(given_back.items(), key=lambda one: (-one[1], one[0])):
        cases = tuple(row.case for row in rows if handler in row.returned_by)
        yield ReturnsRow(handler, count, cases)


class SatisfactionRow(Row, frozen=True, array_like=True, gc=False):
    """rate: as published; with_excluded: if their opinions counted. opinions: theirs."""

    community: str | None
    rate: str
    percent: str | None
    with_excluded: str
    with_excluded_percent: str | None
    excluded_cases: int
    excluded_opinions: int


def excluded_effect(asked: Asked) -> Iterator[SatisfactionRow]:
    """That is where figures are improved (SYS-05)."""
    for community, rows in _places(cases_of(asked)):
        out = {
            row.case
            for row in rows
            if (found := excluded(row)) and FROM_SATISFACTION in found.rates
        }
        opinions = [row for row in rows if row.rating not in (None, "NO_COMMENT")]
        kept = [row for row in opinions if row.case not in out]
        (rate, shown), (whole, whole_shown) = _satisfied(kept), _satisfied(opinions)
        ours = len(opinions) - len(kept)
        yield SatisfactionRow(community, rate, shown, whole, whole_shown, len(out), ours)


def _satisfied(rows: list[CaseRow]) -> tuple[str, str | None]:
    satisfied = sum(row.rating in SATISFIED for row in rows)
    share = Fraction(satisfied, len(rows)) if rows else None
    return f"{satisfied}/{len(rows)}", percent(share)


QUESTIONS: Final = (
    StandingQuestion(
        name="slowest-stage",
        system=SYSTEM,
        title=Label("五个环节中哪一环最慢？", "Where is the slowest of the five stages?"),
        row=StageRow,
        rows=slowest_stage,
        dated=False,
    ),
    StandingQuestion(
        name="handlers-that-return-most",
        system=SYSTEM,
        title=Label("哪个承办单位退回最多？", "Which handler returns most?"),
        row=ReturnsRow,
        rows=returns,
        dated=False,
    ),
    StandingQuestion(
        name="satisfaction-with-and-without-excluded-cases",
        system=SYSTEM,
        title=Label(
            "剔除的事项使满意率改变了多少？",
            "How did excluded cases change the satisfaction rate?",
        ),
        row=SatisfactionRow,
        rows=excluded_effect,
        dated=False,
    ),
)
