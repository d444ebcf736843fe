"""Ballots: who is handed what, secrecy, and when a round is void (R-37, AM-27, HANDBOOK 4.4)."""

from typing import Any
from uuid import UUID

import pytest

from domain.assessment import (
    AssessorRecused,
    BallotingBegun,
    BallotingEnded,
    CycleReopened,
    Group,
    RecusalGround,
    cycle_ref,
)
from domain.assessment.ballots import (
    BallotCast,
    BallotClosed,
    BallotOpened,
    BallotReturned,
    BallotVoided,
    GroupCount,
    Paper,
    Tally,
    VoidGround,
    Vote,
)
from domain.assessment.casting import CastBallot, CloseBallot, ReturnBallot, VoidBallot
from domain.assessment.opening import OpenBallot
from domain.assessment.rounds import BALLOT, BALLOT_ROUND, ballot_of, round_ref
from domain.kernel import Actor, Elsewhere
from domain.roles import Role
from domain.ruleset import SubjectKind
from tests.domain.assessment.facts import (
    ANNA,
    BO,
    CARA,
    COMPLETE,
    DING,
    FINAL,
    HERE,
    OTHER_SLIP,
    PUBLISHED,
    ROUND,
    SLIP,
    THERE,
    TWO_PAPERS,
    UNTIL_NOW,
    committees,
    digest,
    rulebook,
    the_cycle,
    the_round,
    units,
)
from tests.spec import STREAM, Given, given

OPEN = OpenBallot(
    year=2022, kind=SubjectKind.UNIT, subjects=(HERE, THERE),
    slips={
        Group.PARTY_DELEGATE: (digest(SLIP), digest(OTHER_SLIP)),
        Group.SUPERVISION_COMMITTEE: (digest("slip-0000-0003"),),
    },
)  # fmt: skip
BEGUN = Elsewhere(cycle_ref(2022), BallotingBegun(round=STREAM))
ENDED = Elsewhere(cycle_ref(2022), BallotingEnded(round=STREAM))
ASSESSOR = Actor(Role.ASR, ANNA, scopes=("self",))


def opening(*cycle: Any, holders: tuple[UUID, ...] = ()) -> Given[Any]:
    known = rulebook() | units() | committees(*holders) | the_cycle(*(cycle or UNTIL_NOW))
    return given(BALLOT_ROUND).by(Role.EVO).at("2023-01-16 09:00").looking(known)


def opened(command: OpenBallot, round: Given[Any]) -> BallotOpened:
    [fact] = [fact for fact in round.when(command).facts() if isinstance(fact, BallotOpened)]
    return fact


def test_every_assessor_of_the_roll_is_handed_one_paper() -> None:
    fact = opened(OPEN, opening())
    assert [(one.person, one.group) for one in fact.issued] == [
        (ANNA, Group.PARTY_DELEGATE), (BO, Group.PARTY_DELEGATE),
        (CARA, Group.SUPERVISION_COMMITTEE),
    ]  # fmt: skip
    assert [paper.without for paper in fact.papers] == [(), (), ()]
    assert opening().when(OPEN).facts()[-1] == BEGUN


def test_a_paper_leaves_out_what_one_stands_aside_on_and_names_nobody_am27() -> None:
    recused = AssessorRecused(assessor=BO, subject=HERE, ground=RecusalGround.OWN_UNIT)
    fact = opened(OPEN, opening(*UNTIL_NOW, recused))
    delegates = [p.without for p in fact.papers if p.group is Group.PARTY_DELEGATE]
    assert sorted(delegates) == [(), (HERE,)]
    assert sorted(p.slip for p in fact.papers[:2]) == sorted(OPEN.slips[Group.PARTY_DELEGATE])


def test_posts_in_a_subjects_big_party_committee_are_found_by_the_system_am27() -> None:
    recused, fact, _ = opening(holders=(ANNA, DING)).when(OPEN).facts()
    ground = RecusalGround.HOLDS_POST_IN_SUBJECT_BPC
    found = AssessorRecused(assessor=ANNA, subject=HERE, ground=ground)
    assert recused == Elsewhere(cycle_ref(2022), found)
    assert isinstance(fact, BallotOpened)
    assert sorted(p.without for p in fact.papers if p.group is Group.PARTY_DELEGATE) == [
        (), (HERE,),
    ]  # fmt: skip
    known = opening(*UNTIL_NOW, found, holders=(ANNA,)).when(OPEN).facts()
    assert len(known) == 2  # the round and its beginning: it is not recorded twice


