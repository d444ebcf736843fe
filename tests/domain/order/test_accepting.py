"""接单: SYS-12, AM-24, AM-34."""

from uuid import UUID

import pytest

from domain.kernel import SYSTEM
from domain.order import (
    ORDER,
    AcceptOrder,
    AcceptorExcused,
    AcceptorNoShowRecorded,
    AcceptorStatus,
    ExcuseAcceptor,
    ExcuseReason,
    HelperJoined,
    JoinAsHelper,
    OrderAbandoned,
    OrderAccepted,
    OrderAmended,
    OrderReissued,
    OrderReleased,
    OrderStatus,
    ReleaseOrder,
)
from domain.person import PartyKind
from domain.roles import Role
from tests.domain.order.facts import (
    AS_CHEN,
    AS_LI,
    BY,
    CHEN_ACCEPTED,
    ISSUED,
    LI_ACCEPTED,
    LI_STARTED,
    PLACED,
    START,
    TO_ACCEPTED,
    TO_COMPLETED,
    TO_ISSUED,
    TO_SERVED,
    TO_STARTED,
    UNTIL,
    midnight,
    order,
)
from tests.domain.world import (
    AUNT,
    CHEN,
    LI,
    SPECIALITY,
    SUN,
    UNIT_A,
    WANG,
    ZHAO,
    actor,
    registered,
    someone,
)
from tests.spec import moment

ACCEPT = AcceptOrder(member=LI)
ON_THE_3RD = "2022-05-03 10:00"
FOR_TWO = OrderAmended(requester=AUNT, people_needed=2)


def test_a_registered_member_accepts_for_himself_am34() -> None:
    order(*TO_ISSUED).by(AS_LI).at(ON_THE_3RD).when(ACCEPT).then(LI_ACCEPTED)


def test_nobody_accepts_for_another_not_even_the_system_am34() -> None:
    for other in (AS_CHEN, SYSTEM, actor(Role.MEM, CHEN)):
        order(*TO_ISSUED).by(other).at(ON_THE_3RD).when(ACCEPT).then_refused("own_act")


def test_accepting_twice_is_accepting_once() -> None:
    order(*TO_ACCEPTED).by(AS_LI).at(ON_THE_3RD).when(ACCEPT).then_nothing()


@pytest.mark.parametrize("person", [WANG, SUN, AUNT])
def test_the_unregistered_and_non_members_do_not_accept_am24(person: UUID) -> None:
    accepting = order(PLACED.model_copy(update={"requester": LI}), ISSUED).by(
        actor(Role.MEM, person)
    )
    accepting.at(ON_THE_3RD).when(AcceptOrder(member=person)).then_refused("not_registered")


def test_who_registers_only_tomorrow_does_not_accept_today() -> None:
    late = registered(WANG, since=moment("2022-05-04 00:00").date())
    accepting = order(*TO_ISSUED).looking(late).by(actor(Role.MEM, WANG))
    accepting.at(ON_THE_3RD).when(AcceptOrder(member=WANG)).then_refused("not_registered")
    accepting.at("2022-05-04 08:00").when(AcceptOrder(member=WANG)).then(OrderAccepted(member=WANG))


def test_a_party_member_of_the_community_accepts_without_registering_am24() -> None:
    accepting = order(*TO_ISSUED).by(actor(Role.VOL, ZHAO)).at(ON_THE_3RD)
    accepting.when(AcceptOrder(member=ZHAO)).then(OrderAccepted(member=ZHAO))


def test_nobody_accepts_his_own_order_or_that_of_a_relative() -> None:
    own = order(PLACED.model_copy(update={"requester": LI}), ISSUED).by(AS_LI).at(ON_THE_3RD)
    own.when(ACCEPT).then_refused("own_order")
    relative = AcceptOrder(member=LI, relative_of_requester=True)
    order(*TO_ISSUED).by(AS_LI).at(ON_THE_3RD).when(relative).then_refused("relative_of_requester")


def test_an_order_has_as_many_seats_as_people_are_needed() -> None:
    chen = AcceptOrder(member=CHEN)
    full = order(*TO_ACCEPTED).by(AS_CHEN).at(ON_THE_3RD)
    full.when(chen).then_refused("no_seats_left")
    two = order(PLACED, FOR_TWO, ISSUED, LI_ACCEPTED).by(AS_CHEN).at(ON_THE_3RD)
    two.when(chen).then(CHEN_ACCEPTED)


