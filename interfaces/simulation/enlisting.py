"""The Party members of all units: who came, moved or left within the year, who registers when, and
how many services of each are to count."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from domain.person import PartyKind, Residence
from interfaces.simulation.clock import Dice
from interfaces.simulation.county import MISS_A_QUARTER, SERVICE_COUNTS, split
from interfaces.simulation.employing import passes
from interfaces.simulation.people import Register
from interfaces.simulation.plan import YEAR, CommunityPlan, Member, Plan, UnitPlan

BORN: Final = (1964, 2000)
RETIRING_BORN: Final = (1961, 1962)
REQUIRED: Final = 4
CAME: Final = (date(2008, 1, 1), date(2021, 11, 30))
# A roll lists who is there: nobody moves in the weeks before and after one.
MOVING: Final = ((date(YEAR, 2, 10), date(YEAR, 6, 10)), (date(YEAR, 8, 10), date(YEAR, 11, 20)))
JOINING: Final = (date(YEAR, 2, 10), date(YEAR, 6, 10))
RETIRING: Final = (4, 5, 7, 8, 9, 10, 11)  # at the end of the month; June's would meet a roll
REGISTERING: Final = (
    (0.82, date(YEAR, 1, 5), date(YEAR, 3, 31)),
    (0.14, date(YEAR, 4, 1), date(YEAR, 9, 30)),
    (0.04, date(YEAR, 10, 1), date(YEAR, 12, 20)),
)
AFTER_JOINING_DAYS: Final = 20
ELSEWHERE: Final = 0.2  # register where they live, not at their unit's community
WITHDREW: Final = 0.05  # of the unregistered
UNREGISTERED_SERVE: Final = 0.2
EXEMPT_REGISTER: Final = 0.3
STRUCK, STRUCK_FROM_SIZE = 6, 20


def enlist(plan: Plan, register: Register) -> None:
    luck = plan.dice("members")
    for community in plan.communities:
        for unit in community.units:
            _fill(plan, unit, register, luck)
    for community in plan.communities:
        _join(community, luck)
        _transfer(plan, community, luck)
        _retire(plan, community, register, luck)
    _count_services(plan, plan.dice("counts"))
    if plan.profile.defects:
        _strike(plan, register, plan.dice("struck"))


def _member(plan: Plan, unit: UnitPlan, register: Register, luck: Dice, born: tuple[int, int]
            ) -> Member:  # fmt: skip
    lives = luck.choice(plan.communities) if luck.hits(ELSEWHERE) else plan.of(unit.community)
    home = Residence(community=lives.code, grid=luck.choice(lives.grids).code)
    kind = PartyKind.PROBATIONARY if luck.hits(0.02) else PartyKind.FULL
    who = register.somebody(born, kind, home)
    member = Member(who, unit, lives.code, luck.day_in(*CAME))
    unit.members.append(member)
    plan.members.append(member)
    return member


def _fill(plan: Plan, unit: UnitPlan, register: Register, luck: Dice) -> None:
    for number in range(unit.size + unit.exempt):
        member = _member(plan, unit, register, luck, BORN)
        member.exempt = number >= unit.size
        only_exempt_lack = not unit.unregistered and unit.exempt > 1
        if number >= unit.size:
            registers = luck.hits(EXEMPT_REGISTER) and not only_exempt_lack
        else:
            registers = number >= unit.unregistered
        if registers:
            member.registered_on = _registering_day(luck)
        elif not member.exempt and luck.hits(WITHDREW):
            member.registered_on = luck.day_in(date(YEAR, 1, 5), date(YEAR, 2, 28))
            member.withdrawn_on = luck.day_in(date(YEAR, 5, 1), date(YEAR, 10, 31))


def _registering_day(luck: Dice) -> date:
    chance = luck.random()
    for share, first, last in REGISTERING:
        if chance < share:
            return luck.day_in(first, last)
        chance -= share
    return REGISTERING[0][2]


def _stays(member: Member) -> bool:
    """Nothing special happens to him yet, and he is registered at the end of the year."""
    plain = member.before is None and member.since.year < YEAR and not member.exempt
    return plain and member.registered_on is not None and member.withdrawn_on is None


def _chosen(members: list[Member], count: int, luck: Dice) -> list[Member]:
    able = [member for member in members if _stays(member)]
    return luck.sample(able, min(count, len(able)))


def _join(community: CommunityPlan, luck: Dice) -> None:
    members = [m for unit in community.units for m in unit.members if unit.size > 1]
    for member in _chosen(members, community.volumes.joined, luck):
        member.since = luck.day_in(*JOINING)
        member.registered_on = member.since + timedelta(days=luck.randint(1, AFTER_JOINING_DAYS))


def _transfer(plan: Plan, community: CommunityPlan, luck: Dice) -> None:
    members = [m for unit in community.units for m in unit.members if unit.size > 1]
    for member in _chosen(members, community.volumes.transfers, luck):
        others = [
            unit
            for place in plan.communities
            for unit in place.units
            if unit is not member.unit and unit.size
        ]
        if others:
            member.before = luck.choice(others)
            member.before.members.append(member)
            member.moved_on = luck.day_in(*luck.choice(MOVING))


def _retire(plan: Plan, community: CommunityPlan, register: Register, luck: Dice) -> None:
    large = [unit for unit in community.units if unit.size > 1]
    for unit in luck.choices(large, k=community.volumes.retired):
        member = _member(plan, unit, register, luck, RETIRING_BORN)
        month = luck.choice(RETIRING)
        member.left_on = date(YEAR, month, monthrange(YEAR, month)[1])
        member.registered_on = luck.day_in(date(YEAR, 1, 5), date(YEAR, 3, 31))
        member.counted = round(month / 3)  # one for each quarter he owes


def _strike(plan: Plan, register: Register, luck: Dice) -> None:
    """Six who never registered, left out of a roll three days before the year ends: with them
    their unit would have failed."""
    units = [u for c in plan.communities for u in c.units if u.size >= STRUCK]
    for unit in sorted(units, key=lambda u: abs(u.size - STRUCK_FROM_SIZE)):
        if passes(unit.size, unit.unregistered) and not passes(
            unit.size + STRUCK, unit.unregistered + STRUCK
        ):
            for _ in range(STRUCK):
                member = _member(plan, unit, register, luck, BORN)
                member.struck = True
            return


def _count_services(plan: Plan, luck: Dice) -> None:
    """HANDBOOK 5.4, exactly; who came within the year is among those who do enough."""
    at_the_end = [m for m in plan.members if not m.exempt and m.left_on is None]
    registered = [m for m in at_the_end if m.registered_on and m.withdrawn_on is None]
    luck.shuffle(registered)
    registered.sort(key=lambda m: m.since.year == YEAR)  # stable: newcomers last
    shares = split(len(registered), [float(count) for _, _, count in SERVICE_COUNTS])
    wanted = [
        luck.randint(low, high)
        for (low, high, _), share in zip(SERVICE_COUNTS, shares, strict=True)
        for _ in range(share)
    ]
    for member, count in zip(registered, wanted, strict=True):
        member.counted = count
    enough = [m for m in registered if m.counted >= REQUIRED]
    able = [m for m in enough if m.since.year < YEAR]
    for member in luck.sample(able, min(len(able), round(MISS_A_QUARTER * len(enough)))):
        member.misses = True
    for member in at_the_end:
        if (member.registered_on is None or member.withdrawn_on) and luck.hits(UNREGISTERED_SERVE):
            member.counted = luck.randint(1, 5)
