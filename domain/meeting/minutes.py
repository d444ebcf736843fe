"""What a meeting decided, and what became of each decision (SYS-03, R-08)."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.body import body_ref
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.meeting.events import DecisionCompleted, MeetingClosed, MinutesIssued
from domain.meeting.state import Meeting, must_be, must_convene
from domain.meeting.terms import CONVENORS, Decided, DecisionFact, MeetingState, MeetingType
from domain.roles import Role
from domain.vocabulary import Digest, DocumentNo

# Any body may be made responsible, so somebody of each may say that it is done.
DOERS: Final = (
    Role.CS, Role.TOWN, Role.COD, Role.LG, Role.DEPT, Role.CW, Role.GH, Role.UNIT, Role.ORG,
)  # fmt: skip


class IssueMinutes(
    Command[Meeting], verb="issue-minutes", label=Label("印发纪要", "Issue minutes"), who=CONVENORS
):
    """Puts the decisions on record: what, by which body, until when.

    claims: the cadences that the minutes say the sitting served. Evidence only: what the notice did
    not declare does not count (AM-14, EX-14).
    """

    document_no: DocumentNo
    decisions: Annotated[tuple[Decided, ...], Field(max_length=100)] = ()
    claims: Annotated[tuple[MeetingType, ...], Field(max_length=2)] = ()

    def reads(self, state: Meeting, context: Context) -> Reads:
        for decision in self.decisions:
            yield body_ref(decision.body)

    def decide(self, state: Meeting, context: Context) -> Outcome:
        must_be(state, MeetingState.HELD)
        must_convene(state, context)
        for decision in self.decisions:
            self._check(decision, state, context)
        facts = tuple(
            DecisionFact(decision=context.new_id(f"decision/{number}"), **dict(decision))
            for number, decision in enumerate(self.decisions)
        )
        yield MinutesIssued(
            document_no=self.document_no,
            community=state.community,
            decisions=facts,
            claims=self.claims,
        )

    def _check(self, decision: Decided, state: Meeting, context: Context) -> None:
        require(  # SYS-03: each decision has a responsible body
            context.look(body_ref(decision.body)).exists_on(context.on),
            "no_such_body",
            f"责任机构{decision.body}不存在，请核对代码。",
            f"The responsible body {decision.body} does not exist; check the code.",
        )
        require(
            decision.due_on >= state.day,
            "due_before_meeting",
            f"办结期限不得早于会议日期{state.day}，请核对。",
            f"A decision cannot be due before the meeting of {state.day}; check the date.",
        )
        require(
            decision.item is None or decision.item <= state.items,
            "no_such_item",
            f"会议只有{state.items}项议题，请核对议题序号。",
            f"The meeting had {state.items} agenda items; check the number.",
        )


class CompleteDecision(
    Command[Meeting], verb="complete-decision", label=Label("办结决定事项", "Complete decision"),
    who=DOERS,
):  # fmt: skip
    """The responsible body says that a decision is carried out, and shows it."""

    decision: UUID
    evidence: Annotated[tuple[Digest, ...], Field(max_length=20)] = ()

    def decide(self, state: Meeting, context: Context) -> Outcome:
        must_be(state, MeetingState.MINUTED, MeetingState.CLOSED)
        found = next((each for each in state.decisions if each.id == self.decision), None)
        require(
            found is not None,
            "no_such_decision",
            "查无此决定事项，请核对编号。",
            "There is no such decision; check its id.",
        )
        assert found is not None  # noqa: S101 - for the type checker
        require(
            context.actor.body == found.body,
            "not_the_responsible_body",
            f"该事项由{found.body}负责，请由其办结。",
            f"Body {found.body} is responsible for this decision; ask it.",
        )
        if found.done:
            return
        require(  # SYS-03
            bool(self.evidence),
            "evidence_missing",
            "办结须附佐证材料，请至少上传一件。",
            "A decision is completed with evidence; attach at least one file.",
        )
        yield DecisionCompleted(decision=self.decision, evidence=self.evidence)


class CloseMeeting(
    Command[Meeting], verb="close", label=Label("会议办结", "Close meeting"), who=(Role.SYS,)
):
    """Follows by itself when the minutes are out and no decision is open."""

    def decide(self, state: Meeting, context: Context) -> Outcome:
        if state.state is MeetingState.CLOSED:
            return
        must_be(state, MeetingState.MINUTED)
        require(  # SYS-03
            all(decision.done for decision in state.decisions),
            "decision_open",
            "尚有未办结的决定事项，会议不能办结。",
            "A decision is still open; the meeting cannot be closed.",
        )
        yield MeetingClosed()
