"""A case that becomes a service order, and how it ends: R-36, P-04."""

from uuid import UUID

import pytest

from domain.case import (
    CallbackExemption,
    Case,
    CaseAssigned,
    CaseClosed,
    CaseConversionFailed,
    CaseConvertedToOrder,
    CaseFedBack,
    CaseHandled,
    CaseOutcome,
    CaseState,
    ContactWay,
    ConvertToOrder,
    FeedbackImpossibleRecorded,
    FinishConversion,
    FirstContactMade,
    MarkOverdue,
    RecordFirstContact,
    Stage,
)
from domain.kernel import SYSTEM, Event
from domain.order import Occasion, Order, OrderStatus, Verdict, order_ref
from domain.roles import Role
from domain.vocabulary import ServiceField
from tests.domain.case.world import (
    DUE,
    GIVEN_OUT,
    NEW,
    OPEN,
    PATROL,
    REPORTED,
    WANG,
    at,
    case,
    hers,
    new_id,
)
from tests.spec import STREAM, Given

NOW = "2022-02-08 10:00"
ORDER = new_id("order")
CONVERT = ConvertToOrder(
    occasion=Occasion.SMALL, field=ServiceField.ELDER_DISABILITY_HELP, need="陪同试暖"
)
TASK = CaseAssigned(**hers("2022-01-28 17:00"), handler="FC01")
CONVERTED = CaseConvertedToOrder(**hers("2022-01-28 17:00"), order=ORDER, **dict(CONVERT))
FINISH = FinishConversion(order=ORDER)
UNDER_WAY = (*OPEN, TASK, CONVERTED)


def ended(status: OrderStatus, verdict: Verdict | None = None, *facts: Event[Case]) -> Given[Case]:
    order = Order(status=status, cases=(STREAM,), verdict=verdict)
    given = case(*(facts or UNDER_WAY)).by(SYSTEM).at(NOW)
    return given.looking({order_ref(ORDER): order})


def test_the_grid_head_makes_an_order_of_it_and_it_stays_the_communitys_r07() -> None:
    case(*OPEN).by(Role.GH).at("2022-01-28 17:00").when(CONVERT).then(TASK, CONVERTED)


def test_only_an_accepted_case_is_converted() -> None:
    case(*NEW).by(Role.GH).when(CONVERT).then_refused("wrong_state")
    case(*GIVEN_OUT).by(Role.GH).when(CONVERT).then_refused("wrong_state")
    early = case(*OPEN).by(Role.GH).at("2022-01-28 15:59")
    early.when(CONVERT).then_refused("before_previous_step")


def test_a_served_order_handles_feeds_back_and_closes_it_p04() -> None:
    ended(OrderStatus.CLOSED, Verdict.SERVED_SATISFIED).when(FINISH).then(
        CaseHandled(
            **hers(NOW), handler="FC01", by=None, order=ORDER, days_late=0, working_days_used=4
        ),
        CaseFedBack(**hers(NOW), way=ContactWay.ORDER_RATING, by=None, told=(WANG,)),
        CaseClosed(
            **at(NOW), outcome=CaseOutcome.RESOLVED, exemption=CallbackExemption.ORDER_RATED,
            stages=tuple(Stage), chain_complete=True,
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        (Verdict.SERVED_BASICALLY, CaseOutcome.RESOLVED),
        (Verdict.SERVED_UNSATISFIED, CaseOutcome.PARTLY),
    ],
)
def test_its_outcome_is_what_the_rating_says(verdict: Verdict, outcome: CaseOutcome) -> None:
    closed = ended(OrderStatus.CLOSED, verdict).when(FINISH).facts()[-1]
    assert isinstance(closed, CaseClosed)
    assert closed.outcome is outcome


def test_an_anonymous_reporter_rated_nothing() -> None:
    nameless = REPORTED.model_copy(update={"reporter": None, "anonymous": True, "reachable": False})
    facts = (nameless, *UNDER_WAY[1:])
    settled = ended(OrderStatus.CLOSED, Verdict.SERVED_SATISFIED, *facts).when(FINISH).facts()
    assert isinstance(settled[1], FeedbackImpossibleRecorded)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (OrderStatus.DECLINED, None),
        (OrderStatus.EXPIRED, None),
        (OrderStatus.CANCELLED_BEFORE_ACCEPT, None),
        (OrderStatus.CANCELLED_AFTER_ACCEPT, None),
        (OrderStatus.CLOSED, Verdict.NOT_SERVED),
    ],
)
def test_an_order_that_served_nobody_gives_the_case_back(
    status: OrderStatus, verdict: Verdict | None
) -> None:
    failed = CaseConversionFailed(**at(NOW), order=ORDER)
    ended(status, verdict).when(FINISH).then(failed)
    state = case(*UNDER_WAY, failed).state
    assert state.state is CaseState.ACCEPTED
    assert state.clock is not None
    assert state.clock.due_at == DUE
    ended(status, verdict, *UNDER_WAY, failed).when(FINISH).then_refused("wrong_state")


def test_while_the_order_runs_the_case_waits() -> None:
    for status in (OrderStatus.ISSUED, OrderStatus.MERGED):
        ended(status).when(FINISH).then_refused("order_not_ended")
    rated = ended(OrderStatus.RATED, Verdict.SERVED_SATISFIED)
    rated.when(FINISH).then_refused("order_not_ended")


def test_only_an_order_made_of_it_finishes_it() -> None:
    other = Order(status=OrderStatus.EXPIRED, cases=(UUID(int=5),))
    given = case(*UNDER_WAY).by(SYSTEM).at(NOW)
    given.looking({order_ref(ORDER): other}).when(FINISH).then_refused("not_its_order")
    unknown = FinishConversion(order=UUID(int=6))
    given.when(unknown).then_refused("not_its_order")


def test_the_grid_head_takes_back_a_case_whose_order_was_never_placed() -> None:
    failed = CaseConversionFailed(**at(NOW), order=ORDER)
    case(*UNDER_WAY).by(Role.GH).at(NOW).when(FINISH).then(failed)


def test_its_clock_runs_on_and_contact_counts_while_volunteers_work() -> None:
    given = case(*UNDER_WAY)
    assert given.by(SYSTEM).at("2022-02-10 00:01").when(MarkOverdue()).facts()
    contact = RecordFirstContact(way=ContactWay.VISIT)
    (made,) = given.by(PATROL).at("2022-01-29 09:00").when(contact).facts()
    assert isinstance(made, FirstContactMade)
    assert case(*UNDER_WAY, made).state.state is CaseState.CONVERTED
