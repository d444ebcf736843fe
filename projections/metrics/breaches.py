"""Who was found responsible for a breach of personal information (SYS-20): V-ANY-PI."""

from functools import partial
from typing import Final
from uuid import UUID

from domain.ruleset import SubjectKind
from projections.ledgers.privacy import L_BREACH
from projections.metrics.year import Measures, Metrics, Year
from projections.scoring import Measure

METRIC: Final = "confirmed_personal_information_breaches"


def _confirmed(kind: SubjectKind, year: Year) -> dict[UUID, Measures]:
    """In the year in which they happened."""
    found: dict[UUID, list[int]] = {}
    for row in year.snapshot.all(L_BREACH, kind=kind):
        subject, confirmed = row.responsible, row.confirmed
        if subject is not None and confirmed is not None and row.happened_on.year == year.year:
            found.setdefault(subject, []).append(confirmed)
    return {
        subject: {METRIC: Measure(len(positions), tuple(positions))}
        for subject, positions in found.items()
    }


OF_BREACHES: Final = tuple(
    Metrics(kind, {METRIC: Measure(0)}, partial(_confirmed, kind)) for kind in SubjectKind
)
