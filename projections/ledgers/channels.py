"""CHANNELS 渠道名册 and L-BOX 开箱台账: what people can turn to, and every letter (SYS-06)."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.case import Channel as ChannelType
from domain.channel import (
    AccountPostRecorded,
    BoxOpened,
    BoxReconciled,
    ChannelGapDetected,
    ChannelRegistered,
    ChannelRetired,
    ChannelStarted,
    ChannelStopped,
    LetterRegistered,
    LetterSetAside,
    WechatGroupCreated,
    WechatGroupDissolved,
)
from domain.kernel import Label
from projections.models import Register, Row

Replace = msgspec.structs.replace


class Spell(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """In service from `start`; until `end`, where it has ended."""

    start: datetime
    end: datetime | None = None


class ChannelRow(Row, frozen=True, array_like=True, gc=False):
    """community: none for the one public account. members: how many, never who (R-23).

    gaps: when each outage of more than 24 hours began that the system told of.
    """

    channel: UUID
    type: str
    community: str | None
    grid: str | None
    status: str
    at: datetime
    level: str | None = None
    number: str | None = None
    place: str | None = None
    in_charge: UUID | None = None
    members: int | None = None
    spells: tuple[Spell, ...] = ()
    gaps: tuple[datetime, ...] = ()
    posts: int = 0


CHANNELS: Final = Register(
    name="CHANNELS",
    title=Label("渠道名册", "Intake channels"),
    row=ChannelRow,
    filters=("community", "type"),
    moving=("status",),
)


@CHANNELS.upserts(ChannelRegistered)
def registered(row: ChannelRow | None, recorded: Recorded) -> ChannelRow:
    """One that replaces another goes on in the same row."""
    fact = recorded.event
    return ChannelRow(
        recorded.stream,
        fact.type,
        fact.community,
        None,
        "REGISTERED",
        fact.at,
        number=fact.number,
        place=fact.place,
        in_charge=fact.in_charge,
        spells=row.spells if row else (),
        gaps=row.gaps if row else (),
    )


@CHANNELS.opens(WechatGroupCreated)
def group_created(recorded: Recorded) -> ChannelRow:
    fact = recorded.event
    return ChannelRow(
        recorded.stream,
        ChannelType.WECHAT_GROUP.value,
        fact.community,
        fact.grid,
        "IN_SERVICE",
        fact.at,
        level=fact.level,
        in_charge=fact.owner,
        members=fact.members,
        spells=(Spell(fact.at),),
    )


@CHANNELS.on(ChannelStarted)
def started(row: ChannelRow, recorded: Recorded) -> ChannelRow:
    at = recorded.event.at
    return Replace(row, status="IN_SERVICE", at=at, spells=(*row.spells, Spell(at)))


@CHANNELS.on(ChannelStopped)
def stopped(row: ChannelRow, recorded: Recorded) -> ChannelRow:
    return ended(row, recorded, "OUT_OF_SERVICE")


@CHANNELS.on(ChannelRetired, WechatGroupDissolved)
def retired(row: ChannelRow, recorded: Recorded) -> ChannelRow:
    return ended(row, recorded, "RETIRED")


def ended(row: ChannelRow, recorded: Recorded, status: str) -> ChannelRow:
    at, spells = recorded.event.at, row.spells
    if spells and spells[-1].end is None:
        spells = (*spells[:-1], Replace(spells[-1], end=at))
    return Replace(row, status=status, at=at, spells=spells)


@CHANNELS.on(ChannelGapDetected)
def gap(row: ChannelRow, recorded: Recorded) -> ChannelRow:
    return Replace(row, gaps=(*row.gaps, recorded.event.since))


@CHANNELS.on(AccountPostRecorded)
def posted(row: ChannelRow, recorded: Recorded) -> ChannelRow:
    return Replace(row, posts=row.posts + 1)


class BoxRow(Row, frozen=True, array_like=True, gc=False):
    """One opening. opener: the worker; witness: who stood by. letters: counted before both."""

    opening: UUID
    box: UUID
    community: str
    state: str
    opened_at: datetime
    opener: UUID
    witness: UUID
    letters: int
    registered: int = 0
    set_aside: int = 0
    cases: tuple[UUID, ...] = ()
    reconciled_at: datetime | None = None


L_BOX: Final = Register(
    name="L-BOX",
    title=Label("开箱台账", "Box openings", "開箱台賬"),
    row=BoxRow,
    filters=("community",),
    moving=("state",),
)


@L_BOX.opens(BoxOpened)
def box_opened(recorded: Recorded) -> BoxRow:
    fact = recorded.event
    return BoxRow(
        recorded.stream,
        fact.box,
        fact.community,
        "OPENED",
        fact.at,
        fact.opener,
        fact.witness,
        fact.count,
    )


@L_BOX.on(LetterRegistered)
def letter_registered(row: BoxRow, recorded: Recorded) -> BoxRow:
    cases = (*row.cases, recorded.event.case)
    return Replace(row, registered=row.registered + 1, cases=cases)


@L_BOX.on(LetterSetAside)
def letter_set_aside(row: BoxRow, recorded: Recorded) -> BoxRow:
    return Replace(row, set_aside=row.set_aside + 1)


@L_BOX.on(BoxReconciled)
def reconciled(row: BoxRow, recorded: Recorded) -> BoxRow:
    return Replace(row, state="RECONCILED", reconciled_at=recorded.event.at)
