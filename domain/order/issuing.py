"""下单 Issuing: the branch makes the need a task, declines it, or finds that nobody takes it."""

from typing import Final

from domain.grid import grid_ref
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    PrivateText,
    Reads,
    Refused,
    end_of_day,
    local_date,
    require,
)
from domain.order.deadlines import EXPIRE, due, must_be_a_window, read_rules
from domain.order.events import DeclineReason, OrderDeclined, OrderExpired, OrderIssued
from domain.order.state import THE_BRANCH, Order, OrderStatus, Origin, Specialities, must_be
from domain.roles import Role
from domain.vocabulary import Moment

ISSUERS: Final = (*THE_BRANCH, Role.UNIT)


class IssueOrder(Command[Order], verb="issue", label=Label("下单", "Issue order"), who=ISSUERS):
    """Opens the order to acceptance, with the time settled and the risk looked at.

    AM-24: the grid's Party branch issues (GH), else the community's Party organisation (CS, R-07),
    or a unit's branch within its commitment (UNIT). due_at: by when it must be done; left out, by
    24:00 of the day on which the service time ends: who serves to its end is not late. required:
    specialities or qualifications without which nobody may accept. insurance_needed, insured:
    before dangerous service (Volunteer Service Regulation art. 17).
    """

    service_from: Moment | None = None
    service_until: Moment | None = None
    due_at: Moment | None = None
    required: Specialities = ()
    insurance_needed: bool = False
    insured: bool = False

    def reads(self, state: Order, context: Context) -> Reads:
        yield from read_rules(context)
        if state.grid is not None:
            yield grid_ref(state.grid)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.PLACED)
        require(  # SYS-06: a wish from the tree is looked into before it is shown and issued
            state.origin is not Origin.WISH_TREE or state.wish_verified,
            "wish_not_verified",
            "心愿树心愿须先由网格员核实，请核实后下单。",
            "A wish from the tree is verified by the grid worker first; then issue it.",
        )
        start = self.service_from or state.service_from
        until = self.service_until or state.service_until
        if start is None or until is None:
            raise Refused(
                "window_missing",
                "下单须定服务时段，请与点单人商定起止时间。",
                "An order is issued for a time; settle it with the requester.",
            )
        must_be_a_window(start, until, context)
        require(
            self.insured or not self.insurance_needed,
            "not_insured",
            "有人身危险的服务须先为志愿者办理意外险，请办妥后下单。",
            "Dangerous service needs accident insurance first; arrange it, then issue.",
        )
        limit = due(context, EXPIRE[state.occasion])
        yield OrderIssued(
            branch=_branch(state, context),
            unit=state.unit if context.actor.role is Role.UNIT else None,
            service_from=start,
            service_until=until,
            due_at=self.due_at or end_of_day(local_date(until)),
            required=self.required,
            insurance_needed=self.insurance_needed,
            late=state.issue_due_at is not None and context.now > state.issue_due_at,
            open_since=context.at,
            accept_due_at=min(limit.at, until),  # past its time nobody can serve it
            **limit.by,
        )


class DeclineOrder(
    Command[Order], verb="decline", label=Label("不予下单", "Decline order"), who=THE_BRANCH
):
    """Does not issue it. explanation: what the requester was told, and where else to turn."""

    reason: DeclineReason
    explanation: PrivateText

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.PLACED)
        yield OrderDeclined(requester=state.requester, **dict(self))


class ExpireOrder(
    Command[Order], verb="expire", label=Label("无人接单到期", "Expire order"), who=(Role.SYS,)
):
    """Nobody accepted it in time; the community takes it over as a case (P-03, R-07)."""

    def decide(self, state: Order, context: Context) -> Outcome:
        if state.status is OrderStatus.EXPIRED:
            return
        must_be(state, OrderStatus.ISSUED)
        limit = state.accept_due_at
        if limit is None or context.now < limit:
            raise Refused(
                "not_due",
                "接单时限未到，请到期后再办。",
                "Its time for acceptance still runs; wait until it is over.",
            )
        yield OrderExpired(accept_due_at=limit)


def _branch(state: Order, context: Context) -> str:
    """AM-24: by what the branch that issues is known: the code of its grid or community, or the
    unit's id.
    """
    match context.actor.role:
        case Role.GH:
            grid = None if state.grid is None else context.look(grid_ref(state.grid))
            require(
                grid is not None and grid.is_active and grid.branch is not None,
                "no_branch",
                "服务地无启用的网格党支部，请由社区党组织下单。",
                "The place of service has no active grid branch; let the community issue it.",
            )
            return state.grid or ""
        case Role.UNIT:
            require(
                state.origin is Origin.AGREEMENT,
                "not_a_commitment",
                "单位党支部只能就协议承诺事项下单，请由网格党支部下单。",
                "A unit's branch issues within its commitments only; let the grid's branch do it.",
            )
            return str(state.unit)
        case _:
            return state.community
