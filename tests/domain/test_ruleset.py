"""The ruleset as data and its validator: HANDBOOK 4.7, 3.6, AM-05, AM-07."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.calendar import LimitUnit
from domain.kernel import end_of_day
from domain.ruleset import (
    RULEBOOK,
    BarKind,
    LimitName,
    Ruleset,
    RulesetDrafted,
    SubjectKind,
    ruleset_of,
    validate_ruleset,
)
from domain.ruleset.indicators import FORBIDDEN_KINDS
from tests.domain.rulesets import ADOPT, RULES, changed, line
from tests.spec import given

IN_TIME = "2022-03-31 23:59"


def test_the_shipped_ruleset_is_the_handbooks_and_has_no_fault() -> None:
    assert RULES.version == "2022.1"
    assert validate_ruleset(RULES) == []
    assert RULES.year == 2022
    assert RULES.snapshot_day == date(2022, 12, 31)
    assert RULES.freeze_day == date(2023, 1, 10)
    assert RULES.cutoffs.record_freeze.at == end_of_day(date(2023, 1, 10))
    assert [RULES.grade_of(Decimal(n)) for n in ("90", "89.99", "80", "60", "59.99", "0")] == [
        "优秀", "良好", "良好", "合格", "不合格", "不合格",
    ]  # fmt: skip
    assert {kind: (r.objective_max, r.ballot_max) for kind, r in RULES.subjects.items()} == {
        SubjectKind.UNIT: (70, 30), SubjectKind.MEMBER: (100, 0), SubjectKind.COMMUNITY: (70, 30),
        SubjectKind.GRID: (80, 20), SubjectKind.SOCIAL_ORG: (60, 40),
        SubjectKind.MERCHANT: (60, 40),
    }  # fmt: skip


def test_the_shipped_rules_can_be_had_for_another_year() -> None:
    assert ruleset_of(2022) == RULES
    rules = ruleset_of(2026)
    assert validate_ruleset(rules) == []
    assert (rules.version, rules.year) == ("2026.1", 2026)
    assert (rules.snapshot_day, rules.freeze_day) == (date(2026, 12, 31), date(2027, 1, 10))
    assert Ruleset.model_validate_json(rules.model_dump_json()) == rules
    assert rules.subjects == RULES.subjects


def test_a_ruleset_survives_its_own_json() -> None:
    assert Ruleset.model_validate_json(RULES.model_dump_json()) == RULES


def test_every_time_limit_has_a_unit_and_a_source() -> None:
    assert set(RULES.limits) == set(LimitName)
    handled = RULES.limits[LimitName.CASE_ORDINARY_HANDLED]
    assert (handled.amount, handled.unit) == (5, LimitUnit.WORKING_DAYS)
    assert all(limit.src for limit in RULES.limits.values())


def test_full_year_members_owe_four_and_part_year_members_their_quarters_am07() -> None:
    counting = RULES.counting
    assert [counting.required_services(owed) for owed in (0, 1, 2, 3, 4)] == [0, 1, 2, 3, 4]
    assert counting.owes_quarter(45)
    assert not counting.owes_quarter(44)


def test_the_literal_reading_asks_four_of_everybody_am07() -> None:
    def literally(data: dict[str, Any]) -> None:
        data["counting"]["required"]["value"] = 4
        data["counting"]["owed_quarter_min_days"]["value"] = 0

    counting = changed(literally).counting
    assert counting.required_services(owed_quarters=1) == 4
    assert counting.owes_quarter(0)


def test_a_missed_quarter_bars_only_where_the_switch_says_so_am05() -> None:
    ids = [veto.id for veto in RULES.vetoes_of(SubjectKind.MEMBER)]
    assert ids == ["V-MEM-REG", "V-MEM-4", "V-ANY-FALSE", "V-ANY-VETO-CERT", "V-ANY-PI"]
    strict = changed(
        lambda data: data["counting"]["quarterly_breach_bars_excellent"].update(value=True)
    )
    switched = strict.vetoes_of(SubjectKind.MEMBER)[-1]
    assert switched.id == "V-MEM-QUARTER"
    assert switched.effect.bar is BarKind.MEMBER_ANNUAL_EXCELLENT
    assert "V-MEM-QUARTER" not in [veto.id for veto in strict.vetoes_of(SubjectKind.UNIT)]


def test_the_metrics_a_subject_needs_are_known_from_the_data() -> None:
    assert {"registered_members", "member_registration_rate", "overdue_tasks"} <= RULES.metrics_of(
        SubjectKind.UNIT
    )
    assert "quarters_served" in RULES.metrics_of(SubjectKind.MEMBER)


# What cannot be said in data at all


@pytest.mark.parametrize(
    "change",
    [
        lambda d: line(d, "UNIT", "U2").update(kind="expression", formula="num/den"),
        lambda d: line(d, "UNIT", "U2").update(bonus_if="x"),
        lambda d: line(d, "UNIT", "U2").update(zero_below={"num": 80, "den": 0}),
        lambda d: line(d, "UNIT", "U2").update(na_when_den_zero=False),
        lambda d: line(d, "UNIT", "U5").update(deadline="02-30"),
        lambda d: line(d, "UNIT", "U5").update(deadline="02-29"),
        lambda d: line(d, "MEMBER", "M4").update(every=0),
        lambda d: line(d, "MEMBER", "M4").update(pts="NaN"),
        lambda d: line(d, "MEMBER", "M4").update(pts="0.001"),
        lambda d: d["vetoes"][0]["effect"].update(zero_score=True),
        lambda d: d["vetoes"][0]["when"].update(value=0.8),
        lambda d: d["ballot"].update(secret=False),
        lambda d: d["ruleset"].update(id="another"),
        lambda d: d["limits"].update(CASE_TELEPATHY={"amount": 1, "unit": "DAYS", "src": "D"}),
    ],
)
def test_kinds_are_closed_and_vetoes_never_touch_points(
    change: Callable[[dict[str, Any]], object],
) -> None:
    with pytest.raises(ValidationError):
        changed(change)


# What the validator finds


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("lines_do_not_add_up", lambda d: line(d, "UNIT", "U2").update(max=16)),
        ("subject_is_not_100", lambda d: d["subjects"]["GRID"].update(ballot_max=30)),
        (
            "weights_do_not_add_up",
            lambda d: d["ballot"]["groups"]["CPPCC_MEMBER"].update(weight=21),
        ),
        ("weights_do_not_add_up", lambda d: d["honour_decision"].update(score_weight=71)),
        ("forbidden_indicator", lambda d: line(d, "MEMBER", "M1").update(metric="like_count")),
        (
            "forbidden_indicator",
            lambda d: line(d, "MEMBER", "M2").update(num="monthly_app_login_count"),
        ),
        (
            "forbidden_indicator",
            lambda d: d["subjects"]["UNIT"]["bonus"][0].update(per="repost_count"),
        ),
        ("forbidden_indicator", lambda d: d["vetoes"][3]["when"].update(metric="online_minutes")),
        (
            "forbidden_indicator",
            lambda d: d["vetoes"][2]["when"].update(value={"metric": "like_count"}),
        ),
        (
            "forbidden_indicator",
            lambda d: d["vetoes"][0]["not_applicable_when"].update(metric="like_count"),
        ),
        *(
            ("forbidden_indicator", lambda d, kind=kind: line(d, "UNIT", "U3").update(num=kind))
            for kind in FORBIDDEN_KINDS
        ),
        ("unknown_metric", lambda d: line(d, "UNIT", "U3").update(num="members_meeting_the_mayor")),
        ("unknown_metric", lambda d: line(d, "UNIT", "U3").update(num="counted_services")),
        ("unknown_metric", lambda d: d["subjects"]["GRID"]["deductions"][0].update(per="no_shows")),
        ("unknown_metric", lambda d: d["vetoes"][0]["when"].update(metric="counted_services")),
        ("unknown_metric", lambda d: d["vetoes"][2]["when"].update(value={"metric": "tasks_due"})),
        ("metric_of_another_shape", lambda d: line(d, "MEMBER", "M1").update(metric="no_shows")),
        ("metric_of_another_shape", lambda d: line(d, "MEMBER", "M6").update(metric="no_shows")),
        (
            "metric_of_another_shape",
            lambda d: line(d, "MEMBER", "M5").update(metric="registered_at_snapshot"),
        ),
        (
            "metric_of_another_shape",
            lambda d: line(d, "UNIT", "U6").update(num="agreement_days_late"),
        ),
        (
            "metric_of_another_shape",
            lambda d: line(d, "UNIT", "U6").update(num="member_registration_rate"),
        ),
        (
            "metric_of_another_shape",
            lambda d: d["subjects"]["MEMBER"]["deductions"][0].update(per="resident_rating"),
        ),
        ("metric_of_another_shape", lambda d: d["vetoes"][1]["when"].update(value=3)),
        ("metric_of_another_shape", lambda d: d["vetoes"][2]["when"].update(value=True)),
        (
            "metric_of_another_shape",
            lambda d: d["vetoes"][2]["when"].update(metric="resident_rating"),
        ),
        (
            "metric_of_another_shape",
            lambda d: d["vetoes"][2]["when"].update(metric="registered_at_snapshot"),
        ),
        ("not_a_calendar_year", lambda d: d["cutoffs"]["fact_period"].update(end="2022-12-30")),
        ("year_not_covered", lambda d: d["ruleset"].update(effective_from="2022-01-02")),
        (
            "cutoffs_out_of_order",
            lambda d: d["cutoffs"]["record_freeze"].update(at="2022-12-30T00:00:00+08:00"),
        ),
        ("id_used_twice", lambda d: line(d, "UNIT", "U3").update(id="M1")),
        ("subject_missing", lambda d: d["subjects"].pop("MERCHANT")),
        ("tiers_not_ascending", lambda d: line(d, "UNIT", "U1")["tiers"].reverse()),
        ("tiers_not_ascending", lambda d: line(d, "UNIT", "U1")["tiers"][1].update(le=0)),
        ("tiers_miss_the_maximum", lambda d: line(d, "UNIT", "U1")["tiers"][0].update(pts=4)),
        ("deadline_missing", lambda d: line(d, "UNIT", "U5").update(deadline=None)),
        ("wrong_sign", lambda d: d["subjects"]["UNIT"]["bonus"][0].update(pts=-1)),
        ("wrong_sign", lambda d: d["subjects"]["UNIT"]["deductions"][0].update(cap=3)),
        ("wrong_sign", lambda d: d["subjects"]["UNIT"]["deductions"][0].update(pts=0)),
        ("grades_not_descending", lambda d: d["grades"][1].update(ge=95)),
        ("grades_not_descending", lambda d: d["grades"][1].update(ge=90)),
        ("grades_not_descending", lambda d: d["grades"][-1].update(ge=10)),
        ("quota_basis_unclear", lambda d: d["honours"][0].update(quota_pct_of_scored=5)),
        ("limit_missing", lambda d: d["limits"].pop("ORDER_ISSUE")),
        (
            "ballot_groups_not_the_articles",
            lambda d: d["ballot"]["groups"].update(NOTABLES={"weight": 0, "of": "名流"}),
        ),
        ("ballot_option_unusable", lambda d: d["ballot"]["options"].update(best=100)),
        ("ballot_option_unusable", lambda d: d["ballot"]["options"].update(ABSTAIN=0)),
        ("ballot_option_unusable", lambda d: d["ballot"]["options"].clear()),
        ("ballots_trimmed_to_none", lambda d: d["ballot"]["trim"].update(from_n=2)),
        ("ballots_trimmed_to_none", lambda d: d["ballot"]["trim"].update(drop_low=6)),
        ("ballots_trimmed_to_none", lambda d: d["ballot"]["min_valid_per_group"].update(value=0)),
        ("unknown_tie_rule", lambda d: d.update(tie_break=["higher_ballot_point"])),
    ],
)
def test_the_validator_finds_each_fault_and_adoption_is_refused(
    code: str, change: Callable[[dict[str, Any]], object]
) -> None:
    faulty = changed(change)
    assert [problem.code for problem in validate_ruleset(faulty)] == [code]
    given(RULEBOOK, RulesetDrafted(ruleset=faulty)).at(IN_TIME).when(ADOPT).then_refused(
        "ruleset_invalid"
    )


def test_a_county_may_forbid_more_but_not_less_than_the_state() -> None:
    def adds(data: dict[str, Any]) -> None:
        data["forbidden_indicator_kinds"] = ["no_shows"]

    assert [p.code for p in validate_ruleset(changed(adds))] == ["forbidden_indicator"]

    def empties(data: dict[str, Any]) -> None:
        data["forbidden_indicator_kinds"] = []
        line(data, "MEMBER", "M1").update(metric="like_count")

    assert [p.code for p in validate_ruleset(changed(empties))] == ["forbidden_indicator"]
