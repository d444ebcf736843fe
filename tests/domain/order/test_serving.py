"""服务: SYS-12, P-02."""

from uuid import UUID

import pytest

from domain.kernel import Actor
from domain.order import (
    ORDER,
    AcceptorExcused,
    AcceptorNoShowRecorded,
    AttestPresence,
    CancelStage,
    CheckIn,
    CheckOut,
    CompleteOrder,
    ExcuseReason,
    Fault,
    OrderAmended,
    OrderCancelled,
    OrderReissued,
    OrderStatus,
    PresenceAttested,
    RecordNoShow,
)
from domain.roles import Role
from tests.domain.order.facts import (
    AS_AUNT,
    AS_CHEN,
    AS_LI,
    BY,
    CHEN_ACCEPTED,
    COMPLETED,
    GRID_WORKER,
    ISSUED,
    LI_ACCEPTED,
    LI_DONE,
    LI_STARTED,
    PLACED,
    START,
    TO_ACCEPTED,
    TO_COMPLETED,
    TO_ISSUED,
    TO_SERVED,
    TO_STARTED,
    order,
)
from tests.domain.world import AUNT, CHEN, LI, UNCLE, actor
from tests.spec import moment

AT_NINE, HALF_PAST_TEN = "2022-05-05 09:00", "2022-05-05 10:30"
FOR_TWO = OrderAmended(requester=AUNT, people_needed=2)
BOTH_STARTED = (PLACED, FOR_TWO, ISSUED, LI_ACCEPTED, CHEN_ACCEPTED, LI_STARTED)


def test_a_check_in_starts_the_service_at_the_moment_it_happened() -> None:
    arriving = order(*TO_ACCEPTED).by(AS_LI).approved_by(AS_AUNT)
    arriving.at("2022-05-05 09:20", happened=AT_NINE).when(CheckIn(member=LI)).then(LI_STARTED)
    assert ORDER.replay(TO_STARTED).status is OrderStatus.IN_SERVICE


def test_nobody_came_before_it_was_asked_for() -> None:
    arriving = order(*TO_ACCEPTED).by(AS_LI).approved_by(AS_AUNT)
    before = arriving.at(AT_NINE, happened="2022-05-02 08:59")
    before.when(CheckIn(member=LI)).then_refused("before_order")
    assert arriving.at(AT_NINE, happened="2022-05-02 09:00").when(CheckIn(member=LI)).facts()


@pytest.mark.parametrize("command", [CheckIn(member=LI), CheckOut(member=LI)])
def test_the_requester_or_a_grid_worker_witnesses_no_other_resident(
    command: CheckIn | CheckOut,
) -> None:
    past = TO_ACCEPTED if isinstance(command, CheckIn) else TO_STARTED
    acting = order(*past).by(AS_LI).at(HALF_PAST_TEN)
    acting.approved_by(actor(Role.RES, UNCLE)).when(command).then_refused("not_the_requester")
    for witness in (AS_AUNT, GRID_WORKER):
        assert acting.approved_by(witness).when(command).facts()
    assert type(command).approved_by == {Role.RES, Role.GW}
    concern = command.approver_concern(ORDER.replay(past))
    assert (concern.grid, concern.persons) == (PLACED.grid, frozenset({AUNT}))


def test_checking_in_twice_is_checking_in_once() -> None:
    order(*TO_STARTED).by(AS_LI).at(HALF_PAST_TEN).when(CheckIn(member=LI)).then_nothing()


@pytest.mark.parametrize(
    ("by", "member", "code"), [(AS_CHEN, LI, "own_act"), (AS_CHEN, CHEN, "not_acceptor")]
)
def test_only_an_acceptor_checks_in_for_himself(by: Actor, member: UUID, code: str) -> None:
    order(*TO_ACCEPTED).by(by).at(AT_NINE).when(CheckIn(member=member)).then_refused(code)
    order(*TO_ISSUED).by(AS_LI).at(AT_NINE).when(CheckIn(member=LI)).then_refused("wrong_state")


