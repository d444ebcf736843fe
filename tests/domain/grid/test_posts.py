"""Head and workers of a grid: R-17, R-18, AM-17, AM-18."""

from datetime import date
from uuid import UUID

import pytest

from domain.body import EndReason
from domain.grid import (
    GRID,
    AppointGridHead,
    AssignGridWorker,
    EndGridHead,
    GridAbolished,
    GridHeadAppointed,
    GridHeadEnded,
    GridWorkerAssigned,
    GridWorkerRemoved,
    HeadStanding,
    RemoveGridWorker,
)
from domain.person import PartyKind
from domain.roles import Role
from tests.domain.grid.examples import (
    DAY,
    HEAD,
    HEADED,
    IN_USE,
    PLANNED,
    SECOND,
    STAFFED,
    UNKNOWN,
    WORKER,
    someone,
)
from tests.spec import given

APPOINT = AppointGridHead(**dict(HEADED))
END = EndGridHead(last_day=date(2022, 3, 31), reason=EndReason.TRANSFER)
ENDED = GridHeadEnded(person=HEAD, **dict(END))
ASSIGN = AssignGridWorker(person=SECOND, on=date(2022, 1, 1))
REMOVE = RemoveGridWorker(person=WORKER, last_day=date(2022, 3, 31), reason=EndReason.TRANSFER)
GONE = GridAbolished(successors=(), on=date(2022, 1, 1), document_no="9号")


def test_head_and_branch_secretary_are_one_appointment_r17() -> None:
    given(GRID, PLANNED).by(Role.CS).looking(someone(HEAD)).when(APPOINT).then(HEADED)
    given(GRID, PLANNED, HEADED).looking(someone(HEAD)).when(APPOINT).then_nothing()
    assert (AppointGridHead.who, AppointGridHead.approved_by) == ({Role.CS}, {Role.TOWN})


@pytest.mark.parametrize(
    ("kind", "eligible"),
    [
        (PartyKind.FULL, True),
        (PartyKind.RETIRED, True),
        (PartyKind.PROBATIONARY, False),
        (PartyKind.NONE, False),
    ],
)
def test_a_grid_head_is_a_full_party_member_am18(kind: PartyKind, eligible: bool) -> None:
    asked = given(GRID, PLANNED).looking(someone(HEAD, kind)).when(APPOINT)
    if eligible:
        assert asked.facts()
    else:
        asked.then_refused("not_a_full_member")


def test_a_grid_has_one_head_at_a_time_am17() -> None:
    successor = AppointGridHead(
        person=SECOND, standing=HeadStanding.GENERAL_BRANCH_MEMBER, on=date(2022, 4, 1),
        document_no="【合成】4号",
    )  # fmt: skip
    people = someone(SECOND)
    given(GRID, *IN_USE).looking(people).when(successor).then_refused("head_in_post")
    given(GRID, *IN_USE, ENDED).looking(people).when(successor).then(
        GridHeadAppointed(**dict(successor))
    )
    same_day = successor.model_copy(update={"on": END.last_day})
    given(GRID, *IN_USE, ENDED).looking(people).when(same_day).then_refused("head_in_post")


def test_the_head_is_not_one_of_the_workers_of_the_grid_am17() -> None:
    as_worker = AssignGridWorker(person=HEAD, on=date(2022, 1, 1))
    given(GRID, *IN_USE).looking(someone(HEAD)).when(as_worker).then_refused("head_is_no_worker")
    before = as_worker.model_copy(update={"on": date(2021, 12, 31)})
    given(GRID, *IN_USE).looking(someone(HEAD)).when(before).then_refused("head_is_no_worker")
    as_head = APPOINT.model_copy(update={"person": WORKER})
    given(GRID, PLANNED, STAFFED).looking(someone(WORKER)).when(as_head).then_refused(
        "worker_is_no_head"
    )


