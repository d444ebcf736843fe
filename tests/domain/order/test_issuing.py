"""下单: SYS-12, AM-24."""

from dataclasses import replace

import pytest

from domain.grid import GridStatus, grid_ref
from domain.kernel import SYSTEM
from domain.order import (
    AmendOrder,
    CompleteOrder,
    DeclineOrder,
    DeclineReason,
    ExcuseAcceptor,
    ExpireOrder,
    IssueOrder,
    MergeOrders,
    Occasion,
    OrderAmended,
    OrderDeclined,
    OrderExpired,
    OrderIssued,
    Origin,
)
from domain.roles import Role
from tests.domain.order.facts import (
    BY,
    ISSUED,
    PLACED,
    START,
    TO_ACCEPTED,
    TO_ISSUED,
    UNTIL,
    midnight,
    order,
)
from tests.domain.world import AUNT, GRID_CODE, UNIT_A, WITH_BRANCH, WITHOUT_BRANCH
from tests.spec import moment

ISSUE = IssueOrder()
NOON = "2022-05-02 12:00"


def test_the_grids_branch_issues_for_the_time_that_was_wanted_am24() -> None:
    order(PLACED).by(Role.GH).at(NOON).when(ISSUE).then(ISSUED)


def test_the_community_issues_as_a_fallback_r07() -> None:
    by_community = ISSUED.model_copy(update={"branch": "FC01"})
    order(PLACED).by(Role.CS).at(NOON).when(ISSUE).then(by_community)


def test_a_units_branch_issues_within_its_commitment_only_am24() -> None:
    order(PLACED).by(Role.UNIT).at(NOON).when(ISSUE).then_refused("not_a_commitment")
    promised = PLACED.model_copy(update={"origin": Origin.AGREEMENT, "unit": UNIT_A})
    by_unit = ISSUED.model_copy(update={"branch": str(UNIT_A), "unit": UNIT_A})
    order(promised).by(Role.UNIT).at(NOON).when(ISSUE).then(by_unit)


def test_the_community_may_issue_what_a_unit_promised_and_it_is_then_the_communitys() -> None:
    promised = PLACED.model_copy(
        update={"origin": Origin.AGREEMENT, "unit": UNIT_A, "commitment": AUNT}
    )
    (issued,) = order(promised).by(Role.CS).at(NOON).when(ISSUE).facts()
    assert isinstance(issued, OrderIssued)
    assert (issued.branch, issued.unit) == ("FC01", None)


def test_a_grid_that_is_no_more_issues_nothing() -> None:
    gone = replace(WITH_BRANCH, status=GridStatus.ABOLISHED)
    given = order(PLACED).looking({grid_ref(GRID_CODE): gone}).by(Role.GH).at(NOON)
    given.when(ISSUE).then_refused("no_branch")


def test_a_grid_without_branch_leaves_it_to_the_community() -> None:
    issuing = order(PLACED).by(Role.GH).at(NOON)
    branchless = issuing.looking({grid_ref(GRID_CODE): WITHOUT_BRANCH})
    branchless.when(ISSUE).then_refused("no_branch")
    nowhere = order(PLACED.model_copy(update={"grid": None})).by(Role.GH).at(NOON)
    nowhere.when(ISSUE).then_refused("no_branch")


LATER = IssueOrder(
    service_from=moment("2022-05-20 09:00"), service_until=moment("2022-05-20 12:00"),
    due_at=moment("2022-05-21 09:00"), required=("电工",),
)  # fmt: skip
ISSUED_LATER = OrderIssued(
    branch=GRID_CODE, late=False, open_since=moment(NOON),
    accept_due_at=midnight("2022-05-07"), **BY,
    **{name: value for name, value in dict(LATER).items() if name != "insured"},
)  # fmt: skip


def test_an_order_waits_three_working_days_for_an_acceptor() -> None:
    # 5 and 6 May, and Saturday the 7th, which is worked.
    order(PLACED).by(Role.GH).at(NOON).when(LATER).then(ISSUED_LATER)


