"""Deliberation: what is proposed, in which sitting it comes up, what is resolved and done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.case import CaseKind, Category, Channel, Urgency
from domain.deliberation import (
    AdoptResolution,
    CompleteTask,
    DeliberationItem,
    Duty,
    EvaluateItem,
    ItemClass,
    Option,
    ParticipantType,
    Present,
    ProposeItem,
    PublishResolution,
    RecordDeliberation,
    RecordNoConsensus,
    RecordResidentsVote,
    RejectReason,
    ScheduleItem,
    ScreenItem,
    Verdict,
    Votes,
    deliberation_ref,
)
from domain.kernel import Actor, Command, derived_id
from domain.meeting import (
    AgendaItem,
    Attendance,
    AttendanceLine,
    ConveneMeeting,
    HoldMeeting,
    MeetingType,
    Participant,
    ParticipantKind,
    RecordAttendance,
)
from domain.roles import Role
from interfaces.simulation.case_deck import Card, Sender
from interfaces.simulation.cases import see_to
from interfaces.simulation.casework import Casework
from interfaces.simulation.clock import at, at_the_office
from interfaces.simulation.county import ITEM_CLASSES, ITEM_ENDS, scaled
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan, resident_of
from interfaces.simulation.schedule import Asking, Begun, Course, does
from interfaces.simulation.texts import evidence

NUMBERED_FROM: Final = 2_000_000  # its cases, apart from those that people report
MONTHS: Final = range(2, 12)  # in which a community sits
SITS_ON, SITS_AT, RECORDED_AT = 18, 15, 17  # day of the month, hours
CALLED_BEFORE, SCHEDULED_BEFORE = timedelta(days=9), timedelta(days=7)
PROPOSED_BEFORE: Final = (14, 28)  # days
A_FORTNIGHT: Final = timedelta(days=14)  # by then also the residents' meeting has decided
FOR_ALL: Final = 0.08  # touch all residents
ON_TIME, DONE = 0.85, 0.95
TOPICS: Final = ("停车难", "楼道照明", "晾衣架", "垃圾分类点", "电动车充电", "健身器材", "老年食堂")
PROPOSERS: Final = {Role.RES: 55, Role.UNIT: 15, Role.CS: 22, Role.DEPT: 8}
NOT_YET: Final = UUID(int=0)
Type = ParticipantType
USUALLY: Final = {Type.COMMUNITY: (2, 3), Type.RESIDENT: (6, 9), Type.UNIT: (1, 3)}
SOMETIMES: Final = (
    Type.PROPERTY_COMPANY, Type.OWNERS_COMMITTEE, Type.SOCIAL_ORGANISATION, Type.MERCHANT,
    Type.DEPARTMENT,
)  # fmt: skip
CATEGORIES: Final = {
    ItemClass.PUBLIC_AFFAIRS_AND_WELFARE: Category.PROPERTY_MANAGEMENT,
    ItemClass.STRONG_DEMANDS_AND_DISPUTES: Category.PARKING_ROADS,
    ItemClass.COUNTY_PRIORITY_IMPLEMENTATION: Category.SANITATION,
}


@dataclass(slots=True, eq=False)
class Sitting:
    """One meeting of a community's co-governance deliberation centre."""

    community: CommunityPlan
    day: date
    id: UUID = NOT_YET

    @property
    def name(self) -> str:
        return f"sitting/{self.community.code}/{self.day}"


@dataclass(slots=True, eq=False)
class Topic:
    """One item to come. sitting: at which it comes up, or would have."""

    number: int
    sitting: Sitting
    item_class: ItemClass
    end: str
    id: UUID = NOT_YET


def topics_of(plan: Plan) -> list[Topic]:
    """As many in each community as HANDBOOK 5.2 says, of its classes and ends."""
    luck, total = plan.dice("items"), plan.profile.sum("items")
    classes = [kind for kind, n in scaled(ITEM_CLASSES, total).items() for _ in range(n)]
    ends = [end for end, n in scaled(ITEM_ENDS, total).items() for _ in range(n)]
    luck.shuffle(classes)
    luck.shuffle(ends)
    topics: list[Topic] = []
    for community in plan.communities:
        sittings = [Sitting(community, _working_day(month)) for month in MONTHS]
        for _ in range(community.volumes.items):
            number = len(topics)
            sitting = luck.choice(sittings)
            topics.append(Topic(number, sitting, classes[number], ends[number]))
    return topics


