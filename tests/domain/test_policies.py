"""Policies P-01, P-03, P-04 and P-08: HANDBOOK 2.23, EX-08 (d), (e)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.case import (
    CASE,
    Case,
    CaseConvertedToOrder,
    CaseState,
    Category,
    Channel,
    FinishConversion,
    ReportCase,
    Urgency,
    case_ref,
)
from domain.grid import GRID as GRIDS, GridsMerged, grid_ref
from domain.kernel import SYSTEM, Event, Ref
from domain.order import (
    ORDER,
    AcceptOrder,
    CancelStage,
    DeclineReason,
    Fault,
    Occasion,
    Order,
    OrderAbsorbed,
    OrderCancelled,
    OrderClosed,
    OrderDeclined,
    OrderExpired,
    OrderPlaced,
    Origin,
    Verdict,
    order_ref,
)
from domain.policies import POLICIES, Issue, Trigger, quarters_to_judge, reminder_day
from domain.roles import Role
from domain.vocabulary import ServiceField
from domain.volunteer import VOLUNTEER, ServiceConfirmed, ServiceSubmitted, volunteer_ref
from tests.domain.order.facts import (
    PLACED,
    RATED,
    TO_ACCEPTED,
    TO_COMPLETED,
    TO_ISSUED,
    TO_RATED,
    UNSERVED,
    UNTIL,
    order,
)
from tests.domain.world import AUNT, COMMUNITY, GRID_CODE, LI, WORLD
from tests.spec import given, moment

ID, MERGED, CASE_ID, OTHER_CASE = (UUID(int=n) for n in range(0x81, 0x85))
AT = moment("2022-05-05 14:00")
GRID = grid_ref(GRID_CODE)
CANCELLED = OrderCancelled(
    requester=AUNT, stage=CancelStage.AFTER_ACCEPT, fault=Fault.REQUESTER, reason="合成"
)


def after(
    event: Event[Any], states: dict[Ref[Any], Any], stream: UUID = ID
) -> list[tuple[str, Issue]]:
    """What follows from an event: the policy's name and what it issues."""
    known = {ref.id: state for ref, state in ({GRID: WORLD[GRID]} | states).items()}
    trigger = Trigger(stream, event, 7, AT)
    return [
        (policy.name, issue)
        for policy in POLICIES
        if policy.on is type(event)
        for issue in policy.then(trigger, lambda ref: known.get(ref.id, ref.aggregate.initial))
    ]


def of_order(*past: Event[Order]) -> dict[Ref[Any], Any]:
    return {order_ref(ID): ORDER.replay(past)}


# P-01


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.NOT_SERVED])
def test_a_rated_order_becomes_a_confirmed_service_of_who_served_p01_ex08e(
    verdict: Verdict,
) -> None:
    rated = RATED.model_copy(update={"verdict": verdict})
    states = of_order(*TO_COMPLETED, rated)
    (first, submit), (second, confirm) = after(rated, states)
    assert (first, second) == ("P-01", "P-01")
    book = volunteer_ref(LI, 2022)
    assert submit.stream == confirm.stream == book.id
    assert VOLUNTEER.identify(submit.command) == book.id
    entering = given(VOLUNTEER).looking(WORLD).looking(states).by(SYSTEM).at("2022-05-06 09:00")
    (submitted,) = entering.when(submit.command).facts()
    assert isinstance(submitted, ServiceSubmitted)
    assert (submitted.minutes, submitted.order, submitted.flags) == (90, ID, ())
    confirming = given(VOLUNTEER, submitted).by(SYSTEM).at("2022-05-06 09:00")
    confirming.when(confirm.command).then(ServiceConfirmed(person=LI, entry=submitted.entry))


def test_an_order_rated_not_served_makes_no_record_p01_ex08e() -> None:
    assert after(UNSERVED, of_order(*TO_COMPLETED, UNSERVED)) == []
    with_served = UNSERVED.model_copy(update={"served": RATED.served})
    assert after(with_served, of_order(*TO_COMPLETED, with_served)) == []