def test_spare_slips_are_void() -> None:
    spare = {**OPEN.slips, Group.CPPCC_MEMBER: (digest("slip-0000-0009"),)}
    fact = opened(OPEN.model_copy(update={"slips": spare}), opening())
    assert digest("slip-0000-0009") not in {paper.slip for paper in fact.papers}


def test_who_stands_aside_on_all_of_it_is_handed_nothing() -> None:
    both = [
        AssessorRecused(assessor=CARA, subject=s, ground=RecusalGround.CLOSE_RELATIVE)
        for s in (HERE, THERE)
    ]
    only = OPEN.model_copy(
        update={"slips": {Group.PARTY_DELEGATE: OPEN.slips[Group.PARTY_DELEGATE]}}
    )
    fact = opened(only, opening(*UNTIL_NOW, *both))
    assert CARA not in {one.person for one in fact.issued}


def test_assessors_vote_on_their_own_area_and_county_ones_everywhere() -> None:
    ours = OPEN.model_copy(
        update={"area": "FC01", "subjects": (HERE,),
                "slips": {Group.PARTY_DELEGATE: OPEN.slips[Group.PARTY_DELEGATE]}}
    )  # fmt: skip
    fact = opened(ours, opening())
    assert {one.person for one in fact.issued} == {ANNA, BO}  # CARA is of FC02
    theirs = ours.model_copy(update={"subjects": (HERE, THERE)})
    opening().when(theirs).then_refused("subject_of_other_area")


def test_a_round_is_opened_once_and_again_only_after_a_void_one() -> None:
    again = given(BALLOT_ROUND, TWO_PAPERS).looking(rulebook() | units() | committees())
    again.looking(the_cycle(*UNTIL_NOW)).when(OPEN).then_refused("round_open")
    second = OPEN.model_copy(update={"number": 2})
    opening().looking(the_round()).when(second).then_refused("nothing_to_rerun")
    void = the_round(BallotVoided(ground=VoidGround.TOO_FEW_RETURNED))
    assert opened(second, opening().looking(void)).number == 2
    fewer = second.model_copy(update={"subjects": (HERE,)})
    opening().looking(void).when(fewer).then_refused("rerun_of_others")


@pytest.mark.parametrize("number", [1, 2])
def test_a_subject_is_voted_on_in_the_countys_round_or_in_its_areas_never_in_both_4_4(
    number: int,
) -> None:
    of_area = TWO_PAPERS.model_copy(update={"area": "FC02", "subjects": (THERE,)})
    void = BallotVoided(ground=VoidGround.BY_DECISION)
    for more in ((), (void,)):
        area = {
            round_ref(2022, SubjectKind.UNIT, "FC02", number): BALLOT_ROUND.replay([of_area, *more])
        }
        opening().looking(area).when(OPEN).then_refused("balloted_elsewhere")
        only_here = OPEN.model_copy(update={"subjects": (HERE,)})
        assert opened(only_here, opening().looking(area)).subjects == (HERE,)
        county = {
            round_ref(2022, SubjectKind.UNIT, None, number): BALLOT_ROUND.replay(
                [TWO_PAPERS, *more]
            )
        }
        ours = OPEN.model_copy(update={"area": "FC01", "subjects": (HERE,)})
        opening().looking(county).when(ours).then_refused("balloted_elsewhere")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": SubjectKind.MEMBER}, "no_ballot_for_these"),
        ({"subjects": (HERE, HERE)}, "subject_twice"),
        ({"subjects": (HERE, UUID(int=5))}, "no_such_subject"),
        ({"slips": {Group.PARTY_DELEGATE: (digest(SLIP),)}}, "too_few_slips"),
    ],
)
def test_a_round_that_does_not_fit_is_refused(change: dict[str, Any], code: str) -> None:
    opening().when(OPEN.model_copy(update=change)).then_refused(code)


