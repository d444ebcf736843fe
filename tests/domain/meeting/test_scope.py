"""Whom a meeting concerns: who runs it, who asks for leave, who is to carry out what it decided."""

from typing import Any

from domain.kernel import Concern
from domain.meeting import MEETING, CompleteDecision, RecordAttendance, RequestLeave
from tests.domain.meeting.test_holding import FACT, HELD, ISSUED
from tests.domain.meeting.world import (
    CONVENE,
    CONVENED,
    DEPARTMENT,
    HOLDERS,
    UNITS,
    attended,
    holder,
    lines,
)


def concern(*facts: Any, command: Any = None) -> Concern:
    return MEETING.concerns(MEETING.replay(facts), command)


def test_a_meeting_is_run_in_its_community() -> None:
    assert concern(command=CONVENE) == Concern(community="FC01")
    record = RecordAttendance(lines=lines())
    assert concern(CONVENED, command=record) == Concern(community="FC01", body="FC01")


def test_a_leave_concerns_the_unit_and_the_person_who_ask_for_it() -> None:
    ask = RequestLeave(participant=holder(HOLDERS[0], UNITS[0]), reason="上级检查")
    found = concern(CONVENED, command=ask)
    assert (found.unit, found.persons) == (UNITS[0], frozenset({HOLDERS[0]}))


def test_a_decision_concerns_the_body_that_is_to_carry_it_out() -> None:
    done = CompleteDecision(decision=FACT.decision)
    assert concern(CONVENED, attended(), HELD, ISSUED, command=done).body == DEPARTMENT


def test_the_record_is_read_by_its_community_and_by_who_carries_out_a_decision() -> None:
    """Units and persons read their own lines, in the ledger: here is why others stayed away."""
    after = concern(CONVENED, attended(), HELD, ISSUED)
    assert (after.community, after.readers) == ("FC01", {DEPARTMENT})
    assert (after.unit, after.persons) == (None, frozenset())
