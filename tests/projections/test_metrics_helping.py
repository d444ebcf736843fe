"""Cases that a unit was asked to help with, as its tasks: HANDBOOK 4.2, U8, UD2."""

from typing import Any

import pytest

from domain.ruleset import SubjectKind
from projections.ledgers.cases import CaseRow
from projections.ledgers.cases.row import Help
from tests.projections.known import ORGAN, SHOP, body, case, evidence, found, handled, known, unit
from tests.spec import moment

UNIT = SubjectKind.UNIT
TASKS = "tasks_on_time", "tasks_due", "overdue_tasks"
STREETS = body("DEPT-STREETS", ("2022-01-01", ORGAN))


def helped(number: int, replied: str | None, *bodies: str, **changes: Any) -> CaseRow:
    """Others were invited on 2 March. Due at the end of 9 March."""
    at = None if replied is None else moment(replied)
    helps = tuple(
        Help(
            code, moment("2022-03-02 09:00"), number * 100 + 1, at, at and number * 100 + 2
        )
        for code in bodies or ("DEPT-STREETS",)
    )  # fmt: skip
    return case(number, helps=helps, **changes)


def test_a_co_handlers_answer_by_the_due_time_is_a_task_in_time_u8() -> None:
    year = known(unit(ORGAN), STREETS, helped(1, "2022-03-10 00:00"), helped(2, "2022-03-10 00:01"))
    assert found(year, UNIT, ORGAN, *TASKS) == [1, 2, 1]
    assert evidence(year, UNIT, ORGAN, "tasks_due") == (101, 102, 201, 202)


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, 1),
        ({"handled_at": moment("2022-03-10 00:00")}, 0),
        ({"handled_at": moment("2022-03-10 00:01")}, 1),
        ({"left_at": moment("2022-03-05 00:00"), "left_as": "MERGED"}, 0),
        ({"state": "SUSPENDED"}, 0),
        ({"due_at": None}, 0),
        ({"due_at": moment("2023-01-02 00:00")}, 0),
        ({"due_at": moment("2023-01-01 00:00")}, 1),  # 24:00 of 31 December
    ],
)
def test_who_did_not_answer_failed_only_when_the_case_ran_late_u8(
    changes: dict[str, Any], due: int
) -> None:
    year = known(unit(ORGAN), STREETS, helped(1, None, **changes))
    assert found(year, UNIT, ORGAN, *TASKS) == [0, due, due]
    assert evidence(year, UNIT, ORGAN, "tasks_due") == ((101,) if due else ())


def test_one_case_is_one_task_for_a_unit_whatever_bodies_it_sent_u8() -> None:
    also = body("DEPT-WORKS", ("2022-01-01", ORGAN))
    year = known(
        unit(ORGAN), STREETS, also, helped(1, "2022-03-05 09:00", "DEPT-STREETS", "DEPT-WORKS")
    )
    assert found(year, UNIT, ORGAN, *TASKS) == [1, 1, 0]


def test_a_body_acts_for_the_unit_of_the_day_of_the_invitation_u8() -> None:
    moved = body("DEPT-STREETS", ("2022-01-01", SHOP), ("2022-03-02", ORGAN), ("2022-03-03", SHOP))
    year = known(unit(ORGAN), moved, helped(1, "2022-03-05 09:00"))
    assert found(year, UNIT, ORGAN, *TASKS) == [1, 1, 0]
    for others in ((("2022-03-03", ORGAN),), (("2022-01-01", ORGAN), ("2022-02-01", None)), ()):
        year = known(unit(ORGAN), body("DEPT-STREETS", *others), helped(1, "2022-03-05 09:00"))
        assert found(year, UNIT, ORGAN, *TASKS) == [0, 0, 0]


def test_a_task_belongs_to_the_year_in_which_it_was_done_or_failed() -> None:
    last_year = helped(1, "2022-01-02 09:00", reported_at=moment("2021-12-20 09:00"))
    next_year = helped(2, "2023-01-02 09:00", due_at=moment("2023-01-03 00:00"))
    year = known(unit(ORGAN), STREETS, last_year, next_year)
    assert found(year, UNIT, ORGAN, *TASKS) == [1, 1, 0]


def test_a_late_answer_fails_in_the_year_in_which_it_was_due_and_in_no_other() -> None:
    due = moment("2023-01-01 00:00")  # 24:00 of 31 December
    late = helped(1, "2023-01-05 09:00", due_at=due)
    assert found(known(unit(ORGAN), STREETS, late), UNIT, ORGAN, *TASKS) == [0, 1, 1]
    last_year = helped(1, "2022-01-05 09:00", due_at=moment("2022-01-01 00:00"))
    assert found(known(unit(ORGAN), STREETS, last_year), UNIT, ORGAN, *TASKS) == [0, 0, 0]


def test_a_department_that_leads_a_case_has_no_task_by_it() -> None:
    year = known(unit(ORGAN), STREETS, handled(1, handler="DEPT-STREETS"))
    assert found(year, UNIT, ORGAN, *TASKS) == [0, 0, 0]
