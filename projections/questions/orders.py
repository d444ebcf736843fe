"""Questions about service orders: needs without help, and help without needs (SYS-12)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Final
from uuid import UUID

from domain.kernel import Label, local_date
from projections.asking import Asked, StandingQuestion, percent
from projections.ledgers.orders import L_ORDER, OrderRow
from projections.models import Row
from projections.questions.times import took

SYSTEM: Final = "SYS-12"
FEW: Final = 5
DECEMBER: Final = 12
TAKEN: Final = frozenset({"ACCEPTED", "ON_SITE", "SERVED", "NO_SHOW"})


def orders_of(asked: Asked) -> list[OrderRow]:
    """Placed in the year asked about."""
    return [row for row in asked.snapshot.all(L_ORDER) if row.placed_on.year == asked.year]


class GapRow(Row, frozen=True, array_like=True, gc=False):
    """placed: all. expired, waiting: nobody took them in time, or has yet. orders: those."""

    community: str
    field: str
    placed: int
    expired: int
    waiting: int
    share: str
    percent: str | None
    orders: tuple[UUID, ...]


def without_acceptor(asked: Asked) -> Iterator[GapRow]:
    """R-40: demand without supply, by community and field."""
    groups: dict[tuple[str, str], list[OrderRow]] = defaultdict(list)
    for row in orders_of(asked):
        groups[row.community, row.field].append(row)
    for (community, field), rows in sorted(groups.items()):
        expired = [row for row in rows if row.state == "EXPIRED"]
        waiting = [row for row in rows if row.state == "ISSUED"]
        if found := (*expired, *waiting):
            yield GapRow(
                community,
                field,
                len(rows),
                len(expired),
                len(waiting),
                f"{len(found)}/{len(rows)}",
                percent(Fraction(len(found), len(rows))),
                tuple(row.order for row in found),
            )


class WaitRow(Row, frozen=True, array_like=True, gc=False):
    """From 点单 to the first 接单, in whole minutes. community: None: the whole county."""

    community: str | None
    field: str
    times: int
    median_minutes: int
    longest_minutes: int
    longest_record: UUID


def time_to_acceptance(asked: Asked) -> Iterator[WaitRow]:
    groups: dict[tuple[str | None, str], list[tuple[datetime, datetime, UUID]]] = defaultdict(list)
    for row in orders_of(asked):
        if row.accepted_at is not None:
            for place in (None, row.community):
                groups[place, row.field].append((row.placed_at, row.accepted_at, row.order))
    for (place, field), spans in sorted(groups.items(), key=lambda g: (g[0][0] or "", g[0][1])):
        yield WaitRow(place, field, *took(spans))


class FewRow(Row, frozen=True, array_like=True, gc=False):
    """accepted: how often anybody took an order; by_few: how often those five did, who stand in
    `few`, most first. members: how many ever did."""

    community: str
    accepted: int
    by_few: int
    percent: str | None
    members: int
    few: tuple[UUID, ...]


def same_few(asked: Asked) -> Iterator[FewRow]:
    """Of each community; what was given back or excused counts for nobody."""
    taken: dict[str, Counter[UUID]] = defaultdict(Counter)
    for row in orders_of(asked):
        taken[row.community].update({p.member for p in row.parts if p.state in TAKEN})
    for community, count in sorted(taken.items()):
        first = sorted(count.items(), key=lambda one: (-one[1], one[0].int))[:FEW]
        by_few, whole = sum(n for _, n in first), count.total()
        if whole:
            share = percent(Fraction(by_few, whole))
            few = tuple(member for member, _ in first)
            yield FewRow(community, whole, by_few, share, len(count), few)


class OwnOrderRow(Row, frozen=True, array_like=True, gc=False):
    """same_day: placed and completed on one day. served: how many times it made."""

    order: UUID
    order_no: str
    community: str
    grid: str | None
    branch: str | None
    placed_on: date
    completed_at: datetime | None
    same_day: bool
    served: int


def made_by_the_branch(asked: Asked) -> Iterator[OwnOrderRow]:
    """What branches ordered of themselves in December."""
    for row in orders_of(asked):
        if row.origin == "BRANCH" and row.placed_on.month == DECEMBER:
            done = row.completed_at
            yield OwnOrderRow(
                row.order,
                row.order_no,
                row.community,
                row.grid,
                row.branch,
                row.placed_on,
                done,
                done is not None and local_date(done) == row.placed_on,
                sum(part.state == "SERVED" for part in row.parts),
            )


QUESTIONS: Final = (
    StandingQuestion(
        name="needs-without-an-acceptor",
        system=SYSTEM,
        title=Label("哪些需求无人接单？", "Which needs find no acceptor?"),
        row=GapRow,
        rows=without_acceptor,
        dated=False,
    ),
    StandingQuestion(
        name="time-from-order-to-acceptance",
        system=SYSTEM,
        title=Label("从点单到接单各领域要多久？", "How long from order to acceptance, by field?"),
        row=WaitRow,
        rows=time_to_acceptance,
        dated=False,
    ),
    StandingQuestion(
        name="the-same-five-members",
        system=SYSTEM,
        title=Label("是否总是那五名党员接单？", "Do the same five members accept everything?"),
        row=FewRow,
        rows=same_few,
        dated=False,
    ),
    StandingQuestion(
        name="orders-made-by-the-branch-in-december",
        system=SYSTEM,
        title=Label(
            "十二月有多少订单是支部为凑数自己下的？",
            "How many orders were created by the branch itself in December to make counts?",
        ),
        row=OwnOrderRow,
        rows=made_by_the_branch,
        dated=False,
    ),
)
