"""The course of one case, from report to close, as its card says."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.calendar import Limit
from domain.case import (
    AcceptCase,
    AssignCase,
    Category,
    Channel,
    ContactWay,
    ConvertToOrder,
    DecideAssignmentDispute,
    DeclineCase,
    DeclineReason,
    ExtendDeadline,
    ImportCaseHistory,
    MergeCase,
    RecordFirstContact,
    RecordHandled,
    ReportCase,
    RequestExtension,
    ResolveOnTheSpot,
    ResumeCase,
    ReturnAssignment,
    StartHandling,
    Step as PastStep,
    StepKind,
    SuspendCase,
    TransferOut,
    TransferTarget,
    Urgency,
    WithdrawCase,
    case_ref,
)
from domain.kernel import SYSTEM, Actor, Command
from domain.roles import Role
from domain.ruleset import LimitName, ruleset_2022
from interfaces.simulation import orders
from interfaces.simulation.case_deck import Card, Fate, Sender
from interfaces.simulation.clock import WORKDAYS, at_the_office, awake
from interfaces.simulation.feedback import Feedback
from interfaces.simulation.mediation import mediate
from interfaces.simulation.plan import Plan, resident_of
from interfaces.simulation.schedule import Asking, Begun, Course, does
from interfaces.simulation.settling import DEPARTMENTS
from interfaces.simulation.texts import DONE, MATTERS, evidence

MEDIATED: Final = 0.6  # of the disputes that the community handles
URGENT: Final = (Urgency.EMERGENCY, Urgency.UTILITY)
ON_TIME: Final = timedelta(minutes=5)
EXTENDED_BY: Final = 5  # working days
Pause = timedelta


class CaseCourse:
    """now: when the last thing happened; every step moves it on."""

    def __init__(self, plan: Plan, card: Card, at: datetime) -> None:
        self.plan, self.card, self.now = plan, card, at
        self.community, self.luck = card.community, plan.dice(f"case/{card.number}")
        self.grid = self.luck.choice(self.community.grids)
        named = card.sender is Sender.NAMED
        self.reporter = self.community.resident(self.luck, self.grid) if named else None
        self.matter = self.luck.choice(MATTERS[card.category])
        self.cw = self.community.cw(self.luck)
        self.due = self.now

    def course(self) -> Course:
        if self.card.fate is Fate.UNFED:
            yield from self._imported()
            return
        yield from self._report()
        match self.card.fate:
            case Fate.DECLINED:
                yield from self._declined()
            case Fate.MERGED if self.card.master is not None:
                merge = MergeCase(master=self.card.master.known)
                yield from self.do(self.cw, merge, self.luck.minutes(5, 40))
            case Fate.WITHDRAWN:
                yield from self._withdrawn()
            case Fate.TRANSFERRED:
                yield from self._transferred()
            case Fate.CONVERTED:
                yield from self._converted()
            case Fate.ON_THE_SPOT:
                yield from self._accept()
                yield from self._on_the_spot()
                yield from Feedback(self).course()
            case _:
                yield from self._accept()
                handler = yield from self._allocate()
                yield from self.handle(handler)
                yield from Feedback(self).course()

    def do(self, actor: Actor, command: Command[Any], after: Pause) -> Asking:
        self.now += after
        return (yield does(self.now, actor, command, self.card.id))

    def _report(self) -> Asking:
        card, sender = self.card, self.card.sender
        command = ReportCase(
            channel=card.channel,
            kind=card.kind,
            category=card.category,
            title=self.matter,
            text=f"{self.grid.code}：{self.matter}。",
            photos=(evidence("case", card.number),) if sender is Sender.STAFF else (),
            community=self.community.code,
            grid=self.grid.code if card.channel is Channel.GRID_PATROL else None,
            address=f"{self.luck.randint(1, 30)}号楼{self.luck.randint(1, 6)}单元",
            reporter=self.reporter.id if self.reporter else None,
            contact=f"129{self.luck.randint(0, 99_999_999):08d}"
            if sender is Sender.CONTACT
            else None,
            anonymous=sender is Sender.ANONYMOUS,
            department=self.department() if card.channel is Channel.DEPT_LINK else None,
        )
        receipt = yield does(self.now, self._receiver(), command)
        card.id = receipt.stream
        return receipt

    def _receiver(self) -> Actor:
        match self.card.channel:
            case Channel.GRID_PATROL:
                return self.grid.gw
            case Channel.DEPT_LINK:
                return self.plan.officers.department(self.department())
            case Channel.WECHAT_ACCOUNT:
                who = self.reporter or self.community.resident(self.luck, self.grid)
                return resident_of(who)
            case _:
                return self.cw

    def department(self) -> str:
        return next(c for c, (_, duties) in DEPARTMENTS.items() if self.card.category in duties)

    def _accept(self) -> Asking:
        """Median 2 h; at once what the grid finds and what is an emergency (HANDBOOK 5.3)."""
        card = self.card
        patrol = card.channel is Channel.GRID_PATROL
        if patrol or card.urgency is Urgency.EMERGENCY:
            after = self.luck.minutes(2, 15)
        else:
            after = awake(self.now + self.luck.hours(2)) - self.now
        accept = AcceptCase(
            kind=card.kind, category=card.category, urgency=card.urgency, grid=self.grid.code
        )
        receipt = yield from self.do(self.grid.gh if patrol else self.cw, accept, after)
        self.restart()
        return receipt

    def _on_the_spot(self) -> Asking:
        by_grid = self.card.channel is Channel.GRID_PATROL or self.luck.hits(0.5)
        resolve = ResolveOnTheSpot(
            done=self.luck.choice(DONE), evidence=(evidence("done", self.card.number),)
        )
        actor = self.grid.gw if by_grid else self.cw
        return (yield from self.do(actor, resolve, self.luck.minutes(5, 80)))

    def _allocate(self) -> Iterator[Any]:
        """Assigned, returned perhaps once or twice; the actor who handles it in the end."""
        away = self.card.fate is Fate.DEPARTMENT
        code = self.department() if away else None
        handler = self.plan.officers.department(code) if code else self.grid.gw
        quick = self.card.urgency in URGENT
        yield from self.do(self.cw, AssignCase(handler=code), self.luck.minutes(2, 10 if quick else 60))
        for attempt in range(self.card.returned):
            back = ReturnAssignment(reason="不属本单位职责，请核对后另行分办。")
            yield from self.do(handler, back, self.luck.minutes(30, 150))
            if attempt == 0:
                yield from self.do(self.cw, AssignCase(handler=code), self.luck.minutes(20, 90))
            else:
                decide = DecideAssignmentDispute(handler=code, reason="按首接负责制由其承办。")
                yield from self.do(self.community.cs, decide, self.luck.minutes(30, 200))
        return handler

    def restart(self) -> None:
        """Its time limit begins now."""
        limit = ruleset_2022().limits[LimitName(f"CASE_{self.card.urgency}_HANDLED")]
        self.due = WORKDAYS.deadline(self.now, Limit(amount=limit.amount, unit=limit.unit))

    def handle(self, handler: Actor) -> Course:
        """From first contact to what was done, in time or late, as the card says."""
        began = self.now
        contact = RecordFirstContact(way=ContactWay.PHONE)
        yield from self.do(handler, contact, self._contact_after())
        yield from self.do(handler, StartHandling(), self.luck.minutes(1, 20))
        if self.card.category is Category.DISPUTES and self.luck.hits(MEDIATED):
            yield from mediate(self)
        if self.card.extended:
            yield from self._extend(handler)
        if self.card.suspended:
            yield from self._suspend()
        done = RecordHandled(
            done=self.luck.choice(DONE), evidence=(evidence("done", self.card.number, began),)
        )
        yield from self.do(handler, done, max(Pause(0), self._done_at() - self.now))

    def _contact_after(self) -> Pause:
        limits = {Urgency.EMERGENCY: (3, 15), Urgency.UTILITY: (5, 60)}
        low, high = limits.get(self.card.urgency, (10, 240))
        slow = self.luck.hits(0.06)
        after = self.luck.minutes(low, high) * (12 if slow else 1)
        return after if self.card.urgency in URGENT else awake(self.now + after) - self.now

    def _done_at(self) -> datetime:
        """Some way to the due time; or beyond it. Who waits for a merged report takes hours."""
        if self.card.late:
            return awake(self.due + self.luck.hours(20))
        soonest = self.now + Pause(hours=4 if self.card.merged else 0)
        share = self.luck.triangular(0.02, 0.98, 0.3)
        wanted = max(soonest, self.now + (self.due - self.now) * share)
        if self.card.urgency not in URGENT:
            wanted = awake(wanted)
        return min(wanted, self.due - ON_TIME)

    def _extend(self, handler: Actor) -> Course:
        yield from self._until((self.due - self.now) * 0.6)
        ask = RequestExtension(working_days=EXTENDED_BY, reason="需协调多家单位，申请延期。")
        yield from self.do(handler, ask, Pause(0))
        grant = ExtendDeadline(working_days=EXTENDED_BY, told_by=ContactWay.PHONE)
        yield from self.do(self.community.cs, grant, self.luck.minutes(30, 200))
        days = Limit(amount=EXTENDED_BY, unit="WORKING_DAYS")
        self.due = WORKDAYS.extended(self.due, days)

    def _suspend(self) -> Course:
        town = self.plan.officers.actor(Role.TOWN)
        began = self.now = awake(self.now + self.luck.hours(5))
        review = began.date() + timedelta(days=60)
        suspend = SuspendCase(
            reason="管网改造未完工，暂不具备条件。", review_on=review, told_by=ContactWay.PHONE
        )
        yield from self.do(town, suspend, Pause(0))
        self.now = at_the_office(self.now + timedelta(days=self.luck.randint(10, 50)))
        yield from self.do(town, ResumeCase(reason="条件已具备。"), Pause(0))
        days = WORKDAYS.between(began.date(), self.now.date())
        if days:
            self.due = WORKDAYS.extended(self.due, Limit(amount=days, unit="WORKING_DAYS"))

    def _until(self, span: Pause) -> Iterator[Any]:
        self.now = awake(self.now + span)
        yield from ()

    def _declined(self) -> Course:
        decline = DeclineCase(
            reason=self.luck.choice(list(DeclineReason)),
            advice="请向主管部门或司法途径反映，已告知办理方式。",
            told_by=ContactWay.PHONE,
        )
        after = awake(self.now + self.luck.hours(5)) - self.now
        yield from self.do(self.community.cs, decline, after)

    def _withdrawn(self) -> Course:
        yield from self._accept()
        assert self.reporter is not None  # noqa: S101 - only who is named can withdraw
        withdraw = WithdrawCase(reason="问题已自行解决。")
        yield from self.do(resident_of(self.reporter), withdraw, self.luck.minutes(20, 300))

    def _transferred(self) -> Course:
        target = self.luck.choice((TransferTarget.T12345, TransferTarget.POLICE))
        out = TransferOut(target=target, receipt_no=f"ZC-{self.card.number:05d}")
        after = awake(self.now + self.luck.hours(4)) - self.now
        yield from self.do(self.community.cs, out, after)

    def _converted(self) -> Course:
        """A volunteer settles it; policy P-04 places the order and closes the case."""
        yield from self._accept()
        yield from self.do(self.grid.gh, ConvertToOrder(), self.luck.minutes(10, 60))
        state = self.plan.look(case_ref(self.card.known))
        self.now += Pause(hours=1)
        if self.card.slip is not None:
            yield from orders.OrderCourse(self.plan, self.card.slip).of_a_case(
                state.order, self.grid, self.now
            )

    def _imported(self) -> Course:
        """From the book of the former hotline, which closed without telling anybody (5.5)."""
        luck, start = self.luck, self.now
        times = [start, start + luck.hours(2), start + luck.hours(9), start + luck.hours(60)]
        kinds = (StepKind.REPORTED, StepKind.ACCEPTED, StepKind.ASSIGNED, StepKind.HANDLED)
        steps = [
            PastStep(kind=kind, happened_at=moment)
            for kind, moment in zip(kinds, sorted(times), strict=True)
        ]
        closed = max(times) + luck.minutes(30, 600)
        number = f"旧簿{self.card.number:05d}"
        history = ImportCaseHistory(
            channel=self.card.channel, channel_ref=number, external_ref=number,
            community=self.community.code, grid=self.grid.code, kind=self.card.kind,
            category=self.card.category, urgency=self.card.urgency, title=self.matter,
            text=self.matter, steps=tuple(steps), closed=closed,
        )  # fmt: skip
        receipt = yield does(at_the_office(closed + timedelta(days=3)), SYSTEM, history)
        self.card.id = receipt.stream


def report_moments(plan: Plan, cards: list[Card]) -> dict[int, datetime]:
    """When each is reported: a merged one a while after its master, one that an order settles a
    few days before that."""
    luck, moments = plan.dice("reports"), {}
    for card in cards:
        if card.slip is not None:
            moments[card.number] = awake(card.slip.start - luck.minutes(5 * 24 * 60, 6 * 24 * 60))
        elif card.master is None:
            first = date(2022, card.month, 1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            moments[card.number] = luck.moment_on(luck.day_in(first, last))
    for card in cards:
        if card.master is not None:
            moments[card.number] = moments[card.master.number] + luck.minutes(5, 60)
    return moments


def courses(plan: Plan, cards: list[Card]) -> Iterator[Begun]:
    moments = report_moments(plan, cards)
    for card in cards:
        moment = moments[card.number]
        yield Begun(f"case/{card.number}", moment, _course(plan, card, moment))


def _course(plan: Plan, card: Card, moment: datetime) -> Course:
    """Made when it begins: only then is it known who is who."""
    yield from CaseCourse(plan, card, moment).course()
