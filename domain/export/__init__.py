"""County export 报送包 (SYS-19, R-39): scores, honours and bars for the county assessment."""

from domain.export.commands import (
    CORRECTABLE,
    EXPORT_PACKAGE,
    AcknowledgeExport,
    CorrectExport,
    DeliverExport,
    PrepareExport,
    RecordExport,
    SignExport,
    export_ref,
)
from domain.export.events import (
    ExportAcknowledged,
    ExportCorrected,
    ExportDelivered,
    ExportOrdered,
    ExportPrepared,
    ExportSigned,
)
from domain.export.state import CorrectionCause, ExportPackage, ExportState, Sizes

__all__ = [
    "CORRECTABLE",
    "EXPORT_PACKAGE",
    "AcknowledgeExport",
    "CorrectExport",
    "CorrectionCause",
    "DeliverExport",
    "ExportAcknowledged",
    "ExportCorrected",
    "ExportDelivered",
    "ExportOrdered",
    "ExportPackage",
    "ExportPrepared",
    "ExportSigned",
    "ExportState",
    "PrepareExport",
    "RecordExport",
    "SignExport",
    "Sizes",
    "export_ref",
]
