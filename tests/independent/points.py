"""Points of a line from the ruleset's own JSON, by HANDBOOK 4.3; and what bars a subject."""

from fractions import Fraction
from math import floor
from typing import Any

Line = dict[str, Any]
OPS = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, "==": lambda a, b: a == b,
    ">=": lambda a, b: a >= b, ">": lambda a, b: a > b,
}  # fmt: skip


def rounded(points: Fraction) -> Fraction:
    """To 0.01, halves away from zero."""
    hundredths = floor(abs(points) * 100 + Fraction(1, 2))
    return Fraction(hundredths if points >= 0 else -hundredths, 100)


def points_of(line: Line, known: dict[str, Any]) -> Fraction | None:
    """None: the line does not apply."""
    most = Fraction(str(line["max"]))
    if line["kind"] == "ratio":
        num, den = Fraction(known[line["num"]]), Fraction(known[line["den"]])
        if den < line.get("min_sample", 1):
            return None
        least = line.get("zero_below")
        if least and num / den < Fraction(least["num"], least["den"]):
            return Fraction(0)
        return rounded(most * min(Fraction(1), num / den))
    value = known[line["metric"]]
    if line["kind"] == "flag":
        return most if value else Fraction(0)
    if line["kind"] == "tiers":
        if value is None:
            return Fraction(str(line["absent_pts"]))
        reached = [tier["pts"] for tier in line["tiers"] if value <= tier["le"]]
        return Fraction(str(reached[0])) if reached else Fraction(0)
    if line["kind"] == "per_count":
        return rounded(min(most, Fraction(str(line["pts"])) * floor(value / line["every"])))
    assert line["kind"] == "mean_rating"
    if len(value) < line["min_sample"]:
        return None
    return rounded(most * min(Fraction(1), Fraction(sum(value), len(value) * line["scale"])))


def adjustment_of(rule: Line, known: dict[str, Any]) -> Fraction:
    points_each = Fraction(str(rule["pts"]))
    points = points_each * known[rule["per"]]
    if rule["cap"] is None:
        return points
    cap = Fraction(str(rule["cap"]))
    return min(points, cap) if points_each > 0 else max(points, cap)


def total_of(
    rules: dict[str, Any], known: dict[str, Any], bonus_cap: int, deduction_cap: int
) -> Fraction | None:
    """Where no ballot counts: the objective part of 100, with bonus and deductions, never below 0.

    None when no line applies.
    """
    scored = [(points_of(line, known), Fraction(str(line["max"]))) for line in rules["lines"]]
    earned = sum((points for points, _ in scored if points is not None), Fraction(0))
    out_of = sum((most for points, most in scored if points is not None), Fraction(0))
    if not out_of:
        return None
    bonus = [adjustment_of(rule, known) for rule in rules["bonus"]]
    deductions = [adjustment_of(rule, known) for rule in rules["deductions"]]
    adjusted = min(sum(bonus, Fraction(0)), Fraction(bonus_cap)) + max(
        sum(deductions, Fraction(0)), -Fraction(deduction_cap)
    )
    return max(Fraction(0), rounded(earned * 100 / out_of) + adjusted)


def barred_by(vetoes: list[Line], kind: str, known: dict[str, Any]) -> set[str]:
    """The vetoes that apply."""
    found = set()
    for veto in vetoes:
        if veto["subject"] not in (kind, "ANY"):
            continue
        unless, when = veto.get("not_applicable_when"), veto["when"]
        if unless and holds(unless, known):
            continue
        if holds(when, known):
            found.add(veto["id"])
    return found


def holds(rule: Line, known: dict[str, Any]) -> bool:
    if rule["metric"] == "member_registration_rate":
        if not known["obliged_members"]:
            return False
        left: Any = Fraction(known["registered_members"], known["obliged_members"])
    else:
        left = known[rule["metric"]]
    right = rule["value"]
    if isinstance(right, dict):
        right = (
            known[right["metric"]] if "metric" in right else Fraction(right["num"], right["den"])
        )
    return bool(OPS[rule["op"]](left, right))