def test_a_required_speciality_is_held_by_who_accepts() -> None:
    special = ISSUED.model_copy(update={"required": (SPECIALITY,)})
    order(PLACED, special).by(AS_LI).at(ON_THE_3RD).when(ACCEPT).then_refused("not_qualified")
    accepting = order(PLACED, special).by(AS_CHEN).at(ON_THE_3RD)
    accepting.when(AcceptOrder(member=CHEN)).then(CHEN_ACCEPTED)


def test_an_order_whose_time_is_over_is_not_accepted() -> None:
    order(*TO_ISSUED).by(AS_LI).at("2022-05-05 12:00").when(ACCEPT).then_refused("window_passed")


def test_an_order_is_accepted_after_it_was_issued_and_before_it_is_done() -> None:
    for past in ((PLACED,), TO_COMPLETED):
        order(*past).by(AS_LI).at(ON_THE_3RD).when(ACCEPT).then_refused("wrong_state")
    started = order(PLACED, FOR_TWO, ISSUED, LI_ACCEPTED, LI_STARTED)
    started.by(AS_CHEN).at("2022-05-05 09:30").when(AcceptOrder(member=CHEN)).then(CHEN_ACCEPTED)
    joined = ORDER.replay([PLACED, ISSUED, LI_ACCEPTED, LI_STARTED, CHEN_ACCEPTED])
    assert joined.status is OrderStatus.IN_SERVICE


# Helpers


def test_a_volunteer_helps_an_acceptor_and_takes_no_seat_am24() -> None:
    help_li, volunteer = JoinAsHelper(member=SUN), actor(Role.VOL, SUN)
    helping = order(*TO_ACCEPTED).by(volunteer)
    helping.when(help_li).then(HelperJoined(member=SUN))
    order(*TO_ACCEPTED, HelperJoined(member=SUN)).by(volunteer).when(help_li).then_nothing()
    assert len(ORDER.replay([*TO_ACCEPTED, HelperJoined(member=SUN)]).holders) == 1


@pytest.mark.parametrize(
    ("person", "by", "code"),
    [
        (SUN, AUNT, "own_act"),
        (AUNT, AUNT, "own_order"),
        (LI, LI, "no_acceptor_to_help"),
        (UUID(int=0x99), UUID(int=0x99), "no_such_person"),
    ],
)
def test_who_helps_is_another_person_and_acts_himself(person: UUID, by: UUID, code: str) -> None:
    helping = order(*TO_ACCEPTED).by(actor(Role.VOL, by))
    helping.when(JoinAsHelper(member=person)).then_refused(code)


def test_a_volunteer_is_never_alone_with_an_order_am24() -> None:
    helping = order(*TO_ISSUED).by(actor(Role.VOL, SUN))
    helping.when(JoinAsHelper(member=SUN)).then_refused("no_acceptor_to_help")
    done = order(*TO_COMPLETED).by(actor(Role.VOL, SUN))
    done.when(JoinAsHelper(member=SUN)).then_refused("wrong_state")


# Giving back: EX-08 (b)

REISSUED = OrderReissued(service_from=START, service_until=UNTIL, accept_due_at=UNTIL, **BY)


def reissued(at: str, **changes: object) -> OrderReissued:
    return REISSUED.model_copy(update={"open_since": moment(at), **changes})


@pytest.mark.parametrize(
    ("at", "fact"),
    [
        ("2022-05-04 12:00", OrderReleased(member=LI)),
        ("2022-05-04 21:00", OrderReleased(member=LI)),
        ("2022-05-04 21:01", OrderAbandoned(member=LI)),
        ("2022-05-04 23:00", OrderAbandoned(member=LI)),
        ("2022-05-05 11:59", OrderAbandoned(member=LI)),
    ],
)
def test_an_order_is_given_back_without_fault_twelve_hours_before_ex08b(
    at: str, fact: OrderReleased | OrderAbandoned
) -> None:
    releasing = order(*TO_ACCEPTED).by(AS_LI).at(at)
    releasing.when(ReleaseOrder(member=LI)).then(fact, reissued(at))
    after = ORDER.replay([*TO_ACCEPTED, fact, REISSUED])
    assert (after.status, after.holders) == (OrderStatus.ISSUED, ())


def test_an_order_others_still_hold_is_not_reissued() -> None:
    both = (PLACED, FOR_TWO, ISSUED, LI_ACCEPTED, CHEN_ACCEPTED)
    releasing = order(*both).by(AS_LI).at("2022-05-04 12:00")
    releasing.when(ReleaseOrder(member=LI)).then(OrderReleased(member=LI))
    after = ORDER.replay([*both, OrderReleased(member=LI)])
    assert after.status is OrderStatus.ACCEPTED


