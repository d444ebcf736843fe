"""Honours 荣誉 (SYS-17, R-38): titles, who is nominated for them, who holds them until when."""

from domain.honour.aggregates import HONOUR_NOMINATION, HONOUR_PROGRAMME
from domain.honour.balloting import RecordHonourBallot
from domain.honour.conferring import ConferHonour, ExpireHonour, RevokeHonour
from domain.honour.deciding import ApproveHonour, RefuseHonour
from domain.honour.eligibility import CheckEligibility, complete_score
from domain.honour.events import (
    EligibilityChecked,
    HonourApproved,
    HonourBalloted,
    HonourConferred,
    HonourExpired,
    HonourNominated,
    HonourNotSelected,
    HonourPublicised,
    HonourRefused,
    HonourRevoked,
    HonourShortlisted,
    NominationWithdrawn,
)
from domain.honour.nominating import Nominate, WithdrawNomination
from domain.honour.programme import DefineProgramme, FixQuota, RecordTieVote
from domain.honour.programme_events import (
    CandidateNominated,
    HonourProgrammeDefined,
    PlaceTaken,
    QuotaFixed,
    TieVoteRecorded,
)
from domain.honour.refs import nominated, nomination_ref, programme_ref
from domain.honour.shortlisting import Publicise, Shortlist
from domain.honour.state import (
    GroupCount,
    Nomination,
    NominationState,
    Programme,
    QuotaBase,
    RevocationReason,
    RuleResult,
)

__all__ = [
    "HONOUR_NOMINATION",
    "HONOUR_PROGRAMME",
    "ApproveHonour",
    "CandidateNominated",
    "CheckEligibility",
    "ConferHonour",
    "DefineProgramme",
    "EligibilityChecked",
    "ExpireHonour",
    "FixQuota",
    "GroupCount",
    "HonourApproved",
    "HonourBalloted",
    "HonourConferred",
    "HonourExpired",
    "HonourNominated",
    "HonourNotSelected",
    "HonourProgrammeDefined",
    "HonourPublicised",
    "HonourRefused",
    "HonourRevoked",
    "HonourShortlisted",
    "Nominate",
    "Nomination",
    "NominationState",
    "NominationWithdrawn",
    "PlaceTaken",
    "Programme",
    "Publicise",
    "QuotaBase",
    "QuotaFixed",
    "RecordHonourBallot",
    "RecordTieVote",
    "RefuseHonour",
    "RevocationReason",
    "RevokeHonour",
    "RuleResult",
    "Shortlist",
    "TieVoteRecorded",
    "WithdrawNomination",
    "complete_score",
    "nominated",
    "nomination_ref",
    "programme_ref",
]
