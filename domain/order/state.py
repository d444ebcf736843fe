"""What the rules of an order look at: its course, its acceptors and the times it runs against."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.kernel import Label, Line, Refused, require
from domain.roles import Role
from domain.vocabulary import ServiceField

Specialities = Annotated[tuple[Line, ...], Field(max_length=20)]


# AM-24, R-07: the grid's branch, and the community's Party organisation where there is none.
THE_BRANCH: Final = (Role.GH, Role.CS)


class Origin(StrEnum):
    RESIDENT = "RESIDENT"
    WISH_TREE = "WISH_TREE"  # 心愿树
    CASE = "CASE"
    BRANCH = "BRANCH"  # the branch orders of itself
    AGREEMENT = "AGREEMENT"  # within a commitment of a co-governance agreement


class Occasion(StrEnum):
    """R-36: 群众身边的小事、楼前院后的实事、临时突发的急事."""

    SMALL = "SMALL"  # 小事
    REAL = "REAL"  # 实事
    URGENT = "URGENT"  # 急事


class OrderStatus(StrEnum):
    PLACED = "PLACED"
    ISSUED = "ISSUED"
    ACCEPTED = "ACCEPTED"
    IN_SERVICE = "IN_SERVICE"
    COMPLETED = "COMPLETED"
    RATED = "RATED"
    CLOSED = "CLOSED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    MERGED = "MERGED"
    CANCELLED_BEFORE_ACCEPT = "CANCELLED_BEFORE_ACCEPT"
    CANCELLED_AFTER_ACCEPT = "CANCELLED_AFTER_ACCEPT"


STATUS_LABELS: Final = {
    OrderStatus.PLACED: Label("已点单", "Placed"),
    OrderStatus.ISSUED: Label("已下单", "Issued"),
    OrderStatus.ACCEPTED: Label("已接单", "Accepted"),
    OrderStatus.IN_SERVICE: Label("服务中", "In service"),
    OrderStatus.COMPLETED: Label("已完成", "Completed"),
    OrderStatus.RATED: Label("已评单", "Rated"),
    OrderStatus.CLOSED: Label("已办结", "Closed"),
    OrderStatus.DECLINED: Label("不予下单", "Declined"),
    OrderStatus.EXPIRED: Label("无人接单", "Expired"),
    OrderStatus.MERGED: Label("已合并", "Merged"),
    OrderStatus.CANCELLED_BEFORE_ACCEPT: Label("接单前取消", "Cancelled before acceptance"),
    OrderStatus.CANCELLED_AFTER_ACCEPT: Label("接单后取消", "Cancelled after acceptance"),
}


class AcceptorStatus(StrEnum):
    ACCEPTED = "ACCEPTED"  # 已接单
    ON_SITE = "ON_SITE"  # checked in
    SERVED = "SERVED"  # checked out
    RELEASED = "RELEASED"  # gave it back in time
    ABANDONED = "ABANDONED"  # gave it back too late
    NO_SHOW = "NO_SHOW"
    EXCUSED = "EXCUSED"


class Fault(StrEnum):
    REQUESTER = "REQUESTER"
    BRANCH = "BRANCH"
    ACCEPTOR = "ACCEPTOR"
    FORCE_MAJEURE = "FORCE_MAJEURE"


class CancelStage(StrEnum):
    BEFORE_ACCEPT = "BEFORE_ACCEPT"
    AFTER_ACCEPT = "AFTER_ACCEPT"


class Verdict(StrEnum):
    """What the requester says at the end."""

    SERVED_SATISFIED = "SERVED_SATISFIED"
    SERVED_BASICALLY = "SERVED_BASICALLY"
    SERVED_UNSATISFIED = "SERVED_UNSATISFIED"
    NOT_SERVED = "NOT_SERVED"


# One of these takes a seat; the first two have still to finish their part.
HOLDING: Final = frozenset({AcceptorStatus.ACCEPTED, AcceptorStatus.ON_SITE, AcceptorStatus.SERVED})
STILL_BUSY: Final = HOLDING - {AcceptorStatus.SERVED}
GAVE_IT_BACK: Final = frozenset({AcceptorStatus.RELEASED, AcceptorStatus.ABANDONED})


@dataclass(frozen=True, slots=True)
class Acceptor:
    """One acceptor's part in one round of the order; a rework is a new round.

    recorded_on: day on which the log learnt of his check-out.
    attested_from, attested_until: on site as a grid worker attests (P-02).
    """

    person: UUID
    round: int
    status: AcceptorStatus = AcceptorStatus.ACCEPTED
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    recorded_on: date | None = None
    attested_from: datetime | None = None
    attested_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """status None: there is no such order.

    requester: the person who asks, also for a household; None: a body asks. requesters: with those
    of orders merged into it. cases: the cases it was made of, likewise. round: 0, 1 when redone
    返工."""

    status: OrderStatus | None = None
    origin: Origin = Origin.RESIDENT
    occasion: Occasion = Occasion.SMALL
    field: ServiceField = ServiceField.OTHER
    community: str = ""
    grid: str | None = None
    requester: UUID | None = None
    requesters: frozenset[UUID] = frozenset()
    unit: UUID | None = None
    cases: tuple[UUID, ...] = ()
    people_needed: int = 1
    specialities: frozenset[str] = frozenset()  # that would help
    required: frozenset[str] = frozenset()  # without one of which nobody may accept
    placed_at: datetime | None = None
    service_from: datetime | None = None
    service_until: datetime | None = None
    issue_due_at: datetime | None = None
    open_since: datetime | None = None  # to acceptance
    accept_due_at: datetime | None = None
    callback_from: datetime | None = None
    close_from: datetime | None = None
    branch: str | None = None
    acceptors: tuple[Acceptor, ...] = ()
    helpers: frozenset[UUID] = frozenset()
    round: int = 0
    verdict: Verdict | None = None
    wish_verified: bool = False

    @property
    def current(self) -> tuple[Acceptor, ...]:
        """The acceptors of this round, whatever became of them."""
        return tuple(a for a in self.acceptors if a.round == self.round)

    @property
    def holders(self) -> tuple[Acceptor, ...]:
        """Those who hold a seat."""
        return tuple(a for a in self.current if a.status in HOLDING)

    def acceptor(self, person: UUID | None) -> Acceptor | None:
        """His part in this round."""
        return next((a for a in self.current if a.person == person), None)

    def holds(self, person: UUID | None) -> bool:
        return any(a.person == person for a in self.holders)

    def with_acceptor(self, person: UUID, change: Callable[[Acceptor], Acceptor]) -> "Order":
        """The same with one acceptor of this round changed, or added when he is new."""
        before = self.acceptor(person)
        if before is None:
            new = change(Acceptor(person, self.round))
            return replace(self, acceptors=(*self.acceptors, new))
        after = tuple(change(a) if a is before else a for a in self.acceptors)
        return replace(self, acceptors=after)


def must_be(state: Order, *allowed: OrderStatus) -> None:
    """SYS-12: which step may follow which."""
    if state.status is None:
        raise Refused("no_such_order", "查无此单，请核对单号。", "No such order; check its number.")
    now = STATUS_LABELS[state.status]
    require(
        state.status in allowed,
        "wrong_state",
        f"此单现为“{now.hans}”，不能办理此步，请先查看办理进度。",
        f"The order is now “{now.en}”, so this step cannot be taken; look at its course first.",
    )