def test_a_check_out_says_how_long_and_when_it_became_known() -> None:
    leaving = order(*TO_STARTED).by(AS_LI).approved_by(GRID_WORKER)
    leaving.at(HALF_PAST_TEN).when(CheckOut(member=LI)).then(LI_DONE)
    told_later = LI_DONE.model_copy(update={"recorded_on": moment("2022-05-07 09:00").date()})
    late = leaving.at("2022-05-07 09:00", happened=HALF_PAST_TEN).when(CheckOut(member=LI))
    late.then(told_later)


def test_nobody_checks_out_who_has_not_checked_in_nor_before_it() -> None:
    leaving = order(*TO_STARTED).by(AS_LI)
    leaving.at(HALF_PAST_TEN, happened=AT_NINE).when(CheckOut(member=LI)).then_refused(
        "ends_before_start"
    )
    leaving.at(HALF_PAST_TEN).by(AS_CHEN).when(CheckOut(member=CHEN)).then_refused("not_checked_in")
    leaving.by(AS_CHEN).when(CheckOut(member=LI)).then_refused("own_act")
    order(*TO_SERVED).by(AS_LI).at("2022-05-05 11:00").when(CheckOut(member=LI)).then_nothing()
    order(*TO_ACCEPTED).by(AS_LI).when(CheckOut(member=LI)).then_refused("wrong_state")


# No-shows: EX-08 (c)

NO_SHOW = AcceptorNoShowRecorded(member=LI)
AGAIN_FROM, AGAIN_UNTIL = moment("2022-05-06 09:00"), moment("2022-05-06 11:00")
AGAIN = RecordNoShow(member=LI, service_from=AGAIN_FROM, service_until=AGAIN_UNTIL)


def test_an_acceptor_who_did_not_come_is_a_no_show_and_the_order_is_reissued_ex08c() -> None:
    reissued = OrderReissued(
        service_from=AGAIN_FROM, service_until=AGAIN_UNTIL,
        open_since=moment("2022-05-05 12:00"), accept_due_at=AGAIN_UNTIL, **BY,
    )  # fmt: skip
    absent = order(*TO_ACCEPTED).by(GRID_WORKER).at("2022-05-05 12:00")
    absent.when(AGAIN).then(NO_SHOW, reissued)
    after = ORDER.replay([*TO_ACCEPTED, NO_SHOW, reissued])
    assert (after.status, after.service_from) == (OrderStatus.ISSUED, AGAIN_FROM)


def test_nobody_is_absent_before_the_time_is_over() -> None:
    waiting = order(*TO_ACCEPTED).by(GRID_WORKER).at("2022-05-05 11:59")
    waiting.when(AGAIN).then_refused("window_open")


def test_a_no_show_that_leaves_nobody_needs_a_new_time() -> None:
    absent = order(*TO_ACCEPTED).by(GRID_WORKER).at("2022-05-05 12:00")
    absent.when(RecordNoShow(member=LI)).then_refused("window_needed")


def test_the_new_time_has_an_end_after_its_start() -> None:
    absent = order(*TO_ACCEPTED).by(GRID_WORKER).at("2022-05-05 12:00")
    backwards = AGAIN.model_copy(update={"service_from": AGAIN_UNTIL})
    absent.when(backwards).then_refused("wrong_window")


def test_a_no_show_among_others_who_came_is_only_noted() -> None:
    absent = order(*BOTH_STARTED).by(GRID_WORKER).at("2022-05-05 12:00")
    absent.when(RecordNoShow(member=CHEN)).then(AcceptorNoShowRecorded(member=CHEN))


def test_who_came_is_no_no_show() -> None:
    absent = order(*TO_STARTED).by(GRID_WORKER).at("2022-05-05 12:00")
    absent.when(RecordNoShow(member=LI)).then_refused("not_acceptor")
    absent.when(RecordNoShow(member=CHEN)).then_refused("not_acceptor")


def test_nobody_is_absent_from_an_order_that_was_called_off() -> None:
    absent = order(*TO_ACCEPTED, CANCELLED).by(GRID_WORKER).at("2022-05-05 12:00")
    absent.when(RecordNoShow(member=LI)).then_refused("wrong_state")


