"""Bringing in one foreign case with its whole history, as one decision: all or nothing."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.case.assigning import CaseAssigned
from domain.case.clock import missed
from domain.case.closing import closed
from domain.case.facts import CaseFact, Code
from domain.case.feedback import CaseFedBack
from domain.case.foreign import CaseActivityRecorded, CaseImported, Step, StepKind
from domain.case.handling import CaseHandled, FirstContactMade
from domain.case.report import CaseReported, must_be_active_grid
from domain.case.state import Case
from domain.case.terms import (
    CaseKind,
    CaseOutcome,
    CaseState,
    Category,
    Channel,
    ContactWay,
    Urgency,
)
from domain.case.triage import CaseAccepted
from domain.community import community_ref, must_be_community
from domain.grid import grid_ref
from domain.kernel import (
    Command,
    Context,
    Label,
    Line,
    Outcome,
    PrivateLine,
    PrivateText,
    Reads,
    require,
)
from domain.roles import Role
from domain.vocabulary import BodyCode, CommunityCode, GridCode, Moment

STEPS_MAX: Final = 1_000
# How far along the chain a case stands, and how far a step would take it.
STANDS: Final = {
    None: 0,
    CaseState.REPORTED: 1,
    CaseState.ACCEPTED: 2,
    CaseState.ASSIGNED: 3,
    CaseState.IN_HANDLING: 3,
    CaseState.HANDLED: 4,
    CaseState.FED_BACK: 5,
    CaseState.CLOSED: 6,
}
LEADS_TO: Final = {
    StepKind.REPORTED: 1,
    StepKind.ACCEPTED: 2,
    StepKind.ASSIGNED: 3,
    StepKind.HANDLED: 4,
    StepKind.FED_BACK: 5,
    StepKind.CLOSED: 6,
}


class ImportCaseHistory(
    Command[Case],
    verb="import-history",
    label=Label("导入历史事件", "Import case history"),
    who=(Role.SYS,),
    opens=True,
):
    """Brings in a case that ran elsewhere, each step at its own time, all or nothing.

    Each step with an activity is recorded under its name; a step whose kind leads further in the
    chain also moves the case. A stage the source does not show stays missing, as does feedback.
    closed: the source's end date, taken as it stands, when no step closes the case.
    """

    channel: Channel = Channel.IMPORT
    channel_ref: Line
    external_ref: Line
    source_channel: Line | None = None
    department: Line | None = None
    community: CommunityCode
    grid: GridCode | None = None
    handler: BodyCode | None = None
    reporter: UUID | None = None
    anonymous: bool = False
    kind: CaseKind | None = None
    category: Category | None = None
    subcategory: Code | None = None
    urgency: Urgency | None = None
    title: PrivateLine | None = None
    text: PrivateText | None = None
    first_contact_due: Moment | None = None
    due: Moment | None = None
    closed: Moment | None = None
    outcome: CaseOutcome | None = None
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=STEPS_MAX)]

    def reads(self, state: Case, context: Context) -> Reads:
        yield community_ref(self.community)
        if self.grid is not None:
            yield grid_ref(self.grid)

    def decide(self, state: Case, context: Context) -> Outcome:
        require(
            state.state is None,
            "case_exists",
            "此渠道编号的事件已导入，不得重复导入。",
            "The case with this channel reference is here already; it is not imported twice.",
        )
        must_be_community(self.community, context)
        must_be_active_grid(self.grid, self.community, context)
        self._must_be_credible(context)
        closing = () if self.closed is None else (_closing(self.closed),)
        for step in (*self.steps, *closing):
            for fact in self._facts(step, state):
                state = fact.apply(state)
                yield fact

    def _must_be_credible(self, context: Context) -> None:
        times = [step.happened_at for step in self.steps]
        require(
            self.steps[0].kind is StepKind.REPORTED,
            "history_without_report",
            "首个步骤须为登记，请检查映射。",
            "The first step must be the report; check the mapping.",
        )
        require(
            all(before <= after for before, after in pairwise(times)),
            "steps_out_of_order",
            "步骤须按发生时间先后排列。",
            "The steps must stand in the order in which they happened.",
        )
        require(
            max([*times, self.closed or times[0]]) <= context.now,
            "in_the_future",
            "步骤时间尚未到来，请检查时间和时区。",
            "A step lies in the future; check its time and time zone.",
        )
        require(
            all(step.activity or step.kind is not StepKind.ACTIVITY for step in self.steps),
            "activity_unnamed",
            "一般活动须有名称。",
            "An activity must have its name.",
        )

    def _facts(self, step: Step, state: Case) -> Iterator[CaseFact]:
        if step.kind is StepKind.FIRST_CONTACT:
            if state.first_contact_at is None:
                yield self._first_contact(step)
        elif LEADS_TO.get(step.kind, 0) > STANDS[state.state]:
            yield from self._native(step, state)
        if step.activity is not None:
            yield CaseActivityRecorded(
                happened_at=step.happened_at,
                reporter=self.reporter,
                activity=step.activity,
                group=step.group,
                resource=step.resource,
            )

    def _native(self, step: Step, state: Case) -> Iterator[CaseFact]:
        at, whose = step.happened_at, {"happened_at": step.happened_at, "reporter": self.reporter}
        handler = self.handler or self.community
        match step.kind:
            case StepKind.REPORTED:
                yield self._reported(step)
                yield self._imported(step)
            case StepKind.ACCEPTED:
                yield self._accepted(step)
            case StepKind.ASSIGNED:
                yield CaseAssigned(**whose, handler=handler)
            case StepKind.HANDLED:
                yield CaseHandled(**whose, handler=handler, by=None, overdue=missed(state, at))
            case StepKind.FED_BACK:
                yield CaseFedBack(**whose, way=ContactWay.PLATFORM, by=None)
            case StepKind.CLOSED:
                yield closed(state, self.outcome, None, happened_at=at)
            case StepKind.ACTIVITY | StepKind.FIRST_CONTACT:
                pass

    def _reported(self, step: Step) -> CaseReported:
        return CaseReported(
            happened_at=step.happened_at,
            reporter=self.reporter,
            channel=self.channel,
            channel_ref=self.channel_ref,
            kind=self.kind,
            category=self.category,
            subcategory=self.subcategory,
            title=self.title,
            text=self.text,
            community=self.community,
            grid=self.grid,
            anonymous=self.anonymous,
            reachable=not self.anonymous,
        )

    def _imported(self, step: Step) -> CaseImported:
        return CaseImported(
            happened_at=step.happened_at,
            external_ref=self.external_ref,
            source_channel=self.source_channel,
            department=self.department,
            first_contact_due_at=self.first_contact_due,
            due_at=self.due,
            closed_at=self.closed,
            steps=len(self.steps),
        )

    def _accepted(self, step: Step) -> CaseAccepted:
        return CaseAccepted(
            happened_at=step.happened_at,
            reporter=self.reporter,
            kind=self.kind,
            category=self.category,
            subcategory=self.subcategory,
            urgency=self.urgency,
            grid=self.grid,
            first_contact_due_at=self.first_contact_due,
            limit=None,
            due_at=self.due,
            remind_at=self.due,
        )

    def _first_contact(self, step: Step) -> FirstContactMade:
        due_at = self.first_contact_due
        return FirstContactMade(
            happened_at=step.happened_at,
            reporter=self.reporter,
            way=ContactWay.PLATFORM,
            by=None,
            in_time=None if due_at is None else step.happened_at <= due_at,
        )


def _closing(moment: Moment) -> Step:
    return Step(kind=StepKind.CLOSED, happened_at=moment)
