"""A small county for the tests of orders and services: one grid, a few people, rules, calendars."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.calendar import CALENDAR, CalendarYearPublished, calendar_ref, published_years
from domain.grid import GRID, GridBranchFormed, grid_ref
from domain.kernel import Actor, Period, Ref, end_of_day
from domain.person import (
    PERSON,
    MemberJoinedUnit,
    MemberLeftUnit,
    PartyKind,
    PersonRegistered,
    Residence,
    person_ref,
)
from domain.person.state import LeaveReason
from domain.registration import (
    MEMBER_REGISTRATION,
    ExemptionReason,
    MemberRegistrationConfirmed,
    MemberRegistrationSubmitted,
    RegistrationExemptionGranted,
    member_registration_ref,
)
from domain.roles import Role
from domain.ruleset import RULEBOOK, Ruleset, RulesetAdopted, rulebook_ref
from domain.unit import UNIT, UnitEnrolled, UnitKind, UnitWithdrawn, WithdrawalReason, unit_ref
from tests.domain.communities import THE_NINE
from tests.domain.grid.examples import ACTIVATED, HEADED, STAFFED, planned
from tests.domain.rulesets import RULES, changed

LI, CHEN, WANG, ZHAO, SUN = (UUID(int=n) for n in range(0x21, 0x26))
"""LI and CHEN are registered in-service members, WANG an unregistered one. ZHAO is a Party member
of the community, SUN a volunteer."""
AUNT, UNCLE = UUID(int=0x31), UUID(int=0x32)  # residents
CW, CS, GW, GH, TOWN = (UUID(int=n) for n in range(0x41, 0x46))
UNIT_A, UNIT_B, OUTSIDE = (UUID(int=n) for n in (0x51, 0x52, 0x53))
COMMUNITY, GRID_CODE = "FC01", "FC01001"
LONG_AGO: Final = date(2021, 6, 1)
SPECIALITY = "电工"

States = dict[Ref[Any], Any]


def someone(
    id: UUID,
    unit: UUID | None = None,
    kind: PartyKind = PartyKind.NONE,
    since: date = LONG_AGO,
    left: date | None = None,
) -> States:
    registered = PersonRegistered(
        person=id, full_name="【合成】", residence=Residence(community=COMMUNITY),
        party_member=kind, synthetic=True,
    )  # fmt: skip
    person = PERSON.replay([registered])
    if unit is not None:
        person = PERSON.replay([MemberJoinedUnit(unit=unit, on=since)], person)
    if unit is not None and left is not None:
        leave = MemberLeftUnit(unit=unit, last_day=left, reason=LeaveReason.LEFT_COUNTY)
        person = PERSON.replay([leave], person)
    return {person_ref(id): person}


def enrolled(unit: UUID, member_unit: bool = True, on: date = LONG_AGO) -> States:
    fact = UnitEnrolled(
        unit=unit, title="合成单位", kind=UnitKind.ORGAN, community=COMMUNITY,
        big_party_committee=member_unit, synthetic=True, on=on,
    )  # fmt: skip
    return {unit_ref(unit): UNIT.replay([fact])}


def withdrawn(unit: UUID, last_day: date) -> States:
    (ref, state), *_ = enrolled(unit).items()
    left = UnitWithdrawn(
        last_day=last_day, reason=WithdrawalReason.MOVED_AWAY, document_no="【合成】7号"
    )
    return {ref: UNIT.replay([left], state)}


def registered(id: UUID, *specialities: str, since: date = LONG_AGO) -> States:
    submitted = MemberRegistrationSubmitted(
        person=id, community=COMMUNITY, unit=UNIT_A, residence_inside=True, by_unit=False,
        specialities=specialities, submitted_on=since, confirm_by=end_of_day(since), calendar={},
    )  # fmt: skip
    confirmed = MemberRegistrationConfirmed(
        person=id, community=COMMUNITY, unit=UNIT_A, effective_on=since, late=False
    )
    return {member_registration_ref(id): MEMBER_REGISTRATION.replay([submitted, confirmed])}


def exempted(id: UUID, period: Period) -> States:
    """Registered, and exempt for a time."""
    granted = RegistrationExemptionGranted(
        exemption=id, person=id, unit=UNIT_A, community=COMMUNITY,
        reason=ExemptionReason.SECONDED_OUT, period=period, document_no="【合成】6号",
    )  # fmt: skip
    (ref, state), *_ = registered(id).items()
    return {ref: MEMBER_REGISTRATION.replay([granted], state)}


def actor(role: Role, person: UUID, *scopes: str) -> Actor:
    return Actor(role=role, person=person, scopes=scopes or ("county",))


def calendars() -> States:
    return {
        calendar_ref(year.year): CALENDAR.replay([CalendarYearPublished(**dict(year), version=1)])
        for year in published_years()
    }


def rules_of(year: int) -> Ruleset:
    """The shipped rules for another year."""

    def move(data: dict[str, Any]) -> None:
        data["ruleset"] |= {"effective_from": f"{year}-01-01", "effective_to": f"{year}-12-31"}
        data["cutoffs"]["fact_period"] |= {"start": f"{year}-01-01", "end": f"{year}-12-31"}

    return RULES if year == RULES.year else changed(move, f"{year}.1")


def rulebook(*rulesets: Ruleset) -> States:
    adopted = [RulesetAdopted(ruleset=rules, document_no="【合成】5号") for rules in rulesets]
    return {rulebook_ref(): RULEBOOK.replay(adopted)}


BRANCH_FORMED = GridBranchFormed(members=(LI, CHEN, ZHAO), on=LONG_AGO, document_no="【合成】4号")
WITHOUT_BRANCH = GRID.replay([planned(GRID_CODE), HEADED, STAFFED, ACTIVATED])
WITH_BRANCH = GRID.replay([BRANCH_FORMED], WITHOUT_BRANCH)

WORLD: States = {
    **THE_NINE,
    **calendars(),
    **rulebook(*(rules_of(year) for year in (2021, 2022, 2023, 2024))),
    grid_ref(GRID_CODE): WITH_BRANCH,
    **enrolled(UNIT_A),
    **enrolled(UNIT_B),
    **enrolled(OUTSIDE, member_unit=False),
    **someone(LI, UNIT_A, PartyKind.FULL),
    **someone(CHEN, UNIT_A, PartyKind.FULL),
    **someone(WANG, UNIT_A, PartyKind.FULL),
    **someone(ZHAO, kind=PartyKind.RETIRED),
    **someone(SUN),
    **someone(AUNT),
    **someone(UNCLE),
    **registered(LI),
    **registered(CHEN, SPECIALITY),
}
