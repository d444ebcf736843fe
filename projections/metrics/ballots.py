"""The ballots of a year as its score sheets take them (SYS-16, HANDBOOK 4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from domain.ruleset import Ruleset, SubjectKind
from domain.ruleset.ballots import GroupMean, group_mean, weighted_mean
from projections.ledgers.assessment import BALLOTS, L_CYCLE, RoundRow
from projections.reading import Snapshot
from projections.scoring.sheet import BallotResult

NOT_APPLICABLE: Final = BallotResult(None)
Subject = tuple[SubjectKind, UUID]


@dataclass(frozen=True, slots=True)
class Ballots:
    """over: no more are to come, and who has no valid one is scored without."""

    over: bool = False
    found: Mapping[Subject, BallotResult] = field(default_factory=dict)

    def of(self, kind: SubjectKind, subject: UUID) -> BallotResult | None:
        """None: still to come."""
        return self.found.get((kind, subject), NOT_APPLICABLE if self.over else None)


def group_means(round: RoundRow, ruleset: Ruleset) -> dict[UUID, dict[str, GroupMean]]:
    """Of each subject on the paper, what each group gave."""
    means: dict[UUID, dict[str, GroupMean]] = {subject: {} for subject in round.subjects}
    for tally in round.tallies:
        means[tally.subject][tally.group] = group_mean(dict(tally.votes), ruleset.ballot)
    return means


def ballots_of(snapshot: Snapshot, year: int, ruleset: Ruleset, *, over: bool) -> Ballots:
    """Of rounds held again, the last; a void one says nothing."""
    rounds = [row for row in snapshot.all(BALLOTS, year=year) if row.counted is not None]
    found: dict[Subject, BallotResult] = {}
    for row in sorted(rounds, key=lambda row: row.counted or 0):
        evidence = () if row.counted is None else (row.counted,)
        for subject, groups in group_means(row, ruleset).items():
            mean = None if row.void else weighted_mean(groups, ruleset.ballot)
            found[SubjectKind(row.kind), subject] = BallotResult(mean, evidence)
    return Ballots(over, found)


def ballots_known(snapshot: Snapshot, year: int, ruleset: Ruleset) -> Ballots:
    """As they stand in the log now."""
    over = any(row.complete for row in snapshot.all(L_CYCLE, year=year))
    return ballots_of(snapshot, year, ruleset, over=over)
