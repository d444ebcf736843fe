"""What the clock of the system does to a case, and to due times when a calendar is corrected."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.case.clock import Rules, in_working_days, missed, read_rules
from domain.case.deadlines import DeadlineRecomputed
from domain.case.facts import CaseFact, when
from domain.case.state import ENDED, RUNNING, Case, must_be
from domain.case.terms import CaseState, RecomputeCause
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.roles import Role
from domain.vocabulary import Moment

BY_THE_CLOCK: Final = (Role.SYS,)
# Long enough for an inspection to reopen it; the handbook gives no number.
ARCHIVED_AFTER: Final = timedelta(days=365)


class CaseOverdueMarked(CaseFact, name="case.overdue_marked"):
    due_at: Moment

    def apply(self, state: Case) -> Case:
        return replace(state, overdue=True, overdue_marked_for=self.due_at)


class CaseDueSoonMarked(CaseFact, name="case.due_soon_marked"):
    due_at: Moment

    def apply(self, state: Case) -> Case:
        return replace(state, due_soon_marked_for=self.due_at)


class CaseArchived(CaseFact, name="case.archived"):
    def apply(self, state: Case) -> Case:
        return replace(state, state=CaseState.ARCHIVED)


class MarkOverdue(
    Command[Case], verb="mark-overdue", label=Label("标记超期", "Mark overdue"), who=BY_THE_CLOCK
):
    """Once for each due time, when it has passed and the case is not handled; else nothing."""

    def decide(self, state: Case, context: Context) -> Outcome:
        if state.clock is None or state.state not in RUNNING or not missed(state, context.now):
            return
        if state.overdue_marked_for != state.clock.due_at:
            yield CaseOverdueMarked(due_at=state.clock.due_at, **when(context))


class MarkDueSoon(
    Command[Case], verb="mark-due-soon", label=Label("标记即将到期", "Mark due soon"),
    who=BY_THE_CLOCK,
):  # fmt: skip
    """Once for each due time, from its `remind_at` until it is due; else nothing."""

    def decide(self, state: Case, context: Context) -> Outcome:
        if state.clock is None or state.state not in RUNNING:
            return
        soon = state.clock.remind_at <= context.now <= state.clock.due_at
        if soon and state.due_soon_marked_for != state.clock.due_at:
            yield CaseDueSoonMarked(due_at=state.clock.due_at, **when(context))


class ArchiveCase(Command[Case], verb="archive", label=Label("归档", "Archive"), who=BY_THE_CLOCK):
    """Puts away a case that ended a year ago: from then on it cannot be reopened."""

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *(ENDED - {CaseState.ARCHIVED}))
        require(
            state.ended_at is not None and context.now >= state.ended_at + ARCHIVED_AFTER,
            "too_soon_to_archive",
            f"办结满{ARCHIVED_AFTER.days}天后方可归档。",
            f"A case is archived {ARCHIVED_AFTER.days} days after it ended.",
        )
        yield CaseArchived(**when(context))


class RecomputeDeadline(
    Command[Case],
    verb="recompute-deadline",
    label=Label("重算期限", "Recompute deadline"),
    who=BY_THE_CLOCK,
):
    """After a calendar was corrected: the due time as the new version gives it, visibly (SYS-21).

    Nothing for a case already handled, suspended or overdue, for hourly limits, when the date is
    the same, and when the new date has passed: nobody misses a deadline by a correction.
    """

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_rules(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        clock = state.clock
        if clock is None or state.state not in RUNNING or missed(state, context.now):
            return
        if clock.limit is None or not in_working_days(clock):
            return
        rules = Rules.of(context, state)
        fields = rules.clock_fields(clock.started_at, clock.limit, clock.added_days)
        if fields["due_at"] != clock.due_at and fields["due_at"] > context.now:
            yield DeadlineRecomputed(
                cause=RecomputeCause.CALENDAR_CORRECTED,
                before=clock.due_at,
                **fields,
                **when(context),
            )
