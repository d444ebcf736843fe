"""The defects of HANDBOOK 5.5, as far as commands let them through; each is noted in the key."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.body import EndReason
from domain.case import Category
from domain.grid import AppointGridHead, EndGridHead, HeadStanding, grid_ref
from domain.person import PartyKind, RegisterPerson
from domain.registration import (
    ConfirmMemberRegistration,
    ReportRoll,
    RollEntry,
    SubmitMemberRegistration,
    member_registration_ref,
    unit_registration_ref,
)
from domain.roles import Role
from domain.unit import UnitKind
from domain.volunteer import ConfirmService, Source, SubmitService, volunteer_ref
from interfaces.simulation.agreements import Pact
from interfaces.simulation.case_deck import HAND_OVER, Card, Fate
from interfaces.simulation.clock import Dice, at
from interfaces.simulation.order_deck import Slip
from interfaces.simulation.people import Somebody
from interfaces.simulation.plan import YEAR, CommunityPlan, GridPlan, Member, Plan, UnitPlan
from interfaces.simulation.schedule import Begun, Course, approved, does
from interfaces.simulation.sessions import Kind, Session
from interfaces.simulation.texts import SESSIONS

DUPLICATES, SELF_CONFIRMED, AFTER_FREEZE, RECATEGORISED, OVERLAPS = 12, 5, 2, 4, 3
MANY_CASES: Final = 500
HEADLESS_DAYS: Final = 41
HEAD_LEFT: Final = date(YEAR, 6, 14)
PAPER_DATED: Final = date(YEAR, 3, 28)
ROLL_DAY: Final = date(YEAR, 12, 28)
SPRING_ENDS: Final = date(YEAR, 4, 1)
FROZEN: Final = at(date(YEAR + 1, 1, 11), 9)


def mark(
    plan: Plan, cards: list[Card], sessions: list[Session], slips: list[Slip], pacts: list[Pact]
) -> None:
    """Marks what will be a defect among what is planned anyway, so that no total changes."""
    luck = plan.dice("defects")
    for card in cards:
        if card.fate is Fate.UNFED:
            card.defect = "closed_without_feedback"
    _duplicate(plan, cards, luck)
    for card in [c for c in cards if c.late and c.defect is None][:RECATEGORISED]:
        card.defect = "recategorised_late"
    plain = [s for s in sessions if s.kind is Kind.COUNTED and not s.ordered and not s.late]
    for session in luck.sample(plain, min(SELF_CONFIRMED, len(plain))):
        session.defect = "self_confirmed"
    late = [pact for pact in pacts if pact.signed == "LATE"]
    if late:
        late[0].dated = PAPER_DATED
    else:
        plan.key.skip("backdated_paper", "no agreement of this profile is signed late")
    if not any(slip.made_up for slip in slips):
        plan.key.skip("branch_made_orders", "no branch of this profile orders of itself")


def _duplicate(plan: Plan, cards: list[Card], luck: Dice) -> None:
    """Of one community and month, the same hazard at the same place again and again."""
    homes: dict[tuple[str, int], list[Card]] = {}
    for card in cards:
        plain = card.fate in (Fate.ON_THE_SPOT, *HAND_OVER) and not card.merged and not card.late
        if plain and not card.reopened and card.category is Category.FIRE_SAFETY:
            # In a small profile a month holds too few: then they come all over the year.
            month = card.month if len(cards) > MANY_CASES else 0
            homes.setdefault((card.community.code, month), []).append(card)
    if not homes:
        plan.key.skip("duplicate_reports", "no fire hazard is reported in this profile")
        return
    largest = max(homes.values(), key=len)
    grid = luck.choice(largest[0].community.grids)
    for card in largest[:DUPLICATES]:
        card.defect, card.grid = "duplicate_reports", grid
    if len(largest) < DUPLICATES:
        plan.key.skip("duplicate_reports", f"only {len(largest)} of 12 fit into this profile")


def courses(plan: Plan, sessions: list[Session]) -> Iterator[Begun]:
    """What is not in the plan without them."""
    luck = plan.dice("defect-courses")
    community = plan.communities[-1]
    grid = luck.choice(community.grids)
    successor = Somebody("接任者", "12999999999", "", PartyKind.FULL, grid.head.residence)
    ends = at(HEAD_LEFT, 16)
    yield Begun("defect/headless", ends, _headless(plan, community, grid, successor, ends))
    struck = next((u for c in plan.communities for u in c.units if u.struck), None)
    if struck is None:
        plan.key.skip("december_roll", "no unit of this profile is large enough")
    else:
        moment = at(ROLL_DAY, 16, 40)
        yield Begun("defect/roll", moment, _short_roll(plan, struck, moment))
    for number, session in enumerate(_after_freeze(sessions, luck)):
        moment = at(date(YEAR, 12, 31), 18, number)
        yield Begun("defect/freeze", moment, _confirmed_late(plan, session, moment))
    yield from _double(plan, sessions, luck)


def _headless(
    plan: Plan, community: CommunityPlan, grid: GridPlan, successor: Somebody, ends: datetime
) -> Course:
    town, stream = plan.officers.actor(Role.TOWN), grid_ref(grid.code).id
    end = EndGridHead(last_day=HEAD_LEFT, reason=EndReason.TRANSFER)
    yield from approved(does(ends, community.cs, end, stream), town, timedelta(hours=1))
    grid.head = community.secretary  # who acts meanwhile, without being appointed
    starts = HEAD_LEFT + timedelta(days=HEADLESS_DAYS + 1)
    register = RegisterPerson(
        full_name=successor.name, phone=successor.phone, residence=successor.residence,
        party_member=successor.party, synthetic=True,
    )  # fmt: skip
    clerk = community.cw(plan.dice("successor"))
    successor.identity = (yield does(at(starts, 8), clerk, register)).stream
    appoint = AppointGridHead(
        person=successor.id, standing=HeadStanding.BACKBONE, on=starts,
        document_no=f"繁镇发〔{YEAR}〕41号（合成）",
    )  # fmt: skip
    step = does(at(starts, 9), community.cs, appoint, stream)
    yield from approved(step, town, timedelta(hours=1))
    grid.head = successor
    plan.key.note("headless_grid", stream, grid=grid.code, last_day=HEAD_LEFT, next_head=starts)


def _short_roll(plan: Plan, unit: UnitPlan, moment: datetime) -> Course:
    """Those left out are in nobody's way at the end of the year, three days later."""
    there = [m.who.id for m in unit.on_roll(ROLL_DAY) if not m.struck]
    roll = ReportRoll(
        unit=unit.id, community=unit.community, as_of=ROLL_DAY,
        members=tuple(RollEntry(person=person) for person in there),
    )  # fmt: skip
    yield does(moment, unit.actor, roll)
    gone = [m for m in unit.members if m.struck]
    stream = unit_registration_ref(unit.id, unit.community, YEAR).id
    for member in gone:
        plan.key.note("december_roll", stream, unit=unit.id, person=member.who.id)


