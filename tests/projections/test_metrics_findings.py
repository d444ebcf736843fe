"""What offices found, in the scores of every kind: HANDBOOK 4.7, UB3, UD4, CD1, GD1, B4, vetoes."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.ruleset import SubjectKind
from projections.ledgers.findings import FindingRow
from projections.metrics.findings import OF_ANY, OF_KIND
from tests.projections.known import evidence, found, known

WHO = UUID(int=0x61)
FALSE, VETO = "verified_false_records", "competent_authority_veto_certificates"


def finding(number: int, kind: str, of: SubjectKind, **changes: Any) -> FindingRow:
    told: dict[str, Any] = {
        "finding": UUID(int=number), "kind": kind, "subject_kind": of, "subject": WHO,
        "community": "FC01", "grid": None, "unit": None, "on": date(2022, 5, 1), "year": 2022,
        "document_no": "【合成】1号", "issued_by": None, "level": None, "record": None,
        "state": "RECORDED", "recorded": number * 10,
    }  # fmt: skip
    return FindingRow(**told | changes)


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_every_kind_of_subject_may_have_false_records_and_certificates(kind: SubjectKind) -> None:
    year = known(
        finding(1, "FALSE_RECORD", kind), finding(2, "FALSE_RECORD", kind),
        finding(3, "VETO_CERTIFICATE", kind),
    )  # fmt: skip
    assert found(year, kind, WHO, FALSE, VETO) == [2, 1]
    assert evidence(year, kind, WHO, FALSE) == (10, 20)
    assert found(known(), kind, WHO, FALSE, VETO) == [0, 0]


@pytest.mark.parametrize("change", [{"state": "REVOKED"}, {"year": 2021}, {"subject": UUID(int=1)}])
def test_what_was_revoked_or_lies_in_another_year_counts_no_more(change: dict[str, Any]) -> None:
    year = known(finding(1, "FALSE_RECORD", SubjectKind.GRID, **change))
    assert found(year, SubjectKind.GRID, WHO, FALSE) == [0]


@pytest.mark.parametrize(
    ("kind", "of", "metric"),
    [
        ("COMMENDATION", SubjectKind.UNIT, "higher_level_commendations"),
        ("INCIDENT_UNREPORTED", SubjectKind.COMMUNITY, "confirmed_unreported_major_incidents"),
        ("UPHELD_COMPLAINT", SubjectKind.MERCHANT, "upheld_complaints"),
    ],
)
def test_some_findings_are_one_kinds_ub3_cd1_b4(kind: str, of: SubjectKind, metric: str) -> None:
    year = known(finding(1, kind, of))
    assert found(year, of, WHO, metric, FALSE) == [1, 0]
    assert evidence(year, of, WHO, metric) == (10,)
    asked = {name for every in OF_KIND.values() for name in every}
    assert metric in asked
    assert metric not in OF_ANY
