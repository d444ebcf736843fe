"""The second chain, problem discovery: a reported case is accepted or declined."""

from dataclasses import replace

from pydantic import Field

from domain.calendar import Limit
from domain.case.clock import Rules, read_rules
from domain.case.facts import Code, SealedFact, whose
from domain.case.report import must_be_active_grid
from domain.case.state import Case, Clock, must_be, must_follow
from domain.case.terms import (
    CATEGORIES,
    CaseKind,
    CaseState,
    Category,
    ContactWay,
    DeclineReason,
    Stage,
    Urgency,
)
from domain.codes import code_list_ref
from domain.grid import grid_ref
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    PrivateLine,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.roles import Role
from domain.vocabulary import GridCode, Moment


class CaseAccepted(SealedFact, name="case.accepted"):
    """Triaged, and the clock set by its urgency; from elsewhere only what was known there."""

    kind: CaseKind | None = None
    category: Category | None = None
    subcategory: Code | None = None
    urgency: Urgency | None = None
    law_enforcement: bool = False
    grid: GridCode | None = None
    address: SealedText | None = None
    summary: SealedText | None = None
    first_contact_due_at: Moment | None = None
    limit: Limit | None = None
    due_at: Moment | None = None
    remind_at: Moment | None = None
    calendar: dict[int, int] = Field(default_factory=dict)
    ruleset: str | None = None

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=CaseState.ACCEPTED,
            kind=self.kind,
            category=self.category,
            subcategory=self.subcategory,
            urgency=self.urgency,
            law_enforcement=self.law_enforcement,
            grid=self.grid or state.grid,
            located=True,
            described=True,
            accepted_at=self.happened_at,
            first_contact_due_at=self.first_contact_due_at,
            clock=self._clock(),
            round_since=self.happened_at,
            stages=state.reached(Stage.DISCOVERY),
        )

    def _clock(self) -> Clock | None:
        if self.due_at is None:
            return None
        remind_at = self.remind_at or self.due_at
        return Clock(self.happened_at, self.limit, 0, self.due_at, remind_at)


class CaseNotAccepted(SealedFact, name="case.not_accepted"):
    """told_by: how the reporter was told where to go; None: nobody could be told."""

    reason: DeclineReason
    advice: SealedText
    told_by: ContactWay | None = None

    def apply(self, state: Case) -> Case:
        return replace(state, state=CaseState.NOT_ACCEPTED, ended_at=self.happened_at)


class AcceptCase(
    Command[Case], verb="accept", label=Label("受理", "Accept"), who=(Role.CW, Role.GH)
):
    """Triages a case: its kind, category and urgency; the urgency sets when it is due.

    The five questions must be answered by now: who and when stand in the report, how is its kind
    and channel; where and what are refused here when the report left them open.
    law_enforcement: it will be settled by enforcing law, so it must not chase satisfaction.
    """

    kind: CaseKind
    category: Category
    subcategory: Code | None = None
    urgency: Urgency
    law_enforcement: bool = False
    grid: GridCode | None = None
    address: PrivateLine | None = None
    summary: PrivateText | None = None

    def reads(self, state: Case, context: Context) -> Reads:
        yield from read_rules(context)
        yield code_list_ref(CATEGORIES)
        if self.grid is not None:
            yield grid_ref(self.grid)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.REPORTED)
        must_follow(state.reported_at, context)
        must_be_active_grid(self.grid, state.community, context)
        must_be_in_use(self.category, context)
        require(
            state.located or self.grid is not None or self.address is not None,
            "place_not_recorded",
            "请补记地点：所在网格或地址。",
            "Record the place: its grid or its address.",
        )
        require(
            state.described or self.summary is not None,
            "matter_not_recorded",
            "请用文字补记事由。",
            "Record in words what it is about.",
        )
        rules = Rules.of(context)
        limit = rules.handling(self.urgency)
        yield CaseAccepted(
            **{**dict(self), "grid": self.grid or state.grid},
            **whose(state, context),
            **rules.due_fields(context.at, rules.due(context.at, limit)),
            limit=limit,
            first_contact_due_at=rules.first_contact_due(context.at, self.urgency),
        )


def must_be_in_use(category: Category, context: Context) -> None:
    """What the county has retired stays readable and is given to no new case (SYS-21)."""
    listed = context.look(code_list_ref(CATEGORIES)).find(category)
    require(
        listed is None or listed.period.covers(context.on),
        "category_not_in_use",
        f"类别{category}在{context.on}未启用或已停用，请另选类别。",
        f"Category {category} is not in use on {context.on}; choose another.",
    )


class DeclineCase(
    Command[Case], verb="decline", label=Label("不予受理", "Decline"), who=(Role.CS,)
):
    """Refuses a case for one of six reasons (S2 art. 11), and says where to go instead."""

    reason: DeclineReason
    advice: PrivateText
    told_by: ContactWay | None = None

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, CaseState.REPORTED)
        must_follow(state.last_step, context)
        must_be_told(state, self.told_by)
        yield CaseNotAccepted(**dict(self), **whose(state, context))


def must_be_told(state: Case, told_by: ContactWay | None) -> None:
    """Nobody who can be reached is left to find out by himself: S2 arts. 11, 15."""
    require(
        told_by is not None or not state.reachable,
        "reporter_not_told",
        "请先告知诉求人，并注明告知方式。",
        "Tell the reporter first, and say how.",
    )