def test_ballots_are_held_on_computed_scores() -> None:
    opening(*UNTIL_NOW[:2]).when(OPEN).then_refused("cycle_status")
    opening(*UNTIL_NOW[:3]).when(OPEN).then_refused("scores_being_computed")


def test_what_was_final_is_reopened_by_a_ruling_and_not_by_another_vote() -> None:
    reopened = CycleReopened.model_construct(version=2, admitted=(HERE,))
    again = COMPLETE.model_copy(update={"version": 2})
    opening(*UNTIL_NOW, COMPLETE, PUBLISHED, FINAL, reopened, again).when(OPEN).then_refused(
        "scores_final"
    )


def casting(*cast: Any) -> Given[Any]:
    return given(BALLOT, *cast).by(ASSESSOR).looking(the_round() | rulebook())


def cast(slip: str = SLIP, **votes: UUID) -> CastBallot:
    listed = tuple(Vote(subject=subject, option=option) for option, subject in votes.items())
    return CastBallot(round=ROUND.id, slip=slip, votes=listed)


def test_a_vote_tells_the_group_and_the_options_and_not_who_it_was() -> None:
    votes = (Vote(subject=HERE, option="A"), Vote(subject=THERE, option="ABSTAIN"))
    fact = BallotCast(round=ROUND.id, group=Group.PARTY_DELEGATE, votes=votes)
    command = cast(A=HERE, ABSTAIN=THERE)
    casting().when(command).then(fact)
    assert command.signed(ASSESSOR) == Actor(Role.ASR)
    assert not {SLIP, str(ANNA)} & set(map(str, fact.model_dump().values()))
    other = cast(OTHER_SLIP, A=THERE)
    assert BALLOT.identify(command) != BALLOT.identify(other)


def test_a_slip_is_cast_once() -> None:
    votes = (Vote(subject=HERE, option="A"),)
    fact = BallotCast(round=ROUND.id, group=Group.PARTY_DELEGATE, votes=votes)
    casting(fact).when(cast(A=HERE)).then_refused("slip_used")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (cast("slip-of-nobody", A=HERE), "no_such_slip"),
        (cast(A=HERE, B=HERE), "not_on_the_paper"),
        (cast(A=UUID(int=5)), "not_on_the_paper"),
        (cast(OTHER_SLIP, A=HERE), "recused"),
        (cast(E=HERE), "no_such_option"),
    ],
)
def test_a_vote_that_is_not_on_the_paper_is_refused(command: CastBallot, code: str) -> None:
    casting().when(command).then_refused(code)


def test_votes_and_returns_are_taken_while_the_round_is_open() -> None:
    closed = the_round(BallotClosed(groups=(), tallies=()))
    casting().looking(closed).when(cast(A=HERE)).then_refused("round_status")
    [(ref, state)] = closed.items()
    ended = Given(ref.aggregate, state).by(ASSESSOR)
    ended.when(ReturnBallot(assessor=ANNA)).then_refused("round_status")


def test_every_assessor_returns_one_paper_in_his_own_name() -> None:
    back = ReturnBallot(assessor=ANNA)
    running = given(BALLOT_ROUND, TWO_PAPERS)
    running.by(ASSESSOR).when(back).then(BallotReturned(assessor=ANNA))
    running.by(Role.EVO).when(back).then(BallotReturned(assessor=ANNA))
    running.by(Role.ASR, person=BO).when(back).then_refused("not_yourself")
    twice = given(BALLOT_ROUND, TWO_PAPERS, BallotReturned(assessor=ANNA)).by(ASSESSOR)
    twice.when(back).then_refused("returned_already")
    running.by(Role.EVO).when(ReturnBallot(assessor=CARA)).then_refused("not_issued")


def box(*slips: tuple[str, tuple[Vote, ...]]) -> dict[Any, Any]:
    return {
        ballot_of(STREAM, digest(slip)): BALLOT.replay(
            [BallotCast(round=STREAM, group=Group.PARTY_DELEGATE, votes=votes)]
        )
        for slip, votes in slips
    }


