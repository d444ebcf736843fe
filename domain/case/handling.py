"""The fourth chain, coordinated handling: from first contact to what was done."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.body import body_ref
from domain.calendar import WorkingCalendar
from domain.case.assigning import HANDLERS, CaseAssigned, must_exist
from domain.case.clock import missed, read_days
from domain.case.facts import CaseFact, SealedFact, when, whose
from domain.case.report import Photos
from domain.case.state import Case, CoHandler, must_be, must_be_handler, must_follow
from domain.case.terms import CaseKind, CaseState, ContactWay, Stage
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
from domain.vocabulary import BodyCode, Digest, Moment


class HandlingStarted(CaseFact, name="case.handling_started"):
    by: UUID | None = None

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=CaseState.IN_HANDLING,
            started_at=self.happened_at,
            hands=with_hand(state, self.by),
        )


class FirstContactMade(SealedFact, name="case.first_contact_made"):
    """in_time: for the response rate; None when no due time was set (imported)."""

    way: ContactWay
    by: UUID | None = None
    in_time: bool | None = None
    note: SealedText | None = None

    def apply(self, state: Case) -> Case:
        at_work = CaseState.IN_HANDLING if state.state is CaseState.ASSIGNED else state.state
        return replace(
            state,
            state=at_work,
            first_contact_at=self.happened_at,
            hands=with_hand(state, self.by),
        )


class CoHandlerInvited(SealedFact, name="case.co_handler_invited"):
    body: BodyCode
    task: SealedText

    def apply(self, state: Case) -> Case:
        return replace(state, co_handlers=(*state.co_handlers, CoHandler(self.body)))


class CoHandlerReplied(SealedFact, name="case.co_handler_replied"):
    body: BodyCode
    reply: SealedText

    def apply(self, state: Case) -> Case:
        replied = tuple(
            replace(c, replied=True) if c.body == self.body else c for c in state.co_handlers
        )
        return replace(state, co_handlers=replied)


class CaseHandled(SealedFact, name="case.handled"):
    """What was done.

    overdue, days_late, working_days_used: outcomes; None where no calendar covers it (imported).

    first_contact_at: made by handling it on the spot. order: the service order that settled it.
    """

    handler: BodyCode
    by: UUID | None = None
    done: SealedText | None = None
    evidence: tuple[Digest, ...] = ()
    on_the_spot: bool = False
    first_contact_at: Moment | None = None
    order: UUID | None = None
    overdue: bool = False
    days_late: int | None = None
    working_days_used: int | None = None

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=CaseState.HANDLED,
            handler=self.handler,
            handled_at=self.happened_at,
            first_contact_at=state.first_contact_at or self.first_contact_at,
            overdue=state.overdue or self.overdue,
            hands=with_hand(state, self.by),
            stages=state.reached(Stage.HANDLING),
        )


def with_hand(state: Case, person: UUID | None) -> frozenset[UUID]:
    return state.hands if person is None else state.hands | {person}


def time_used(state: Case, context: Context) -> dict[str, Any]:
    """How long it took since accepted or reopened, suspended days left out: for CaseHandled."""
    used: dict[str, Any] = {"overdue": missed(state, context.at)}
    if state.clock is None or state.clock.limit is None:
        return used
    days = WorkingCalendar.of(context)
    since = state.round_since or state.clock.started_at
    last_day = local_date(context.at - timedelta.resolution)  # 24:00 ends a day
    passed = days.between(local_date(since), last_day)
    return {
        **used,
        "days_late": days.days_late(state.clock.due_at, context.at),
        "working_days_used": passed - state.suspended_days,
    }


class StartHandling(
    Command[Case], verb="start", label=Label("开始办理", "Start handling"), who=HANDLERS
):
    """The handler takes the case up."""

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ASSIGNED, CaseState.IN_HANDLING)
        must_be_handler(state, context.actor)
        must_follow(state.assigned_at, context)
        if state.started_at is None or state.state is CaseState.ASSIGNED:
            yield HandlingStarted(by=context.actor.person, **when(context))


class RecordFirstContact(
    Command[Case],
    verb="record-first-contact",
    label=Label("记录首次联系", "Record first contact"),
    who=HANDLERS,
):
    """The handler has spoken to the reporter; its time counts for the response rate."""

    way: ContactWay
    note: PrivateText | None = None

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ASSIGNED, CaseState.IN_HANDLING, CaseState.CONVERTED)
        must_be_handler(state, context.actor)
        if state.first_contact_at is not None:
            return
        must_follow(state.assigned_at, context)
        due_at = state.first_contact_due_at
        yield FirstContactMade(
            **dict(self),
            **whose(state, context),
            by=context.actor.person,
            in_time=None if due_at is None else context.at <= due_at,
        )


class InviteCoHandler(
    Command[Case],
    verb="invite-co-handler",
    label=Label("邀请协办", "Invite co-handler"),
    who=HANDLERS,
):
    """Asks another body to help. The first receiver stays responsible (S2 art. 14)."""

    body: BodyCode
    task: PrivateText

    def reads(self, state: Case, context: Context) -> Reads:
        yield body_ref(self.body)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ASSIGNED, CaseState.IN_HANDLING)
        must_be_handler(state, context.actor)
        must_exist(context.look(body_ref(self.body)), self.body, context)
        require(
            self.body != state.handler,
            "own_co_handler",
            "主办单位不能作自己的协办单位，请另选。",
            "The lead handler cannot be its own co-handler; choose another body.",
        )
        if all(c.body != self.body for c in state.co_handlers):
            yield CoHandlerInvited(**dict(self), **whose(state, context))


class ReplyAsCoHandler(
    Command[Case],
    verb="reply-as-co-handler",
    label=Label("协办回复", "Reply as co-handler"),
    who=HANDLERS,
):
    """An invited body says what it has done or can do."""

    body: BodyCode
    reply: PrivateText

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ASSIGNED, CaseState.IN_HANDLING)
        require(
            any(c.body == self.body for c in state.co_handlers),
            "not_a_co_handler",
            f"{self.body}未受邀协办此事件，请由主办单位先邀请。",
            f"{self.body} is not invited to this case; its lead handler must invite it first.",
        )
        require(
            context.actor.body == self.body,
            "not_of_that_body",
            f"请由{self.body}的人员回复。",
            f"Only people of {self.body} may reply for it.",
        )
        yield CoHandlerReplied(**dict(self), **whose(state, context))


class RecordHandled(
    Command[Case], verb="record-handled", label=Label("办理完毕", "Record handled"), who=HANDLERS
):
    """The handler says what was done and shows it. A consultation's answer needs no evidence."""

    done: PrivateText
    evidence: Photos = ()

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_days(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.IN_HANDLING)
        must_be_handler(state, context.actor)
        must_follow(state.assigned_at, context)
        require(
            bool(self.evidence) or state.kind is CaseKind.CONSULT,
            "evidence_missing",
            "请附办理佐证材料。",
            "Attach evidence of what was done.",
        )
        yield CaseHandled(
            **dict(self),
            **whose(state, context),
            **time_used(state, context),
            handler=state.handler or state.community,
            by=context.actor.person,
        )


class ResolveOnTheSpot(
    Command[Case],
    verb="resolve-on-the-spot",
    label=Label("当场处置", "Resolve on the spot"),
    who=(Role.GW, Role.CW),
):
    """Whoever is there settles it: assigned to his own body and handled, both recorded.

    He has met the matter and whoever raised it, so this is the first contact too.
    """

    done: PrivateText
    evidence: Photos = ()

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_days(context, state)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.ACCEPTED)
        must_follow(state.accepted_at, context)
        handler = context.actor.body or state.community
        told = whose(state, context)
        yield CaseAssigned(handler=handler, on_the_spot=True, **told)
        yield CaseHandled(
            **dict(self),
            **told,
            **time_used(state, context),
            handler=handler,
            by=context.actor.person,
            on_the_spot=True,
            first_contact_at=context.at,
        )
