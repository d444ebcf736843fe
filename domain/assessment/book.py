"""The published scores 公布成绩 of one subject and year: every version, line by line (SYS-16)."""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.assessment.state import PublishedScore, ScoreBook
from domain.calendar import Year
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    Ref,
    Value,
    derived_id,
    require,
)
from domain.roles import Role
from domain.ruleset import SubjectKind
from domain.vocabulary import CommunityCode, Digest, GridCode

BALLOT_LINE: Final = "BALLOT"
Version = Annotated[int, Field(ge=1, le=1000)]


class PublishedInput(Value):
    """One metric of a line, exactly as it was: "39", "5/3", "true", "4,5"; None: nothing."""

    metric: str
    value: str | None = None


class PublishedLine(Value):
    """ScoreLine of SYS-16. points: None where it does not apply or is not recorded.

    evidence: positions of the events behind it. formula: the arithmetic alone.
    """

    line: str
    points: Decimal | None = None
    max: Decimal | None = None
    applicable: bool
    recorded: bool
    inputs: tuple[PublishedInput, ...]
    formula: str
    evidence: tuple[int, ...]


class ScoreRecorded(Event[ScoreBook], name="score_book.recorded"):
    """One version of a score as it was computed. ballots: whether they are in.

    community, grid, unit: where the subject belongs, for whom it is shown to.
    """

    kind: SubjectKind
    subject: UUID
    year: int
    community: CommunityCode | None = None
    grid: GridCode | None = None
    unit: UUID | None = None
    version: int
    ballots: bool
    total: Decimal | None = None
    grade: str | None = None
    objective: Decimal | None = None
    ballot: Decimal | None = None
    bonus: Decimal | None = None
    deductions: Decimal | None = None
    bars: tuple[str, ...]
    missing: tuple[str, ...]
    primary: str | None = None
    lines: tuple[PublishedLine, ...]
    ruleset: str
    position: int
    digest: Digest

    def apply(self, state: ScoreBook) -> ScoreBook:
        score = PublishedScore(
            version=self.version,
            total=self.total,
            grade=self.grade,
            ballot=self.ballot,
            bars=self.bars,
            primary=self.primary,
            deductions=self.deductions,
            position=self.position,
            completed_at=self._completed_at,
            ruleset=self.ruleset,
            digest=self.digest,
        )
        opened = replace(
            state,
            kind=self.kind,
            subject=self.subject,
            year=self.year,
            community=self.community,
            grid=self.grid,
            unit=self.unit,
        )
        return opened.having(score)

    @property
    def _completed_at(self) -> int:
        """4.6: position of the last event behind it. A ballot is counted for all at once, so that
        it tells nobody apart."""
        lines = (line for line in self.lines if line.line != BALLOT_LINE)
        return max((at for line in lines for at in line.evidence), default=0)


class RecordScore(
    Command[ScoreBook], verb="record", label=Label("登记成绩", "Record score"), who=(Role.SYS,),
    opens=True,
):  # fmt: skip
    """Puts one subject's computed score on record; the same sheet once more changes nothing."""

    kind: SubjectKind
    subject: UUID
    year: Year
    community: CommunityCode | None = None
    grid: GridCode | None = None
    unit: UUID | None = None
    version: Version
    ballots: bool
    total: Decimal | None = None
    grade: str | None = None
    objective: Decimal | None = None
    ballot: Decimal | None = None
    bonus: Decimal | None = None
    deductions: Decimal | None = None
    bars: tuple[str, ...]
    missing: tuple[str, ...]
    primary: str | None = None
    lines: tuple[PublishedLine, ...]
    ruleset: str
    position: Annotated[int, Field(ge=0)]
    digest: Digest

    def decide(self, state: ScoreBook, context: Context) -> Outcome:
        latest = max((s.version for s in state.versions), default=0)
        require(
            self.version >= latest,
            "score_superseded",
            f"已有第{latest}版成绩，不能再登记第{self.version}版。",
            f"Version {latest} is on record; version {self.version} comes too late.",
        )
        found = state.version(self.version)
        if found is None or found.digest != self.digest:
            yield ScoreRecorded(**dict(self))


SCORE_BOOK: Final = Aggregate(
    name="score_book",
    collection="published-scores",
    label=Label("公布成绩", "Published scores"),
    initial=ScoreBook(),
    commands=(RecordScore,),
    events=(ScoreRecorded,),
    identify=lambda command: _id(command.kind, command.subject, command.year),
    concerns=lambda state, command: _concern(state),
)


def _id(kind: SubjectKind, subject: UUID, year: int) -> UUID:
    return derived_id("score-book", kind, subject, year)


def _concern(state: ScoreBook) -> Concern:
    """A subject sees its own, and those it belongs to: of a member, his unit."""
    subject = state.subject if state.kind == SubjectKind.MEMBER else None
    persons = frozenset({subject} if subject else ())
    return Concern(state.community, state.grid, state.unit, persons=persons)


def score_book_ref(kind: SubjectKind, subject: UUID, year: int) -> Ref[ScoreBook]:
    return SCORE_BOOK.ref(_id(kind, subject, year))