def _working_day(month: int) -> date:
    return at_the_office(at(date(YEAR, month, SITS_ON), SITS_AT)).date()


def courses(plan: Plan) -> Iterator[Begun]:
    topics = topics_of(plan)
    listed = {id(t.sitting): t.sitting for t in topics if t.end != "REJECTED"}
    for sitting in listed.values():
        called = at(sitting.day, 9) - CALLED_BEFORE
        yield Begun(sitting.name, called, _sat(plan, sitting, called))
    for topic in topics:
        item = Item(plan, topic)
        yield Begun(f"item/{topic.number}", item.now, item.listed())
        if topic.end != "REJECTED":
            agenda = at(topic.sitting.day, 10, topic.number % 60) - SCHEDULED_BEFORE
            yield Begun(f"agenda/{topic.number}", agenda, item.deliberated(agenda))
        if topic.end == "RESOLVED":
            begins = at_the_office(at(topic.sitting.day, 9) + A_FORTNIGHT)
            yield Begun(f"resolved/{topic.number}", begins, _worked(plan, topic, begins))


def _sat(plan: Plan, sitting: Sitting, called: datetime) -> Course:
    """Called, attended and held."""
    luck, community = plan.dice(sitting.name), sitting.community
    neighbours = luck.sample(community.residents, 3)
    invited = [Participant(kind=ParticipantKind.RESIDENT, person=who.id) for who in neighbours]
    starts_at = at(sitting.day, SITS_AT)
    convene = ConveneMeeting(
        type=MeetingType.DELIBERATION, community=community.code, convenor=f"{community.code}-DC",
        title=f"{community.code}共治议事会（合成）", place="居民议事中心", starts_at=starts_at,
        agenda=(AgendaItem(subject="居民提议事项"),), invited=tuple(invited),
    )  # fmt: skip
    sitting.id = (yield does(called, community.cs, convene)).stream
    lines = [AttendanceLine(participant=each, status=Attendance.PRESENT) for each in invited]
    over = at(sitting.day, RECORDED_AT)
    yield does(over, community.cs, RecordAttendance(lines=tuple(lines)), sitting.id)
    yield does(
        over + timedelta(minutes=1), community.cs, HoldMeeting(held_at=starts_at), sitting.id
    )


def _worked(plan: Plan, topic: Topic, begins: datetime) -> Course:
    """The case that P-09 made of the task is seen to as any other."""
    category, number = CATEGORIES[topic.item_class], NUMBERED_FROM + topic.number
    [task] = plan.look(deliberation_ref(topic.id)).tasks
    card = Card(
        number, category, begins.month, Channel.DELIBERATION, topic.sitting.community,
        Sender.STAFF, Urgency.ORDINARY, CaseKind.SUGGESTION,
        id=derived_id("case", Channel.DELIBERATION, f"{topic.id}/{task.id}"),
    )  # fmt: skip
    yield from see_to(Casework(plan, card, begins, None))


