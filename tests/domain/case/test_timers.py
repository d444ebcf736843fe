"""Timers: overdue, due soon, archiving; and due times under a corrected calendar (SYS-21)."""

from datetime import date
from typing import Any

import pytest

from domain.calendar import CALENDAR, CalendarYearCorrected, calendar_ref, published_years
from domain.case import (
    ArchiveCase,
    Case,
    CaseArchived,
    CaseClosed,
    CaseDueSoonMarked,
    CaseOutcome,
    CaseOverdueMarked,
    CaseSuspended,
    DeadlineRecomputed,
    MarkDueSoon,
    MarkOverdue,
    RecomputeCause,
    RecomputeDeadline,
    Stage,
)
from domain.kernel import SYSTEM, Event
from tests.domain.case.world import (
    AT_WORK,
    DONE,
    DUE,
    FIVE_DAYS,
    GIVEN_OUT,
    NEW,
    OPEN,
    TOLD,
    at,
    case,
    hers,
)
from tests.spec import moment

OVERDUE = CaseOverdueMarked(**at("2022-02-10 00:01"), due_at=DUE)
SOON = CaseDueSoonMarked(**at("2022-02-09 00:00"), due_at=DUE)
STOPPED = CaseSuspended(**hers("2022-02-08 10:00"), reason="待料", review_on=date(2022, 5, 9))
CLOSED = CaseClosed(
    **at("2022-02-08 17:00"), outcome=CaseOutcome.RESOLVED, stages=tuple(Stage),
    chain_complete=True,
)  # fmt: skip


@pytest.mark.parametrize("facts", [OPEN, GIVEN_OUT, AT_WORK])
def test_what_is_not_handled_is_overdue_after_24_00(facts: tuple[Event[Case], ...]) -> None:
    case(*facts).by(SYSTEM).at("2022-02-10 00:01").when(MarkOverdue()).then(OVERDUE)
    case(*facts).by(SYSTEM).at("2022-02-10 00:00").when(MarkOverdue()).then_nothing()


def test_it_is_marked_once_for_each_due_time() -> None:
    marked = case(*AT_WORK, OVERDUE).by(SYSTEM).at("2022-02-11 00:00")
    marked.when(MarkOverdue()).then_nothing()
    assert marked.state.overdue


def test_what_is_handled_suspended_or_not_accepted_is_not_overdue() -> None:
    for facts in (NEW, DONE, (*AT_WORK, STOPPED)):
        case(*facts).by(SYSTEM).at("2022-03-10 00:01").when(MarkOverdue()).then_nothing()


def test_a_reminder_comes_between_its_time_and_the_due_time_once() -> None:
    given = case(*AT_WORK).by(SYSTEM)
    given.at("2022-02-08 23:59").when(MarkDueSoon()).then_nothing()
    given.at("2022-02-09 00:00").when(MarkDueSoon()).then(SOON)
    assert given.at("2022-02-10 00:00").when(MarkDueSoon()).facts()
    given.at("2022-02-10 00:01").when(MarkDueSoon()).then_nothing()
    case(*AT_WORK, SOON).by(SYSTEM).at("2022-02-09 12:00").when(MarkDueSoon()).then_nothing()


def test_nobody_is_reminded_of_what_is_handled() -> None:
    case(*DONE).by(SYSTEM).at("2022-02-09 12:00").when(MarkDueSoon()).then_nothing()


def test_a_case_is_archived_a_year_after_it_ended() -> None:
    ended = case(*TOLD, CLOSED).by(SYSTEM)
    ended.at("2023-02-08 16:59").when(ArchiveCase()).then_refused("too_soon_to_archive")
    ended.at("2023-02-08 17:00").when(ArchiveCase()).then(CaseArchived(**at("2023-02-08 17:00")))


def test_only_what_ended_is_archived_and_once() -> None:
    case(*TOLD).by(SYSTEM).at("2024-01-01 00:00").when(ArchiveCase()).then_refused("wrong_state")
    archived = case(*TOLD, CLOSED, CaseArchived(**at("2023-02-08 17:00"))).by(SYSTEM)
    archived.at("2024-01-01 00:00").when(ArchiveCase()).then_refused("wrong_state")


# Calendar corrected


def corrected(*more_off: date) -> dict[Any, Any]:
    published = next(y for y in published_years() if y.year == 2022)
    fact = CalendarYearCorrected(
        year=2022, holidays=(*published.holidays, *more_off), workdays=published.workdays,
        notice_no="【合成】4号", version=2, reason="通知更正",
    )  # fmt: skip
    return {calendar_ref(2022): CALENDAR.replay([fact])}


LONGER = corrected(date(2022, 2, 9))
RECOMPUTE = RecomputeDeadline()


def test_a_corrected_calendar_moves_a_due_time_visibly_only() -> None:
    assert case(*AT_WORK).looking(LONGER).state.clock == case(*AT_WORK).state.clock
    case(*AT_WORK).by(SYSTEM).looking(LONGER).when(RECOMPUTE).then(
        DeadlineRecomputed(
            **at("2022-02-08 10:00"), cause=RecomputeCause.CALENDAR_CORRECTED, before=DUE,
            due_at=moment("2022-02-11 00:00"), remind_at=moment("2022-02-10 00:00"),
            started_at=moment("2022-01-28 16:00"), limit=FIVE_DAYS,
            calendar={2022: 2}, ruleset="2022.1",
        )
    )  # fmt: skip


def test_the_same_date_is_not_recomputed() -> None:
    case(*AT_WORK).by(SYSTEM).when(RECOMPUTE).then_nothing()


def test_a_correction_changes_nothing_that_was_missed_or_done() -> None:
    late = case(*AT_WORK).by(SYSTEM).looking(LONGER).at("2022-02-10 00:01")
    late.when(RECOMPUTE).then_nothing()
    case(*DONE).by(SYSTEM).looking(LONGER).when(RECOMPUTE).then_nothing()
    case(*AT_WORK, STOPPED).by(SYSTEM).looking(LONGER).when(RECOMPUTE).then_nothing()


def test_nobody_misses_a_deadline_by_a_correction() -> None:
    # Were the festival's days worked after all, it would have been due on 4 February.
    published = next(y for y in published_years() if y.year == 2022)
    off = tuple(day for day in published.holidays if day.month != 2)
    fact = CalendarYearCorrected(
        year=2022, holidays=off, workdays=published.workdays, notice_no="【合成】5号", version=2,
        reason="通知更正",
    )  # fmt: skip
    shorter = {calendar_ref(2022): CALENDAR.replay([fact])}
    given = case(*AT_WORK).by(SYSTEM).looking(shorter)
    given.at("2022-02-08 10:00").when(RECOMPUTE).then_nothing()
    assert given.at("2022-01-29 10:00").when(RECOMPUTE).facts()
