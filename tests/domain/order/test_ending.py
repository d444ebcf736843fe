"""评单、返工、办结、取消: SYS-12, EX-08."""

import pytest

from domain.kernel import SYSTEM, Event
from domain.order import (
    ORDER,
    AcceptorNoShowRecorded,
    CancelOrder,
    CancelStage,
    CheckIn,
    CloseOrder,
    Fault,
    Order,
    OrderAccepted,
    OrderCancelled,
    OrderClosed,
    OrderRated,
    OrderReopened,
    OrderStatus,
    RateOrder,
    ReturnForRework,
    Verdict,
)
from domain.roles import Role
from tests.domain.order.facts import (
    AS_AUNT,
    AS_LI,
    BY,
    CHEN_ACCEPTED,
    COMPLETED,
    GRID_WORKER,
    LI_ACCEPTED,
    LI_SERVED,
    PLACED,
    RATED,
    TO_ACCEPTED,
    TO_COMPLETED,
    TO_ISSUED,
    TO_RATED,
    TO_SERVED,
    TO_STARTED,
    UNSERVED,
    midnight,
    order,
)
from tests.domain.world import AUNT, CHEN, GW, LI, UNCLE, actor
from tests.spec import moment

AT_TWO = "2022-05-05 14:00"


def test_the_requester_rates_it_and_who_served_stands_in_the_fact() -> None:
    satisfied = RateOrder(verdict=Verdict.SERVED_SATISFIED)
    order(*TO_COMPLETED).by(AS_AUNT).at(AT_TWO).when(satisfied).then(RATED)


@pytest.mark.parametrize(
    ("verdict", "said", "stars"),
    [
        (Verdict.SERVED_SATISFIED, None, 5),
        (Verdict.SERVED_SATISFIED, 4, 4),
        (Verdict.SERVED_BASICALLY, None, 3),
        (Verdict.SERVED_UNSATISFIED, None, 2),  # EX-08 (e)
        (Verdict.SERVED_UNSATISFIED, 1, 1),
        (Verdict.NOT_SERVED, None, None),
    ],
)
def test_stars_follow_the_verdict(verdict: Verdict, said: int | None, stars: int | None) -> None:
    rating = order(*TO_COMPLETED).by(AS_AUNT).at(AT_TWO)
    (rated,) = rating.when(RateOrder(verdict=verdict, stars=said)).facts()
    assert isinstance(rated, OrderRated)
    assert rated.stars == stars


@pytest.mark.parametrize(
    ("verdict", "stars"),
    [
        (Verdict.SERVED_SATISFIED, 3),
        (Verdict.SERVED_BASICALLY, 4),
        (Verdict.SERVED_UNSATISFIED, 3),
        (Verdict.NOT_SERVED, 1),
    ],
)
def test_stars_and_verdict_do_not_disagree(verdict: Verdict, stars: int) -> None:
    rating = order(*TO_COMPLETED).by(AS_AUNT).at(AT_TWO)
    rating.when(RateOrder(verdict=verdict, stars=stars)).then_refused("wrong_stars")


def test_no_other_resident_rates_it() -> None:
    rating = order(*TO_COMPLETED).by(actor(Role.RES, UNCLE)).at(AT_TWO)
    rating.when(RateOrder(verdict=Verdict.NOT_SERVED)).then_refused("not_the_requester")


def test_a_grid_worker_calls_back_after_five_working_days() -> None:
    call = RateOrder(verdict=Verdict.SERVED_SATISFIED, stars=4, comment="合成：回访")
    early = order(*TO_COMPLETED).by(GRID_WORKER).at("2022-05-11 23:59")
    early.when(call).then_refused("callback_too_early")
    answer = {"stars": 4, "comment": "合成：回访", "rater": None}
    changed = {**answer, "close_from": moment("2022-05-12 00:00")}
    in_time = order(*TO_COMPLETED).by(GRID_WORKER).at("2022-05-12 00:00")
    in_time.when(call).then(RATED.model_copy(update=changed))