def test_a_head_s_time_ends_on_the_last_day_and_the_grid_may_stay_without_one() -> None:
    given(GRID, *IN_USE).by(Role.CS).when(END).then(ENDED)
    state = GRID.replay([*IN_USE, ENDED])
    assert state.head is None
    assert state.head_on(date(2022, 3, 31)) == HEAD
    assert state.head_on(date(2022, 4, 1)) is None
    given(GRID, *IN_USE, ENDED).when(END).then_refused("no_head")
    early = END.model_copy(update={"last_day": date(2021, 5, 31)})
    given(GRID, *IN_USE).when(early).then_refused("ends_before_start")


def test_a_worker_is_sent_to_the_grid_once_r18() -> None:
    assigned = GridWorkerAssigned(**dict(ASSIGN))
    given(GRID, *IN_USE).by(Role.CS).looking(someone(SECOND)).when(ASSIGN).then(assigned)
    given(GRID, *IN_USE, assigned).looking(someone(SECOND)).when(ASSIGN).then_nothing()
    unknown = AssignGridWorker(person=UNKNOWN, on=date(2022, 1, 1))
    given(GRID, *IN_USE).when(unknown).then_refused("no_such_person")


def test_the_last_worker_of_an_active_grid_goes_only_after_a_successor_came_am17() -> None:
    given(GRID, *IN_USE).when(REMOVE).then_refused("last_worker")
    second = GridWorkerAssigned(**dict(ASSIGN))
    removed = GridWorkerRemoved(**dict(REMOVE))
    given(GRID, *IN_USE, second).when(REMOVE).then(removed)
    state = GRID.replay([*IN_USE, second, removed])
    assert state.worker_ids == {SECOND}
    first_day = REMOVE.model_copy(update={"last_day": DAY})
    given(GRID, *IN_USE, second).when(first_day).then(GridWorkerRemoved(**dict(first_day)))
    other = REMOVE.model_copy(update={"person": SECOND, "reason": EndReason.RESIGNED})
    given(GRID, *IN_USE).when(other).then_refused("not_a_worker")
    assert given(GRID, PLANNED, STAFFED).when(REMOVE).facts()


def test_nobody_is_kept_from_resigning_am17() -> None:
    resigns = REMOVE.model_copy(update={"reason": EndReason.RESIGNED})
    removed = GridWorkerRemoved(**dict(resigns))
    given(GRID, *IN_USE).when(resigns).then(removed)
    given(GRID, *IN_USE, removed).when(resigns).then_refused("not_a_worker")
    [spell] = GRID.replay([*IN_USE, removed]).workers
    assert spell.period.end == date(2022, 3, 31)
    early = resigns.model_copy(update={"last_day": date(2021, 5, 31)})
    given(GRID, *IN_USE).when(early).then_refused("ends_before_start")


@pytest.mark.parametrize(
    "command",
    [
        APPOINT.model_copy(update={"on": date(2022, 5, 11)}),
        END.model_copy(update={"last_day": date(2022, 5, 11)}),
        ASSIGN.model_copy(update={"on": date(2022, 5, 11)}),
        REMOVE.model_copy(update={"last_day": date(2022, 5, 11)}),
    ],
)
def test_no_post_begins_or_ends_before_its_day(command: AppointGridHead) -> None:
    people = someone(HEAD) | someone(SECOND)
    asked = given(GRID, *IN_USE).looking(people).at("2022-05-10 09:00")
    asked.when(command).then_refused("in_the_future")


def test_a_grid_that_is_gone_has_no_posts_to_fill() -> None:
    for facts in ((PLANNED, GONE), ()):
        asked = given(GRID, *facts).looking(someone(HEAD) | someone(SECOND))
        asked.when(APPOINT).then_refused("grid_closed")
        asked.when(ASSIGN).then_refused("grid_closed")


def test_posts_end_with_their_grid_r17() -> None:
    state = GRID.replay([*IN_USE, GONE])
    assert (state.head, state.worker_ids) == (None, frozenset[UUID]())
    assert state.head_on(date(2021, 12, 31)) == HEAD
    assert state.head_on(GONE.on) is None
    assert not state.active_on(GONE.on)
    assert state.active_on(DAY)
