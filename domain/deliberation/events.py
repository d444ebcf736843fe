"""What happens to an item of deliberation. Facts keep what was computed as of the sitting."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.deliberation.state import (
    DeliberationItem,
    DutyLaid,
    OptionPut,
    Present,
    ResidentsVote,
    Task,
)
from domain.deliberation.terms import (
    ItemClass,
    ItemState,
    ParticipantType,
    Proposer,
    RejectReason,
    Verdict,
)
from domain.kernel import Event, SealedText
from domain.vocabulary import BodyCode, CommunityCode, Digest, DocumentNo


class ItemEvent(Event[DeliberationItem]):
    pass


class ItemProposed(ItemEvent, name="deliberation.proposed", sealed_for="person"):
    """problem, occurrence: the recurring problem it came of, and which time (P-14)."""

    community: CommunityCode
    item_class: ItemClass
    proposed_by: Proposer
    person: UUID | None = None
    unit: UUID | None = None
    department: BodyCode | None = None
    title: SealedText
    text: SealedText
    problem: UUID | None = None
    occurrence: int | None = None
    on: date

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        return replace(
            state,
            state=ItemState.PROPOSED,
            community=self.community,
            proposed_by=self.proposed_by,
            person=self.person,
            unit=self.unit,
            department=self.department,
            last_on=self.on,
        )


class ItemAccepted(ItemEvent, name="deliberation.accepted"):
    needs_residents_meeting: bool
    on: date

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        flag = self.needs_residents_meeting
        screened = ItemState.SCREENED
        return replace(state, state=screened, needs_residents_meeting=flag, last_on=self.on)


class ItemRejected(ItemEvent, name="deliberation.rejected", sealed_for="person"):
    person: UUID | None = None
    reason: RejectReason
    explanation: SealedText
    on: date

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        return replace(state, state=ItemState.REJECTED, last_on=self.on)


class ItemDeferred(ItemEvent, name="deliberation.deferred"):
    reason: SealedText
    on: date

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        return replace(state, state=ItemState.DEFERRED, meeting=None, last_on=self.on)


class ItemScheduled(ItemEvent, name="deliberation.scheduled"):
    meeting: UUID
    on: date

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        return replace(state, state=ItemState.SCHEDULED, meeting=self.meeting, last_on=self.on)


class ItemDeliberated(ItemEvent, name="deliberation.deliberated"):
    """The sitting: who was there, by type, and how each option fared. total: of those present."""

    meeting: UUID | None = None
    held_on: date
    present: tuple[Present, ...]
    total: int
    options: tuple[OptionPut, ...]

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        return replace(
            state,
            state=ItemState.DELIBERATED,
            present=self.total,
            options=self.options,
            last_on=self.held_on,
        )


class ResidentsVoteRecorded(ItemEvent, name="deliberation.residents_vote_recorded"):
    """quorate, carried: as of that meeting, whoever moves in or out later."""

    held_on: date
    entitled: int
    present: int
    in_favour: int
    quorate: bool
    carried: bool

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        vote = ResidentsVote(self.held_on, self.quorate, self.carried)
        return replace(state, residents_vote=vote, last_on=self.held_on)


class ResolutionAdopted(ItemEvent, name="deliberation.resolution_adopted"):
    """option: the number of the one adopted, 1 the first. decided_by: the types that voted on it,
    and the residents where their meeting did (R-40)."""

    option: int
    decided_by: tuple[ParticipantType, ...]
    tasks: tuple[DutyLaid, ...]
    on: date

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        tasks = tuple(Task(duty.task, duty.body, duty.due_on) for duty in self.tasks)
        return replace(state, state=ItemState.RESOLVED, tasks=tasks, last_on=self.on)


class NoConsensusReached(ItemEvent, name="deliberation.no_consensus_reached"):
    on: date

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        return replace(state, state=ItemState.NO_CONSENSUS, last_on=self.on)


class ResolutionPublished(ItemEvent, name="deliberation.resolution_published"):
    document_no: DocumentNo
    on: date

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        return replace(state, state=ItemState.EXECUTING, last_on=self.on)


class ResolutionTaskCompleted(ItemEvent, name="deliberation.task_completed"):
    """took_part: the types that helped to do it (R-40). completes: it was the last one."""

    task: UUID
    body: BodyCode
    took_part: tuple[ParticipantType, ...]
    evidence: tuple[Digest, ...]
    on: date
    late: bool
    completes: bool

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        return state.with_done(self.task, self.on)


class ItemEvaluated(ItemEvent, name="deliberation.evaluated", sealed_for="evaluator"):
    evaluator: UUID
    for_type: ParticipantType
    verdict: Verdict
    opinion: SealedText | None = None
    on: date

    def apply(self, state: DeliberationItem) -> DeliberationItem:
        evaluators = state.evaluated_by | {self.evaluator}
        return replace(state, state=ItemState.EVALUATED, evaluated_by=evaluators)
