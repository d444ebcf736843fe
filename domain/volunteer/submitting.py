"""申报 Submitting a session: what may be entered at all, and with which flags."""

from collections.abc import Iterator
from datetime import UTC, date
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.community import community_ref, must_be_community
from domain.dates import minutes_between
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    PrivateLine,
    PrivateText,
    Reads,
    Ref,
    Refused,
    derived_id,
    local_date,
    require,
)
from domain.order import Acceptor, AcceptorStatus, Order, OrderStatus, order_ref
from domain.person import person_ref
from domain.registration import member_registration_ref
from domain.roles import Role
from domain.ruleset import Ruleset, rulebook_ref
from domain.vocabulary import BodyCode, CommunityCode, Digest, Moment, ServiceField
from domain.volunteer import aggregate
from domain.volunteer.checks import must_be_over, must_not_overlap, neighbouring_years
from domain.volunteer.events import ServiceObject, ServiceSubmitted
from domain.volunteer.state import Book, Flag, ServiceOutcome, Source

Evidence = Annotated[tuple[Digest, ...], Field(max_length=50)]


class ActivityKind(StrEnum):
    """Only the first is volunteer service: the others are work, or pleasure (S26)."""

    SERVICE = "SERVICE"
    MEETING = "MEETING"
    LECTURE = "LECTURE"
    DUTY_SHIFT = "DUTY_SHIFT"  # 值班
    DINNER = "DINNER"
    TEAM_BUILDING = "TEAM_BUILDING"


SUBMITTED_BY: Final = {
    Source.SELF: (Role.MEM, Role.VOL),
    Source.ORGANISER: (Role.CW, Role.UNIT, Role.ORG),
    Source.ORDER: (Role.SYS, Role.MEM, Role.VOL),  # the latter only of an order that failed: P-02
    Source.IMPORT: (Role.CW,),
}


