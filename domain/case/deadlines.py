"""How a due time is put off, always visibly: extension and suspension."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field

from domain.case.assigning import HANDLERS
from domain.case.clock import Rules, clock_of, in_working_days, missed, read_rules
from domain.case.facts import ClockFact, DueFact, SealedFact, when, whose
from domain.case.state import Case, Clock, Suspension, must_be, must_be_handler, must_follow
from domain.case.terms import CaseState, ContactWay, RecomputeCause
from domain.case.triage import must_be_told
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    PrivateText,
    Reads,
    SealedText,
    local_date,
    require,
)
from domain.roles import Role
from domain.ruleset import LimitName
from domain.vocabulary import Moment

WorkingDays = Annotated[int, Field(ge=1, le=250, description="working days")]
AT_WORK = (CaseState.ASSIGNED, CaseState.IN_HANDLING)


class ExtensionRequested(SealedFact, name="case.extension_requested"):
    working_days: WorkingDays
    reason: SealedText

    def apply(self, state: Case) -> Case:
        return replace(state, extension_asked=self.working_days)


class DeadlineExtended(DueFact, name="case.deadline_extended"):
    """told_by: how the reporter was told; None: nobody could be told."""

    working_days: WorkingDays
    before: Moment
    told_by: ContactWay | None = None

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            clock=_moved(state, self, self.working_days),
            extensions=state.extensions + 1,
            extension_asked=None,
        )


class CaseSuspended(SealedFact, name="case.suspended"):
    reason: SealedText
    review_on: date
    told_by: ContactWay | None = None

    def apply(self, state: Case) -> Case:
        came_from = state.state or CaseState.ASSIGNED
        return replace(
            state,
            state=CaseState.SUSPENDED,
            suspension=Suspension(came_from, self.happened_at, self.review_on),
        )


class CaseResumed(SealedFact, name="case.resumed"):
    """back_to: the state it stood in. working_days: for how many it was suspended."""

    back_to: CaseState
    working_days: int
    reason: SealedText | None = None

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=self.back_to,
            suspension=None,
            suspended_days=state.suspended_days + self.working_days,
        )


class DeadlineRecomputed(ClockFact, name="case.deadline_recomputed"):
    """The only way in which a due time once set changes without being extended: SYS-21."""

    cause: RecomputeCause
    before: Moment
    first_contact_due_at: Moment | None = None  # None: as it was

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            clock=clock_of(self),
            first_contact_due_at=self.first_contact_due_at or state.first_contact_due_at,
        )


def _moved(state: Case, fact: DueFact, working_days: int) -> Clock | None:
    return state.clock and replace(
        state.clock,
        due_at=fact.due_at,
        remind_at=fact.remind_at,
        added_days=state.clock.added_days + working_days,
    )


def running_clock(state: Case) -> Clock:
    """Its clock; Refused when it has none (brought in from elsewhere without a due time)."""
    require(
        state.clock is not None and state.clock.limit is not None,
        "no_due_time",
        "此事件由外部导入，没有按本县规则设定的期限。",
        "It was imported and has no due time set by this county's rules.",
    )
    assert state.clock is not None  # noqa: S101 - for the type checker
    return state.clock


class RequestExtension(
    Command[Case],
    verb="request-extension",
    label=Label("申请延期", "Request extension"),
    who=HANDLERS,
):
    """The handler asks for more working days, before it is due; granted once at most."""

    working_days: WorkingDays
    reason: PrivateText

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_rules(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *AT_WORK)
        must_be_handler(state, context.actor)
        _may_be_extended(state, self.working_days, context)
        if self.working_days != state.extension_asked:
            yield ExtensionRequested(**dict(self), **whose(state, context))


class ExtendDeadline(
    Command[Case],
    verb="extend",
    label=Label("批准延期", "Extend deadline"),
    who=(Role.CS, Role.TOWN),
):
    """Grants what the handler asked, or fewer days, before it is due; the reporter is told."""

    working_days: WorkingDays
    told_by: ContactWay | None = None

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_rules(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *AT_WORK)
        rules = _may_be_extended(state, self.working_days, context)
        asked = state.extension_asked
        require(
            asked is not None and self.working_days <= asked,
            "extension_not_asked",
            "承办单位未申请这么多天，请由其先申请。",
            "The handler has not asked for so many days; it must ask first.",
        )
        must_be_told(state, self.told_by)
        clock = running_clock(state)
        due_at = rules.put_off(clock.due_at, self.working_days)
        yield DeadlineExtended(
            **dict(self),
            **when(context),
            **rules.due_fields(clock.started_at, due_at),
            before=clock.due_at,
        )


def _may_be_extended(state: Case, working_days: int, context: Context) -> Rules:
    """Before it is due as the log sees it: nobody extends what the record shows as missed."""
    running_clock(state)
    rules = Rules.of(context, state)
    longest = rules.limit(LimitName.CASE_EXTENSION_MAX).amount
    require(
        not missed(state, context.now),
        "deadline_passed",
        "已过办理期限，不能再延期；请尽快办结并说明原因。",
        "It is overdue and cannot be extended any more; settle it and explain.",
    )
    require(
        state.extensions == 0,
        "extended_already",
        "每件事件只能延期一次。",
        "A case can be extended once only.",
    )
    require(
        working_days <= longest,
        "extension_too_long",
        f"延期最多{longest}个工作日。",
        f"An extension is at most {longest} working days.",
    )
    return rules


class SuspendCase(Command[Case], verb="suspend", label=Label("挂账", "Suspend"), who=(Role.TOWN,)):
    """Stops the clock for an objective obstacle, until a review date; the reporter is told why."""

    reason: PrivateText
    review_on: date
    told_by: ContactWay | None = None

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_rules(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *AT_WORK)
        must_follow(state.assigned_at, context)
        rules = Rules.of(context, state)
        longest = rules.limit(LimitName.CASE_SUSPENSION_REVIEW_MAX).amount
        last = context.on + timedelta(days=longest)
        require(
            context.on < self.review_on <= last,
            "review_date_out_of_range",
            f"复核日期须在{context.on}之后、{last}之前（含当日）。",
            f"The review must be after {context.on} and by {last}.",
        )
        must_be_told(state, self.told_by)
        yield CaseSuspended(**dict(self), **whose(state, context))


class ResumeCase(Command[Case], verb="resume", label=Label("恢复办理", "Resume"), who=(Role.TOWN,)):
    """The obstacle is gone: it goes on where it stood, put off by the time it was suspended.

    A limit in working days moves by the working days between, an hourly one by the time itself.
    What was missed before the suspension stays missed.
    """

    reason: PrivateText | None = None

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_rules(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.SUSPENDED)
        assert state.suspension is not None  # noqa: S101 - the state says so
        since = state.suspension.since
        must_follow(since, context)
        rules = Rules.of(context, state)
        days = rules.calendar.between(local_date(since), context.on)
        yield CaseResumed(
            back_to=state.suspension.came_from,
            working_days=days,
            reason=self.reason,
            **whose(state, context),
        )
        moved = _put_off_by_suspension(state, since, days, rules, context)
        if moved is not None:
            yield moved


def _put_off_by_suspension(
    state: Case, since: datetime, days: int, rules: Rules, context: Context
) -> DeadlineRecomputed | None:
    clock = state.clock
    if clock is None or clock.limit is None or missed(state, since):
        return None
    if in_working_days(clock):
        due_at, added = rules.put_off(clock.due_at, days), clock.added_days + days
    else:
        due_at, added = clock.due_at + (context.at - since), clock.added_days
    if due_at == clock.due_at:
        return None
    return DeadlineRecomputed(
        cause=RecomputeCause.SUSPENSION,
        before=clock.due_at,
        started_at=clock.started_at,
        limit=clock.limit,
        added_days=added,
        **rules.due_fields(clock.started_at, due_at),
        **when(context),
    )
