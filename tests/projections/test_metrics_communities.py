"""Lines of COMMUNITY: HANDBOOK 4.2, C2 to C7."""

from datetime import date
from typing import Any

import pytest

from domain.ruleset import SubjectKind
from tests.projections.known import (
    CHAIN,
    FC01,
    ORGAN,
    SHOP,
    SOCIETY,
    YES,
    agreement,
    case,
    completed,
    evidence,
    found,
    handled,
    known,
    order,
    unit,
)
from tests.spec import moment

COMMUNITY = SubjectKind.COMMUNITY
AGREEMENTS = "agreements_on_time", "agreements_due"
ORDERS = "orders_closed_on_time", "orders_issued"


def test_an_agreement_is_on_time_if_it_is_in_effect_by_31_march_c2_am12() -> None:
    year = known(
        unit(ORGAN), agreement(ORGAN, "03-31"),
        unit(SHOP, "MERCHANT"), agreement(SHOP, "04-01"),
        unit(SOCIETY, "SOCIAL_ORGANISATION"), agreement(SOCIETY, None),
    )  # fmt: skip
    assert found(year, COMMUNITY, FC01, *AGREEMENTS) == [1, 3]
    assert evidence(year, COMMUNITY, FC01, "agreements_on_time") == (702,)
    assert evidence(year, COMMUNITY, FC01, "agreements_due") == (701, 701, 701)


@pytest.mark.parametrize(
    ("enrolled", "due"),
    [
        ({"enrolled_on": date(2022, 3, 31)}, 1),
        ({"enrolled_on": date(2022, 4, 1)}, 0),
        ({"withdrawn_on": date(2022, 3, 30)}, 0),
        ({"withdrawn_on": date(2022, 3, 31)}, 1),
    ],
)
def test_a_party_that_came_after_the_deadline_or_had_left_was_not_late_c2(
    enrolled: dict[str, Any], due: int
) -> None:
    year = known(unit(ORGAN, **enrolled), agreement(ORGAN, "05-01"))
    assert found(year, COMMUNITY, FC01, *AGREEMENTS) == [0, due]


def test_an_agreement_counts_for_its_own_community_and_year() -> None:
    year = known(
        unit(ORGAN), agreement(ORGAN, "03-01", community="FC02"),
        agreement(ORGAN, "03-01", year=2023),
    )  # fmt: skip
    assert found(year, COMMUNITY, FC01, *AGREEMENTS) == [0, 0]


def test_the_rates_are_those_of_the_cases_reported_in_the_year_c3_to_c6() -> None:
    contact = {
        "first_contact_due": moment("2022-03-02 09:00"),
        "first_contact_at": moment("2022-03-02 08:00"), "contact_position": 103,
    }  # fmt: skip
    good = handled(
        1, closed_at=moment("2022-03-09 09:00"), closed_position=106, callback_position=105,
        rating="SATISFIED", **YES, **contact, stages=CHAIN,
    )  # fmt: skip
    bad = handled(
        2, closed_at=moment("2022-03-09 09:00"), closed_position=206, callback_position=205,
        callback_reached=True, callback_resolved="NO", rating="UNSATISFIED",
        first_contact_due=moment("2022-03-02 09:00"),
    )  # fmt: skip
    before = handled(3, reported_at=moment("2021-12-31 23:00"), closed_position=306, **YES)
    elsewhere = handled(4, community="FC02", closed_position=406, **YES)
    year = known(good, bad, before, elsewhere)
    names = (
        "cases_responded_in_time", "cases_response_due", "cases_resolved",
        "cases_callback_eligible", "ratings_satisfied", "ratings_valid",
        "cases_with_full_five_chain", "cases_closed",
    )  # fmt: skip
    assert found(year, COMMUNITY, FC01, *names) == [1, 2, 1, 2, 1, 2, 1, 2]
    assert evidence(year, COMMUNITY, FC01, "cases_with_full_five_chain") == (106,)
    assert evidence(year, COMMUNITY, FC01, "cases_closed") == (106, 206)


def test_a_community_without_a_case_has_nothing_to_measure() -> None:
    assert found(known(), COMMUNITY, FC01, "cases_closed", "ratings_valid") == [0, 0]


def test_an_order_completed_by_its_due_time_is_on_time_c7() -> None:
    at, late = "2022-04-11 00:00", "2022-04-11 00:01"
    year = known(completed(1), completed(2, at), completed(3, late), completed(4, due_at=None))
    assert found(year, COMMUNITY, FC01, *ORDERS) == [3, 4]
    assert evidence(year, COMMUNITY, FC01, "orders_closed_on_time") == (105, 205, 405)
    assert evidence(year, COMMUNITY, FC01, "orders_issued") == (100, 200, 300, 400)


def test_an_order_that_was_not_served_is_not_done_in_time_c7() -> None:
    year = known(completed(1, verdict="NOT_SERVED"), order(2, state="EXPIRED"))
    assert found(year, COMMUNITY, FC01, *ORDERS) == [0, 2]


@pytest.mark.parametrize(
    ("state", "fault", "issued"),
    [
        ("CANCELLED_AFTER_ACCEPT", "REQUESTER", 0),
        ("CANCELLED_BEFORE_ACCEPT", "REQUESTER", 0),
        ("CANCELLED_AFTER_ACCEPT", "FORCE_MAJEURE", 0),
        ("CANCELLED_AFTER_ACCEPT", "BRANCH", 1),
        ("CANCELLED_AFTER_ACCEPT", "ACCEPTOR", 1),
        ("MERGED", None, 0),
    ],
)
def test_what_the_resident_took_back_nobody_was_late_with_c7_ex08(
    state: str, fault: str | None, issued: int
) -> None:
    year = known(order(1, state=state, fault=fault))
    assert found(year, COMMUNITY, FC01, *ORDERS) == [0, issued]


def test_an_order_still_to_be_served_is_not_judged_c7() -> None:
    running = order(1, issued_at=moment("2022-12-30 10:00"), due_at=moment("2023-01-06 00:00"))
    assert found(known(running), COMMUNITY, FC01, *ORDERS) == [0, 0]
    for due in ("2022-12-31 00:00", "2023-01-01 00:00"):  # 24:00 of 30 and of 31 December
        overdue = order(2, due_at=moment(due))
        assert found(known(overdue), COMMUNITY, FC01, *ORDERS) == [0, 1]
    for issued_at in (None, moment("2021-12-31 23:00"), moment("2023-01-01 00:00")):
        of_another_year = completed(3, issued_at=issued_at)
        assert found(known(of_another_year), COMMUNITY, FC01, *ORDERS) == [0, 0]


def test_only_its_own_orders_are_a_communitys() -> None:
    year = known(completed(1, community="FC02"), case(1))
    assert found(year, COMMUNITY, FC01, *ORDERS) == [0, 0]
