"""Sentences that explain a line with its arithmetic, in Simplified Chinese and English."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.kernel import Label
from domain.ruleset import BarKind
from domain.ruleset.lines import (
    Adjustment,
    FlagLine,
    MeanRatingLine,
    PerCountLine,
    RatioLine,
    ScoringLine,
    Share,
    TiersLine,
)
from domain.ruleset.vetoes import Comparison, MetricValue, Op, Veto
from projections.scoring.measure import RATES, Answer, Exact, Inputs, exact, half_up, points_of
from projections.scoring.words import Noun, noun

OPPOSITE: Final = {Op.LESS: "≥", Op.AT_MOST: ">", Op.EQUAL: "≠", Op.AT_LEAST: "<", Op.MORE: "≤"}
SIGN: Final = {Op.LESS: "<", Op.AT_MOST: "≤", Op.EQUAL: "=", Op.AT_LEAST: "≥", Op.MORE: ">"}
BARRED: Final = {
    BarKind.UNIT_MERIT_SELECTION: Label("单位不得评优评先", "barred from merit selection"),
    BarKind.MEMBER_ANNUAL_EXCELLENT: Label(
        "年度考核不得评为“优秀”等次", 'may not be graded "excellent"'
    ),
    BarKind.ALL_HONOURS: Label("不得参评任何荣誉", "barred from all honours"),
}
NO_POINTS_YET: Final = Label(
    "暂不计分：既不是零分，也不是满分", "No points yet: neither zero nor full"
)
NO_ADJUSTMENT_YET: Final = Label("暂不加分或扣分", "Nothing is added or deducted yet")
NO_JUDGEMENT_YET: Final = Label("本条暂不能判断", "This rule cannot be judged yet")


def number(value: Answer) -> str:
    """8.5 where the decimals end, 5/3 where they do not."""
    exactly = Fraction(exact(value))
    hundred_fold = exactly * 100
    if hundred_fold.denominator != 1:
        return f"{exactly.numerator}/{exactly.denominator}"
    return plain(Decimal(hundred_fold.numerator).scaleb(-2))


def plain(points: Decimal) -> str:
    """Without trailing zeros: 15, 2.5."""
    return f"{points.normalize():f}"


def percent(num: Answer, den: Answer) -> str:
    """Two places, for the eye only: the fraction stands beside it, and only that is compared."""
    return f"{points_of(half_up(Fraction(exact(num) * 10_000, exact(den))))}%"


def said(word: Noun, value: Answer) -> Label:
    """已报到39人 / registered: 39"""
    if isinstance(value, bool):
        return Label(f"{word.hans}：{'是' if value else '否'}", f"{word.en}: {_yes(value)}")
    return Label(f"{word.hans}{number(value)}{word.unit}", f"{word.en}: {number(value)}")


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def of_line(rule: ScoringLine, inputs: Inputs, points: Decimal | None, recorded: bool) -> Label:
    if not recorded:
        return _not_recorded(inputs, NO_POINTS_YET)
    because = _because(rule, inputs, applicable=points is not None)
    if points is None:
        hans, en = (
            "不适用，不计入满分，其余项目按比例折算。",
            "not applicable, the rest is rescaled.",
        )
        return Label(f"{because.hans}，{hans}", f"{_upper(because.en)}: {en}")
    return Label(
        f"{because.hans}，得{points}分（满分{plain(rule.max)}分）。",
        f"{_upper(because.en)}: {points} of {plain(rule.max)} points.",
    )


def of_adjustment(rule: Adjustment, inputs: Inputs, points: Decimal | None) -> Label:
    if points is None:
        return _not_recorded(inputs, NO_ADJUSTMENT_YET)
    word, measure = noun(rule.per), inputs[0][1]
    fact = said(word, measure.value)
    each, cap = f"{rule.pts:+f}", "" if rule.cap is None else f"{rule.cap:+f}"
    return Label(
        f"{fact.hans}，每{word.unit}{each}分{f'，最多{cap}分' if cap else ''}，计{points:+f}分。",
        f"{_upper(fact.en)}; {each} each{f', at most {cap}' if cap else ''}: {points:+f} points.",
    )


def of_total(total: Decimal | None, grade: str | None) -> Label:
    if total is None:
        return Label("没有适用的项目，不计总分。", "No line applies: no total.")
    return Label(f"总分{total}分，等次“{grade}”。", f"Total {total}, grade {grade}.")


def of_ballot(points: Decimal | None, most: Decimal, recorded: bool) -> Label:
    if points is not None:
        return Label(
            f"测评得{points}分（满分{plain(most)}分）。", f"{points} of {plain(most)} points."
        )
    if not recorded:
        return Label("测评尚未进行。", "The ballots are still to come.")
    return Label(
        "没有有效测评，客观分折算为100分。",
        "No ballot counts: the objective part is rescaled to 100.",
    )


def of_incomplete(
    missing: Iterable[str], earned: Decimal, out_of: Decimal, provisional: Decimal | None
) -> Label:
    """Why there is no total yet, and what is known meanwhile."""
    hans = f"尚未记录：{'、'.join(missing)}；尚无总分和等次"
    en = f"Not yet recorded: {', '.join(missing)}; no total and no grade yet"
    if provisional is None:
        return Label(f"{hans}。", f"{en}.")
    so_far = plain(out_of)
    return Label(
        f"{hans}。已记录{so_far}分中得{earned}分，暂计{provisional}分。",
        f"{en}. Recorded so far: {earned} of {so_far} points, provisionally {provisional}.",
    )


def formula(rule: ScoringLine, inputs: Inputs) -> str:
    """The arithmetic of a line that earned points or none: 15×40/50."""
    value, most = inputs[0][1].value, plain(rule.max)
    match rule:
        case RatioLine():
            return _ratio_formula(rule, exact(value), exact(inputs[1][1].value))
        case PerCountLine():
            product = f"⌊{number(value)}/{rule.every}⌋×{plain(rule.pts)}"
            too_many = exact(value) // rule.every * rule.pts > rule.max
            return f"min({most}, {product})" if too_many else product
        case MeanRatingLine():
            return f"{most}×{number(_mean(value))}/{rule.scale}"
        case FlagLine():
            return most if value else "0"
        case TiersLine():
            if value is None:
                return plain(rule.absent_pts)
            reached = next((tier for tier in rule.tiers if exact(value) <= tier.le), None)
            return plain(reached.pts) if reached else "0"


def _ratio_formula(rule: RatioLine, num: Exact, den: Exact) -> str:
    least, share = rule.zero_below, f"{number(num)}/{number(den)}"
    if least is not None and num * least.den < least.num * den:
        return "0"
    return f"{plain(rule.max)}×{share if num <= den else f'min(1, {share})'}"


def _because(rule: ScoringLine, inputs: Inputs, applicable: bool) -> Label:
    value = inputs[0][1].value
    match rule:
        case RatioLine():
            return _ratio(rule, inputs, applicable)
        case FlagLine():
            return said(noun(rule.metric), value)
        case TiersLine():
            return _tiers(rule, value)
        case PerCountLine():
            fact, each = said(noun(rule.metric), value), plain(rule.pts)
            unit = noun(rule.metric).unit
            how = formula(rule, inputs)
            return Label(
                f"{fact.hans}，每满{rule.every}{unit}计{each}分，{how}",
                f"{fact.en}; {each} for every full {rule.every}, {how}",
            )
        case MeanRatingLine():
            return _rating(rule, inputs, applicable)


def _ratio(rule: RatioLine, inputs: Inputs, applicable: bool) -> Label:
    (_, num), (_, den) = inputs
    whole, part = said(noun(rule.den), den.value), said(noun(rule.num), num.value)
    both = Label(f"{whole.hans}，{part.hans}", f"{whole.en}; {part.en}")
    if not applicable:
        least = f"{rule.min_sample}{noun(rule.den).unit}"
        return Label(f"{both.hans}，少于{least}", f"{both.en}; fewer than {rule.min_sample}")
    if rule.zero_below is not None:
        reached = _threshold(num.value, den.value, rule.zero_below)
        both = Label(f"{both.hans}，{reached.hans}", f"{both.en}; {reached.en}")
    how = formula(rule, inputs)
    return both if how == "0" else Label(f"{both.hans}，{how}", f"{both.en}; {how}")


def _threshold(num: Answer, den: Answer, floor: Share) -> Label:
    """39×100=3900 < 80×50=4000，39/50=78.00%，未达80%"""
    left, right = exact(num) * floor.den, floor.num * exact(den)
    sign = "<" if left < right else "≥"
    least = f"{number(Fraction(floor.num * 100, floor.den))}%"
    products = f"{number(num)}×{floor.den}={number(left)} {sign} {floor.num}×{number(den)}="
    share = f"{number(num)}/{number(den)}"
    hans, en = ("未达", "below") if left < right else ("达到", "not below")
    return Label(
        f"{products}{number(right)}，{share}={percent(num, den)}，{hans}{least}",
        f"{products}{number(right)}; {share} = {percent(num, den)}, {en} {least}",
    )


def _tiers(rule: TiersLine, value: Answer) -> Label:
    word = noun(rule.metric)
    if value is None:
        return Label(f"没有“{word.hans}”的记录", f"no record of {word.en}")
    fact = said(word, value)
    tier = next((tier for tier in rule.tiers if exact(value) <= tier.le), None)
    if tier is None:
        last = rule.tiers[-1].le
        return Label(f"{fact.hans}，超过{last}{word.unit}", f"{fact.en}; more than {last}")
    return Label(f"{fact.hans}，不超过{tier.le}{word.unit}", f"{fact.en}; at most {tier.le}")


def _rating(rule: MeanRatingLine, inputs: Inputs, applicable: bool) -> Label:
    word, ratings = noun(rule.metric), inputs[0][1].value
    count = len(ratings) if isinstance(ratings, tuple) else 1
    fact = Label(f"{word.hans}{count}{word.unit}", f"{word.en}: {count}")
    if not applicable:
        least = rule.min_sample
        return Label(f"{fact.hans}，少于{least}{word.unit}", f"{fact.en}; fewer than {least}")
    mean, how = number(_mean(ratings)), formula(rule, inputs)
    return Label(f"{fact.hans}，平均{mean}分，{how}", f"{fact.en}; mean {mean}, {how}")


def _mean(ratings: Answer) -> Fraction:
    given = ratings if isinstance(ratings, tuple) else (ratings,)
    return Fraction(sum(map(exact, given)), len(given))


def of_bar(veto: Veto, inputs: Inputs, applies: bool, applicable: bool, recorded: bool) -> Label:
    if not recorded:
        return _not_recorded(inputs, NO_JUDGEMENT_YET)
    facts = [
        said(noun(name), measure.value) for name, measure in inputs if measure.value is not None
    ]
    values = {name: measure.value for name, measure in inputs}
    if not applicable:
        facts = [said(noun(name), value) for name, value in values.items() if value is not None]
        hans, en = "，".join(f.hans for f in facts), "; ".join(f.en for f in facts)
        return Label(f"{hans}，本条不适用。", f"{_upper(en)}: this rule does not apply.")
    compared = _compared(veto.when, values, applies)
    barred = BARRED[veto.effect.bar]
    if applies:
        return Label(f"{compared.hans}，{barred.hans}。", f"{_upper(compared.en)}: {barred.en}.")
    return Label(f"{compared.hans}，不受此限。", f"{_upper(compared.en)}: not barred.")


def _compared(rule: Comparison, values: dict[str, Answer], holds: bool) -> Label:
    sign = SIGN[rule.op] if holds else OPPOSITE[rule.op]
    if rule.metric in RATES and isinstance(rule.value, Share):
        num, den = RATES[rule.metric]
        whole, part = said(noun(den), values[den]), said(noun(num), values[num])
        reached = _threshold(values[num], values[den], rule.value)
        return Label(
            f"{whole.hans}，{part.hans}，{reached.hans}",
            f"{whole.en}; {part.en}; {reached.en}",
        )
    left = said(noun(rule.metric), values[rule.metric])
    match rule.value:
        case bool():
            return left
        case MetricValue(metric=metric):
            right = said(noun(metric), values[metric])
            return Label(f"{left.hans} {sign} {right.hans}", f"{left.en} {sign} {right.en}")
        case Share(num=top, den=bottom):
            return Label(f"{left.hans} {sign} {top}/{bottom}", f"{left.en} {sign} {top}/{bottom}")
        case constant:
            unit = noun(rule.metric).unit
            return Label(f"{left.hans} {sign} {constant}{unit}", f"{left.en} {sign} {constant}")


def _not_recorded(inputs: Inputs, so: Label) -> Label:
    words = [noun(name) for name, measure in inputs if not measure.recorded]
    hans, en = "、".join(w.hans for w in words), ", ".join(w.en for w in words)
    return Label(f"“{hans}”尚无台账，{so.hans}。", f"Not yet recorded: {en}. {so.en}.")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
