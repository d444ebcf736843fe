"""Objection 异议 (SYS-18): to what a notice makes public, decided by who had no part in it."""

from domain.objection.aggregate import OBJECTION, objection_ref
from domain.objection.deciding import (
    AdmitObjection,
    DecideObjection,
    DecideReview,
    InvestigateObjection,
    RefuseObjection,
)
from domain.objection.events import (
    InvestigationBegun,
    ObjectionAdmitted,
    ObjectionDecided,
    ObjectionLodged,
    ObjectionNotAdmitted,
    ObjectionWithdrawn,
    ReviewDecided,
    ReviewRequested,
)
from domain.objection.lodging import LodgeObjection, RequestReview, WithdrawObjection
from domain.objection.state import DECIDED, OPEN, Finding, Objection, ObjectionState

__all__ = [
    "DECIDED",
    "OBJECTION",
    "OPEN",
    "AdmitObjection",
    "DecideObjection",
    "DecideReview",
    "Finding",
    "InvestigateObjection",
    "InvestigationBegun",
    "LodgeObjection",
    "Objection",
    "ObjectionAdmitted",
    "ObjectionDecided",
    "ObjectionLodged",
    "ObjectionNotAdmitted",
    "ObjectionState",
    "ObjectionWithdrawn",
    "RefuseObjection",
    "RequestReview",
    "ReviewDecided",
    "ReviewRequested",
    "WithdrawObjection",
    "objection_ref",
]
