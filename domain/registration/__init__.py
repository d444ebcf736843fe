"""Double registration 双报到 (SYS-10): of a unit's Party organisation, and of each member."""

from domain.registration.aggregates import (
    MEMBER_REGISTRATION,
    UNIT_REGISTRATION,
    member_registration_ref,
    unit_registration_ref,
)
from domain.registration.changes import (
    EndRegistration,
    MemberRegistrationEnded,
    MemberRegistrationTransferred,
    MemberRegistrationWithdrawn,
    TransferMemberRegistration,
    WithdrawRegistration,
)
from domain.registration.exemption import (
    EndExemption,
    GrantExemption,
    RegistrationExemptionEnded,
    RegistrationExemptionGranted,
)
from domain.registration.member_state import (
    EndReason,
    Exemption,
    ExemptionReason,
    MemberRegistration,
    MemberStatus,
    Registration,
)
from domain.registration.roll import CorrectRoll, ReportRoll, UnitRollCorrected, UnitRollReported
from domain.registration.snapshot import RegistrationSnapshotTaken, TakeRegistrationSnapshot
from domain.registration.submission import (
    ConfirmMemberRegistration,
    MemberRegistrationConfirmed,
    MemberRegistrationRejected,
    MemberRegistrationSubmitted,
    RejectMemberRegistration,
    SubmitMemberRegistration,
)
from domain.registration.unit_register import (
    AgreeServiceItems,
    ConfirmUnitRegistration,
    EndUnitRegistration,
    RegisterUnit,
    ServiceItemsAgreed,
    UnitRegistrationConfirmed,
    UnitRegistrationEnded,
    UnitRegistrationSubmitted,
)
from domain.registration.unit_state import (
    RollEntry,
    RollLine,
    ServiceItem,
    Snapshot,
    UnitEndReason,
    UnitRegistration,
    UnitStatus,
)

__all__ = [
    "MEMBER_REGISTRATION",
    "UNIT_REGISTRATION",
    "AgreeServiceItems",
    "ConfirmMemberRegistration",
    "ConfirmUnitRegistration",
    "CorrectRoll",
    "EndExemption",
    "EndReason",
    "EndRegistration",
    "EndUnitRegistration",
    "Exemption",
    "ExemptionReason",
    "GrantExemption",
    "MemberRegistration",
    "MemberRegistrationConfirmed",
    "MemberRegistrationEnded",
    "MemberRegistrationRejected",
    "MemberRegistrationSubmitted",
    "MemberRegistrationTransferred",
    "MemberRegistrationWithdrawn",
    "MemberStatus",
    "RegisterUnit",
    "Registration",
    "RegistrationExemptionEnded",
    "RegistrationExemptionGranted",
    "RegistrationSnapshotTaken",
    "RejectMemberRegistration",
    "ReportRoll",
    "RollEntry",
    "RollLine",
    "ServiceItem",
    "ServiceItemsAgreed",
    "Snapshot",
    "SubmitMemberRegistration",
    "TakeRegistrationSnapshot",
    "TransferMemberRegistration",
    "UnitEndReason",
    "UnitRegistration",
    "UnitRegistrationConfirmed",
    "UnitRegistrationEnded",
    "UnitRegistrationSubmitted",
    "UnitRollCorrected",
    "UnitRollReported",
    "UnitStatus",
    "WithdrawRegistration",
    "member_registration_ref",
    "unit_registration_ref",
]
