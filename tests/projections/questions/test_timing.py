"""Audit questions about when something was recorded (SYS-22)."""

from uuid import UUID

from domain.case import CaseRecategorised, DeadlineExtended
from tests.domain.case.world import ACCEPTED, AT_WORK, DUE, NEW, at
from tests.projections.questions.asked import Told, asked, moment

LATE, EDITED = "recorded-long-after-it-happened", "edits-just-before-a-deadline"
CASE, CLERK = UUID(int=1), UUID(int=0xC1)


def test_what_was_recorded_more_than_fifteen_days_late() -> None:
    known = Told()
    known.tell(CASE, NEW[0], "2022-01-28 15:00", recorded="2022-02-12 15:00")
    position = known.tell(CASE, NEW[0], "2022-01-28 15:00", recorded="2022-02-12 15:01")
    [row] = asked(known, LATE)
    assert (row.position, row.days, row.event) == (position, 15, "case.reported")
    assert asked(known, LATE, days=16) == []


def edited(when: str) -> Told:
    """A case at work, recategorised then. It is due on 9 February, 24:00."""
    known = Told()
    for fact in AT_WORK:
        known.tell(CASE, fact, "2022-01-28 16:00")
    change = CaseRecategorised.model_construct(
        **at(when), before=None, after=ACCEPTED, overdue=False, reason="合成"
    )
    known.tell(CASE, change, when, person=CLERK)
    return known


def test_a_record_edited_in_the_last_day_before_its_deadline() -> None:
    assert moment("2022-02-10 00:00") == DUE
    [row] = asked(edited("2022-02-09 23:00"), EDITED)
    assert (row.record, row.event, row.person) == (CASE, "case.recategorised", CLERK)
    assert (row.community, row.due_at, row.minutes_left) == ("FC01", DUE, 60)
    for clean in ("2022-02-08 23:59", "2022-02-10 00:01"):
        assert asked(edited(clean), EDITED) == []
    assert len(asked(edited("2022-02-08 23:59"), EDITED, hours=48)) == 1


def test_a_deadline_put_off_at_the_last_hour_is_an_edit_of_the_old_one() -> None:
    known = Told()
    for fact in AT_WORK:
        known.tell(CASE, fact, "2022-01-28 16:00")
    later = moment("2022-02-20 00:00")
    extended = DeadlineExtended.model_construct(
        **at("2022-02-09 23:30"), due_at=later, remind_at=later, calendar={2022: 1},
        ruleset="2022.1", working_days=5, before=DUE, told_by=None,
    )  # fmt: skip
    known.tell(CASE, extended, "2022-02-09 23:30")
    [row] = asked(known, EDITED)
    assert (row.due_at, row.minutes_left) == (DUE, 30)


def test_a_deadline_at_the_last_midnight_of_the_year_is_of_that_year() -> None:
    """24:00 of 31 December belongs to December."""
    known = Told()
    for fact in AT_WORK:
        known.tell(CASE, fact, "2022-12-20 16:00")
    last = moment("2023-01-01 00:00")
    extended = DeadlineExtended.model_construct(
        **at("2022-12-21 10:00"), due_at=last, remind_at=last, calendar={2022: 1},
        ruleset="2022.1", working_days=5, before=DUE, told_by=None,
    )  # fmt: skip
    known.tell(CASE, extended, "2022-12-21 10:00")
    change = CaseRecategorised.model_construct(
        **at("2022-12-31 23:00"), before=None, after=ACCEPTED, overdue=False, reason="合成"
    )
    known.tell(CASE, change, "2022-12-31 23:00", person=CLERK)
    [row] = asked(known, EDITED)
    assert (row.due_at, row.minutes_left) == (last, 60)
