"""Vetoes: a metric against a constant, an exact fraction or another metric; nothing else."""

from enum import StrEnum
from typing import Final, Literal

from pydantic import StrictBool, StrictInt

from domain.kernel import Line, Value
from domain.ruleset.lines import Metric, RuleId, Share, Source, SubjectKind


class Op(StrEnum):
    LESS = "<"
    AT_MOST = "<="
    EQUAL = "=="
    AT_LEAST = ">="
    MORE = ">"


class MetricValue(Value):
    metric: Metric


class Comparison(Value):
    """A metric against a constant, an exact fraction or another metric."""

    metric: Metric
    op: Op
    value: StrictBool | StrictInt | Share | MetricValue

    @property
    def metrics(self) -> tuple[str, ...]:
        other = (self.value.metric,) if isinstance(self.value, MetricValue) else ()
        return (self.metric, *other)


class BarKind(StrEnum):
    """From what a veto bars: AM-30, AM-31."""

    UNIT_MERIT_SELECTION = "UNIT_MERIT_SELECTION"  # 评优评先
    MEMBER_ANNUAL_EXCELLENT = "MEMBER_ANNUAL_EXCELLENT"  # 年度考核优秀等次
    ALL_HONOURS = "ALL_HONOURS"


class Effect(Value):
    """A veto sets a bar and never changes points (HANDBOOK 4.3, step 7)."""

    bar: BarKind
    zero_score: Literal[False] = False


class Veto(Value):
    id: RuleId
    subject: SubjectKind | Literal["ANY"]
    when: Comparison
    not_applicable_when: Comparison | None = None
    effect: Effect
    src: Source
    quote: Line | None = None

    @property
    def metrics(self) -> tuple[str, ...]:
        unless = self.not_applicable_when.metrics if self.not_applicable_when else ()
        return (*self.when.metrics, *unless)


# AM-05: not in force unless the switch says so.
QUARTER_VETO: Final = Veto(
    id="V-MEM-QUARTER",
    subject=SubjectKind.MEMBER,
    when=Comparison(
        metric="quarters_served", op=Op.LESS, value=MetricValue(metric="quarters_owed")
    ),
    effect=Effect(bar=BarKind.MEMBER_ANNUAL_EXCELLENT),
    src="R-30, AM-05",
    quote="在职党员每季度要至少参加1次以上社区志愿服务",
)
