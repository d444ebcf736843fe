"""What the system does for an assessment: it computes scores that are ordered, and watches what
changes after the freeze (SYS-16, P-05). Commands check the log anew, and repeat nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from application.log import EventLog
from application.policies import Due
from domain.assessment import DetectImpact, LineImpact, RecordComputed, RecordScore
from domain.assessment.opening import rules_of
from domain.ruleset import Ruleset
from projections.admitting import Admission
from projections.asking import rulebook_at
from projections.drift import Difference, differences
from projections.ledgers.assessment import (
    L_CHANGE,
    L_CYCLE,
    L_IMPACT,
    L_PUBLISHED,
    ChangeRow,
    CycleRow,
)
from projections.ledgers.meetings import L_MEET
from projections.ledgers.services import L_VOL
from projections.metrics.ballots import Ballots, ballots_of
from projections.published import published_scores, record_commands
from projections.reading import Snapshot
from projections.scores import YearScores


@dataclass
class Assessing:
    """Asked by the timers. What it has reckoned once it keeps until the order is carried out."""

    log: EventLog
    _reckoned: dict[tuple[int, int, bool], list[RecordScore]] = field(default_factory=dict)
    _harmless: set[tuple[int, int]] = field(default_factory=set)

    def __call__(self, snapshot: Snapshot) -> Iterator[Due]:
        for cycle in snapshot.all(L_CYCLE):
            if cycle.ordered is not None and cycle.as_known_at is not None:
                yield from self._scores(snapshot, cycle, cycle.ordered, cycle.as_known_at)
            elif cycle.version:
                yield from self._impacts(snapshot, cycle)

    def _scores(
        self, snapshot: Snapshot, cycle: CycleRow, version: int, at: datetime
    ) -> Iterator[Due]:
        """Every score that is not on record yet; once all are, that all are."""
        order = cycle.year, version, cycle.with_ballots
        if order not in self._reckoned:
            self._reckoned = {order: self.ordered(snapshot, cycle, version)}
        wanted = self._reckoned[order]
        rows = snapshot.all(L_PUBLISHED, year=cycle.year)
        known = {(r.kind, r.subject): r.digest for r in rows if r.version == version}
        missing = [c for c in wanted if known.get((c.kind, c.subject)) != c.digest]
        name = ":".join(map(str, order))
        for command in missing:
            key = f"timer:score:{name}:{command.kind}:{command.subject}"
            yield Due(key, command, None, at)
        if not missing:
            done = all_recorded(wanted, version, cycle.with_ballots)
            yield Due(f"timer:scores-computed:{name}", done, cycle.cycle, at)

    def ordered(self, snapshot: Snapshot, cycle: CycleRow, version: int) -> list[RecordScore]:
        """Every score of the version that the cycle has ordered."""
        scores = self._compute(snapshot, cycle, self._ballots(snapshot, cycle))
        return list(record_commands(scores, version, cycle.with_ballots))

    def _impacts(self, snapshot: Snapshot, cycle: CycleRow) -> Iterator[Due]:
        """P-05: changes later than what was published, each once."""
        for change in self._later(snapshot, cycle):
            admission = Admission(frozenset(change.records), change.position)
            ballots = self._ballots(snapshot, cycle, over=cycle.complete)
            then = self._compute(snapshot, cycle, ballots, admission)
            impacts = tuple(_impact(d) for d in differences(snapshot, cycle, then))
            if not impacts:
                self._harmless.add((cycle.year, change.position))
            else:
                command = DetectImpact(
                    cause=change.position,
                    records=change.records,
                    version=cycle.version,
                    impacts=impacts,
                )
                key = f"timer:impact:{cycle.year}:{change.position}"
                yield Due(key, command, cycle.cycle, change.at)

    def _later(self, snapshot: Snapshot, cycle: CycleRow) -> Iterator[ChangeRow]:
        ruled = {id: r.position for r in cycle.rulings for id in r.admitted}
        told = {row.cause for row in snapshot.all(L_IMPACT, year=cycle.year)}
        for change in snapshot.all(L_CHANGE):
            frozen = cycle.as_known_at is None or change.at <= cycle.as_known_at
            ruled_on = all(ruled.get(id, 0) > change.position for id in change.records)
            harmless = (cycle.year, change.position) in self._harmless
            known = harmless or change.position in told
            if not (frozen or ruled_on or known) and self._year(snapshot, change) == cycle.year:
                yield change

    def _year(self, snapshot: Snapshot, change: ChangeRow) -> int | None:
        """The year whose facts it changes: of a service, of a meeting, or as it says."""
        if change.year is not None:
            return change.year
        [record] = change.records
        if service := snapshot.row(L_VOL, record):
            return service.row.year
        meeting = snapshot.row(L_MEET, record)
        return meeting.row.on.year if meeting else None

    def _compute(
        self, snapshot: Snapshot, cycle: CycleRow, ballots: Ballots, *more: Admission
    ) -> YearScores:
        ruleset = self._rules(snapshot, cycle)
        return published_scores(snapshot, cycle, ruleset, self.log.position_at, ballots, *more)

    def _ballots(self, snapshot: Snapshot, cycle: CycleRow, over: bool | None = None) -> Ballots:
        """Those counted until now, where the order says so; a later vote is no frozen fact."""
        counts = cycle.with_ballots if over is None else over
        ruleset = self._rules(snapshot, cycle)
        return ballots_of(snapshot, cycle.year, ruleset, over=True) if counts else Ballots()

    def _rules(self, snapshot: Snapshot, cycle: CycleRow) -> Ruleset:
        return rules_of(rulebook_at(self.log, snapshot.position), cycle.ruleset)


def all_recorded(wanted: Sequence[RecordScore], version: int, ballots: bool) -> RecordComputed:
    digests = "".join(command.digest for command in wanted)
    return RecordComputed(
        version=version,
        ballots=ballots,
        position=wanted[0].position if wanted else 0,
        count=len(wanted),
        digest=hashlib.sha256(digests.encode()).hexdigest(),
    )


def _impact(found: Difference) -> LineImpact:
    return LineImpact(
        kind=found.about.kind,
        subject=found.about.id,
        line=found.line,
        old=found.old.points,
        new=found.new.points,
        barred=found.new.barred if found.of_bar else None,
    )
