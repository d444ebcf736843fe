"""What a channel is, and what the opening of a box was: SYS-06, R-22, R-23."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.case import Channel as ChannelType
from domain.kernel import Label, Refused, require

# R-22: 一部热线电话、一个意见收集箱、一棵心愿树, one of each in every residents' committee.
ONE_EACH: Final = (ChannelType.HOTLINE, ChannelType.BOX, ChannelType.WISH_TREE)
REGISTRABLE: Final = (
    *ONE_EACH,
    ChannelType.WECHAT_ACCOUNT,
    ChannelType.WINDOW,
    ChannelType.GRID_PATROL,
    ChannelType.T12345,
    ChannelType.DEPT_LINK,
)
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class ChannelStatus(StrEnum):
    REGISTERED = "REGISTERED"
    IN_SERVICE = "IN_SERVICE"
    OUT_OF_SERVICE = "OUT_OF_SERVICE"
    RETIRED = "RETIRED"


class GroupLevel(StrEnum):
    """R-23: 网格、片区、小区、楼栋居民微信群."""

    GRID = "GRID"
    AREA = "AREA"
    COMPOUND = "COMPOUND"
    BUILDING = "BUILDING"


class OpeningStatus(StrEnum):
    OPENED = "OPENED"
    RECONCILED = "RECONCILED"


class AsideReason(StrEnum):
    EMPTY = "EMPTY"  # blank, or not to be read
    ADVERTISING = "ADVERTISING"
    PRIVATE_MAIL = "PRIVATE_MAIL"  # put in by mistake, given back
    NO_MATTER = "NO_MATTER"  # thanks, greetings: nothing to do
    OTHER = "OTHER"


CHANNEL_LABELS: Final[Mapping[ChannelStatus, Label]] = {
    ChannelStatus.REGISTERED: Label("已登记", "Registered"),
    ChannelStatus.IN_SERVICE: Label("在用", "In service"),
    ChannelStatus.OUT_OF_SERVICE: Label("停用", "Out of service"),
    ChannelStatus.RETIRED: Label("已撤", "Retired"),
}
OPENING_LABELS: Final[Mapping[OpeningStatus, Label]] = {
    OpeningStatus.OPENED: Label("已开箱", "Opened"),
    OpeningStatus.RECONCILED: Label("已核对", "Reconciled"),
}


@dataclass(frozen=True, slots=True)
class Channel:
    """since: when its status last changed. gap_told: the outage that began then is on record."""

    type: ChannelType | None = None
    community: str | None = None
    grid: str | None = None
    status: ChannelStatus | None = None
    since: datetime = LONG_AGO
    gap_told: bool = False

    def turned(self, status: ChannelStatus, at: datetime) -> "Channel":
        """A hotline that was already out stays out, whatever it is called."""
        if ChannelStatus.IN_SERVICE in (self.status, status):
            return replace(self, status=status, since=at, gap_told=False)
        return replace(self, status=status)

    @property
    def gap_from(self) -> datetime | None:
        """Since when the community is without its hotline, where nobody was told yet."""
        out = self.type is ChannelType.HOTLINE and self.status is not ChannelStatus.IN_SERVICE
        return self.since if out and not self.gap_told else None


@dataclass(frozen=True, slots=True)
class BoxOpening:
    """openers: the worker and the witness. count: the letters found; cases: what became of them."""

    status: OpeningStatus | None = None
    box: UUID | None = None
    community: str = ""
    openers: frozenset[UUID] = field(default_factory=frozenset)
    count: int = 0
    cases: tuple[UUID, ...] = ()
    set_aside: int = 0

    @property
    def registered(self) -> int:
        return len(self.cases)

    @property
    def left(self) -> int:
        """Letters neither registered nor set aside yet."""
        return self.count - self.registered - self.set_aside


def must_be(state: Channel, *allowed: ChannelStatus) -> None:
    """SYS-06: which step may follow which."""
    if state.status is None:
        raise Refused(
            "no_such_channel", "查无此渠道，请核对编号。", "No such channel; check its id."
        )
    now = CHANNEL_LABELS[state.status]
    require(
        state.status in allowed,
        "wrong_channel_state",
        f"该渠道现为“{now.hans}”，不能办理此步，请先查看其状态。",
        f"The channel is “{now.en}” now, so this step cannot be taken; look at its state first.",
    )
