"""What each fact changes in the case, and that it changes nothing else."""

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.calendar import Limit, LimitUnit
from domain.case import (
    AssignmentDisputeDecided,
    CallbackRecorded,
    Case,
    CaseActivityRecorded,
    CaseArchived,
    CaseClosed,
    CaseContinuedAsDiscovery,
    CaseConversionFailed,
    CaseConvertedToOrder,
    CaseCorrected,
    CaseDueSoonMarked,
    CaseEscalated,
    CaseExcluded,
    CaseImported,
    CaseJoined,
    CaseKind,
    CaseMerged,
    CaseNotAccepted,
    CaseOutcome,
    CaseOverdueMarked,
    CaseReopened,
    CaseResumed,
    CaseReturned,
    CaseState,
    CaseSuspended,
    CaseTransferred,
    CaseWithdrawn,
    Category,
    Channel,
    DeadlineExtended,
    DeadlineRecomputed,
    DeclineReason,
    EscalationLevel,
    Exclusion,
    ExtensionRequested,
    FeedbackImpossibleRecorded,
    HandlingStarted,
    NoFeedback,
    RecomputeCause,
    ReopenCause,
    Resolved,
    Satisfaction,
    Stage,
    TransferTarget,
    Urgency,
)
from domain.case.state import Callback, Clock, Suspension
from domain.kernel import Event
from domain.order import Occasion
from domain.vocabulary import ServiceField
from tests.domain.case.world import (
    ACCEPTED,
    ASSIGNED,
    AT_WORK,
    CONTACTED,
    DONE,
    DUE,
    EVIDENCE,
    FED_BACK,
    FIVE_DAYS,
    GIVEN_OUT,
    HANDLED,
    HEATING,
    LI,
    NEW,
    OPEN,
    REPORTED,
    RETURN_BY,
    RULED,
    STARTED,
    STREETS,
    TOLD,
    WANG,
    at,
    case,
    hers,
)
from tests.spec import moment

NOW = moment("2022-02-08 18:00")
LATER = moment("2022-03-01 00:00")
SOON = moment("2022-02-28 00:00")
OTHER = UUID(int=0xB2)
ON = at("2022-02-08 18:00")
HER = hers("2022-02-08 18:00")
TEN = Limit(amount=10, unit=LimitUnit.WORKING_DAYS)
CLOCK = Clock(moment("2022-01-28 16:00"), FIVE_DAYS, 0, DUE, moment("2022-02-09 00:00"))
LINKS = [frozenset(list(Stage)[:n]) for n in range(6)]
STOPPED = CaseSuspended(**HER, reason="x", review_on=date(2022, 5, 1))
CLOSED = CaseClosed(**ON, outcome=CaseOutcome.RESOLVED, stages=tuple(Stage), chain_complete=True)
CALLED = CallbackRecorded(
    **HER, attempt=2, reached=True, resolved=Resolved.NO, satisfaction=Satisfaction.UNSATISFIED,
    handlers_fault=True,
)  # fmt: skip
ANSWERS = Callback(2, True, Resolved.NO, Satisfaction.UNSATISFIED, True)
RETURNED = CaseReturned(**HER, handler=HEATING, count=1, reason="x")
ASKED = ExtensionRequested(**HER, working_days=4, reason="x")
CONVERTED = CaseConvertedToOrder(
    **HER, order=OTHER, occasion=Occasion.SMALL, field=ServiceField.OTHER, need="x",
    people_needed=1,
)  # fmt: skip
REOPENED = CaseReopened(
    **HER, cause=ReopenCause.NOT_RESOLVED, handler=STREETS, count=1, was_closed=True, reason="x",
    started_at=NOW, limit=TEN, due_at=LATER, remind_at=SOON, **RULED,
)  # fmt: skip
IMPOSSIBLE = FeedbackImpossibleRecorded(**HER, reason=NoFeedback.CONTACT_INVALID, note="x")
RESUMED = CaseResumed(**HER, back_to=CaseState.IN_HANDLING, working_days=3)
BEFORE_REOPENING: tuple[Event[Case], ...] = (*AT_WORK, ASKED, STOPPED, RESUMED, HANDLED)


def effects(before: tuple[Event[Case], ...], fact: Event[Case]) -> dict[str, Any]:
    """The fields that differ, with their new values."""
    old = case(*before).state
    new = fact.apply(old)
    names = [field.name for field in fields(Case)]
    return {n: getattr(new, n) for n in names if getattr(new, n) != getattr(old, n)}


