"""Demands posted, and matched with a resource or a project: supply meets demand (SYS-14, R-40)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.community import community_ref, must_be_community
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.resource.offers import resource_offer_ref
from domain.roles import Role
from domain.society import social_organisation_ref
from domain.vocabulary import CommunityCode, ServiceField


class DemandState(StrEnum):
    OPEN = "OPEN"  # 待对接
    MATCHED = "MATCHED"  # 已对接
    WITHDRAWN = "WITHDRAWN"  # 已撤回


@dataclass(frozen=True, slots=True)
class Demand:
    community: str | None = None
    requester: UUID | None = None
    state: DemandState | None = None


class DemandPosted(Event[Demand], name="demand.posted", sealed_for="requester"):
    community: CommunityCode
    field: ServiceField
    need: SealedText
    requester: UUID | None = None
    wanted_by: date | None = None

    def apply(self, state: Demand) -> Demand:
        return Demand(self.community, self.requester, DemandState.OPEN)


class DemandMatched(Event[Demand], name="demand.matched"):
    """With a resource, or with a project of a social organisation's unit."""

    offer: UUID | None = None
    organisation: UUID | None = None
    project: UUID | None = None

    def apply(self, state: Demand) -> Demand:
        return replace(state, state=DemandState.MATCHED)


class DemandWithdrawn(Event[Demand], name="demand.withdrawn"):
    def apply(self, state: Demand) -> Demand:
        return replace(state, state=DemandState.WITHDRAWN)


class PostDemand(
    Command[Demand], verb="post", label=Label("发布需求", "Post demand"), who=(Role.CW, Role.RES),
    opens=True,
):  # fmt: skip
    """What a resident, or the community itself, needs from resources and projects."""

    community: CommunityCode
    field: ServiceField
    need: PrivateText
    requester: UUID | None = None
    wanted_by: date | None = None

    def reads(self, state: Demand, context: Context) -> Reads:
        yield community_ref(self.community)

    def decide(self, state: Demand, context: Context) -> Outcome:
        must_be_community(self.community, context)
        require(
            context.actor.role is not Role.RES or self.requester == context.actor.person,
            "not_ones_own",
            "居民只能以本人名义发布需求。",
            "A resident posts a demand in his own name.",
        )
        require(
            self.wanted_by is None or self.wanted_by >= context.on,
            "wanted_in_the_past",
            "需求日期已过，请核对。",
            "The day by which it is wanted is over; check it.",
        )
        yield DemandPosted(**dict(self))


class MatchDemand(
    Command[Demand], verb="match", label=Label("对接需求", "Match demand"), who=(Role.CS,)
):
    """Brings a demand together with an open resource, or with a project.

    organisation: the unit of the social organisation whose project it is.
    """

    offer: UUID | None = None
    organisation: UUID | None = None
    project: UUID | None = None

    def reads(self, state: Demand, context: Context) -> Reads:
        if self.offer is not None:
            yield resource_offer_ref(self.offer)
        if self.organisation is not None:
            yield social_organisation_ref(self.organisation)

    def decide(self, state: Demand, context: Context) -> Outcome:
        _must_be_open(state)
        by_project = self.organisation is not None and self.project is not None
        neither = self.organisation is None and self.project is None
        require(
            by_project if self.offer is None else neither,
            "one_match",
            "请填一项资源，或一个社会组织及其项目。",
            "Name either one resource, or one organisation and its project.",
        )
        require(
            self.offer is None or context.look(resource_offer_ref(self.offer)).is_open,
            "offer_closed",
            "该资源已撤回或不存在，请另选。",
            "That resource was withdrawn, or there is none; choose another.",
        )
        require(  # an offer is made to one community
            self.offer is None
            or context.look(resource_offer_ref(self.offer)).community == state.community,
            "offer_of_other_community",
            "该资源是向其他社区提供的，请另选本社区的资源。",
            "That resource is offered to another community; choose one of this community.",
        )
        if self.organisation is not None and self.project is not None:
            context.look(social_organisation_ref(self.organisation)).project(self.project)
        yield DemandMatched(**dict(self))


class WithdrawDemand(
    Command[Demand], verb="withdraw", label=Label("撤回需求", "Withdraw demand"),
    who=(Role.CW, Role.RES),
):  # fmt: skip
    """It is needed no more."""

    def decide(self, state: Demand, context: Context) -> Outcome:
        _must_be_open(state)
        yield DemandWithdrawn()


def _must_be_open(state: Demand) -> None:
    require(
        state.state is DemandState.OPEN,
        "demand_not_open",
        "该需求已对接或已撤回，无需再办。",
        "This demand is matched or withdrawn already.",
    )


def _concern(state: Demand, command: Command[Demand] | None) -> Concern:
    requester = state.requester or getattr(command, "requester", None)
    return Concern(
        community=state.community or getattr(command, "community", None),
        persons=frozenset() if requester is None else frozenset({requester}),
    )


DEMAND: Final = Aggregate(
    name="demand",
    collection="demands",
    label=Label("需求", "Demand"),
    initial=Demand(),
    commands=(PostDemand, MatchDemand, WithdrawDemand),
    events=(DemandPosted, DemandMatched, DemandWithdrawn),
    concerns=_concern,
)
