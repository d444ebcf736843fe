"""Pay, insurance, training, appraisal: SYS-15, R-20, R-21."""

from datetime import date
from typing import Any

import pytest

from domain.kernel import Period
from domain.roles import Role
from domain.workforce import (
    COMMUNITY_WORKER,
    PAY_STANDARDS,
    Appraisal,
    AppraiseWorker,
    CorrectPay,
    DepartureReason,
    Insurance,
    PayCorrected,
    PayRecorded,
    PaySystemAdopted,
    RecordInsurance,
    RecordPay,
    RecordTraining,
    SocialInsurancePaid,
    TrainingAttended,
    WorkerAppraised,
    WorkerLeft,
    pay_standards_ref,
    shipped_pay_system,
)
from domain.workforce.terms import months_between, months_employed
from tests.domain.workforce.facts import IN_POST, LI, RECRUITED, worker

PAY = RecordPay(year=2022, month=4, gross_fen=320_000)
PAID = PayRecorded(**dict(PAY))
CORRECT = CorrectPay(year=2022, month=4, gross_fen=330_000, reason="补发绩效")
INSURE = RecordInsurance(year=2022, month=4, kinds=frozenset(Insurance))
INSURED = SocialInsurancePaid(year=2022, month=4, kinds=tuple(Insurance))
TRAIN = RecordTraining(on=date(2022, 5, 9), hours=8, topic="网格员业务培训")
APPRAISE = AppraiseWorker(year=2022, result=Appraisal.EXCELLENT, comment="群众满意")
LEFT = WorkerLeft(last_day=date(2022, 3, 31), reason=DepartureReason.RESIGNED)
MONEY = (PAY, INSURE)


def test_pay_is_recorded_in_fen_once_a_month_r21() -> None:
    worker(*IN_POST).when(PAY).then(PAID)
    worker(*IN_POST, PAID).when(PAY).then_refused("pay_recorded")
    assert COMMUNITY_WORKER.replay([*IN_POST, PAID]).paid(2022, 4) == 320_000
    for wrong in (-1, 3200.5):
        with pytest.raises(ValueError, match="gross_fen"):
            RecordPay(year=2022, month=4, gross_fen=wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("command", MONEY, ids=["pay", "insurance"])
def test_no_money_is_recorded_for_a_month_still_to_come(command: Any) -> None:
    ahead = command.model_copy(update={"month": 6})
    worker(*IN_POST).when(ahead).then_refused("in_the_future")
    running = command.model_copy(update={"month": 5})
    assert worker(*IN_POST).when(running).facts()


@pytest.mark.parametrize("command", MONEY, ids=["pay", "insurance"])
def test_no_money_is_recorded_for_a_month_without_employment(command: Any) -> None:
    early = command.model_copy(update={"year": 2021, "month": 8})
    worker(*IN_POST).when(early).then_refused("not_employed_then")
    worker(*IN_POST, LEFT).when(command).then_refused("not_employed_then")
    last = command.model_copy(update={"month": 3})
    assert worker(*IN_POST, LEFT).when(last).facts()


def test_the_pay_table_is_kept_beside_the_pay_r21() -> None:
    monthly = tuple(300_000 + 10_000 * grade for grade in range(18))
    system = shipped_pay_system().model_copy(update={"monthly": monthly})
    adopted = PaySystemAdopted(system=system, document_no="【合成】3号")
    with_table = {pay_standards_ref(): PAY_STANDARDS.replay([adopted])}
    by_grade = PayRecorded(**dict(PAY), table_fen=320_000)
    worker(*IN_POST).looking(with_table).when(PAY).then(by_grade)
    worker(RECRUITED).looking(with_table).when(PAY).then(PAID)


def test_a_correction_names_what_was_before_and_changes_something() -> None:
    corrected = PayCorrected(person=LI, **dict(CORRECT), before_fen=320_000)
    worker(*IN_POST, PAID).when(CORRECT).then(corrected)
    worker(*IN_POST, PAID, corrected).when(CORRECT).then_nothing()
    worker(*IN_POST).when(CORRECT).then_refused("pay_not_recorded")
    assert COMMUNITY_WORKER.replay([*IN_POST, PAID, corrected]).pay == ((2022, 4, 330_000),)


def test_insurance_may_be_paid_in_parts_and_is_recorded_once_r21() -> None:
    worker(*IN_POST).when(INSURE).then(INSURED)
    worker(*IN_POST, INSURED).when(INSURE).then_nothing()
    part = INSURED.model_copy(update={"kinds": (Insurance.PENSION,)})
    rest = tuple(kind for kind in Insurance if kind is not Insurance.PENSION)
    later = INSURED.model_copy(update={"kinds": rest})
    worker(*IN_POST, part).when(INSURE).then(later)
    whole = COMMUNITY_WORKER.replay([*IN_POST, part, later])
    assert whole.insured_in(2022, 4) == frozenset(Insurance)
    assert whole.insured_in(2022, 3) == frozenset()


def test_training_counts_for_who_works_and_has_taken_place_r20() -> None:
    attended = TrainingAttended(**dict(TRAIN))
    worker(*IN_POST).by(Role.CS).when(TRAIN).then(attended)
    ahead = TRAIN.model_copy(update={"on": date(2022, 5, 11)})
    worker(*IN_POST).by(Role.CS).when(ahead).then_refused("in_the_future")
    worker(*IN_POST, LEFT).by(Role.CS).when(TRAIN).then_refused("not_employed_then")


def test_a_worker_is_appraised_once_a_year_in_which_he_worked() -> None:
    appraised = WorkerAppraised(person=LI, **dict(APPRAISE))
    worker(*IN_POST).by(Role.CS).when(APPRAISE).then(appraised)
    worker(*IN_POST, appraised).by(Role.CS).when(APPRAISE).then_refused("appraised_already")
    ahead = APPRAISE.model_copy(update={"year": 2023})
    worker(*IN_POST).by(Role.CS).when(ahead).then_refused("in_the_future")
    before = APPRAISE.model_copy(update={"year": 2020})
    worker(*IN_POST).by(Role.CS).when(before).then_refused("not_employed_then")


def test_part_of_a_month_counts_by_its_days_am19() -> None:
    half = Period(start=date(2022, 6, 16), end=date(2022, 8, 31))
    assert months_employed([half], 2022, 6) * 2 == 1
    assert months_employed([half], 2022, None) * 2 == 5
    assert months_employed([half], 2022, 9) == 0
    assert months_employed([Period(start=date(2021, 1, 1))], 2022, None) == 12
    again = Period(start=date(2022, 9, 1), end=date(2022, 9, 15))
    assert months_employed([half, again], 2022, None) == 3


def test_months_are_told_one_by_one_over_the_turn_of_a_year() -> None:
    found = list(months_between(date(2021, 11, 30), date(2022, 2, 1)))
    assert found == [(2021, 11), (2021, 12), (2022, 1), (2022, 2)]
