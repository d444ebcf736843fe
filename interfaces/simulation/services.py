"""The course of one session recorded by itself: submitted, confirmed late or in time, or not."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.kernel import Actor
from domain.roles import Role
from domain.volunteer import (
    ConfirmLateService,
    ConfirmService,
    RateService,
    RejectReason,
    RejectService,
    RevokeReason,
    RevokeService,
    ServiceObject,
    Source,
    SubmitService,
    volunteer_ref,
)
from interfaces.simulation.clock import at, awake
from interfaces.simulation.plan import YEAR, Plan, resident_of, volunteer_of
from interfaces.simulation.schedule import Begun, Course, approved, does
from interfaces.simulation.sessions import Kind, Session
from interfaces.simulation.texts import SESSIONS, evidence

LAST_MOMENT: Final = at(date(YEAR + 1, 1, 10), 20)  # before the records freeze
LATE_DAYS: Final = (16, 40)
IN_TIME: Final = timedelta(days=14)
LATEST_DAY_OF_LATE: Final = date(YEAR, 12, 22)  # so that it can still be entered
SELF_ENTERED, RATED = 0.6, 0.12
# What is submitted in the last week of the year is often confirmed after the holiday only.
BACKLOG_FROM, BACKLOG = date(YEAR, 12, 24), 0.6
BACKLOG_DAYS: Final = (date(YEAR + 1, 1, 3), date(YEAR + 1, 1, 9))
REASONS: Final = {
    RevokeReason.ERROR: 40,
    RevokeReason.DUPLICATE: 30,
    RevokeReason.PAID: 20,
    RevokeReason.FALSE: 10,
}


def mark_late(plan: Plan, sessions: list[Session]) -> None:
    luck = plan.dice("late")
    able = [
        s
        for s in sessions
        if s.kind is Kind.COUNTED and not s.ordered and s.on <= LATEST_DAY_OF_LATE
    ]
    for session in luck.sample(able, min(len(able), plan.profile.sum("late"))):
        session.late = True


class ServiceCourse:
    def __init__(self, plan: Plan, session: Session, name: str) -> None:
        self.plan, self.session, self.luck = plan, session, plan.dice(name)
        self.community = plan.of(session.community)
        if session.late:
            after = timedelta(days=self.luck.randint(*LATE_DAYS))
        else:
            after = min(self.luck.hours(20, 1.0), IN_TIME)
        self.now = min(awake(session.end + after), LAST_MOMENT - timedelta(hours=6))

    def course(self) -> Course:
        session, luck = self.session, self.luck
        himself = not session.late and luck.hits(SELF_ENTERED)
        desk = Actor(Role.CW, body=self.community.code, scopes=self.community.scopes)
        shared = session.defect == "self_confirmed"
        himself = himself and not shared
        submitter = self._himself() if himself else desk if shared else self.community.cw(luck)
        served = self.community.resident(luck) if luck.hits(RATED) else None
        submit = self._submission(
            Source.SELF if himself else Source.ORGANISER, served.id if served else None
        )
        yield does(self.now, submitter, submit)
        book, entry = volunteer_ref(session.who.id, session.on.year).id, submit.entry
        confirmer = desk if shared else self.community.cw(luck, but=submitter.person)
        yield from self._judged(book, entry, confirmer)
        if shared:
            self.plan.key.note("self_confirmed", book, entry=entry, person=session.who.id)
        if session.kind is Kind.REVOKED:
            yield from self._revoked(book, entry)
        elif served is not None and session.kind is not Kind.REJECTED:
            rate = RateService(entry=entry, resident=served.id, stars=luck.choice((5, 5, 5, 4, 3)))
            yield does(self.now + luck.hours(10), resident_of(served), rate, book)

    def _himself(self) -> Actor:
        member = self.session.member
        return member.mem if member else volunteer_of(self.session.who)

    def _submission(self, source: Source, served: UUID | None) -> SubmitService:
        session = self.session
        title = SESSIONS[session.field]
        return SubmitService(
            person=session.who.id, community=session.community, start=session.start,
            end=session.end, field=session.field, source=source, title=title, content=f"{title}。",
            object_category=self.luck.choice(list(ServiceObject)), served=served,
            organiser_body=session.community,
            evidence=(evidence("service", session.who.number, session.start),),
        )  # fmt: skip

    def _judged(self, book: UUID, entry: UUID, confirmer: Actor) -> Course:
        moment = awake(self.now + self.luck.hours(20))
        if self.session.on >= BACKLOG_FROM and self.luck.hits(BACKLOG):
            moment = self.luck.moment_on(self.luck.day_in(*BACKLOG_DAYS))
        self.now = moment = max(self.now, min(moment, LAST_MOMENT))
        if self.session.kind is Kind.REJECTED:
            reason = self.luck.choice(list(RejectReason))
            yield does(moment, confirmer, RejectService(entry=entry, reason=reason), book)
        elif self.session.late:
            confirm = ConfirmLateService(entry=entry, evidence=(evidence("late", entry),))
            town = self.plan.officers.actor(Role.TOWN)
            step = does(moment, self.community.cs, confirm, book)
            yield from approved(step, town, self.luck.minutes(30, 180))
        else:
            yield does(moment, confirmer, ConfirmService(entry=entry), book)

    def _revoked(self, book: UUID, entry: UUID) -> Course:
        reason = self.luck.drawn(REASONS)
        false = reason is RevokeReason.FALSE
        revoke = RevokeService(
            entry=entry, reason=reason, note="核查后撤销。",
            finding_no=f"核字{self.luck.randint(1, 999)}号" if false else None,
        )  # fmt: skip
        moment = self._later(timedelta(days=self.luck.randint(5, 60)))
        step = does(moment, self.community.cs, revoke, book)
        yield from approved(step, self.plan.officers.actor(Role.TOWN), timedelta(hours=2))

    def _later(self, after: timedelta) -> datetime:
        return max(self.now, min(awake(self.now + after), LAST_MOMENT))


def courses(plan: Plan, sessions: list[Session], name: str) -> Iterator[Begun]:
    for number, session in enumerate(sessions):
        if not session.ordered:
            course = ServiceCourse(plan, session, f"{name}/{number}")
            yield Begun(f"{name}/{number}", course.now, course.course())