def test_a_cancelled_order_makes_no_record_of_itself_p02_ex08a() -> None:
    assert after(CANCELLED, of_order(*TO_ACCEPTED, CANCELLED)) == []


def test_records_of_a_first_round_survive_the_rework_p01() -> None:
    """The policy may run when the order is open again: who served stands in the event."""
    ended = of_order(*TO_RATED, OrderClosed(verdict=Verdict.SERVED_SATISFIED))
    assert after(RATED, ended) == after(RATED, of_order(*TO_RATED))


def test_running_it_again_asks_for_the_same_and_changes_nothing_p01() -> None:
    states = of_order(*TO_RATED)
    (_, submit), (_, confirm) = after(RATED, states)
    assert after(RATED, states) == [("P-01", submit), ("P-01", confirm)]
    entering = given(VOLUNTEER).looking(WORLD).looking(states).by(SYSTEM).at("2022-05-06 09:00")
    facts = [fact for fact in entering.when(submit.command).facts() if isinstance(fact, Event)]
    again = given(VOLUNTEER, *facts).looking(WORLD).looking(states).by(SYSTEM)
    again.when(submit.command).then_nothing()


# P-03

EXPIRED = OrderExpired(accept_due_at=UNTIL)


def test_an_order_nobody_took_is_reported_as_a_case_p03_r07() -> None:
    ((policy, issue),) = after(EXPIRED, of_order(*TO_ISSUED, EXPIRED))
    assert (policy, issue.aggregate, issue.stream) == ("P-03", CASE, None)
    report = issue.command
    assert isinstance(report, ReportCase)
    assert (report.channel, report.order, report.reporter) == (Channel.ORDER, ID, AUNT)
    assert (report.community, report.grid) == (COMMUNITY, GRID_CODE)
    assert CASE.identify(report) is not None  # reported once, however often it is asked for
    assert given(CASE).looking(WORLD).by(SYSTEM).when(report).facts()


def test_what_followed_in_a_grid_that_is_no_more_is_not_lost_p03_p04_r07() -> None:
    """Merged while the order was out: a case there would be refused, and nobody's."""
    gone = GridsMerged(into="FC01002", on=date(2022, 5, 4), document_no="【合成】9号")
    merged = {GRID: GRIDS.replay([gone], WORLD[GRID])}
    ((_, issue),) = after(EXPIRED, of_order(*TO_ISSUED, EXPIRED) | merged)
    assert given(CASE).looking(WORLD | merged).by(SYSTEM).when(issue.command).facts()
    ((_, issue),) = after(CONVERTED, {case_ref(CASE_ID): converted()} | merged, CASE_ID)
    assert order().looking(merged).by(SYSTEM).at("2022-05-05 14:00").when(issue.command).facts()


# P-04

CONVERTED = CaseConvertedToOrder(
    order=ID,
    happened_at=AT,
    occasion=Occasion.REAL,
    field=ServiceField.ENVIRONMENT,
    need="合成",
    people_needed=2,
)
OF_CASE = PLACED.model_copy(update={"origin": Origin.CASE, "case": CASE_ID})


def converted(**changes: Any) -> Case:
    known = {
        "state": CaseState.CONVERTED, "community": COMMUNITY, "grid": GRID_CODE, "order": ID,
        "reporter": AUNT, "urgency": Urgency.ORDINARY, "category": Category.CARE,
    }  # fmt: skip
    return Case(**{**known, **changes})


def test_a_converted_case_places_the_order_it_names_p04() -> None:
    ((policy, issue),) = after(CONVERTED, {case_ref(CASE_ID): converted()}, CASE_ID)
    assert (policy, issue.aggregate, issue.stream) == ("P-04", ORDER, ID)
    (placed,) = order().by(SYSTEM).at("2022-05-05 14:00").when(issue.command).facts()
    assert isinstance(placed, OrderPlaced)
    assert (placed.origin, placed.case, placed.requester) == (Origin.CASE, CASE_ID, AUNT)
    assert (placed.occasion, placed.field) == (Occasion.REAL, ServiceField.ENVIRONMENT)
    assert placed.people_needed == 2


