"""Lines of SOCIAL_ORG and MERCHANT, of promises and deeds: HANDBOOK 4.2, A3, B2, B3, B5."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.ruleset import SubjectKind
from projections.ledgers.inspections import InspectionRow
from projections.ledgers.services import Service
from tests.projections.known import (
    ORGAN,
    SHOP,
    SOCIETY,
    agreement,
    commitment,
    evidence,
    found,
    known,
    unit,
)
from tests.spec import moment

WEIGHTS = "commitment_weight_verified", "commitment_weight_due"
SAFETY = "safety_checks_passed", "safety_checks_done"
FRONTAGE = "frontage_duty_checks_passed", "frontage_duty_checks_done"
MERCHANT, SOCIAL_ORG = SubjectKind.MERCHANT, SubjectKind.SOCIAL_ORG


def check(number: int, kind: str, passed: bool, **changes: Any) -> InspectionRow:
    told: dict[str, Any] = {
        "inspection": UUID(int=number), "unit": SHOP, "kind": kind, "community": "FC01",
        "grid": None, "on": date(2022, 5, 1), "year": 2022, "passed": passed, "body": None,
        "inspector": None, "voided": False, "recorded": number * 10,
    }  # fmt: skip
    return InspectionRow(**told | changes)


def service(number: int, **changes: Any) -> Service:
    at: datetime = moment("2022-05-04 09:00")
    told: dict[str, Any] = {
        "entry": UUID(int=number), "book": UUID(int=1), "person": UUID(int=2),
        "community": "FC01", "service_on": date(2022, 5, 4), "year": 2022, "minutes": 60,
        "field": "ENVIRONMENT", "source": "SELF", "outcome": "COMPLETED", "order": None,
        "flags": (), "state": "CONFIRMED", "submitted_at": at, "submitted_by": None,
        "submitted": number * 10, "start": at, "end": at, "confirmed": number * 10 + 1,
        "organiser_unit": SHOP,
    }  # fmt: skip
    return Service(**told | changes)


def test_an_organisations_commitments_are_weighed_as_a_units_a3_ex09() -> None:
    year = known(
        unit(SOCIETY, "SOCIAL_ORGANISATION"), agreement(SOCIETY, "04-20"),
        commitment(1, SOCIETY, 3, "VERIFIED", "05-31"),
        commitment(2, SOCIETY, 2, "FAILED", "06-30"),
        commitment(3, SOCIETY, 4, "VERIFIED", "12-31"),
        commitment(4, SOCIETY, 1, "WAIVED", "06-30"),
        commitment(5, SOCIETY, 5, "PLEDGED", "03-31"),
    )  # fmt: skip
    assert found(year, SOCIAL_ORG, SOCIETY, *WEIGHTS) == [7, 9]
    assert evidence(year, SOCIAL_ORG, SOCIETY, WEIGHTS[0]) == (702, 10, 11, 30, 31)


def test_without_an_agreement_in_effect_nothing_is_due_a3() -> None:
    year = known(
        unit(SOCIETY, "SOCIAL_ORGANISATION"), agreement(SOCIETY, None),
        commitment(1, SOCIETY, 3, "PLEDGED", "05-31"),
    )  # fmt: skip
    assert found(year, SOCIAL_ORG, SOCIETY, *WEIGHTS) == [0, 0]


def test_checks_of_a_shop_are_told_apart_by_kind_b2_b5() -> None:
    year = known(
        check(1, "SAFETY", True), check(2, "SAFETY", False), check(3, "FRONTAGE", True),
        check(4, "SAFETY", True, voided=True), check(5, "SAFETY", True, year=2021),
        check(6, "FRONTAGE", False, unit=ORGAN),
    )  # fmt: skip
    assert found(year, MERCHANT, SHOP, *SAFETY, *FRONTAGE) == [1, 2, 1, 1]
    assert evidence(year, MERCHANT, SHOP, "safety_checks_done") == (10, 20)
    assert evidence(year, MERCHANT, SHOP, "safety_checks_passed") == (10,)


def test_a_shop_never_checked_has_nothing_to_measure_b2_b5() -> None:
    assert found(known(), MERCHANT, SHOP, *SAFETY, *FRONTAGE) == [0, 0, 0, 0]


def test_a_contribution_is_a_verified_commitment_or_an_activity_b3() -> None:
    one, other = UUID(int=0x91), UUID(int=0x92)
    year = known(
        unit(SHOP, "MERCHANT"), agreement(SHOP, "03-01"),
        commitment(1, SHOP, 3, "VERIFIED", "05-31"), commitment(2, SHOP, 3, "FAILED", "05-31"),
        service(5, activity=one), service(6, activity=one), service(7, activity=other),
        service(8, activity=UUID(int=0x93), state="SUBMITTED"), service(9, organiser_unit=ORGAN),
        service(10, organiser_unit=None),
    )  # fmt: skip
    assert found(year, MERCHANT, SHOP, "cogovernance_contributions") == [3]
    assert evidence(year, MERCHANT, SHOP, "cogovernance_contributions") == (11, 51, 71)


def test_an_activity_without_a_name_is_one_a_day_b3() -> None:
    next_day = {"service_on": date(2022, 5, 5)}
    year = known(service(5), service(6), service(7, **next_day))
    assert found(year, MERCHANT, SHOP, "cogovernance_contributions") == [2]
    assert found(year, MERCHANT, ORGAN, "cogovernance_contributions") == [0]
