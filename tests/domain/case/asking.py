"""Whatever can be asked of a case, by whom: for the properties."""

from datetime import datetime, timedelta
from typing import Any

from domain.case import (
    AcceptCase,
    AgreementForm,
    AnswerWhistle,
    ArchiveCase,
    AssignCase,
    BlowWhistle,
    CallBack,
    Case,
    CaseKind,
    CaseOutcome,
    Category,
    CloseCase,
    ContactWay,
    ConvertToOrder,
    CorrectCase,
    DecideAssignmentDispute,
    DeclineCase,
    DeclineReason,
    EscalateCase,
    EscalationLevel,
    Exclusion,
    ExtendDeadline,
    FailMediation,
    FeedBack,
    FinishConversion,
    InviteCoHandler,
    LegalRoute,
    MarkDueSoon,
    MarkExcluded,
    MarkOverdue,
    MarkWhistleUnanswered,
    MergeCase,
    NoFeedback,
    OpenMediation,
    ReachAgreement,
    Recategorise,
    RecordFeedbackImpossible,
    RecordFirstContact,
    RecordHandled,
    ReopenCase,
    ReopenCause,
    RequestExtension,
    Resolved,
    ResolveOnTheSpot,
    ResumeCase,
    ReturnAssignment,
    Satisfaction,
    StartHandling,
    SuspendCase,
    TransferOut,
    TransferTarget,
    Urgency,
    WhistleKind,
    WithdrawCase,
    case_ref,
)
from domain.kernel import SYSTEM, Actor, Command, local_date
from domain.order import Occasion, Order, OrderStatus, Verdict, order_ref
from domain.roles import Role
from domain.vocabulary import ServiceField
from tests.domain.case.world import (
    EVIDENCE,
    HEATER,
    HEATING,
    HOTLINE,
    PATROL,
    RESIDENT,
    SECRETARY,
    STREETS,
    TOWN,
    WANG,
    WORKER,
    new_id,
)
from tests.spec import STREAM

ENDING = (DeclineCase, MergeCase, TransferOut, WithdrawCase, MarkExcluded, CorrectCase)
MASTER = case_ref(new_id("master"))
SERVED, EXPIRED = new_id("served"), new_id("expired")
ORDERS = {
    order_ref(SERVED): Order(OrderStatus.CLOSED, cases=(STREAM,), verdict=Verdict.SERVED_SATISFIED),
    order_ref(EXPIRED): Order(OrderStatus.EXPIRED, cases=(STREAM,)),
}
HEAD = Actor(role=Role.GH, person=PATROL.person, body="FC01")
JUDGE = Actor(role=Role.LEG, person=WANG)
AUDITOR = Actor(role=Role.AUD)


SWEEPER = Actor(role=Role.DEPT, body=STREETS)
HELP: dict[str, Any] = {"kind": CaseKind.HELP, "category": Category.UTILITIES, "address": "东街"}
NOISE: dict[str, Any] = {"kind": CaseKind.COMPLAINT, "category": Category.NOISE}
Asked = tuple[Actor, Command[Case]]


def anything(now: datetime) -> list[Asked]:
    """Whoever may ask for whatever, with the dates that make sense by now."""
    handlers = (HEATER, PATROL, SWEEPER)
    by_handlers = [(actor, command) for actor in handlers for command in BY_HANDLERS]
    return [*STEPS, *AROUND, *dated(now), *by_handlers]


def reached(resolved: Resolved) -> CallBack:
    return CallBack(reached=True, resolved=resolved, satisfaction=Satisfaction.BASICALLY)


# Along the five chains.
STEPS: list[Asked] = [
    *[(WORKER, AcceptCase(**HELP, urgency=urgency, summary="x")) for urgency in Urgency],
    (SECRETARY, DeclineCase(reason=DeclineReason.SECRET, advice="x", told_by=ContactWay.PHONE)),
    (WORKER, MergeCase(master=MASTER.id)),
    (PATROL, ResolveOnTheSpot(done="x")),
    *[(WORKER, AssignCase(handler=body)) for body in (None, HEATING, STREETS)],
    (SECRETARY, DecideAssignmentDispute(handler=HEATING, reason="x")),
    (HOTLINE, CallBack(reached=False)),
    *[(HOTLINE, reached(resolved)) for resolved in Resolved],
    (SECRETARY, CloseCase(outcome=CaseOutcome.RESOLVED)),
    (HOTLINE, ReopenCase(cause=ReopenCause.NOT_RESOLVED, reason="x")),
    (SECRETARY, ReopenCase(cause=ReopenCause.NOT_RESOLVED, reason="x")),
    (AUDITOR, ReopenCase(cause=ReopenCause.INSPECTION, reason="x")),
]
# Beside them.
AROUND: list[Asked] = [
    (SECRETARY, BlowWhistle(kind=WhistleKind.EMERGENCY, department=HEATING, call="x")),
    (SECRETARY, EscalateCase(level=EscalationLevel.TOWN, question="x")),
    (SECRETARY, ExtendDeadline(working_days=3, told_by=ContactWay.SMS)),
    (TOWN, ResumeCase()),
    (SECRETARY, MarkExcluded(reason=Exclusion.ABUSIVE, evidence=(EVIDENCE,))),
    (HEAD, ConvertToOrder(occasion=Occasion.SMALL, field=ServiceField.OTHER, need="x")),
    *[(SYSTEM, FinishConversion(order=order)) for order in (SERVED, EXPIRED)],
    (SECRETARY, TransferOut(target=TransferTarget.POLICE, receipt_no="1")),
    (RESIDENT, WithdrawCase()),
    *[
        (WORKER, Recategorise(**NOISE, urgency=urgency, reason="x"))
        for urgency in (Urgency.EMERGENCY, Urgency.COMPLEX)
    ],
    (WORKER, CorrectCase(needs_reply=False, reason="x")),
    (SYSTEM, MarkOverdue()),
    (SYSTEM, MarkDueSoon()),
    (SYSTEM, ArchiveCase()),
    (SYSTEM, MarkWhistleUnanswered(whistle=new_id("whistle"))),
    (JUDGE, OpenMediation(both_parties_agree=True)),
    (JUDGE, FailMediation(told_of=frozenset(LegalRoute))),
]
BY_HANDLERS: list[Command[Case]] = [
    ReturnAssignment(reason="x"),
    StartHandling(),
    RecordFirstContact(way=ContactWay.PHONE),
    InviteCoHandler(body=STREETS, task="x"),
    RequestExtension(working_days=4, reason="x"),
    RecordHandled(done="x", evidence=(EVIDENCE,)),
    FeedBack(way=ContactWay.PHONE, content="x"),
    FeedBack(way=ContactWay.PUBLIC_NOTICE, content="x"),
    *[RecordFeedbackImpossible(reason=reason, note="x") for reason in NoFeedback],
]


def dated(now: datetime) -> list[Asked]:
    later = local_date(now) + timedelta(days=20)
    return [
        (HEATER, AnswerWhistle(department=HEATING, arrived_at=now, answer="x")),
        (TOWN, SuspendCase(reason="x", review_on=later, told_by=ContactWay.SMS)),
        (JUDGE, ReachAgreement(form=AgreementForm.ORAL, terms="x", due_on=later)),
    ]
