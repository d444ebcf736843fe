"""CHANNEL and BOX_OPENING. What a community has one of has its stream by that: R-22."""

from typing import Final
from uuid import UUID

from domain.case import Channel as ChannelType
from domain.channel import box, events, running, wechat
from domain.channel.state import BoxOpening, Channel
from domain.kernel import Aggregate, Command, Concern, Label, Ref, derived_id

THE_COUNTY: Final = "county"


def _identify(command: Command[Channel]) -> UUID | None:
    if not isinstance(command, running.RegisterChannel) or not running.is_single(command.type):
        return None
    return _single(command.community, command.type)


def _single(community: str | None, type: ChannelType) -> UUID:
    return derived_id("channel", community or THE_COUNTY, type)


def _concern(state: Channel, command: Command[Channel] | None) -> Concern:
    if isinstance(command, wechat.CreateGroup):
        return Concern(command.grid[:4], command.grid)
    return Concern(state.community or getattr(command, "community", None), state.grid)


CHANNEL: Final = Aggregate(
    name="channel",
    collection="channels",
    label=Label("收集渠道", "Intake channel"),
    initial=Channel(),
    commands=(
        running.RegisterChannel,
        running.StartChannel,
        running.StopChannel,
        running.RetireChannel,
        running.DetectChannelGap,
        wechat.CreateGroup,
        wechat.DissolveGroup,
        wechat.RecordPost,
    ),
    events=(
        events.ChannelRegistered,
        events.ChannelStarted,
        events.ChannelStopped,
        events.ChannelRetired,
        events.ChannelGapDetected,
        events.WechatGroupCreated,
        events.WechatGroupDissolved,
        events.AccountPostRecorded,
    ),
    identify=_identify,
    concerns=_concern,
)


def _of_opening(state: BoxOpening, command: Command[BoxOpening] | None) -> Concern:
    """Its community, and the two who open it."""
    if isinstance(command, box.OpenBox):
        return Concern(command.community, persons=frozenset({command.witness}))
    return Concern(state.community or None, persons=state.openers)


BOX_OPENING: Final = Aggregate(
    name="box_opening",
    collection="box-openings",
    label=Label("开箱记录", "Box opening"),
    initial=BoxOpening(),
    commands=(box.OpenBox, box.RegisterLetter, box.SetAsideLetter, box.ReconcileBox),
    events=(
        events.BoxOpened,
        events.LetterRegistered,
        events.LetterSetAside,
        events.BoxReconciled,
    ),
    concerns=_of_opening,
)


def opening_ref(id: UUID) -> Ref[BoxOpening]:
    return BOX_OPENING.ref(id)


def single_ref(community: str | None, type: ChannelType) -> Ref[Channel]:
    """What a community, or for the account the county, has one of."""
    return CHANNEL.ref(_single(community, type))
