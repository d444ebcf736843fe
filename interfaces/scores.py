"""The scores of a year by the rules in force, and one subject among them."""

from datetime import date
from uuid import UUID

from application.handler import NotFound
from interfaces.system import System
from projections.reading import Snapshot
from projections.scores import Scored, YearScores, year_scores


def scores_of(system: System, snapshot: Snapshot, year: int, on: date | None = None) -> YearScores:
    """on: the business date; None: 31 December."""
    ruleset = system.rulebook(snapshot.position).in_force(date(year, 12, 31))
    return year_scores(snapshot, year, ruleset, on)


def find(scores: YearScores, subject: UUID) -> Scored:
    for scored in scores.scored.values():
        if subject in scored:
            return scored[subject]
    raise NotFound(subject)
