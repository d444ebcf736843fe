"""Co-governance agreement 共治协议 (SYS-04): one community, one party, one year, and its promises."""

from domain.agreement.aggregate import AGREEMENT, RenewAgreement, agreement_ref
from domain.agreement.state import (
    Agreement,
    AgreementState,
    Commitment,
    CommitmentState,
    FailureGround,
    PartyKind,
    Terms,
    WaiverGround,
)

__all__ = [
    "AGREEMENT",
    "Agreement",
    "AgreementState",
    "Commitment",
    "CommitmentState",
    "FailureGround",
    "PartyKind",
    "RenewAgreement",
    "Terms",
    "WaiverGround",
    "agreement_ref",
]
