"""L-EXPORT 报送台账: what was put together, signed, delivered and corrected (SYS-19)."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.export import (
    ExportAcknowledged,
    ExportCorrected,
    ExportDelivered,
    ExportOrdered,
    ExportPrepared,
    ExportSigned,
)
from domain.kernel import Label
from projections.models import Register, Row

Replace = msgspec.structs.replace


class ExportRow(Row, frozen=True, array_like=True, gc=False):
    """package_no: year and number. kind: FIRST or CORRECTION. log_position: from which the content
    is derived; content_hash: its SHA-256."""

    package: UUID
    package_no: str
    year: int
    number: int
    kind: str
    state: str
    cause: str | None = None
    corrects: UUID | None = None
    score_version: int | None = None
    log_position: int | None = None
    content_hash: str | None = None
    units: int | None = None
    honours: int | None = None
    barred_units: int | None = None
    barred_members: int | None = None
    signed_by: UUID | None = None
    document_no: str | None = None
    delivered_at: date | None = None
    acknowledged_at: date | None = None
    corrected_by: UUID | None = None


L_EXPORT: Final = Register(
    name="L-EXPORT",
    title=Label("报送台账", "County exports", "報送台賬"),
    row=ExportRow,
    filters=("year",),
    moving=("state",),
)


@L_EXPORT.opens(ExportOrdered)
def ordered(recorded: Recorded) -> ExportRow:
    fact = recorded.event
    return ExportRow(
        recorded.stream,
        f"{fact.year}-{fact.number:02}",
        fact.year,
        fact.number,
        "FIRST" if fact.corrects is None else "CORRECTION",
        "ORDERED",
        fact.cause,
        fact.corrects,
    )


@L_EXPORT.on(ExportPrepared)
def prepared(row: ExportRow, recorded: Recorded) -> ExportRow:
    fact = recorded.event
    return Replace(
        row,
        state="PREPARED",
        score_version=fact.score_version,
        log_position=fact.position,
        content_hash=fact.digest,
        units=fact.sizes.units,
        honours=fact.sizes.honours,
        barred_units=fact.sizes.barred_units,
        barred_members=fact.sizes.barred_members,
    )


@L_EXPORT.on(ExportSigned)
def signed(row: ExportRow, recorded: Recorded) -> ExportRow:
    return Replace(
        row,
        state="SIGNED",
        signed_by=recorded.actor.person,
        document_no=recorded.event.document_no,
    )


@L_EXPORT.on(ExportDelivered)
def delivered(row: ExportRow, recorded: Recorded) -> ExportRow:
    return Replace(row, state="DELIVERED", delivered_at=recorded.event.on)


@L_EXPORT.on(ExportAcknowledged)
def acknowledged(row: ExportRow, recorded: Recorded) -> ExportRow:
    return Replace(row, state="ACKNOWLEDGED", acknowledged_at=recorded.event.on)


@L_EXPORT.on(ExportCorrected)
def corrected(row: ExportRow, recorded: Recorded) -> ExportRow:
    return Replace(row, state="CORRECTED", corrected_by=recorded.event.by)
