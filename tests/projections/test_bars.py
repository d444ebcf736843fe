"""Vetoes: what a subject is barred from, and how it is explained (HANDBOOK 4.3, step 7)."""

from typing import Any

import pytest

from domain.ruleset import BarKind, Ruleset, SubjectKind
from projections.scoring import bars
from tests.projections.scoring_examples import EX_03, RULES, bar, measured, member


def test_the_display_of_a_near_miss_says_below_80_percent_ex02() -> None:
    counts = {"registered_members": 359, "obliged_members": 449}
    found = bar(SubjectKind.UNIT, "V-UNIT-REG80", counts)
    assert "359/449 = 79.96%, below 80%: barred from merit selection." in found.sentence.en
    assert found.sentence.hans.endswith("359/449=79.96%，未达80%，单位不得评优评先。")
    assert found.evidence == (100, 101)


def test_who_is_unregistered_is_barred_whatever_he_served_am10() -> None:
    values = {**EX_03, "registered_at_snapshot": False, "counted_services": 6}
    found = bar(SubjectKind.MEMBER, "V-MEM-REG", values)
    assert found.applies
    assert found.bar is BarKind.MEMBER_ANNUAL_EXCELLENT
    assert found.sentence.hans == "快照时已到社区报到：否，年度考核不得评为“优秀”等次。"


@pytest.mark.parametrize(("counted", "required", "barred"), [(3, 4, True), (4, 4, False)])
def test_the_yearly_number_is_met_or_not_am07(counted: int, required: int, barred: bool) -> None:
    values = {**EX_03, "counted_services": counted, "required_services": required}
    found = bar(SubjectKind.MEMBER, "V-MEM-4", values)
    assert found.applies is barred
    sign, end = ("<", "年度考核不得评为“优秀”等次") if barred else ("≥", "不受此限")
    assert found.sentence.hans == f"计入的志愿服务{counted}次 {sign} 应完成{required}次，{end}。"


def test_a_missed_quarter_bars_only_by_the_switch_ex03_am05() -> None:
    data = RULES.model_dump(mode="json")
    data["counting"]["quarterly_breach_bars_excellent"]["value"] = True
    strict = Ruleset.model_validate(data)
    assert bar(SubjectKind.MEMBER, "V-MEM-QUARTER", EX_03, strict).applies
    assert "V-MEM-QUARTER" not in [
        b.rule_id for b in bars(SubjectKind.MEMBER, measured(EX_03), RULES)
    ]


@pytest.mark.parametrize(("false_records", "barred"), [(1, False), (2, True)])
def test_two_false_records_bar_from_all_honours_and_one_does_not_ex06(
    false_records: int, barred: bool
) -> None:
    values = {**EX_03, "verified_false_records": false_records}
    found = bar(SubjectKind.MEMBER, "V-ANY-FALSE", values)
    assert (found.applies, found.bar) == (barred, BarKind.ALL_HONOURS)


def test_a_bar_never_changes_points() -> None:
    assert (
        member(verified_false_records=0).total
        == member(competent_authority_veto_certificates=1).total
    )


def test_a_veto_without_a_ledger_is_not_judged() -> None:
    found = bar(SubjectKind.UNIT, "V-ANY-VETO-CERT", {})
    assert (found.applies, found.recorded) == (False, False)
    assert found.sentence.hans == "“主管部门一票否决书”尚无台账，本条暂不能判断。"


def veto_changed(**change: Any) -> Ruleset:
    data = RULES.model_dump(mode="json")
    data["vetoes"][0].update(change)
    return Ruleset.model_validate(data)


def test_a_rate_over_nobody_is_undefined_whatever_the_data_say_am09() -> None:
    nobody = {"registered_members": 0, "obliged_members": 0}
    rules = veto_changed(not_applicable_when=None)
    found = bar(SubjectKind.UNIT, "V-UNIT-REG80", nobody, rules)
    assert (found.applies, found.applicable) == (False, False)


def test_a_veto_does_not_apply_where_its_data_say_so() -> None:
    small = {"metric": "obliged_members", "op": "<", "value": 3}
    rules = veto_changed(not_applicable_when=small)
    one_of_two = {"registered_members": 1, "obliged_members": 2}
    assert not bar(SubjectKind.UNIT, "V-UNIT-REG80", one_of_two, rules).applicable
    one_of_three = {"registered_members": 1, "obliged_members": 3}
    assert bar(SubjectKind.UNIT, "V-UNIT-REG80", one_of_three, rules).applies


def test_where_there_is_nothing_to_compare_with_a_veto_does_not_apply() -> None:
    values = {**EX_03, "required_services": None}
    found = bar(SubjectKind.MEMBER, "V-MEM-4", values)
    assert (found.applies, found.applicable, found.recorded) == (False, False, True)


@pytest.mark.parametrize(
    "wrong",
    [{"registered_at_snapshot": 0}, {"counted_services": True}, {"counted_services": 3.9}],
)
def test_a_flag_is_never_compared_with_a_count(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        bars(SubjectKind.MEMBER, measured({**EX_03, **wrong}), RULES)
