"""Who was found responsible for a breach of personal information (SYS-20): V-ANY-PI."""

from typing import Final
from uuid import UUID

from domain.ruleset import SubjectKind
from projections.ledgers.privacy import L_BREACH
from projections.metrics.year import Measures, Metrics, Year
from projections.scoring import Measure

METRIC: Final = "confirmed_personal_information_breaches"


def _confirmed(year: Year) -> dict[UUID, Measures]:
    """In the year in which they happened; of whatever kind the subject was named: an association
    in a Big Party Committee is two kinds of subject, and barred as both."""
    found: dict[UUID, list[int]] = {}
    for row in year.snapshot.all(L_BREACH):
        subject, confirmed = row.responsible, row.confirmed
        if subject is not None and confirmed is not None and row.happened_on.year == year.year:
            found.setdefault(subject, []).append(confirmed)
    return {
        subject: {METRIC: Measure(len(positions), tuple(positions))}
        for subject, positions in found.items()
    }


OF_BREACHES: Final = tuple(Metrics(kind, {METRIC: Measure(0)}, _confirmed) for kind in SubjectKind)