def closing(*slips: tuple[str, tuple[Vote, ...]]) -> Given[Any]:
    known = rulebook() | the_cycle(*UNTIL_NOW) | box(*slips)
    return given(BALLOT_ROUND, TWO_PAPERS).by(Role.EVO).looking(known)


GOOD, BOTH = (Vote(subject=HERE, option="B"),), (
    Vote(subject=HERE, option="A"), Vote(subject=THERE, option="ABSTAIN"),
)  # fmt: skip


def counted(returned: int) -> tuple[GroupCount, ...]:
    return (GroupCount(group=Group.PARTY_DELEGATE, issued=2, returned=returned),)


def test_the_count_is_by_group_and_abstentions_are_not_in_it() -> None:
    tally = Tally(group=Group.PARTY_DELEGATE, subject=HERE, votes={"A": 1, "B": 1})
    closed = BallotClosed(groups=counted(2), tallies=(tally,))
    closing((SLIP, BOTH), (OTHER_SLIP, GOOD)).when(CloseBallot()).then(closed, ENDED)


def test_half_of_the_papers_returned_is_enough_and_less_is_void() -> None:
    [closed, ended] = closing((SLIP, GOOD)).when(CloseBallot()).facts()
    assert isinstance(closed, BallotClosed)
    assert (closed.groups, ended) == (counted(1), ENDED)
    void = BallotVoided(ground=VoidGround.TOO_FEW_RETURNED)
    closing().when(CloseBallot()).then(BallotClosed(groups=counted(0), tallies=()), void, ENDED)


def test_more_returned_than_issued_is_void_also_in_one_group() -> None:
    three = CloseBallot(in_box={Group.PARTY_DELEGATE: 3})
    _, void, _ = closing((SLIP, GOOD)).when(three).facts()
    assert void == BallotVoided(ground=VoidGround.MORE_RETURNED_THAN_ISSUED)
    stray = CloseBallot(in_box={Group.CPPCC_MEMBER: 1})  # a group that was issued none
    _, void, _ = closing((SLIP, GOOD)).when(stray).facts()
    assert void == BallotVoided(ground=VoidGround.MORE_RETURNED_THAN_ISSUED)


def test_a_box_holds_no_fewer_papers_than_were_cast() -> None:
    short = CloseBallot(in_box={Group.PARTY_DELEGATE: 0})
    closing((SLIP, GOOD)).when(short).then_refused("box_short")


def test_the_office_voids_a_round_before_it_is_in_the_scores() -> None:
    void = VoidBallot(reason="保密不当")
    voided = BallotVoided(ground=VoidGround.BY_DECISION, reason="保密不当")
    balloting = (*UNTIL_NOW, BallotingBegun(round=STREAM))
    running = given(BALLOT_ROUND, TWO_PAPERS).looking(the_cycle(*balloting))
    running.when(void).then(voided, ENDED)
    closed = BallotClosed(groups=(), tallies=())
    over = given(BALLOT_ROUND, TWO_PAPERS, closed).looking(the_cycle(*balloting))
    over.when(void).then(voided)
    counted_in = the_cycle(*balloting, BallotingEnded(round=STREAM), COMPLETE)
    over.looking(counted_in).when(void).then_refused("ballots_counted")
    given(BALLOT_ROUND, TWO_PAPERS, voided).looking(the_cycle(*balloting)).when(void).then_refused(
        "round_status"
    )
    given(BALLOT_ROUND).looking(the_cycle(*balloting)).when(void).then_refused("round_status")


def test_a_round_is_one_by_nature_and_papers_hide_who_has_them() -> None:
    assert BALLOT_ROUND.identify(OPEN) == ROUND.id
    assert round_ref(2022, SubjectKind.UNIT, "FC01") != ROUND
    assert BALLOT.concerns(BALLOT.initial, None).persons == frozenset()
    assert {paper.group for paper in (Paper(slip=digest(SLIP), group=Group.CPPCC_MEMBER),)}
    assert OpenBallot.who == CloseBallot.who == VoidBallot.who == {Role.EVO}
    assert CastBallot.who == {Role.ASR}
