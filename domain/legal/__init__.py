"""Rule of law 法治 (SYS-13, R-33): visits of the three officers and the adviser.

Advice and the dispute file are parts of the case: domain/case/advice.py, dispute.py.
"""

from domain.legal.state import LegalRole, LegalVisit, VisitKind, VisitState
from domain.legal.visits import (
    LEGAL_VISIT,
    CancelVisit,
    LegalVisitCancelled,
    LegalVisitHeld,
    LegalVisitPlanned,
    LegalVisitRecorded,
    PlanVisit,
    RecordVisit,
    legal_visit_ref,
)

__all__ = [
    "LEGAL_VISIT",
    "CancelVisit",
    "LegalRole",
    "LegalVisit",
    "LegalVisitCancelled",
    "LegalVisitHeld",
    "LegalVisitPlanned",
    "LegalVisitRecorded",
    "PlanVisit",
    "RecordVisit",
    "VisitKind",
    "VisitState",
    "legal_visit_ref",
]
