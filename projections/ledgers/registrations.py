"""Double registration 双报到 as recorded: members, units, rolls, snapshots (SYS-10, R-29).

L-REG is asked of these at reading time, because a rate depends on who was obliged (AM-02).
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label
from domain.registration import (
    MemberRegistrationConfirmed,
    MemberRegistrationEnded,
    MemberRegistrationRejected,
    MemberRegistrationSubmitted,
    MemberRegistrationTransferred,
    MemberRegistrationWithdrawn,
    RegistrationExemptionEnded,
    RegistrationExemptionGranted,
    UnitRegistrationConfirmed,
    UnitRegistrationEnded,
    UnitRegistrationSubmitted,
)
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace


class Stay(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Registered at a community from `start` to `end`, both included.

    began, ended: positions of what put him there and of what ended it.
    """

    community: str
    start: date
    end: date | None
    began: int
    ended: int | None = None


class Leave(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An exemption: out of the denominator, without leaving the unit.

    planned: the end that was granted. began, ended: positions of the grant and of what brought
    another end.
    """

    exemption: UUID
    start: date
    end: date | None
    reason: str
    granted_at: datetime
    planned: date | None
    began: int
    ended: int | None = None


class MemberRegistrationRow(Row, frozen=True, array_like=True, gc=False):
    """attempts: the day of each submission, and the position of what last decided on it."""

    person: UUID
    state: str
    community: str | None
    submitted_on: date | None = None
    stays: tuple[Stay, ...] = ()
    exemptions: tuple[Leave, ...] = ()
    attempts: tuple[tuple[date, int], ...] = ()

    def stay_on(self, day: date) -> Stay | None:
        """The registration in force on `day`; None: not registered (AM-03)."""
        found = (s for s in self.stays if s.start <= day and (s.end is None or day <= s.end))
        return next(found, None)

    def positions_on(self, day: date) -> tuple[int, ...]:
        """Of the events that make him registered on `day`, or leave him unregistered."""
        if stay := self.stay_on(day):
            return (stay.began,)
        begun = [stay for stay in self.stays if stay.start <= day][-1:]
        tried = [position for on, position in self.attempts if on <= day][-1:]
        ends = [p for stay in begun for p in (stay.began, stay.ended) if p is not None]
        return tuple(sorted({*ends, *tried}))

    @property
    def exempt_days(self) -> list[tuple[int, int]]:
        """Half-open spans of ordinals."""
        last = date.max.toordinal()
        return [
            (leave.start.toordinal(), leave.end.toordinal() + 1 if leave.end else last)
            for leave in self.exemptions
        ]


def person_of(recorded: Recorded) -> Key:
    return (recorded.event.person,)


L_MEMBER_REG: Final = Register(
    name="L-MEMBERREG",
    title=Label("党员报到台账", "Member registrations", "黨員報到台賬"),
    row=MemberRegistrationRow,
    key=person_of,
    moving=("community", "state"),
)


def _row(row: MemberRegistrationRow | None, person: UUID) -> MemberRegistrationRow:
    return row or MemberRegistrationRow(person, "NONE", None)


@L_MEMBER_REG.upserts(MemberRegistrationSubmitted)
def submitted(row: MemberRegistrationRow | None, recorded: Recorded) -> MemberRegistrationRow:
    fact = recorded.event
    return Replace(
        _row(row, fact.person),
        state="SUBMITTED",
        community=fact.community,
        submitted_on=fact.submitted_on,
        attempts=(*(row.attempts if row else ()), (fact.submitted_on, recorded.position)),
    )


def _decided(row: MemberRegistrationRow, recorded: Recorded) -> tuple[tuple[date, int], ...]:
    """What he last submitted is decided on."""
    *earlier, (on, _) = row.attempts
    return (*earlier, (on, recorded.position))


@L_MEMBER_REG.on(MemberRegistrationConfirmed)
def confirmed(row: MemberRegistrationRow, recorded: Recorded) -> MemberRegistrationRow:
    fact = recorded.event
    stay = Stay(fact.community, fact.effective_on, None, recorded.position)
    attempts = _decided(row, recorded)
    return Replace(row, state="CONFIRMED", stays=(*row.stays, stay), attempts=attempts)


@L_MEMBER_REG.on(MemberRegistrationRejected)
def rejected(row: MemberRegistrationRow, recorded: Recorded) -> MemberRegistrationRow:
    return Replace(row, state="REJECTED", attempts=_decided(row, recorded))


@L_MEMBER_REG.on(MemberRegistrationTransferred)
def transferred(row: MemberRegistrationRow, recorded: Recorded) -> MemberRegistrationRow:
    fact = recorded.event
    before = date.fromordinal(fact.on.toordinal() - 1)
    ended = _ended(row, before, recorded.position)
    stay = Stay(fact.community, fact.on, None, recorded.position)
    return Replace(ended, community=fact.community, stays=(*ended.stays, stay))


@L_MEMBER_REG.on(MemberRegistrationWithdrawn)
def withdrawn(row: MemberRegistrationRow, recorded: Recorded) -> MemberRegistrationRow:
    before = date.fromordinal(recorded.event.on.toordinal() - 1)
    return Replace(_ended(row, before, recorded.position), state="WITHDRAWN")


@L_MEMBER_REG.on(MemberRegistrationEnded)
def ended(row: MemberRegistrationRow, recorded: Recorded) -> MemberRegistrationRow:
    return Replace(_ended(row, recorded.event.last_day, recorded.position), state="ENDED")


def _ended(row: MemberRegistrationRow, last: date, position: int) -> MemberRegistrationRow:
    """Whatever stay is open ends on `last`; one that had not begun by then never was."""
    stays = tuple(
        Replace(stay, end=last, ended=position) if stay.end is None else stay
        for stay in row.stays
        if stay.end is not None or stay.start <= last
    )
    return Replace(row, stays=stays)


@L_MEMBER_REG.upserts(RegistrationExemptionGranted)
def exempted(row: MemberRegistrationRow | None, recorded: Recorded) -> MemberRegistrationRow:
    fact = recorded.event
    leave = Leave(
        fact.exemption,
        fact.period.start,
        fact.period.end,
        fact.reason,
        recorded.recorded_at,
        fact.period.end,
        recorded.position,
    )
    before = _row(row, fact.person)
    return Replace(before, exemptions=(*before.exemptions, leave))


@L_MEMBER_REG.on(RegistrationExemptionEnded)
def exemption_ended(row: MemberRegistrationRow, recorded: Recorded) -> MemberRegistrationRow:
    fact = recorded.event
    exemptions = tuple(
        Replace(leave, end=fact.last_day, ended=recorded.position)
        if leave.exemption == fact.exemption
        else leave
        for leave in row.exemptions
        if leave.exemption != fact.exemption or leave.start <= fact.last_day
    )
    return Replace(row, exemptions=exemptions)


class UnitRegistrationRow(Row, frozen=True, array_like=True, gc=False):
    """first_confirmed_on: for the first time in the year, however often it ended and began anew.

    decided: position of that confirmation, else of the submission.
    """

    registration: UUID
    unit: UUID
    community: str
    year: int
    state: str
    submitted_on: date
    confirmed_on: date | None = None
    ended_on: date | None = None
    first_confirmed_on: date | None = None
    decided: int = 0


L_UNIT_REG: Final = Register(
    name="L-UNITREG",
    title=Label("单位报到台账", "Unit registrations", "單位報到台賬"),
    row=UnitRegistrationRow,
    filters=("unit", "community", "year"),
    moving=("state",),
    valid=("confirmed_on", "ended_on"),
)


@L_UNIT_REG.upserts(UnitRegistrationSubmitted)
def unit_submitted(row: UnitRegistrationRow | None, recorded: Recorded) -> UnitRegistrationRow:
    fact = recorded.event
    if row is not None and row.first_confirmed_on is not None:
        again = {"submitted_on": fact.submitted_on, "confirmed_on": None, "ended_on": None}
        return Replace(row, state="SUBMITTED", **again)
    return UnitRegistrationRow(
        recorded.stream,
        fact.unit,
        fact.community,
        fact.year,
        "SUBMITTED",
        fact.submitted_on,
        decided=recorded.position,
    )


@L_UNIT_REG.on(UnitRegistrationConfirmed)
def unit_confirmed(row: UnitRegistrationRow, recorded: Recorded) -> UnitRegistrationRow:
    on = recorded.event.confirmed_on
    confirmed = Replace(row, state="CONFIRMED", confirmed_on=on)
    if row.first_confirmed_on is not None:
        return confirmed
    return Replace(confirmed, first_confirmed_on=on, decided=recorded.position)


@L_UNIT_REG.on(UnitRegistrationEnded)
def unit_ended(row: UnitRegistrationRow, recorded: Recorded) -> UnitRegistrationRow:
    return Replace(row, state="ENDED", ended_on=recorded.event.last_day)
