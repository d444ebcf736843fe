"""What the year brings for units and their members: registration at a community, joining, moving,
retiring, exemption, and the rolls (SYS-02, SYS-10)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from domain.grid import FormAreaGroup, grid_ref
from domain.kernel import Period
from domain.person import ChangeUnit, LeaveReason, LeaveUnit
from domain.registration import (
    AgreeServiceItems,
    ConfirmMemberRegistration,
    ConfirmUnitRegistration,
    EndReason,
    EndRegistration,
    ExemptionReason,
    GrantExemption,
    RegisterUnit,
    ReportRoll,
    RollEntry,
    ServiceItem,
    SubmitMemberRegistration,
    TransferMemberRegistration,
    WithdrawRegistration,
    member_registration_ref,
    unit_registration_ref,
)
from domain.roles import Role
from domain.vocabulary import ServiceField
from interfaces.simulation.clock import at, at_the_office, awake
from interfaces.simulation.people import Somebody
from interfaces.simulation.plan import YEAR, CommunityPlan, GridPlan, Member, Plan, UnitPlan
from interfaces.simulation.schedule import Begun, Course, approved, does
from interfaces.simulation.world import groups_missing, registration_of

# Of the units: registered by 31 March, up to 30 days late, later; the rest never (U1).
UNITS_ON_TIME, UNITS_LATE, UNITS_LATER = 0.86, 0.08, 0.04
BY_THE_UNIT: Final = 0.3  # of members, registered by their liaison officer with their consent
SILENT: Final = 0.1  # of changes of unit: the old unit says nothing, and after ten days has agreed
ROLL_DAYS: Final = (date(YEAR, 1, 10), date(YEAR, 7, 5), date(YEAR, 12, 31))
REASONS: Final = tuple(ExemptionReason)
NINE: Final = timedelta(hours=9)


def courses(plan: Plan) -> Iterator[Begun]:
    for number, member in enumerate(plan.members):
        yield from _of_member(plan, member, number)
    for community in plan.communities:
        for unit in community.units:
            yield from _of_unit(plan, community, unit)
        yield from _of_grids(plan, community)
        moving = [m for m in plan.members if m.community == community.code and _may_move(m)]
        luck = plan.dice(f"moving/{community.code}")
        others = [c.code for c in plan.communities if c is not community]
        for member in luck.sample(moving, min(len(moving), community.volumes.moved)):
            if others:
                moment = luck.moment_on(luck.day_in(date(YEAR, 6, 1), date(YEAR, 11, 1)))
                yield Begun("moved", moment, _moved(member, luck.choice(others), moment))


def _may_move(member: Member) -> bool:
    early = member.registered_on is not None and member.registered_on < date(YEAR, 5, 1)
    return early and member.left_on is None and member.withdrawn_on is None


def _moved(member: Member, community: str, moment: datetime) -> Course:
    move = TransferMemberRegistration(community=community)
    yield does(moment, member.mem, move, member_registration_ref(member.who.id).id)


def _of_member(plan: Plan, member: Member, number: int) -> Iterator[Begun]:
    name = f"member/{number}"
    if member.since.year == YEAR:
        moment = at(member.since, 9, number % 60)
        yield Begun(name, moment, _joins(member, moment))
    if member.registered_on is not None:
        moment = plan.dice(f"{name}/registers").moment_on(member.registered_on, 9 * 60)
        yield Begun(name, moment, _registers(plan, member, moment, name))
    if member.before is not None and member.moved_on is not None:
        moment = at(member.moved_on, 10, number % 60)
        yield Begun(name, moment, _changes_unit(plan, member, moment, name))
    if member.exempt:
        moment = at_the_office(at(date(YEAR, 1, 6), 9) + timedelta(minutes=37 * number % 9_000))
        yield Begun(name, moment, _exempted(plan, member, moment, name))
    if member.left_on is not None:
        moment = at_the_office(at(member.left_on + timedelta(days=1), 10))
        yield Begun(name, moment, _retires(plan, member, moment, name))


def _joins(member: Member, moment: datetime) -> Course:
    receipt = yield does(moment, member.unit.actor, registration_of(member.who, member))
    member.who.identity = receipt.stream


def _registers(plan: Plan, member: Member, moment: datetime, name: str) -> Course:
    luck = plan.dice(name)
    unit = member.unit_on(moment.date())
    # A change of unit takes effect before it is agreed to: only then does the unit act for him.
    settled = unit is not None and member.before is None
    by_unit = settled and luck.hits(BY_THE_UNIT)
    submit = SubmitMemberRegistration(
        person=member.who.id,
        community=member.community,
        unit=unit.id if unit and by_unit else None,
        consent=True,
        specialities=tuple(luck.sample(("电工", "理发", "护理", "法律", "书画"), 1)),
        intentions=tuple(luck.sample(tuple(ServiceField), 2)),
        available="周末及下班后",
    )
    yield does(moment, unit.actor if unit and by_unit else member.mem, submit)
    stream = member_registration_ref(member.who.id).id
    worker, confirmed_at = (
        plan.of(member.community).cw(luck),
        at_the_office(moment + luck.hours(20)),
    )
    yield does(confirmed_at, worker, ConfirmMemberRegistration(), stream)
    if member.withdrawn_on is not None:
        withdraw = WithdrawRegistration(reason="个人原因。")
        yield does(luck.moment_on(member.withdrawn_on), member.mem, withdraw, stream)


def _changes_unit(plan: Plan, member: Member, moment: datetime, name: str) -> Course:
    assert member.before is not None  # noqa: S101 - who moves comes from somewhere
    luck = plan.dice(f"{name}/moves")
    change = ChangeUnit(unit=member.unit.id, on=moment.date())
    step = does(moment, member.unit.actor, change, member.who.id)
    if luck.hits(SILENT):
        yield step  # the timer takes silence for consent
    else:
        yield from approved(step, member.before.actor, luck.hours(30))


def _exempted(plan: Plan, member: Member, moment: datetime, name: str) -> Course:
    luck = plan.dice(f"{name}/exempt")
    lead = plan.of(member.unit.community)
    grant = GrantExemption(
        person=member.who.id,
        community=lead.code,
        reason=luck.choice(REASONS),
        period=Period(start=date(YEAR, 1, 1), end=date(YEAR + 1, 6, 30)),
        document_no=f"繁组函〔{YEAR}〕{luck.randint(1, 200)}号（合成）",
    )
    step = does(moment, lead.cs, grant)
    yield from approved(step, plan.officers.actor(Role.COD), luck.hours(40))


def _retires(plan: Plan, member: Member, moment: datetime, name: str) -> Course:
    assert member.left_on is not None  # noqa: S101 - who retires leaves on a day
    leave = LeaveUnit(unit=member.unit.id, last_day=member.left_on, reason=LeaveReason.RETIRED)
    yield does(moment, member.unit.actor, leave, member.who.id)
    worker = plan.of(member.community).cw(plan.dice(f"{name}/retires"))
    end = EndRegistration(last_day=member.left_on, reason=EndReason.RETIRED)
    stream = member_registration_ref(member.who.id).id
    yield does(at_the_office(moment + timedelta(hours=20)), worker, end, stream)


def _of_unit(plan: Plan, community: CommunityPlan, unit: UnitPlan) -> Iterator[Begun]:
    luck = plan.dice(f"unit/{unit.id}")
    chance = luck.random()
    periods = (
        (UNITS_ON_TIME, date(YEAR, 1, 6), date(YEAR, 3, 30)),
        (UNITS_LATE, date(YEAR, 4, 1), date(YEAR, 4, 28)),
        (UNITS_LATER, date(YEAR, 5, 5), date(YEAR, 8, 31)),
    )
    for share, first, last in periods:
        if 0 <= chance < share:
            moment = at_the_office(luck.moment_on(luck.day_in(first, last)))
            yield Begun(f"unit/{unit.title}", moment, _reports(community, unit, moment))
        chance -= share
    for day in ROLL_DAYS:
        moment = at(day, 15) + luck.minutes(0, 240)
        yield Begun(f"roll/{unit.title}", moment, _roll(community, unit, day, moment))


def _reports(community: CommunityPlan, unit: UnitPlan, moment: datetime) -> Course:
    register = RegisterUnit(unit=unit.id, community=community.code, year=YEAR)
    yield does(moment, unit.actor, register)
    stream = unit_registration_ref(unit.id, community.code, YEAR).id
    moment += timedelta(hours=2)
    yield does(moment, community.cs, ConfirmUnitRegistration(), stream)
    items = AgreeServiceItems(
        items=(
            ServiceItem(title="每季度一次环境整治", field=ServiceField.ENVIRONMENT),
            ServiceItem(title="结对帮扶困难家庭", field=ServiceField.ELDER_DISABILITY_HELP),
        )
    )
    step = does(awake(moment + timedelta(hours=1)), community.cs, items, stream)
    yield from approved(step, unit.actor, timedelta(hours=3))


def _roll(community: CommunityPlan, unit: UnitPlan, day: date, moment: datetime) -> Course:
    there = [member.who.id for member in unit.on_roll(day)]
    roll = ReportRoll(
        unit=unit.id,
        community=community.code,
        as_of=day,
        members=tuple(RollEntry(person=person) for person in there),
    )
    yield does(moment, unit.actor, roll)


def _of_grids(plan: Plan, community: CommunityPlan) -> Iterator[Begun]:
    """Area groups that were missing are formed one after the other, all but some."""
    luck = plan.dice(f"groups/{community.code}")
    missing = groups_missing(community)
    for grid, place, leader in missing[: len(missing) - community.volumes.groups_lacking]:
        moment = luck.moment_on(luck.day_in(date(YEAR, 2, 1), date(YEAR, 11, 30)))
        yield Begun("group", moment, _formed(moment, grid, place, leader))


def _formed(moment: datetime, grid: GridPlan, place: str, leader: Somebody) -> Course:
    form = FormAreaGroup(place=place, leader=leader.id, on=moment.date())
    yield does(moment, grid.gh, form, grid_ref(grid.code).id)
