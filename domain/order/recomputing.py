"""What a corrected calendar does to the time limits of an order, always visibly (SYS-21)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.calendar import LimitUnit, WorkingCalendar, read_calendar
from domain.kernel import Command, Context, Label, Outcome, Reads, local_date
from domain.order.deadlines import DAYS_AHEAD, EXPIRE, ISSUE
from domain.order.events import DueEvent
from domain.order.state import Order, OrderStatus
from domain.roles import Role
from domain.ruleset import LimitName, rulebook_ref
from domain.vocabulary import Moment


class OrderDeadlineRecomputed(DueEvent, name="order.deadline_recomputed"):
    """The only way in which a due time once set changes. One of the two is filled in."""

    before: Moment
    issue_due_at: Moment | None = None
    accept_due_at: Moment | None = None

    def apply(self, state: Order) -> Order:
        return replace(
            state,
            issue_due_at=self.issue_due_at or state.issue_due_at,
            accept_due_at=self.accept_due_at or state.accept_due_at,
        )


class RecomputeOrderDeadline(
    Command[Order],
    verb="recompute-deadline",
    label=Label("重算时限", "Recompute deadline"),
    who=(Role.SYS,),
):
    """After a calendar was corrected: the due time as the new version gives it (SYS-21).

    Nothing for an hourly limit, when the date is the same, for what is missed already, and when
    the new date has passed: nobody misses a limit by a correction.
    """

    def reads(self, state: Order, context: Context) -> Reads:
        yield rulebook_ref()
        since = _since(state)
        yield from read_calendar(context, DAYS_AHEAD, since and local_date(since))

    def decide(self, state: Order, context: Context) -> Outcome:
        if state.status is OrderStatus.PLACED:
            name, before, field = ISSUE[state.occasion], state.issue_due_at, "issue_due_at"
        elif state.status is OrderStatus.ISSUED:
            name, before, field = EXPIRE[state.occasion], state.accept_due_at, "accept_due_at"
        else:
            return
        since = _since(state)
        if since is None or before is None or before <= context.now:
            return
        found = _due(name, since, context)
        if found is None:
            return
        at, by = found
        if field == "accept_due_at" and state.service_until is not None:
            at = min(at, state.service_until)  # past its time nobody can serve it
        if at != before and at > context.now:
            yield OrderDeadlineRecomputed(before=before, **{field: at}, **by)


def _since(state: Order) -> datetime | None:
    return state.placed_at if state.status is OrderStatus.PLACED else state.open_since


def _due(
    name: LimitName, since: datetime, context: Context
) -> tuple[datetime, dict[str, Any]] | None:
    """By the rules under which it began; None: its limit counts no working days."""
    ruleset = context.look(rulebook_ref()).in_force(local_date(since))
    limit, calendar = ruleset.limits[name], WorkingCalendar.of(context)
    if limit.unit is not LimitUnit.WORKING_DAYS:
        return None
    versions = {str(year): version for year, version in calendar.versions.items()}
    return calendar.deadline(since, limit), {"ruleset": ruleset.version, "calendar": versions}
