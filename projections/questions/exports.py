"""Questions about the county export (SYS-19)."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from domain.kernel import Label
from projections.asking import Asked, Parameter, StandingQuestion
from projections.ledgers.assessment import L_CYCLE
from projections.ledgers.exports import L_EXPORT, ExportRow
from projections.ledgers.honours import L_HONOUR
from projections.models import Row

SYSTEM: Final = "SYS-19"


class DeliveredRow(Row, frozen=True, array_like=True, gc=False):
    """Its content is derived from `log_position` alone: read it under the package's id."""

    package: UUID
    package_no: str
    delivered_at: date
    content_hash: str | None
    log_position: int | None
    score_version: int | None
    units: int | None
    honours: int | None
    barred_units: int | None
    barred_members: int | None
    acknowledged_at: date | None
    corrected_by: UUID | None


def delivered_on(asked: Asked) -> Iterator[DeliveredRow]:
    day: date | None = asked.parameters["day"]
    for row in asked.snapshot.all(L_EXPORT, year=asked.year):
        if row.delivered_at is not None and day in (None, row.delivered_at):
            yield DeliveredRow(
                row.package,
                row.package_no,
                row.delivered_at,
                row.content_hash,
                row.log_position,
                row.score_version,
                row.units,
                row.honours,
                row.barred_units,
                row.barred_members,
                row.acknowledged_at,
                row.corrected_by,
            )


class CorrectionRow(Row, frozen=True, array_like=True, gc=False):
    """A change since what was delivered first. package_no: of the package that holds it; None: it
    is in none yet. delivered_at: None: what holds it was not delivered yet."""

    cause: str
    about: UUID
    package_no: str | None
    state: str | None
    delivered_at: date | None


def corrections(asked: Asked) -> Iterator[CorrectionRow]:
    """Packages that correct an earlier one; and what has changed and is in none at all."""
    packages = asked.snapshot.all(L_EXPORT, year=asked.year)
    for row in packages:
        if row.corrects is not None:
            yield CorrectionRow(
                row.cause or "", row.package, row.package_no, row.state, row.delivered_at
            )
    newest = max(packages, key=lambda row: row.number, default=None)
    if newest is not None and newest.log_position is not None:
        yield from _missing(asked, newest, newest.log_position)


def _missing(asked: Asked, newest: ExportRow, position: int) -> Iterator[CorrectionRow]:
    """What the newest package does not know."""
    before = asked.snapshot.before(position)
    known = {row.nomination: row.state for row in before.all(L_HONOUR, year=asked.year)}
    for row in asked.snapshot.all(L_HONOUR, year=asked.year, state="REVOKED"):
        if known.get(row.nomination) != "REVOKED":
            yield CorrectionRow("HONOUR_REVOKED", row.nomination, None, None, None)
    for cycle in asked.snapshot.all(L_CYCLE, year=asked.year):
        if (cycle.final_version or 0) > (newest.score_version or 0):
            yield CorrectionRow("SCORES_REOPENED", cycle.cycle, None, None, None)


QUESTIONS: Final = (
    StandingQuestion(
        name="exports-delivered",
        system=SYSTEM,
        title=Label("某日究竟送达了什么？", "What exactly was delivered on a day?"),
        row=DeliveredRow,
        rows=delivered_on,
        dated=False,
        parameters={"day": Parameter(Label("送达日期", "Day of delivery"), date)},
    ),
    StandingQuestion(
        name="export-corrections",
        system=SYSTEM,
        title=Label(
            "此后的更正哪些已一并送达？", "Which later corrections have been delivered too?"
        ),
        row=CorrectionRow,
        rows=corrections,
        dated=False,
    ),
)
