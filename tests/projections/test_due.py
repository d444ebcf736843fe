"""DUE: whatever a case's clock will make due is known to the timers (SYS-05, SYS-21)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as for_all, settings, strategies as st

from domain.case import (
    Case,
    CaseClosed,
    CaseMerged,
    CaseNotAccepted,
    CaseState,
    CaseTransferred,
    CaseWithdrawn,
    DeclineReason,
    TransferTarget,
)
from domain.case.state import ENDED, RUNNING
from domain.case.timers import ARCHIVED_AFTER
from domain.kernel import Event
from projections.ledgers.due import ARCHIVE, DUE, OVERDUE, SOON, UNANSWERED
from tests.domain.case.test_pressing import BLOWN, MISSED, answered
from tests.domain.case.test_properties import started
from tests.domain.case.world import AT_WORK, NEW, TOLD, WANG, at, hers
from tests.projections.facts import recorded
from tests.spec import moment

END = "2022-02-08 18:00"


def due(facts: list[Event[Case]]) -> dict[str, datetime]:
    rows = DUE.replay(recorded(facts))
    return {command: row.at for (_, command, _), row in rows.items()}


@settings(max_examples=60)
@for_all(st.data())
def test_a_clock_that_runs_is_watched_and_one_that_has_ended_is_not(data: Any) -> None:
    run = started(reporter=WANG)
    for _ in range(data.draw(st.integers(1, 40), "steps")):
        run.now += timedelta(hours=data.draw(st.sampled_from([0, 1, 5, 20, 90]), "hours"))
        run.draw(data)
    found, case = due(run.facts), run.given.state
    if case.state in RUNNING and case.clock and case.overdue_marked_for != case.clock.due_at:
        assert found[OVERDUE] == case.clock.due_at
        if case.due_soon_marked_for != case.clock.due_at:
            assert found[SOON] == case.clock.remind_at
    if case.state in ENDED - {CaseState.ARCHIVED}:
        assert case.ended_at is not None
        assert found == {ARCHIVE: case.ended_at + ARCHIVED_AFTER}
    else:
        assert ARCHIVE not in found


@pytest.mark.parametrize(
    "end",
    [
        CaseNotAccepted(**hers(END), reason=DeclineReason.SECRET, advice="x"),
        CaseMerged(**at(END), master=WANG),
        CaseWithdrawn(**hers(END)),
        CaseTransferred(
            **at(END), target=TransferTarget.POLICE, receipt_no="1", overdue=False
        ),
    ],
)  # fmt: skip
def test_whatever_has_ended_is_archived_a_year_later(end: Event[Case]) -> None:
    assert due([*NEW, end]) == {ARCHIVE: moment(END) + ARCHIVED_AFTER}


def test_what_was_closed_is_archived_a_year_later() -> None:
    closed = CaseClosed(**at(END), stages=(), chain_complete=False)
    assert due([*TOLD, closed]) == {ARCHIVE: moment(END) + ARCHIVED_AFTER}


def test_an_unanswered_whistle_is_watched_until_it_is_answered_or_marked() -> None:
    """P-13."""
    assert due([*AT_WORK, BLOWN])[UNANSWERED] == BLOWN.answer_due_at
    for ended in (MISSED, answered("2022-02-08 10:30", in_time=True)):
        assert UNANSWERED not in due([*AT_WORK, BLOWN, ended])
