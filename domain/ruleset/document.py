"""The ruleset as data (HANDBOOK 4.7): all numbers of the programme in one document."""

from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from domain.calendar import day_ending_at
from domain.kernel import Line, Period, Value
from domain.ruleset.counting import At, Counting, Cutoffs, LimitName, Number, SourcedLimit, Switch
from domain.ruleset.lines import (
    AtLeastOne,
    Count,
    Points,
    RuleId,
    Share,
    Source,
    SubjectKind,
    SubjectRules,
    TiersLine,
)
from domain.ruleset.vetoes import QUARTER_VETO, Veto
from domain.vocabulary import DocumentNo

Version = Annotated[str, Field(pattern=r"^\d{4}\.\d{1,3}$")]
D = TypeVar("D", bound=date)
Percent = Annotated[int, Field(ge=0, le=100)]


class Adoption(Value):
    body: Line
    document_no: DocumentNo
    adopted_on: date


class Header(Value):
    """What the document says of itself; whether it is in force is the rulebook's to say."""

    id: Literal["cogov-yearend"]
    version: Version
    status: Literal["draft", "adopted", "superseded", "withdrawn"] = "draft"
    effective_from: date
    effective_to: date
    supersedes: Version | None = None
    adopted_by: Adoption | None = None
    timezone: Literal["Asia/Shanghai"] = "Asia/Shanghai"


class BallotGroup(Value):
    weight: Percent
    of: Line


class SourcedShare(Share):
    src: Source


class Trim(Value):
    from_n: AtLeastOne
    drop_high: Count
    drop_low: Count
    src: Source


class BallotRules(Value):
    options: dict[str, Percent]
    groups: dict[str, BallotGroup]
    weights_src: Source
    min_valid_per_group: Number
    min_return_ratio: SourcedShare
    void_if_returned_exceeds_issued: Switch
    trim: Trim
    secret: Literal[True]
    recusal: tuple[Line, ...]


class Grade(Value):
    name: Line
    ge: Points


class Honour(Value):
    code: RuleId
    title: Line
    subject: SubjectKind
    min_score: Points
    quota_pct_of_registered: Percent | None = None
    quota_pct_of_scored: Percent | None = None
    max_count: AtLeastOne
    validity_years: AtLeastOne


class HonourDecision(Value):
    score_weight: Percent
    nomination_ballot_weight: Percent
    src: Source


class SourcedPoints(Value):
    value: Points
    src: Source


class Ruleset(Value):
    """One version of the rules. A pure function of it and of measures makes every score."""

    ruleset: Header
    cutoffs: Cutoffs
    counting: Counting
    limits: dict[LimitName, SourcedLimit] = Field(default_factory=dict)
    vetoes: tuple[Veto, ...]
    bonus_cap: SourcedPoints
    deduction_cap: SourcedPoints
    subjects: dict[SubjectKind, SubjectRules]
    ballot: BallotRules
    grades: Annotated[tuple[Grade, ...], Field(min_length=1, max_length=10)]
    tie_break: tuple[Line, ...]
    honours: tuple[Honour, ...]
    honours_src: Source
    honour_decision: HonourDecision
    forbidden_indicator_kinds: tuple[Line, ...]

    @property
    def version(self) -> str:
        return self.ruleset.version

    @property
    def effective(self) -> Period:
        return Period(start=self.ruleset.effective_from, end=self.ruleset.effective_to)

    @property
    def year(self) -> int:
        """The calendar year whose facts it scores (AM-07)."""
        return self.cutoffs.fact_period.start.year

    @property
    def snapshot_day(self) -> date:
        """The day at whose end the roll is taken."""
        return day_ending_at(self.cutoffs.roll_snapshot.at)

    @property
    def freeze_day(self) -> date:
        """The last day whose records count."""
        return day_ending_at(self.cutoffs.record_freeze.at)

    def vetoes_of(self, subject: SubjectKind) -> tuple[Veto, ...]:
        """The vetoes in force for a kind of subject, the switched one with them (AM-05)."""
        switched = (QUARTER_VETO,) if self.counting.quarterly_breach_bars_excellent.value else ()
        return tuple(v for v in (*self.vetoes, *switched) if v.subject in (subject, "ANY"))

    def deadline_of(self, metric: str, year: int) -> date | None:
        """The last day of `year` on which what a unit's line scores the lateness of is on time."""
        lines = self.subjects[SubjectKind.UNIT].lines
        found = (line for line in lines if isinstance(line, TiersLine) and line.metric == metric)
        deadline = next((line.deadline for line in found), None)
        return None if deadline is None else date.fromisoformat(f"{year}-{deadline}")

    def grade_of(self, total: Decimal) -> str:
        """The name of the highest band reached."""
        return next(grade.name for grade in self.grades if total >= grade.ge)

    def metrics_of(self, subject: SubjectKind) -> frozenset[str]:
        """Every metric that scoring such a subject asks for."""
        vetoes = (metric for veto in self.vetoes_of(subject) for metric in veto.metrics)
        return self.subjects[subject].metrics | frozenset(vetoes)


@cache
def ruleset_2022() -> Ruleset:
    """Version 2022.1 as shipped: the handbook's, plus the time limits of SYS-05 and SYS-12."""
    packaged = files("domain").joinpath("data/ruleset-2022.1.json")
    return Ruleset.model_validate_json(packaged.read_bytes())


@cache
def ruleset_of(year: int) -> Ruleset:
    """The shipped rules for another year: every date moved, version `year`.1, nothing else."""
    shipped = ruleset_2022()
    moved = year - shipped.year
    header, cutoffs = shipped.ruleset, shipped.cutoffs
    facts, finalise = cutoffs.fact_period, cutoffs.finalise_by
    return shipped.model_copy(
        update={
            "ruleset": header.model_copy(
                update={
                    "version": f"{year}.1",
                    "effective_from": _later(header.effective_from, moved),
                    "effective_to": _later(header.effective_to, moved),
                }
            ),
            "cutoffs": cutoffs.model_copy(
                update={
                    "fact_period": facts.model_copy(
                        update={
                            "start": _later(facts.start, moved),
                            "end": _later(facts.end, moved),
                        }
                    ),
                    "roll_snapshot": _at_later(cutoffs.roll_snapshot, moved),
                    "record_freeze": _at_later(cutoffs.record_freeze, moved),
                    "finalise_by": finalise.model_copy(
                        update={"date": _later(finalise.date, moved)}
                    ),
                }
            ),
        }
    )


def _later(day: D, years: int) -> D:
    return day.replace(year=day.year + years)


def _at_later(cutoff: At, years: int) -> At:
    return cutoff.model_copy(update={"at": _later(cutoff.at, years)})
