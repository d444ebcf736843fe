"""Social organisations and merchants: what they promised and did (HANDBOOK 4.2, A3, B2, B3, B5)."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from domain.inspection import InspectionKind
from domain.ruleset import SubjectKind
from domain.unit import UnitKind
from projections.ledgers.agreements import AgreementRow, CommitmentRow
from projections.ledgers.inspections import L_INSPECTION, InspectionRow
from projections.metrics.facts import grouped
from projections.metrics.units import agreement_of, counted, weight
from projections.metrics.year import Measures, Metrics, Year
from projections.scoring import Measure

CHECKS: Final = {
    InspectionKind.SAFETY: ("safety_checks_passed", "safety_checks_done"),
    InspectionKind.FRONTAGE: ("frontage_duty_checks_passed", "frontage_duty_checks_done"),
}
CONTRIBUTIONS: Final = "cogovernance_contributions"
NONE: Final = Measure(0)


def _commitments(
    year: Year, kind: UnitKind
) -> Iterator[tuple[UUID, AgreementRow, tuple[CommitmentRow, ...]]]:
    """Each party of a kind with its agreement in effect and what counts of it."""
    agreements = grouped(year.facts.agreements, "party")
    commitments = grouped(year.facts.commitments, "agreement")
    for id, unit in year.facts.units.items():
        if unit.kind == kind and (agreement := agreement_of(unit, agreements.get(id, ()))):
            yield id, agreement, counted(agreement, commitments, year.on)


def _weights(year: Year) -> dict[UUID, Measures]:
    """A3, as a unit's U6."""
    found: dict[UUID, Measures] = {}
    for id, agreement, due in _commitments(year, UnitKind.SOCIAL_ORGANISATION):
        verified = tuple(row for row in due if row.state == "VERIFIED")
        found[id] = {
            "commitment_weight_verified": weight(verified, agreement.effect, "termed", "decided"),
            "commitment_weight_due": weight(due, agreement.effect, "termed"),
        }
    return found


def _contributions(year: Year) -> dict[UUID, Measures]:
    """B3: a commitment that was verified, or an activity that the shop organised and in which
    somebody's service was confirmed, each once."""
    found: dict[UUID, list[int]] = {}
    for id, _, due in _commitments(year, UnitKind.MERCHANT):
        found[id] = [row.decided for row in due if row.state == "VERIFIED"]
    activities: dict[tuple[UUID, UUID | str], int] = {}
    for service in year.facts.services:
        host = service.organiser_unit
        if host is not None and service.state == "CONFIRMED" and service.confirmed is not None:
            what = service.activity or service.service_on.isoformat()
            activities.setdefault((host, what), service.confirmed)
    for (host, _), position in activities.items():
        found.setdefault(host, []).append(position)
    return {id: {CONTRIBUTIONS: Measure(len(made), tuple(made))} for id, made in found.items()}


def _checks(year: Year) -> dict[UUID, Measures]:
    """B2, B5: the checks of the year that were not voided."""
    rows = [row for row in year.snapshot.all(L_INSPECTION, year=year.year) if not row.voided]
    return {id: _measures_of(own) for id, own in grouped(rows, "unit").items()}


def _measures_of(rows: list[InspectionRow]) -> Measures:
    found: dict[str, Measure] = {}
    for kind, (passed, done) in CHECKS.items():
        made = [row for row in rows if row.kind == kind]
        good = tuple(row.recorded for row in made if row.passed)
        found[passed] = Measure(len(good), good)
        found[done] = Measure(len(made), tuple(row.recorded for row in made))
    return found


METRICS: Final = (
    Metrics(
        SubjectKind.SOCIAL_ORG,
        {"commitment_weight_verified": NONE, "commitment_weight_due": NONE},
        _weights,
    ),
    Metrics(SubjectKind.MERCHANT, {CONTRIBUTIONS: NONE}, _contributions),
    Metrics(SubjectKind.MERCHANT, _measures_of([]), _checks),
)
