"""L-SCORE 成绩台账: what was published, line by line; and each subject's published total."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final
from uuid import UUID

from application.recorded import Recorded
from domain.assessment.book import ScoreRecorded
from domain.kernel import Label
from domain.ruleset import SubjectKind
from projections.models import Journal, Key, Register, Row


class ScoreRow(Row, frozen=True, array_like=True, gc=False):
    """One line of one version. ballots: whether they were in. computed_at: position of the log.

    points, max: as text, exact; points None: not applicable or not recorded.
    """

    year: int
    version: int
    ballots: bool
    kind: str
    subject: UUID
    community: str | None
    grid: str | None
    unit: UUID | None
    line: str
    points: str | None
    max: str | None
    applicable: bool
    recorded: bool
    inputs: tuple[tuple[str, str | None], ...]
    formula: str
    evidence: tuple[int, ...]
    ruleset: str
    computed_at: int


L_SCORE: Final = Journal(
    name="L-SCORE",
    title=Label("成绩台账", "Published scores, line by line", "成績台賬"),
    row=ScoreRow,
    filters=("year", "subject", "community"),
)


@L_SCORE.on(ScoreRecorded)
def lines(recorded: Recorded) -> Iterator[ScoreRow]:
    fact = recorded.event
    for line in fact.lines:
        yield ScoreRow(
            fact.year,
            fact.version,
            fact.ballots,
            fact.kind,
            fact.subject,
            fact.community,
            fact.grid,
            fact.unit,
            line.line,
            _text(line.points),
            _text(line.max),
            line.applicable,
            line.recorded,
            tuple((each.metric, each.value) for each in line.inputs),
            line.formula,
            line.evidence,
            fact.ruleset,
            fact.position,
        )


def _text(points: Decimal | None) -> str | None:
    return None if points is None else str(points)


class PublishedRow(Row, frozen=True, array_like=True, gc=False):
    """The last version of a subject's score. position: at which it was computed."""

    year: int
    kind: str
    subject: UUID
    community: str | None
    grid: str | None
    unit: UUID | None
    version: int
    ballots: bool
    total: str | None
    grade: str | None
    objective: str | None
    ballot: str | None
    bonus: str | None
    deductions: str | None
    bars: tuple[str, ...]
    missing: tuple[str, ...]
    primary: str | None
    ruleset: str
    position: int
    digest: str


def _key(recorded: Recorded) -> Key:
    fact = recorded.event
    return (fact.year, SubjectKind(fact.kind).value, fact.subject)


L_PUBLISHED: Final = Register(
    name="L-PUBLISHED",
    title=Label("公布成绩台账", "Published scores", "公佈成績台賬"),
    row=PublishedRow,
    key=_key,
    filters=("year", "subject", "community"),
)


@L_PUBLISHED.opens(ScoreRecorded)
def recorded_score(recorded: Recorded) -> PublishedRow:
    fact = recorded.event
    return PublishedRow(
        fact.year,
        fact.kind,
        fact.subject,
        fact.community,
        fact.grid,
        fact.unit,
        fact.version,
        fact.ballots,
        _text(fact.total),
        fact.grade,
        _text(fact.objective),
        _text(fact.ballot),
        _text(fact.bonus),
        _text(fact.deductions),
        fact.bars,
        fact.missing,
        fact.primary,
        fact.ruleset,
        fact.position,
        fact.digest,
    )


def of_the_last_version(rows: Iterable[PublishedRow]) -> list[PublishedRow]:
    """Of one year. Whom a ruling made no subject any more keeps the score of an earlier version,
    which is no result of the year."""
    every = list(rows)
    last = max((row.version for row in every), default=0)
    return [row for row in every if row.version == last]
