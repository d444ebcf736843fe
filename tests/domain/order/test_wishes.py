"""Micro-wishes are looked into before they are issued: SYS-06."""

import pytest

from domain.order import (
    WISH_LIMIT,
    DeclineWish,
    IssueOrder,
    OrderStatus,
    Origin,
    VerifyWish,
    WishDeclined,
    WishRefusal,
    WishVerified,
)
from domain.roles import Role
from tests.domain.order.facts import PLACED, TO_ISSUED, order
from tests.domain.world import AUNT

WISHED = PLACED.model_copy(update={"origin": Origin.WISH_TREE})
VERIFY = VerifyWish(situation="独居，无子女", cost=WISH_LIMIT, lawful=True, may_be_shown=True)
VERIFIED = WishVerified(requester=AUNT, situation=VERIFY.situation, cost=VERIFY.cost)
DECLINE = DeclineWish(reason=WishRefusal.TOO_DEAR, explanation="超出微心愿范围")


def test_a_grid_worker_verifies_a_wish_of_at_most_300_yuan_sys06() -> None:
    wish = order(WISHED).by(Role.GW)
    wish.when(VERIFY).then(VERIFIED)
    order(WISHED, VERIFIED).by(Role.GW).when(VERIFY).then_nothing()
    assert WISH_LIMIT == 300_00


@pytest.mark.parametrize(
    ("change", "code"),
    [({"cost": WISH_LIMIT + 1}, "wish_too_dear"), ({"lawful": False}, "wish_unlawful"),
     ({"may_be_shown": False}, "consent_needed")],
)  # fmt: skip
def test_a_wish_is_lawful_small_and_shown_with_consent_sys06(
    change: dict[str, object], code: str
) -> None:
    order(WISHED).by(Role.GW).when(VERIFY.model_copy(update=change)).then_refused(code)


def test_a_wish_is_not_issued_before_it_is_verified_sys06() -> None:
    order(WISHED).by(Role.GH).when(IssueOrder()).then_refused("wish_not_verified")
    issuing = order(WISHED, VERIFIED).by(Role.GH).at("2022-05-02 10:00")
    assert issuing.when(IssueOrder()).facts()


def test_a_wish_that_cannot_be_is_declined() -> None:
    declined = WishDeclined(requester=AUNT, **dict(DECLINE))
    order(WISHED).by(Role.GW).when(DECLINE).then(declined)
    over = order(WISHED, declined).by(Role.GW)
    assert over.state.status is OrderStatus.DECLINED
    for command in (VERIFY, DECLINE):
        over.when(command).then_refused("wrong_state")
        order(PLACED).by(Role.GW).when(command).then_refused("not_a_wish")
        order(*TO_ISSUED).by(Role.GW).when(command).then_refused("wrong_state")
