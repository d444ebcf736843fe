"""The public account and the residents' groups: R-23, SYS-06.

A message becomes a case only when a worker registers it.
"""

from uuid import UUID

from domain.case import Channel as ChannelType
from domain.channel.events import (
    AccountPostRecorded,
    Members,
    WechatGroupCreated,
    WechatGroupDissolved,
)
from domain.channel.state import Channel, ChannelStatus, GroupLevel, must_be
from domain.grid import grid_ref
from domain.kernel import Command, Context, Label, Line, Outcome, PrivateLine, Reads, require
from domain.person import person_ref
from domain.roles import Role
from domain.vocabulary import DocumentNo, GridCode


class CreateGroup(
    Command[Channel], verb="create-group", label=Label("建立微信群", "Create WeChat group"),
    who=(Role.GH,), opens=True,
):  # fmt: skip
    """Records a residents' group of a grid: its level, its owner, how many are in it (R-23)."""

    grid: GridCode
    level: GroupLevel
    owner: UUID
    members: Members

    def reads(self, state: Channel, context: Context) -> Reads:
        yield grid_ref(self.grid)
        yield person_ref(self.owner)

    def decide(self, state: Channel, context: Context) -> Outcome:
        grid = context.look(grid_ref(self.grid))
        require(
            grid.is_active,
            "no_such_grid",
            f"网格{self.grid}未启用，请核对网格编号。",
            f"Grid {self.grid} is not active; check its code.",
        )
        require(
            context.look(person_ref(self.owner)).exists,
            "no_such_person",
            "查无此群主，请先登记人员。",
            "There is no such person; register the owner first.",
        )
        yield WechatGroupCreated(at=context.at, community=grid.community, **dict(self))


class DissolveGroup(
    Command[Channel], verb="dissolve-group", label=Label("解散微信群", "Dissolve WeChat group"),
    who=(Role.GH,),
):  # fmt: skip
    """Ends a group that nobody needs any more."""

    reason: PrivateLine

    def decide(self, state: Channel, context: Context) -> Outcome:
        require(
            state.type is ChannelType.WECHAT_GROUP,
            "not_a_group",
            "该渠道不是微信群，不能解散。",
            "This channel is no WeChat group; it is stopped or retired instead.",
        )
        must_be(state, ChannelStatus.IN_SERVICE)
        require(
            context.at >= state.since,
            "before_previous_step",
            "解散时间不得早于建群时间，请核对。",
            "It cannot be dissolved before it was created; check the time.",
        )
        yield WechatGroupDissolved(at=context.at, reason=self.reason)


class RecordPost(
    Command[Channel], verb="record-post", label=Label("登记推文", "Record post"), who=(Role.CW,)
):
    """What policy a post of the public account made known (R-23)."""

    topic: Line
    policy_document: DocumentNo

    def decide(self, state: Channel, context: Context) -> Outcome:
        require(  # the account publishes policies
            state.type is ChannelType.WECHAT_ACCOUNT,
            "not_the_account",
            "推文只登记在公众号上。",
            "Posts are recorded for the public account only.",
        )
        must_be(state, ChannelStatus.IN_SERVICE)
        yield AccountPostRecorded(at=context.at, **dict(self))
