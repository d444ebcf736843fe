"""The sitting, the votes and the resolution: SYS-08; Organic Law arts. 9, 10."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.deliberation import (
    AdoptResolution,
    Duty,
    ItemState,
    NoConsensusReached,
    Option,
    ParticipantType,
    Present,
    PublishResolution,
    RecordDeliberation,
    RecordNoConsensus,
    RecordResidentsVote,
    ResidentsVoteRecorded,
    ResolutionAdopted,
    ResolutionPublished,
    Votes,
)
from domain.meeting import meeting_ref
from tests.domain.deliberation.facts import (
    ADOPTED,
    CALLED,
    DAY,
    DELIBERATED,
    FOR_ALL,
    HELD,
    LAID,
    MEETING,
    NO,
    PRESENT,
    PROPOSED,
    SCHEDULED,
    SITTING,
    TO_DELIBERATED,
    TO_SCHEDULED,
    YES,
    item,
)
from tests.spec import moment

RECORD = RecordDeliberation(
    present=PRESENT,
    options=(Option(text="划线", votes=YES), Option(text="收费", votes=NO)),
)  # fmt: skip
DUTIES = (
    Duty(body="DEPT-STREETS", text="划车位线", due_on=date(2022, 5, 31)),
    Duty(body="FC01", text="组织值守", due_on=DAY),
)
ADOPT = AdoptResolution(option=1, tasks=DUTIES)
TO_ALL = (PROPOSED, FOR_ALL, SCHEDULED, DELIBERATED)


def test_a_sitting_is_recorded_as_it_was() -> None:
    item(*TO_SCHEDULED).when(RECORD).then(DELIBERATED)
    item(*TO_DELIBERATED).when(RECORD).then_refused("wrong_item_state")


def test_at_least_three_participant_types_sit_sys08() -> None:
    two = RECORD.model_copy(update={"present": PRESENT[:2]})
    item(*TO_SCHEDULED).when(two).then_refused("not_multi_party")
    twice = RECORD.model_copy(update={"present": (*PRESENT[:2], PRESENT[1])})
    item(*TO_SCHEDULED).when(twice).then_refused("type_twice")


@pytest.mark.parametrize(
    "votes",
    [(Votes(type=ParticipantType.RESIDENT, in_favour=4, against=2, abstained=1),),
     (Votes(type=ParticipantType.MERCHANT, in_favour=1),),
     (Votes(type=ParticipantType.RESIDENT, in_favour=1),) * 2],
)  # fmt: skip
def test_no_type_casts_more_votes_than_it_has_people_there(votes: tuple[Votes, ...]) -> None:
    more = RECORD.model_copy(update={"options": (Option(text="划线", votes=votes),)})
    item(*TO_SCHEDULED).when(more).then_refused("more_votes_than_present")
    all_six = (Votes(type=ParticipantType.RESIDENT, in_favour=4, against=1, abstained=1),)
    fits = RECORD.model_copy(update={"options": (Option(text="划线", votes=all_six),)})
    assert item(*TO_SCHEDULED).when(fits).facts()


def test_a_sitting_is_its_meetings_once_that_was_held_sys08() -> None:
    not_yet = item(*TO_SCHEDULED).looking({meeting_ref(MEETING): CALLED})
    not_yet.when(RECORD).then_refused("meeting_not_held")
    before = {meeting_ref(MEETING): replace(HELD, held_at=moment("2022-04-02 15:00"))}
    item(*TO_SCHEDULED).looking(before).when(RECORD).then_refused("before_previous_step")


def residents(entitled: int, present: int, in_favour: int) -> RecordResidentsVote:
    return RecordResidentsVote(
        held_on=SITTING, entitled=entitled, present=present, in_favour=in_favour
    )


@pytest.mark.parametrize(
    ("counts", "quorate", "carried"),
    [((100, 51, 26), True, True), ((100, 50, 26), False, True), ((100, 51, 25), True, False),
     ((100, 60, 30), True, False), ((100, 0, 0), False, False)],
)  # fmt: skip
def test_a_residents_meeting_is_valid_with_most_there_and_most_of_them_in_favour_sys08(
    counts: tuple[int, int, int], quorate: bool, carried: bool
) -> None:
    vote = residents(*counts)
    recorded = ResidentsVoteRecorded(quorate=quorate, carried=carried, **dict(vote))
    item(*TO_ALL).when(vote).then(recorded)
    after = item(*TO_ALL, recorded)
    if quorate and carried:
        assert after.when(ADOPT).facts()
    else:
        after.when(ADOPT).then_refused("residents_vote_not_valid")


def test_what_touches_all_residents_is_not_resolved_without_their_vote_sys08() -> None:
    item(*TO_ALL).when(ADOPT).then_refused("residents_vote_missing")
    failed = ResidentsVoteRecorded(quorate=False, carried=True, **dict(residents(100, 40, 30)))
    second = ResidentsVoteRecorded(quorate=True, carried=True, **dict(residents(100, 60, 31)))
    assert item(*TO_ALL, failed, second).when(ADOPT).facts(), "a second meeting may be held"


def test_a_vote_that_failed_is_not_recorded_otherwise_but_they_may_meet_again_sys08() -> None:
    failed = ResidentsVoteRecorded(quorate=False, carried=True, **dict(residents(100, 40, 30)))
    voted, better = item(*TO_ALL, failed), residents(100, 60, 31)
    voted.when(better).then_refused("vote_recorded")
    later = better.model_copy(update={"held_on": SITTING + timedelta(days=1)})
    assert voted.when(later).facts()


@pytest.mark.parametrize("counts", [(10, 11, 5), (10, 8, 9)])
def test_counts_of_a_vote_are_possible(counts: tuple[int, int, int]) -> None:
    item(*TO_ALL).when(residents(*counts)).then_refused("impossible_count")
    item(*TO_SCHEDULED).when(residents(10, 8, 7)).then_refused("wrong_item_state")


def test_a_resolution_lays_tasks_on_bodies_and_says_who_decided() -> None:
    laid = (LAID[0], LAID[1].model_copy(update={"due_on": DAY}))
    adopted = ADOPTED.model_copy(update={"tasks": laid, "on": DAY})
    item(*TO_DELIBERATED).when(ADOPT).then(adopted)
    item(*TO_SCHEDULED).when(ADOPT).then_refused("wrong_item_state")


def test_the_residents_meeting_makes_residents_deciders_r40() -> None:
    put = DELIBERATED.options[0].model_copy(update={"votes": YES[:1], "in_favour": 6})
    sat = DELIBERATED.model_copy(update={"options": (put,)})
    vote = ResidentsVoteRecorded(quorate=True, carried=True, **dict(residents(100, 60, 31)))
    [adopted] = item(PROPOSED, FOR_ALL, SCHEDULED, sat, vote).when(ADOPT).facts()
    assert isinstance(adopted, ResolutionAdopted)
    assert adopted.decided_by == (ParticipantType.COMMUNITY, ParticipantType.RESIDENT)


def test_an_option_is_adopted_that_most_of_those_present_want() -> None:
    for option, code in ((3, "no_such_option"), (2, "option_not_carried")):
        item(*TO_DELIBERATED).when(ADOPT.model_copy(update={"option": option})).then_refused(code)
    half = replace(item(*TO_DELIBERATED).state, present=12)
    replace(item(), state=half).when(ADOPT).then_refused("option_not_carried")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"body": "DEPT-NOBODY"}, "no_such_body"), ({"due_on": date(2022, 5, 9)}, "due_in_the_past")],
)
def test_a_task_has_a_body_that_exists_and_a_day_to_come(change: dict[str, Any], code: str) -> None:
    tasks = (DUTIES[0].model_copy(update=change),)
    item(*TO_DELIBERATED).when(ADOPT.model_copy(update={"tasks": tasks})).then_refused(code)


def test_no_consensus_ends_it() -> None:
    item(*TO_DELIBERATED).when(RecordNoConsensus()).then(NoConsensusReached(on=DAY))
    over = item(*TO_DELIBERATED, NoConsensusReached(on=DAY))
    assert over.state.state is ItemState.NO_CONSENSUS
    over.when(ADOPT).then_refused("wrong_item_state")
    item(*TO_SCHEDULED).when(RecordNoConsensus()).then_refused("wrong_item_state")


def test_a_resolution_is_published_then_carried_out() -> None:
    publish = PublishResolution(document_no="【合成】议1号")
    published = ResolutionPublished(document_no=publish.document_no, on=DAY)
    item(*TO_DELIBERATED, ADOPTED).when(publish).then(published)
    item(*TO_DELIBERATED).when(publish).then_refused("wrong_item_state")
    assert item(*TO_DELIBERATED, ADOPTED, published).state.state is ItemState.EXECUTING


def test_decisions_follow_the_sitting_in_time() -> None:
    before = item(*TO_DELIBERATED).at("2022-05-10 09:00", "2022-04-19 09:00")
    for command in (ADOPT, RecordNoConsensus()):
        before.when(command).then_refused("before_previous_step")
    early = residents(10, 8, 7).model_copy(update={"held_on": date(2022, 4, 19)})
    item(*TO_ALL).when(early).then_refused("before_previous_step")
    late = early.model_copy(update={"held_on": date(2022, 5, 11)})
    item(*TO_ALL).when(late).then_refused("in_the_future")
    adopted = item(*TO_DELIBERATED, ADOPTED).at("2022-05-10 09:00", "2022-04-20 09:00")
    adopted.when(PublishResolution(document_no="1号")).then_refused("before_previous_step")


def test_no_type_is_there_with_nobody() -> None:
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        Present(type=ParticipantType.MERCHANT, number=0)
