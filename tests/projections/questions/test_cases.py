"""Questions of SYS-05: each finds a planted case, and not a clean one."""

from typing import Any
from uuid import UUID

import msgspec

from domain.case import CaseReopened, CaseReported
from domain.case.terms import ReopenCause, Stage
from projections.ledgers.cases import L_CASE, CaseRow
from projections.ledgers.cases.row import Call
from tests.domain.case.world import DUE, FIVE_DAYS, REPORTED, RULED, TOLD, WANG, at, hers
from tests.projections.facts import recorded
from tests.projections.questions.asked import Told, asked
from tests.spec import moment

CLEAN = msgspec.structs.replace(
    L_CASE.replay(recorded(TOLD)).popitem()[1], case=UUID(int=1), rating="SATISFIED"
)


def case(number: int, **changes: Any) -> CaseRow:
    return msgspec.structs.replace(CLEAN, case=UUID(int=number), **changes)


def ids(*numbers: int) -> tuple[UUID, ...]:
    return tuple(UUID(int=number) for number in numbers)


def told(*rows: CaseRow) -> Told:
    return Told().plant(L_CASE, *rows)


def reported(known: Told, number: int, when: str, **changes: Any) -> UUID:
    stream = UUID(int=number)
    about = {**dict(REPORTED), **at(when), "channel_ref": str(number), **changes}
    known.tell(stream, CaseReported(**about), when)
    return stream


def test_a_cases_whole_history_as_known_then() -> None:
    known = Told()
    known.tell(UUID(int=1), TOLD[0], "2022-01-28 15:00")
    known.tell(UUID(int=1), TOLD[1], "2022-01-28 16:00")
    reported(known, 2, "2022-01-28 16:30")
    known.tell(UUID(int=1), TOLD[2], "2022-01-28 17:00")
    every = asked(known, "case-history")
    assert [(row.case.int, row.event) for row in every] == [
        (1, "case.reported"), (1, "case.accepted"), (2, "case.reported"), (1, "case.assigned"),
    ]  # fmt: skip
    for name in (str(UUID(int=1)), every[0].case_no):
        rows = asked(known, "case-history", now="2022-01-28 16:30", case=name)
        assert [row.event for row in rows] == ["case.reported", "case.accepted"]
    assert asked(known, "case-history", case="no such number") == []


def test_a_case_closed_without_feedback_is_found() -> None:
    """R-19."""
    ended = {"closed_at": moment("2022-02-09 10:00")}
    open_ = case(4, stages=(True, True, True, True, False))
    unfed = case(2, stages=(True, True, True, True, False), **ended)
    found = asked(told(CLEAN, unfed, case(3, **ended), open_), "cases-closed-without-feedback")
    assert [row.case for row in found] == [unfed.case]


def test_a_case_recategorised_after_its_deadline_is_found() -> None:
    late = case(2, recategorised_overdue=True)
    found = asked(told(CLEAN, late), "cases-recategorised-after-their-deadline")
    assert [row.case for row in found] == [late.case]


def test_a_problem_that_came_back_three_times_in_ninety_days_is_found() -> None:
    known = Told()
    for number, day in ((1, "03-01"), (2, "04-01"), (3, "05-30")):
        reported(known, number, f"2022-{day} 10:00", category="UTILITIES")
    [row] = asked(known, "problems-that-came-back")
    assert (row.cases, row.times) == (ids(1, 2, 3), 3)
    assert asked(known, "problems-that-came-back", days=89) == []
    assert asked(known, "problems-that-came-back", times=4) == []
    assert str(WANG) not in str(row), "the reporter himself is not named"


def test_a_problem_that_came_back_over_the_new_year_is_of_the_year_in_which_it_did() -> None:
    """Ninety days do not begin anew on 1 January; what had come back before is last year's."""
    known = Told()
    for number, day in ((1, "2021-11-20"), (2, "2021-12-20"), (3, "2022-01-10")):
        reported(known, number, f"{day} 10:00", category="UTILITIES")
    [row] = asked(known, "problems-that-came-back")
    assert row.cases == ids(1, 2, 3)
    long_ago = Told()
    for number, day in ((1, "2021-10-05"), (2, "2021-10-06"), (3, "2021-12-20"), (4, "2022-06-01")):
        reported(long_ago, number, f"{day} 10:00", category="UTILITIES")
    assert asked(long_ago, "problems-that-came-back") == []
    to_come = Told()
    for number, day in ((1, "2022-12-20"), (2, "2022-12-21"), (3, "2023-01-10")):
        reported(to_come, number, f"{day} 10:00", category="UTILITIES")
    assert asked(to_come, "problems-that-came-back") == []


def test_reports_of_others_or_of_other_things_are_not_one_problem_come_back() -> None:
    known = Told()
    reported(known, 1, "2022-03-01 10:00", category="UTILITIES")
    reported(known, 2, "2022-04-01 10:00", category="SANITATION")
    reported(known, 3, "2022-04-02 10:00", category="UTILITIES", reporter=UUID(int=0xB))
    anonymous = {"reporter": None, "anonymous": True, "category": "UTILITIES"}
    for number in range(4, 8):
        reported(known, number, "2022-04-03 10:00", **anonymous)
    assert asked(known, "problems-that-came-back", times=2) == []


