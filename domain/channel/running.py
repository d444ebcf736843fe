"""A channel is registered, works, stops and goes; the system notices a hotline that is missing."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from domain.case import Channel as ChannelType
from domain.channel.events import (
    ChannelGapDetected,
    ChannelRegistered,
    ChannelRetired,
    ChannelStarted,
    ChannelStopped,
)
from domain.channel.state import ONE_EACH, REGISTRABLE, Channel, ChannelStatus, must_be
from domain.community import community_ref, must_be_community
from domain.kernel import Command, Context, Label, Line, Outcome, PrivateLine, Reads, require
from domain.person import person_ref
from domain.roles import Role
from domain.vocabulary import CommunityCode

WITHOUT_HOTLINE: Final = timedelta(hours=24)  # SYS-06
BY: Final = (Role.CS, Role.TOWN)


class RegisterChannel(
    Command[Channel], verb="register", label=Label("登记渠道", "Register channel"), who=BY,
    opens=True,
):  # fmt: skip
    """Puts an intake channel on the list of assets: number, place, person in charge (R-22).

    A community has one hotline, one box and one wish tree: another is registered once the former
    is retired. The town registers the one public account, which has no community (R-23); all
    others are a community's, registered by its secretary.
    """

    type: ChannelType
    community: CommunityCode | None = None
    number: Line | None = None
    place: Line | None = None
    in_charge: UUID

    def reads(self, state: Channel, context: Context) -> Reads:
        yield person_ref(self.in_charge)
        if self.community is not None:
            yield community_ref(self.community)

    def decide(self, state: Channel, context: Context) -> Outcome:
        require(
            self.type in REGISTRABLE,
            "not_a_channel",
            "此类渠道不在此登记；微信群请用“建立微信群”。",
            "This kind is not registered here; a WeChat group is created by its own command.",
        )
        require(  # R-22: exactly one hotline, box and wish tree per residents' committee
            state.status in (None, ChannelStatus.RETIRED),
            "channel_exists",
            "该社区已有此类渠道，每类只设一个；如需更换请先撤销原渠道。",
            "The community has this channel already, and each once; retire it to replace it.",
        )
        self._belongs(context)
        require(  # a phone has its number, a box or a tree its place
            (self.type is not ChannelType.HOTLINE or self.number is not None)
            and (self.type not in (ChannelType.BOX, ChannelType.WISH_TREE) or bool(self.place)),
            "asset_incomplete",
            "热线须填号码，意见箱和心愿树须填位置。",
            "A hotline has its number, a box or a wish tree its place; fill it in.",
        )
        require(
            context.look(person_ref(self.in_charge)).exists,
            "no_such_person",
            "查无此负责人，请先登记人员。",
            "There is no such person; register who is in charge first.",
        )
        registered = ChannelRegistered(at=context.at, **dict(self))
        yield registered.model_copy(update={"gap_from": registered.apply(state).gap_from})

    def _belongs(self, context: Context) -> None:
        countywide = self.type is ChannelType.WECHAT_ACCOUNT
        require(  # one public account, and groups and channels of communities
            countywide == (self.community is None) == (context.actor.role is Role.TOWN),
            "wrong_owner",
            "公众号由镇登记且不填社区，其他渠道由社区书记登记并填社区。",
            "The town registers the public account, without a community; a community's secretary "
            "registers every other channel, with its community.",
        )
        if self.community is not None:
            must_be_community(self.community, context)


class StartChannel(
    Command[Channel], verb="start", label=Label("启用渠道", "Start channel"), who=BY
):
    """From now on it takes what people bring."""

    def decide(self, state: Channel, context: Context) -> Outcome:
        _must_be_no_group(state)
        must_be(state, ChannelStatus.REGISTERED, ChannelStatus.OUT_OF_SERVICE)
        _must_follow(state, context)
        yield ChannelStarted(at=context.at)


class StopChannel(Command[Channel], verb="stop", label=Label("停用渠道", "Stop channel"), who=BY):
    """It is out of service, for a reason, and may be started again."""

    reason: PrivateLine

    def decide(self, state: Channel, context: Context) -> Outcome:
        _must_be_no_group(state)
        must_be(state, ChannelStatus.IN_SERVICE)
        _must_follow(state, context)
        after = state.turned(ChannelStatus.OUT_OF_SERVICE, context.at)
        yield ChannelStopped(at=context.at, reason=self.reason, gap_from=after.gap_from)


class RetireChannel(
    Command[Channel], verb="retire", label=Label("撤销渠道", "Retire channel"), who=BY
):
    """It is gone for good."""

    reason: PrivateLine

    def decide(self, state: Channel, context: Context) -> Outcome:
        _must_be_no_group(state)
        must_be(
            state, ChannelStatus.REGISTERED, ChannelStatus.IN_SERVICE, ChannelStatus.OUT_OF_SERVICE
        )
        _must_follow(state, context)
        after = state.turned(ChannelStatus.RETIRED, context.at)
        yield ChannelRetired(at=context.at, reason=self.reason, gap_from=after.gap_from)


class DetectChannelGap(
    Command[Channel], verb="detect-gap", label=Label("发现热线中断", "Detect channel gap"),
    who=(Role.SYS,),
):  # fmt: skip
    """SYS-06: a community was 24 hours without its hotline. Once for each outage."""

    def decide(self, state: Channel, context: Context) -> Outcome:
        if state.status is ChannelStatus.IN_SERVICE or state.gap_told:
            return
        require(
            state.type is ChannelType.HOTLINE and context.now >= state.since + WITHOUT_HOTLINE,
            "no_channel_gap",
            "热线停用未满24小时，不构成中断。",
            "The hotline has not been out for 24 hours: there is no gap yet.",
        )
        yield ChannelGapDetected(at=context.at, since=state.since)


def is_single(type: ChannelType) -> bool:
    """Whether there is one at most, so that its stream follows from what it is."""
    return type in (*ONE_EACH, ChannelType.WECHAT_ACCOUNT)


def _must_be_no_group(state: Channel) -> None:
    require(
        state.type is not ChannelType.WECHAT_GROUP,
        "a_wechat_group",
        "微信群只能解散，不能启停，请用“解散微信群”。",
        "A WeChat group is dissolved, not started or stopped; use that command.",
    )


def _must_follow(state: Channel, context: Context) -> None:
    require(
        context.at >= state.since,
        "before_previous_step",
        "发生时间不得早于上次变更，请核对。",
        "It cannot have happened before the last change; check the time.",
    )
