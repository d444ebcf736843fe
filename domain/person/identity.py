"""Who a person is: sealed at once, so that rules and readers know an id only (HANDBOOK 3.8)."""

from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Final
from uuid import UUID

from pydantic import StringConstraints

from domain.dates import require_happened
from domain.identifiers import is_citizen_number
from domain.kernel import (
    Command,
    Context,
    Event,
    Label,
    Outcome,
    PrivateLine,
    Reads,
    Sealed,
    SealedText,
    require,
)
from domain.person.membership import (
    MemberJoinedUnit,
    must_be_party_member,
    must_exist,
    must_take_members,
)
from domain.person.state import MEMBERS_WITH_DUTIES, OUTSIDE, PartyKind, Person, Residence
from domain.roles import Role
from domain.unit import unit_ref

Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 -]{4,19}$"), Sealed()
]
CitizenNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, min_length=1, max_length=18),
    Sealed(index="identity"),
]
SealedNumber = Annotated[str, Sealed(index="identity")]

COMMUNITY_CODE_LENGTH: Final = 4  # SYS-01: a grid's code begins with its community's
KEEPERS_OF_PERSONS: Final = (Role.CW, Role.UNIT, Role.SYS)


class PersonRegistered(Event[Person], name="person.registered"):
    describes: ClassVar[bool] = True

    person: UUID
    full_name: SealedText
    phone: SealedText | None = None
    identity_number: SealedNumber | None = None
    residence: Residence
    party_member: PartyKind
    party_member_since: date | None = None
    synthetic: bool

    def apply(self, state: Person) -> Person:
        known = replace(state, id=self.person).living_in(self.residence)
        return known.with_party_member(self.party_member, self.party_member_since or date.min)


class PersonUpdated(Event[Person], name="person.updated"):
    """Only what changed is filled in."""

    describes: ClassVar[bool] = True

    full_name: SealedText | None = None
    phone: SealedText | None = None
    identity_number: SealedNumber | None = None
    residence: Residence | None = None
    party_member: PartyKind | None = None
    party_member_since: date | None = None

    def apply(self, state: Person) -> Person:
        moved = state.living_in(self.residence or state.residence)
        if self.party_member is None or self.party_member_since is None:
            return moved
        return moved.with_party_member(self.party_member, self.party_member_since)


class RegisterPerson(
    Command[Person], verb="register", label=Label("登记人员", "Register person"),
    who=KEEPERS_OF_PERSONS, opens=True,
):  # fmt: skip
    """Gives a person a random id and seals who it is.

    party_member_since: the day from which `party_member` holds; left out: always.
    unit, unit_since: the unit whose Party organisation the person is in, recorded with it; a
    unit's liaison officer can only register people of his unit.
    synthetic: made up, for tests and demonstrations.
    """

    full_name: PrivateLine
    phone: Phone | None = None
    identity_number: CitizenNumber | None = None
    residence: Residence = OUTSIDE
    party_member: PartyKind = PartyKind.NONE
    party_member_since: date | None = None
    unit: UUID | None = None
    unit_since: date | None = None
    synthetic: bool = False

    def reads(self, state: Person, context: Context) -> Reads:
        if self.unit is not None:
            yield unit_ref(self.unit)

    def decide(self, state: Person, context: Context) -> Outcome:
        require(
            not state.exists,
            "person_exists",
            "此人已登记，请改用“更正人员信息”。",
            "This person is registered already; update the record instead.",
        )
        if self.party_member_since is not None:
            require_happened(self.party_member_since, context)
        _check_identity(self.identity_number)
        _check_residence(self.residence)
        about = {name: value for name, value in self if name not in ("unit", "unit_since")}
        yield PersonRegistered(person=context.stream, **about)
        if self.unit is not None:
            since = self.unit_since or context.on
            must_take_members(self.unit, since, context)
            must_be_party_member(self.party_member)
            in_service = self.party_member is not PartyKind.RETIRED
            yield MemberJoinedUnit(unit=self.unit, on=since, in_service=in_service)


class UpdatePerson(
    Command[Person], verb="update", label=Label("更正人员信息", "Update person"),
    who=KEEPERS_OF_PERSONS,
):  # fmt: skip
    """Corrects what is known of a person; leave out what stays.

    party_member_since: from which day the new kind holds; left out: from the day it happened.
    """

    UNSEEN: ClassVar = ("full_name", "phone", "identity_number")

    full_name: PrivateLine | None = None
    phone: Phone | None = None
    identity_number: CitizenNumber | None = None
    residence: Residence | None = None
    party_member: PartyKind | None = None
    party_member_since: date | None = None

    def decide(self, state: Person, context: Context) -> Outcome:
        must_exist(state)
        require(  # SYS-02: what a liaison officer keeps is his unit's
            context.actor.role is not Role.UNIT or state.unit_on(context.today) is not None,
            "not_in_unit",
            "此人已不在该单位，其信息请由社区更正。",
            "The person is in the unit no more; let the community correct the record.",
        )
        _check_identity(self.identity_number)
        _check_residence(self.residence)
        # Sealed values cannot be compared: given is changed.
        changes = {name: getattr(self, name) for name in self.UNSEEN if getattr(self, name)}
        if self.residence not in (None, state.residence):
            changes["residence"] = self.residence
        since = self.party_member_since or context.on
        require_happened(since, context)
        if self.party_member not in (None, state.party_member_on(since)):
            self._leaves_no_unit(state, since)
            changes |= {"party_member": self.party_member, "party_member_since": since}
        if changes:
            yield PersonUpdated(**changes)

    def _leaves_no_unit(self, state: Person, since: date) -> None:
        """R-31: who stands in a unit's denominator leaves it by its roll or by leaving it, where
        whoever looks for removals finds it; his record is no side door."""
        held = any(m.in_service and since <= (m.period.end or since) for m in state.memberships)
        require(
            self.party_member in MEMBERS_WITH_DUTIES or not held,
            "still_in_a_unit",
            "此人当日仍为某单位在职党员，请先办理转出（退休请选退休），再更正党员信息。",
            "On that day the person is in service in a unit: record the leaving first, for a "
            "retirement with that reason; then correct the record.",
        )


def _check_identity(number: str | None) -> None:
    require(  # HANDBOOK 3.10; the message must not repeat the number
        number is None or is_citizen_number(number),
        "invalid_identity_number",
        "公民身份号码校验不符，请对照证件重新填写。",
        "The citizen identity number fails its check; compare it with the card.",
    )


def _check_residence(residence: Residence | None) -> None:
    require(
        residence is None
        or residence.grid is None
        or residence.community == residence.grid[:COMMUNITY_CODE_LENGTH],
        "grid_elsewhere",
        "所填网格不属于所填社区，请核对。",
        "The grid does not belong to the community; check both.",
    )
