"""Scores and eligibility of a year, for all subjects at once, as known at one position."""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.ruleset import Ruleset, SubjectKind
from projections.metrics.ballots import Ballots, ballots_known
from projections.metrics.catalogue import measures
from projections.metrics.subjects import FIND, Subject, subjects
from projections.metrics.year import Year, of_year
from projections.reading import Snapshot
from projections.scoring import Bar, ScoreSheet, bars, score


@dataclass(frozen=True, slots=True)
class Scored:
    """One subject's sheet and the vetoes looked at for it."""

    about: Subject
    sheet: ScoreSheet
    bars: tuple[Bar, ...]

    @property
    def subject(self) -> UUID:
        return self.about.id

    @property
    def name(self) -> str:
        return self.about.name

    @property
    def barred(self) -> tuple[Bar, ...]:
        return tuple(bar for bar in self.bars if bar.applies)


@dataclass(frozen=True, slots=True)
class YearScores:
    """A pure function of (log up to position, ruleset, year)."""

    known: Year
    scored: Mapping[SubjectKind, Mapping[UUID, Scored]]

    @property
    def year(self) -> int:
        return self.known.year

    @property
    def position(self) -> int:
        return self.known.snapshot.position

    @property
    def ruleset(self) -> Ruleset:
        return self.known.ruleset


def year_scores(
    snapshot: Snapshot,
    year: int,
    ruleset: Ruleset,
    on: date | None = None,
    ballots: Ballots | None = None,
) -> YearScores:
    """on: the day on which registration is looked at (AM-03); None: 31 December.

    ballots: those to count; None: as the snapshot knows them.
    """
    with uncollected():
        known = of_year(snapshot, year, ruleset, on)
        counted = ballots or ballots_known(snapshot, year, ruleset)
        return YearScores(known, {kind: scored(known, kind, counted) for kind in FIND})


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles: a county's sheets have none, and it would look through
    them again and again while they grow, two fifths of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def scored(year: Year, kind: SubjectKind, ballots: Ballots) -> dict[UUID, Scored]:
    """All subjects of one kind."""
    known = measures(year, kind)
    return {
        subject.id: Scored(
            subject,
            score(kind, known[subject.id], year.ruleset, ballots.of(kind, subject.id)),
            bars(kind, known[subject.id], year.ruleset),
        )
        for subject in subjects(year, kind)
    }


def rank(scored: Scored) -> tuple[bool, Decimal, str]:
    """Its place in a list: best first, who has no figure last, ties by id, for a stable order.

    As long as totals wait for what is not recorded yet, the provisional figures order the list.
    """
    sheet = scored.sheet
    figure = sheet.total if sheet.complete else sheet.provisional
    return (figure is None, -(figure or Decimal(0)), str(scored.subject))


def ranked(scored: Iterable[Scored]) -> list[Scored]:
    return sorted(scored, key=rank)