def _after_freeze(sessions: list[Session], luck: Dice) -> list[Session]:
    """New sessions in the last days of the year, of members who have plenty besides."""
    days: dict[int, set[date]] = {}
    for session in sessions:
        days.setdefault(id(session.who), set()).add(session.on)
    busy = {id(s.who): s for s in sessions if s.member and s.member.counted >= 5}
    found = []
    for base in sorted(busy.values(), key=lambda s: s.who.number):
        free = [d for d in (29, 30, 31) if date(YEAR, 12, d) not in days[id(base.who)]]
        if free and base.member and base.member.left_on is None:
            day = date(YEAR, 12, luck.choice(free))
            found.append(
                Session(base.who, base.community, day, at(day, 9), 60, base.field, Kind.COUNTED,
                        base.member)
            )  # fmt: skip
    return found[:AFTER_FREEZE]


def _submission(session: Session, source: Source) -> SubmitService:
    title = SESSIONS[session.field]
    return SubmitService(
        person=session.who.id, community=session.community, start=session.start, end=session.end,
        field=session.field, source=source, title=title, content=f"{title}。",
    )  # fmt: skip


def _confirmed_late(plan: Plan, session: Session, moment: datetime) -> Course:
    assert session.member is not None  # noqa: S101 - chosen among members
    submit = _submission(session, Source.SELF)
    yield does(max(moment, session.end), session.member.mem, submit)
    book = volunteer_ref(session.who.id, YEAR).id
    worker = plan.of(session.community).cw(plan.dice("freeze"))
    yield does(FROZEN, worker, ConfirmService(entry=submit.entry), book)
    plan.key.note("confirmed_after_freeze", book, entry=submit.entry, person=session.who.id)


