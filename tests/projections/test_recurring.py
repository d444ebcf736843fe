"""Which cases look like a problem that comes back: P-14."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.deliberation import DetectRecurringProblem
from projections.ledgers.cases import CaseRow
from projections.ledgers.deliberation import ProblemRow
from projections.recurring import recurring_problems
from tests.projections.known import Rows, case
from tests.spec import moment

PLACE = "FC01001C001"
SINCE, UNTIL = date(2022, 3, 31), date(2022, 3, 31)


def at_place(number: int, day: str, **changes: Any) -> CaseRow:
    when = {"reported_at": moment(f"{day} 09:00"), "reported_on": date.fromisoformat(day)}
    return case(number, **{"place": PLACE, **when, **changes})


def found(*rows: CaseRow | ProblemRow) -> list[set[int]]:
    snapshot: Any = Rows(rows)
    commands = [due.command for due in recurring_problems(snapshot, SINCE, UNTIL)]
    assert all(isinstance(command, DetectRecurringProblem) for command in commands)
    return [{id.int for id in command.cases} for command in commands]  # type: ignore[attr-defined]


THREE = (at_place(1, "2022-03-01"), at_place(2, "2022-03-20"), at_place(3, "2022-03-31"))


def test_three_alike_within_thirty_days_are_found_p14() -> None:
    assert found(*THREE) == [{1, 2, 3}]
    assert found(*THREE[:2]) == []
    day_late = at_place(1, "2022-02-28")
    assert found(day_late, *THREE[1:]) == []


def test_what_is_elsewhere_or_another_matter_is_not_alike_p14() -> None:
    for other in ({"place": "FC01001B001"}, {"place": None}, {"category": "NOISE"},
                  {"category": None}, {"left_as": "MERGED"}, {"left_as": "NOT_ACCEPTED"},
                  {"left_as": "WITHDRAWN"}):  # fmt: skip
        assert found(*THREE[:2], at_place(3, "2022-03-31", **other)) == [], other
    assert found(*THREE[:2], at_place(3, "2022-03-31", left_as="TRANSFERRED")) == [{1, 2, 3}]


def test_what_was_told_counts_no_more_and_what_is_to_come_not_yet_p14() -> None:
    told = ProblemRow(
        UUID(int=9), 1, "FC01", "FC01001", PLACE, "SANITATION", (UUID(int=1),),
        moment("2022-03-01 09:00"), moment("2022-03-31 09:00"), 7,
    )  # fmt: skip
    assert found(told, *THREE) == []
    assert found(*THREE[:2], at_place(3, "2022-04-01")) == []


def test_each_case_is_in_one_run_only_p14() -> None:
    early = [at_place(n, f"2022-02-{n:02}") for n in (1, 2, 3)]
    late = [at_place(n + 10, f"2022-03-{n + 10:02}") for n in (1, 2, 3, 4)]
    assert found(*early, *late) == [{1, 2, 3}, {11, 12, 13, 14}]
