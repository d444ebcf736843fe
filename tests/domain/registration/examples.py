"""The units, members and years that the tests of SYS-10 speak of."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from domain.calendar import CALENDAR, CalendarYearPublished, calendar_ref, published_years
from domain.kernel import Actor, Event, Ref
from domain.person import (
    PERSON,
    MemberJoinedUnit,
    PartyKind,
    Person,
    PersonRegistered,
    Residence,
    person_ref,
)
from domain.registration import (
    MEMBER_REGISTRATION,
    MemberRegistration,
    MemberRegistrationConfirmed,
    MemberRegistrationSubmitted,
)
from domain.roles import Role
from domain.unit import UNIT, Unit, UnitEnrolled, UnitKind, unit_ref
from tests.domain.communities import THE_NINE
from tests.spec import Given, given, moment

WANG, LI, ZHAO, UNKNOWN = (UUID(int=0x40 + n) for n in range(4))
A, B = UUID(int=0xA), UUID(int=0xB)
HIMSELF = Actor(role=Role.MEM, person=WANG, scopes=("self",))
LIAISON = Actor(role=Role.UNIT, person=UUID(int=0x51), scopes=(f"unit:{A}",))
IN_A = MemberJoinedUnit(unit=A, on=date(2020, 1, 1))


def unit(id: UUID, also_in: tuple[str, ...] = (), obliged: bool = True) -> dict[Ref[Unit], Unit]:
    """A unit of FC02, in the Big Party Committee if obliged (AM-32)."""
    enrolled = UnitEnrolled(
        unit=id, title="单位（合成）", kind=UnitKind.ORGAN, community="FC02", also_in=also_in,
        big_party_committee=obliged, on=date(2021, 6, 1),
    )  # fmt: skip
    return {unit_ref(id): UNIT.replay([enrolled])}


def person(
    id: UUID,
    facts: Iterable[Event[Person]] = (IN_A,),
    community: str | None = "FC01",
    kind: PartyKind = PartyKind.FULL,
) -> dict[Ref[Person], Person]:
    registered = PersonRegistered(
        person=id, full_name="王合成", residence=Residence(community=community),
        party_member=kind, synthetic=True,
    )  # fmt: skip
    return {person_ref(id): PERSON.replay([registered, *facts])}


CALENDARS = {
    calendar_ref(year.year): CALENDAR.replay([CalendarYearPublished(**dict(year), version=1)])
    for year in published_years()
}
WORLD: dict[Ref[Any], Any] = {**THE_NINE, **CALENDARS, **unit(A), **unit(B), **person(WANG)}

SUBMITTED = MemberRegistrationSubmitted(
    person=WANG, community="FC01", unit=A, residence_inside=True, by_unit=False,
    submitted_on=date(2022, 1, 28), confirm_by=moment("2022-02-08 00:00"),
    calendar={"2022": 1},
)  # fmt: skip
CONFIRMED = MemberRegistrationConfirmed(
    person=WANG, community="FC01", unit=A, effective_on=date(2022, 1, 28), late=False
)


def registration(*facts: Event[MemberRegistration]) -> Given[MemberRegistration]:
    """Wang's registration, asked by himself on Friday 28 January 2022."""
    asked = given(MEMBER_REGISTRATION, *facts).by(HIMSELF)
    return asked.at("2022-01-28 16:00").looking(WORLD)