def _double(plan: Plan, sessions: list[Session], luck: Dice) -> Iterator[Begun]:
    """A second record of a member, without identity number, in a unit that owes nothing."""
    member, doubles = _somebody_busy(plan, sessions)
    firms = [p for c in plan.communities for p in c.parties if p.kind is UnitKind.PROPERTY_COMPANY]
    others = [c for c in plan.communities if member and c.code != member.community]
    if member is None or member.registered_on is None or not firms:
        plan.key.skip("overlapping_services", "nobody fits in this profile")
        plan.key.skip("registered_twice", "nobody fits in this profile")
        return
    place = luck.choice(others) if others else plan.of(member.community)
    if not others:
        plan.key.skip("registered_twice", "a single community is simulated")
    twin = Somebody(member.who.name, member.who.phone, "", PartyKind.FULL, member.who.residence)
    start = at(member.registered_on, 9)
    yield Begun("defect/double", start, _twin(plan, member, twin, firms[0], place, start))
    for session in doubles:
        later = session.start + timedelta(minutes=15)
        double = Session(twin, place.code, session.on, later, 60, session.field, Kind.OTHER)
        moment = at(session.on, 20)
        yield Begun("defect/overlap", moment, _overlap(plan, double, member, moment))


def _somebody_busy(plan: Plan, sessions: list[Session]) -> tuple[Member | None, list[Session]]:
    """A member who registered in spring, and sessions of hers after that."""
    by_member: dict[int, list[Session]] = {}
    for session in sessions:
        if session.member and session.kind is Kind.COUNTED:
            by_member.setdefault(id(session.member), []).append(session)
    for member in plan.members:
        day = member.registered_on
        if day is None or not day < SPRING_ENDS:
            continue
        later = [s for s in by_member.get(id(member), ()) if s.on > day + timedelta(days=1)]
        if len(later) >= OVERLAPS:
            return member, later[:OVERLAPS]
    return None, []


def _twin(
    plan: Plan,
    member: Member,
    twin: Somebody,
    firm: UnitPlan,
    place: CommunityPlan,
    start: datetime,
) -> Course:
    register = RegisterPerson(
        full_name=twin.name, phone=twin.phone, residence=twin.residence, party_member=twin.party,
        unit=firm.id, unit_since=date(YEAR, 1, 3), synthetic=True,
    )  # fmt: skip
    firm_officer = firm.actor
    twin.identity = (yield does(start, firm_officer, register)).stream
    as_member = Member(twin, firm, place.code, date(YEAR, 1, 3)).mem
    submit = SubmitMemberRegistration(person=twin.id, community=place.code)
    yield does(start + timedelta(hours=1), as_member, submit)
    stream = member_registration_ref(twin.id).id
    worker = place.cw(plan.dice("twin"))
    yield does(start + timedelta(hours=3), worker, ConfirmMemberRegistration(), stream)
    if place.code != member.community:
        first = member_registration_ref(member.who.id).id
        plan.key.note("registered_twice", stream, person=twin.id, community=place.code)
        plan.key.note("registered_twice", first, person=member.who.id, community=member.community)


def _overlap(plan: Plan, double: Session, member: Member, moment: datetime) -> Course:
    community = plan.of(double.community)
    luck = plan.dice(f"overlap/{double.on}")
    submitter = community.cw(luck)
    submit = _submission(double, Source.ORGANISER)
    yield does(moment, submitter, submit)
    book: UUID = volunteer_ref(double.who.id, YEAR).id
    confirm = ConfirmService(entry=submit.entry)
    confirmer = community.cw(luck, but=submitter.person)
    yield does(moment + timedelta(hours=14), confirmer, confirm, book)
    plan.key.note(
        "overlapping_services", book, entry=submit.entry, person=double.who.id,
        same_as=member.who.id,
    )  # fmt: skip
