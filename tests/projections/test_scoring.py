"""Scores of units and communities, with the numbers of the examples (HANDBOOK 4.3, 6)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.ruleset import BarKind, Ruleset, SubjectKind
from projections.scoring import BallotResult, Measure, score
from tests.projections.scoring_examples import (
    EX_10,
    EX_12,
    RULES,
    bar,
    line,
    measured,
    member,
    points,
    unit,
)

EX_16 = {
    "quarter_meetings_held": 7, "quarter_meetings_due": 8,  # EX-14
    "cases_responded_in_time": 2, "cases_response_due": 3,
    "cases_resolved": 1, "cases_callback_eligible": 2,
    "ratings_satisfied": 1, "ratings_valid": 1,
    "cases_with_full_five_chain": 2, "cases_closed": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    ("registered", "obliged", "u2", "barred"),
    [
        (39, 50, "0.00", True),
        (40, 50, "12.00", False),  # 不达 is strict: AM-01
        (39, 48, "12.19", False),  # two exempted
        (359, 449, "0.00", True),  # EX-02: 79.955 %, which shows as 80.0 %
        (0, 1, "0.00", True),
        (1, 1, "15.00", False),
    ],
)
def test_under_80_percent_no_points_and_barred_ex01_ex02(
    registered: int, obliged: int, u2: str, barred: bool
) -> None:
    counts = {"registered_members": registered, "obliged_members": obliged}
    assert str(line(unit(**counts), "U2").points) == u2
    found = bar(SubjectKind.UNIT, "V-UNIT-REG80", counts)
    assert (found.applies, found.applicable, found.recorded) == (barred, True, True)
    assert found.bar is BarKind.UNIT_MERIT_SELECTION
    assert found.quote is not None


def test_the_rate_is_explained_with_its_fraction_ex01() -> None:
    sentence = line(unit(registered_members=39, obliged_members=50), "U2").sentence
    assert sentence.hans == (
        "在册应报到50人，已报到39人，39×100=3900 < 80×50=4000，39/50=78.00%，未达80%，"
        "得0.00分（满分15分）。"
    )
    assert sentence.en == (
        "Obliged members: 50; registered: 39; 39×100=3900 < 80×50=4000; 39/50 = 78.00%, below 80%:"
        " 0.00 of 15 points."
    )


def test_quarters_belong_to_the_unit_of_their_last_day_ex07() -> None:
    each = unit(member_quarters_served=2, member_quarters_owed=2)
    assert str(line(each, "U4").points) == "5.00"


@pytest.mark.parametrize(
    ("days_late", "u5"),
    [(-30, "5.00"), (0, "5.00"), (20, "3.00"), (30, "3.00"), (31, "1.00"), (90, "1.00"),
     (91, "0.00"), (None, "0.00")],
)  # fmt: skip
def test_an_agreement_signed_late_scores_less_ex09(days_late: int | None, u5: str) -> None:
    assert str(line(unit(agreement_days_late=days_late), "U5").points) == u5


def test_an_agreement_never_signed_is_said_to_have_no_record() -> None:
    never = line(unit(agreement_days_late=None), "U5").sentence
    assert never.hans == "没有“协议生效晚于期限”的记录，得0.00分（满分5分）。"
    late = line(unit(agreement_days_late=91), "U5").sentence
    assert late.en == "Agreement in effect, days late: 91; more than 90: 0.00 of 5 points."


def test_commitments_count_by_verified_weight_ex09() -> None:
    u6 = line(unit(commitment_weight_verified=7, commitment_weight_due=9), "U6")
    assert (str(u6.points), u6.formula) == ("11.67", "15×7/9")


def test_a_score_before_and_after_the_objection_ex10() -> None:
    v1 = unit()
    assert points(v1) == {
        "U1": "5.00", "U2": "14.25", "U3": "8.25", "U4": "4.25",
        "U5": "5.00", "U6": "12.00", "U7": "3.75", "U8": "9.17",
    }  # fmt: skip
    assert (str(v1.objective), str(v1.ballot.points)) == ("61.67", "26.38")
    assert (str(v1.bonus), str(v1.deductions)) == ("1.00", "-1.50")
    assert (str(v1.total), v1.grade, v1.complete) == ("87.55", "良好", True)
    v2 = unit(
        members_meeting_required=34, member_quarters_served=137,
        bpc_meetings_attended=3, bpc_meetings_counted=3, unexcused_absences=0,
    )  # fmt: skip
    assert (points(v2)["U3"], points(v2)["U4"], points(v2)["U7"]) == ("8.50", "4.28", "5.00")
    assert (str(v2.objective), str(v2.deductions)) == ("63.20", "-0.50")
    assert (str(v2.total), v2.grade) == ("90.08", "优秀")


def test_a_unit_without_obliged_members_is_rescaled_and_not_barred_ex11() -> None:
    counts = {
        "registered_members": 0, "obliged_members": 0, "members_meeting_required": 0,
        "member_quarters_served": 0, "member_quarters_owed": 0,
        "tasks_on_time": 2, "tasks_due": 2, "bpc_meetings_attended": 4,
        "adopted_suggestions": 0, "unexcused_absences": 0, "overdue_tasks": 0,
    }  # fmt: skip
    sheet = unit(**counts)
    assert sheet.not_applicable == ("U2", "U3", "U4", "U8")
    assert (str(sheet.earned), sheet.out_of, sheet.rescaled) == ("27.00", 30, True)
    assert (str(sheet.objective), str(sheet.total)) == ("63.00", "89.38")
    assert sheet.complete
    assert line(sheet, "U8").sentence.hans == (
        "到期任务2件，按时完成2件，少于3件，不适用，不计入满分，其余项目按比例折算。"
    )
    undefined = bar(SubjectKind.UNIT, "V-UNIT-REG80", counts)
    assert (undefined.applies, undefined.applicable) == (False, False)
    assert undefined.sentence.hans == "在册应报到0人，已报到0人，本条不适用。"


def test_bonus_and_deductions_are_capped_one_by_one_and_together() -> None:
    many = unit(adopted_suggestions=9, extra_resources_opened=9, higher_level_commendations=9)
    assert [str(b.points) for b in many.bonus_lines] == ["2.00", "2.00", "1.00"]
    assert str(many.bonus) == "5.00"
    bad = unit(unexcused_absences=9, overdue_tasks=7, verified_false_records=2)
    assert [str(d.points) for d in bad.deduction_lines] == ["-3.00", "-3.00", "0.00", "-6.00"]
    assert str(bad.deductions) == "-10.00"
    assert bad.deduction_lines[1].sentence.hans == "逾期任务7件，每件-0.5分，最多-3分，计-3.00分。"


def test_the_bonus_as_a_whole_has_its_cap() -> None:
    data = RULES.model_dump(mode="json")
    data["bonus_cap"]["value"] = 4
    many = {"adopted_suggestions": 9, "extra_resources_opened": 9, "higher_level_commendations": 9}
    lower = Ruleset.model_validate(data)
    assert str(score(SubjectKind.UNIT, measured({**EX_10, **many}), lower, EX_12).bonus) == "4.00"


def test_the_total_may_pass_100_and_never_falls_below_0() -> None:
    full = {"members_meeting_required": 40, "registered_members": 40, "tasks_on_time": 12,
            "member_quarters_served": 160, "commitment_weight_verified": 10,
            "bpc_meetings_attended": 4, "unexcused_absences": 0, "overdue_tasks": 0,
            "extra_resources_opened": 2}  # fmt: skip
    measures = measured({**EX_10, **full})
    best = score(SubjectKind.UNIT, measures, RULES, BallotResult(Fraction(100)))
    assert str(best.total) == "103.00"
    nothing = {name: 0 for name in EX_10 if name not in ("obliged_members",)}
    none = {"agreement_days_late": 400, "unit_registration_days_late": 400,
            "unexcused_absences": 3, "obliged_members": 40}  # fmt: skip
    worst = score(SubjectKind.UNIT, measured({**nothing, **none}), RULES, BallotResult(Fraction(0)))
    assert (str(worst.total), worst.grade) == ("0.00", "不合格")


def test_until_the_ballot_there_is_no_total_and_no_grade() -> None:
    sheet = score(SubjectKind.UNIT, measured(EX_10), RULES)
    assert sheet.missing == ("BALLOT",)
    assert (sheet.ballot.recorded, sheet.ballot.applicable) == (False, True)
    assert (sheet.total, sheet.grade, sheet.rescaled) == (None, None, False)
    assert str(sheet.objective) == "61.67"  # every line of it is recorded
    assert str(sheet.provisional) == "87.60"  # 88.10 of 100, + 1.00 - 1.50
    assert sheet.sentence == (
        "尚未记录：BALLOT；尚无总分和等次。已记录70分中得61.67分，暂计87.60分。",
        "Not yet recorded: BALLOT; no total and no grade yet."
        " Recorded so far: 61.67 of 70 points, provisionally 87.60.",
        None,
    )


def test_a_void_ballot_is_not_applicable_and_the_sheet_is_complete() -> None:
    sheet = score(SubjectKind.UNIT, measured(EX_10), RULES, BallotResult(None))
    assert sheet.complete
    assert not sheet.ballot.applicable
    assert (str(sheet.total), sheet.grade, sheet.provisional) == ("87.60", "良好", None)
    assert sheet.sentence.en == "Total 87.60, grade 良好."


def test_meetings_and_rates_of_a_community_ex14_ex16() -> None:
    sheet = score(SubjectKind.COMMUNITY, measured(EX_16), RULES)
    earned = points(sheet)
    assert (earned["C1"], earned["C3"], earned["C4"], earned["C6"]) == (
        "8.75", "3.33", "5.00", "3.33",
    )  # fmt: skip
    assert not line(sheet, "C5").applicable  # one opinion, thirty needed


def test_what_has_no_ledger_yet_is_neither_zero_nor_full() -> None:
    values = {**EX_10, "bpc_meetings_attended": Measure(None, recorded=False)}
    del values["tasks_due"]
    sheet = score(SubjectKind.UNIT, measured(values), RULES, EX_12)
    for id in ("U7", "U8"):
        assert line(sheet, id).points is None
        assert not line(sheet, id).recorded
    assert sheet.missing == ("U7", "U8")
    assert sheet.not_applicable == ()
    assert not sheet.complete
    assert (str(sheet.earned), sheet.out_of) == ("48.75", 55)  # 15 points of 70 unknown
    assert (sheet.objective, sheet.total, sheet.grade) == (None, None, None)
    assert str(sheet.provisional) == "87.93"  # 48.75 ÷ 55 × 70 = 62.05, + 26.38 + 1.00 - 1.50
    assert not sheet.rescaled
    assert line(sheet, "U8").sentence == (
        "“到期任务”尚无台账，暂不计分：既不是零分，也不是满分。",
        "Not yet recorded: tasks due. No points yet: neither zero nor full.",
        None,
    )


def test_a_bonus_without_a_ledger_is_named_as_missing() -> None:
    values = {**EX_10, "adopted_suggestions": Measure(None, recorded=False)}
    sheet = score(SubjectKind.UNIT, measured(values), RULES, EX_12)
    assert sheet.bonus_lines[0].points is None
    assert (sheet.missing, sheet.bonus, sheet.total) == (("UB1",), None, None)
    assert (str(sheet.objective), str(sheet.deductions)) == ("61.67", "-1.50")
    assert sheet.bonus_lines[0].sentence.hans == "“被采纳建议”尚无台账，暂不加分或扣分。"


def test_points_are_decimals_of_two_places() -> None:
    for scored in (*unit().lines, *member().lines):
        assert isinstance(scored.points, Decimal)
        assert scored.points.as_tuple().exponent == -2
