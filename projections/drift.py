"""Drift 差异: what was published, and what the log says now; every difference with its cause."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from application.log import EventLog
from domain.assessment.opening import rules_of
from domain.ruleset import SubjectKind
from projections.asking import rulebook_at
from projections.differing import differing
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

    def causes(self, log: EventLog, until: int) -> tuple[int, ...]:
        """Positions of what was recorded up to `until` that made the difference."""
        return causes(log, self.old.evidence, self.new.evidence, self.known_at, until)


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
            for line, was, becomes in differing(_telling(old), _telling(new), _alike):
                yield Difference(
                    about, cycle.version, known_at, line, was or old.get(line, NOTHING),
                    becomes or new.get(line, NOTHING),
                )  # fmt: skip


def _telling(lines: Mapping[str, Line]) -> dict[str, Line]:
    """Without those that say nothing: not to be there is the same."""
    return {name: line for name, line in lines.items() if not _alike(line, NOTHING)}


def _alike(was: Line, now: Line) -> bool:
    return (was.points, was.barred) == (now.points, now.barred)


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


def causes(
    log: EventLog, before: Iterable[int], after: Iterable[int], since: int, until: int
) -> tuple[int, ...]:
    """Positions of what made the difference between two figures with their evidence, known at
    `since` and at `until`: new evidence, and what later became of the old.

    Where neither tells, whatever was recorded later in the streams of the evidence. Of one moment
    seen on two business dates: what is evidence on one of them only.
    """
    old, new = set(before), set(after)
    if since >= until:
        return tuple(sorted(old ^ new or old | new))
    later = {position for position in new - old if position > since}
    later |= log.later(old - new, since, until)
    return tuple(sorted(later or log.later(old | new, since, until)))


def drift(snapshot: Snapshot, log: EventLog, year: int) -> list[Difference]:
    """All of a year, by the rules that its scores were published by; none were: nothing."""
    cycle = next((row for row in snapshot.all(L_CYCLE, year=year) if row.version), None)
    if cycle is None:
        return []
    ruleset = rules_of(rulebook_at(log, snapshot.position), cycle.ruleset)
    return list(differences(snapshot, cycle, year_scores(snapshot, year, ruleset)))
