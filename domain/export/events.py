"""What happens to a package for the county assessment."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.export.state import CorrectionCause, ExportPackage, ExportState, Sizes
from domain.kernel import Event
from domain.vocabulary import Digest, DocumentNo


class ExportEvent(Event[ExportPackage]):
    pass


class ExportOrdered(ExportEvent, name="export.ordered"):
    """A package is to be put together. corrects: the one that it replaces, and why."""

    year: int
    number: int
    corrects: UUID | None = None
    cause: CorrectionCause | None = None

    def apply(self, state: ExportPackage) -> ExportPackage:
        return replace(
            state,
            year=self.year,
            number=self.number,
            state=ExportState.ORDERED,
            corrects=self.corrects,
        )


class ExportPrepared(ExportEvent, name="export.prepared"):
    """What it holds derives from the log up to `position` alone; digest: SHA-256 of it."""

    position: int
    digest: Digest
    score_version: int
    sizes: Sizes

    def apply(self, state: ExportPackage) -> ExportPackage:
        return replace(
            state,
            state=ExportState.PREPARED,
            position=self.position,
            digest=self.digest,
            score_version=self.score_version,
        )


class ExportSigned(ExportEvent, name="export.signed"):
    """The leading group has looked at exactly this content (PIPL art. 24)."""

    digest: Digest
    document_no: DocumentNo

    def apply(self, state: ExportPackage) -> ExportPackage:
        return replace(state, state=ExportState.SIGNED)


class ExportDelivered(ExportEvent, name="export.delivered"):
    on: date

    def apply(self, state: ExportPackage) -> ExportPackage:
        return replace(state, state=ExportState.DELIVERED)


class ExportAcknowledged(ExportEvent, name="export.acknowledged"):
    on: date

    def apply(self, state: ExportPackage) -> ExportPackage:
        return replace(state, state=ExportState.ACKNOWLEDGED)


class ExportCorrected(ExportEvent, name="export.corrected"):
    """Another package takes its place; what was delivered stays on record."""

    by: UUID
    cause: CorrectionCause

    def apply(self, state: ExportPackage) -> ExportPackage:
        return replace(state, state=ExportState.CORRECTED, corrected_by=self.by)
