"""Questions of SYS-15: each finds what was planted, and nothing where all is as it should be."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.kernel import derived_id
from domain.workforce import (
    PERSONNEL_OFFICES,
    DepartureReason,
    FloorStatus,
    Insurance,
    Place,
    SocialInsurancePaid,
    WorkerLeft,
    WorkerRotated,
)
from projections.questions.workforce import QUESTIONS
from tests.domain.workforce.facts import IN_POST, LI, RECRUITED, RESPONSIBLE
from tests.projections.questions.asked import Told, asked
from tests.projections.test_workforce_ledgers import check

BELOW, GAPS = "workers-below-the-pay-floor", "workers-with-an-insurance-gap"
STAYING, PROVISIONAL = "workers-not-rotated-for-three-years", "provisional-pay-floor-checks"
AVERAGE = "average-pay-and-the-floor"
WORKER, OTHER = derived_id("community-worker", LI), UUID(int=0x99)


def told(*facts: Any) -> Told:
    known = Told()
    for fact in facts:
        known.tell(WORKER, fact)
    return known


def test_who_is_below_the_floor_is_found_for_each_month_and_the_year_am19() -> None:
    found = asked(
        told(*IN_POST, check(FloorStatus.BELOW, 5), check(FloorStatus.BELOW, 7, None)), BELOW
    )
    assert [(row.person, row.month, row.shortfall_fen) for row in found] == [
        (LI, 1, 5), (LI, None, 7),
    ]  # fmt: skip
    assert found[0].community == "FC01"
    assert len(asked(told(*IN_POST, check(FloorStatus.PROVISIONAL, 5)), BELOW)) == 1
    assert asked(told(*IN_POST, check(FloorStatus.MET, 0)), BELOW) == []
    paid_up = (check(FloorStatus.BELOW, 5), check(FloorStatus.MET, 0))
    assert asked(told(*IN_POST, *paid_up), BELOW) == []


def test_provisional_checks_are_told_with_what_became_of_them_am19() -> None:
    first = check(FloorStatus.PROVISIONAL, 0)
    [row] = asked(told(*IN_POST, first), PROVISIONAL)
    assert (row.status, row.changed) == ("PROVISIONAL", None)
    [row] = asked(told(*IN_POST, first, check(FloorStatus.BELOW, 5)), PROVISIONAL)
    assert (row.status, row.provisional_shortfall_fen, row.changed) == ("BELOW", 0, True)
    [row] = asked(told(*IN_POST, first, check(FloorStatus.MET, 0)), PROVISIONAL)
    assert row.changed is False
    assert asked(told(*IN_POST, check(FloorStatus.BELOW, 5)), PROVISIONAL) == []


def insured(*months: int, kinds: tuple[Insurance, ...] = tuple(Insurance)) -> list[Any]:
    return [SocialInsurancePaid(year=2022, month=month, kinds=kinds) for month in months]


def gaps(*facts: Any, on: str = "2022-12-31") -> list[tuple[int, tuple[str, ...]]]:
    return [(row.month, row.missing) for row in asked(told(*IN_POST, *facts), GAPS, on=on)]


def test_a_month_without_insurance_is_found_r21() -> None:
    every = tuple(kind.value for kind in Insurance)
    assert gaps(*insured(1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12)) == [(3, every)]
    part = insured(3, kinds=(Insurance.PENSION,))
    [(month, missing)] = gaps(*insured(1, 2), *part, on="2022-03-31")
    assert (month, missing) == (3, ("MEDICAL", "UNEMPLOYMENT", "WORK_INJURY"))


def test_whoever_is_insured_or_not_employed_or_whose_month_runs_has_no_gap() -> None:
    assert gaps(*insured(*range(1, 13))) == []
    left = WorkerLeft(last_day=date(2022, 2, 15), reason=DepartureReason.RESIGNED)
    assert gaps(*insured(1, 2), left) == []
    assert [month for month, _ in gaps(*insured(1), left)] == [2]
    assert gaps(*insured(1, 2), on="2022-03-30") == []


def test_months_before_he_was_entered_are_no_gap_unless_something_was_paid() -> None:
    """As with pay: nobody could have recorded them. He is entered in January 2022."""
    early = RECRUITED.model_copy(update={"on": date(2021, 6, 1)})
    known = told(early, RESPONSIBLE, *insured(*range(3, 13)))
    assert [row.month for row in asked(known, GAPS)] == [2]
    known = told(
        early, RESPONSIBLE, *insured(1, kinds=(Insurance.PENSION,)), *insured(*range(3, 13))
    )
    assert [row.month for row in asked(known, GAPS)] == [1, 2]


def test_the_average_is_reported_beside_the_floor_am19() -> None:
    """Two workers for a month each, one 300 fen below 3,000 yuan; a month's check is none."""
    known = told(*IN_POST, check(FloorStatus.BELOW, 300, None), check(FloorStatus.MET, 0, 3))
    other = derived_id("community-worker", OTHER)
    for fact in (
        RECRUITED.model_copy(update={"person": OTHER, "community": "FC02"}),
        check(FloorStatus.PROVISIONAL, 0, None),
    ):
        known.tell(other, fact)
    found = {row.community: row for row in asked(known, AVERAGE)}
    county = found[None]
    assert (county.workers, county.months, county.gross_fen) == (2, "2", 599_700)
    assert (county.average_fen, county.floor_fen, county.percent) == (299_850, 300_000, "99.95")
    assert (county.below, county.provisional) == (1, 1)
    assert (found["FC01"].average_fen, found["FC02"].average_fen) == (299_700, 300_000)
    assert asked(told(*IN_POST), AVERAGE) == []


def staying(on: str, *facts: Any) -> list[Any]:
    return asked(told(*facts), STAYING, on=on)


def test_who_has_not_rotated_for_three_years_is_found_am20() -> None:
    long_ago = RECRUITED.model_copy(update={"on": date(2019, 9, 1)})
    [row] = staying("2022-09-01", long_ago, RESPONSIBLE)
    assert (row.person, row.since, row.rotations) == (LI, date(2019, 9, 1), 0)
    assert staying("2022-08-31", long_ago, RESPONSIBLE) == []
    home = Place(community="FC01", grid="FC01001")
    moved = WorkerRotated(
        person=LI, origin=home, destination=Place(community="FC01"), on=date(2022, 5, 1)
    )
    assert len(staying("2022-12-31", long_ago, RESPONSIBLE)) == 1
    assert staying("2022-12-31", long_ago, RESPONSIBLE, moved) == []
    gone = WorkerLeft(last_day=date(2022, 12, 30), reason=DepartureReason.RESIGNED)
    assert staying("2022-12-31", long_ago, RESPONSIBLE, gone) == []


def test_a_leap_day_has_its_third_year_at_the_end_of_february() -> None:
    leap = RECRUITED.model_copy(update={"on": date(2020, 2, 29)})
    known = told(leap)
    assert asked(known, STAYING, on="2023-02-27", now="2023-06-01 00:00") == []
    assert len(asked(known, STAYING, on="2023-02-28", now="2023-06-01 00:00")) == 1


def test_answers_about_personnel_are_for_personnel_offices() -> None:
    assert all(question.row.offices == PERSONNEL_OFFICES for question in QUESTIONS)
