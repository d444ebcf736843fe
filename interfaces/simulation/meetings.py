"""The meetings of the year: how many, who came, what was decided (HANDBOOK 5.2, SYS-03)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.kernel import Actor
from domain.meeting import (
    MEETING,
    AgendaItem,
    Attendance,
    AttendanceLine,
    CompleteDecision,
    ConveneMeeting,
    CorrectAttendance,
    Decided,
    HoldMeeting,
    IssueMinutes,
    Matter,
    MeetingType,
    Participant,
    ParticipantKind,
    RecordAttendance,
    RefuseLeave,
    RequestLeave,
)
from domain.meeting.leave import ApproveLeave
from domain.roles import Role
from domain.unit import UnitKind
from interfaces.simulation.clock import Dice, at, at_the_office
from interfaces.simulation.people import SUFFIX
from interfaces.simulation.plan import TOWN_CODE, YEAR, CommunityPlan, Plan, UnitPlan
from interfaces.simulation.schedule import Begun, Course, approved, does
from interfaces.simulation.texts import evidence

REGULAR, COMMITTEE = MeetingType.COMMUNITY_REGULAR, MeetingType.BIG_PARTY_COMMITTEE
TOPIC, JOINT = MeetingType.SPECIAL_TOPIC, MeetingType.JOINT_CONFERENCE
QUARTERS: Final = (1, 2, 3, 4)
# Of nine communities: quarters without a meeting, and quarters with one more than is asked for.
MISSED: Final = {("FC04", 2, REGULAR), ("FC09", 3, REGULAR), ("FC07", 3, COMMITTEE)}
MORE: Final = {
    ("FC01", 1, REGULAR), ("FC02", 2, REGULAR), ("FC03", 3, REGULAR), ("FC05", 4, REGULAR),
    ("FC01", 4, COMMITTEE), ("FC06", 2, COMMITTEE),
}  # fmt: skip
DUAL_QUARTER: Final = 1  # in which every community holds one sitting for both
CLAIMED_QUARTER: Final = 3  # whose minutes claim that it was one, in the last community
# Topic meetings and joint conferences: month, day, whether plenary.
OF_THE_COUNTY: Final = (
    (TOPIC, 3, 24, False), (JOINT, 4, 21, True), (JOINT, 7, 14, False), (TOPIC, 9, 22, False),
    (JOINT, 10, 20, True),
)  # fmt: skip
STANDING: Final = (TOWN_CODE, "OWC", "NPSO")
CAME: Final = {
    Attendance.PRESENT: 0.85,
    Attendance.SUBSTITUTE: 0.07,
    Attendance.EXCUSED: 0.05,
    Attendance.ABSENT: 0.03,
}
LEAVE_REFUSED: Final = 0.1
CARRIED_OUT: Final = 0.85
CORRECTED: Final = 0.03
ITEMS: Final = (
    "楼院环境整治",
    "停车位统筹",
    "供暖保障",
    "志愿服务计划",
    "重点项目推进",
    "助老服务",
)
NEIGHBOURS: Final = 3


@dataclass(slots=True)
class Sitting:
    """A meeting to come. claims: what its minutes will say it served."""

    name: str
    notice: ConveneMeeting
    runs: Actor
    body: str
    community: CommunityPlan | None
    claims: tuple[MeetingType, ...] = ()

    @property
    def starts(self) -> datetime:
        return self.notice.starts_at


def sittings_of(plan: Plan) -> Iterator[tuple[str, datetime]]:
    """When each meeting is called; whom it asks is known only then."""
    for community in plan.communities:
        for quarter in QUARTERS:
            for number, type in enumerate(_types(community.code, quarter)):
                name = f"meeting/{community.code}/{quarter}/{number}/{type}"
                yield name, _called(plan, name, _day(plan, quarter, name))
    for type, month, day, _ in OF_THE_COUNTY:
        name = f"meeting/county/{month}/{type}"
        yield name, _called(plan, name, date(YEAR, month, day))


def _types(code: str, quarter: int) -> Iterator[str]:
    """The meetings of one community and quarter; DUAL serves both."""
    if quarter == DUAL_QUARTER:
        yield "DUAL"
    else:
        yield from (t for t in (REGULAR, COMMITTEE) if (code, quarter, t) not in MISSED)
    yield from (t for t in (REGULAR, COMMITTEE) if (code, quarter, t) in MORE)


def _day(plan: Plan, quarter: int, name: str) -> date:
    first = date(YEAR, 3 * quarter - 2, 10)
    return plan.dice(f"{name}/day").day_in(first, first + timedelta(days=70))


def _called(plan: Plan, name: str, day: date) -> datetime:
    notice = timedelta(days=plan.dice(f"{name}/notice").randint(6, 9))
    return at_the_office(at(day - notice, 9))


def courses(plan: Plan) -> Iterator[Begun]:
    for name, called in sittings_of(plan):
        yield Begun(name, called, _course(plan, name, called))


def _course(plan: Plan, name: str, called: datetime) -> Course:
    sitting = _sitting(plan, name)
    luck = plan.dice(name)
    meeting = (yield does(called, sitting.runs, sitting.notice)).stream
    lines = []
    for number, (who, actor) in enumerate(_expected(plan, sitting)):
        status = Attendance.PRESENT if _must_come(who, number) else luck.drawn(CAME)
        if status is Attendance.EXCUSED:
            asked = sitting.starts - luck.minutes(8 * 60, 26 * 60)
            granted = not luck.hits(LEAVE_REFUSED)
            yield from _leave(sitting, meeting, who, actor, max(asked, called), granted=granted)
            status = status if granted else Attendance.SUBSTITUTE
        lines.append(AttendanceLine(participant=who, status=status))
    yield from _held(plan, sitting, meeting, tuple(lines), luck)


def _must_come(who: Participant, number: int) -> bool:
    """Of each kind somebody comes, so that what a sitting is for is met (AM-14)."""
    return who.kind in (ParticipantKind.RESIDENT, ParticipantKind.BODY) or number % 8 == 0


def _leave(
    sitting: Sitting, meeting: UUID, who: Participant, actor: Actor, asked: datetime, *,
    granted: bool,
) -> Course:  # fmt: skip
    request = RequestLeave(participant=who, reason="与上级检查时间冲突。")
    yield does(asked, actor, request, meeting)
    refuse = RefuseLeave(participant=who, reason="议题涉及贵单位，请派员代会。")
    answer = ApproveLeave(participant=who) if granted else refuse
    yield does(asked + timedelta(minutes=40), sitting.runs, answer, meeting)


def _held(
    plan: Plan, sitting: Sitting, meeting: UUID, lines: tuple[AttendanceLine, ...], luck: Dice
) -> Course:
    over = sitting.starts + luck.minutes(80, 150)
    yield does(over, sitting.runs, RecordAttendance(lines=lines), meeting)
    hold = HoldMeeting(held_at=sitting.starts)
    yield does(over + timedelta(minutes=5), sitting.runs, hold, meeting)
    issued = at_the_office(over + luck.hours(30))
    decided = _decisions(plan, sitting, luck)
    minutes = IssueMinutes(
        document_no=f"{sitting.body}会纪〔{YEAR}〕{sitting.starts:%m%d}号{SUFFIX}",
        decisions=decided, claims=sitting.claims,
    )  # fmt: skip
    yield does(issued, sitting.runs, minutes, meeting)
    absent = [x.participant for x in lines if x.status is Attendance.ABSENT]
    if sitting.community is not None and absent and luck.hits(CORRECTED):
        correct = CorrectAttendance(
            participant=absent[0], status=Attendance.PRESENT, reason="签到表另页漏登。",
            evidence=(evidence("sign-in", meeting),),
        )  # fmt: skip
        step = does(issued + timedelta(days=1), sitting.runs, correct, meeting)
        yield from approved(step, plan.officers.actor(Role.TOWN), luck.hours(6))
    if sitting.claims:
        plan.key.note("dual_meeting_declared_late", meeting, community=sitting.body)
    yield from _carried_out(plan, sitting, meeting, issued, luck)


def _decisions(plan: Plan, sitting: Sitting, luck: Dice) -> tuple[Decided, ...]:
    departments = list(plan.officers.departments)
    return tuple(
        Decided(
            text=f"{luck.choice(ITEMS)}由责任单位按期落实。", body=body, item=1,
            due_on=sitting.starts.date() + timedelta(days=luck.randint(30, 75)),
        )
        for body in (sitting.body, luck.choice(departments))[: luck.randint(1, 2)]
    )  # fmt: skip


def _carried_out(
    plan: Plan, sitting: Sitting, meeting: UUID, issued: datetime, luck: Dice
) -> Course:
    moment = issued
    for decision in plan.look(MEETING.ref(meeting)).decisions:
        moment = at_the_office(moment + timedelta(days=luck.randint(12, 40)))
        if luck.hits(CARRIED_OUT):
            done = CompleteDecision(
                decision=decision.id, evidence=(evidence("decision", decision.id),)
            )
            own = replace(sitting.runs, body=decision.body)
            known = decision.body in plan.officers.departments
            actor = plan.officers.department(decision.body) if known else own
            yield does(moment, actor, done, meeting)


# What each meeting is, and whom it asks


def _sitting(plan: Plan, name: str) -> Sitting:
    _, where, *rest = name.split("/")
    if where == "county":
        return _of_the_county(plan, name, int(rest[0]))
    community, quarter = plan.of(where), int(rest[0])
    return _of_a_community(plan, name, community, quarter, rest[-1])


def _of_the_county(plan: Plan, name: str, month: int) -> Sitting:
    type, _, day, plenary = next(entry for entry in OF_THE_COUNTY if entry[1] == month)
    convenor = "CPBLG" if type is TOPIC else "COD"
    notice = ConveneMeeting(
        type=type, plenary=plenary, convenor=convenor, place="县委会议室",
        title=f"{YEAR}年{month}月{'专题会议' if type is TOPIC else '联席会议'}{SUFFIX}",
        starts_at=at(date(YEAR, month, day), 9), agenda=(AgendaItem(subject="社区共治重点难点"),),
        invited=tuple(Participant(kind=ParticipantKind.BODY, body=code) for code in STANDING),
    )  # fmt: skip
    return Sitting(name, notice, plan.officers.actor(Role.COD), "COD", None)


def _of_a_community(
    plan: Plan, name: str, community: CommunityPlan, quarter: int, kind: str
) -> Sitting:
    luck, code = plan.dice(f"{name}/agenda"), community.code
    type = REGULAR if kind == REGULAR else COMMITTEE
    dual, of_committee = kind == "DUAL", type is COMMITTEE
    matters = [luck.choice(tuple(Matter)) if of_committee else None for _ in range(2)]
    notice = ConveneMeeting(
        type=type, also_serves=(REGULAR,) if dual else (), community=code, convenor=code,
        committee=f"{code}-BPC" if of_committee else None, place="社区会议室",
        title=f"{code}{quarter}季度{'“大党委”会议' if of_committee else '例会'}{SUFFIX}",
        starts_at=at(_day(plan, quarter, name), 15),
        agenda=tuple(AgendaItem(subject=luck.choice(ITEMS), matter=m) for m in matters),
        invited=tuple(who for who, _ in _invited(community, type, dual=dual)),
    )  # fmt: skip
    last = plan.profile.defects and community is plan.communities[-1]
    claiming = last and kind == COMMITTEE and quarter == CLAIMED_QUARTER
    claims = (COMMITTEE, REGULAR) if claiming else ()
    return Sitting(name, notice, community.cs, code, community, claims)


Asked = tuple[Participant, Actor]


def _expected(plan: Plan, sitting: Sitting) -> list[Asked]:
    """Everybody who is asked to come, with who acts for him."""
    community, notice = sitting.community, sitting.notice
    if community is None:
        return [(participant, sitting.runs) for participant in notice.invited]
    seats: list[Asked] = []
    if notice.is_of_committee:
        secretary = Participant(kind=ParticipantKind.POST_HOLDER, person=community.secretary.id)
        seats = [(secretary, community.cs), *_seated(community)]
    dual = bool(notice.also_serves)
    return [*seats, *_invited(community, notice.type, dual=dual)]


def _seated(community: CommunityPlan) -> Iterator[Asked]:
    for seat in community.seats:
        unit = seat.unit
        who = Participant(
            kind=ParticipantKind.POST_HOLDER, person=seat.who.id, unit=unit and unit.id
        )
        yield who, unit.actor if unit else Actor(Role.RES, seat.who.id, scopes=("self",))


def _invited(community: CommunityPlan, type: MeetingType, *, dual: bool) -> list[Asked]:
    """A committee asks the units that nobody sits there for; a regular meeting asks everybody."""
    seated = {id(seat.unit) for seat in community.seats}
    units = [unit for unit in community.units if type is REGULAR or dual or id(unit) not in seated]
    found = [_as(unit, ParticipantKind.UNIT) for unit in units]
    if type is REGULAR or dual:
        societies = (p for p in community.parties if p.kind is UnitKind.SOCIAL_ORGANISATION)
        found += [_as(each, ParticipantKind.SOCIAL_ORGANISATION) for each in societies]
        for resident in community.residents[:NEIGHBOURS]:
            who = Participant(kind=ParticipantKind.RESIDENT, person=resident.id)
            found.append((who, Actor(Role.RES, resident.id, scopes=("self",))))
    return found


def _as(unit: UnitPlan, kind: ParticipantKind) -> Asked:
    return Participant(kind=kind, unit=unit.id), unit.actor
