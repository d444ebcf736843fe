"""L-WORKER, L-PAY, L-PAYFLOOR and what is due to be checked: SYS-15, AM-19."""

from datetime import date
from typing import Any, cast

from domain.kernel import derived_id
from domain.workforce import (
    Appraisal,
    DepartureReason,
    FloorCheck,
    FloorStatus,
    Insurance,
    Multiple,
    PayCorrected,
    PayFloorChecked,
    PayRecorded,
    PaySystemAdopted,
    Place,
    SocialInsurancePaid,
    TrainingAttended,
    WorkerAppraised,
    WorkerLeft,
    WorkerRecruited,
    WorkerRotated,
    pay_standards_ref,
)
from projections.ledgers.pay_systems import L_PAYSYSTEM
from projections.ledgers.workforce import (
    L_INCOME,
    L_PAY,
    L_PAYFLOOR,
    L_WORKER,
    FloorRow,
    PayRow,
    Training,
    WorkerRow,
)
from projections.pay_floors import FloorDue, floors_due
from projections.reading import Snapshot
from tests.domain.workforce.facts import (
    CONFIRMED,
    GRADED,
    IN_POST,
    LI,
    RECRUITED,
    RESPONSIBLE,
    START,
    SYSTEM,
    income,
)
from tests.projections.facts import recorded
from tests.projections.questions.asked import Known, Told
from tests.spec import STREAM

SECOND = Place(community="FC02", grid="FC02001")
ROTATED = WorkerRotated(
    person=LI,
    origin=Place(community="FC01", grid="FC01001"),
    destination=SECOND,
    on=date(2022, 4, 1),
)
LEFT = WorkerLeft(last_day=date(2022, 5, 31), reason=DepartureReason.RESIGNED)
WORKER = derived_id("community-worker", LI)


def paid(month: int, fen: int = 300_000, year: int = 2022) -> PayRecorded:
    return PayRecorded(year=year, month=month, gross_fen=fen)


def check(status: FloorStatus, shortfall: int, month: int | None = 1) -> PayFloorChecked:
    of = 2020 if status is FloorStatus.PROVISIONAL else 2021
    found = FloorCheck(
        year=2022, month=month, months="1", gross_fen=300_000 - shortfall, floor_fen=300_000,
        shortfall_fen=shortfall, status=status, income_year=of, income_fen=3_000_000,
        multiple=Multiple(num=6, den=5),
    )  # fmt: skip
    return PayFloorChecked(check=found)


def row(*facts: Any) -> WorkerRow:
    return L_WORKER.replay(recorded(facts))[(STREAM,)]


def test_a_worker_row_tells_post_grade_grid_and_career_r21() -> None:
    found = row(*IN_POST)
    assert (found.person, found.community, found.grid) == (LI, "FC01", "FC01001")
    assert (found.state, found.post, found.grade) == ("IN_POST", "STAFF", 3)
    assert (found.placed_on, found.recruitment_no) == (START, RECRUITED.recruitment_no)
    trained = TrainingAttended(on=date(2022, 3, 3), hours=8, topic="【合成】")
    appraised = WorkerAppraised(person=LI, year=2022, result=Appraisal.EXCELLENT, comment="x")
    more = row(*IN_POST, trained, ROTATED, appraised)
    assert (more.community, more.grid, more.placed_on) == ("FC02", "FC02001", date(2022, 4, 1))
    assert more.rotations == (date(2022, 4, 1),)
    assert more.trainings == (Training(date(2022, 3, 3), 8, "【合成】"),)
    assert more.appraisals == ((2022, "EXCELLENT"),)


def test_states_follow_the_aggregate_and_a_second_employment_keeps_the_career() -> None:
    path = [RECRUITED, RESPONSIBLE, GRADED, CONFIRMED, ROTATED, LEFT]
    states = [row(*path[:n]).state for n in (1, 2, 4, 6)]
    assert states == ["RECRUITED", "ON_PROBATION", "IN_POST", "LEFT"]
    back = WorkerRecruited(**dict(RECRUITED) | {"on": date(2022, 9, 1)})
    again = row(*path, back)
    assert again.spells == ((START, LEFT.last_day), (date(2022, 9, 1), None))
    assert (again.rotations, again.grid, again.responsible) == ((date(2022, 4, 1),), None, False)


def test_pay_and_insurance_of_a_month_are_one_row() -> None:
    part = SocialInsurancePaid(year=2022, month=1, kinds=(Insurance.PENSION,))
    rest = SocialInsurancePaid(year=2022, month=1, kinds=(Insurance.MEDICAL,))
    fix = PayCorrected(
        person=LI, year=2022, month=1, before_fen=300_000, gross_fen=310_000, reason="x"
    )
    rows = L_PAY.replay(recorded([part, paid(1), rest, fix, paid(2)]))
    assert rows[STREAM, 2022, 1] == PayRow(
        STREAM, 2022, 1, 310_000, None, True, ("PENSION", "MEDICAL")
    )
    assert rows[STREAM, 2022, 2] == PayRow(STREAM, 2022, 2, 300_000)


def test_a_floor_row_remembers_what_the_provisional_check_said_am19() -> None:
    facts = [
        check(FloorStatus.PROVISIONAL, 0), check(FloorStatus.BELOW, 100),
        check(FloorStatus.MET, 0, None),
    ]  # fmt: skip
    rows: dict[Any, FloorRow] = L_PAYFLOOR.replay(recorded(facts))
    first, year = rows[STREAM, 2022, 1], rows[STREAM, 2022, 0]
    assert (first.status, first.shortfall_fen, first.income_year) == ("BELOW", 100, 2021)
    assert (first.provisional_shortfall_fen, first.checks) == (0, 2)
    assert (year.month, year.provisional_shortfall_fen, year.checks) == (None, None, 1)


