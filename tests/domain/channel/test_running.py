"""Channels: SYS-06, R-22, R-23."""

from uuid import UUID

import pytest

from domain.case import Channel as ChannelType
from domain.channel import (
    CHANNEL,
    CHANNEL_LABELS,
    OPENING_LABELS,
    AccountPostRecorded,
    ChannelGapDetected,
    ChannelRegistered,
    ChannelRetired,
    ChannelStarted,
    ChannelStatus,
    ChannelStopped,
    CreateGroup,
    DetectChannelGap,
    DissolveGroup,
    GroupLevel,
    OpeningStatus,
    RecordPost,
    RegisterChannel,
    RetireChannel,
    StartChannel,
    StopChannel,
    WechatGroupCreated,
    WechatGroupDissolved,
    single_ref,
)
from domain.roles import Role
from tests.domain.world import AUNT, GRID_CODE, WORLD
from tests.spec import given, moment

AT = moment("2022-05-10 09:00")  # of tests/spec.py
THEN = moment("2022-01-10 09:00")
HOTLINE = RegisterChannel(
    type=ChannelType.HOTLINE, community="FC01", number="0350-0000001", in_charge=AUNT
)
BOX = RegisterChannel(
    type=ChannelType.BOX, community="FC01", place="社区大厅（合成）", in_charge=AUNT
)
ACCOUNT = RegisterChannel(type=ChannelType.WECHAT_ACCOUNT, in_charge=AUNT)
REGISTERED = ChannelRegistered(at=THEN, gap_from=THEN, **dict(HOTLINE))
BOX_REGISTERED = ChannelRegistered(at=THEN, **dict(BOX))
ACCOUNT_REGISTERED = ChannelRegistered(at=THEN, **dict(ACCOUNT))
STARTED = ChannelStarted(at=moment("2022-01-11 09:00"))
STOP_AT = moment("2022-03-01 09:00")
STOPPED = ChannelStopped(at=STOP_AT, reason="换线", gap_from=STOP_AT)
GROUP = CreateGroup(grid=GRID_CODE, level=GroupLevel.BUILDING, owner=AUNT, members=120)
CREATED = WechatGroupCreated(at=THEN, community="FC01", **dict(GROUP))

new = given(CHANNEL).by(Role.CS).looking(WORLD)


def test_a_community_has_one_hotline_one_box_one_tree_r22() -> None:
    new.when(HOTLINE).then(ChannelRegistered(at=AT, gap_from=AT, **dict(HOTLINE)))
    second = given(CHANNEL, REGISTERED).by(Role.CS).looking(WORLD)
    second.when(HOTLINE).then_refused("channel_exists")
    in_service = given(CHANNEL, REGISTERED, STARTED).by(Role.CS).looking(WORLD)
    in_service.when(HOTLINE).then_refused("channel_exists")
    for command in (HOTLINE, BOX):
        assert CHANNEL.identify(command) == single_ref("FC01", command.type).id
    window = HOTLINE.model_copy(update={"type": ChannelType.WINDOW})
    assert CHANNEL.identify(window) is None, "of windows there may be several"
    assert CHANNEL.identify(GROUP) is None


def test_one_that_is_retired_is_replaced() -> None:
    retired = ChannelRetired(at=STOP_AT, reason="换号", gap_from=STOP_AT)
    replaced = given(CHANNEL, REGISTERED, STARTED, retired).by(Role.CS).looking(WORLD)
    replaced.when(HOTLINE).then(ChannelRegistered(at=AT, gap_from=STOP_AT, **dict(HOTLINE)))


@pytest.mark.parametrize("command", [HOTLINE, BOX])
def test_an_asset_has_its_number_or_its_place_r22(command: RegisterChannel) -> None:
    bare = command.model_copy(update={"number": None, "place": None})
    new.when(bare).then_refused("asset_incomplete")
    tree = bare.model_copy(update={"type": ChannelType.WISH_TREE})
    new.when(tree).then_refused("asset_incomplete")
    assert new.when(bare.model_copy(update={"type": ChannelType.WINDOW})).facts()


def test_it_has_somebody_in_charge_and_a_community_that_exists() -> None:
    stranger = HOTLINE.model_copy(update={"in_charge": UUID(int=0x99)})
    new.when(stranger).then_refused("no_such_person")
    new.when(HOTLINE.model_copy(update={"community": "FC99"})).then_refused("no_such_community")


def test_the_town_has_the_one_public_account_communities_all_else_r23() -> None:
    town = given(CHANNEL).by(Role.TOWN).looking(WORLD)
    assert town.when(ACCOUNT).facts()
    assert CHANNEL.identify(ACCOUNT) == single_ref(None, ChannelType.WECHAT_ACCOUNT).id
    town.when(ACCOUNT.model_copy(update={"community": "FC01"})).then_refused("wrong_owner")
    town.when(HOTLINE).then_refused("wrong_owner")
    new.when(ACCOUNT).then_refused("wrong_owner")
    new.when(HOTLINE.model_copy(update={"community": None})).then_refused("wrong_owner")


@pytest.mark.parametrize("type", [ChannelType.WECHAT_GROUP, ChannelType.ORDER, ChannelType.IMPORT])
def test_groups_and_the_systems_own_channels_are_not_registered_here(type: ChannelType) -> None:
    new.when(HOTLINE.model_copy(update={"type": type})).then_refused("not_a_channel")


