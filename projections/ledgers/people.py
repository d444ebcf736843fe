"""Who belongs where: persons with their spells in units, and units with their communities."""

from datetime import date, timedelta
from typing import Final, Self
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.kernel import Label
from domain.person import (
    LeaveReason,
    MemberJoinedUnit,
    MemberLeftUnit,
    MemberUnitChanged,
    PartyKind,
    PersonRegistered,
    PersonUpdated,
)
from domain.unit import HostCommunityAssigned, UnitEnrolled, UnitWithdrawn
from projections.models import Register, Row

Replace = msgspec.structs.replace
ONE_DAY: Final = timedelta(days=1)


class Spell(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """In a unit's Party organisation from `start` to `end`, both included.

    planned: the end that the joining told. began, ended: positions of the joining and of what
    brought another end.
    """

    unit: UUID
    start: date
    end: date | None
    in_service: bool
    planned: date | None
    began: int
    ended: int | None = None


class Member(Row, frozen=True, array_like=True, gc=False):
    """A person as the programme needs to know him; nothing personal."""

    person: UUID
    residence: str | None
    grid: str | None
    party: tuple[tuple[date, str], ...]  # from which day on, in order of time
    spells: tuple[Spell, ...] = ()
    synthetic: bool = False

    def unit_on(self, day: date) -> UUID | None:
        found = (s.unit for s in self.spells if s.start <= day and (s.end is None or day <= s.end))
        return next(found, None)


PERSONS: Final = Register(
    name="PERSONS",
    title=Label("人员名册", "Persons"),
    row=Member,
    moving=("residence",),
)


@PERSONS.opens(PersonRegistered)
def registered(recorded: Recorded) -> Member:
    fact = recorded.event
    since = fact.party_member_since or date.min
    return Member(
        recorded.stream,
        fact.residence.community,
        fact.residence.grid,
        ((since, fact.party_member),),
        (),
        fact.synthetic,
    )


@PERSONS.on(PersonUpdated)
def updated(row: Member, recorded: Recorded) -> Member:
    fact = recorded.event
    if fact.residence is not None:
        row = Replace(row, residence=fact.residence.community, grid=fact.residence.grid)
    if fact.party_member is not None and fact.party_member_since is not None:
        row = _party(row, fact.party_member, fact.party_member_since)
    return row


@PERSONS.on(MemberJoinedUnit)
def joined(row: Member, recorded: Recorded) -> Member:
    fact = recorded.event
    until = fact.until
    new = Spell(fact.unit, fact.on, until, fact.in_service, until, recorded.position)
    return _with(row, new)


@PERSONS.on(MemberLeftUnit)
def left(row: Member, recorded: Recorded) -> Member:
    fact = recorded.event
    ended = _ended(row, fact.unit, fact.last_day, recorded.position)
    kinds = [kind for since, kind in row.party if since <= fact.last_day]
    member = bool(kinds) and kinds[-1] != PartyKind.NONE
    if fact.reason == LeaveReason.RETIRED and member:
        return _party(ended, PartyKind.RETIRED, fact.last_day + ONE_DAY)  # P-07
    return ended


@PERSONS.on(MemberUnitChanged)
def changed(row: Member, recorded: Recorded) -> Member:
    fact = recorded.event  # P-06, AM-08
    ended = _ended(row, fact.from_unit, fact.on - ONE_DAY, recorded.position)
    return _with(ended, Spell(fact.unit, fact.on, None, fact.in_service, None, recorded.position))


def _party(row: Member, kind: str, since: date) -> Member:
    earlier = tuple(entry for entry in row.party if entry[0] < since)
    return Replace(row, party=(*earlier, (since, kind)))


def _with(row: Member, new: Spell) -> Member:
    spells = sorted((*row.spells, new), key=lambda spell: spell.start)
    return Replace(row, spells=tuple(spells))


def _ended(row: Member, unit: UUID, last: date, position: int) -> Member:
    """The spell in `unit` that goes on beyond `last` ends; without a day left it never was."""
    spells = []
    for spell in row.spells:
        goes_on = spell.start <= last + ONE_DAY and (spell.end is None or last < spell.end)
        if spell.unit != unit or not goes_on:
            spells.append(spell)
        elif spell.start <= last:
            spells.append(Replace(spell, end=last, ended=position))
    return Replace(row, spells=tuple(spells))


class Seat(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where a unit belongs from a day on: effective-dated, as a late move is no earlier one."""

    since: date
    community: str
    also_in: tuple[str, ...]
    big_party_committee: bool


class UnitRow(Row, frozen=True, array_like=True, gc=False):
    """As told last; seats: what it was from which day on, in order of time."""

    unit: UUID
    title: str
    kind: str
    community: str
    also_in: tuple[str, ...]
    in_government_building: bool
    big_party_committee: bool
    enrolled_on: date
    withdrawn_on: date | None = None
    earlier: tuple[tuple[date, date], ...] = ()  # enrolments that ended, both days included
    seats: tuple[Seat, ...] = ()

    def as_on(self, day: date) -> Self:
        """With the community that led for it on `day`; before it was enrolled, the first."""
        past = [seat for seat in self.seats if seat.since <= day] or self.seats[:1]
        if not past:
            return self
        seat = past[-1]
        return Replace(
            self,
            community=seat.community,
            also_in=seat.also_in,
            big_party_committee=seat.big_party_committee,
        )

    def seated(self, seat: Seat) -> "UnitRow":
        """What was told of the same day before is put right."""
        others = [each for each in self.seats if each.since != seat.since]
        return Replace(self, seats=tuple(sorted((*others, seat), key=lambda each: each.since)))


UNITS: Final = Register(
    name="UNITS",
    title=Label("单位名册", "Units and other parties"),
    row=UnitRow,
    filters=("kind",),
    moving=("community",),
    valid=("enrolled_on", "withdrawn_on"),
)


@UNITS.upserts(UnitEnrolled)
def enrolled(row: UnitRow | None, recorded: Recorded) -> UnitRow:
    fact = recorded.event
    earlier = row.earlier if row else ()
    if row and row.withdrawn_on:
        earlier = (*earlier, (row.enrolled_on, row.withdrawn_on))
    new = UnitRow(
        recorded.stream,
        fact.title,
        fact.kind,
        fact.community,
        fact.also_in,
        fact.in_government_building,
        fact.big_party_committee,
        fact.on,
        earlier=earlier,
        seats=row.seats if row else (),
    )
    return new.seated(Seat(fact.on, fact.community, fact.also_in, fact.big_party_committee))


@UNITS.on(HostCommunityAssigned)
def hosted(row: UnitRow, recorded: Recorded) -> UnitRow:
    """AM-04: one lead community, from a day on."""
    fact = recorded.event
    seat = Seat(fact.on, fact.community, fact.also_in, row.big_party_committee)
    return Replace(row, community=fact.community, also_in=fact.also_in).seated(seat)


@UNITS.on(UnitWithdrawn)
def withdrawn(row: UnitRow, recorded: Recorded) -> UnitRow:
    return Replace(row, withdrawn_on=recorded.event.last_day)
