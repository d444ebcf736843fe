"""One line of a score: a kind of HANDBOOK 4.3 applied to its inputs, rounded once to 0.01."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from domain.kernel import Label
from domain.ruleset.lines import (
    Adjustment,
    FlagLine,
    MeanRatingLine,
    PerCountLine,
    RatioLine,
    ScoringLine,
    TiersLine,
)
from projections.scoring import sentences
from projections.scoring.measure import (
    Exact,
    Inputs,
    Measure,
    evidence_of,
    exact,
    half_up,
    hundredths,
    inputs_of,
    points_of,
)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """points: None where the line does not apply or its ledger does not exist yet."""

    rule: ScoringLine
    inputs: Inputs
    points: Decimal | None
    applicable: bool
    recorded: bool

    @property
    def line_id(self) -> str:
        return self.rule.id

    @property
    def max(self) -> Decimal:
        return self.rule.max

    @property
    def evidence(self) -> tuple[int, ...]:
        """Positions of the events behind the points, ascending."""
        return evidence_of(self.inputs)

    @property
    def formula(self) -> str:
        """The arithmetic alone: 15×40/50."""
        return sentences.formula(self.rule, self.inputs) if self.points is not None else ""

    @property
    def sentence(self) -> Label:
        """Why so many points, in words and figures."""
        return sentences.of_line(self.rule, self.inputs, self.points, self.recorded)


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    """A bonus (points above zero) or a deduction (below), its own cap applied.

    points: None while its ledger does not exist yet.
    """

    rule: Adjustment
    inputs: Inputs
    points: Decimal | None

    @property
    def recorded(self) -> bool:
        return self.points is not None

    @property
    def line_id(self) -> str:
        return self.rule.id

    @property
    def evidence(self) -> tuple[int, ...]:
        return evidence_of(self.inputs)

    @property
    def sentence(self) -> Label:
        return sentences.of_adjustment(self.rule, self.inputs, self.points)


def score_line(rule: ScoringLine, measures: Mapping[str, Measure]) -> ScoreLine:
    inputs = inputs_of(rule.metrics, measures)
    if not all(measure.recorded for _, measure in inputs):
        return ScoreLine(rule, inputs, None, applicable=True, recorded=False)
    earned = _earned(rule, inputs)
    if earned is None:
        return ScoreLine(rule, inputs, None, applicable=False, recorded=True)
    return ScoreLine(rule, inputs, points_of(earned), applicable=True, recorded=True)


def adjust(rule: Adjustment, measures: Mapping[str, Measure]) -> AdjustmentLine:
    inputs = inputs_of((rule.per,), measures)
    measure = inputs[0][1]
    if not measure.recorded:
        return AdjustmentLine(rule, inputs, None)
    points = rule.pts * floor(exact(measure.value))
    if rule.cap is not None:
        points = min(points, rule.cap) if rule.pts > 0 else max(points, rule.cap)
    return AdjustmentLine(rule, inputs, points_of(hundredths(points)))


def _earned(rule: ScoringLine, inputs: Inputs) -> int | None:
    """Hundredths of a point; None: not applicable."""
    value = inputs[0][1].value
    match rule:
        case RatioLine():
            return _ratio(rule, exact(value), exact(inputs[1][1].value))
        case TiersLine():
            return _tiers(rule, None if value is None else exact(value))
        case PerCountLine():
            full = exact(value) // rule.every
            return min(hundredths(rule.max), hundredths(rule.pts) * full)
        case FlagLine():
            if not isinstance(value, bool):
                raise TypeError(f"{rule.metric} must be true or false, not {value!r}")
            return hundredths(rule.max) if value else 0
        case MeanRatingLine():
            return _mean(rule, value if isinstance(value, tuple) else (exact(value),))


def _ratio(rule: RatioLine, num: Exact, den: Exact) -> int | None:
    if den < rule.min_sample:
        return None
    least = rule.zero_below
    if least is not None and num * least.den < least.num * den:  # exact: AM-01, EX-02
        return 0
    return half_up(Fraction(hundredths(rule.max) * min(num, den), den))


def _tiers(rule: TiersLine, value: Exact | None) -> int:
    if value is None:
        return hundredths(rule.absent_pts)
    return next((hundredths(tier.pts) for tier in rule.tiers if value <= tier.le), 0)


def _mean(rule: MeanRatingLine, ratings: tuple[Exact, ...]) -> int | None:
    if len(ratings) < rule.min_sample:
        return None
    share = Fraction(sum(map(exact, ratings)), len(ratings) * rule.scale)
    return half_up(hundredths(rule.max) * min(share, Fraction(1)))
