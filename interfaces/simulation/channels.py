"""What people can turn to: phone, box, tree and window, WeChat groups, the public account."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from domain.case import Channel
from domain.channel import (
    CreateGroup,
    DissolveGroup,
    GroupLevel,
    RecordPost,
    RegisterChannel,
    StartChannel,
    StopChannel,
)
from domain.roles import Role
from interfaces.simulation.clock import at
from interfaces.simulation.plan import YEAR, CommunityPlan, GridPlan, Plan
from interfaces.simulation.schedule import Begun, Course, does

SET_UP: Final = at(date(YEAR - 1, 12, 28), 9)
APART: Final = timedelta(seconds=5)
KINDS: Final = (
    Channel.HOTLINE, Channel.BOX, Channel.WISH_TREE, Channel.WINDOW, Channel.GRID_PATROL,
    Channel.T12345, Channel.DEPT_LINK,
)  # fmt: skip
DISSOLVED: Final = 0.05  # of the groups: nobody needs them
OUT_FROM, OUT_FOR = at(date(YEAR, 8, 9), 9), timedelta(hours=31)  # a cable was cut
POSTS_EVERY: Final = timedelta(days=7)
TOPICS: Final = ("医保缴费提醒", "疫情防控通告", "消防安全提示", "养老补贴政策", "垃圾分类指引")


def courses(plan: Plan) -> Iterator[Begun]:
    for number, community in enumerate(plan.communities):
        start = SET_UP + timedelta(minutes=number)
        yield Begun(f"channels/{community.code}", start, _set_up(plan, community, start, number))
        for place, grid in enumerate(community.grids):
            begins = start + timedelta(hours=1, minutes=place)
            yield Begun(f"groups/{grid.code}", begins, _groups(plan, grid, begins))
    yield Begun("account", SET_UP, _account(plan))


def _set_up(plan: Plan, community: CommunityPlan, now: datetime, number: int) -> Course:
    luck, hotline = plan.dice(f"channels/{community.code}"), None
    for kind in KINDS:
        phone = f"0350-{luck.randint(0, 9_999_999):07d}" if kind is Channel.HOTLINE else None
        register = RegisterChannel(
            type=kind, community=community.code, number=phone, place=f"{community.code}社区大厅",
            in_charge=luck.choice(community.workers).id,
        )  # fmt: skip
        receipt = yield does(now, community.cs, register)
        yield does(now + APART, community.cs, StartChannel(), receipt.stream)
        hotline = receipt.stream if kind is Channel.HOTLINE else hotline
        now += 2 * APART
    if number == 0:
        stop = StopChannel(reason="线路被挖断，抢修中。")
        yield does(OUT_FROM, community.cs, stop, hotline)
        yield does(OUT_FROM + OUT_FOR, community.cs, StartChannel(), hotline)


def _groups(plan: Plan, grid: GridPlan, now: datetime) -> Course:
    """One for the grid, one for each of its compounds and patches (R-23)."""
    luck = plan.dice(f"groups/{grid.code}")
    levels = [GroupLevel.GRID, *(GroupLevel.COMPOUND for _ in grid.places)]
    unneeded = []
    for level in levels:
        members = luck.randint(60, 450)
        create = CreateGroup(grid=grid.code, level=level, owner=grid.worker.id, members=members)
        receipt = yield does(now, grid.gh, create)
        now += APART
        if level is not GroupLevel.GRID and luck.hits(DISSOLVED):
            unneeded.append(receipt.stream)
    for number, group in enumerate(unneeded):
        dissolve = DissolveGroup(reason="长期无人发言，已并入网格群。")
        yield does(at(date(YEAR, 6, 15), 10, number % 60), grid.gh, dissolve, group)


def _account(plan: Plan) -> Course:
    """The one of the county: a post about a policy every week."""
    town, luck = plan.officers.actor(Role.TOWN), plan.dice("account")
    register = RegisterChannel(type=Channel.WECHAT_ACCOUNT, in_charge=plan.officers.town.id)
    receipt = yield does(SET_UP, town, register)
    yield does(SET_UP + APART, town, StartChannel(), receipt.stream)
    moment, number = at(date(YEAR, 1, 7), 15), 1
    while moment.year == YEAR:
        post = RecordPost(topic=luck.choice(TOPICS), policy_document=f"【合成】政策{number}号")
        yield does(moment, plan.officers.caller(luck), post, receipt.stream)
        moment, number = moment + POSTS_EVERY, number + 1
