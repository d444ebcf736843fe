"""Drift 差异: what was published, and what the log says now; every difference with its cause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from application.log import EventLog
from domain.assessment.opening import rules_of
from domain.ruleset import SubjectKind
from projections.asking import rulebook_at
from projections.ledgers.assessment import (
    L_CYCLE,
    L_PUBLISHED,
    L_SCORE,
    CycleRow,
    PublishedRow,
)
from projections.metrics.subjects import Subject
from projections.published import published_lines
from projections.reading import Snapshot
from projections.scores import Scored, YearScores, year_scores

TOTAL = "TOTAL"
Points = Decimal | None


BARRED, CLEAR = "BARRED", "CLEAR"


@dataclass(frozen=True, slots=True)
class Line:
    """Of a line its points, of a veto whether it bars."""

    points: Points
    evidence: tuple[int, ...] = ()
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of one subject, TOTAL among them, or one veto, by its id: a bar may turn where no
    point moves. known_at: position of what was published.

    old, new: None where the line does not apply, or the subject is not scored.
    """

    about: Subject
    version: int
    known_at: int
    line: str
    old: Line
    new: Line

    @property
    def of_bar(self) -> bool:
        return self.old.barred != self.new.barred

    @property
    def texts(self) -> tuple[str | None, str | None]:
        """What was published and what is known now, as shown."""
        if self.of_bar:
            return (BARRED, CLEAR) if self.old.barred else (CLEAR, BARRED)
        was, now = self.old.points, self.new.points
        return None if was is None else str(was), None if now is None else str(now)


NOTHING = Line(None)


def differences(snapshot: Snapshot, cycle: CycleRow, now: YearScores) -> Iterator[Difference]:
    """Between the version on record and the scores given, subject by subject."""
    lines = _lines_of(snapshot, cycle)
    heads = {
        (row.kind, row.subject): row
        for row in snapshot.all(L_PUBLISHED, year=cycle.year)
        if row.version == cycle.version
    }
    for kind, scored in now.scored.items():
        before = {subject for of, subject in heads if of == kind}
        for subject in sorted(before | scored.keys()):
            head, sheet = heads.get((kind, subject)), scored.get(subject)
            old = {**lines.get((kind, subject), {}), **_whole_of(head)}
            new = _lines_now(sheet) if sheet else {}
            about = sheet.about if sheet else _gone(heads[kind, subject])
            known_at = head.position if head else cycle.computed or 0
            for line in dict.fromkeys((*old, *new)):
                was, becomes = old.get(line, NOTHING), new.get(line, NOTHING)
                if (was.points, was.barred) != (becomes.points, becomes.barred):
                    yield Difference(about, cycle.version, known_at, line, was, becomes)


def _gone(head: PublishedRow) -> Subject:
    """Who was scored and is no subject any more."""
    kind = SubjectKind(head.kind)
    return Subject(head.subject, kind, "", head.community, head.grid, head.unit)


def _lines_of(snapshot: Snapshot, cycle: CycleRow) -> Mapping[tuple[str, UUID], Mapping[str, Line]]:
    """What is on record of the version; its lines with ballots come after those without."""
    found: dict[tuple[str, UUID], dict[str, Line]] = {}
    for row in snapshot.all(L_SCORE, year=cycle.year):
        if row.version == cycle.version:
            line = Line(None if row.points is None else Decimal(row.points), row.evidence)
            found.setdefault((row.kind, row.subject), {})[row.line] = line
    return found


def _whole_of(head: PublishedRow | None) -> dict[str, Line]:
    """Its total and its bars."""
    if head is None:
        return {TOTAL: NOTHING}
    total = Line(None if head.total is None else Decimal(head.total))
    return {TOTAL: total, **{rule: Line(None, barred=True) for rule in head.bars}}


def _lines_now(scored: Scored) -> dict[str, Line]:
    lines = {line.line: Line(line.points, line.evidence) for line in published_lines(scored)}
    bars = {bar.rule_id: Line(None, bar.evidence, bar.applies) for bar in scored.bars}
    return {**lines, TOTAL: Line(scored.sheet.total), **bars}


def causes(log: EventLog, difference: Difference, until: int) -> tuple[int, ...]:
    """Positions of what made the difference: new evidence, and what later became of the old.

    Where neither tells, whatever was recorded later in the streams of the evidence.
    """
    old, new = set(difference.old.evidence), set(difference.new.evidence)
    known_at = difference.known_at
    later = {position for position in new - old if position > known_at}
    later |= log.later(old - new, known_at, until)
    return tuple(sorted(later or log.later(old | new, known_at, until)))


def drift(snapshot: Snapshot, log: EventLog, year: int) -> list[Difference]:
    """All of a year, by the rules that its scores were published by; none were: nothing."""
    cycle = next((row for row in snapshot.all(L_CYCLE, year=year) if row.version), None)
    if cycle is None:
        return []
    ruleset = rules_of(rulebook_at(log, snapshot.position), cycle.ruleset)
    return list(differences(snapshot, cycle, year_scores(snapshot, year, ruleset)))