@pytest.mark.parametrize(
    ("before", "fact", "changed"),
    [
        ((), REPORTED, {
            "state": CaseState.REPORTED, "channel": Channel.HOTLINE, "channel_ref": "2022-17",
            "community": "FC01", "grid": "FC01001", "located": True, "described": True,
            "reporter": WANG, "reported_at": REPORTED.happened_at, "stages": LINKS[1],
        }),
        ((), REPORTED.model_copy(update={
            "text": None, "grid": None, "kind": CaseKind.HELP, "category": Category.NOISE,
            "subcategory": "N1", "anonymous": True, "confidential": True, "needs_reply": False,
            "reachable": False, "unit": OTHER, "order": LI,
        }), {
            "state": CaseState.REPORTED, "channel": Channel.HOTLINE, "channel_ref": "2022-17",
            "kind": CaseKind.HELP, "category": Category.NOISE, "subcategory": "N1",
            "community": "FC01", "described": True, "reporter": WANG, "anonymous": True,
            "confidential": True, "needs_reply": False, "reachable": False, "unit": OTHER,
            "order": LI, "reported_at": REPORTED.happened_at, "stages": LINKS[1],
        }),
        ((REPORTED.model_copy(update={"grid": None, "text": None}),), ACCEPTED.model_copy(
            update={"subcategory": "U1", "law_enforcement": True},
        ), {
            "state": CaseState.ACCEPTED, "kind": CaseKind.HELP, "category": Category.UTILITIES,
            "subcategory": "U1", "urgency": Urgency.ORDINARY, "law_enforcement": True,
            "grid": "FC01001", "located": True, "described": True,
            "accepted_at": ACCEPTED.happened_at, "round_since": ACCEPTED.happened_at,
            "first_contact_due_at": ACCEPTED.first_contact_due_at, "clock": CLOCK,
            "stages": LINKS[2],
        }),
        (NEW, CaseNotAccepted(**HER, reason=DeclineReason.SECRET, advice="x"), {
            "state": CaseState.NOT_ACCEPTED, "ended_at": NOW,
        }),
        (NEW, CaseMerged(**ON, master=OTHER), {
            "state": CaseState.MERGED, "master": OTHER, "ended_at": NOW,
        }),
        (OPEN, CaseJoined(**ON, case=OTHER, reporters=(LI,)), {
            "merged": (OTHER,), "joined": frozenset({LI}),
        }),
        (OPEN, ASSIGNED, {
            "state": CaseState.ASSIGNED, "handler": HEATING, "return_by": RETURN_BY,
            "assigned_at": ASSIGNED.happened_at, "stages": LINKS[3],
        }),
        ((*GIVEN_OUT, ASKED), RETURNED, {
            "state": CaseState.ACCEPTED, "handler": None, "return_by": None, "returns": 1,
            "extension_asked": None,
        }),
        ((*OPEN, RETURNED.model_copy(update={"count": 2})),
         AssignmentDisputeDecided(**HER, handler=STREETS, reason="x"), {
            "state": CaseState.ASSIGNED, "handler": STREETS, "assigned_at": NOW,
            "stages": LINKS[3],
        }),
        (GIVEN_OUT, STARTED, {
            "state": CaseState.IN_HANDLING, "started_at": STARTED.happened_at,
            "hands": frozenset({LI}),
        }),
        (GIVEN_OUT, CONTACTED, {
            "state": CaseState.IN_HANDLING, "first_contact_at": CONTACTED.happened_at,
            "hands": frozenset({LI}),
        }),
        (AT_WORK, ASKED, {"extension_asked": 4}),
        ((*AT_WORK, ASKED), DeadlineExtended(
            **ON, working_days=4, before=DUE, due_at=LATER, remind_at=SOON, **RULED
        ), {
            "clock": Clock(CLOCK.started_at, FIVE_DAYS, 4, LATER, SOON), "extensions": 1,
            "extension_asked": None,
        }),
        (AT_WORK, STOPPED, {
            "state": CaseState.SUSPENDED,
            "suspension": Suspension(CaseState.IN_HANDLING, NOW, date(2022, 5, 1)),
        }),
        ((*AT_WORK, STOPPED), RESUMED, {
            "state": CaseState.IN_HANDLING, "suspension": None, "suspended_days": 3,
        }),
        (AT_WORK, DeadlineRecomputed(
            **ON, cause=RecomputeCause.RECATEGORISED, before=DUE, first_contact_due_at=SOON,
            started_at=NOW, limit=TEN, added_days=2, due_at=LATER, remind_at=SOON, **RULED,
        ), {"clock": Clock(NOW, TEN, 2, LATER, SOON), "first_contact_due_at": SOON}),
        (AT_WORK, DeadlineRecomputed(
            **ON, cause=RecomputeCause.SUSPENSION, before=DUE, started_at=NOW, limit=TEN,
            due_at=LATER, remind_at=SOON, **RULED,
        ), {"clock": Clock(NOW, TEN, 0, LATER, SOON)}),
        (GIVEN_OUT, HandlingStarted(**ON), {"state": CaseState.IN_HANDLING, "started_at": NOW}),
        (AT_WORK, CaseOverdueMarked(**ON, due_at=DUE), {
            "overdue": True, "overdue_marked_for": DUE,
        }),
        (AT_WORK, CaseDueSoonMarked(**ON, due_at=DUE), {"due_soon_marked_for": DUE}),
        (AT_WORK, HANDLED.model_copy(update={
            "overdue": True, "handler": STREETS, "by": OTHER, "first_contact_at": LATER,
        }), {
            "state": CaseState.HANDLED, "handled_at": HANDLED.happened_at, "overdue": True,
            "handler": STREETS, "hands": frozenset({LI, OTHER}), "first_contact_at": LATER,
            "stages": LINKS[4],
        }),
        (DONE, FED_BACK, {
            "state": CaseState.FED_BACK, "fed_back_at": FED_BACK.happened_at, "stages": LINKS[5],
        }),
        (DONE, IMPOSSIBLE, {
            "state": CaseState.FED_BACK, "fed_back_at": NOW, "feedback_impossible": True,
            "stages": LINKS[5],
        }),
        (TOLD, CALLED, {"callback": ANSWERS}),
        (TOLD, CLOSED, {
            "state": CaseState.CLOSED, "outcome": CaseOutcome.RESOLVED, "ended_at": NOW,
        }),
        ((*BEFORE_REOPENING, IMPOSSIBLE, CALLED, CLOSED), REOPENED, {
            "state": CaseState.ASSIGNED, "handler": STREETS, "assigned_at": NOW,
            "return_by": None, "clock": Clock(NOW, TEN, 0, LATER, SOON), "round_since": NOW,
            "suspended_days": 0, "stages": LINKS[3], "handled_at": None, "fed_back_at": None,
            "feedback_impossible": False, "callback": Callback(), "ended_at": None,
            "outcome": None, "reopened": 1, "extension_asked": None,
        }),
        (TOLD, CaseExcluded(**HER, reason=Exclusion.ABUSIVE, evidence=(EVIDENCE,)), {
            "excluded": Exclusion.ABUSIVE,
        }),
        (GIVEN_OUT, CONVERTED, {"state": CaseState.CONVERTED, "order": OTHER}),
        ((*GIVEN_OUT, CONVERTED), CaseConversionFailed(**ON, order=OTHER), {
            "state": CaseState.ACCEPTED, "order": None, "handler": None,
        }),
        (OPEN, CaseTransferred(
            **ON, target=TransferTarget.POLICE, receipt_no="1", overdue=True
        ), {"state": CaseState.TRANSFERRED, "ended_at": NOW, "overdue": True}),
        (OPEN, CaseWithdrawn(**HER), {"state": CaseState.WITHDRAWN, "ended_at": NOW}),
        (OPEN, CaseContinuedAsDiscovery(**HER, kind_was=CaseKind.HELP), {
            "kind": CaseKind.DISCOVERY, "reporter_withdrew": True,
        }),
        (OPEN, CaseEscalated(**HER, level=EscalationLevel.TOWN, question="x"), {
            "escalated": EscalationLevel.TOWN,
        }),
        ((*TOLD, CLOSED), CaseArchived(**ON), {"state": CaseState.ARCHIVED}),
        ((REPORTED.model_copy(update={"grid": None, "text": None, "reachable": False}),),
         CaseCorrected(**HER, address="x", text="x", contact="x", confidential=True, reason="x"), {
            "located": True, "described": True, "reachable": True, "has_contact": True,
            "confidential": True,
        }),
        (NEW, CaseImported(
            **ON, external_ref="c1", first_contact_due_at=SOON, due_at=LATER, steps=1
        ), {
            "external_ref": "c1", "first_contact_due_at": SOON,
            "clock": Clock(NOW, None, 0, LATER, LATER),
        }),
        (NEW, CaseImported(**ON, external_ref="c1", steps=1), {"external_ref": "c1"}),
        (NEW, CaseActivityRecorded(**ON, activity="T02"), {}),
    ],
)  # fmt: skip
def test_a_fact_changes_this_and_nothing_else(
    before: tuple[Event[Case], ...], fact: Event[Case], changed: dict[str, Any]
) -> None:
    assert effects(before, fact) == changed
