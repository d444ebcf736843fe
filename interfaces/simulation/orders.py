"""The course of one service order: placed, issued, accepted, served, rated; or its other ends."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from domain.agreement import agreement_ref
from domain.agreement.state import TO_DELIVER, Agreement
from domain.kernel import Actor, Command
from domain.order import (
    AcceptOrder,
    AttestPresence,
    CancelOrder,
    CheckIn,
    CheckOut,
    CompleteOrder,
    DeclineOrder,
    DeclineReason,
    Fault,
    IssueOrder,
    Occasion,
    Origin,
    PlaceOrder,
    RateOrder,
    Verdict,
    VerifyWish,
)
from domain.volunteer import ServiceOutcome, Source, SubmitService
from interfaces.simulation.clock import WORKDAYS, at, awake
from interfaces.simulation.order_deck import End, Slip
from interfaces.simulation.plan import YEAR, GridPlan, Plan, UnitPlan, resident_of, volunteer_of
from interfaces.simulation.schedule import Asking, Begun, Course, approved, does
from interfaces.simulation.texts import NEEDS, SESSIONS

MARGIN: Final = timedelta(hours=30)  # what two nights may put off
RATES_HIMSELF, RATES_THEN = 0.7, 0.2
BEFORE_THE_HOLIDAY: Final = at(date(YEAR, 12, 22))  # whoever is served then is called in January
STARS: Final = {5: 66, 4: 28, 3: 5, 2: 1}  # mean 4.6
CALL_BACK_DAYS: Final = 5  # working days
ATTESTED: Final = 0.1  # of cancellations after acceptance: the acceptor was on site already
WINDOW: Final = timedelta(hours=9)
Pause = timedelta


class OrderCourse:
    """now: when the last thing happened."""

    def __init__(self, plan: Plan, slip: Slip) -> None:
        self.plan, self.slip, self.luck = plan, slip, plan.dice(f"order/{slip.number}")
        self.community = slip.community
        self.grid = self.luck.choice(self.community.grids)
        self.requester = self.community.resident(self.luck, self.grid)
        self.now, self.id = slip.start, UUID(int=0)
        self.unit: UnitPlan | None = None
        quick = slip.occasion is Occasion.URGENT or slip.made_up
        self.issue_after = self.luck.minutes(5, 60) if quick else self._within(5, 20)
        self.accept_after = sorted(
            self.luck.minutes(5, 50) if quick else self._within(19, 48) for _ in range(slip.seats)
        )
        margin = Pause(minutes=20) if quick else MARGIN
        self.now = slip.start - self.issue_after - self.accept_after[-1] - margin

    def course(self) -> Course:
        yield from self._place()
        if self.slip.end is End.DECLINED:
            yield from self._decline()
            return
        after = self.issue_after
        if self.slip.origin is Origin.WISH_TREE:
            after /= 2
            yield from self._look_into_the_wish(after)
        yield from self._issue(after)
        yield from self._go_on(self.accept_after)

    def of_a_case(self, order: UUID, grid: GridPlan, now: datetime) -> Course:
        """From issuing on: the policy has placed it for the case's reporter."""
        self.id, self.grid, self.now = order, grid, now
        yield from self._issue(Pause(minutes=30))
        yield from self._go_on(sorted(self._within(10, 24) for _ in range(self.slip.seats)))

    def do(self, actor: Actor, command: Command[Any], after: Pause) -> Asking:
        self.now += after
        return (yield does(self.now, actor, command, self.id))

    def _within(self, median: float, most: float) -> Pause:
        return min(self.luck.hours(median), Pause(hours=most))

    def _place(self) -> Asking:
        slip, origin = self.slip, self.slip.origin
        by_person = origin in (Origin.RESIDENT, Origin.WISH_TREE)
        commitment = self._commitment() if origin is Origin.AGREEMENT else None
        if origin is Origin.AGREEMENT and commitment is None:
            origin = Origin.BRANCH
        command = PlaceOrder(
            origin=origin, occasion=slip.occasion, field=slip.field,
            need=self.luck.choice(NEEDS[slip.field]), place=f"{self.grid.code}网格内",
            community=self.community.code, grid=self.grid.code,
            requester=self.requester.id if by_person else None,
            requester_body=None if by_person else self.community.code,
            unit=self.unit.id if self.unit else None, commitment=commitment,
            people_needed=max(1, len(slip.sessions)), contact_consent=by_person,
        )  # fmt: skip
        receipt = yield does(self.now, self._placer(by_person), command)
        self.id = slip.id = receipt.stream
        if slip.made_up:
            self.plan.key.note("branch_made_orders", self.id, branch=self.grid.code)
        return receipt

    def _placer(self, by_person: bool) -> Actor:
        if self.unit is not None:
            return self.unit.actor
        if by_person and self.luck.hits(0.7):
            return resident_of(self.requester)
        return self.community.cw(self.luck) if by_person else self.grid.gh

    def _commitment(self) -> UUID | None:
        """One still to be delivered by some unit of the community."""
        for unit in self.luck.sample(self.community.units, len(self.community.units)):
            ref = agreement_ref(self.community.code, unit.id, YEAR)
            agreement: Agreement = self.plan.look(ref)
            promised = [c.id for c in agreement.commitments if c.state in TO_DELIVER]
            if agreement.effective_on is not None and promised:
                self.unit = unit
                return promised[0]
        return None

    def _look_into_the_wish(self, after: Pause) -> Asking:
        cost = self.plan.dice(f"wish/{self.slip.number}").randint(20, 300) * 100  # fen
        verify = VerifyWish(situation="情况属实。", cost=cost, lawful=True, may_be_shown=True)
        return (yield from self.do(self.grid.gw, verify, after))

    def _decline(self) -> Asking:
        decline = DeclineOrder(
            reason=self.luck.choice(list(DeclineReason)), explanation="已说明原因并告知其他途径。"
        )
        return (
            yield from self.do(self.grid.gh, decline, awake(self.now + Pause(hours=3)) - self.now)
        )

    def _issue(self, after: Pause) -> Asking:
        urgent = self.slip.occasion is Occasion.URGENT or self.slip.made_up
        if not urgent:
            after = awake(self.now + after) - self.now
        issue = IssueOrder(service_from=self.slip.start, service_until=self.slip.start + WINDOW)
        return (yield from self.do(self.unit.actor if self.unit else self.grid.gh, issue, after))

    def _go_on(self, accept_after: list[Pause]) -> Course:
        match self.slip.end:
            case End.EXPIRED:
                return  # nobody comes; the timer sees to it
            case End.CANCELLED_BEFORE_ACCEPT:
                urgent = self.slip.occasion is Occasion.URGENT  # nobody waits for long then
                yield from self._cancel(self.luck.minutes(30, 120 if urgent else 300))
            case End.CANCELLED_AFTER_ACCEPT:
                acceptor = volunteer_of(self.luck.choice(self.grid.leaders))
                yield from self._accept(acceptor, accept_after[0])
                yield from self._cancelled_late(acceptor)
            case _:
                yield from self._served(accept_after)

    def _accept(self, who: Actor, after: Pause) -> Asking:
        moment = self.now + after
        if self.slip.occasion is not Occasion.URGENT and not self.slip.made_up:
            moment = awake(moment)
        assert who.person is not None  # noqa: S101 - acceptors are persons
        accept = AcceptOrder(member=who.person)
        return (yield does(min(moment, self.slip.start - Pause(minutes=5)), who, accept, self.id))

    def _acceptors(self) -> list[tuple[Actor, datetime, int]]:
        """Who comes, when, for how many minutes."""
        found = [
            (session.member.mem, session.start, session.minutes)
            for session in self.slip.sessions
            if session.member is not None
        ]
        if found:
            return sorted(found, key=lambda entry: entry[1])
        leader = volunteer_of(self.luck.choice(self.grid.leaders))
        return [(leader, self.slip.start + Pause(minutes=10), self.luck.randint(40, 120))]

    def _served(self, accept_after: list[Pause]) -> Course:
        coming = self._acceptors()
        for (who, _, _), after in zip(coming, accept_after, strict=False):
            yield from self._accept(who, after)
        for who in [entry[0] for entry in coming[len(accept_after) :]]:
            yield from self._accept(who, accept_after[-1])
        steps: list[tuple[datetime, Actor, Command[Any]]] = []
        for who, arrives, minutes in coming:
            assert who.person is not None  # noqa: S101 - acceptors are persons
            steps.append((arrives, who, CheckIn(member=who.person)))
            leaves = arrives + Pause(minutes=minutes)
            steps.append((leaves, who, CheckOut(member=who.person)))
        for moment, who, command in sorted(steps, key=lambda step: step[0]):
            self.now = moment + Pause(minutes=1)
            yield from approved(does(moment, who, command, self.id), self.grid.gw, Pause(minutes=1))
        yield from self.do(
            self.grid.gh, CompleteOrder(result="服务完成。"), self.luck.minutes(5, 90)
        )
        yield from self._rated()

    def _rated(self) -> Asking:
        stars = self.luck.drawn(STARS)
        verdict = {3: Verdict.SERVED_BASICALLY, 2: Verdict.SERVED_UNSATISFIED}.get(
            stars, Verdict.SERVED_SATISFIED
        )
        rate = RateOrder(verdict=verdict, stars=stars)
        asked = self.slip.origin in (Origin.RESIDENT, Origin.WISH_TREE)
        busy = self.now >= BEFORE_THE_HOLIDAY
        if asked and self.luck.hits(RATES_THEN if busy else RATES_HIMSELF):
            after = awake(self.now + self.luck.hours(20)) - self.now
            return (yield from self.do(resident_of(self.requester), rate, after))
        last = WORKDAYS.after(self.now.date(), CALL_BACK_DAYS)
        self.now = at(last) + Pause(days=1, hours=8, minutes=self.luck.randint(30, 400))
        return (yield from self.do(self.grid.gw, rate, Pause(0)))

    def _cancel(self, after: Pause, fault: Fault | None = None) -> Asking:
        asked = self.slip.origin in (Origin.RESIDENT, Origin.WISH_TREE)
        himself = asked and self.luck.hits(0.6) and fault is None
        blame = fault or (Fault.REQUESTER if himself else Fault.BRANCH)
        actor = resident_of(self.requester) if himself else self.grid.gh
        return (yield from self.do(actor, CancelOrder(fault=blame, reason="情况有变。"), after))

    def _cancelled_late(self, acceptor: Actor) -> Course:
        if not self.luck.hits(ATTESTED):
            self.now = self.slip.start - self.luck.minutes(60, 240)
            yield from self._cancel(Pause(0))
            return
        assert acceptor.person is not None  # noqa: S101 - acceptors are persons
        came, left = self.slip.start, self.slip.start + Pause(minutes=45)
        self.now = left
        yield from self._cancel(Pause(minutes=10), Fault.REQUESTER)
        attest = AttestPresence(member=acceptor.person, arrived_at=came, left_at=left)
        yield from self.do(self.grid.gw, attest, Pause(minutes=30))
        attended = SubmitService(
            person=acceptor.person, community=self.community.code, start=came, end=left,
            field=self.slip.field, source=Source.ORDER, order=self.id,
            outcome=ServiceOutcome.ATTENDED_NOT_COMPLETED,
            title=SESSIONS[self.slip.field], content="到场后点单人取消。",
        )  # fmt: skip
        yield does(self.now + Pause(hours=2), acceptor, attended)


def courses(plan: Plan, slips: list[Slip]) -> Iterator[Begun]:
    for slip in slips:
        if slip.card is None:
            order = OrderCourse(plan, slip)
            yield Begun(f"order/{slip.number}", order.now, order.course())