def test_a_channel_starts_stops_and_starts_again() -> None:
    started = ChannelStarted(at=AT)
    given(CHANNEL, REGISTERED).when(StartChannel()).then(started)
    running = given(CHANNEL, REGISTERED, STARTED)
    running.when(StartChannel()).then_refused("wrong_channel_state")
    running.when(StopChannel(reason="换线")).then(ChannelStopped(at=AT, reason="换线", gap_from=AT))
    stopped = given(CHANNEL, REGISTERED, STARTED, STOPPED)
    stopped.when(StartChannel()).then(started)
    stopped.when(StopChannel(reason="换线")).then_refused("wrong_channel_state")
    stopped.at("2022-05-10 09:00", "2022-02-28 09:00").when(StartChannel()).then_refused(
        "before_previous_step"
    )
    box = given(CHANNEL, BOX_REGISTERED, STARTED)
    box.when(StopChannel(reason="维修")).then(ChannelStopped(at=AT, reason="维修"))
    early = running.at("2022-05-10 09:00", "2022-01-11 08:00")
    for command in (StopChannel(reason="早"), RetireChannel(reason="早")):
        early.when(command).then_refused("before_previous_step")
    given(CHANNEL).when(StartChannel()).then_refused("no_such_channel")


def test_a_hotline_out_of_service_that_is_retired_is_out_since_it_stopped() -> None:
    stopped = given(CHANNEL, REGISTERED, STARTED, STOPPED)
    stopped.when(RetireChannel(reason="撤")).then(
        ChannelRetired(at=AT, reason="撤", gap_from=STOP_AT)
    )
    gone = given(CHANNEL, REGISTERED, STARTED, STOPPED, ChannelRetired(at=AT, reason="撤"))
    gone.when(RetireChannel(reason="撤")).then_refused("wrong_channel_state")


def test_a_day_without_hotline_is_a_gap_told_once_sys06() -> None:
    out = given(CHANNEL, REGISTERED, STARTED, STOPPED).by(Role.SYS)
    out.at("2022-03-02 08:59").when(DetectChannelGap()).then_refused("no_channel_gap")
    day_later = moment("2022-03-02 09:00")
    detected = ChannelGapDetected(at=day_later, since=STOP_AT)
    out.at("2022-03-02 09:00").when(DetectChannelGap()).then(detected)
    told = given(CHANNEL, REGISTERED, STARTED, STOPPED, detected).by(Role.SYS)
    told.when(DetectChannelGap()).then_nothing()
    assert told.state.gap_from is None
    again = given(CHANNEL, REGISTERED, STARTED, STOPPED, detected, STARTED, STOPPED).by(Role.SYS)
    assert again.when(DetectChannelGap()).facts(), "every outage is told"
    given(CHANNEL, REGISTERED, STARTED).when(DetectChannelGap()).then_nothing()
    assert given(CHANNEL, REGISTERED).when(DetectChannelGap()).facts(), "never started"
    box = given(CHANNEL, BOX_REGISTERED).by(Role.SYS)
    box.when(DetectChannelGap()).then_refused("no_channel_gap")


def test_a_group_records_a_count_and_no_member_r23() -> None:
    creating = given(CHANNEL).by(Role.GH).looking(WORLD)
    creating.when(GROUP).then(WechatGroupCreated(at=AT, community="FC01", **dict(GROUP)))
    assert set(CreateGroup.model_fields) == {"grid", "level", "owner", "members"}
    creating.when(GROUP.model_copy(update={"grid": "FC01009"})).then_refused("no_such_grid")
    stranger = GROUP.model_copy(update={"owner": UUID(int=0x99)})
    creating.when(stranger).then_refused("no_such_person")


def test_a_group_nobody_needs_is_dissolved_not_stopped() -> None:
    group = given(CHANNEL, CREATED).by(Role.GH)
    dissolve = DissolveGroup(reason="长期无人发言")
    dissolved = WechatGroupDissolved(at=AT, reason=dissolve.reason)
    group.when(dissolve).then(dissolved)
    gone = given(CHANNEL, CREATED, dissolved)
    assert gone.state.status is ChannelStatus.RETIRED
    gone.when(dissolve).then_refused("wrong_channel_state")
    for command in (StartChannel(), StopChannel(reason="停"), RetireChannel(reason="撤")):
        group.when(command).then_refused("a_wechat_group")
    given(CHANNEL, REGISTERED).when(dissolve).then_refused("not_a_group")
    early = group.at("2022-05-10 09:00", "2022-01-09 09:00")
    early.when(dissolve).then_refused("before_previous_step")


def test_a_post_makes_a_policy_known_and_counts_no_readers_r23() -> None:
    post = RecordPost(topic="医保缴费提醒", policy_document="【合成】医保1号")
    account = given(CHANNEL, ACCOUNT_REGISTERED, STARTED).by(Role.CW)
    account.when(post).then(AccountPostRecorded(at=AT, **dict(post)))
    given(CHANNEL, REGISTERED, STARTED).when(post).then_refused("not_the_account")
    given(CHANNEL, ACCOUNT_REGISTERED).when(post).then_refused("wrong_channel_state")
    assert set(RecordPost.model_fields) == {"topic", "policy_document"}


def test_every_state_has_its_label() -> None:
    assert set(CHANNEL_LABELS) == set(ChannelStatus)
    assert set(OPENING_LABELS) == set(OpeningStatus)


def test_what_a_grid_has_concerns_its_head_and_its_community() -> None:
    concern = CHANNEL.concerns(CHANNEL.initial, GROUP)
    assert (concern.community, concern.grid) == ("FC01", GRID_CODE)
    assert CHANNEL.concerns(CHANNEL.replay([CREATED]), None).grid == GRID_CODE
    assert CHANNEL.concerns(CHANNEL.initial, BOX).community == "FC01"