def test_who_gave_it_back_may_accept_it_again() -> None:
    again = order(*TO_ACCEPTED, OrderReleased(member=LI), REISSUED).by(AS_LI).at("2022-05-04 13:00")
    again.when(ACCEPT).then(LI_ACCEPTED)


def test_only_an_acceptor_who_has_not_come_gives_it_back() -> None:
    release = ReleaseOrder(member=LI)
    order(*TO_ACCEPTED).by(AS_CHEN).when(release).then_refused("own_act")
    order(*TO_ISSUED).by(AS_LI).when(release).then_refused("wrong_state")
    came = order(*TO_STARTED).by(AS_LI).at("2022-05-05 09:30")
    came.when(release).then_refused("not_acceptor")
    over = order(*TO_ACCEPTED).by(AS_LI).at("2022-05-05 12:00")
    over.when(release).then_refused("window_passed")
    stranger = order(*TO_ACCEPTED).by(AS_CHEN).when(ReleaseOrder(member=CHEN))
    stranger.then_refused("not_acceptor")


# Excusing

ILL = ExcuseAcceptor(member=LI, reason=ExcuseReason.ILLNESS)
EXCUSED = AcceptorExcused(member=LI, reason=ExcuseReason.ILLNESS)


def test_the_last_acceptor_excused_reopens_the_order() -> None:
    order(*TO_ACCEPTED).by(Role.GH).at("2022-05-04 23:00").when(ILL).then(
        EXCUSED, reissued("2022-05-04 23:00")
    )


def test_after_its_time_a_new_one_is_agreed_on_first() -> None:
    excusing = order(*TO_ACCEPTED).by(Role.GH).at("2022-05-05 12:00")
    excusing.when(ILL).then_refused("window_needed")
    start, until = moment("2022-05-09 09:00"), moment("2022-05-09 11:00")
    anew = ILL.model_copy(update={"service_from": start, "service_until": until})
    new_time = {"service_from": start, "service_until": until, "accept_due_at": until}
    excusing.when(anew).then(EXCUSED, reissued("2022-05-05 12:00", **new_time))


def test_a_no_show_may_be_excused_afterwards() -> None:
    no_show = AcceptorNoShowRecorded(member=LI)
    order(*TO_ACCEPTED, no_show, REISSUED).by(Role.GH).when(ILL).then(EXCUSED)
    after = ORDER.replay([*TO_ACCEPTED, no_show, REISSUED, EXCUSED])
    assert [a.status for a in after.acceptors] == [AcceptorStatus.EXCUSED]


def test_excusing_twice_changes_nothing_and_who_served_needs_no_excuse() -> None:
    order(*TO_ACCEPTED, EXCUSED, REISSUED).by(Role.GH).when(ILL).then_nothing()
    order(*TO_SERVED).by(Role.GH).when(ILL).then_refused("not_acceptor")
    order(*TO_ISSUED).by(Role.GH).when(ILL).then_refused("not_acceptor")
    order(PLACED).by(Role.GH).when(ILL).then_refused("wrong_state")


def test_a_reissued_order_waits_for_acceptors_as_long_as_a_new_one() -> None:
    ahead = ISSUED.model_copy(
        update={
            "service_from": moment("2022-05-20 09:00"), "service_until": moment("2022-05-20 12:00"),
        }
    )  # fmt: skip
    releasing = order(PLACED, ahead, LI_ACCEPTED).by(AS_LI).at("2022-05-09 10:00")
    again = reissued(
        "2022-05-09 10:00", service_from=ahead.service_from, service_until=ahead.service_until,
        accept_due_at=midnight("2022-05-12"),
    )  # fmt: skip
    releasing.when(ReleaseOrder(member=LI)).then(OrderReleased(member=LI), again)


def test_a_member_who_left_service_is_a_party_member_of_his_community_am24() -> None:
    april = moment("2022-04-30 09:00").date()
    accepting = order(*TO_ISSUED).by(actor(Role.MEM, WANG)).at(ON_THE_3RD)
    left = accepting.looking(someone(WANG, UNIT_A, PartyKind.FULL, left=april))
    left.when(AcceptOrder(member=WANG)).then(OrderAccepted(member=WANG))
    no_member = accepting.looking(someone(WANG, UNIT_A, left=april))
    no_member.when(AcceptOrder(member=WANG)).then_refused("not_registered")
