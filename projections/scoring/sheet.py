"""The score sheet of one subject: a pure function of its measures and a ruleset (HANDBOOK 4.3).

A line that does not apply leaves both sides, and the rest is rescaled. Nothing is reckoned over
what is not recorded yet: `missing` names it, and until it is there, there is neither total nor
grade, only the points so far, `earned` of `out_of`, and a `provisional` figure that says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.kernel import Label
from domain.ruleset import Ruleset, SubjectKind
from projections.scoring import sentences
from projections.scoring.lines import AdjustmentLine, ScoreLine, adjust, score_line
from projections.scoring.measure import (
    HUNDREDTHS,
    Measure,
    half_up,
    hundredths,
    points_of,
)

WHOLE: Final = Decimal(100)
NO_POINTS: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class BallotResult:
    """Of a closed round (HANDBOOK 4.4). mean: weighted, 0 to 100; None: void or no valid group."""

    mean: Fraction | None
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class BallotScore:
    """points: None where no ballot is held, the round was void, or it is still to come."""

    points: Decimal | None
    max: Decimal
    applicable: bool
    recorded: bool
    evidence: tuple[int, ...] = ()

    @property
    def sentence(self) -> Label:
        return sentences.of_ballot(self.points, self.max, self.recorded)


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """earned / out_of: points of the lines that apply and are recorded, before rescaling.

    objective: of objective_max. objective, bonus, deductions: None while a line of theirs is not
    recorded. total, grade: None while anything is missing; provisional: only then, the total as if
    what is missing did not apply, for sorting and comparing. No line scored: None everywhere.
    """

    subject_kind: SubjectKind
    ruleset_version: str
    lines: tuple[ScoreLine, ...]
    ballot: BallotScore
    bonus_lines: tuple[AdjustmentLine, ...]
    deduction_lines: tuple[AdjustmentLine, ...]
    earned: Decimal
    out_of: Decimal
    objective_max: Decimal
    objective: Decimal | None
    bonus: Decimal | None
    deductions: Decimal | None
    total: Decimal | None
    provisional: Decimal | None
    grade: str | None
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing; else there is no total."""
        return not self.missing

    @property
    def not_applicable(self) -> tuple[str, ...]:
        """The lines that do not apply, for which the rest was rescaled."""
        return tuple(line.line_id for line in self.lines if not line.applicable)

    @property
    def rescaled(self) -> bool:
        return bool(self.not_applicable)

    @property
    def sentence(self) -> Label:
        """What the total is, or what it waits for."""
        if self.missing:
            return sentences.of_incomplete(self.missing, self.earned, self.out_of, self.provisional)
        return sentences.of_total(self.total, self.grade)


BALLOT: Final = "BALLOT"


def score(
    subject_kind: SubjectKind,
    measures: Mapping[str, Measure],
    ruleset: Ruleset,
    ballots: BallotResult | None = None,
) -> ScoreSheet:
    """The sheet of one subject. ballots: None while the round is still to come."""
    rules = ruleset.subjects[subject_kind]
    lines = tuple([score_line(rule, measures) for rule in rules.lines])
    bonus_lines = tuple([adjust(rule, measures) for rule in rules.bonus])
    deduction_lines = tuple([adjust(rule, measures) for rule in rules.deductions])
    ballot = _ballot(rules.ballot_max, ballots)

    scored = [(line.points, line.max) for line in lines if line.points is not None]
    earned = sum((points for points, _ in scored), NO_POINTS)
    out_of = sum((most for _, most in scored), Decimal(0))
    bonus = min(_sum(bonus_lines), ruleset.bonus_cap.value)
    deductions = max(_sum(deduction_lines), -ruleset.deduction_cap.value)
    base = _rescale(earned, out_of, WHOLE if ballot.points is None else rules.objective_max)
    figure = _total(base, ballot, bonus + deductions)
    missing = _missing((*lines, *bonus_lines, *deduction_lines), ballot)
    total = None if missing else figure
    return ScoreSheet(
        subject_kind=subject_kind,
        ruleset_version=ruleset.version,
        lines=lines,
        ballot=ballot,
        bonus_lines=bonus_lines,
        deduction_lines=deduction_lines,
        earned=earned,
        out_of=out_of,
        objective_max=rules.objective_max,
        objective=_known(lines, _rescale(earned, out_of, rules.objective_max)),
        bonus=_known(bonus_lines, points_of(hundredths(bonus))),
        deductions=_known(deduction_lines, points_of(hundredths(deductions))),
        total=total,
        provisional=figure if missing else None,
        grade=None if total is None else ruleset.grade_of(total),
        missing=missing,
    )


def _known(lines: Iterable[ScoreLine | AdjustmentLine], points: Decimal | None) -> Decimal | None:
    """The points of these lines together; None while one of them is not recorded."""
    return points if all(line.recorded for line in lines) else None


def _ballot(most: Decimal, ballots: BallotResult | None) -> BallotScore:
    if not most:
        return BallotScore(None, most, applicable=False, recorded=True)
    if ballots is None:
        return BallotScore(None, most, applicable=True, recorded=False)
    if ballots.mean is None:
        return BallotScore(None, most, applicable=False, recorded=True, evidence=ballots.evidence)
    earned = half_up(hundredths(most) * ballots.mean / HUNDREDTHS)
    return BallotScore(points_of(earned), most, True, True, ballots.evidence)


def _rescale(earned: Decimal, out_of: Decimal, most: Decimal) -> Decimal | None:
    """Exact, then rounded once; the lines' points are rounded already, as the sheet shows them."""
    if not out_of:
        return None
    whole = hundredths(earned) * hundredths(most)
    return points_of(half_up(Fraction(whole, hundredths(out_of))))


def _total(base: Decimal | None, ballot: BallotScore, adjustments: Decimal) -> Decimal | None:
    """base: the objective part, of 100 as long as no ballot counts."""
    if base is None:
        return None
    return max(NO_POINTS, base + (ballot.points or NO_POINTS) + adjustments)


def _sum(lines: Iterable[AdjustmentLine]) -> Decimal:
    return sum((line.points or NO_POINTS for line in lines), NO_POINTS)


def _missing(lines: Iterable[ScoreLine | AdjustmentLine], ballot: BallotScore) -> tuple[str, ...]:
    ballots = () if ballot.recorded else (BALLOT,)
    return (*[line.line_id for line in lines if not line.recorded], *ballots)
