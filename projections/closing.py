"""What the system works out once a year's scores are there: quotas, and what is exported.

Commands check the log anew, and repeat nothing (SYS-17, SYS-19).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from application.log import EventLog
from application.policies import Due
from domain.export import RecordExport
from domain.honour import FixQuota, QuotaBase
from domain.ruleset import Ruleset
from projections.asking import rulebook_at
from projections.exporting import content, digest_of, final_cycle, sizes_of
from projections.ledgers.assessment import L_CYCLE, L_PUBLISHED, CycleRow, of_the_last_version
from projections.ledgers.exports import L_EXPORT
from projections.ledgers.honours import L_PROGRAMME, ProgrammeRow
from projections.metrics.year import of_year
from projections.reading import Snapshot


@dataclass(frozen=True, slots=True)
class Closing:
    """Asked by the timers."""

    log: EventLog

    def __call__(self, snapshot: Snapshot) -> Iterator[Due]:
        yield from self._quotas(snapshot)
        yield from self._exports(snapshot)

    def _quotas(self, snapshot: Snapshot) -> Iterator[Due]:
        """4.6: the count of which a quota is a percentage, of the version computed last."""
        cycles = {row.year: row for row in snapshot.all(L_CYCLE) if row.complete and row.computed}
        for row in snapshot.all(L_PROGRAMME):
            cycle = cycles.get(row.year)
            if cycle is None or row.conferred or row.counted_for == cycle.version:
                continue
            base = self.base(snapshot, cycle, row)
            command = FixQuota(base=base, version=cycle.version, position=snapshot.position)
            key = f"timer:quota:{row.programme}:{cycle.version}"
            yield Due(key, command, row.programme, _since(cycle))

    def base(self, snapshot: Snapshot, cycle: CycleRow, row: ProgrammeRow) -> int:
        """Of what a quota is a percentage."""
        if row.percent_of == QuotaBase.REGISTERED:
            frozen = snapshot.before(cycle.computed or 0)
            members = of_year(frozen, cycle.year, ruleset_of(self.log, cycle)).members
            return sum(member.registered for member in members.values())
        scores = of_the_last_version(snapshot.all(L_PUBLISHED, year=cycle.year))
        return sum(s.kind == row.subject_kind and s.total is not None for s in scores)

    def _exports(self, snapshot: Snapshot) -> Iterator[Due]:
        """What is ordered is put together once the scores are final, from all that is known."""
        for row in snapshot.all(L_EXPORT, state="ORDERED"):
            cycle = final_cycle(snapshot, row.year)
            if cycle is None:
                continue
            key = f"timer:export:{row.package}:{snapshot.position}"
            yield Due(key, self.prepared(snapshot, cycle), row.package, _since(cycle))

    def prepared(self, snapshot: Snapshot, cycle: CycleRow) -> RecordExport:
        """The package as it is at the snapshot's position."""
        found = content(snapshot, cycle, ruleset_of(self.log, cycle))
        return RecordExport(
            position=snapshot.position,
            digest=digest_of(found),
            score_version=cycle.version,
            sizes=sizes_of(found),
        )


def _since(cycle: CycleRow) -> datetime:
    """Both follow from scores, which follow from the freeze."""
    assert cycle.as_known_at is not None  # noqa: S101 - scores are of a frozen record
    return cycle.as_known_at


def ruleset_of(log: EventLog, cycle: CycleRow) -> Ruleset:
    """By which the cycle's scores were made; adopted once, it stays what it was."""
    entry = rulebook_at(log).find(cycle.ruleset)
    if entry is None:
        raise LookupError(f"ruleset {cycle.ruleset} is gone")
    return entry.ruleset
