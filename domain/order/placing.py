"""点单 Placing an order: the need, who has it, and what becomes of it before it is issued."""

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from domain.agreement import AgreementState, agreement_ref
from domain.agreement.state import TO_DELIVER
from domain.community import community_ref, must_be_community
from domain.grid import grid_ref
from domain.kernel import (
    Command,
    Context,
    Elsewhere,
    Label,
    Outcome,
    PrivateLine,
    PrivateText,
    Reads,
    require,
)
from domain.order import aggregate
from domain.order.deadlines import ISSUE, due, must_be_a_window, read_rules
from domain.order.events import OrderAbsorbed, OrderAmended, OrderPlaced, OrdersMerged
from domain.order.state import (
    THE_BRANCH,
    Occasion,
    Order,
    OrderStatus,
    Origin,
    Specialities,
    must_be,
)
from domain.person import person_ref
from domain.roles import Role
from domain.vocabulary import BodyCode, CommunityCode, GridCode, Moment, ServiceField

PeopleNeeded = Annotated[int, Field(ge=1, le=500)]

# Who may place what. A case becomes an order by policy P-04 alone.
PLACED_BY: Final = {
    Origin.RESIDENT: (Role.RES, Role.CW),
    Origin.WISH_TREE: (Role.RES, Role.CW),
    Origin.CASE: (Role.SYS,),
    Origin.BRANCH: (Role.GH, Role.CS),
    Origin.AGREEMENT: (Role.UNIT, Role.CS),
}
ASKED_BY_A_PERSON: Final = (Origin.RESIDENT, Origin.WISH_TREE)


class PlaceOrder(
    Command[Order], verb="place", label=Label("点单", "Place order"), opens=True,
    who=(Role.RES, Role.CW, Role.GH, Role.CS, Role.UNIT, Role.SYS),
):  # fmt: skip
    """Asks for a service (R-36).

    requester: the person who asks, for himself or his household; requester_body: the body, if no
    person asks. contact: how the acceptor reaches him, if he agrees (contact_consent). unit and
    commitment: of the agreement, for origin AGREEMENT; case: for origin CASE. wanted_from and
    wanted_until: when it suits; the branch settles it. commercial: somebody's business or paid.
    """

    origin: Origin
    occasion: Occasion
    field: ServiceField
    need: PrivateText
    place: PrivateLine | None = None
    contact: PrivateLine | None = None
    community: CommunityCode
    grid: GridCode | None = None
    requester: UUID | None = None
    requester_body: BodyCode | None = None
    unit: UUID | None = None
    commitment: UUID | None = None
    case: UUID | None = None
    wanted_from: Moment | None = None
    wanted_until: Moment | None = None
    people_needed: PeopleNeeded = 1
    specialities: Specialities = ()
    commercial: bool = False
    contact_consent: bool = False

    def reads(self, state: Order, context: Context) -> Reads:
        yield from read_rules(context)
        yield community_ref(self.community)
        if self.grid is not None:
            yield grid_ref(self.grid)
        if self.requester is not None:
            yield person_ref(self.requester)
        if self.unit is not None:
            yield agreement_ref(self.community, self.unit, context.on.year)

    def decide(self, state: Order, context: Context) -> Outcome:
        require(
            state.status is None,
            "order_exists",
            "此单已点，请勿重复提交。",
            "This order has been placed already.",
        )
        self._the_right_person_asks(context)
        self._the_commitment_stands(context)
        self._the_place_exists(context)
        # SYS-12: lawful is the branch's to judge (DeclineOrder), commercial is said by the asker.
        require(
            not self.commercial,
            "commercial_need",
            "经营性、有偿需求不属志愿服务，请通过市场渠道解决。",
            "A paid or business need is no matter for volunteers; turn to the market.",
        )
        require(
            self.contact_consent or (self.contact is None and self.origin not in ASKED_BY_A_PERSON),
            "consent_needed",
            "点单须同意将联系方式告知接单人，请先征得本人同意。",
            "The requester must agree that the acceptor gets his contact; ask him first.",
        )
        must_be_a_window(self.wanted_from, self.wanted_until, context)
        limit = due(context, ISSUE[self.occasion])
        kept = dict(self)
        del kept["commercial"], kept["contact_consent"]
        yield OrderPlaced(**kept, placed_at=context.at, issue_due_at=limit.at, **limit.by)

    def _the_right_person_asks(self, context: Context) -> None:
        actor = context.actor
        require(
            actor.role in PLACED_BY[self.origin],
            "wrong_origin",
            "您的角色不能以此来源点单，请核对来源。",
            "Your role does not place orders of this origin; check the origin.",
        )
        require(
            (self.requester is None) != (self.requester_body is None),
            "requester_missing",
            "点单人须填一人或一个机构，且只填其一。",
            "Name one requester: a person or a body, not both.",
        )
        require(
            actor.role is not Role.RES or self.requester in (actor.person, actor.on_behalf_of),
            "own_order",
            "居民只能为本人或受托人点单，代他人点单请找社区工作者。",
            "Residents order for themselves; to order for others ask a community worker.",
        )
        require(
            self.requester is None or context.look(person_ref(self.requester)).exists,
            "no_such_person",
            "查无点单人，请先登记人员。",
            "There is no such requester; register the person first.",
        )
        require(
            (self.origin is Origin.CASE) == (self.case is not None),
            "case_missing",
            "事件转单须填原事件，其他来源不填。",
            "An order made of a case names the case, no other does.",
        )

    def _the_commitment_stands(self, context: Context) -> None:
        """AM-24: a unit's branch is ordered from within what the unit has promised to do."""
        agreed = self.unit is not None and self.commitment is not None
        require(
            agreed if self.origin is Origin.AGREEMENT else self.unit is None,
            "commitment_missing",
            "协议来源须填单位和承诺事项，其他来源不填。",
            "An order under an agreement names the unit and the commitment, no other does.",
        )
        if self.unit is None or self.commitment is None:
            return
        agreement = context.look(agreement_ref(self.community, self.unit, context.on.year))
        found = agreement.commitment(self.commitment)
        require(
            agreement.state is AgreementState.EFFECTIVE
            and found is not None
            and found.state in TO_DELIVER,
            "no_such_commitment",
            "协议未生效或无此待兑现承诺，请核对承诺事项。",
            "No agreement in effect has such a commitment still to deliver; check it.",
        )

    def _the_place_exists(self, context: Context) -> None:
        must_be_community(self.community, context)
        if self.grid is not None:
            _must_be_a_grid_of(self.grid, self.community, context)


