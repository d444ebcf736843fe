"""Facility 服务场所 (SYS-09): the six centres of each community, and special rooms (R-26, R-27)."""

from domain.facility.aggregate import FACILITY, centre_ref
from domain.facility.events import (
    FacilityClosed,
    FacilityOpened,
    FacilityPlanned,
    FacilityReopened,
    FacilitySuspended,
    FacilityUseRecorded,
    ServiceItemAdded,
    ServiceItemRemoved,
)
from domain.facility.offering import AddServiceItem, RecordUse, RemoveServiceItem
from domain.facility.planning import (
    CloseFacility,
    OpenFacility,
    PlanFacility,
    ReopenFacility,
    SuspendFacility,
)
from domain.facility.state import (
    SIX_CENTRES,
    STATUS_LABELS,
    TYPE_LABELS,
    Facility,
    FacilityField,
    FacilityStatus,
    FacilityType,
    OpeningHours,
)

__all__ = [
    "FACILITY",
    "SIX_CENTRES",
    "STATUS_LABELS",
    "TYPE_LABELS",
    "AddServiceItem",
    "CloseFacility",
    "Facility",
    "FacilityClosed",
    "FacilityField",
    "FacilityOpened",
    "FacilityPlanned",
    "FacilityReopened",
    "FacilityStatus",
    "FacilitySuspended",
    "FacilityType",
    "FacilityUseRecorded",
    "OpenFacility",
    "OpeningHours",
    "PlanFacility",
    "RecordUse",
    "RemoveServiceItem",
    "ReopenFacility",
    "ServiceItemAdded",
    "ServiceItemRemoved",
    "SuspendFacility",
    "centre_ref",
]
