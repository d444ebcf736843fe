"""What happens to a facility. `on` is the day in the world; when it was recorded, the log says."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.facility.state import (
    Facility,
    FacilityField,
    FacilityStatus,
    FacilityType,
    Hours,
    Month,
    ServiceItem,
)
from domain.kernel import Event, Line, SealedText
from domain.vocabulary import BodyCode, CommunityCode


class FacilityEvent(Event[Facility]):
    pass


class FacilityPlanned(FacilityEvent, name="facility.planned"):
    """shares_with: the centre whose room it uses. deliberation_body: that meets in it (AM-21)."""

    community: CommunityCode
    type: FacilityType
    title: Line
    address: Line
    shares_with: FacilityType | None = None
    deliberation_body: BodyCode | None = None
    on: date

    def apply(self, state: Facility) -> Facility:
        return Facility(
            type=self.type,
            community=self.community,
            status=FacilityStatus.PLANNED,
            address=self.address,
            shares_with=self.shares_with,
            since=self.on,
        )


class FacilityOpened(FacilityEvent, name="facility.opened"):
    manager: UUID
    hours: Hours
    on: date

    def apply(self, state: Facility) -> Facility:
        opened = state.turned(FacilityStatus.IN_SERVICE, self.on)
        return replace(opened, manager=self.manager, hours=self.hours, opened_on=self.on)


class FacilitySuspended(FacilityEvent, name="facility.suspended"):
    reopens_on: date
    reason: SealedText
    on: date

    def apply(self, state: Facility) -> Facility:
        return state.turned(FacilityStatus.SUSPENDED, self.on)


class FacilityReopened(FacilityEvent, name="facility.reopened"):
    hours: Hours
    on: date

    def apply(self, state: Facility) -> Facility:
        return replace(state.turned(FacilityStatus.IN_SERVICE, self.on), hours=self.hours)


class FacilityClosed(FacilityEvent, name="facility.closed"):
    reason: SealedText
    on: date

    def apply(self, state: Facility) -> Facility:
        return state.turned(FacilityStatus.CLOSED, self.on)


class ServiceItemAdded(FacilityEvent, name="facility.service_item_added"):
    item: UUID
    title: Line
    field: FacilityField

    def apply(self, state: Facility) -> Facility:
        items = (*state.items, ServiceItem(self.item, self.title, self.field))
        return replace(state, items=items, offered=state.offered | {self.field})


class ServiceItemRemoved(FacilityEvent, name="facility.service_item_removed"):
    item: UUID

    def apply(self, state: Facility) -> Facility:
        return replace(state, items=tuple(i for i in state.items if i.id != self.item))


class FacilityUseRecorded(FacilityEvent, name="facility.use_recorded"):
    """Counts only, no visitor. before: the count it corrects; None: the first for that month."""

    month: Month
    field: FacilityField
    visits: int
    before: int | None = None

    def apply(self, state: Facility) -> Facility:
        uses = dict(state.uses) | {(self.month, self.field): self.visits}
        return replace(state, uses=tuple(uses.items()))
