"""The three rates and what is overdue, case by case: SYS-05, R-18."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.case import CaseMerged
from projections.computed import is_overdue
from projections.ledgers.cases import L_CASE, CaseRow
from projections.metrics.rates import rates
from tests.domain.case.world import AT_WORK, CONTACTED, DONE, DUE, OPEN, TOLD, at
from tests.projections.facts import recorded
from tests.spec import moment

CONTACT_DUE = moment("2022-01-30 00:00")
LATER = moment("2022-03-01 00:00")
LATE = CONTACTED.model_copy(update={"happened_at": moment("2022-01-30 00:01")})


def row(*facts: Any, **changes: Any) -> CaseRow:
    [found] = L_CASE.replay(recorded(facts)).values()
    return msgspec.structs.replace(found, **changes)


def response(row: CaseRow, now: datetime) -> tuple[int, int]:
    found = rates([row], now)
    return len(found.responded), len(found.response_due)


def test_a_first_contact_is_judged_when_its_due_time_is_over() -> None:
    """Also at that very moment: what is due at 24:00 of 31 December belongs to the year."""
    for facts in (AT_WORK, (*AT_WORK, CONTACTED)):
        assert response(row(*facts), CONTACT_DUE - timedelta.resolution) == (0, 0)
    assert response(row(*AT_WORK), CONTACT_DUE) == (0, 1)
    assert response(row(*AT_WORK), LATER) == (0, 1)
    assert response(row(*AT_WORK, CONTACTED), LATER) == (1, 1)
    assert response(row(*AT_WORK, LATE), LATER) == (0, 1)
    assert response(row(*AT_WORK, CONTACTED, first_contact_at=CONTACT_DUE), LATER) == (1, 1)
    assert response(row(*OPEN, first_contact_due=None), LATER) == (0, 0)


def test_a_case_that_left_unanswered_in_time_was_never_owed_a_contact() -> None:
    left: dict[str, Any] = {"left_as": "TRANSFERRED", "state": "TRANSFERRED"}
    assert response(row(*AT_WORK, **left, left_at=CONTACT_DUE), LATER) == (0, 0)
    after = moment("2022-01-30 00:01")
    assert response(row(*AT_WORK, **left, left_at=after), LATER) == (0, 1)
    assert response(row(*AT_WORK, CONTACTED, **left, left_at=CONTACT_DUE), LATER) == (1, 1)


def test_a_merged_case_is_judged_in_its_master() -> None:
    merged = row(*OPEN, CaseMerged(**at("2022-02-08 18:00"), master=UUID(int=9)))
    assert response(merged, LATER) == (0, 0)


ANSWER: dict[str, Any] = {"callback_reached": True, "callback_resolved": "YES"}


@pytest.mark.parametrize(
    ("answers", "resolution", "satisfaction"),
    [
        ({**ANSWER, "rating": "SATISFIED"}, (1, 1), (1, 1)),
        ({**ANSWER, "rating": "BASICALLY"}, (1, 1), (1, 1)),
        ({**ANSWER, "rating": "UNSATISFIED"}, (1, 1), (0, 1)),
        ({**ANSWER, "rating": "NO_COMMENT"}, (1, 1), (0, 0)),
        ({**ANSWER, "rating": "SATISFIED", "kind": "CONSULT"}, (0, 0), (1, 1)),
        ({**ANSWER, "rating": "SATISFIED", "callback_resolved": "PARTLY"}, (0, 1), (1, 1)),
        ({**ANSWER, "rating": "UNSATISFIED", "mediated": True}, (1, 1), (0, 0)),
        ({**ANSWER, "rating": "UNSATISFIED", "law_enforcement": True}, (1, 1), (0, 0)),
        ({**ANSWER, "rating": "UNSATISFIED", "excluded": "FABRICATED"}, (0, 0), (0, 0)),
        ({**ANSWER, "rating": "UNSATISFIED", "reachable": False}, (0, 0), (0, 0)),
        ({**ANSWER, "rating": "UNSATISFIED", "left_as": "WITHDRAWN"}, (0, 0), (0, 0)),
        ({"callback_reached": False}, (0, 0), (0, 0)),
    ],
)  # fmt: skip
def test_what_a_call_back_counts_for(
    answers: dict[str, Any], resolution: tuple[int, int], satisfaction: tuple[int, int]
) -> None:
    found = rates([row(*TOLD, **answers)], LATER)
    assert (len(found.resolved), len(found.reached)) == resolution
    assert (len(found.satisfied), len(found.opinions)) == satisfaction


def test_a_rate_of_nothing_is_none() -> None:
    found = rates([], LATER)
    assert (found.response, found.resolution, found.satisfaction) == (None, None, None)


@pytest.mark.parametrize(
    ("facts", "changes", "overdue"),
    [
        (AT_WORK, {}, True),
        (AT_WORK, {"due_at": LATER}, False),
        (AT_WORK, {"due_at": None}, False),
        (AT_WORK, {"state": "SUSPENDED"}, False),  # its clock stands still
        (AT_WORK, {"state": "TRANSFERRED"}, False),  # it left in time
        (AT_WORK, {"state": "TRANSFERRED", "overdue": True}, True),  # it did not
        (AT_WORK, {"state": "MERGED", "overdue": True}, True),
        (AT_WORK, {"state": "CLOSED", "closed_at": DUE}, False),  # brought in from elsewhere
        (AT_WORK, {"state": "CLOSED", "closed_at": LATER}, True),
        (DONE, {}, False),
        (DONE, {"overdue": True}, True),
    ],
)  # fmt: skip
def test_overdue_is_what_was_late_or_is_by_a_clock_that_runs(
    facts: Any, changes: dict[str, Any], overdue: bool
) -> None:
    assert is_overdue(row(*facts, **changes), LATER) is overdue
