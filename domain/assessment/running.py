"""Opening, freezing and computing (SYS-16)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.assessment.events import (
    AssessmentImpactDetected,
    CycleFrozen,
    CycleOpened,
    LineImpact,
    ScoresComputed,
    ScoresOrdered,
    SurveyRecorded,
)
from domain.assessment.rules import must_be, must_be_idle, must_have_no_round
from domain.assessment.state import Cycle, CycleStatus, Order
from domain.calendar import Year
from domain.kernel import Command, Context, Label, Outcome, PrivateText, Reads, Refused, require
from domain.roles import Role
from domain.ruleset import rulebook_ref
from domain.vocabulary import Digest

BY_THE_OFFICE = (Role.EVO,)


class OpenCycle(
    Command[Cycle], verb="open", label=Label("启动年度考评", "Open cycle"), who=BY_THE_OFFICE,
    opens=True,
):  # fmt: skip
    """Begins the assessment of a year, by the rules adopted for it."""

    year: Year

    def reads(self, state: Cycle, context: Context) -> Reads:
        yield rulebook_ref()

    def decide(self, state: Cycle, context: Context) -> Outcome:
        require(
            state.status is None,
            "cycle_open",
            f"{self.year}年度考评已启动。",
            f"The assessment of {self.year} is open already.",
        )
        # SYS-16: in_force refuses a year without an ADOPTED ruleset.
        rules = context.look(rulebook_ref()).in_force(date(self.year, 12, 31))
        yield CycleOpened(year=self.year, ruleset=rules.version)


class FreezeCycle(
    Command[Cycle], verb="freeze", label=Label("封账", "Freeze records"), who=BY_THE_OFFICE
):
    """Closes the record: what the log took after the freeze no longer counts (AM-11)."""

    def reads(self, state: Cycle, context: Context) -> Reads:
        yield rulebook_ref()

    def decide(self, state: Cycle, context: Context) -> Outcome:
        must_be(state, CycleStatus.OPENED)
        entry = context.look(rulebook_ref()).find(state.ruleset)
        if entry is None:
            raise Refused("no_ruleset", "没有考评所用规则。", "The rules of the cycle are gone.")
        freeze = entry.ruleset.cutoffs.record_freeze.at
        require(  # SYS-16
            context.now >= freeze,
            "freeze_too_early",
            f"记录截止时间为{entry.ruleset.freeze_day}24时，届时方可封账。",
            f"Records are taken until the end of {entry.ruleset.freeze_day}; freeze after that.",
        )
        yield CycleFrozen(as_known_at=freeze)


class ComputeScores(
    Command[Cycle], verb="compute", label=Label("计算成绩", "Compute scores"), who=BY_THE_OFFICE
):
    """Orders the scores of all subjects; the system computes and records them.

    ballots: completes the version on record with the ballots, once every round is closed.
    """

    ballots: bool = False

    def decide(self, state: Cycle, context: Context) -> Outcome:
        must_be_idle(state)
        if self.ballots:
            must_be(state, CycleStatus.COMPUTED, CycleStatus.BALLOTING)
            must_have_no_round(state)
            if not state.complete:
                yield ScoresOrdered(version=state.version, ballots=True)
            return
        must_be(state, CycleStatus.FROZEN)
        yield ScoresOrdered(version=1, ballots=False)


class RecordComputed(
    Command[Cycle], verb="record-computed", label=Label("登记计算完成", "Record completion"),
    who=(Role.SYS,),
):  # fmt: skip
    """Every subject's score of the version ordered is on record."""

    version: Annotated[int, Field(ge=1)]
    ballots: bool
    position: Annotated[int, Field(ge=0)]
    count: Annotated[int, Field(ge=0)]
    digest: Digest

    def decide(self, state: Cycle, context: Context) -> Outcome:
        require(
            state.order == Order(self.version, self.ballots),
            "not_ordered",
            "没有与此相符的计算任务。",
            "No such computation was ordered.",
        )
        yield ScoresComputed(**dict(self))


class RecordSurvey(
    Command[Cycle], verb="record-survey", label=Label("登记专题调研", "Record survey"),
    who=BY_THE_OFFICE,
):  # fmt: skip
    """The thematic survey 专题调研: text and sample; it gives no points unless the rules say so."""

    topic: PrivateText
    sample: Annotated[int, Field(ge=1, le=1_000_000)]
    findings: PrivateText
    evidence: Annotated[tuple[Digest, ...], Field(max_length=50)] = ()

    def decide(self, state: Cycle, context: Context) -> Outcome:
        must_be(state, CycleStatus.COMPUTED, CycleStatus.BALLOTING)
        yield SurveyRecorded(**dict(self))


class DetectImpact(
    Command[Cycle], verb="detect-impact", label=Label("发现考评影响", "Detect impact"),
    who=(Role.SYS,),
):  # fmt: skip
    """P-05: a fact changed after the freeze, and these lines would say otherwise."""

    cause: Annotated[int, Field(ge=1)]
    records: Annotated[tuple[UUID, ...], Field(max_length=5000)]
    version: Annotated[int, Field(ge=1)]
    impacts: Annotated[tuple[LineImpact, ...], Field(min_length=1)]

    def decide(self, state: Cycle, context: Context) -> Outcome:
        yield AssessmentImpactDetected(year=state.year, **dict(self))
