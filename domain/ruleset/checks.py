"""What a ruleset must satisfy before it is adopted: SYS-16, HANDBOOK 3.6 and 4.7."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from domain.ruleset.counting import LimitName
from domain.ruleset.document import Ruleset, ruleset_2022
from domain.ruleset.indicators import LATENESS, Problem, problems_of_metrics
from domain.ruleset.lines import Adjustment, SubjectKind, SubjectRules, TiersLine

WHOLE: Final = 100
OPTION: Final = re.compile(r"(?!ABSTAIN$)[A-Z]{1,10}")  # as a vote names it


def validate_ruleset(ruleset: Ruleset) -> list[Problem]:
    """Every problem at once; none: it may be adopted."""
    return [
        *_period(ruleset),
        *_sums(ruleset),
        *_identifiers(ruleset),
        *problems_of_metrics(ruleset),
        *_subjects(ruleset),
        *_bands(ruleset),
        *_ballots(ruleset),
        *_honours(ruleset),
        *_limits(ruleset),
    ]


def _period(ruleset: Ruleset) -> Iterator[Problem]:
    cutoffs = ruleset.cutoffs
    facts = cutoffs.fact_period
    whole_year = (date(ruleset.year, 1, 1), date(ruleset.year, 12, 31))
    if (facts.start, facts.end) != whole_year:
        yield Problem(
            "not_a_calendar_year",
            "/cutoffs/fact_period",
            f"事实期间须为整个日历年（{whole_year[0]}至{whole_year[1]}）。",
            f"The fact period must be a calendar year, {whole_year[0]} to {whole_year[1]}.",
        )
    if not all(ruleset.effective.covers(day) for day in whole_year):
        yield Problem(
            "year_not_covered",
            "/ruleset/effective_from",
            f"生效期间须覆盖{ruleset.year}全年。",
            f"The effective period must cover the whole of {ruleset.year}.",
        )
    if not facts.end <= ruleset.snapshot_day <= ruleset.freeze_day <= cutoffs.finalise_by.date:
        yield Problem(
            "cutoffs_out_of_order",
            "/cutoffs",
            "日期须依次为：事实期末、名册快照、封账、审定。",
            "The order must be: end of facts, roll snapshot, record freeze, finalising.",
        )


def _sums(ruleset: Ruleset) -> Iterator[Problem]:
    for kind, rules in ruleset.subjects.items():
        lines = sum((line.max for line in rules.lines), Decimal(0))
        if lines != rules.objective_max:
            yield Problem(
                "lines_do_not_add_up",
                f"/subjects/{kind}/lines",
                f"各项满分合计{lines}，应为{rules.objective_max}。",
                f"The lines' maxima sum to {lines}; they must sum to {rules.objective_max}.",
            )
        if rules.objective_max + rules.ballot_max != WHOLE:
            yield Problem(
                "subject_is_not_100",
                f"/subjects/{kind}",
                f"客观分{rules.objective_max}加测评分{rules.ballot_max}须等于100。",
                f"Objective {rules.objective_max} and ballots {rules.ballot_max} must make 100.",
            )
    for where, what, parts in (
        ("/ballot/groups", "测评组权重", [g.weight for g in ruleset.ballot.groups.values()]),
        ("/honour_decision", "荣誉权重", _honour_weights(ruleset)),
    ):
        if sum(parts) != WHOLE:
            yield Problem(
                "weights_do_not_add_up",
                where,
                f"{what}合计{sum(parts)}，应为100。",
                f"These weights sum to {sum(parts)}; they must sum to 100.",
            )


def _honour_weights(ruleset: Ruleset) -> list[int]:
    decision = ruleset.honour_decision
    return [decision.score_weight, decision.nomination_ballot_weight]


def _identifiers(ruleset: Ruleset) -> Iterator[Problem]:
    rules = ruleset.subjects.values()
    ids = Counter(
        [item.id for r in rules for item in (*r.lines, *r.bonus, *r.deductions)]
        + [veto.id for veto in ruleset.vetoes]
        + [honour.code for honour in ruleset.honours]
    )
    for twice in (id for id, count in ids.items() if count > 1):
        yield Problem(
            "id_used_twice",
            "/",
            f"编号{twice}重复，请改为唯一编号。",
            f"The id {twice} is used more than once; each must be unique.",
        )


def _subjects(ruleset: Ruleset) -> Iterator[Problem]:
    for kind in SubjectKind:
        if kind not in ruleset.subjects:
            yield Problem(
                "subject_missing",
                "/subjects",
                f"缺少{kind}的评分项目。",
                f"The lines for {kind} are missing.",
            )
    for kind, rules in ruleset.subjects.items():
        yield from _tiers(kind, rules)
        yield from _signs(f"/subjects/{kind}/bonus", rules.bonus, 1)
        yield from _signs(f"/subjects/{kind}/deductions", rules.deductions, -1)


def _tiers(kind: SubjectKind, rules: SubjectRules) -> Iterator[Problem]:
    for line in (line for line in rules.lines if isinstance(line, TiersLine)):
        where = f"/subjects/{kind}/lines/{line.id}"
        if any(before.le >= after.le for before, after in pairwise(line.tiers)):
            yield Problem(
                "tiers_not_ascending",
                where,
                f"{line.id}的档次上限须由小到大。",
                f"The limits of the tiers of {line.id} must ascend.",
            )
        if line.metric.endswith(LATENESS) and line.deadline is None:
            yield Problem(
                "deadline_missing",
                where,
                f"{line.id}按迟延天数计分，须填期限。",
                f"{line.id} scores days late and needs its deadline.",
            )
        if max(line.absent_pts, *(tier.pts for tier in line.tiers)) != line.max:
            yield Problem(
                "tiers_miss_the_maximum",
                where,
                f"{line.id}最高档的分值须等于满分{line.max}。",
                f"The best tier of {line.id} must give its maximum, {line.max}.",
            )


def _signs(where: str, adjustments: tuple[Adjustment, ...], sign: int) -> Iterator[Problem]:
    for adjustment in adjustments:
        points = (adjustment.pts, adjustment.pts if adjustment.cap is None else adjustment.cap)
        if any(number * sign <= 0 for number in points):
            yield Problem(
                "wrong_sign",
                where,
                f"{adjustment.id}的分值与上限须为{'正' if sign > 0 else '负'}数。",
                f"Points and cap of {adjustment.id} must be {'above' if sign > 0 else 'below'} 0.",
            )


def _bands(ruleset: Ruleset) -> Iterator[Problem]:
    bands = ruleset.grades
    if any(a.ge <= b.ge for a, b in pairwise(bands)) or bands[-1].ge != 0:
        yield Problem(
            "grades_not_descending",
            "/grades",
            "等次须由高到低排列，最低等次从0分起。",
            "The grades must descend, and the lowest must begin at 0.",
        )


def _ballots(ruleset: Ruleset) -> Iterator[Problem]:
    """R-37: who votes is the article's; and a mean is of at least one vote (4.4)."""
    rules, shipped = ruleset.ballot, ruleset_2022()
    if rules.groups.keys() != shipped.ballot.groups.keys():
        yield Problem(
            "ballot_groups_not_the_articles",
            "/ballot/groups",
            "测评组须为“两代表一委员”和居务监督委员会四组，只可调整权重。",
            "The groups are the two delegates, the one member and the supervision committee; only "
            "their weights may be changed.",
        )
    if not rules.options or not all(OPTION.fullmatch(option) for option in rules.options):
        yield Problem(
            "ballot_option_unusable",
            "/ballot/options",
            "测评等次代码须为1至10个大写字母，且不得为ABSTAIN。",
            "An option is one to ten capital letters, and not ABSTAIN.",
        )
    trim = rules.trim
    if not rules.min_valid_per_group.value or trim.from_n <= trim.drop_high + trim.drop_low:
        yield Problem(
            "ballots_trimmed_to_none",
            "/ballot/trim",
            "每组至少须有1张有效票，去掉最高、最低后也须有剩余。",
            "A group needs at least one valid ballot, and one must be left after trimming.",
        )
    if not set(ruleset.tie_break) <= set(shipped.tie_break):
        yield Problem(
            "unknown_tie_rule",
            "/tie_break",
            "并列规则只能是：" + "、".join(shipped.tie_break),
            "A rule for ties is one of: " + ", ".join(shipped.tie_break),
        )


