"""What a line of the score can say: five kinds and no expression, so that a county writes data."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from domain.kernel import Line, Value

Points = Annotated[Decimal, Field(ge=0, le=1000, max_digits=6, decimal_places=2)]
SignedPoints = Annotated[Decimal, Field(ge=-1000, le=1000, max_digits=6, decimal_places=2)]
Metric = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{0,29}$")]
# A: the article; D: a default a county may change; S<n>: handbook 7.
Source = Line
ANY_YEAR = 2023  # without 29 February: a deadline must be a day of every year


def _day_of_every_year(text: str) -> str:
    date.fromisoformat(f"{ANY_YEAR}-{text}")
    return text


MonthDay = Annotated[
    str,
    StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"),
    AfterValidator(_day_of_every_year),
]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
AtLeastOne = Annotated[int, Field(ge=1, le=1_000_000)]


class SubjectKind(StrEnum):
    """Who is scored: HANDBOOK 4.2."""

    UNIT = "UNIT"
    MEMBER = "MEMBER"
    COMMUNITY = "COMMUNITY"
    GRID = "GRID"
    SOCIAL_ORG = "SOCIAL_ORG"
    MERCHANT = "MERCHANT"


class Wording(Value):
    """A name in data; Traditional script is derived at the edge."""

    hans: Line
    en: Line


class Share(Value):
    """An exact fraction; never a percentage in floating point."""

    num: Count
    den: AtLeastOne


class Tier(Value):
    le: Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
    pts: Points


class _Line(Value):
    id: RuleId
    label: Wording | None = None
    max: Annotated[Points, Field(gt=0)]
    basis: Line | None = None
    src: Source


class FlagLine(_Line):
    """All points if the metric is true, else none."""

    kind: Literal["flag"]
    metric: Metric

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)


class TiersLine(_Line):
    """Points of the first tier with value <= le; beyond the last: none; no value: absent_pts."""

    kind: Literal["tiers"]
    metric: Metric
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1, max_length=20)]
    absent_pts: Points
    deadline: MonthDay | None = None  # the day from which the metric counts lateness

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)


class RatioLine(_Line):
    """max x min(1, num/den). Under `zero_below`, compared exactly: none.

    Not applicable with fewer than min_sample in the denominator, so never with 0 (HANDBOOK 4.3).
    max_excused: approved leaves a year that leave the count (U7).
    """

    kind: Literal["ratio"]
    num: Metric
    den: Metric
    zero_below: Share | None = None
    na_when_den_zero: Literal[True] = True
    min_sample: AtLeastOne = 1
    max_excused: Count | None = None

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.num, self.den)


class PerCountLine(_Line):
    """pts for every full `every` of the metric, up to max."""

    kind: Literal["per_count"]
    metric: Metric
    every: AtLeastOne
    pts: Points

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)


class MeanRatingLine(_Line):
    """max x mean / scale; not applicable with fewer than min_sample ratings."""

    kind: Literal["mean_rating"]
    metric: Metric
    scale: AtLeastOne
    min_sample: AtLeastOne

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)


ScoringLine = Annotated[
    FlagLine | TiersLine | RatioLine | PerCountLine | MeanRatingLine, Field(discriminator="kind")
]


class Adjustment(Value):
    """pts for each of `per`: above zero a bonus, below a deduction; cap: its own limit, if any."""

    id: RuleId
    label: Wording | None = None
    per: Metric
    pts: SignedPoints
    cap: SignedPoints | None = None
    src: Source


class SubjectRules(Value):
    """How one kind of subject is scored: objective lines and ballots make 100 points."""

    objective_max: Points
    ballot_max: Points
    lines: Annotated[tuple[ScoringLine, ...], Field(min_length=1, max_length=60)]
    bonus: tuple[Adjustment, ...] = ()
    deductions: tuple[Adjustment, ...] = ()

    @property
    def metrics(self) -> frozenset[str]:
        lines = (metric for line in self.lines for metric in line.metrics)
        return frozenset((*lines, *(a.per for a in (*self.bonus, *self.deductions))))