class SubmitService(
    Command[Book], verb="submit", label=Label("申报服务", "Submit service"), opens=True,
    who=(Role.MEM, Role.VOL, Role.CW, Role.UNIT, Role.ORG, Role.SYS),
):  # fmt: skip
    """Enters one session of one person in the book of its year; once more changes nothing.

    The session belongs to the day on which it starts. order: of the order it served, source ORDER
    only; activity: the organiser's own id of the activity. served: the resident it was for, who may
    rate it. organiser_body, organiser_unit, responsible: who organised it and answers for it.
    evidence: SHA-256 of files kept elsewhere. kind and paid: what the submitter declares.
    """

    person: UUID
    community: CommunityCode
    start: Moment
    end: Moment
    field: ServiceField
    source: Source
    outcome: ServiceOutcome = ServiceOutcome.COMPLETED
    kind: ActivityKind = ActivityKind.SERVICE
    paid: bool = False
    title: PrivateLine
    place: PrivateLine | None = None
    content: PrivateText
    object_category: ServiceObject = ServiceObject.PUBLIC
    served: UUID | None = None
    order: UUID | None = None
    activity: UUID | None = None
    organiser_body: BodyCode | None = None
    organiser_unit: UUID | None = None
    responsible: UUID | None = None
    training: PrivateLine | None = None
    evidence: Evidence = ()

    @property
    def service_on(self) -> date:
        """A session across midnight belongs to the day it starts, at year end too."""
        return local_date(self.start)

    @property
    def _failed(self) -> bool:
        return self.outcome is ServiceOutcome.ATTENDED_NOT_COMPLETED

    @property
    def entry(self) -> UUID:
        """Made of what it is, so that a resubmission is the same entry."""
        what = self.order or self.activity
        start = self.start.astimezone(UTC).isoformat()
        return derived_id("service", self.person, what, self.service_on, start)

    def reads(self, state: Book, context: Context) -> Reads:
        yield rulebook_ref()
        yield community_ref(self.community)
        yield person_ref(self.person)
        yield member_registration_ref(self.person)
        if self.order is not None:
            yield order_ref(self.order)
        yield from self._other_books(context)

    def decide(self, state: Book, context: Context) -> Outcome:
        if self._is_entered(state):
            return
        self._it_is_a_service(context)
        self._the_submitter_may(context)
        minutes = minutes_between(self.start, self.end)
        must_be_over(self.start, self.end, context)
        others = (context.look(ref) for ref in self._other_books(context))
        must_not_overlap((state, *others), self.start, self.end)
        part = None if self.order is None else self._part_in_the_order(context)
        rules = context.look(rulebook_ref()).in_force(self.service_on)
        flags = frozenset(self._flags(state, context, rules, part, minutes))
        if Flag.LATE_ENTRY in flags and self._is_self_entry(context):
            self._must_not_be_suspended(state, context)
        kept = {name: value for name, value in dict(self).items() if name not in ("kind", "paid")}
        yield ServiceSubmitted(
            entry=self.entry,
            service_on=self.service_on,
            minutes=minutes,
            recorder=context.actor.person,
            flags=tuple(sorted(flags)),
            ruleset=rules.version,
            **kept,
        )

    def _is_entered(self, state: Book) -> bool:
        found = state.find(self.entry)
        require(
            found is None or found.is_live,
            "refused_before",
            "此次服务已不予确认或已撤销，如不服请提出异议，勿重复申报。",
            "This session was rejected or revoked; dispute that instead of submitting it again.",
        )
        return found is not None

    def _it_is_a_service(self, context: Context) -> None:
        require(
            self.kind is ActivityKind.SERVICE,
            "no_volunteer_service",
            "会议、讲座、值班、聚餐、团建不属志愿服务，不予登记。",
            "Meetings, lectures, duty shifts, dinners and team-building are no volunteer service.",
        )
        require(  # AM-25
            not self.paid,
            "paid_service",
            "有报酬或履行职务的活动不属志愿服务，不予登记。",
            "Paid work and work in office are no volunteer service.",
        )
        require(
            context.look(person_ref(self.person)).exists,
            "no_such_person",
            "查无此人，请先登记人员。",
            "There is no such person; register the person first.",
        )
        must_be_community(self.community, context)  # AM-06

    def _the_submitter_may(self, context: Context) -> None:
        actor = context.actor
        require(
            actor.role in SUBMITTED_BY[self.source],
            "wrong_source",
            "您的角色不能以此来源申报，请核对来源。",
            "Your role does not submit services from this source; check the source.",
        )
        require(
            actor.role not in (Role.MEM, Role.VOL) or actor.person == self.person,
            "own_service_only",
            "只能申报本人的服务，他人的服务由其本人或组织者申报。",
            "Submit your own services only; others or their organisers submit theirs.",
        )
        require(
            (self.source is Source.ORDER) == (self.order is not None),
            "order_missing",
            "来源为服务单的须填服务单，其他来源不填。",
            "A service from an order names the order, no other does.",
        )
        # P-01 makes the record of a rated order; the member himself only that of one that failed.
        require(
            self._failed == (self.order is not None and actor.role is not Role.SYS),
            "wrong_outcome",
            "“到场未完成”仅用于接单后取消的单；已评单的服务由系统登记。",
            "Attended but not completed is for an order cancelled after acceptance; the system "
            "itself enters the services of rated orders.",
        )

    def _part_in_the_order(self, context: Context) -> Acceptor:
        """The acceptor's part that this session claims, as the order knows it."""
        assert self.order is not None  # noqa: S101 - for the type checker
        order: Order = context.look(order_ref(self.order))
        parts = (a for a in order.acceptors if a.person == self.person)
        fits = self._was_attested if self._failed else self._was_served
        found = next((part for part in parts if fits(order, part)), None)
        if found is None:
            raise Refused(
                "not_in_the_order",
                "服务单中无此签到签退或到场证明，请先由网格员证明到场并核对时间。",
                "The order knows no such service; have a grid worker attest the presence, and "
                "check the times.",
            )
        return found

    def _was_served(self, order: Order, part: Acceptor) -> bool:
        times = (part.arrived_at, part.left_at)
        return part.status is AcceptorStatus.SERVED and times == (self.start, self.end)

    def _was_attested(self, order: Order, part: Acceptor) -> bool:
        """P-02; what a grid worker attests is long enough."""
        times = (part.attested_from, part.attested_until)
        cancelled = order.status is OrderStatus.CANCELLED_AFTER_ACCEPT
        return cancelled and times == (self.start, self.end)

    def _flags(
        self, state: Book, context: Context, rules: Ruleset, part: Acceptor | None, minutes: int
    ) -> Iterator[Flag]:
        # AM-11. What an order knows in time is known in time, whenever it is rated.
        known_on = context.today if part is None or self._failed else part.recorded_on
        assert known_on is not None  # noqa: S101 - who has served was recorded
        if (known_on - self.service_on).days > rules.counting.late_record_after_days.value:
            yield Flag.LATE_ENTRY
        person = context.look(person_ref(self.person))
        registration = context.look(member_registration_ref(self.person))
        unregistered = registration.registered_on(self.service_on) is None
        if unregistered and person.in_service_on(self.service_on):  # AM-10
            yield Flag.BEFORE_REGISTRATION
        if any(e.is_live and e.service_on == self.service_on for e in state.entries):  # AM-06
            yield Flag.SAME_DAY_EXTRA
        if minutes < rules.counting.service_min_minutes.value:  # AM-06
            yield Flag.SHORT

    def _is_self_entry(self, context: Context) -> bool:
        return context.actor.person == self.person

    def _must_not_be_suspended(self, state: Book, context: Context) -> None:
        books = (state, *(context.look(ref) for ref in self._other_books(context)))
        ends = [book.suspended_until for book in books if book.suspended_until is not None]
        until = max(ends, default=context.today)
        require(  # HANDBOOK 3.4, S25
            context.today >= until,
            "late_entry_suspended",
            f"因虚假记录，{until}前不得自行补录，请由组织者申报。",
            f"After a false record you may not enter services late before {until}; let the "
            "organiser submit it.",
        )

    def _other_years(self, context: Context) -> frozenset[int]:
        """Of the books that matter beside the session's own."""
        years = neighbouring_years(self.start, self.end)
        if self._is_self_entry(context):
            years |= {context.today.year, context.today.year - 1}  # a suspension lasts a year
        return years - {self.service_on.year}

    def _other_books(self, context: Context) -> Iterator[Ref[Book]]:
        for year in sorted(self._other_years(context)):
            yield aggregate.volunteer_ref(self.person, year)
