"""What competent offices found, for every kind of subject: UB3, UD4, MD2, CD1, CD2, GD1, AD1, B4
and the vetoes on false records and on certificates."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from domain.finding import FindingKind
from domain.ruleset import SubjectKind
from projections.ledgers.findings import L_FINDING, FindingRow
from projections.metrics.year import Measures, Metrics, Year
from projections.scoring import Measure

FALSE: Final = "verified_false_records"
NONE: Final = Measure(0)
OF_ANY: Final = {
    FALSE: FindingKind.FALSE_RECORD,
    "competent_authority_veto_certificates": FindingKind.VETO_CERTIFICATE,
}
OF_KIND: Final[Mapping[SubjectKind, Mapping[str, FindingKind]]] = {
    SubjectKind.UNIT: {"higher_level_commendations": FindingKind.COMMENDATION},
    SubjectKind.MEMBER: {},
    SubjectKind.COMMUNITY: {
        "confirmed_unreported_major_incidents": FindingKind.INCIDENT_UNREPORTED
    },
    SubjectKind.GRID: {},
    SubjectKind.SOCIAL_ORG: {},
    SubjectKind.MERCHANT: {"upheld_complaints": FindingKind.UPHELD_COMPLAINT},
}


def _measured(year: Year, kind: SubjectKind) -> dict[UUID, Measures]:
    asked = {**OF_ANY, **OF_KIND[kind]}
    by_subject: dict[UUID, list[FindingRow]] = {}
    for row in year.snapshot.all(L_FINDING, subject_kind=kind, year=year.year):
        if row.state == "RECORDED":
            by_subject.setdefault(row.subject, []).append(row)
    services = _false_services(year, kind)
    return {
        subject: {
            metric: _count(by_subject.get(subject, ()), of, services.get(subject, ()))
            for metric, of in asked.items()
        }
        for subject in {*by_subject, *services}
    }


def _count(rows: Iterable[FindingRow], of: FindingKind, services: tuple[int, ...]) -> Measure:
    found = tuple(row.recorded for row in rows if row.kind == of)
    if of is FindingKind.FALSE_RECORD:
        found = (*services, *found)
    return Measure(len(found), found)


def _false_services(year: Year, kind: SubjectKind) -> dict[UUID, tuple[int, ...]]:
    """Services revoked as false count by themselves (EX-06), for the unit of the member, too."""
    match kind:
        case SubjectKind.MEMBER:
            members = year.members.items()
            return {id: found for id, m in members if (found := m.false_positions)}
        case SubjectKind.UNIT:
            return {id: unit.false_records for id, unit in year.units.items() if unit.false_records}
        case _:
            return {}


def _of(kind: SubjectKind) -> Metrics:
    none = dict.fromkeys((*OF_ANY, *OF_KIND[kind]), NONE)
    return Metrics(kind, none, lambda year: _measured(year, kind))


METRICS: Final = tuple(_of(kind) for kind in SubjectKind)
