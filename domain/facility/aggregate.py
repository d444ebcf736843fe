"""FACILITY: a centre's stream follows from its community and type, so there is one at most."""

from typing import Final
from uuid import UUID

from domain.facility import events, offering, planning
from domain.facility.state import SIX_CENTRES, Facility, FacilityType
from domain.kernel import Aggregate, Concern, Label, Ref, derived_id


def _identify(command: planning.PlanFacility) -> UUID | None:
    """R-26: exactly one centre of each type; of rooms there may be several (R-27)."""
    return _centre(command.community, command.type) if command.type in SIX_CENTRES else None


def _centre(community: str, type: FacilityType) -> UUID:
    return derived_id("facility", community, type)


FACILITY: Final = Aggregate(
    name="facility",
    collection="facilities",
    label=Label("服务场所", "Facility"),
    initial=Facility(),
    commands=(
        planning.PlanFacility,
        planning.OpenFacility,
        planning.SuspendFacility,
        planning.ReopenFacility,
        planning.CloseFacility,
        offering.AddServiceItem,
        offering.RemoveServiceItem,
        offering.RecordUse,
    ),
    events=(
        events.FacilityPlanned,
        events.FacilityOpened,
        events.FacilitySuspended,
        events.FacilityReopened,
        events.FacilityClosed,
        events.ServiceItemAdded,
        events.ServiceItemRemoved,
        events.FacilityUseRecorded,
    ),
    identify=_identify,
    concerns=lambda state, command: Concern(
        community=state.community or getattr(command, "community", None)
    ),
)


def centre_ref(community: str, type: FacilityType) -> Ref[Facility]:
    return FACILITY.ref(_centre(community, type))
