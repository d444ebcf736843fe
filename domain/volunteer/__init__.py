"""VolunteerRecord 志愿服务记录: one book per person and year, its entries the sessions (SYS-11)."""

from domain.volunteer.aggregate import VOLUNTEER, volunteer_ref
from domain.volunteer.confirming import ConfirmLateService, ConfirmService, RejectService
from domain.volunteer.correcting import (
    CorrectService,
    DisputeService,
    ResolveDispute,
    RevokeService,
)
from domain.volunteer.events import (
    DisputeResolved,
    LateEntrySuspended,
    QuarterlyDutyMissed,
    RejectReason,
    ServiceConfirmed,
    ServiceCorrected,
    ServiceDisputed,
    ServiceExtractIssued,
    ServiceObject,
    ServiceRated,
    ServiceRejected,
    ServiceRevoked,
    ServiceSubmitted,
)
from domain.volunteer.standing import IssueExtract, RateService, RecordMissedQuarter
from domain.volunteer.state import (
    STATUS_LABELS,
    Book,
    Entry,
    EntryStatus,
    Flag,
    RevokeReason,
    ServiceOutcome,
    Source,
)
from domain.volunteer.submitting import ActivityKind, SubmitService

__all__ = [
    "STATUS_LABELS",
    "VOLUNTEER",
    "ActivityKind",
    "Book",
    "ConfirmLateService",
    "ConfirmService",
    "CorrectService",
    "DisputeResolved",
    "DisputeService",
    "Entry",
    "EntryStatus",
    "Flag",
    "IssueExtract",
    "LateEntrySuspended",
    "QuarterlyDutyMissed",
    "RateService",
    "RecordMissedQuarter",
    "RejectReason",
    "RejectService",
    "ResolveDispute",
    "RevokeReason",
    "RevokeService",
    "ServiceConfirmed",
    "ServiceCorrected",
    "ServiceDisputed",
    "ServiceExtractIssued",
    "ServiceObject",
    "ServiceOutcome",
    "ServiceRated",
    "ServiceRejected",
    "ServiceRevoked",
    "ServiceSubmitted",
    "Source",
    "SubmitService",
    "volunteer_ref",
]
