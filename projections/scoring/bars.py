"""What a subject is barred from: vetoes set bars and never change points (HANDBOOK 4.3, step 7)."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from domain.kernel import Label
from domain.ruleset import BarKind, Ruleset, SubjectKind
from domain.ruleset.lines import Share
from domain.ruleset.vetoes import Comparison, MetricValue, Op, Veto
from projections.scoring import sentences
from projections.scoring.measure import (
    NOT_RECORDED,
    RATES,
    Answer,
    Inputs,
    Measure,
    evidence_of,
    exact,
    inputs_of,
)

COMPARE: Final[Mapping[Op, Callable[[Any, Any], bool]]] = {
    Op.LESS: operator.lt,
    Op.AT_MOST: operator.le,
    Op.EQUAL: operator.eq,
    Op.AT_LEAST: operator.ge,
    Op.MORE: operator.gt,
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One veto looked at for one subject.

    applies: it is barred. applicable: False where the rule has nothing to measure (AM-09).
    recorded: False where a ledger does not exist yet, so nobody can know.
    """

    veto: Veto
    inputs: Inputs
    applies: bool
    applicable: bool
    recorded: bool

    @property
    def rule_id(self) -> str:
        return self.veto.id

    @property
    def bar(self) -> BarKind:
        return self.veto.effect.bar

    @property
    def quote(self) -> str | None:
        """The sentence of the article, where the veto is the article's."""
        return self.veto.quote

    @property
    def evidence(self) -> tuple[int, ...]:
        return evidence_of(self.inputs)

    @property
    def sentence(self) -> Label:
        return sentences.of_bar(
            self.veto, self.inputs, self.applies, self.applicable, self.recorded
        )


def bars(
    subject_kind: SubjectKind, measures: Mapping[str, Measure], ruleset: Ruleset
) -> tuple[Bar, ...]:
    """Every veto of such a subject, those that do not apply too: a list of checks made."""
    return tuple([look(veto, measures) for veto in ruleset.vetoes_of(subject_kind)])


def look(veto: Veto, measures: Mapping[str, Measure]) -> Bar:
    """One veto looked at for what one subject has."""
    names = dict.fromkeys(
        part for metric in veto.metrics for part in RATES.get(metric, (metric,))[::-1]
    )
    inputs = inputs_of(names, measures)
    if not all(measure.recorded for _, measure in inputs):
        return Bar(veto, inputs, applies=False, applicable=True, recorded=False)
    unless = veto.not_applicable_when
    holds = None if unless and _holds(unless, measures) else _holds(veto.when, measures)
    return Bar(veto, inputs, holds is True, applicable=holds is not None, recorded=True)


def _holds(rule: Comparison, measures: Mapping[str, Measure]) -> bool | None:
    """None: there is nothing to compare."""
    left, right = _answer(rule.metric, measures), _right(rule, measures)
    if left is None or right is None:
        return None
    if isinstance(left, bool) != isinstance(right, bool):
        raise TypeError(f"{rule.metric}: {left!r} and {right!r} are not of one kind")
    if not isinstance(left, bool):
        left, right = exact(left), exact(right)
    return COMPARE[rule.op](left, right)


def _right(rule: Comparison, measures: Mapping[str, Measure]) -> Answer:
    match rule.value:
        case MetricValue(metric=metric):
            return _answer(metric, measures)
        case Share(num=num, den=den):
            return Fraction(num, den)
        case constant:
            return constant


def _answer(metric: str, measures: Mapping[str, Measure]) -> Answer:
    if metric not in RATES:
        return measures.get(metric, NOT_RECORDED).value
    num, den = (exact(measures[part].value) for part in RATES[metric])
    return Fraction(num, den) if den else None
