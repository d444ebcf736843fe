"""What a case's rules look at. Free text is not: it is sealed, and stays in its events."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from domain.calendar import Limit
from domain.case.labels import LABELS
from domain.case.terms import (
    CaseKind,
    CaseOutcome,
    CaseState,
    Category,
    Channel,
    DisputeState,
    EscalationLevel,
    Exclusion,
    Resolved,
    Satisfaction,
    Stage,
    Urgency,
)
from domain.kernel import SHANGHAI, Actor, Context, Refused, require
from domain.roles import Role

ENDED: Final = frozenset(
    {
        CaseState.CLOSED,
        CaseState.NOT_ACCEPTED,
        CaseState.MERGED,
        CaseState.WITHDRAWN,
        CaseState.TRANSFERRED,
        CaseState.ARCHIVED,
    }
)
OPEN: Final = frozenset(CaseState) - ENDED
# Its time limit runs. A suspended case's does not; a returned one's does.
RUNNING: Final = frozenset(
    {CaseState.ACCEPTED, CaseState.ASSIGNED, CaseState.IN_HANDLING, CaseState.CONVERTED}
)
OF_THE_COMMUNITY: Final = frozenset({Role.CW, Role.CS, Role.GH, Role.GW})


@dataclass(frozen=True, slots=True)
class Clock:
    """The limit under which it is handled: from `started_at`, put off by `added_days`.

    added_days: working days, by extension or suspension. remind_at: when it is due soon.
    """

    started_at: datetime
    limit: Limit | None
    added_days: int
    due_at: datetime
    remind_at: datetime


@dataclass(frozen=True, slots=True)
class CoHandler:
    body: str
    replied: bool = False


@dataclass(frozen=True, slots=True)
class Whistle:
    id: UUID
    department: str
    blown_at: datetime
    answer_due_at: datetime
    arrived_at: datetime | None = None
    unanswered: bool = False  # in the limit; it may have been answered since


@dataclass(frozen=True, slots=True)
class Suspension:
    """came_from: the state it goes back to."""

    came_from: CaseState
    since: datetime
    review_on: date


@dataclass(frozen=True, slots=True)
class Callback:
    tries: int = 0
    reached: bool = False
    resolved: Resolved | None = None
    satisfaction: Satisfaction | None = None
    handlers_fault: bool = False


@dataclass(frozen=True, slots=True)
class Dispute:
    """The dispute file: SYS-13. effective_on: when the agreement took effect."""

    state: DisputeState
    mediator: UUID | None
    rounds: int
    due_at: datetime
    effective_on: date | None = None
    confirmation_sought: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    state: CaseState | None = None
    channel: Channel | None = None
    channel_ref: str | None = None
    external_ref: str | None = None
    kind: CaseKind | None = None
    category: Category | None = None
    subcategory: str | None = None
    urgency: Urgency | None = None
    law_enforcement: bool = False
    community: str = ""
    grid: str | None = None
    place: str | None = None  # the compound or bungalow patch
    located: bool = False  # a grid or an address is recorded
    described: bool = False  # in words, not only by a photo
    reporter: UUID | None = None
    department: str | None = None  # for which its officer reported it
    unit: UUID | None = None  # for which its liaison officer reported it
    anonymous: bool = False
    confidential: bool = False
    needs_reply: bool = True
    has_contact: bool = False  # a number, named or not
    reachable: bool = True  # somebody can be told the result
    reporter_withdrew: bool = False
    joined: frozenset[UUID] = frozenset()  # reporters of the cases merged into this one
    merged: tuple[UUID, ...] = ()
    master: UUID | None = None
    reported_at: datetime | None = None
    accepted_at: datetime | None = None
    first_contact_due_at: datetime | None = None
    first_contact_at: datetime | None = None
    assigned_at: datetime | None = None
    started_at: datetime | None = None
    handled_at: datetime | None = None
    fed_back_at: datetime | None = None
    ended_at: datetime | None = None
    clock: Clock | None = None
    round_since: datetime | None = None  # accepted, or reopened: from when its days are counted
    overdue: bool = False  # marked, or handled late; a later round does not wash it off
    overdue_marked_for: datetime | None = None
    due_soon_marked_for: datetime | None = None
    handler: str | None = None
    hands: frozenset[UUID] = frozenset()  # persons who had a hand in handling it
    return_by: datetime | None = None
    returns: int = 0
    co_handlers: tuple[CoHandler, ...] = ()
    whistles: tuple[Whistle, ...] = ()
    escalated: EscalationLevel | None = None
    extension_asked: int | None = None  # working days
    extensions: int = 0
    suspension: Suspension | None = None
    suspended_days: int = 0  # working days
    order: UUID | None = None
    dispute: Dispute | None = None
    stages: frozenset[Stage] = frozenset()
    feedback_impossible: bool = False
    callback: Callback = Callback()
    reopened: int = 0
    outcome: CaseOutcome | None = None
    excluded: Exclusion | None = None

    @property
    def chain_complete(self) -> bool:
        """R-18: all five links were made. Reckoned from its facts, never assumed."""
        return self.stages == frozenset(Stage)

    @property
    def last_step(self) -> datetime | None:
        """When it last moved along the chains, while it is not handled yet."""
        return self.assigned_at or self.accepted_at or self.reported_at

    def reached(self, *stages: Stage) -> frozenset[Stage]:
        return self.stages | frozenset(stages)

    def told(self) -> frozenset[UUID]:
        """Who is to hear the result: its reporter, and those whose cases were merged into it."""
        own = frozenset() if self.reporter is None else frozenset({self.reporter})
        return own | self.joined

    @property
    def unnamed(self) -> frozenset[UUID]:
        """Those who reported in confidence (SYS-05); whoever joined may have done so too."""
        return self.told() if self.confidential else self.joined

    @property
    def involved(self) -> frozenset[str]:
        """The bodies that reported it, help with it or were called to it."""
        helping = (c.body for c in self.co_handlers)
        called = (w.department for w in self.whistles)
        return frozenset({*helping, *called, *((self.department,) if self.department else ())})

    def is_handled_by(self, actor: Actor) -> bool:
        """Whether he acts for the handler. A community acts through its own people."""
        if self.handler is None or actor.body == self.handler:
            return self.handler is not None
        own = actor.body is None or actor.body.startswith(self.community)
        return self.handler == self.community and actor.role in OF_THE_COMMUNITY and own


def must_be(state: Case, *allowed: CaseState) -> None:
    """The state machine of SYS-05: a command is possible in the states named."""
    require(
        state.state is not None,
        "no_such_case",
        "查无此事件，请核对编号。",
        "There is no such case; check its id.",
    )
    labels = [LABELS[CaseState][s] for s in CaseState if s in allowed]
    now = LABELS[CaseState][state.state or ""]
    require(
        state.state in allowed,
        "wrong_state",
        f"事件当前为“{now.hans}”，此操作须在“{'、'.join(one.hans for one in labels)}”状态办理。",
        f"The case is now “{now.en}”; this is possible while it is"
        f" {', '.join(one.en for one in labels)}.",
    )


def must_be_handler(state: Case, actor: Actor) -> None:
    require(
        state.is_handled_by(actor),
        "not_the_handler",
        f"此事件由{state.handler}承办，请由承办单位办理。",
        f"This case is handled by {state.handler}; ask them to do it.",
    )


def must_follow(before: datetime | None, context: Context) -> None:
    """Time runs forward in a case, also when it is written down later."""
    if before is None or context.at >= before:
        return
    moment = before.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    raise Refused(
        "before_previous_step",
        f"发生时间不得早于上一环节（{moment}），请核对。",
        f"It cannot have happened before the step preceding it ({moment}); check the time.",
    )