@pytest.mark.parametrize(("at", "late"), [("2022-05-06 00:00", False), ("2022-05-06 00:01", True)])
def test_an_order_issued_after_one_working_day_is_flagged_late(at: str, late: bool) -> None:
    """A date put back does not help: what counts is when the log learns of it."""
    flagged = ISSUED_LATER.model_copy(update={"late": late})
    order(PLACED).by(Role.GH).at(at, happened=NOON).when(LATER).then(flagged)


def test_an_urgent_order_waits_four_hours() -> None:
    urgent = OrderAmended(requester=AUNT, occasion=Occasion.URGENT)
    due = ISSUED.model_copy(update={"accept_due_at": moment("2022-05-02 16:00")})
    order(PLACED, urgent).by(Role.GH).at(NOON).when(ISSUE).then(due)


def test_an_order_is_issued_for_a_time_that_lies_ahead() -> None:
    vague = PLACED.model_copy(update={"wanted_from": None, "wanted_until": None})
    order(vague).by(Role.GH).at(NOON).when(ISSUE).then_refused("window_missing")
    over = order(PLACED).by(Role.GH).at("2022-05-05 12:00")
    over.when(ISSUE).then_refused("window_passed")
    settled = IssueOrder(service_from=START, service_until=UNTIL)
    order(vague).by(Role.GH).at(NOON).when(settled).then(ISSUED)


def test_dangerous_service_is_insured_first() -> None:
    dangerous = IssueOrder(insurance_needed=True)
    order(PLACED).by(Role.GH).at(NOON).when(dangerous).then_refused("not_insured")
    insured = IssueOrder(insurance_needed=True, insured=True)
    noted = ISSUED.model_copy(update={"insurance_needed": True})
    order(PLACED).by(Role.GH).at(NOON).when(insured).then(noted)


def test_where_there_is_no_grid_the_community_takes_every_step_of_the_branch_am24() -> None:
    for command in (
        AmendOrder,
        MergeOrders,
        IssueOrder,
        DeclineOrder,
        ExcuseAcceptor,
        CompleteOrder,
    ):
        assert {Role.GH, Role.CS} <= command.who


def test_an_order_is_issued_once() -> None:
    order(*TO_ISSUED).by(Role.GH).at(NOON).when(ISSUE).then_refused("wrong_state")


def test_a_declined_order_tells_the_requester_why() -> None:
    decline = DeclineOrder(reason=DeclineReason.OUT_OF_SCOPE, explanation="合成：请找物业")
    declined = OrderDeclined(requester=AUNT, **dict(decline))
    order(PLACED).by(Role.GH).when(decline).then(declined)
    order(*TO_ISSUED).by(Role.GH).when(decline).then_refused("wrong_state")
    order(PLACED, declined).by(Role.GH).when(ISSUE).then_refused("wrong_state")


@pytest.mark.parametrize(("at", "due"), [("2022-05-05 11:59", False), ("2022-05-05 12:00", True)])
def test_an_order_nobody_accepted_expires_when_its_time_is_up(at: str, due: bool) -> None:
    expiring = order(*TO_ISSUED).by(SYSTEM).at(at).when(ExpireOrder())
    if due:
        expiring.then(OrderExpired(accept_due_at=UNTIL))
    else:
        expiring.then_refused("not_due")


def test_an_order_expires_once_and_not_when_it_is_accepted() -> None:
    at = "2022-05-06 09:00"
    expired = OrderExpired(accept_due_at=UNTIL)
    order(*TO_ISSUED, expired).by(SYSTEM).at(at).when(ExpireOrder()).then_nothing()
    order(*TO_ACCEPTED).by(SYSTEM).at(at).when(ExpireOrder()).then_refused("wrong_state")


def test_no_order_no_step() -> None:
    for command in (ISSUE, ExpireOrder()):
        order().by(SYSTEM).when(command).then_refused("no_such_order")
