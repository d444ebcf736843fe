"""The pay floor: SYS-15, R-21, AM-19, and the handbook's worked example."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as for_all, strategies as st

from domain.kernel import Period
from domain.roles import Role
from domain.workforce import (
    COMMUNITY_WORKER,
    PAY_STANDARDS,
    AdoptPaySystem,
    CheckPayFloor,
    DepartureReason,
    FloorCheck,
    FloorStatus,
    IncomeStatisticPublished,
    Multiple,
    PayCorrected,
    PayFloorChecked,
    PayRecorded,
    PaySystemAdopted,
    PublishIncomeStatistic,
    Worker,
    WorkerLeft,
    pay_standards_ref,
    shipped_pay_system,
)
from domain.workforce.floor import checked
from tests.domain.workforce.facts import IN_POST, LI, SYSTEM, YUAN, income, worker
from tests.spec import given

EARLIER, LAST = income(2020, 28_000), income(2021, 30_000)
SYS = Role.SYS
FIFTH_MONTH = WorkerLeft(last_day=date(2022, 5, 31), reason=DepartureReason.RESIGNED)


def pay(yuan: int, *months: int) -> list[PayRecorded]:
    return [PayRecorded(year=2022, month=m, gross_fen=yuan * YUAN) for m in months]


def standards(*facts: Any) -> dict[Any, Any]:
    return {pay_standards_ref(): PAY_STANDARDS.replay([SYSTEM, *facts])}


def check(
    at: str, *facts: Any, month: int | None = None, incomes: tuple[Any, ...] = (EARLIER, LAST)
) -> FloorCheck:
    asked = worker(*IN_POST, *facts).by(SYS).at(at).looking(standards(*incomes))
    [found] = asked.when(CheckPayFloor(year=2022, month=month)).facts()
    assert isinstance(found, PayFloorChecked)
    return found.check


def test_the_worked_example_met_sys15() -> None:
    """Income 30,000: floor 36,000 a year; 3,200 × 12 = 38,400 → MET."""
    found = check("2023-01-02 03:00", *pay(3200, *range(1, 13)))
    assert (found.floor_fen, found.gross_fen) == (36_000 * YUAN, 38_400 * YUAN)
    assert (found.status, found.shortfall_fen, found.months) == (FloorStatus.MET, 0, "12")
    assert (found.income_year, found.income_fen) == (2021, 30_000 * YUAN)
    assert found.multiple.exact == Fraction(12, 10)


def test_the_worked_example_below_sys15() -> None:
    """Employed five months at 2,900 = 14,500 < 15,000 → BELOW by 500."""
    found = check("2023-01-02 03:00", *pay(2900, *range(1, 6)), FIFTH_MONTH)
    assert (found.floor_fen, found.gross_fen) == (15_000 * YUAN, 14_500 * YUAN)
    assert (found.status, found.shortfall_fen) == (FloorStatus.BELOW, 500 * YUAN)
    assert found.months == "5"


def test_one_fen_below_is_below_r21() -> None:
    just = [*pay(3000, *range(1, 12)), PayRecorded(year=2022, month=12, gross_fen=300_000)]
    assert check("2023-01-02 03:00", *just).status is FloorStatus.MET
    short = [*just[:-1], PayRecorded(year=2022, month=12, gross_fen=299_999)]
    found = check("2023-01-02 03:00", *short)
    assert (found.status, found.shortfall_fen) == (FloorStatus.BELOW, 1)


def test_a_single_month_is_checked_against_a_twelfth() -> None:
    found = check("2022-04-02 03:00", *pay(2999, 3), month=3)
    assert (found.floor_fen, found.status) == (3000 * YUAN, FloorStatus.BELOW)
    assert (found.month, found.months, found.shortfall_fen) == (3, "1", YUAN)


def test_without_last_years_income_the_check_is_provisional_am19() -> None:
    """Y−2 until Y−1 is published; the shortfall is told all the same."""
    found = check("2022-02-02 03:00", *pay(2700, 1), month=1, incomes=(EARLIER,))
    assert (found.status, found.income_year) == (FloorStatus.PROVISIONAL, 2020)
    assert (found.floor_fen, found.shortfall_fen) == (2800 * YUAN, 100 * YUAN)


def test_a_provisional_check_is_made_again_when_the_income_is_published_am19() -> None:
    before = check("2022-02-02 03:00", *pay(2900, 1), month=1, incomes=(EARLIER,))
    assert before.shortfall_fen == 0
    after = check("2022-03-02 03:00", *pay(2900, 1), PayFloorChecked(check=before), month=1)
    assert (after.status, after.shortfall_fen) == (FloorStatus.BELOW, 100 * YUAN)
    twice = COMMUNITY_WORKER.replay(
        [*IN_POST, PayFloorChecked(check=before), PayFloorChecked(check=after)]
    )
    assert twice.checks == (after,)


def test_the_same_result_is_not_recorded_twice() -> None:
    found = check("2022-02-02 03:00", *pay(2900, 1), month=1)
    again = worker(*IN_POST, *pay(2900, 1), PayFloorChecked(check=found)).by(SYS)
    again = again.looking(standards(EARLIER, LAST))
    again.when(CheckPayFloor(year=2022, month=1)).then_nothing()
    paid_up = PayCorrected(
        person=LI, year=2022, month=1, before_fen=1, gross_fen=300_000, reason="x"
    )
    raised = worker(*IN_POST, *pay(2900, 1), PayFloorChecked(check=found), paid_up).by(SYS)
    raised = raised.looking(standards(EARLIER, LAST))
    assert raised.when(CheckPayFloor(year=2022, month=1)).facts()


def test_no_income_at_all_is_no_check_am19() -> None:
    asked = worker(*IN_POST, *pay(2900, 1)).by(SYS).looking(standards(income(2019, 26_000)))
    asked.when(CheckPayFloor(year=2022, month=1)).then_refused("no_income_statistic")


def test_a_period_is_checked_when_it_is_over() -> None:
    running = worker(*IN_POST, *pay(2900, 4)).by(SYS).looking(standards(LAST))
    april = CheckPayFloor(year=2022, month=4)
    running.at("2022-04-30 23:59").when(april).then_refused("period_not_over")
    assert running.at("2022-05-01 00:00").when(april).facts()
    year = running.at("2022-12-31 23:59").when(CheckPayFloor(year=2022))
    year.then_refused("period_not_over")


def test_it_waits_a_month_for_the_pay_and_no_longer() -> None:
    unpaid = worker(*IN_POST).by(SYS).looking(standards(LAST))
    march = CheckPayFloor(year=2022, month=3)
    unpaid.at("2022-04-30 23:59").when(march).then_refused("pay_not_recorded")
    found = check("2022-05-01 00:00", month=3)
    assert (found.gross_fen, found.status) == (0, FloorStatus.BELOW)
    partly = worker(*IN_POST, *pay(3200, *range(1, 12))).by(SYS).looking(standards(LAST))
    year = CheckPayFloor(year=2022)
    partly.at("2023-01-31 23:59").when(year).then_refused("pay_not_recorded")
    assert partly.at("2023-02-01 00:00").when(year).facts()


def test_nobody_is_checked_for_a_time_without_employment() -> None:
    gone = worker(*IN_POST, FIFTH_MONTH).by(SYS).looking(standards(LAST)).at("2022-09-01 09:00")
    gone.when(CheckPayFloor(year=2022, month=6)).then_refused("not_employed_then")


def test_a_departure_entered_late_sets_right_what_was_checked_before_it() -> None:
    wrong = check("2022-08-01 00:00", month=6)
    assert wrong.status is FloorStatus.BELOW
    right = check("2022-09-01 09:00", PayFloorChecked(check=wrong), FIFTH_MONTH, month=6)
    assert (right.status, right.months, right.floor_fen) == (FloorStatus.MET, "0", 0)


def test_part_of_a_month_is_pro_rated_by_days_am19() -> None:
    half = WorkerLeft(last_day=date(2022, 4, 15), reason=DepartureReason.RESIGNED)
    found = check("2022-05-02 03:00", half, *pay(1500, 4), month=4)
    assert (found.months, found.floor_fen, found.status) == ("1/2", 1500 * YUAN, FloorStatus.MET)


@for_all(
    st.integers(1, 10_000_000), st.integers(0, 20_000_000), st.integers(1, 365), st.integers(1, 3)
)
def test_whole_fen_decide_as_the_exact_floor_does_am19(
    income_fen: int, gross: int, days: int, num: int
) -> None:
    until = date.fromordinal(date(2022, 1, 1).toordinal() + days - 1)
    state = Worker(spells=(Period(start=date(2022, 1, 1), end=until),), pay=((2022, 1, gross),))
    system = shipped_pay_system().model_copy(update={"floor": Multiple(num=num, den=7)})
    adopted = PaySystemAdopted(system=system, document_no="【合成】3号")
    published = IncomeStatisticPublished(
        year=2021, value_fen=income_fen, published_on=date(2022, 2, 1), source="x"
    )
    found = checked(state, 2022, None, PAY_STANDARDS.replay([adopted, published]))
    exact = Fraction(num, 7) * income_fen * Fraction(found.months) / 12
    assert (found.status is FloorStatus.MET) == (gross >= exact)
    assert found.shortfall_fen == max(0, found.floor_fen - gross)


def test_an_income_is_published_after_its_year_and_may_be_revised() -> None:
    publish = PublishIncomeStatistic(**dict(LAST))
    given(PAY_STANDARDS).by(Role.COD).when(publish).then(LAST)
    given(PAY_STANDARDS, LAST).by(Role.COD).when(publish).then_nothing()
    revised = publish.model_copy(update={"value_fen": 31_000 * YUAN})
    given(PAY_STANDARDS, LAST).by(Role.COD).when(revised).then(
        IncomeStatisticPublished(**dict(revised))
    )
    now = given(PAY_STANDARDS, LAST, IncomeStatisticPublished(**dict(revised))).state
    assert (now.income(2021), now.income(2020)) == (31_000 * YUAN, None)
    early = publish.model_copy(update={"published_on": date(2021, 12, 31)})
    given(PAY_STANDARDS).by(Role.COD).when(early).then_refused("year_not_over")
    ahead = publish.model_copy(update={"published_on": date(2022, 5, 11)})
    given(PAY_STANDARDS).by(Role.COD).when(ahead).then_refused("in_the_future")


def test_the_pay_system_in_force_is_the_last_one_adopted_for_the_day_r21() -> None:
    adopt = AdoptPaySystem(**dict(SYSTEM))
    given(PAY_STANDARDS).by(Role.COD).when(adopt).then(SYSTEM)
    given(PAY_STANDARDS, SYSTEM).by(Role.COD).when(adopt).then_nothing()
    newer = SYSTEM.system.model_copy(update={"effective_from": date(2022, 1, 1)})
    both = PAY_STANDARDS.replay([PaySystemAdopted(system=newer, document_no="4号"), SYSTEM])
    assert both.in_force(date(2022, 1, 1)) == newer
    assert both.in_force(date(2021, 12, 31)) == SYSTEM.system


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"head": {"lowest": 8, "highest": 7}}, "band_upside_down"),
        ({"monthly": (320_000,) * 17}, "pay_table_incomplete"),
    ],
    ids=["upside down", "seventeen grades"],
)
def test_a_pay_system_must_make_sense(about: dict[str, Any], code: str) -> None:
    wrong = type(SYSTEM.system).model_validate(SYSTEM.system.model_dump() | about)
    adopt = AdoptPaySystem(system=wrong, document_no="3号")
    given(PAY_STANDARDS).by(Role.COD).when(adopt).then_refused(code)
    full = SYSTEM.system.model_copy(update={"monthly": (320_000,) * 18})
    assert given(PAY_STANDARDS).when(AdoptPaySystem(system=full, document_no="3号")).facts()
