"""A case that becomes a service order, and how it ends: R-36, P-04."""

from uuid import UUID

from domain.case import (
    CallbackExemption,
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
    OrderEnd,
    RecordFirstContact,
    Stage,
)
from domain.kernel import SYSTEM
from domain.roles import Role
from tests.domain.case.world import (
    DUE,
    GIVEN_OUT,
    NEW,
    OPEN,
    PATROL,
    WANG,
    at,
    case,
    hers,
    new_id,
)

NOW = "2022-02-08 10:00"
ORDER = new_id("order")
TASK = CaseAssigned(**hers("2022-01-28 17:00"), handler="FC01")
CONVERTED = CaseConvertedToOrder(**at("2022-01-28 17:00"), order=ORDER)
SERVED = FinishConversion(order=ORDER, end=OrderEnd.SERVED)
NOT_SERVED = FinishConversion(order=ORDER, end=OrderEnd.NOT_SERVED)


def test_the_grid_head_makes_an_order_of_it_and_it_stays_the_communitys_r07() -> None:
    head = case(*OPEN).by(Role.GH).at("2022-01-28 17:00")
    head.when(ConvertToOrder()).then(TASK, CONVERTED)


def test_only_an_accepted_case_is_converted() -> None:
    case(*NEW).by(Role.GH).when(ConvertToOrder()).then_refused("wrong_state")
    case(*GIVEN_OUT).by(Role.GH).when(ConvertToOrder()).then_refused("wrong_state")


def test_a_served_order_handles_feeds_back_and_closes_it_p04() -> None:
    case(*OPEN, TASK, CONVERTED).by(SYSTEM).at(NOW).when(SERVED).then(
        CaseHandled(
            **hers(NOW), handler="FC01", by=None, order=ORDER, days_late=0, working_days_used=4
        ),
        CaseFedBack(**hers(NOW), way=ContactWay.ORDER_RATING, by=None, told=(WANG,)),
        CaseClosed(
            **at(NOW), outcome=CaseOutcome.RESOLVED, exemption=CallbackExemption.ORDER_RATED,
            stages=tuple(Stage), chain_complete=True,
        ),
    )  # fmt: skip


def test_an_anonymous_reporter_rated_nothing() -> None:
    nameless = OPEN[0].model_copy(update={"reporter": None, "anonymous": True, "reachable": False})
    facts = case(nameless, OPEN[1], TASK, CONVERTED).by(SYSTEM).at(NOW).when(SERVED).facts()
    assert isinstance(facts[1], FeedbackImpossibleRecorded)


def test_an_order_that_served_nobody_gives_the_case_back() -> None:
    failed = CaseConversionFailed(**at(NOW), order=ORDER)
    case(*OPEN, TASK, CONVERTED).by(SYSTEM).at(NOW).when(NOT_SERVED).then(failed)
    state = case(*OPEN, TASK, CONVERTED, failed).state
    assert state.state is CaseState.ACCEPTED
    assert state.clock is not None
    assert state.clock.due_at == DUE
    case(*OPEN, TASK, CONVERTED, failed).by(SYSTEM).when(SERVED).then_refused("wrong_state")


def test_only_its_own_order_finishes_it() -> None:
    other = SERVED.model_copy(update={"order": UUID(int=5)})
    case(*OPEN, TASK, CONVERTED).by(SYSTEM).at(NOW).when(other).then_refused("not_its_order")
    case(*OPEN).by(SYSTEM).at(NOW).when(SERVED).then_refused("wrong_state")


def test_its_clock_runs_on_and_contact_counts_while_volunteers_work() -> None:
    given = case(*OPEN, TASK, CONVERTED)
    assert given.by(SYSTEM).at("2022-02-10 00:01").when(MarkOverdue()).facts()
    contact = RecordFirstContact(way=ContactWay.VISIT)
    (made,) = given.by(PATROL).at("2022-01-29 09:00").when(contact).facts()
    assert isinstance(made, FirstContactMade)
    assert case(*OPEN, TASK, CONVERTED, made).state.state is CaseState.CONVERTED