def test_nobody_calls_back_about_his_own_service() -> None:
    served: list[Event[Order]] = []
    for fact in TO_COMPLETED:
        mine = {"member": GW} if hasattr(fact, "member") else {}
        served.append(fact.model_copy(update=mine))
    calling = order(*served).by(GRID_WORKER).at("2022-05-12 00:00")
    calling.when(RateOrder(verdict=Verdict.SERVED_SATISFIED)).then_refused("own_service")


def test_an_order_is_rated_once_and_when_it_is_completed() -> None:
    rate = RateOrder(verdict=Verdict.NOT_SERVED)
    order(*TO_RATED).by(AS_AUNT).at(AT_TWO).when(rate).then_refused("wrong_state")
    order(*TO_STARTED).by(AS_AUNT).at(AT_TWO).when(rate).then_refused("wrong_state")


# Rework

AGAIN = ReturnForRework(
    cause="合成：未修好", service_from=moment("2022-05-09 09:00"),
    service_until=moment("2022-05-09 11:00"),
)  # fmt: skip
REOPENED = OrderReopened(
    requester=AUNT, **dict(AGAIN), open_since=moment("2022-05-06 09:00"),
    accept_due_at=moment("2022-05-09 11:00"), **BY,
)  # fmt: skip
TO_UNSERVED = (*TO_COMPLETED, UNSERVED)


def test_an_order_not_served_is_done_again_with_nobody_carried_over() -> None:
    order(*TO_UNSERVED).by(Role.CS).at("2022-05-06 09:00").when(AGAIN).then(REOPENED)
    after = ORDER.replay([*TO_UNSERVED, REOPENED])
    assert (after.status, after.round, after.current) == (OrderStatus.ISSUED, 1, ())
    assert [a.person for a in after.acceptors] == [LI]  # what was, stays on record


def test_the_same_member_may_serve_in_the_second_round() -> None:
    again = order(*TO_UNSERVED, REOPENED, LI_ACCEPTED).by(AS_LI).at("2022-05-09 09:00")
    assert again.when(CheckIn(member=LI)).facts()
    after = ORDER.replay([*TO_UNSERVED, REOPENED, LI_ACCEPTED])
    assert [(a.person, a.round) for a in after.acceptors] == [(LI, 0), (LI, 1)]


def test_only_discontent_is_a_cause_for_rework_and_only_once() -> None:
    order(*TO_RATED).by(Role.CS).when(AGAIN).then_refused("no_cause_for_rework")
    twice: tuple[Event[Order], ...] = (
        *TO_UNSERVED, REOPENED, OrderAccepted(member=LI), *TO_COMPLETED[3:], UNSERVED,
    )  # fmt: skip
    order(*twice).by(Role.CS).at("2022-05-06 09:00").when(AGAIN).then_refused("reworked_before")
    order(*TO_COMPLETED).by(Role.CS).when(AGAIN).then_refused("wrong_state")


def test_a_rework_is_for_a_time_ahead() -> None:
    late = order(*TO_UNSERVED).by(Role.CS).at("2022-05-09 11:00")
    late.when(AGAIN).then_refused("window_passed")


# Closing


def test_content_is_closed_at_once() -> None:
    closing = order(*TO_RATED).by(SYSTEM).at(AT_TWO)
    closing.when(CloseOrder()).then(OrderClosed(verdict=Verdict.SERVED_SATISFIED))


@pytest.mark.parametrize("verdict", [Verdict.SERVED_UNSATISFIED, Verdict.NOT_SERVED])
def test_discontent_is_closed_when_the_time_for_a_rework_is_over(verdict: Verdict) -> None:
    rating = order(*TO_COMPLETED).by(AS_AUNT).at(AT_TWO).when(RateOrder(verdict=verdict))
    (rated,) = rating.facts()
    assert isinstance(rated, OrderRated)
    assert rated.close_from == midnight("2022-05-11")
    closing = order(*TO_COMPLETED, rated).by(SYSTEM)
    closing.at("2022-05-11 23:59").when(CloseOrder()).then_refused("not_due")
    closing.at("2022-05-12 00:00").when(CloseOrder()).then(OrderClosed(verdict=verdict))


