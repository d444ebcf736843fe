"""What holds for every score, whatever the numbers."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, strategies as st

from domain.ruleset import SubjectKind, ruleset_2022
from domain.ruleset.lines import (
    FlagLine,
    MeanRatingLine,
    PerCountLine,
    RatioLine,
    ScoringLine,
    TiersLine,
)
from projections.scoring import NOT_RECORDED, BallotResult, Measure, ScoreSheet, score
from projections.scoring.lines import score_line

RULES = ruleset_2022()
KINDS = st.sampled_from(list(SubjectKind))
COUNTS = st.integers(0, 500)
LINES = st.sampled_from([line for rules in RULES.subjects.values() for line in rules.lines])
BALLOTS = st.none() | st.builds(
    BallotResult, st.none() | st.fractions(min_value=0, max_value=100, max_denominator=10_000)
)


def answers(rule: ScoringLine) -> st.SearchStrategy[tuple[Any, ...]]:
    """Inputs of a line, in the order of its metrics."""
    match rule:
        case FlagLine():
            return st.tuples(st.booleans())
        case TiersLine():
            return st.tuples(st.none() | st.integers(-400, 800))
        case RatioLine():
            return st.tuples(COUNTS, COUNTS)
        case PerCountLine():
            return st.tuples(COUNTS | st.fractions(0, 500, max_denominator=60))
        case MeanRatingLine():
            return st.tuples(st.lists(st.integers(1, rule.scale), max_size=40).map(tuple))


@st.composite
def subjects(draw: st.DrawFn) -> tuple[SubjectKind, dict[str, Measure]]:
    kind = draw(KINDS)
    rules = RULES.subjects[kind]
    values: dict[str, Any] = {}
    for rule in rules.lines:
        values |= dict(zip(rule.metrics, draw(answers(rule)), strict=True))
    for adjustment in (*rules.bonus, *rules.deductions):
        values.setdefault(adjustment.per, draw(COUNTS))
    unrecorded = draw(st.sets(st.sampled_from(sorted(values)), max_size=3))
    return kind, {
        name: NOT_RECORDED if name in unrecorded else Measure(value)
        for name, value in values.items()
    }


def sheet_of(subject: tuple[SubjectKind, dict[str, Measure]], ballots: Any = None) -> ScoreSheet:
    return score(*subject, RULES, ballots)


@given(subjects(), BALLOTS)
def test_points_lie_between_nothing_and_the_maximum(subject: Any, ballots: Any) -> None:
    sheet = sheet_of(subject, ballots)
    assert all(0 <= line.points <= line.max for line in sheet.lines if line.points is not None)
    assert sheet.objective is None or 0 <= sheet.objective <= sheet.objective_max
    assert sheet.bonus is None or 0 <= sheet.bonus <= RULES.bonus_cap.value
    assert sheet.deductions is None or -RULES.deduction_cap.value <= sheet.deductions <= 0
    assert sheet.total is None or 0 <= sheet.total <= 105


@given(subjects(), BALLOTS)
def test_no_number_is_ever_a_float_and_all_have_two_places(subject: Any, ballots: Any) -> None:
    sheet = sheet_of(subject, ballots)
    numbers = [line.points for line in (*sheet.lines, *sheet.bonus_lines, *sheet.deduction_lines)]
    numbers += [sheet.objective, sheet.total, sheet.provisional, sheet.ballot.points]
    for number in (*numbers, sheet.earned, sheet.bonus, sheet.deductions):
        assert number is None or isinstance(number, Decimal)
        assert number is None or number.as_tuple().exponent == -2


@given(subjects())
def test_the_objective_is_the_sum_of_what_is_shown(subject: Any) -> None:
    sheet = sheet_of(subject)
    shown = [line for line in sheet.lines if line.points is not None]
    assert sheet.earned == sum(line.points or 0 for line in shown)
    assert sheet.out_of == sum(line.max for line in shown)
    if sheet.objective is not None and not sheet.rescaled:
        assert sheet.objective == sheet.earned


@given(subjects(), BALLOTS)
def test_nothing_is_reckoned_over_what_is_not_recorded(subject: Any, ballots: Any) -> None:
    sheet = sheet_of(subject, ballots)
    if not sheet.complete:
        assert (sheet.total, sheet.grade) == (None, None)
    else:
        assert sheet.provisional is None
        assert (sheet.grade is None) == (sheet.total is None)
    unrecorded = [line for line in sheet.lines if not line.recorded]
    assert not (unrecorded and sheet.objective is not None)
    assert sheet.rescaled == any(not line.applicable for line in sheet.lines)


@given(subjects(), BALLOTS)
def test_a_line_is_scored_or_says_why_not(subject: Any, ballots: Any) -> None:
    measures = subject[1]
    sheet = sheet_of(subject, ballots)
    for line in sheet.lines:
        known = all(measures[name].recorded for name in line.rule.metrics)
        assert line.recorded is known
        assert (line.points is None) == (not known or not line.applicable)
        assert (line.line_id in sheet.missing) == (not known)
        assert line.sentence.hans.endswith("。")
        assert line.sentence.en.endswith(".")
    for adjustment in (*sheet.bonus_lines, *sheet.deduction_lines):
        assert adjustment.sentence.hans.endswith("。")


@given(st.data())
def test_more_of_a_good_thing_never_costs_points(data: st.DataObject) -> None:
    rule = data.draw(LINES.filter(lambda line: isinstance(line, RatioLine | PerCountLine)))
    less, *den = data.draw(answers(rule))
    more = less + data.draw(COUNTS)
    before, after = (
        score_line(rule, measures_of(rule, (value, *den))).points for value in (less, more)
    )
    assert (before is None and after is None) or before <= after  # type: ignore[operator]


@given(st.data())
def test_later_is_never_better_and_a_better_rating_never_worse(data: st.DataObject) -> None:
    late = data.draw(LINES.filter(lambda line: isinstance(line, TiersLine)))
    early, later = sorted(data.draw(st.tuples(st.integers(-400, 800), st.integers(-400, 800))))
    first, second = (score_line(late, measures_of(late, (v,))).points for v in (early, later))
    assert first is not None
    assert second is not None
    assert first >= second
    rated = data.draw(LINES.filter(lambda line: isinstance(line, MeanRatingLine)))
    (ratings,) = data.draw(answers(rated))
    better = tuple(min(rating + 1, rated.scale) for rating in ratings)
    low, high = (score_line(rated, measures_of(rated, (v,))).points for v in (ratings, better))
    assert (low is None and high is None) or low <= high  # type: ignore[operator]


def measures_of(rule: ScoringLine, values: tuple[Any, ...]) -> dict[str, Measure]:
    return {name: Measure(value) for name, value in zip(rule.metrics, values, strict=True)}


@given(COUNTS, st.integers(1, 500))
def test_a_ratio_is_the_nearest_hundredth_and_zero_exactly_below_its_threshold(
    num: int, den: int
) -> None:
    u2 = next(line for line in RULES.subjects[SubjectKind.UNIT].lines if line.id == "U2")
    points = score_line(u2, measures_of(u2, (num, den))).points
    assert points is not None
    if num * 100 < 80 * den:
        assert points == 0
    else:
        error = Fraction(points) - 15 * min(Fraction(num, den), Fraction(1))
        assert -Fraction(1, 200) < error <= Fraction(1, 200)