def _honours(ruleset: Ruleset) -> Iterator[Problem]:
    for honour in ruleset.honours:
        if (honour.quota_pct_of_registered is None) == (honour.quota_pct_of_scored is None):
            yield Problem(
                "quota_basis_unclear",
                f"/honours/{honour.code}",
                f"{honour.title}须且只能有一种名额比例。",
                f"{honour.code} must have exactly one percentage for its quota.",
            )


def _limits(ruleset: Ruleset) -> Iterator[Problem]:
    for name in LimitName:
        if name not in ruleset.limits:
            yield Problem(
                "limit_missing",
                "/limits",
                f"缺少时限{name}。",
                f"The time limit {name} is missing.",
            )


def worsenings(old: Ruleset, new: Ruleset) -> list[str]:
    """Where `new` could lower somebody who was scored by `old`, as JSON pointers.

    Kept simple on purpose: points may only rise, and whatever is not points must stay as it was.
    """
    found: list[str] = []
    _compare(_binding(old), _binding(new), "", found)
    return found


def _binding(ruleset: Ruleset) -> dict[str, Any]:
    """The document without the words: headings, labels, quotations and sources bind nobody."""
    return ruleset.model_dump(exclude={"ruleset": True, "honours_src": True})


WORDS: Final = frozenset({"label", "basis", "src", "quote", "weights_src"})
POINTS: Final = frozenset({"max", "pts", "absent_pts", "cap"})


def _compare(old: Any, new: Any, where: str, found: list[str]) -> None:
    key = where.rpartition("/")[2]
    if key in WORDS:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new}):
            _compare(old.get(name), new.get(name), f"{where}/{name}", found)
    elif isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            _compare(*pair, f"{where}/{index}", found)
    elif old != new and not (_is_points(key, old, new) and new > old):
        found.append(where)


def _is_points(key: str, old: Any, new: Any) -> bool:
    return key in POINTS and isinstance(old, Decimal) and isinstance(new, Decimal)