class Item:
    """One item through its year. now: when the last thing happened."""

    def __init__(self, plan: Plan, topic: Topic) -> None:
        self._plan, self._topic, self._luck = plan, topic, plan.dice(f"item/{topic.number}")
        self._community, self._sitting = topic.sitting.community, topic.sitting
        self._id, self._body, self._due = NOT_YET, self._community.code, self._sitting.day
        days = timedelta(days=self._luck.randint(*PROPOSED_BEFORE))
        self.now = self._luck.moment_on((at(self._sitting.day) - days).date())
        self._for_all = self._luck.hits(FOR_ALL)

    @property
    def _cs(self) -> Actor:
        return self._community.cs

    def listed(self) -> Course:
        self._id = self._topic.id = (yield from self._propose()).stream
        if self._topic.end == "REJECTED":
            no = ScreenItem(
                listed=False,
                reason=self._luck.choice(list(RejectReason)),
                explanation="已向提议人说明。",
            )
            yield from self._do(self._cs, no, timedelta(days=2))
            return
        yes = ScreenItem(listed=True, needs_residents_meeting=self._for_all)
        yield from self._do(self._cs, yes, timedelta(days=2))

    def deliberated(self, agenda: datetime) -> Course:
        self.now = agenda
        yield from self._do(self._cs, ScheduleItem(meeting=self._sitting.id))
        self.now = at(self._sitting.day, RECORDED_AT, 5 + self._topic.number % 50)
        yield from self._do(self._cs, self._sat())
        if self._topic.end == "NO_CONSENSUS":
            yield from self._do(self._cs, RecordNoConsensus(), timedelta(minutes=2))
            return
        yield from self._resolve()
        yield from self._carry_out()

    def _do(
        self, actor: Actor, command: Command[DeliberationItem], after: timedelta = timedelta()
    ) -> Asking:
        self.now += after
        return (yield does(self.now, actor, command, self._id))

    def _propose(self) -> Asking:
        luck, community = self._luck, self._community
        role = luck.drawn(PROPOSERS)
        person = community.resident(luck)
        unit = luck.choice([u for u in community.units if u.role is Role.UNIT])
        department = luck.choice(list(self._plan.officers.departments))
        actor = {
            Role.RES: resident_of(person),
            Role.UNIT: unit.actor,
            Role.CS: self._cs,
            Role.DEPT: self._plan.officers.department(department),
        }[role]
        command = ProposeItem(
            community=community.code, item_class=self._topic.item_class,
            title=luck.choice(TOPICS), text="建议提交共治议事会协商解决。",
            person=person.id if role is Role.RES else None,
            unit=unit.id if role is Role.UNIT else None,
            department=department if role is Role.DEPT else None,
        )  # fmt: skip
        return (yield does(self.now, actor, command))

    def _sat(self) -> RecordDeliberation:
        """Three types at least; who resolves has most of those present behind it."""
        luck = self._luck
        there = {type: luck.randint(*range_) for type, range_ in USUALLY.items()}
        there |= dict.fromkeys(luck.sample(SOMETIMES, luck.randint(0, 3)), 1)
        agreed = self._topic.end == "RESOLVED"
        votes = tuple(
            Votes(type=type, in_favour=n if agreed else n // 3, against=0 if agreed else n - n // 3)
            for type, n in there.items()
        )
        return RecordDeliberation(
            present=tuple(Present(type=type, number=n) for type, n in there.items()),
            options=(Option(text="按提议办理", votes=votes),),
        )

    def _resolve(self) -> Course:
        if self._for_all:
            self.now = at(self._sitting.day + timedelta(days=12), 16, self._topic.number % 60)
            entitled = self._luck.randint(120, 400)
            present = entitled * 2 // 3
            vote = RecordResidentsVote(
                held_on=self.now.date(), entitled=entitled, present=present,
                in_favour=present * 3 // 4,
            )  # fmt: skip
            yield from self._do(self._cs, vote)
        if self._luck.hits(0.3):
            self._body = self._luck.choice(list(self._plan.officers.departments))
        self._due = self.now.date() + timedelta(days=self._luck.randint(20, 45))
        duty = Duty(body=self._body, text="按决议落实，并向居民公布。", due_on=self._due)
        yield from self._do(
            self._cs, AdoptResolution(option=1, tasks=(duty,)), timedelta(minutes=5)
        )
        publish = PublishResolution(document_no=f"【合成】议{self._topic.number + 1}号")
        yield from self._do(self._cs, publish, timedelta(days=2))

    def _carry_out(self) -> Course:
        """Most on time, some late, a few not at all; the residents say what they think of it."""
        luck = self._luck
        if not luck.hits(DONE):
            return
        spare = luck.randint(0, 8) if luck.hits(ON_TIME) else -luck.randint(2, 20)
        self.now = max(self.now, at(self._due - timedelta(days=spare), 10, luck.randint(0, 59)))
        [task] = self._plan.look(deliberation_ref(self._id)).tasks
        took_part = luck.sample([Type.COMMUNITY, Type.RESIDENT, Type.UNIT, Type.DEPARTMENT], 2)
        proof = evidence("task", self._topic.number)
        done = CompleteTask(
            task=task.id, on=self.now.date(), took_part=tuple(took_part), evidence=(proof,)
        )
        own = self._body == self._community.code
        doer = self._cs if own else self._plan.officers.department(self._body)
        yield from self._do(doer, done)
        for who in luck.sample(self._community.residents, 2):
            verdict = luck.drawn(
                {Verdict.SATISFIED: 80, Verdict.BASICALLY: 15, Verdict.UNSATISFIED: 5}
            )
            yield from self._do(resident_of(who), EvaluateItem(verdict=verdict), timedelta(days=1))
