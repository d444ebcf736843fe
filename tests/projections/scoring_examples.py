"""The subjects of the handbook's examples, as measures (HANDBOOK 6)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from domain.ruleset import Ruleset, SubjectKind, ruleset_2022
from projections.scoring import BallotResult, Bar, Measure, ScoreLine, ScoreSheet, bars, score

RULES = ruleset_2022()
EX_12 = BallotResult(Fraction(879375, 10000), evidence=(901, 902))
NOTHING = {
    metric: 0
    for kind in SubjectKind
    for adjustment in (*RULES.subjects[kind].bonus, *RULES.subjects[kind].deductions)
    for metric in (adjustment.per,)
}
NO_VETO = {
    "verified_false_records": 0,
    "competent_authority_veto_certificates": 0,
    "confirmed_personal_information_breaches": 0,
}


def measured(values: Mapping[str, Any]) -> dict[str, Measure]:
    """Each value with the position 100 + its place as evidence."""
    return {
        name: value if isinstance(value, Measure) else Measure(value, (100 + place,))
        for place, (name, value) in enumerate(values.items())
    }


def line(sheet: ScoreSheet, id: str) -> ScoreLine:
    return next(line for line in sheet.lines if line.line_id == id)


def points(sheet: ScoreSheet) -> dict[str, str | None]:
    return {line.line_id: None if line.points is None else str(line.points) for line in sheet.lines}


def bar(kind: SubjectKind, rule: str, values: Mapping[str, Any], rules: Ruleset = RULES) -> Bar:
    return next(b for b in bars(kind, measured(values), rules) if b.rule_id == rule)


EX_10 = {
    **NOTHING,
    "unit_registration_days_late": 0,
    "registered_members": 38, "obliged_members": 40,
    "members_meeting_required": 33,
    "member_quarters_served": 136, "member_quarters_owed": 160,
    "agreement_days_late": 0,
    "commitment_weight_verified": 8, "commitment_weight_due": 10,
    "bpc_meetings_attended": 3, "bpc_meetings_counted": 4,
    "tasks_on_time": 11, "tasks_due": 12,
    "adopted_suggestions": 1, "unexcused_absences": 1, "overdue_tasks": 1,
}  # fmt: skip


def unit(**change: Any) -> ScoreSheet:
    return score(SubjectKind.UNIT, measured({**EX_10, **change}), RULES, EX_12)


EX_03 = {
    **NOTHING, **NO_VETO,
    "registered_at_snapshot": True,
    "counted_services": 4, "required_services": 4,
    "quarters_served": 3, "quarters_owed": 4,
    "counted_hours": Fraction(510, 60), "orders_completed": 2, "resident_rating": (4, 5),
}  # fmt: skip


def member(**change: Any) -> ScoreSheet:
    return score(SubjectKind.MEMBER, measured({**EX_03, **change}), RULES)