def test_the_last_publication_of_an_income_stands() -> None:
    rows = L_INCOME.replay(recorded([income(2021, 30_000), income(2021, 31_000)]))
    assert [row.value_fen for row in rows.values()] == [3_100_000]


def test_pay_is_asked_for_from_the_month_in_which_he_was_entered_or_began_on() -> None:
    """Recorded in May 2022: who began long before has no pay on record of the time before."""
    assert row(RECRUITED).accounted_from == date(2022, 6, 1)
    this_month = WorkerRecruited(**dict(RECRUITED) | {"on": date(2022, 5, 4)})
    assert row(this_month).accounted_from == date(2022, 5, 4)


def due(*facts: Any, until: date, entered: str = "2021-09-02 09:00") -> list[FloorDue]:
    told = Told()
    told.tell(pay_standards_ref().id, income(2020, 28_000))
    told.tell(pay_standards_ref().id, SYSTEM)
    for fact in facts:
        stream = pay_standards_ref().id if fact.name.startswith("pay_standards") else WORKER
        told.tell(stream, fact, entered)
    known = cast(Snapshot, Known(told, len(told.events)))
    return list(floors_due(known, until))


def periods(*facts: Any, **about: Any) -> list[Any]:
    return [(d.year, d.month) for d in due(*facts, **about)]


ALL_PAID_BEFORE = [paid(month, year=2021) for month in range(9, 13)]
BEFORE = [(2021, month) for month in (None, 9, 10, 11, 12)]


def test_a_month_is_due_when_it_is_over_and_its_pay_is_on_record() -> None:
    facts = (*IN_POST, *ALL_PAID_BEFORE, paid(1), paid(2))
    assert periods(*facts, until=date(2022, 1, 30)) == BEFORE
    assert periods(*facts, until=date(2022, 1, 31)) == [*BEFORE, (2022, 1)]
    assert periods(*facts, until=date(2022, 2, 28)) == [*BEFORE, (2022, 1), (2022, 2)]


def test_unpaid_months_are_due_when_they_need_not_be_waited_for_any_more() -> None:
    facts = (*IN_POST, *ALL_PAID_BEFORE)
    assert periods(*facts, until=date(2022, 4, 29)) == [*BEFORE, (2022, 1), (2022, 2)]
    found = periods(*facts, until=date(2022, 4, 30))
    assert found == [*BEFORE, (2022, 1), (2022, 2), (2022, 3)]
    assert periods(*IN_POST, until=date(2022, 1, 30))[-1:] == [(2021, 11)]
    assert (2021, None) in periods(*IN_POST, until=date(2022, 1, 31))


def test_pay_of_the_time_before_he_was_entered_is_not_asked_for() -> None:
    late = periods(*IN_POST, until=date(2022, 3, 31), entered="2021-12-28 09:00")
    assert late == [(2022, 1), (2022, 2)]


def test_a_year_is_due_with_the_pay_of_all_its_months_of_employment() -> None:
    months = [paid(month) for month in range(1, 6)]
    assert (2022, None) not in periods(*IN_POST, *months, until=date(2022, 12, 31))
    assert (2022, None) in periods(*IN_POST, *months, LEFT, until=date(2022, 12, 31))
    assert (2022, None) not in periods(*IN_POST, *months, LEFT, until=date(2022, 12, 30))


def test_nothing_is_due_as_long_as_no_income_is_published_am19() -> None:
    assert periods(*IN_POST, paid(1, year=2024), until=date(2024, 1, 31))[-1] != (2024, 1)


def settled(status: FloorStatus = FloorStatus.PROVISIONAL, **changes: Any) -> PayFloorChecked:
    """January as it would be checked with the income of 2020."""
    told = {"gross_fen": 300_000, "income_fen": 2_800_000, "months": "1"} | changes
    return PayFloorChecked(check=check(status, 0).check.model_copy(update=told))


def january(*facts: Any) -> bool:
    return (2022, 1) in periods(*IN_POST, paid(1), *facts, until=date(2022, 1, 31))


def test_what_was_checked_is_due_again_only_when_something_has_changed_am19() -> None:
    assert january()
    assert not january(settled())
    assert january(settled(), income(2021, 30_000))
    assert january(settled(), income(2020, 29_000))
    fix = PayCorrected(
        person=LI, year=2022, month=1, before_fen=300_000, gross_fen=310_000, reason="x"
    )
    assert january(settled(), fix)
    higher = SYSTEM.system.model_copy(update={"floor": Multiple(num=13, den=10)})
    january_on = higher.model_copy(update={"effective_from": date(2022, 1, 1)})
    later = higher.model_copy(update={"effective_from": date(2022, 2, 1)})
    assert january(settled(), PaySystemAdopted(system=january_on, document_no="【合成】4号"))
    assert not january(settled(), PaySystemAdopted(system=later, document_no="【合成】4号"))


def test_a_pay_system_is_told_with_its_bands_and_its_floor_r21() -> None:
    """AM-19; S30: three overlapping bands make eighteen grades."""
    [row] = L_PAYSYSTEM.replay(recorded([SYSTEM])).values()
    assert (row.head, row.deputy, row.staff) == ((7, 18), (4, 15), (1, 12))
    assert (row.multiple, row.document_no) == ("6/5", SYSTEM.document_no)


def test_a_departure_entered_late_makes_what_was_checked_due_again() -> None:
    left = WorkerLeft(last_day=date(2022, 1, 15), reason=DepartureReason.RESIGNED)
    assert january(settled(), left)
    before = WorkerLeft(last_day=date(2021, 12, 31), reason=DepartureReason.RESIGNED)
    assert january(settled(), before)
    assert not january(settled(months="0"), before)
