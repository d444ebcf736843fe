"""Scores of members, with the numbers of the examples (HANDBOOK 4.3, 6)."""

from typing import Any

import pytest

from domain.ruleset import SubjectKind
from projections.scoring import Measure, bars, score
from tests.projections.scoring_examples import EX_03, RULES, line, measured, member, points

EX_05 = {
    "counted_services": 3, "quarters_served": 3, "counted_hours": 6, "orders_completed": 1,
    "resident_rating": (5,),
}  # fmt: skip
EX_06 = {
    "quarters_served": 4, "counted_hours": 12, "orders_completed": 2, "resident_rating": (5,),
}  # fmt: skip
REVOKED = {**EX_06, "counted_services": 3, "quarters_served": 3, "counted_hours": 10}


@pytest.mark.parametrize(
    ("change", "total", "excellent"),
    [
        ({}, "83.00", True),  # EX-03
        (EX_05, "70.50", False),  # EX-05 as known on 31 December
        ({**EX_05, "counted_services": 4, "quarters_served": 4, "counted_hours": 8},
         "86.50", True),  # EX-05 as frozen
        (EX_06, "91.00", True),  # EX-06 as conferred
        ({**REVOKED, "verified_false_records": 1}, "70.00", False),  # EX-06 found false
        (REVOKED, "75.00", False),  # EX-06 revoked for an error
        ({"counted_services": 3, "counted_hours": 6, "orders_completed": 0,
          "resident_rating": ()}, "64.44", False),  # EX-04: 58 of 90
        ({"counted_services": 2, "required_services": 2, "quarters_served": 1, "quarters_owed": 2,
          "counted_hours": 4, "orders_completed": 0, "resident_rating": ()},
         "68.89", True),  # EX-15: 62 of 90
    ],
)  # fmt: skip
def test_members_of_the_examples(change: dict[str, Any], total: str, excellent: bool) -> None:
    sheet = member(**change)
    assert str(sheet.total) == total
    assert sheet.complete
    applied = [b.rule_id for b in bars(SubjectKind.MEMBER, measured({**EX_03, **change}), RULES)
               if b.applies]  # fmt: skip
    assert applied == ([] if excellent else ["V-MEM-4"])


def test_every_line_of_ex03() -> None:
    assert points(member()) == {
        "M1": "10.00", "M2": "40.00", "M3": "15.00", "M4": "4.00", "M5": "5.00", "M6": "9.00",
    }  # fmt: skip
    sentences = {line.line_id: line.sentence.hans for line in member().lines}
    assert sentences["M1"] == "快照时已到社区报到：是，得10.00分（满分10分）。"
    assert sentences["M4"] == ("计入时长8.5小时，每满2小时计1分，⌊8.5/2⌋×1，得4.00分（满分10分）。")
    assert sentences["M6"] == "群众评价2条，平均4.5分，10×4.5/5，得9.00分（满分10分）。"


def test_a_member_without_ratings_is_rescaled_ex04() -> None:
    sheet = member(counted_services=3, counted_hours=6, orders_completed=0, resident_rating=())
    assert points(sheet) == {
        "M1": "10.00", "M2": "30.00", "M3": "15.00", "M4": "3.00", "M5": "0.00", "M6": None,
    }  # fmt: skip
    assert (str(sheet.earned), sheet.out_of) == ("58.00", 90)


def test_nothing_recorded_gives_no_total_at_all() -> None:
    sheet = score(SubjectKind.MEMBER, {}, RULES)
    assert (sheet.objective, sheet.total, sheet.grade) == (None, None, None)
    assert sheet.missing == ("M1", "M2", "M3", "M4", "M5", "M6", "MD1", "MD2")


def test_every_line_names_the_events_behind_it_once_and_in_order() -> None:
    values = {
        **EX_03,
        "counted_services": Measure(4, (44, 12, 30)),
        "required_services": Measure(4, (12, 7)),
    }
    assert line(score(SubjectKind.MEMBER, measured(values), RULES), "M2").evidence == (
        7, 12, 30, 44,
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"counted_services": 3.9}, {"counted_hours": 8.5}, {"resident_rating": (4.5,)},
     {"registered_at_snapshot": 1}, {"counted_services": None}, {"no_shows": True}],
)  # fmt: skip
def test_a_metric_that_is_not_exact_is_a_bug_and_no_score(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        member(**wrong)


def test_ratings_beyond_the_scale_give_no_more_than_the_maximum() -> None:
    assert points(member(resident_rating=(5, 9)))["M6"] == "10.00"
