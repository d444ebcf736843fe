"""How somebody comes into post: SYS-15, R-20, R-21."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.grid import GridWorkerAssigned, grid_ref
from domain.grid.state import Spell
from domain.kernel import Elsewhere, Period
from domain.roles import Role
from domain.workforce import (
    COMMUNITY_WORKER,
    PAY_STANDARDS,
    AssignResponsibility,
    ConfirmWorker,
    DepartureReason,
    GradeWorker,
    Grading,
    RecruitWorker,
    ResponsibilityAssigned,
    WorkerConfirmed,
    WorkerGraded,
    WorkerLeft,
    WorkerPost,
    WorkerRecruited,
    WorkerState,
    pay_standards_ref,
)
from tests.domain.workforce.facts import (
    CONFIRMED,
    GRADED,
    IN_POST,
    LI,
    RECRUITED,
    RESPONSIBLE,
    START,
    grid,
    worker,
)

RECRUIT = RecruitWorker(**dict(RECRUITED))
ASSIGN = AssignResponsibility(text="负责网格巡查", grid="FC01001", on=START)
GRADE = GradeWorker(post=WorkerPost.STAFF, grade=3, since=START, document_no="【合成】4号")
LEFT = WorkerLeft(last_day=date(2022, 3, 31), reason=DepartureReason.RESIGNED)


def test_a_worker_passes_through_all_states_sys15() -> None:
    path = [RECRUITED, RESPONSIBLE, GRADED, CONFIRMED, LEFT]
    states = [COMMUNITY_WORKER.replay(path[:n]).state for n in range(1, 6)]
    assert states == [
        WorkerState.RECRUITED, WorkerState.ON_PROBATION, WorkerState.ON_PROBATION,
        WorkerState.IN_POST, WorkerState.LEFT,
    ]  # fmt: skip


def test_whom_an_open_recruitment_chose_is_recruited_once_r20() -> None:
    worker().when(RECRUIT).then(RECRUITED)
    worker(RECRUITED).when(RECRUIT).then_refused("worker_exists")
    with pytest.raises(ValueError, match="recruitment_no"):
        RecruitWorker(person=LI, community="FC01", on=START)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"on": date(2022, 5, 11)}, "in_the_future"),
        ({"community": "FC77"}, "no_such_community"),
        ({"person": UUID(int=0x99)}, "no_such_person"),
    ],
    ids=["in the future", "no community", "nobody"],
)
def test_who_and_where_and_when_must_be_real(about: Any, code: str) -> None:
    worker().when(RECRUIT.model_copy(update=about)).then_refused(code)


def test_who_left_may_be_recruited_again_later() -> None:
    again = RECRUIT.model_copy(update={"on": date(2022, 4, 1)})
    gone = worker(*IN_POST, LEFT)
    gone.when(again).then(WorkerRecruited(**dict(again)))
    early = RECRUIT.model_copy(update={"on": LEFT.last_day})
    gone.when(early).then_refused("employment_overlaps")
    back = COMMUNITY_WORKER.replay([*IN_POST, LEFT, WorkerRecruited(**dict(again))])
    assert (back.state, back.responsible, back.grading) == (WorkerState.RECRUITED, False, None)
    assert [spell.end for spell in back.spells] == [LEFT.last_day, None]


def test_everybody_has_a_responsibility_before_he_begins_r20() -> None:
    assigned = ResponsibilityAssigned(person=LI, **dict(ASSIGN))
    worker(RECRUITED).by(Role.CS).when(ASSIGN).then(assigned)
    confirm = ConfirmWorker(on=date(2022, 3, 1))
    worker(RECRUITED, GRADED).when(confirm).then_refused("not_on_probation")
    worker(RECRUITED, assigned, GRADED).when(confirm).then(CONFIRMED)
    worker(*IN_POST).when(confirm).then_refused("not_on_probation")


def test_who_answers_for_a_grid_is_a_worker_of_it_r18() -> None:
    other = ASSIGN.model_copy(update={"grid": "FC01002"})
    put = Elsewhere(grid_ref("FC01002"), GridWorkerAssigned(person=LI, on=START))
    new = ResponsibilityAssigned(person=LI, **dict(other))
    worker(RECRUITED).by(Role.CS).when(other).then(put, new)
    desk = ASSIGN.model_copy(update={"grid": None})
    worker(RECRUITED).by(Role.CS).when(desk).then(ResponsibilityAssigned(person=LI, **dict(desk)))


def test_a_responsibility_may_change_but_another_grid_is_a_rotation_r20() -> None:
    worker(*IN_POST).by(Role.CS).when(ASSIGN).then(
        ResponsibilityAssigned(person=LI, **dict(ASSIGN))
    )
    for code in ("FC01002", None):
        other = ASSIGN.model_copy(update={"grid": code})
        worker(*IN_POST).by(Role.CS).when(other).then_refused("rotate_the_worker")


def test_the_grid_is_open_of_the_community_and_headed_by_somebody_else() -> None:
    recruited = worker(RECRUITED).by(Role.CS)
    nowhere = ASSIGN.model_copy(update={"grid": "FC01009"})
    recruited.when(nowhere).then_refused("grid_closed")
    away = ASSIGN.model_copy(update={"grid": "FC02001"})
    recruited.looking(grid("FC02001")).when(away).then_refused("grid_of_other_community")
    here = grid("FC01002")
    head = Spell(LI, Period(start=START))
    headed = {ref: replace(state, heads=(head,)) for ref, state in here.items()}
    second = ASSIGN.model_copy(update={"grid": "FC01002"})
    recruited.looking(headed).when(second).then_refused("head_is_no_worker")


def test_nobody_is_responsible_before_he_is_employed() -> None:
    worker().by(Role.CS).when(ASSIGN).then_refused("not_employed")
    worker(*IN_POST, LEFT).by(Role.CS).when(ASSIGN).then_refused("not_employed")
    early = ASSIGN.model_copy(update={"on": date(2021, 8, 31)})
    worker(RECRUITED).by(Role.CS).when(early).then_refused("not_employed_then")
    late = ASSIGN.model_copy(update={"on": date(2022, 5, 11)})
    worker(RECRUITED).by(Role.CS).when(late).then_refused("in_the_future")


def test_probation_ends_with_a_grade_and_not_before_its_day() -> None:
    confirm = ConfirmWorker(on=date(2022, 3, 1))
    worker(RECRUITED, RESPONSIBLE).when(confirm).then_refused("not_graded")
    ready = worker(RECRUITED, RESPONSIBLE, GRADED)
    ready.when(ConfirmWorker(on=date(2022, 5, 11))).then_refused("in_the_future")
    ready.when(ConfirmWorker(on=date(2021, 8, 31))).then_refused("not_employed_then")
    ready.when(ConfirmWorker(on=START)).then(WorkerConfirmed(on=START))


@pytest.mark.parametrize(
    ("post", "inside", "outside"),
    [
        (WorkerPost.HEAD, (7, 18), (1, 6)),
        (WorkerPost.DEPUTY, (4, 15), (3, 16)),
        (WorkerPost.STAFF, (1, 12), (13, 18)),
    ],
)
def test_the_grade_lies_inside_the_band_of_the_post_r21(
    post: WorkerPost, inside: tuple[int, int], outside: tuple[int, int]
) -> None:
    for grade in inside:
        graded = Grading(post=post, grade=grade, since=START)
        command = GradeWorker(**dict(graded), document_no="【合成】4号")
        fact = WorkerGraded(grading=graded, document_no="【合成】4号")
        worker(RECRUITED).when(command).then(fact)
    for grade in outside:
        command = GRADE.model_copy(update={"post": post, "grade": grade})
        worker(RECRUITED).when(command).then_refused("grade_outside_band")


def test_there_are_eighteen_grades_r21() -> None:
    for grade in (0, 19):
        with pytest.raises(ValueError, match="grade"):
            GradeWorker(post=WorkerPost.HEAD, grade=grade, since=START, document_no="4号")


def test_a_grade_begins_in_the_employment_and_after_the_last_one() -> None:
    worker().when(GRADE).then_refused("not_employed")
    early = GRADE.model_copy(update={"since": date(2021, 8, 31)})
    worker(RECRUITED).when(early).then_refused("not_employed_then")
    late = GRADE.model_copy(update={"since": date(2022, 5, 11)})
    worker(RECRUITED).when(late).then_refused("in_the_future")
    worker(RECRUITED, GRADED).when(GRADE).then_nothing()
    later = Grading(post=WorkerPost.STAFF, grade=4, since=date(2022, 1, 1))
    up = GradeWorker(**dict(later), document_no="【合成】5号")
    raised = WorkerGraded(grading=later, document_no="【合成】5号")
    worker(RECRUITED, GRADED).when(up).then(raised)
    back = GRADE.model_copy(update={"grade": 5})
    worker(RECRUITED, GRADED, raised).when(back).then_refused("before_last_grading")


def test_nobody_is_graded_where_no_pay_system_is_in_force() -> None:
    without = worker(RECRUITED).looking({pay_standards_ref(): PAY_STANDARDS.initial})
    without.when(GRADE).then_refused("no_pay_system")


def test_a_worker_concerns_his_community_and_himself_for_personnel_offices_only() -> None:
    concern = COMMUNITY_WORKER.concerns(COMMUNITY_WORKER.replay([RECRUITED]), None)
    assert (concern.community, concern.persons) == ("FC01", frozenset({LI}))
    assert concern.offices == {Role.CS, Role.TOWN, Role.COD, Role.AUD}
    assert COMMUNITY_WORKER.concerns(COMMUNITY_WORKER.initial, RECRUIT) == concern
