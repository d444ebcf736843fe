"""Unit 单位 (SYS-02): every organisation that takes part, whoever may register or sign for it."""

from domain.unit.commands import (
    UNIT,
    AssignHostCommunity,
    AuthoriseSignatory,
    EnrolUnit,
    HostCommunityAssigned,
    UnitEnrolled,
    UnitEvent,
    UnitSignatoryAuthorised,
    UnitWithdrawn,
    WithdrawUnit,
    unit_ref,
)
from domain.unit.state import Unit, UnitKind, WithdrawalReason

__all__ = [
    "UNIT",
    "AssignHostCommunity",
    "AuthoriseSignatory",
    "EnrolUnit",
    "HostCommunityAssigned",
    "Unit",
    "UnitEnrolled",
    "UnitEvent",
    "UnitKind",
    "UnitSignatoryAuthorised",
    "UnitWithdrawn",
    "WithdrawUnit",
    "WithdrawalReason",
    "unit_ref",
]
