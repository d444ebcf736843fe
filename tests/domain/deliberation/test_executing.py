"""Tasks done, results judged: SYS-08, R-40."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.body import (
    BODY,
    Basis,
    BodyEstablished,
    BodyType,
    Post,
    PostAppointed,
    body_ref,
)
from domain.deliberation import (
    DELIBERATION,
    CompleteTask,
    EvaluateItem,
    ItemEvaluated,
    ItemState,
    ParticipantType,
    Verdict,
)
from domain.kernel import Actor, Period
from domain.roles import Role
from tests.domain.deliberation.facts import (
    ADOPTED,
    DAY,
    DONE,
    LAST_DONE,
    SECOND,
    SHA,
    TASK,
    TO_COMPLETED,
    TO_DELIBERATED,
    TO_EXECUTING,
    item,
)
from tests.domain.world import AUNT, UNCLE, someone

STREETS = Actor(Role.DEPT, UUID(int=0xD2), "DEPT-STREETS")
COMPLETE = CompleteTask(
    task=TASK, on=DONE.on, took_part=(ParticipantType.DEPARTMENT,), evidence=(SHA,)
)
COMPLETE_SECOND = CompleteTask(
    task=SECOND, on=LAST_DONE.on, took_part=LAST_DONE.took_part, evidence=(SHA,)
)


def test_the_responsible_body_completes_its_task_sys08() -> None:
    item(*TO_EXECUTING).by(STREETS).when(COMPLETE).then(DONE)
    item(*TO_EXECUTING).by(Role.CW).when(COMPLETE).then_refused("not_the_responsible_body")
    other = Actor(Role.DEPT, UUID(int=0xD3), "DEPT-HEATING")
    item(*TO_EXECUTING).by(other).when(COMPLETE).then_refused("not_the_responsible_body")


def test_a_community_acts_through_its_own_people() -> None:
    for role, body, may in ((Role.CW, None, True), (Role.GH, "FC01", True),
                            (Role.CW, "FC02", False), (Role.TOWN, None, False)):  # fmt: skip
        doing = item(*TO_EXECUTING, DONE).by(Actor(role, UUID(int=1), body)).when(COMPLETE_SECOND)
        doing.then(LAST_DONE) if may else doing.then_refused("not_the_responsible_body")


def test_with_its_last_task_it_is_completed_and_lateness_is_kept() -> None:
    assert item(*TO_EXECUTING, DONE).state.state is ItemState.EXECUTING
    assert item(*TO_COMPLETED).state.state is ItemState.COMPLETED
    item(*TO_EXECUTING, DONE).by(STREETS).when(COMPLETE).then_nothing()
    in_time = COMPLETE_SECOND.model_copy(update={"on": date(2022, 5, 5)})
    [done] = item(*TO_EXECUTING, DONE).by(Role.CW).when(in_time).facts()
    assert (done.late, done.completes) == (False, True)  # type: ignore[union-attr]


def test_a_task_is_done_after_publication_with_evidence_and_not_in_the_future() -> None:
    item(*TO_DELIBERATED, ADOPTED).by(STREETS).when(COMPLETE).then_refused("wrong_item_state")
    doing = item(*TO_EXECUTING).by(STREETS)
    for change, code in (
        ({"evidence": ()}, "evidence_missing"),
        ({"on": date(2022, 5, 11)}, "in_the_future"),
        ({"on": date(2022, 4, 21)}, "before_previous_step"),
        ({"task": UUID(int=9)}, "no_such_task"),
    ):
        doing.when(COMPLETE.model_copy(update=change)).then_refused(code)


EVALUATE = EvaluateItem(verdict=Verdict.SATISFIED)


def test_a_resident_of_the_community_judges_once() -> None:
    judged = ItemEvaluated(
        evaluator=AUNT, for_type=ParticipantType.RESIDENT, on=DAY, **dict(EVALUATE)
    )
    judging = item(*TO_COMPLETED).looking(someone(AUNT)).looking(someone(UNCLE))
    judging.by(Role.RES, person=AUNT).when(EVALUATE).then(judged)
    judging.by(Role.RES, person=UUID(int=0x99)).when(EVALUATE).then_refused("not_an_evaluator")
    judging.by(Actor(Role.RES)).when(EVALUATE).then_refused("not_an_evaluator")
    after = item(*TO_COMPLETED, judged).looking(someone(AUNT)).looking(someone(UNCLE))
    assert after.state.state is ItemState.EVALUATED
    after.by(Role.RES, person=AUNT).when(EVALUATE).then_refused("evaluated_already")
    assert after.by(Role.RES, person=UNCLE).when(EVALUATE).facts()
    item(*TO_EXECUTING).by(Role.RES).when(EVALUATE).then_refused("wrong_item_state")


def test_a_result_is_judged_once_it_is_there_r40() -> None:
    judging = item(*TO_COMPLETED).looking(someone(AUNT)).by(Role.RES, person=AUNT)
    last = max(task.done_on for task in judging.state.tasks if task.done_on)
    told = f"{last - timedelta(days=1)} 09:00"
    judging.at(f"{last} 20:00", told).when(EVALUATE).then_refused("before_previous_step")
    assert judging.at(f"{last} 20:00").when(EVALUATE).facts()


@pytest.mark.parametrize(
    ("type", "community", "sits", "may"),
    [(BodyType.SUPERVISION_COMMITTEE, "FC01", AUNT, True),
     (BodyType.SUPERVISION_COMMITTEE, "FC02", AUNT, False),
     (BodyType.SUPERVISION_COMMITTEE, "FC01", UNCLE, False),
     (BodyType.RESIDENTS_COMMITTEE, "FC01", AUNT, False)],
)  # fmt: skip
def test_a_member_of_its_supervision_committee_judges_r40(
    type: BodyType, community: str, sits: UUID, may: bool
) -> None:
    established = BodyEstablished(
        code="FC01-SC", type=type, title="居务监督委员会（合成）", community=community,
        on=date(2021, 6, 1), document_no="【合成】1号",
    )  # fmt: skip
    appointed = PostAppointed(
        appointment=UUID(int=3), person=sits, post=Post.MEMBER, basis=Basis.ELECTED,
        period=Period(start=date(2021, 6, 1)), document_no="【合成】2号",
    )  # fmt: skip
    committee = {body_ref("FC01-SC"): BODY.replay([established, appointed])}
    actor = Actor(Role.ASR, AUNT, "FC01-SC")
    judging = item(*TO_COMPLETED).looking(committee).by(actor).when(EVALUATE)
    if may:
        [judged] = judging.facts()
        assert judged.for_type is ParticipantType.SUPERVISION_COMMITTEE  # type: ignore[union-attr]
    else:
        judging.then_refused("not_an_evaluator")


def test_an_item_concerns_its_proposer_and_a_task_its_body() -> None:
    state = DELIBERATION.replay(TO_EXECUTING)
    concern = DELIBERATION.concerns(state, None)
    assert (concern.community, concern.persons) == ("FC01", frozenset({AUNT}))
    assert concern.readers == {"DEPT-STREETS", "FC01"}
    assert DELIBERATION.concerns(state, COMPLETE).body == "DEPT-STREETS"
    assert DELIBERATION.concerns(state, EVALUATE).anybody
