"""L-ORDER: the row is what the order itself is, whatever happened to it (SYS-12, EX-08)."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.kernel import SYSTEM, Actor, Command, Elsewhere, Event, Refused
from domain.order import (
    ORDER,
    AcceptOrder,
    AmendOrder,
    CancelOrder,
    CheckIn,
    CheckOut,
    CloseOrder,
    CompleteOrder,
    DeclineOrder,
    DeclineReason,
    ExcuseAcceptor,
    ExcuseReason,
    ExpireOrder,
    Fault,
    IssueOrder,
    Occasion,
    Order,
    OrderAbandoned,
    OrderReissued,
    OrderReleased,
    OrderReopened,
    RateOrder,
    RecordNoShow,
    ReleaseOrder,
    ReturnForRework,
    Verdict,
)
from domain.order.state import Acceptor
from domain.roles import Role
from projections.ledgers.orders import L_ORDER, OrderRow, Part
from projections.shown import of_orders
from tests.domain.order.facts import (
    AS_AUNT,
    AS_CHEN,
    AS_LI,
    BY,
    CHEN_ACCEPTED,
    GRID_WORKER,
    LI_ACCEPTED,
    LI_DONE,
    LI_STARTED,
    PLACED,
    START,
    TO_ACCEPTED,
    TO_ISSUED,
    TO_RATED,
    UNTIL,
    order,
)
from tests.domain.world import CHEN, CS, LI, actor
from tests.projections.facts import recorded
from tests.spec import Given, moment

HEAD = actor(Role.CS, CS)
REISSUED = OrderReissued(service_from=START, service_until=UNTIL, accept_due_at=UNTIL, **BY)
REOPENED = OrderReopened(
    cause="未换灯泡（合成）", service_from=START, service_until=UNTIL, accept_due_at=UNTIL, **BY
)
Asked = tuple[Actor, Command[Order]]


def row(*facts: Event[Order]) -> OrderRow:
    [found] = L_ORDER.replay(recorded(facts)).values()
    return found


def anything(now: datetime) -> list[Asked]:
    """Whoever may ask for whatever, for a time two days ahead where one is asked."""
    window = {
        "service_from": now + timedelta(hours=48), "service_until": now + timedelta(hours=51)
    }  # fmt: skip
    members: list[Asked] = [
        (member, kind(member=member.person))
        for member in (AS_LI, AS_CHEN)
        for kind in (AcceptOrder, ReleaseOrder, CheckIn, CheckOut)
    ]
    about: list[Asked] = [
        asked
        for member in (LI, CHEN)
        for asked in (
            (GRID_WORKER, RecordNoShow(member=member, **window)),
            (HEAD, ExcuseAcceptor(member=member, reason=ExcuseReason.DUTY, **window)),
        )
    ]
    return [
        *members,
        *about,
        (HEAD, AmendOrder(occasion=Occasion.REAL, people_needed=2)),
        (HEAD, IssueOrder(**window)),
        (SYSTEM, ExpireOrder()),
        (HEAD, CompleteOrder()),
        *((AS_AUNT, RateOrder(verdict=verdict)) for verdict in Verdict),
        (HEAD, ReturnForRework(cause="x", **window)),
        (SYSTEM, CloseOrder()),
        *((HEAD, command) for command in ENDS),
    ]


ENDS: list[Command[Order]] = [
    DeclineOrder(reason=DeclineReason.UNLAWFUL, explanation="x"),
    CancelOrder(fault=Fault.BRANCH, reason="x"),
]


def lived(choices: random.Random) -> tuple[Given[Order], list[Event[Order]]]:
    """An order to which things happened that are possible; what ends it early is rare."""
    placed = PLACED.model_copy(update={"people_needed": 2})
    facts: list[Event[Order]] = [placed]
    given, now = order(placed), PLACED.placed_at
    for _ in range(choices.randint(1, 30)):
        now += timedelta(hours=choices.choice([0, 1, 5, 20, 49]))
        given = replace(given, now=now)
        possible = [found for asked in anything(now) if (found := decided(given, asked))]
        if not possible:
            break
        facts += (new := choices.choice(possible))
        given = replace(given, state=ORDER.replay(new, given.state))
    return given, facts


def decided(given: Given[Order], asked: Asked) -> tuple[Event[Order], ...]:
    who, command = asked
    if isinstance(command, tuple(map(type, ENDS))) and given.now.hour != START.hour:
        return ()
    try:
        facts = given.by(who).approved_by(GRID_WORKER).when(command).facts()
    except Refused:
        return ()
    return tuple(fact for fact in facts if not isinstance(fact, Elsewhere))


@pytest.mark.parametrize("seed", range(60))
def test_the_row_is_what_the_order_is(seed: int) -> None:
    given, facts = lived(random.Random(seed))
    found, state = row(*facts), given.state
    assert shown(found) == known(state)
    [more] = of_orders(None, [found], lambda year: None)  # type: ignore[arg-type]
    gone = {a.person for a in state.current if a.status == "NO_SHOW"}
    assert {str(person) for person in gone} <= set(more["no_shows"])
    assert {str(a.person) for a in state.holders} <= set(more["acceptors"])


def shown(row: OrderRow) -> dict[str, Any]:
    same = ("origin", "occasion", "field", "community", "grid", "branch", "placed_at", "verdict")
    now = {part.member: part.state for part in row.parts if part.round == row.round}
    return {name: getattr(row, name) for name in same} | {
        "state": row.state, "round": row.round - 1, "parts": now
    }  # fmt: skip


def known(order: Order) -> dict[str, Any]:
    same = ("origin", "occasion", "field", "community", "grid", "branch", "placed_at", "verdict")
    return {name: getattr(order, name) for name in same} | {
        "state": order.status, "round": order.round, "parts": {
            acceptor.person: status(acceptor) for acceptor in order.current
        },
    }  # fmt: skip


def status(acceptor: Acceptor) -> str:
    return acceptor.status.value


@pytest.mark.parametrize(
    ("gone", "state"),
    [(OrderAbandoned(member=LI), "ABANDONED"), (OrderReleased(member=LI), "RELEASED")],
)
def test_who_takes_an_order_again_has_still_given_it_back_before(
    gone: Event[Order], state: str
) -> None:
    """UD3: else half a point would be won back by accepting once more."""
    found = row(*TO_ACCEPTED, gone, REISSUED, LI_ACCEPTED, LI_STARTED, LI_DONE)
    assert [(part.member, part.state) for part in found.parts] == [(LI, state), (LI, "SERVED")]
    assert [(part.accepted, part.position) for part in found.parts] == [(3, 4), (6, 8)]


def test_a_part_is_changed_of_whom_it_is() -> None:
    found = row(*TO_ISSUED, LI_ACCEPTED, CHEN_ACCEPTED, LI_STARTED)
    assert [(part.member, part.state) for part in found.parts] == [
        (LI, "ON_SITE"), (CHEN, "ACCEPTED"),
    ]  # fmt: skip


def test_an_order_done_again_is_not_completed_or_rated_yet() -> None:
    found = row(*TO_RATED, REOPENED)
    assert (found.completed_at, found.rated_at, found.stars) == (None, None, None)
    assert found.parts == (Part(LI, moment("2022-05-10 09:00"), "SERVED", 1, 3, 5),)


def test_acceptors_are_those_who_did_not_give_it_back() -> None:
    found = row(*TO_ACCEPTED, OrderReleased(member=LI), REISSUED, CHEN_ACCEPTED)
    [more] = of_orders(None, [found], lambda year: None)  # type: ignore[arg-type]
    assert more == {"acceptors": [str(CHEN)], "no_shows": []}
