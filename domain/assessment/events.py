"""What happened in the assessment of a year (SYS-16)."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from domain.assessment.state import (
    Assessor,
    Cycle,
    CycleStatus,
    Order,
    RecusalGround,
)
from domain.kernel import Event, SealedText, Value
from domain.ruleset import SubjectKind
from domain.vocabulary import Digest, DocumentNo, Moment


class CycleEvent(Event[Cycle]):
    pass


class CycleOpened(CycleEvent, name="cycle.opened"):
    """ruleset: the version by which the year is scored, whatever is adopted later."""

    year: int
    ruleset: str

    def apply(self, state: Cycle) -> Cycle:
        return replace(state, year=self.year, ruleset=self.ruleset, status=CycleStatus.OPENED)


class CycleFrozen(CycleEvent, name="cycle.frozen"):
    """as_known_at: what was recorded later does not count. It fixes one position of the log, for
    `recorded_at` never decreases along positions."""

    as_known_at: Moment

    def apply(self, state: Cycle) -> Cycle:
        return replace(state, as_known_at=self.as_known_at, status=CycleStatus.FROZEN)


class ScoresOrdered(CycleEvent, name="cycle.scores_ordered"):
    """The system is to compute all scores; ballots: with the ballots counted until now."""

    version: int
    ballots: bool

    def apply(self, state: Cycle) -> Cycle:
        return replace(state, order=Order(self.version, self.ballots))


class ScoresComputed(CycleEvent, name="cycle.scores_computed"):
    """All scores of a version are on record. position: that of the frozen cut. digest: over the
    digests of all sheets, in the order of their subjects."""

    version: int
    ballots: bool
    position: int
    count: int
    digest: Digest

    def apply(self, state: Cycle) -> Cycle:
        status = state.status
        if status in (CycleStatus.FROZEN, CycleStatus.REOPENED):
            status = CycleStatus.COMPUTED
        return replace(
            state, order=None, version=self.version, complete=self.ballots, status=status
        )


class AssessorRollFixed(CycleEvent, name="cycle.assessor_roll_fixed"):
    assessors: tuple[Assessor, ...]

    def apply(self, state: Cycle) -> Cycle:
        return replace(state, roll={one.person: one for one in self.assessors})


class AssessorRecused(CycleEvent, name="cycle.assessor_recused"):
    assessor: UUID
    subject: UUID
    ground: RecusalGround

    def apply(self, state: Cycle) -> Cycle:
        return state.with_recusal(self.assessor, self.subject)


class BallotingBegun(CycleEvent, name="cycle.balloting_begun"):
    """A round was opened."""

    round: UUID

    def apply(self, state: Cycle) -> Cycle:
        status = CycleStatus.BALLOTING
        return replace(state, status=status, rounds=(*state.rounds, self.round), complete=False)


class BallotingEnded(CycleEvent, name="cycle.balloting_ended"):
    """A round was closed or voided."""

    round: UUID

    def apply(self, state: Cycle) -> Cycle:
        return replace(state, rounds=tuple(r for r in state.rounds if r != self.round))


class SurveyRecorded(CycleEvent, name="cycle.survey_recorded"):
    """The thematic survey: text and sample, no points unless the ruleset says so."""

    topic: SealedText
    sample: int
    findings: SealedText
    evidence: tuple[Digest, ...] = ()

    def apply(self, state: Cycle) -> Cycle:
        return state


class ProvisionalPublished(CycleEvent, name="cycle.provisional_published"):
    version: int
    notice: UUID

    def apply(self, state: Cycle) -> Cycle:
        return replace(state, status=CycleStatus.PROVISIONAL, notice=self.notice)


class RecomputeOrdered(CycleEvent, name="cycle.recompute_ordered"):
    """Upheld objections admit these records, as known here, after the freeze (AM-11).

    reviewed: those among them that were decided on review, so for the last time.
    """

    version: int
    objections: tuple[UUID, ...]
    admitted: tuple[UUID, ...]
    reviewed: tuple[UUID, ...] = ()

    def apply(self, state: Cycle) -> Cycle:
        return replace(
            state,
            order=Order(self.version, ballots=True),
            ruled=state.ruled | set(self.objections),
            reviewed=state.reviewed | set(self.reviewed),
        )


class CycleFinalised(CycleEvent, name="cycle.finalised"):
    """minutes: number of the leading group's minutes."""

    version: int
    minutes: DocumentNo

    def apply(self, state: Cycle) -> Cycle:
        return replace(state, status=CycleStatus.FINAL, final_version=self.version)


class CycleExported(CycleEvent, name="cycle.exported"):
    """The county has been given the result. package: of SYS-19."""

    package: UUID

    def apply(self, state: Cycle) -> Cycle:
        return replace(state, status=CycleStatus.EXPORTED)


class CycleArchived(CycleEvent, name="cycle.archived"):
    def apply(self, state: Cycle) -> Cycle:
        return replace(state, status=CycleStatus.ARCHIVED)


class CycleReopened(CycleEvent, name="cycle.reopened"):
    """A ruling after the result was final: what it admits counts, as known here (EX-06)."""

    version: int
    reason: SealedText
    document_no: DocumentNo
    admitted: tuple[UUID, ...]

    def apply(self, state: Cycle) -> Cycle:
        return replace(
            state,
            status=CycleStatus.REOPENED,
            reopened=True,
            order=Order(self.version, ballots=True),
        )


class LineImpact(Value):
    """A line of a subject that would say otherwise. None: it did not apply, or was not there.

    barred: of a veto, whether it would bar; None: it is a line of points.
    """

    kind: SubjectKind
    subject: UUID
    line: str
    old: Decimal | None = None
    new: Decimal | None = None
    barred: bool | None = None


class AssessmentImpactDetected(CycleEvent, name="cycle.impact_detected"):
    """P-05: a fact changed after the freeze. cause: its position; records: what it changed.

    The line TOTAL is among them, and vetoes by their ids. The evaluation office decides whether to
    ask for reopening.
    """

    year: int
    cause: int
    records: tuple[UUID, ...]
    version: int
    impacts: tuple[LineImpact, ...]

    def apply(self, state: Cycle) -> Cycle:
        return state
