"""Questions about the year's scores, their evidence and the assessors (SYS-16)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from domain.kernel import Label
from domain.ruleset import SubjectKind
from domain.unit import UnitKind
from projections.asking import Asked, Parameter, StandingQuestion
from projections.drift import drift
from projections.ledgers.assessment import (
    L_PUBLISHED,
    L_SCORE,
    PublishedRow,
    ScoreRow,
    of_the_last_version,
)
from projections.models import Row
from projections.scoring.measure import half_up, hundredths, points_of
from projections.scoring.sheet import BALLOT

SYSTEM: Final = "SYS-16"


class DriftRow(Row, frozen=True, array_like=True, gc=False):
    """causes: positions of the events that made the difference."""

    kind: str
    subject: UUID
    name: str
    community: str | None
    grid: str | None
    unit: UUID | None
    version: int
    line: str
    published: str | None
    now: str | None
    causes: tuple[int, ...]


def score_drift(asked: Asked) -> Iterator[DriftRow]:
    """What was published, and what the log says now (P-05, EX-06)."""
    for found in drift(asked.snapshot, asked.log, asked.year):
        about = found.about
        yield DriftRow(
            about.kind,
            about.id,
            about.name,
            about.community,
            about.grid,
            about.unit,
            found.version,
            found.line,
            *found.texts,
            found.causes(asked.log, asked.snapshot.position),
        )


class EvidenceRow(Row, frozen=True, array_like=True, gc=False):
    kind: str
    subject: UUID
    community: str | None
    grid: str | None
    unit: UUID | None
    version: int
    line: str
    points: str | None
    formula: str
    position: int
    event: str
    recorded_at: datetime


def evidence(asked: Asked) -> Iterator[EvidenceRow]:
    """The events behind a published line, of the version on record."""
    subject, line = asked.parameters["subject"], asked.parameters["line"]
    for row in _of_last_version(asked, subject):
        if line in (None, row.line):
            for position in row.evidence:
                [event] = asked.log.read(position - 1, 1)
                yield EvidenceRow(
                    row.kind,
                    row.subject,
                    row.community,
                    row.grid,
                    row.unit,
                    row.version,
                    row.line,
                    row.points,
                    row.formula,
                    position,
                    event.name,
                    event.recorded_at,
                )


def _of_last_version(asked: Asked, subject: UUID | None) -> Iterable[ScoreRow]:
    """The lines of a subject as published last; nobody is asked about: nothing."""
    if subject is None:
        return ()
    rows = asked.snapshot.all(L_SCORE, year=asked.year, subject=subject)
    return {row.line: row for row in rows if row.version == rows[-1].version}.values()


class RankRow(Row, frozen=True, array_like=True, gc=False):
    """without: the total without ballots, the objective part of 100. moves: places up (above
    zero) or down, were there none."""

    kind: str
    subject: UUID
    community: str | None
    grid: str | None
    unit: UUID | None
    total: str
    rank: int
    without: str
    rank_without: int
    moves: int


def ranking_without_ballots(asked: Asked) -> Iterator[RankRow]:
    """Of the published scores of a kind, whose place the ballots changed."""
    kind = asked.parameters["kind"]
    rows = [
        row
        for row in of_the_last_version(asked.snapshot.all(L_PUBLISHED, year=asked.year))
        if row.kind == kind and row.total is not None
    ]
    lines = _objective_lines(asked)
    with_ballots = {row.subject: Decimal(row.total or 0) for row in rows}
    without = {
        row.subject: _without(row, lines.get((row.subject, row.version), ())) for row in rows
    }
    places, others = _places_of(with_ballots), _places_of(without)
    for row in sorted(rows, key=lambda row: (places[row.subject], row.subject.int)):
        subject = row.subject
        if places[subject] != others[subject]:
            yield RankRow(
                row.kind,
                subject,
                row.community,
                row.grid,
                row.unit,
                str(with_ballots[subject]),
                places[subject],
                str(without[subject]),
                others[subject],
                places[subject] - others[subject],
            )


def _objective_lines(asked: Asked) -> Mapping[tuple[UUID, int], Iterable[ScoreRow]]:
    """Of each subject and version; a line recorded again with the ballots is the same line."""
    found: dict[tuple[UUID, int], dict[str, ScoreRow]] = {}
    for row in asked.snapshot.all(L_SCORE, year=asked.year):
        if row.max is not None and row.line != BALLOT:
            found.setdefault((row.subject, row.version), {})[row.line] = row
    return {key: lines.values() for key, lines in found.items()}


def _without(row: PublishedRow, lines: Iterable[ScoreRow]) -> Decimal:
    """4.3, step 4: as if ballots did not apply."""
    earned = [(Decimal(one.points), Decimal(one.max or 0)) for one in lines if one.points]
    out_of = sum(most for _, most in earned)
    share = (
        Fraction(sum(points for points, _ in earned)) / Fraction(out_of) if out_of else Fraction()
    )
    adjusted = hundredths(Decimal(row.bonus or 0)) + hundredths(Decimal(row.deductions or 0))
    return points_of(max(0, half_up(share * 10_000) + adjusted))


def _places_of(totals: Mapping[UUID, Decimal]) -> dict[UUID, int]:
    """Best first; equal totals share a place."""
    ordered = sorted(totals.values(), reverse=True)
    return {subject: ordered.index(total) + 1 for subject, total in totals.items()}


class NotEnrolledRow(Row, frozen=True, array_like=True, gc=False):
    """status: NOT_ENROLLED. withdrawn_on: its last day, if it took part before."""

    unit: UUID
    title: str
    community: str
    kind: str
    status: str
    withdrawn_on: date | None


PARTIES: Final = frozenset(  # of agreements: scored as something else, or not at all
    {
        UnitKind.PROPERTY_COMPANY,
        UnitKind.OWNERS_COMMITTEE,
        UnitKind.SOCIAL_ORGANISATION,
        UnitKind.MERCHANT,
    }
)


def not_enrolled(asked: Asked) -> Iterator[NotEnrolledRow]:
    """AM-33: the units known that took no part in the year; they are listed, and not scored 0."""
    known = asked.known()
    for id, unit in known.facts.units.items():
        if unit.kind not in PARTIES and id not in known.units:
            yield NotEnrolledRow(
                id, unit.title, unit.community, unit.kind, "NOT_ENROLLED", unit.withdrawn_on
            )


QUESTIONS: Final = (
    StandingQuestion(
        name="units-not-enrolled",
        system=SYSTEM,
        title=Label(
            "哪些单位本年度未参加，因而不计分？",
            "Which units took no part in the year, and are not scored?",
        ),
        row=NotEnrolledRow,
        rows=not_enrolled,
        dated=False,
    ),
    StandingQuestion(
        name="score-drift",
        system=SYSTEM,
        title=Label(
            "公布的成绩与现在所知有何不同，各因何事？",
            "Where do published scores differ from what is known now, and what caused it?",
        ),
        row=DriftRow,
        rows=score_drift,
        dated=False,
    ),
    StandingQuestion(
        name="evidence-of-a-score",
        system=SYSTEM,
        title=Label(
            "某一得分由哪些事件支持？", "Which events support the points of a published line?"
        ),
        row=EvidenceRow,
        rows=evidence,
        dated=False,
        parameters={
            "subject": Parameter(Label("被评对象", "Subject"), UUID),
            "line": Parameter(Label("分项（不填为全部）", "Line; all if left out"), str),
        },
    ),
    StandingQuestion(
        name="ranking-without-ballots",
        system=SYSTEM,
        title=Label("不计测评，名次是否改变？", "Would the ranking change without ballots?"),
        row=RankRow,
        rows=ranking_without_ballots,
        dated=False,
        parameters={
            "kind": Parameter(Label("对象类别", "Kind of subject"), SubjectKind, SubjectKind.UNIT)
        },
    ),
)