def test_a_reopening_counts_as_coming_back() -> None:
    known = Told()
    stream = reported(known, 1, "2022-03-01 10:00", category="UTILITIES")
    reported(known, 2, "2022-03-05 10:00", category="UTILITIES")
    reopened = CaseReopened(
        **hers("2022-03-09 10:00"), cause=ReopenCause.UNSATISFIED, handler="FC01", count=1,
        was_closed=True, reason="仍不热", started_at=moment("2022-03-09 10:00"), limit=FIVE_DAYS,
        due_at=DUE, remind_at=DUE, **RULED,
    )  # fmt: skip
    known.tell(stream, reopened, "2022-03-09 10:00")
    [row] = asked(known, "problems-that-came-back")
    assert row.cases == ids(1, 2, 1)


def test_one_hazard_entered_again_and_again_is_found_where_it_was_not_merged() -> None:
    fire = {"category": "FIRE_SAFETY", "grid": "FC01001"}
    same = [case(n, **fire, reported_at=moment(f"2022-03-0{n} 09:00")) for n in range(1, 5)]
    elsewhere = case(5, **(fire | {"grid": "FC01002"}))
    merged = case(6, **fire, merged_into=UUID(int=1), reported_at=moment("2022-03-02 09:00"))
    question = "hazards-reported-again-and-again"
    task = case(7, **fire, channel="DELIBERATION", reported_at=moment("2022-03-02 09:00"))
    [row] = asked(told(*same, elsewhere, merged, task), question)
    assert (row.grid, row.category, row.cases) == ("FC01001", "FIRE_SAFETY", ids(1, 2, 3, 4))
    assert asked(told(*same[:3], elsewhere, merged, task), question) == []
    assert asked(told(*same), question, days=2) == []


def test_the_slowest_stage_is_the_one_with_the_largest_median() -> None:
    slow = case(2, accepted_at=moment("2022-01-30 15:00"))
    slower = case(
        3,
        community="FC02",
        accepted_at=moment("2022-02-07 15:00"),
        assigned_at=moment("2022-02-08 08:00"),
    )
    found = {(r.community, r.stage): r for r in asked(told(CLEAN, slow, slower), "slowest-stage")}
    assert {key for key, row in found.items() if row.slowest} == {
        (None, Stage.HANDLING), ("FC01", Stage.HANDLING), ("FC02", Stage.DISCOVERY)
    }  # fmt: skip
    discovery = found[None, Stage.DISCOVERY]
    assert (discovery.cases, discovery.median_minutes) == (3, 48 * 60)
    assert (discovery.longest_minutes, discovery.longest_case) == (240 * 60, slower.case)


def test_a_stage_that_no_case_has_reached_takes_no_time() -> None:
    new = case(1, accepted_at=None, assigned_at=None, handled_at=None, fed_back_at=None)
    assert asked(told(new), "slowest-stage") == []


def test_the_handler_that_returns_most_comes_first() -> None:
    often = case(2, returned_by=("STREETS", "HEATING", "STREETS"))
    once = case(3, returned_by=("HEATING",))
    found = asked(told(CLEAN, often, once), "handlers-that-return-most")
    assert [(row.handler, row.returns, row.cases) for row in found] == [
        ("HEATING", 2, ids(2, 3)), ("STREETS", 2, ids(2)),
    ]  # fmt: skip
    assert asked(told(CLEAN), "handlers-that-return-most") == []


def test_what_excluded_cases_would_make_of_the_satisfaction_rate() -> None:
    angry = {"rating": "UNSATISFIED", "callback_reached": True}
    out = case(2, **angry, excluded="FABRICATED")
    silent = case(3, rating=None, left_as="WITHDRAWN")
    rows = {
        row.community: row
        for row in asked(told(CLEAN, out, silent), "satisfaction-with-and-without-excluded-cases")
    }
    row = rows["FC01"]
    assert (row.rate, row.percent, row.with_excluded) == ("1/1", "100.00", "1/2")
    assert (row.excluded_cases, row.excluded_opinions) == (2, 1)
    assert rows[None].rate == row.rate
    clean = asked(told(CLEAN), "satisfaction-with-and-without-excluded-cases")
    assert all(row.rate == row.with_excluded and not row.excluded_cases for row in clean)


def call(number: int, department: str = "HEATING", **changes: Any) -> Call:
    at = moment("2022-02-08 10:00")
    return msgspec.structs.replace(
        Call(UUID(int=number), department, "EMERGENCY", at, at, 1), **changes
    )


def test_who_came_when_called_and_who_did_not() -> None:
    """P-13: caller and called are both appraised."""
    arrived = moment("2022-02-08 10:10")
    came, late = {"answered_at": arrived, "in_time": True}, {"in_time": False, "missed": 9}
    first = case(1, calls=(call(1, **came), call(2, **late), call(3, missed=10)))
    second = case(2, calls=(call(4), call(5, "STREETS", **came)))
    rows = asked(told(first, second), "whistles-and-how-they-were-answered")
    assert [
        (r.community, r.department, r.whistles, r.in_time, r.late, r.missed, r.waiting)
        for r in rows
    ] == [("FC01", "HEATING", 4, 1, 1, 2, 1), ("FC01", "STREETS", 1, 1, 0, 0, 0)]
    assert [row.cases for row in rows] == [ids(1, 1), ()]
    assert asked(told(CLEAN), "whistles-and-how-they-were-answered") == []


def test_cases_of_another_year_are_not_asked_about() -> None:
    before = case(2, reported_on=moment("2021-12-31 09:00").date(), recategorised_overdue=True)
    assert asked(told(before), "cases-recategorised-after-their-deadline") == []
