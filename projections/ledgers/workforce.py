"""Community workers, their pay and the pay floor (SYS-15, R-20, R-21, AM-19)."""

from datetime import date
from typing import ClassVar, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label, local_date
from domain.workforce import (
    PERSONNEL_OFFICES,
    IncomeStatisticPublished,
    PayCorrected,
    PayFloorChecked,
    PayRecorded,
    ResponsibilityAssigned,
    SocialInsurancePaid,
    TrainingAttended,
    WorkerAppraised,
    WorkerConfirmed,
    WorkerGraded,
    WorkerLeft,
    WorkerRecruited,
    WorkerRotated,
    following_month,
)
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace
ALL_YEAR: Final = 0  # in the key of a check: of no single month


class Training(msgspec.Struct, frozen=True, array_like=True, gc=False):
    on: date
    hours: int
    topic: str


class WorkerRow(Row, frozen=True, array_like=True, gc=False):
    """spells: times of employment, both days included. rotations: their days, oldest first.

    placed_on: when he came to the grid or office where he is. appraisals: year and result.
    accounted_from: from when on pay that is not on record was not paid: not from before he was
    entered here.
    """

    offices: ClassVar = PERSONNEL_OFFICES

    worker: UUID
    person: UUID
    community: str
    grid: str | None
    state: str
    recruitment_no: str
    spells: tuple[tuple[date, date | None], ...]
    placed_on: date
    accounted_from: date
    responsible: bool = False
    post: str | None = None
    grade: int | None = None
    graded_since: date | None = None
    rotations: tuple[date, ...] = ()
    trainings: tuple[Training, ...] = ()
    appraisals: tuple[tuple[int, str], ...] = ()


L_WORKER: Final = Register(
    name="L-WORKER",
    title=Label("社区工作者台账", "Community workers", "社區工作者台賬"),
    row=WorkerRow,
    filters=("person",),
    moving=("community", "state"),
)


@L_WORKER.upserts(WorkerRecruited)
def recruited(row: WorkerRow | None, recorded: Recorded) -> WorkerRow:
    fact = recorded.event
    fresh = WorkerRow(
        recorded.stream,
        fact.person,
        fact.community,
        None,
        "RECRUITED",
        fact.recruitment_no,
        ((fact.on, None),),
        fact.on,
        _accounted_from(fact.on, local_date(recorded.recorded_at)),
    )
    if row is None:
        return fresh
    return Replace(
        fresh,
        spells=(*row.spells, (fact.on, None)),
        rotations=row.rotations,
        trainings=row.trainings,
        appraisals=row.appraisals,
    )


def _accounted_from(start: date, entered: date) -> date:
    """Who began before the month in which he was entered: from the next month on."""
    return start if start >= entered.replace(day=1) else following_month(entered)


@L_WORKER.on(ResponsibilityAssigned)
def responsible(row: WorkerRow, recorded: Recorded) -> WorkerRow:
    fact = recorded.event
    return Replace(
        row,
        grid=fact.grid,
        placed_on=fact.on if fact.grid != row.grid else row.placed_on,
        state="ON_PROBATION" if row.state == "RECRUITED" else row.state,
        responsible=True,
    )


@L_WORKER.on(WorkerConfirmed)
def confirmed(row: WorkerRow, recorded: Recorded) -> WorkerRow:
    return Replace(row, state="IN_POST")


@L_WORKER.on(WorkerGraded)
def graded(row: WorkerRow, recorded: Recorded) -> WorkerRow:
    grading = recorded.event.grading
    return Replace(row, post=grading.post, grade=grading.grade, graded_since=grading.since)


@L_WORKER.on(WorkerRotated)
def rotated(row: WorkerRow, recorded: Recorded) -> WorkerRow:
    fact = recorded.event
    to = fact.destination
    return Replace(
        row,
        community=to.community,
        grid=to.grid,
        placed_on=fact.on,
        rotations=(*row.rotations, fact.on),
    )


@L_WORKER.on(WorkerLeft)
def left(row: WorkerRow, recorded: Recorded) -> WorkerRow:
    *before, (start, _) = row.spells
    return Replace(row, state="LEFT", spells=(*before, (start, recorded.event.last_day)))


@L_WORKER.on(TrainingAttended)
def trained(row: WorkerRow, recorded: Recorded) -> WorkerRow:
    fact = recorded.event
    return Replace(row, trainings=(*row.trainings, Training(fact.on, fact.hours, fact.topic)))


