"""What is known of a subject, and points: exact, in whole hundredths, never floating point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

Exact = int | Fraction
Answer = Exact | bool | tuple[Exact, ...] | None

HUNDREDTHS: Final = 100


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric of one subject.

    value: a count, a flag, all ratings, or None where there is nothing to measure (never signed).
    evidence: the positions of the events that made it. recorded: whether its ledger exists yet;
    what is not recorded is not zero.
    """

    value: Answer
    evidence: tuple[int, ...] = ()
    recorded: bool = True


NOT_RECORDED: Final = Measure(None, recorded=False)
Inputs = tuple[tuple[str, Measure], ...]

# A rate asked for by name is its two counts, compared as a fraction: 359/449 is not 80.0%.
RATES: Final[Mapping[str, tuple[str, str]]] = {
    "member_registration_rate": ("registered_members", "obliged_members"),
}


def inputs_of(metrics: Iterable[str], measures: Mapping[str, Measure]) -> Inputs:
    return tuple([(name, measures.get(name, NOT_RECORDED)) for name in metrics])


def evidence_of(inputs: Inputs) -> tuple[int, ...]:
    """The positions behind all inputs, each once, in the order of the log."""
    return tuple(sorted({position for _, measure in inputs for position in measure.evidence}))


def exact(value: Answer) -> Exact:
    """A count. TypeError for anything else, a float above all: that is a bug of the metric."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise TypeError(f"a metric must count exactly, not give {value!r}")
    return value


def half_up(amount: Exact) -> int:
    """The nearest whole number, halves upwards; for what is not below zero."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def hundredths(points: Decimal) -> int:
    """Points as data gives them have two places at most: exact."""
    return int(points * HUNDREDTHS)


def points_of(hundredths: int) -> Decimal:
    """350 -> 3.50"""
    return Decimal(hundredths).scaleb(-2)
