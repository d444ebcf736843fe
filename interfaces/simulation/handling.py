"""How a case is handled: first contact, mediation, extension, suspension, in time or late."""

from datetime import datetime, timedelta
from typing import Final

from domain.calendar import Limit, LimitUnit
from domain.case import (
    Category,
    ContactWay,
    ExtendDeadline,
    InviteCoHandler,
    Recategorise,
    RecordFirstContact,
    RecordHandled,
    ReplyAsCoHandler,
    RequestExtension,
    ResumeCase,
    StartHandling,
    SuspendCase,
    Urgency,
)
from domain.kernel import Actor
from domain.roles import Role
from interfaces.simulation.casework import Casework
from interfaces.simulation.clock import WORKDAYS, at_the_office, awake
from interfaces.simulation.mediation import mediate
from interfaces.simulation.schedule import Course
from interfaces.simulation.settling import DEPARTMENTS
from interfaces.simulation.texts import DONE, evidence

MEDIATED: Final = 0.6  # of the disputes that the community handles
URGENT: Final = (Urgency.EMERGENCY, Urgency.UTILITY)
HELPED: Final = 0.2  # of the departments' cases
ANSWERED: Final = 0.95
ON_TIME: Final = timedelta(minutes=5)
EXTENDED_BY: Final = 5  # working days
Pause = timedelta


def handle(case: Casework, handler: Actor, *, first: bool = True) -> Course:
    """From first contact to what was done, in time or late, as the card says."""
    began = case.now
    contact = RecordFirstContact(way=ContactWay.PHONE)
    yield from case.do(handler, contact, _contact_after(case))
    yield from case.do(handler, StartHandling(), case.luck.minutes(1, 20))
    if case.card.category is Category.DISPUTES and case.luck.hits(MEDIATED) and first:
        yield from mediate(case)
    if first and handler.body is not None and case.luck.hits(HELPED):
        yield from _with_help(case, handler)
    if case.card.extended:
        yield from _extend(case, handler)
    if case.card.suspended:
        yield from _suspend(case)
    done = RecordHandled(
        done=case.luck.choice(DONE), evidence=(evidence("done", case.card.number, began),)
    )
    done_at = _done_at(case)
    if case.card.defect == "recategorised_late" and first:
        done_at = max(done_at, case.due + Pause(hours=6))
        yield from case.do(case.cw, _milder(case), case.due + Pause(hours=3) - case.now)
    yield from case.do(handler, done, max(Pause(0), done_at - case.now))


def _with_help(case: Casework, handler: Actor) -> Course:
    """Another department is asked to help, and says in time what it has done."""
    if case.card.urgency in URGENT:
        return
    other = case.luck.choice([code for code in DEPARTMENTS if code != handler.body])
    invite = InviteCoHandler(body=other, task="请协助现场处置。")
    yield from case.do(handler, invite, case.luck.minutes(5, 60))
    if case.luck.hits(ANSWERED):
        reply = ReplyAsCoHandler(body=other, reply="已到场配合。")
        helper = case.plan.officers.department(other)
        yield from case.do(helper, reply, (case.due - case.now) * case.luck.uniform(0.05, 0.3))


def _milder(case: Casework) -> Recategorise:
    """A longer time limit, when the right one has passed: for auditors to find."""
    return Recategorise(
        kind=case.card.kind, category=case.card.category, subcategory="REVIEWED",
        urgency=Urgency.COMPLEX, reason="情况复杂，调整类别。",
    )  # fmt: skip


def _contact_after(case: Casework) -> Pause:
    limits = {Urgency.EMERGENCY: (3, 15), Urgency.UTILITY: (5, 60)}
    low, high = limits.get(case.card.urgency, (10, 240))
    slow = case.luck.hits(0.06)
    after = case.luck.minutes(low, high) * (12 if slow else 1)
    return after if case.card.urgency in URGENT else awake(case.now + after) - case.now


def _done_at(case: Casework) -> datetime:
    """Some way to the due time; or beyond it. Who waits for a merged report takes hours."""
    if case.card.late:
        return awake(case.due + case.luck.hours(20))
    soonest = case.now + Pause(hours=4 if case.card.merged else 0)
    share = case.luck.triangular(0.02, 0.98, 0.3)
    wanted = max(soonest, case.now + (case.due - case.now) * share)
    if case.card.urgency not in URGENT:
        wanted = awake(wanted)
    return min(wanted, case.due - ON_TIME)


def _extend(case: Casework, handler: Actor) -> Course:
    case.now = awake(case.now + (case.due - case.now) * 0.6)
    ask = RequestExtension(working_days=EXTENDED_BY, reason="需协调多家单位，申请延期。")
    yield from case.do(handler, ask, Pause(0))
    grant = ExtendDeadline(working_days=EXTENDED_BY, told_by=ContactWay.PHONE)
    yield from case.do(case.community.cs, grant, case.luck.minutes(30, 200))
    days = Limit(amount=EXTENDED_BY, unit=LimitUnit.WORKING_DAYS)
    case.due = WORKDAYS.extended(case.due, days)


def _suspend(case: Casework) -> Course:
    town = case.plan.officers.actor(Role.TOWN)
    began = case.now = awake(case.now + case.luck.hours(5))
    review = began.date() + timedelta(days=60)
    suspend = SuspendCase(
        reason="管网改造未完工，暂不具备条件。", review_on=review, told_by=ContactWay.PHONE
    )
    yield from case.do(town, suspend, Pause(0))
    case.now = at_the_office(case.now + timedelta(days=case.luck.randint(10, 50)))
    yield from case.do(town, ResumeCase(reason="条件已具备。"), Pause(0))
    days = WORKDAYS.between(began.date(), case.now.date())
    if days:
        case.due = WORKDAYS.extended(case.due, Limit(amount=days, unit=LimitUnit.WORKING_DAYS))
