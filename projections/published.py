"""Scores as they are published: the sheets of a cut of the log, as commands that record them."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, Protocol

import orjson

from domain.assessment import PublishedInput, PublishedLine, RecordScore
from domain.ruleset import Ruleset, SubjectKind
from projections.admitting import Admission, Admitting
from projections.ledgers.assessment import CycleRow
from projections.metrics.ballots import Ballots
from projections.reading import Snapshot
from projections.scores import Scored, YearScores, year_scores
from projections.scoring import AdjustmentLine, ScoreLine
from projections.scoring.measure import Answer, Inputs
from projections.scoring.sheet import BALLOT, BallotScore

# 4.6: what breaks a tie after the ballot; of the other subjects, the first line.
PRIMARY: Final = {
    SubjectKind.UNIT: ("registered_members", "obliged_members"),
    SubjectKind.MEMBER: ("counted_services", "required_services"),
}


class PositionAt(Protocol):
    def __call__(self, moment: datetime, /) -> int: ...


def published_scores(
    snapshot: Snapshot,
    cycle: CycleRow,
    ruleset: Ruleset,
    position_at: PositionAt,
    ballots: Ballots,
    *more: Admission,
) -> YearScores:
    """The year as frozen, with what rulings admitted; more: and with this besides.

    snapshot: recent, for the rulings and the ballots are later than the freeze.
    """
    if cycle.as_known_at is None:
        raise ValueError(f"the records of {cycle.year} are not frozen")
    ruled = [Admission(frozenset(r.admitted), r.position) for r in cycle.rulings]
    frozen = Admitting(snapshot, position_at(cycle.as_known_at), [*ruled, *more])
    return year_scores(frozen, cycle.year, ruleset, ballots=ballots)


def record_commands(scores: YearScores, version: int, ballots: bool) -> Iterator[RecordScore]:
    """One for each subject, in the order of kinds and ids."""
    for scored in scores.scored.values():
        for subject in sorted(scored):
            yield recorded_as(scored[subject], scores, version, ballots)


def recorded_as(scored: Scored, scores: YearScores, version: int, ballots: bool) -> RecordScore:
    sheet, about = scored.sheet, scored.about
    fields: dict[str, Any] = {
        "kind": about.kind,
        "subject": about.id,
        "year": scores.year,
        "community": about.community,
        "grid": about.grid,
        "unit": about.unit,
        "total": sheet.total,
        "grade": sheet.grade,
        "objective": sheet.objective,
        "ballot": sheet.ballot.points,
        "bonus": sheet.bonus,
        "deductions": sheet.deductions,
        "bars": tuple(bar.rule_id for bar in scored.barred),
        "missing": sheet.missing,
        "primary": _primary(scored),
        "lines": tuple(published_lines(scored)),
        "ruleset": scores.ruleset.version,
    }
    content = {**fields, "lines": [line.model_dump(mode="json") for line in fields["lines"]]}
    digest = hashlib.sha256(orjson.dumps(content, default=str)).hexdigest()
    return RecordScore(
        **fields, version=version, ballots=ballots, position=scores.position, digest=digest
    )


def published_lines(scored: Scored) -> Iterator[PublishedLine]:
    """Every line of the sheet, the ballot among them."""
    sheet = scored.sheet
    yield from map(_line, sheet.lines)
    if sheet.ballot.max:
        yield _ballot(sheet.ballot)
    yield from map(_adjustment, (*sheet.bonus_lines, *sheet.deduction_lines))


def _line(line: ScoreLine) -> PublishedLine:
    return PublishedLine(
        line=line.line_id,
        points=line.points,
        max=line.max,
        applicable=line.applicable,
        recorded=line.recorded,
        inputs=_inputs(line.inputs),
        formula=line.formula,
        evidence=line.evidence,
    )


def _adjustment(line: AdjustmentLine) -> PublishedLine:
    return PublishedLine(
        line=line.line_id,
        points=line.points,
        max=None,
        applicable=True,
        recorded=line.recorded,
        inputs=_inputs(line.inputs),
        formula="",
        evidence=line.evidence,
    )


def _ballot(ballot: BallotScore) -> PublishedLine:
    return PublishedLine(
        line=BALLOT,
        points=ballot.points,
        max=ballot.max,
        applicable=ballot.applicable,
        recorded=ballot.recorded,
        inputs=(),
        formula="",
        evidence=ballot.evidence,
    )


def _inputs(inputs: Inputs) -> tuple[PublishedInput, ...]:
    return tuple(PublishedInput(metric=name, value=_text(m.value)) for name, m in inputs)


def _text(value: Answer) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case tuple():
            return ",".join(map(str, value))
        case _:
            return str(value)


def _primary(scored: Scored) -> str | None:
    """The exact ratio that breaks a tie, "38/40"; None: there is nothing to divide by."""
    lines, wanted = scored.sheet.lines, PRIMARY.get(scored.about.kind)
    if wanted is None:
        first = lines[0]
        return None if first.points is None else str(Fraction(first.points) / Fraction(first.max))
    for line in lines:
        inputs = dict(line.inputs)
        if tuple(inputs) == wanted and inputs[wanted[1]].value:
            num, den = (inputs[name].value for name in wanted)
            return f"{num}/{den}"
    return None
