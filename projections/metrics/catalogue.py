"""All metrics of HANDBOOK 4.7 that have a ledger, a module a system."""

from collections import defaultdict
from typing import Final
from uuid import UUID

from domain.ruleset import SubjectKind
from projections.metrics import (
    archives,
    breaches,
    communities,
    coverage,
    deliberation,
    findings,
    grids,
    legal,
    meetings,
    members,
    organisations,
    parties,
    tasks,
    units,
)
from projections.metrics.year import Measures, Metrics, Year

METRICS: Final[tuple[Metrics, ...]] = (
    Metrics(
        SubjectKind.UNIT,
        {},
        lambda year: {id: units.measures_of(unit) for id, unit in year.units.items()},
    ),
    Metrics(
        SubjectKind.MEMBER,
        {},
        lambda year: {id: members.measures_of(member) for id, member in year.members.items()},
    ),
    Metrics(
        SubjectKind.UNIT,
        tasks.measures_of(()),
        lambda year: {id: tasks.measures_of(found) for id, found in year.tasks.items()},
    ),
    *findings.METRICS,
    *communities.METRICS,
    *deliberation.METRICS,
    *grids.METRICS,
    *parties.METRICS,
    *legal.METRICS,
    *organisations.METRICS,
    *archives.OF_ARCHIVES,
    *breaches.OF_BREACHES,
    *meetings.METRICS,
    *coverage.METRICS,
)


def measures(year: Year, kind: SubjectKind) -> defaultdict[UUID, Measures]:
    """What is known of each subject of a kind; of another, what `none` says."""
    of_kind = [metrics for metrics in METRICS if metrics.kind is kind]
    none = {name: measure for metrics in of_kind for name, measure in metrics.none.items()}
    found = defaultdict[UUID, Measures](lambda: none)
    for metrics in of_kind:
        for subject, some in metrics.measure(year).items():
            found[subject] = {**found[subject], **some}
    return found
