"""微心愿 Micro-wishes: looked into before they are issued and shown (SYS-06)."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.kernel import Command, Context, Fen, Label, Outcome, PrivateText, SealedText, require
from domain.order.events import OrderEvent
from domain.order.state import Order, OrderStatus, Origin, must_be
from domain.roles import Role

WISH_LIMIT: Final = 30_000  # fen: 300 yuan [D], SYS-06


class WishRefusal(StrEnum):
    NOT_IN_NEED = "NOT_IN_NEED"
    UNLAWFUL = "UNLAWFUL"
    TOO_DEAR = "TOO_DEAR"
    NO_CONSENT = "NO_CONSENT"
    UNREACHABLE = "UNREACHABLE"  # the family was not found


class WishVerified(OrderEvent, name="order.wish_verified", sealed_for="requester"):
    """situation: what the grid worker saw. cost: in fen. It may be shown, without the name."""

    requester: UUID | None = None
    situation: SealedText
    cost: int

    def apply(self, state: Order) -> Order:
        return replace(state, wish_verified=True)


class WishDeclined(OrderEvent, name="order.wish_declined", sealed_for="requester"):
    requester: UUID | None = None
    reason: WishRefusal
    explanation: SealedText

    def apply(self, state: Order) -> Order:
        return replace(state, status=OrderStatus.DECLINED)


class VerifyWish(
    Command[Order], verb="verify-wish", label=Label("核实心愿", "Verify wish"), who=(Role.GW,)
):
    """The grid worker looked at the family's situation, before the wish is issued.

    cost: what it comes to, in fen. lawful: it asks for nothing the law forbids. may_be_shown: the
    wisher agrees that the wish hangs on the tree, without the name.
    """

    situation: PrivateText
    cost: Annotated[Fen, Field(le=1_000_000_00)]
    lawful: bool
    may_be_shown: bool

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be_placed_wish(state)
        if state.wish_verified:
            return
        require(  # SYS-06
            self.lawful,
            "wish_unlawful",
            "心愿内容不合法，请以此理由不予受理。",
            "The wish is not lawful; decline it for that reason.",
        )
        require(  # SYS-06 [D]: at most 300 yuan
            self.cost <= WISH_LIMIT,
            "wish_too_dear",
            "微心愿不超过300元，请改为普通点单或不予受理。",
            "A micro-wish costs 300 yuan at most; place an ordinary order, or decline it.",
        )
        require(  # SYS-06: consent to show it, pseudonymously (S32)
            self.may_be_shown,
            "consent_needed",
            "上树公示须本人同意（隐去姓名），请先征得同意。",
            "It is shown on the tree, without the name, only if the wisher agrees; ask first.",
        )
        yield WishVerified(requester=state.requester, situation=self.situation, cost=self.cost)


class DeclineWish(
    Command[Order], verb="decline-wish", label=Label("心愿不予受理", "Decline wish"),
    who=(Role.GW,),
):  # fmt: skip
    """It will not hang on the tree. explanation: what the wisher was told."""

    reason: WishRefusal
    explanation: PrivateText

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be_placed_wish(state)
        yield WishDeclined(requester=state.requester, **dict(self))


def must_be_placed_wish(state: Order) -> None:
    must_be(state, OrderStatus.PLACED)
    require(
        state.origin is Origin.WISH_TREE,
        "not_a_wish",
        "此单不是心愿树心愿，无需核实。",
        "This order is no wish from the tree; there is nothing to verify.",
    )