def test_who_was_sent_away_does_not_check_out() -> None:
    sent_away = AcceptorExcused(member=LI, reason=ExcuseReason.SENT_AWAY)
    facts = (*BOTH_STARTED, sent_away)
    given = order(*facts).by(AS_LI).approved_by(AS_AUNT).at(HALF_PAST_TEN)
    given.when(CheckOut(member=LI)).then_refused("not_checked_in")


# Presence: P-02

CANCELLED = OrderCancelled(
    requester=AUNT, stage=CancelStage.AFTER_ACCEPT, fault=Fault.REQUESTER, reason="合成"
)
ATTEST = AttestPresence(member=LI, arrived_at=START, left_at=moment("2022-05-05 09:40"))
ATTESTED = PresenceAttested(minutes=40, **dict(ATTEST))


def test_a_grid_worker_attests_that_an_acceptor_sent_away_was_there_p02_ex08d() -> None:
    for past in (TO_ACCEPTED, TO_STARTED, (*TO_ACCEPTED, CANCELLED)):
        order(*past).by(GRID_WORKER).when(ATTEST).then(ATTESTED)


@pytest.mark.parametrize(("left", "enough"), [("09:29", False), ("09:30", True)])
def test_thirty_minutes_on_site_are_enough_p02(left: str, enough: bool) -> None:
    attest = ATTEST.model_copy(update={"left_at": moment(f"2022-05-05 {left}")})
    attesting = order(*TO_ACCEPTED).by(GRID_WORKER).when(attest)
    if enough:
        attesting.then(PresenceAttested(minutes=30, **dict(attest)))
    else:
        attesting.then_refused("too_short")


def test_presence_is_attested_after_it_by_another_and_for_an_acceptor() -> None:
    attesting = order(*TO_ACCEPTED).by(GRID_WORKER)
    attesting.at("2022-05-05 09:39").when(ATTEST).then_refused("too_short")
    attesting.by(actor(Role.GW, LI)).when(ATTEST).then_refused("own_presence")
    attesting.at("2022-05-05 09:40").when(ATTEST).then(ATTESTED)
    gone = order(*TO_ACCEPTED, AcceptorNoShowRecorded(member=LI)).by(GRID_WORKER)
    gone.when(ATTEST).then_refused("not_acceptor")
    other = ATTEST.model_copy(update={"member": CHEN})
    attesting.when(other).then_refused("not_acceptor")
    order(*TO_COMPLETED).by(GRID_WORKER).when(ATTEST).then_refused("wrong_state")


def test_presence_is_attested_once() -> None:
    attested = order(*TO_ACCEPTED, ATTESTED).by(GRID_WORKER)
    attested.when(ATTEST).then_nothing()
    longer = ATTEST.model_copy(update={"left_at": moment("2022-05-05 09:50")})
    attested.when(longer).then_refused("attested")


# Completion


def test_an_order_is_complete_when_everybody_is_accounted_for() -> None:
    completing = order(*TO_SERVED).by(Role.GH).at("2022-05-05 11:00")
    completing.when(CompleteOrder()).then(COMPLETED)


def test_an_order_with_somebody_still_expected_or_on_site_is_not_complete() -> None:
    for past in (BOTH_STARTED, (*BOTH_STARTED, LI_DONE)):
        completing = order(*past).by(Role.GH).at("2022-05-05 13:00")
        completing.when(CompleteOrder()).then_refused("acceptors_open")
    gone = AcceptorNoShowRecorded(member=CHEN)
    excused = AcceptorExcused(member=CHEN, reason=ExcuseReason.DUTY)
    for fact in (gone, excused):
        completing = order(*BOTH_STARTED, LI_DONE, fact).by(Role.GH).at("2022-05-05 13:00")
        completing.when(CompleteOrder()).then(COMPLETED)


def test_an_order_nobody_served_is_not_complete() -> None:
    order(*TO_ACCEPTED).by(Role.GH).when(CompleteOrder()).then_refused("wrong_state")
