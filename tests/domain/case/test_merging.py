"""Merging: SYS-05, HANDBOOK 3.13 no. 3, EX-16 case 3."""

from typing import Any
from uuid import UUID

import pytest

from domain.case import (
    CASE,
    CaseJoined,
    CaseMerged,
    CaseState,
    ContactWay,
    FeedBack,
    MergeCase,
    NoFeedback,
    RecordFeedbackImpossible,
    case_ref,
)
from domain.kernel import Elsewhere
from tests.domain.case.world import (
    AT_WORK,
    DONE,
    GIVEN_OUT,
    NEW,
    OPEN,
    REPORTED,
    TOLD,
    WANG,
    at,
    case,
)
from tests.spec import STREAM

NOW = "2022-02-08 10:00"
MASTER = UUID(int=0xCA5E)
MERGE = MergeCase(master=MASTER)
REF = case_ref(MASTER)
MERGED = CaseMerged(**at(NOW), master=MASTER)


def test_its_reporter_joins_the_masters_feedback_list() -> None:
    joined = CaseJoined(**at(NOW), case=STREAM, reporters=(WANG,))
    given = case(*NEW).looking({REF: CASE.replay(AT_WORK)}).at(NOW)
    given.when(MERGE).then(MERGED, Elsewhere(REF, joined))
    other = REPORTED.model_copy(update={"reporter": UUID(int=8)})
    master = CASE.replay([other, *AT_WORK[1:], joined])
    assert master.told() == {WANG, UUID(int=8)}
    assert master.merged == (STREAM,)


def test_who_left_only_a_number_can_be_told_too() -> None:
    numbered = REPORTED.model_copy(update={"reporter": None, "contact": "138…"})
    given = case(numbered).looking({REF: CASE.replay(AT_WORK)}).at(NOW)
    joined = CaseJoined(**at(NOW), case=STREAM, reporters=(), contact=True)
    given.when(MERGE).then(MERGED, Elsewhere(REF, joined))


@pytest.mark.parametrize("heard", [{"reporters": (WANG,)}, {"reporters": (), "contact": True}])
def test_an_anonymous_master_reaches_those_who_joined_it(heard: dict[str, Any]) -> None:
    """R-19: what they are told is no matter of who came first."""
    nameless = REPORTED.model_copy(update={"reporter": None, "anonymous": True, "reachable": False})
    assert not case(nameless).state.reachable
    master = case(nameless, *DONE[1:], CaseJoined(**at(NOW), case=STREAM, **heard)).at(NOW)
    assert master.when(FeedBack(way=ContactWay.PHONE, content="已修好")).facts()
    nobody = RecordFeedbackImpossible(reason=NoFeedback.ANONYMOUS)
    master.when(nobody).then_refused("reason_does_not_fit")


def test_those_who_joined_it_before_go_with_it() -> None:
    before = CaseJoined(**at(NOW), case=UUID(int=2), reporters=(UUID(int=8),))
    given = case(*OPEN, before).looking({REF: CASE.replay(OPEN)}).at(NOW)
    _, elsewhere = given.when(MERGE).facts()
    assert isinstance(elsewhere, Elsewhere)
    assert isinstance(elsewhere.event, CaseJoined)
    assert set(elsewhere.event.reporters) == {WANG, UUID(int=8)}


def test_a_merged_case_has_ended() -> None:
    assert case(*NEW, MERGED).state.state is CaseState.MERGED
    case(*NEW, MERGED).when(MERGE).then_refused("wrong_state")
    case(*GIVEN_OUT).when(MERGE).then_refused("wrong_state")


def test_the_master_is_another_case_that_is_open_and_not_yet_fed_back() -> None:
    case(*NEW).when(MERGE).then_refused("master_not_open")
    for ended in (TOLD, (*NEW, MERGED)):
        case(*NEW).looking({REF: CASE.replay(ended)}).when(MERGE).then_refused("master_not_open")
    assert case(*NEW).looking({REF: CASE.replay(DONE)}).when(MERGE).facts()
    itself = MergeCase(master=STREAM)
    looking = case(*NEW).looking({case_ref(STREAM): CASE.replay(OPEN)})
    looking.when(itself).then_refused("merged_into_itself")


def test_a_case_is_merged_after_it_was_reported() -> None:
    looking = case(*NEW).looking({REF: CASE.replay(OPEN)})
    looking.at(NOW, happened="2022-01-28 14:59").when(MERGE).then_refused("before_previous_step")


def test_cases_merge_within_one_community() -> None:
    elsewhere = CASE.replay([REPORTED.model_copy(update={"community": "FC02"})])
    case(*NEW).looking({REF: elsewhere}).when(MERGE).then_refused("master_elsewhere")
