"""Which metrics a ruleset may ask for: those that are measured, as what they are, and none of those
that national rules forbid as criteria (HANDBOOK 3.6)."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from domain.ruleset.document import Ruleset, ruleset_2022
from domain.ruleset.lines import (
    FlagLine,
    MeanRatingLine,
    ScoringLine,
    SubjectKind,
    TiersLine,
)
from domain.ruleset.vetoes import Comparison, MetricValue

LATENESS: Final = "_days_late"  # how metrics end that count from a deadline, and may have no value
RATE: Final = "_rate"  # and those that vetoes compare as exact fractions
# HANDBOOK 3.6 [S27]: no app may be installed, opened, followed, liked, reposted, voted in, stayed
# or studied in for points; nobody checks in, is ranked, or uploads photos, videos, tracks for them.
# A county's own list may only add.
FORBIDDEN_KINDS: Final = (
    "app_install_rate",
    "app_login_count",
    "wechat_follow_count",
    "like_count",
    "repost_count",
    "vote_count",
    "online_minutes",
    "study_minutes",
    "checkin_count",
    "points_rank",
    "photo_upload_count",
    "video_upload_count",
    "track_upload_count",
)


class Problem(NamedTuple):
    """Why a ruleset cannot be adopted. where: JSON pointer into the document."""

    code: str
    where: str
    hans: str
    en: str


class Shape(StrEnum):
    """What a metric is: a number, a number or nothing, yes or no, stars, a fraction of two."""

    COUNT = "COUNT"
    LATENESS = "LATENESS"
    FLAG = "FLAG"
    RATINGS = "RATINGS"
    RATE = "RATE"


class Use(NamedTuple):
    """A metric asked for somewhere, and what it may be there."""

    kind: SubjectKind
    metric: str
    where: str
    as_one_of: frozenset[Shape]


COUNTED: Final = frozenset({Shape.COUNT})
COMPARED: Final = frozenset({Shape.COUNT, Shape.LATENESS, Shape.RATE})


@cache
def known(kind: SubjectKind) -> Mapping[str, Shape]:
    """The metrics that there are of such a subject: those of the rules as shipped."""
    shipped = ruleset_2022()
    special = {
        metric: shape
        for line in shipped.subjects[kind].lines
        for metric, shape in _special(line).items()
    }
    return {m: special.get(m) or _by_name(m) for m in shipped.metrics_of(kind)}


def _special(line: ScoringLine) -> dict[str, Shape]:
    match line:
        case FlagLine():
            return {line.metric: Shape.FLAG}
        case MeanRatingLine():
            return {line.metric: Shape.RATINGS}
        case _:
            return {}


def _by_name(metric: str) -> Shape:
    if metric.endswith(LATENESS):
        return Shape.LATENESS
    return Shape.RATE if metric.endswith(RATE) else Shape.COUNT


def problems_of_metrics(ruleset: Ruleset) -> Iterator[Problem]:
    """Every metric once a place and reason, in the order of the document."""
    told: set[tuple[str, str]] = set()
    for use in _uses(ruleset):
        found = _problem(use, (*FORBIDDEN_KINDS, *ruleset.forbidden_indicator_kinds))
        if found is not None and (use.metric, found.where) not in told:
            told.add((use.metric, found.where))
            yield found


def _problem(use: Use, forbidden: tuple[str, ...]) -> Problem | None:
    metric = use.metric
    if any(kind in metric for kind in forbidden):
        return Problem(
            "forbidden_indicator",
            use.where,
            f"指标{metric}属于“指尖上的形式主义”禁用指标，请删去。",
            f"{metric} is of a kind that national rules forbid as a criterion; remove it.",
        )
    shape = known(use.kind).get(metric)
    if shape is None:
        return Problem(
            "unknown_metric",
            use.where,
            f"没有{use.kind}的指标{metric}，请改用已有指标。",
            f"Nothing measures {metric} of {use.kind}; use a metric that there is.",
        )
    if shape not in use.as_one_of:
        return Problem(
            "metric_of_another_shape",
            use.where,
            f"指标{metric}的类型不适用于此处，请核对计分方式。",
            f"{metric} cannot be scored or compared in this way; check the kind of the line.",
        )
    return None


def _uses(ruleset: Ruleset) -> Iterator[Use]:
    for kind, rules in ruleset.subjects.items():
        where = f"/subjects/{kind}"
        for line in rules.lines:
            for metric in line.metrics:
                yield Use(kind, metric, where, _scored(line))
        for adjustment in (*rules.bonus, *rules.deductions):
            yield Use(kind, adjustment.per, where, COUNTED)
    for veto in ruleset.vetoes:
        kinds = tuple(SubjectKind) if veto.subject == "ANY" else (veto.subject,)
        for kind in kinds:
            for rule in (veto.when, veto.not_applicable_when):
                if rule is not None:
                    yield from _compared(rule, kind, f"/vetoes/{veto.id}")


def _scored(line: ScoringLine) -> frozenset[Shape]:
    match line:
        case FlagLine():
            return frozenset({Shape.FLAG})
        case MeanRatingLine():
            return frozenset({Shape.RATINGS})
        case TiersLine():
            return frozenset({Shape.COUNT, Shape.LATENESS})
        case _:
            return COUNTED


def _compared(rule: Comparison, kind: SubjectKind, where: str) -> Iterator[Use]:
    """A flag against true, false or another flag; a number against a number."""
    flags = isinstance(rule.value, bool)
    if isinstance(rule.value, MetricValue):
        flags = known(kind).get(rule.metric) is Shape.FLAG
    allowed = frozenset({Shape.FLAG}) if flags else COMPARED
    for metric in rule.metrics:
        yield Use(kind, metric, where, allowed)
