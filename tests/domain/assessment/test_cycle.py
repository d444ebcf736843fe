"""The course of a year's assessment: SYS-16, AM-11, P-05."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.assessment import (
    CYCLE,
    ArchiveCycle,
    AssessmentImpactDetected,
    AssessorRecused,
    BallotingBegun,
    BallotingEnded,
    ComposeAssessorRoll,
    ComputeScores,
    CycleArchived,
    CycleExported,
    CycleFinalised,
    CycleReopened,
    CycleStatus,
    DetectImpact,
    Finalise,
    FreezeCycle,
    LineImpact,
    OpenCycle,
    ProvisionalPublished,
    PublishProvisional,
    RecomputeOrdered,
    RecordComputed,
    RecordSurvey,
    RecusalGround,
    RecuseAssessor,
    ReopenByRuling,
    RuleOnObjection,
    ScoresOrdered,
    SurveyRecorded,
)
from domain.kernel import Actor, Elsewhere
from domain.notice import (
    NoticeDrafted,
    NoticeKind,
    NoticePosted,
    ObjectionOpened,
    ObjectionSettled,
    notice_ref,
)
from domain.objection import OBJECTION, Finding, ObjectionDecided, ReviewDecided, objection_ref
from domain.roles import Role
from domain.ruleset import SubjectKind
from tests.domain.assessment.facts import (
    ANNA,
    BO,
    COMPLETE,
    COMPUTED,
    DING,
    FILE,
    FINAL,
    FROZEN,
    HERE,
    MORNING_AFTER,
    NOTICE_ID,
    OPENED,
    ORDERED,
    PUBLISHED,
    ROLL,
    persons,
    rulebook,
    the_notice,
    the_year,
)
from tests.domain.objection.facts import ADMITTED, LODGED
from tests.spec import COMMAND_ID, Given, given

ROUND, ENTRY, DISPUTE = UUID(int=0xB1), UUID(int=0xB2), UUID(int=0xB3)
PUBLISH = PublishProvisional(title="公示（合成）", places=("社区公示栏",), content=FILE)
FINALISE = Finalise(minutes="【合成】纪1号")
REOPEN = ReopenByRuling(reason="查实不实", document_no="【合成】3号", admitted=(ENTRY, ENTRY))
RECUSE = RecuseAssessor(assessor=ANNA, subject=HERE, ground=RecusalGround.CLOSE_RELATIVE)
SURVEY = RecordSurvey(topic="物业", sample=300, findings="较好")
ON_THE_WALL = (OPENED, FROZEN, ORDERED, COMPUTED, COMPLETE, PUBLISHED)


def cycle(*facts: Any) -> Given[Any]:
    return given(CYCLE, *facts).by(Role.EVO).at(MORNING_AFTER)


def test_a_cycle_is_opened_once_by_the_rules_of_its_year() -> None:
    cycle().looking(rulebook()).when(OpenCycle(year=2022)).then(OPENED)
    cycle(OPENED).looking(rulebook()).when(OpenCycle(year=2022)).then_refused("cycle_open")


def test_without_an_adopted_ruleset_no_cycle_is_opened() -> None:
    cycle().when(OpenCycle(year=2022)).then_refused("no_ruleset")
    cycle().looking(rulebook()).when(OpenCycle(year=2021)).then_refused("no_ruleset")


def test_records_are_frozen_at_their_freeze_and_not_before() -> None:
    opened = cycle(OPENED).looking(rulebook())
    opened.at("2023-01-10 23:59").when(FreezeCycle()).then_refused("freeze_too_early")
    opened.at("2023-01-11 00:00").when(FreezeCycle()).then(FROZEN)
    opened.at("2023-03-01 09:00").when(FreezeCycle()).then(FROZEN)  # as known at the freeze
    cycle(OPENED, FROZEN).looking(rulebook()).when(FreezeCycle()).then_refused("cycle_status")


def test_scores_are_ordered_of_a_frozen_record_once() -> None:
    cycle(OPENED, FROZEN).when(ComputeScores()).then(ORDERED)
    cycle(OPENED).when(ComputeScores()).then_refused("cycle_status")
    cycle(OPENED, FROZEN, ORDERED).when(ComputeScores()).then_refused("scores_being_computed")
    cycle(OPENED, FROZEN, ORDERED, COMPUTED).when(ComputeScores()).then_refused("cycle_status")


def test_ballots_complete_the_version_once_every_round_is_over() -> None:
    before = (OPENED, FROZEN, ORDERED, COMPUTED, BallotingBegun(round=ROUND))
    with_ballots = ComputeScores(ballots=True)
    cycle(*before).when(with_ballots).then_refused("ballot_open")
    over = (*before, BallotingEnded(round=ROUND))
    cycle(*over).when(with_ballots).then(ScoresOrdered(version=1, ballots=True))
    cycle(*over, COMPLETE).when(with_ballots).then_nothing()
    cycle(OPENED, FROZEN).when(with_ballots).then_refused("cycle_status")


def test_the_system_says_that_scores_are_computed_as_they_were_ordered() -> None:
    done = RecordComputed(**dict(COMPUTED))
    cycle(OPENED, FROZEN, ORDERED).when(done).then(COMPUTED)
    cycle(OPENED, FROZEN).when(done).then_refused("not_ordered")
    other = done.model_copy(update={"version": 2})
    cycle(OPENED, FROZEN, ORDERED).when(other).then_refused("not_ordered")
    with_ballots = done.model_copy(update={"ballots": True})
    cycle(OPENED, FROZEN, ORDERED).when(with_ballots).then_refused("not_ordered")


def test_a_survey_is_text_and_sample_between_scores_and_publicity() -> None:
    cycle(OPENED, FROZEN, ORDERED, COMPUTED).when(SURVEY).then(SurveyRecorded(**dict(SURVEY)))
    cycle(OPENED).when(SURVEY).then_refused("cycle_status")


def test_the_roll_lists_everybody_once_until_the_first_ballot_am26() -> None:
    compose = ComposeAssessorRoll(assessors=ROLL.assessors)
    known = persons(*(one.person for one in ROLL.assessors))
    cycle(OPENED).looking(known).when(compose).then(ROLL)
    twice = compose.model_copy(update={"assessors": (*ROLL.assessors, ROLL.assessors[0])})
    cycle(OPENED).looking(known).when(twice).then_refused("assessor_twice")
    cycle(OPENED).when(compose).then_refused("no_such_person")
    balloting = (OPENED, FROZEN, ORDERED, COMPUTED, ROLL, BallotingBegun(round=ROUND))
    cycle(*balloting).looking(known).when(compose).then_refused("cycle_status")


def test_an_assessor_stands_aside_by_himself_or_is_made_to_am27() -> None:
    recused = AssessorRecused(**dict(RECUSE))
    cycle(OPENED, ROLL).when(RECUSE).then(recused)
    cycle(OPENED, ROLL).by(Role.ASR, person=ANNA).when(RECUSE).then(recused)
    cycle(OPENED, ROLL).by(Role.ASR, person=BO).when(RECUSE).then_refused("not_yourself")
    cycle(OPENED, ROLL, recused).when(RECUSE).then_nothing()
    cycle(OPENED).when(RECUSE).then_refused("not_on_the_roll")


def test_scores_are_publicised_for_five_working_days_with_their_ballots() -> None:
    notice = notice_ref(uuid5(COMMAND_ID, "notice"))
    ready = cycle(OPENED, FROZEN, ORDERED, COMPUTED, COMPLETE).looking(the_year())
    drafted, posted, published = ready.at("2023-01-30 09:00").when(PUBLISH).facts()
    assert isinstance(drafted, Elsewhere)
    assert isinstance(posted, Elsewhere)
    assert drafted.ref == posted.ref == notice
    assert isinstance(drafted.event, NoticeDrafted)
    assert (drafted.event.kind, drafted.event.year) == (NoticeKind.SCORES, 2022)
    assert isinstance(posted.event, NoticePosted)
    assert (posted.event.starts_on, posted.event.ends_on) == (date(2023, 1, 30), date(2023, 2, 3))
    assert published == ProvisionalPublished(version=1, notice=notice.id)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ((OPENED, FROZEN), "cycle_status"),
        ((OPENED, FROZEN, ORDERED), "scores_being_computed"),
        ((OPENED, FROZEN, ORDERED, COMPUTED), "ballots_missing"),
        ((OPENED, FROZEN, ORDERED, COMPUTED, BallotingBegun(round=ROUND)), "ballot_open"),
    ],
)
def test_what_is_not_whole_is_not_publicised(facts: tuple[Any, ...], code: str) -> None:
    cycle(*facts).looking(the_year()).at("2023-01-30 09:00").when(PUBLISH).then_refused(code)


def disputes(finding: Finding = Finding.PARTLY, notice: UUID = NOTICE_ID) -> dict[Any, Any]:
    decided = ObjectionDecided(
        finding=finding, decider=BO, reasons="查实", admits=(ENTRY,), late=False
    )
    lodged = LODGED.model_copy(update={"notice": notice})
    return {objection_ref(DISPUTE): OBJECTION.replay([lodged, ADMITTED, decided])}


def test_an_upheld_objection_orders_a_new_version_with_what_it_admits_am11() -> None:
    rule = RuleOnObjection(objections=(DISPUTE,))
    ordered = RecomputeOrdered(version=2, objections=(DISPUTE,), admitted=(ENTRY,))
    cycle(*ON_THE_WALL).looking(disputes()).when(rule).then(ordered)
    rejected = cycle(*ON_THE_WALL).looking(disputes(Finding.REJECTED))
    rejected.when(rule).then_refused("objection_not_upheld")
    elsewhere = cycle(*ON_THE_WALL).looking(disputes(notice=UUID(int=9)))
    elsewhere.when(rule).then_refused("not_about_these_scores")
    computed = COMPLETE.model_copy(update={"version": 2})
    again = cycle(*ON_THE_WALL, ordered, computed).looking(disputes())
    again.when(rule).then_refused("objection_ruled")
    cycle(*ON_THE_WALL, ordered).looking(disputes()).when(rule).then_refused(
        "scores_being_computed"
    )
    cycle(*ON_THE_WALL, FINAL).looking(disputes()).when(rule).then_refused("cycle_status")


def test_what_a_review_upholds_is_ruled_on_also_if_the_first_decision_was_sys18() -> None:
    rule = RuleOnObjection(objections=(DISPUTE,))
    first = RecomputeOrdered(version=2, objections=(DISPUTE,), admitted=(ENTRY,))
    ruled = (*ON_THE_WALL, first, COMPLETE.model_copy(update={"version": 2}))
    [(ref, partly)] = disputes().items()
    other = UUID(int=0xE2)
    review = ReviewDecided(finding=Finding.UPHELD, decider=DING, reasons="查实", admits=(other,))
    reviewed = {ref: OBJECTION.replay([review], partly)}
    again = RecomputeOrdered(
        version=3, objections=(DISPUTE,), admitted=(other,), reviewed=(DISPUTE,)
    )
    cycle(*ruled).looking(reviewed).when(rule).then(again)
    over, opened = "2023-02-20 09:00", ObjectionOpened(objection=DISPUTE, subject=HERE)
    wall = the_notice(opened, ObjectionSettled(objection=DISPUTE, upheld=True)) | reviewed
    cycle(*ruled).looking(wall).at(over).when(FINALISE).then_refused("objection_not_ruled")
    both = (*ruled, again, COMPLETE.model_copy(update={"version": 3}))
    cycle(*both).looking(wall).when(rule).then_refused("objection_ruled")
    cycle(*both).looking(wall).at(over).when(FINALISE).then(
        CycleFinalised(version=3, minutes=FINALISE.minutes)
    )


def test_scores_are_final_when_publicity_is_over_and_nothing_is_open() -> None:
    final = cycle(*ON_THE_WALL).by(Role.LG)
    over = final.at("2023-02-04 09:00")
    over.looking(the_notice()).when(FINALISE).then(FINAL)
    running = final.at("2023-02-03 23:59").looking(the_notice())
    running.when(FINALISE).then_refused("publicity_running")
    opened = ObjectionOpened(objection=DISPUTE, subject=HERE)
    over.looking(the_notice(opened)).when(FINALISE).then_refused("objection_open")
    rejected = ObjectionSettled(objection=DISPUTE, upheld=False)
    over.looking(the_notice(opened, rejected)).when(FINALISE).then(FINAL)


def test_what_was_upheld_is_in_the_scores_before_they_are_final_am11() -> None:
    opened = ObjectionOpened(objection=DISPUTE, subject=HERE)
    upheld = the_notice(opened, ObjectionSettled(objection=DISPUTE, upheld=True))
    over = "2023-02-20 09:00"
    cycle(*ON_THE_WALL).looking(upheld).at(over).when(FINALISE).then_refused("objection_not_ruled")
    ordered = RecomputeOrdered(version=2, objections=(DISPUTE,), admitted=(ENTRY,))
    computing = cycle(*ON_THE_WALL, ordered).looking(upheld).at(over)
    computing.when(FINALISE).then_refused("scores_being_computed")
    computed = COMPLETE.model_copy(update={"version": 2})
    ruled = cycle(*ON_THE_WALL, ordered, computed).looking(upheld).at(over)
    ruled.when(FINALISE).then(CycleFinalised(version=2, minutes=FINALISE.minutes))
    cycle(OPENED).at(over).when(FINALISE).then_refused("cycle_status")


def test_a_final_result_is_reopened_by_a_ruling_and_may_be_final_again_ex06() -> None:
    reopened = CycleReopened(version=2, **{**dict(REOPEN), "admitted": (ENTRY,)})
    for after in ((FINAL,), (FINAL, CycleExported(package=ROUND))):
        cycle(*ON_THE_WALL, *after).by(Role.LG).when(REOPEN).then(reopened)
    cycle(*ON_THE_WALL).by(Role.LG).when(REOPEN).then_refused("cycle_status")
    computed = COMPLETE.model_copy(update={"version": 2})
    again = cycle(*ON_THE_WALL, FINAL, reopened, computed).looking(the_notice())
    assert again.state.status is CycleStatus.COMPUTED
    again.at("2023-03-20 09:00").when(FINALISE).then(
        CycleFinalised(version=2, minutes=FINALISE.minutes)
    )


def test_a_year_is_put_away_once_the_county_has_it() -> None:
    cycle(*ON_THE_WALL, FINAL).when(ArchiveCycle()).then_refused("cycle_status")
    exported = cycle(*ON_THE_WALL, FINAL, CycleExported(package=ROUND))
    exported.when(ArchiveCycle()).then(CycleArchived())


def test_first_scores_are_not_final_without_publicity() -> None:
    ready = cycle(OPENED, FROZEN, ORDERED, COMPUTED, COMPLETE).at("2023-02-20 09:00")
    ready.when(FINALISE).then_refused("cycle_status")


def test_p05_an_impact_is_noted_and_decides_nothing() -> None:
    impact = LineImpact(
        kind=SubjectKind.MEMBER, subject=ANNA, line="M2", old=Decimal("40.00"), new=Decimal("30.00")
    )
    detect = DetectImpact(cause=120, records=(ENTRY,), version=1, impacts=(impact,))
    noted = AssessmentImpactDetected(year=2022, **dict(detect))
    final = cycle(*ON_THE_WALL, FINAL)
    final.when(detect).then(noted)
    assert replace(final.state) == CYCLE.replay([noted], final.state)


def test_who_may_do_what() -> None:
    assert {OpenCycle.who, FreezeCycle.who, ComputeScores.who, PublishProvisional.who} == {
        frozenset({Role.EVO})
    }
    assert {Finalise.who, ReopenByRuling.who} == {frozenset({Role.LG})}
    assert {RecordComputed.who, DetectImpact.who} == {frozenset({Role.SYS})}
    assert CYCLE.concerns(CYCLE.initial, RECUSE).persons == {ANNA}
    assert Actor(Role.ASR).role in RecuseAssessor.who
