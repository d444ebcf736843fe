"""What happens to channels and to the letters in a box. at: when in the world."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.case import Channel as ChannelType
from domain.channel.state import (
    AsideReason,
    BoxOpening,
    Channel,
    ChannelStatus,
    GroupLevel,
    OpeningStatus,
)
from domain.kernel import Event, Line, SealedText
from domain.vocabulary import CommunityCode, DocumentNo, GridCode, Moment

Letters = Annotated[int, Field(ge=0, le=10_000)]
Members = Annotated[int, Field(ge=1, le=100_000)]


class ChannelEvent(Event[Channel]):
    at: Moment


class ChannelRegistered(ChannelEvent, name="channel.registered"):
    """R-22: each is an asset with its number, its place and the person in charge.

    gap_from, here and below: since when there is no hotline; None: no outage to be told of.
    """

    type: ChannelType
    community: CommunityCode | None = None
    number: Line | None = None
    place: Line | None = None
    in_charge: UUID
    gap_from: Moment | None = None

    def apply(self, state: Channel) -> Channel:
        """One that replaces another puts no end to an outage."""
        return replace(
            state,
            type=self.type,
            community=self.community,
            status=ChannelStatus.REGISTERED,
            since=self.at if state.status is None else state.since,
        )


class ChannelStarted(ChannelEvent, name="channel.started"):
    def apply(self, state: Channel) -> Channel:
        return state.turned(ChannelStatus.IN_SERVICE, self.at)


class ChannelStopped(ChannelEvent, name="channel.stopped"):
    reason: SealedText
    gap_from: Moment | None = None

    def apply(self, state: Channel) -> Channel:
        return state.turned(ChannelStatus.OUT_OF_SERVICE, self.at)


class ChannelRetired(ChannelEvent, name="channel.retired"):
    reason: SealedText
    gap_from: Moment | None = None

    def apply(self, state: Channel) -> Channel:
        return state.turned(ChannelStatus.RETIRED, self.at)


class ChannelGapDetected(ChannelEvent, name="channel.gap_detected"):
    """The community is without its hotline. since: when the outage began."""

    since: Moment

    def apply(self, state: Channel) -> Channel:
        return replace(state, gap_told=True)


class WechatGroupCreated(ChannelEvent, name="channel.group_created"):
    """A group's owner, level and number of members; never who they are (R-23)."""

    community: CommunityCode
    grid: GridCode
    level: GroupLevel
    owner: UUID
    members: Members

    def apply(self, state: Channel) -> Channel:
        return Channel(
            type=ChannelType.WECHAT_GROUP,
            community=self.community,
            grid=self.grid,
            status=ChannelStatus.IN_SERVICE,
            since=self.at,
        )


class WechatGroupDissolved(ChannelEvent, name="channel.group_dissolved"):
    reason: SealedText

    def apply(self, state: Channel) -> Channel:
        return state.turned(ChannelStatus.RETIRED, self.at)


class AccountPostRecorded(ChannelEvent, name="channel.post_recorded"):
    """A post of the public account: what policy it made known (R-23). Nobody counts its readers."""

    topic: Line
    policy_document: DocumentNo

    def apply(self, state: Channel) -> Channel:
        return state


class BoxEvent(Event[BoxOpening]):
    at: Moment


class BoxOpened(BoxEvent, name="box_opening.opened"):
    """opener: the worker; witness: who stood by. count: the letters found."""

    box: UUID
    community: CommunityCode
    opener: UUID
    witness: UUID
    count: Letters

    def apply(self, state: BoxOpening) -> BoxOpening:
        return BoxOpening(
            status=OpeningStatus.OPENED,
            box=self.box,
            community=self.community,
            openers=frozenset({self.opener, self.witness}),
            count=self.count,
        )


class LetterRegistered(BoxEvent, name="box_opening.letter_registered"):
    """The case that it became is opened in the same transaction."""

    case: UUID

    def apply(self, state: BoxOpening) -> BoxOpening:
        return replace(state, cases=(*state.cases, self.case))


class LetterSetAside(BoxEvent, name="box_opening.letter_set_aside"):
    reason: AsideReason
    note: SealedText | None = None

    def apply(self, state: BoxOpening) -> BoxOpening:
        return replace(state, set_aside=state.set_aside + 1)


class BoxReconciled(BoxEvent, name="box_opening.reconciled"):
    """Both openers: count = registered + set aside."""

    count: int
    registered: int
    set_aside: int

    def apply(self, state: BoxOpening) -> BoxOpening:
        return replace(state, status=OpeningStatus.RECONCILED)
