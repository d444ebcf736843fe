"""Questions about community workers and their pay (SYS-15), for personnel offices only."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final
from uuid import UUID

from domain.kernel import Label
from domain.workforce import PERSONNEL_OFFICES, Insurance, month_days, months_between
from projections.asking import Asked, StandingQuestion, percent
from projections.ledgers.workforce import L_PAY, L_PAYFLOOR, L_WORKER, FloorRow, WorkerRow
from projections.models import Row
from projections.scoring.measure import half_up

SYSTEM: Final = "SYS-15"
ROTATED_WITHIN_YEARS: Final = 3  # AM-20


class FloorFound(Row, frozen=True, array_like=True, gc=False):
    """month: None: the whole year. changed: whether the final check said otherwise than the
    provisional one; None: it is provisional still, or never was."""

    offices: ClassVar = PERSONNEL_OFFICES

    person: UUID
    community: str
    year: int
    month: int | None
    months: str
    gross_fen: int
    floor_fen: int
    shortfall_fen: int
    status: str
    income_year: int
    provisional_shortfall_fen: int | None
    changed: bool | None


def below_the_floor(asked: Asked) -> Iterator[FloorFound]:
    """Of the year, every month and the whole, by a final check or a provisional one (AM-19)."""
    for row, worker in _checks(asked):
        if row.shortfall_fen > 0:
            yield _found(row, worker)


def provisional_checks(asked: Asked) -> Iterator[FloorFound]:
    """Checks made with the income of the year before last, and what became of them (AM-19)."""
    for row, worker in _checks(asked):
        if row.provisional_shortfall_fen is not None:
            yield _found(row, worker)


def _checks(asked: Asked) -> Iterator[tuple[FloorRow, WorkerRow]]:
    workers = {row.worker: row for row in asked.snapshot.all(L_WORKER)}
    for row in asked.snapshot.all(L_PAYFLOOR, year=asked.year):
        yield row, workers[row.worker]


def _found(row: FloorRow, worker: WorkerRow) -> FloorFound:
    before = row.provisional_shortfall_fen
    final = before is not None and row.status != "PROVISIONAL"
    return FloorFound(
        worker.person,
        worker.community,
        row.year,
        row.month,
        row.months,
        row.gross_fen,
        row.floor_fen,
        row.shortfall_fen,
        row.status,
        row.income_year,
        before,
        ((before or 0) > 0) != (row.shortfall_fen > 0) if final else None,
    )


class AverageRow(Row, frozen=True, array_like=True, gc=False):
    """Of the year's checks. community: None: the county. months: of all workers, exact. average,
    floor: per month, in fen to the nearest. provisional: checks with the income of the year before
    last."""

    offices: ClassVar = PERSONNEL_OFFICES

    community: str | None
    workers: int
    months: str
    gross_fen: int
    average_fen: int
    floor_fen: int
    percent: str | None
    below: int
    provisional: int


def average_pay(asked: Asked) -> Iterator[AverageRow]:
    """AM-19: the floor is each worker's; the average is reported as well."""
    places = defaultdict[str | None, list[FloorRow]](list)
    for row, worker in _checks(asked):
        if row.month is None and row.floor_fen:
            places[None].append(row)
            places[worker.community].append(row)
    for place, rows in sorted(places.items(), key=lambda one: one[0] or ""):
        months = sum((Fraction(row.months) for row in rows), Fraction())
        gross, floor = sum(row.gross_fen for row in rows), sum(row.floor_fen for row in rows)
        yield AverageRow(
            place,
            len(rows),
            str(months),
            gross,
            half_up(gross / months),
            half_up(floor / months),
            percent(Fraction(gross, floor)),
            sum(row.shortfall_fen > 0 for row in rows),
            sum(row.status == "PROVISIONAL" for row in rows),
        )


class GapRow(Row, frozen=True, array_like=True, gc=False):
    """missing: the kinds of insurance that were not paid for the month."""

    offices: ClassVar = PERSONNEL_OFFICES

    person: UUID
    community: str
    year: int
    month: int
    missing: tuple[str, ...]


def insurance_gaps(asked: Asked) -> Iterator[GapRow]:
    """Months of the year that are over, of an employment, with insurance unpaid (R-21)."""
    insured: dict[UUID, dict[tuple[int, int], tuple[str, ...]]] = defaultdict(dict)
    for row in asked.snapshot.all(L_PAY, year=asked.year):
        insured[row.worker][row.year, row.month] = row.insured
    first, last = date(asked.year, 1, 1), min(asked.day, date(asked.year, 12, 31))
    for worker in asked.snapshot.all(L_WORKER):
        spells = ((max(start, first), min(end or last, last)) for start, end in worker.spells)
        months = {month for start, end in spells for month in months_between(start, end)}
        known = worker.accounted_from.year, worker.accounted_from.month
        for year, month in sorted(m for m in months if month_days(*m)[1] <= asked.day):
            paid = insured[worker.worker].get((year, month), ())
            if not paid and (year, month) < known:
                continue  # before he was entered here: nobody could have recorded it
            missing = tuple(kind.value for kind in Insurance if kind not in paid)
            if missing:
                yield GapRow(worker.person, worker.community, year, month, missing)


class StayingRow(Row, frozen=True, array_like=True, gc=False):
    """since: of the last rotation, or of the employment where there was none."""

    offices: ClassVar = PERSONNEL_OFFICES

    person: UUID
    community: str
    grid: str | None
    since: date
    rotations: int


def not_rotated(asked: Asked) -> Iterator[StayingRow]:
    """Employed on the day, and neither recruited nor rotated in the three years before (AM-20)."""
    day = asked.day
    for row in asked.snapshot.all(L_WORKER):
        employed = [s for s, end in row.spells if s <= day and (end is None or day <= end)]
        if employed:
            since = max([employed[-1], *(on for on in row.rotations if on <= day)])
            if _years_later(since) <= day:
                yield StayingRow(row.person, row.community, row.grid, since, len(row.rotations))


def _years_later(day: date) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year + ROTATED_WITHIN_YEARS, day.month, last)


QUESTIONS: Final = (
    StandingQuestion(
        name="workers-below-the-pay-floor",
        system=SYSTEM,
        title=Label("谁的薪酬低于最低标准？", "Who is below the pay floor?"),
        row=FloorFound,
        rows=below_the_floor,
        dated=False,
    ),
    StandingQuestion(
        name="average-pay-and-the-floor",
        system=SYSTEM,
        title=Label(
            "平均薪酬与最低标准相比如何？", "How does the average pay compare with the floor?"
        ),
        row=AverageRow,
        rows=average_pay,
        dated=False,
    ),
    StandingQuestion(
        name="workers-with-an-insurance-gap",
        system=SYSTEM,
        title=Label("谁的社会保险有断缴月份？", "Whose insurance has a gap month?"),
        row=GapRow,
        rows=insurance_gaps,
    ),
    StandingQuestion(
        name="workers-not-rotated-for-three-years",
        system=SYSTEM,
        title=Label("谁三年没有轮岗？", "Who has not rotated for three years?"),
        row=StayingRow,
        rows=not_rotated,
    ),
    StandingQuestion(
        name="provisional-pay-floor-checks",
        system=SYSTEM,
        title=Label(
            "哪些核对是暂定的，后来有无变化？",
            "Which checks were provisional, and did they change?",
        ),
        row=FloorFound,
        rows=provisional_checks,
        dated=False,
    ),
)