@pytest.mark.parametrize("changes", [{"confidential": True}, {"reporter": None}])
def test_a_reporter_who_is_not_to_be_named_is_not_the_requester_p04(
    changes: dict[str, Any],
) -> None:
    ((_, issue),) = after(CONVERTED, {case_ref(CASE_ID): converted(**changes)}, CASE_ID)
    (placed,) = order().by(SYSTEM).at("2022-05-05 14:00").when(issue.command).facts()
    assert isinstance(placed, OrderPlaced)
    assert (placed.requester, placed.requester_body) == (None, COMMUNITY)


DECLINED = OrderDeclined(requester=AUNT, reason=DeclineReason.OUT_OF_SCOPE, explanation="合成")


@pytest.mark.parametrize(
    "event",
    [
        OrderClosed(verdict=Verdict.SERVED_SATISFIED),
        OrderClosed(verdict=Verdict.NOT_SERVED),
        DECLINED,
        EXPIRED,
        CANCELLED,
    ],
)
def test_the_end_of_the_order_is_the_end_of_its_case_p04(event: Event[Order]) -> None:
    states = {**of_order(OF_CASE), case_ref(CASE_ID): converted()}
    finish = Issue(CASE, CASE_ID, FinishConversion(order=ID))
    assert after(event, states) == [("P-04", finish)]


def test_the_cases_of_orders_merged_into_it_end_too_p04() -> None:
    absorbed = OrderAbsorbed(order=MERGED, requesters=(), cases=(OTHER_CASE,))
    states = {
        **of_order(OF_CASE, absorbed),
        case_ref(CASE_ID): converted(),
        case_ref(OTHER_CASE): converted(order=MERGED),
    }
    closed = OrderClosed(verdict=Verdict.SERVED_SATISFIED)
    issued = [issue for _, issue in after(closed, states)]
    assert [issue.stream for issue in issued] == [CASE_ID, OTHER_CASE]
    assert {issue.command for issue in issued} == {FinishConversion(order=ID)}


def test_a_case_that_is_no_longer_converted_is_left_alone_p04() -> None:
    states = {**of_order(OF_CASE), case_ref(CASE_ID): converted(order=None)}
    assert after(OrderClosed(verdict=Verdict.SERVED_SATISFIED), states) == []


# P-08


def test_every_quarter_is_judged_once_on_the_sixteenth_day_after_it_p08() -> None:
    days = [date(2022, 4, 16), date(2022, 7, 16), date(2022, 10, 16), date(2023, 1, 16)]
    year = quarters_to_judge(2022, date(2022, 4, 15), date(2023, 1, 16), 15)
    assert list(year) == [1, 2, 3, 4]
    for quarter, day in enumerate(days, start=1):
        before = date.fromordinal(day.toordinal() - 1)
        earlier = date.fromordinal(day.toordinal() - 2)
        assert list(quarters_to_judge(2022, before, day, 15)) == [quarter]
        assert list(quarters_to_judge(2022, day, day, 15)) == []
        assert list(quarters_to_judge(2022, earlier, before, 15)) == []
        assert list(quarters_to_judge(2022, earlier, before, 14)) == [quarter]


def test_the_reminder_comes_on_the_first_of_the_last_month_p08() -> None:
    assert [reminder_day(2022, quarter) for quarter in (1, 2, 3, 4)] == [
        date(2022, 3, 1), date(2022, 6, 1), date(2022, 9, 1), date(2022, 12, 1)
    ]  # fmt: skip


def test_policies_issue_only_what_the_system_may_issue_and_no_acceptance_am34() -> None:
    states = {**of_order(OF_CASE), case_ref(CASE_ID): converted()}
    issued = [
        type(issue.command)
        for event in (CONVERTED, RATED, EXPIRED, CANCELLED, DECLINED)
        for _, issue in after(event, states, CASE_ID if event is CONVERTED else ID)
    ]
    assert len(set(issued)) == 4
    assert all(Role.SYS in command.who for command in issued)
    assert AcceptOrder not in issued
