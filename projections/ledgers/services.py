"""L-VOL 志愿服务台账: one row a session; and the quarters missed. Rows, not counts: AM-05 to AM-11.

Which sessions count is asked at reading time, by the ruleset then in question.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label
from domain.volunteer import (
    DisputeResolved,
    QuarterlyDutyMissed,
    ServiceConfirmed,
    ServiceCorrected,
    ServiceDisputed,
    ServiceRated,
    ServiceRejected,
    ServiceRevoked,
    ServiceSubmitted,
)
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace


class Service(Row, frozen=True, array_like=True, gc=False):
    """A session. Positions: decided of the event that made its state what it is; confirmed of the
    one that first confirmed it as it stands; corrected of the last correction; rated."""

    entry: UUID
    book: UUID
    person: UUID
    community: str
    service_on: date
    year: int
    minutes: int
    field: str
    source: str
    outcome: str
    order: UUID | None
    flags: tuple[str, ...]
    state: str
    submitted_at: datetime
    submitted_by: UUID | None
    submitted: int
    start: datetime
    end: datetime
    confirmed_at: datetime | None = None
    confirmed_by: UUID | None = None
    approved_by: UUID | None = None
    revoked_for: str | None = None
    stars: int | None = None
    rated: int | None = None
    decided: int = 0
    confirmed: int | None = None
    corrected: int | None = None
    activity: UUID | None = None
    organiser_unit: UUID | None = None


def entry_of(recorded: Recorded) -> Key:
    return (recorded.event.entry,)


L_VOL: Final = Register(
    name="L-VOL",
    title=Label("志愿服务台账", "Volunteer services", "志願服務台賬"),
    row=Service,
    key=entry_of,
    filters=("person", "community", "year", "order"),
    moving=("state",),
    valid=("service_on",),
)


@L_VOL.opens(ServiceSubmitted)
def submitted(recorded: Recorded) -> Service:
    fact = recorded.event
    return Service(
        entry=fact.entry,
        book=recorded.stream,
        person=fact.person,
        community=fact.community,
        service_on=fact.service_on,
        year=fact.service_on.year,
        minutes=fact.minutes,
        field=fact.field,
        source=fact.source,
        outcome=fact.outcome,
        order=fact.order,
        flags=fact.flags,
        state="SUBMITTED",
        submitted_at=recorded.recorded_at,
        submitted_by=fact.recorder,
        submitted=recorded.position,
        start=fact.start,
        end=fact.end,
        decided=recorded.position,
        activity=fact.activity,
        organiser_unit=fact.organiser_unit,
    )


@L_VOL.on(ServiceConfirmed)
def confirmed(row: Service, recorded: Recorded) -> Service:
    late = ("LATE_ENTRY",) if recorded.event.late_entry else ()
    return Replace(
        row,
        state="CONFIRMED",
        confirmed_at=recorded.recorded_at,
        confirmed_by=recorded.event.confirmer,
        approved_by=recorded.event.approver,
        flags=tuple(sorted({*row.flags, *late})),
        decided=recorded.position,
        confirmed=recorded.position,
    )


@L_VOL.on(ServiceRejected)
def rejected(row: Service, recorded: Recorded) -> Service:
    return Replace(row, state="REJECTED", decided=recorded.position)


@L_VOL.on(ServiceCorrected)
def corrected(row: Service, recorded: Recorded) -> Service:
    fact = recorded.event
    return Replace(
        row,
        minutes=fact.minutes,
        end=fact.end,
        flags=fact.flags,
        decided=recorded.position,
        corrected=recorded.position,
    )


@L_VOL.on(ServiceDisputed)
def disputed(row: Service, recorded: Recorded) -> Service:
    return Replace(row, state="DISPUTED", decided=recorded.position)


@L_VOL.on(DisputeResolved)
def resolved(row: Service, recorded: Recorded) -> Service:
    return Replace(row, state=recorded.event.outcome, decided=recorded.position)


@L_VOL.on(ServiceRevoked)
def revoked(row: Service, recorded: Recorded) -> Service:
    return Replace(
        row, state="REVOKED", revoked_for=recorded.event.reason, decided=recorded.position
    )


@L_VOL.on(ServiceRated)
def rated(row: Service, recorded: Recorded) -> Service:
    return Replace(row, stars=recorded.event.stars, rated=recorded.position)


class MissedQuarter(Row, frozen=True, array_like=True, gc=False):
    person: UUID
    year: int
    quarter: int
    obliged_days: int
    counted: int
    recorded_at: datetime


L_MISSED: Final = Register(
    name="L-MISSED",
    title=Label("季度未服务台账", "Quarters missed"),
    row=MissedQuarter,
    key=lambda r: (r.event.person, r.event.year, r.event.quarter),
    filters=("person", "year"),
)


@L_MISSED.opens(QuarterlyDutyMissed)
def missed(recorded: Recorded) -> MissedQuarter:
    fact = recorded.event
    return MissedQuarter(
        fact.person, fact.year, fact.quarter, fact.obliged_days, fact.counted, recorded.recorded_at
    )
