"""Questions of SYS-12: needs without help, the same few helpers, orders made to be counted."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from projections.ledgers.orders import L_ORDER, OrderRow, Part
from tests.projections.questions.asked import Told, asked, moment

GAP, WAIT = "needs-without-an-acceptor", "time-from-order-to-acceptance"
FEW, OWN = "the-same-five-members", "orders-made-by-the-branch-in-december"


def order(number: int, placed: str = "2022-05-10 09:00", **changes: Any) -> OrderRow:
    at = moment(placed)
    row = OrderRow(
        order=UUID(int=number), order_no=f"D{number}", origin="RESIDENT", field="ENVIRONMENT",
        occasion="SMALL", community="FC01", grid="FC01001", state="CLOSED", placed_at=at,
        placed_on=datetime.fromisoformat(placed).date(), accepted_at=moment("2022-05-10 10:00"),
    )  # fmt: skip
    return msgspec.structs.replace(row, **changes)


def part(member: int, state: str = "SERVED") -> Part:
    return Part(UUID(int=member), moment("2022-05-10 10:00"), state, 1, 1, 1)


def told(*rows: OrderRow) -> Told:
    return Told().plant(L_ORDER, *rows)


def test_the_needs_that_find_no_acceptor() -> None:
    """R-40: where demand finds no supply."""
    known = told(
        order(1), order(2, state="EXPIRED"), order(3, state="ISSUED"),
        order(4, field="WISH"), order(5, state="CANCELLED_BEFORE_ACCEPT", field="WISH"),
    )  # fmt: skip
    [row] = asked(known, GAP)
    assert (row.community, row.field, row.placed) == ("FC01", "ENVIRONMENT", 3)
    assert (row.expired, row.waiting, row.share, row.percent) == (1, 1, "2/3", "66.67")
    assert row.orders == (UUID(int=2), UUID(int=3))
    assert asked(told(order(1)), GAP) == []


def test_how_long_it_took_until_somebody_accepted_by_field() -> None:
    never = order(3, accepted_at=None)
    slow = order(2, accepted_at=moment("2022-05-11 09:00"))
    wish = order(4, community="FC02", field="WISH")
    rows = asked(told(order(1), slow, never, wish), WAIT)
    assert [(row.community, row.field, row.times, row.median_minutes) for row in rows] == [
        (None, "ENVIRONMENT", 2, 60), (None, "WISH", 1, 60), ("FC01", "ENVIRONMENT", 2, 60),
        ("FC02", "WISH", 1, 60),
    ]  # fmt: skip
    assert (rows[0].longest_minutes, rows[0].longest_record) == (24 * 60, UUID(int=2))


def test_whether_the_same_five_members_accept_everything() -> None:
    rows = [order(n, parts=(part(n), part(1), part(9, "RELEASED"))) for n in range(1, 8)]
    [row] = asked(told(*rows), FEW)
    assert (row.accepted, row.by_few, row.percent, row.members) == (13, 11, "84.62", 7)
    assert row.few == tuple(UUID(int=n) for n in range(1, 6))
    assert asked(told(order(1, parts=(part(1, "EXCUSED"),))), FEW) == []


def test_the_orders_that_a_branch_made_of_itself_in_december() -> None:
    own = {"origin": "BRANCH", "branch": "FC01-G1", "parts": (part(1), part(2, "NO_SHOW"))}
    same = order(1, "2022-12-31 09:00", **own, completed_at=moment("2022-12-31 23:59"))
    later = order(2, "2022-12-30 09:00", **own, completed_at=moment("2022-12-31 00:01"))
    november = order(3, "2022-11-30 09:00", **own)
    residents = order(4, "2022-12-31 09:00")
    rows = asked(told(same, later, november, residents), OWN)
    told_of = [(row.order.int, row.same_day, row.served) for row in rows]
    assert told_of == [(1, True, 1), (2, False, 1)]