@L_WORKER.on(WorkerAppraised)
def appraised(row: WorkerRow, recorded: Recorded) -> WorkerRow:
    fact = recorded.event
    return Replace(row, appraisals=(*row.appraisals, (fact.year, fact.result)))


class PayRow(Row, frozen=True, array_like=True, gc=False):
    """One month of a worker. gross_fen: None: not recorded. table_fen: what his grade gives.

    insured: the kinds of social insurance paid for the month.
    """

    offices: ClassVar = PERSONNEL_OFFICES

    worker: UUID
    year: int
    month: int
    gross_fen: int | None = None
    table_fen: int | None = None
    corrected: bool = False
    insured: tuple[str, ...] = ()


L_PAY: Final = Register(
    name="L-PAY",
    title=Label("工资社保台账", "Pay and social insurance", "工資社保台賬"),
    row=PayRow,
    filters=("worker", "year"),
)


def by_month(recorded: Recorded) -> Key:
    fact = recorded.event
    return (recorded.stream, fact.year, fact.month)


@L_PAY.upserts(PayRecorded, key=by_month)
def paid(row: PayRow | None, recorded: Recorded) -> PayRow:
    fact = recorded.event
    row = row or PayRow(recorded.stream, fact.year, fact.month)
    return Replace(row, gross_fen=fact.gross_fen, table_fen=fact.table_fen)


@L_PAY.on(PayCorrected, key=by_month)
def corrected(row: PayRow, recorded: Recorded) -> PayRow:
    return Replace(row, gross_fen=recorded.event.gross_fen, corrected=True)


@L_PAY.upserts(SocialInsurancePaid, key=by_month)
def insured(row: PayRow | None, recorded: Recorded) -> PayRow:
    fact = recorded.event
    row = row or PayRow(recorded.stream, fact.year, fact.month)
    kinds = dict.fromkeys((*row.insured, *map(str, fact.kinds)))
    return Replace(row, insured=tuple(kinds))


class FloorRow(Row, frozen=True, array_like=True, gc=False):
    """The last check of a month, or of the whole year (month: None).

    months: employed, exact. provisional_shortfall_fen: what the last provisional check said.
    multiple: of the income that the floor was, exact.
    """

    offices: ClassVar = PERSONNEL_OFFICES

    worker: UUID
    year: int
    month: int | None
    months: str
    gross_fen: int
    floor_fen: int
    shortfall_fen: int
    status: str
    income_year: int
    income_fen: int
    provisional_shortfall_fen: int | None = None
    checks: int = 1
    multiple: str = ""


L_PAYFLOOR: Final = Register(
    name="L-PAYFLOOR",
    title=Label("最低薪酬核对台账", "Pay floor checks", "最低薪酬核對台賬"),
    row=FloorRow,
    filters=("worker", "year"),
    moving=("status",),
)


def by_period(recorded: Recorded) -> Key:
    check = recorded.event.check
    return (recorded.stream, check.year, check.month or ALL_YEAR)


@L_PAYFLOOR.upserts(PayFloorChecked, key=by_period)
def checked(row: FloorRow | None, recorded: Recorded) -> FloorRow:
    check = recorded.event.check
    before = row.provisional_shortfall_fen if row else None
    provisional = check.status == "PROVISIONAL"
    return FloorRow(
        recorded.stream,
        check.year,
        check.month,
        check.months,
        check.gross_fen,
        check.floor_fen,
        check.shortfall_fen,
        check.status,
        check.income_year,
        check.income_fen,
        check.shortfall_fen if provisional else before,
        row.checks + 1 if row else 1,
        f"{check.multiple.num}/{check.multiple.den}",
    )


class IncomeRow(Row, frozen=True, array_like=True, gc=False):
    """Urban per-capita disposable income of the county, in fen."""

    year: int
    value_fen: int
    published_on: date
    source: str


L_INCOME: Final = Register(
    name="L-INCOME",
    title=Label("居民收入台账", "Income statistics", "居民收入台賬"),
    row=IncomeRow,
    key=lambda recorded: (recorded.event.year,),
)


@L_INCOME.opens(IncomeStatisticPublished)
def published(recorded: Recorded) -> IncomeRow:
    fact = recorded.event
    return IncomeRow(fact.year, fact.value_fen, fact.published_on, fact.source)