def test_an_order_is_closed_once_and_when_it_is_rated() -> None:
    closed = OrderClosed(verdict=Verdict.SERVED_SATISFIED)
    order(*TO_RATED, closed).by(SYSTEM).when(CloseOrder()).then_nothing()
    order(*TO_COMPLETED).by(SYSTEM).when(CloseOrder()).then_refused("wrong_state")


# Cancelling: EX-08 (a), (d)

CANCEL = CancelOrder(fault=Fault.REQUESTER, reason="合成：不需要了")
CANCELLED = OrderCancelled(requester=AUNT, stage=CancelStage.AFTER_ACCEPT, **dict(CANCEL))


@pytest.mark.parametrize(
    ("past", "stage", "status"),
    [
        ((PLACED,), CancelStage.BEFORE_ACCEPT, OrderStatus.CANCELLED_BEFORE_ACCEPT),
        (TO_ISSUED, CancelStage.BEFORE_ACCEPT, OrderStatus.CANCELLED_BEFORE_ACCEPT),
        (TO_ACCEPTED, CancelStage.AFTER_ACCEPT, OrderStatus.CANCELLED_AFTER_ACCEPT),
        (TO_STARTED, CancelStage.AFTER_ACCEPT, OrderStatus.CANCELLED_AFTER_ACCEPT),
    ],
)
def test_the_stage_of_a_cancellation_is_whether_somebody_held_it_ex08a(
    past: tuple[Event[Order], ...], stage: CancelStage, status: OrderStatus
) -> None:
    cancelled = CANCELLED.model_copy(update={"stage": stage})
    order(*past).by(AS_AUNT).at("2022-05-04 09:00").when(CANCEL).then(cancelled)
    assert ORDER.replay([*past, cancelled]).status is status


def test_a_completed_order_is_not_cancelled_nor_a_cancelled_one_again() -> None:
    order(*TO_COMPLETED).by(AS_AUNT).when(CANCEL).then_refused("wrong_state")
    order(*TO_ACCEPTED, CANCELLED).by(AS_AUNT).when(CANCEL).then_refused("wrong_state")


def test_who_cancels_his_own_order_does_not_blame_others() -> None:
    cancelling = order(*TO_ACCEPTED).by(AS_AUNT)
    for fault in (Fault.ACCEPTOR, Fault.BRANCH):
        blaming = CANCEL.model_copy(update={"fault": fault})
        cancelling.when(blaming).then_refused("fault_of_others")
        assert order(*TO_ACCEPTED).by(Role.GH).when(blaming).facts()
    assert cancelling.when(CANCEL.model_copy(update={"fault": Fault.FORCE_MAJEURE})).facts()


def test_only_the_requester_among_residents_cancels() -> None:
    by_li = order(*TO_ACCEPTED).by(actor(Role.RES, LI))
    by_li.when(CANCEL).then_refused("not_the_requester")


def test_who_did_not_come_is_not_among_those_who_served() -> None:
    absent = (CHEN_ACCEPTED, AcceptorNoShowRecorded(member=CHEN), COMPLETED)
    given = order(*TO_SERVED, *absent).by(AS_AUNT).at("2022-05-05 14:00")
    (rated,) = given.when(RateOrder(verdict=Verdict.SERVED_SATISFIED)).facts()
    assert isinstance(rated, OrderRated)
    assert [served.member for served in rated.served] == [LI]


def test_whoever_ended_up_served_is_named_for_the_volunteer_records_p01() -> None:
    assert RATED.served == (LI_SERVED,)
