"""Whose scope covers what in an order: HANDBOOK 0.2, SYS-12, AM-34."""

from domain.kernel import Concern
from domain.order import (
    ORDER,
    AcceptOrder,
    CancelOrder,
    Fault,
    HelperJoined,
    IssueOrder,
    JoinAsHelper,
    OrderAbsorbed,
    OrderReleased,
)
from tests.domain.order.facts import CHEN_ACCEPTED, PLACE, TO_ACCEPTED, TO_ISSUED
from tests.domain.world import AUNT, CHEN, COMMUNITY, GRID_CODE, LI, SUN, UNCLE
from tests.spec import STREAM


def whose(*persons: object) -> Concern:
    return Concern(COMMUNITY, GRID_CODE, persons=frozenset(persons))  # type: ignore[arg-type]


def test_an_order_is_placed_by_its_requester_or_from_its_place() -> None:
    assert ORDER.concerns(ORDER.initial, PLACE) == whose(AUNT)
    body = PLACE.model_copy(update={"requester": None, "requester_body": "FC01"})
    assert ORDER.concerns(ORDER.initial, body) == whose()


def test_who_accepts_or_joins_is_in_it_by_that_am34() -> None:
    issued = ORDER.replay(TO_ISSUED)
    assert ORDER.concerns(issued, AcceptOrder(member=LI)) == whose(LI)
    assert ORDER.concerns(issued, JoinAsHelper(member=SUN)) == whose(SUN)


def test_an_order_concerns_its_place_its_requesters_and_who_serves_on_it() -> None:
    absorbed = OrderAbsorbed(order=STREAM, requesters=(UNCLE,), cases=())
    past = (*TO_ISSUED[:1], absorbed, *TO_ACCEPTED[1:], HelperJoined(member=SUN))
    state = ORDER.replay(past)
    cancel = CancelOrder(fault=Fault.BRANCH, reason="合成")
    for command in (IssueOrder(), cancel, None):
        assert ORDER.concerns(state, command) == whose(AUNT, UNCLE, LI, SUN)


def test_who_gave_it_back_has_no_more_to_do_with_it() -> None:
    gone = ORDER.replay([*TO_ACCEPTED, CHEN_ACCEPTED, OrderReleased(member=LI)])
    assert ORDER.concerns(gone, None) == whose(AUNT, CHEN)