class AmendOrder(
    Command[Order], verb="amend", label=Label("修改点单", "Amend order"), who=THE_BRANCH
):
    """Puts an order right before it is issued; what is left out stays."""

    occasion: Occasion | None = None
    field: ServiceField | None = None
    need: PrivateText | None = None
    place: PrivateLine | None = None
    grid: GridCode | None = None
    wanted_from: Moment | None = None
    wanted_until: Moment | None = None
    people_needed: PeopleNeeded | None = None
    specialities: Specialities | None = None

    def reads(self, state: Order, context: Context) -> Reads:
        yield from read_rules(context)
        if self.grid is not None:
            yield grid_ref(self.grid)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.PLACED)
        if self.grid is not None:
            _must_be_a_grid_of(self.grid, state.community, context)
        changed = self._changes(state)
        if not changed:
            return
        if "wanted_from" in changed or "wanted_until" in changed:
            start = self.wanted_from or state.service_from
            must_be_a_window(start, self.wanted_until or state.service_until, context)
        if "occasion" in changed:
            # A clock that runs is never put back, as with a recategorised case (SYS-05).
            limit = due(context, ISSUE[changed["occasion"]], since=state.placed_at)
            if state.issue_due_at is not None and limit.at < state.issue_due_at:
                changed["issue_due_at"] = limit.at
        yield OrderAmended(requester=state.requester, **changed)

    def _changes(self, state: Order) -> dict[str, Any]:
        """What is said and is not so already; of sealed text nobody can tell."""
        known = {
            "occasion": state.occasion,
            "field": state.field,
            "grid": state.grid,
            "wanted_from": state.service_from,
            "wanted_until": state.service_until,
            "people_needed": state.people_needed,
        }
        said = {name: value for name, value in dict(self).items() if value is not None}
        changed = {name: value for name, value in said.items() if known.get(name) != value}
        if frozenset(said.get("specialities", ())) == state.specialities:
            changed.pop("specialities", None)
        return changed


class MergeOrders(
    Command[Order], verb="merge", label=Label("合并点单", "Merge orders"), who=THE_BRANCH
):
    """This order asks for the same as `master`, which takes over its requesters and cases."""

    master: UUID

    def reads(self, state: Order, context: Context) -> Reads:
        yield aggregate.order_ref(self.master)

    def decide(self, state: Order, context: Context) -> Outcome:
        must_be(state, OrderStatus.PLACED)
        require(
            self.master != context.stream,
            "own_master",
            "不能并入自身，请另选主单。",
            "An order cannot be merged into itself; choose another master.",
        )
        ref = aggregate.order_ref(self.master)
        master = context.look(ref)
        require(
            master.status is OrderStatus.PLACED and master.community == state.community,
            "no_such_master",
            "主单须为同一社区尚未下单的点单，请另选。",
            "The master must be a placed order of the same community, not issued yet.",
        )
        yield OrdersMerged(master=self.master)
        absorbed = OrderAbsorbed(
            order=context.stream, requesters=tuple(sorted(state.requesters)), cases=state.cases
        )
        yield Elsewhere(ref, absorbed)


def _must_be_a_grid_of(grid: str, community: str, context: Context) -> None:
    found = context.look(grid_ref(grid))
    require(
        found.is_active and found.community == community,
        "no_such_grid",
        "该社区无此启用网格，请核对网格编号；不清楚可不填。",
        "The community has no such active grid; check its code, or leave it out.",
    )
