"""Person 人员 (SYS-02): a random id, identity data sealed, and memberships of units over time."""

from domain.person.aggregate import PERSON, person_ref
from domain.person.identity import PersonRegistered, PersonUpdated, RegisterPerson, UpdatePerson
from domain.person.membership import (
    ChangeUnit,
    JoinUnit,
    LeaveUnit,
    MemberJoinedUnit,
    MemberLeftUnit,
    MemberUnitChanged,
)
from domain.person.state import (
    LeaveReason,
    Membership,
    PartyKind,
    Person,
    Residence,
    Source,
)

__all__ = [
    "PERSON",
    "ChangeUnit",
    "JoinUnit",
    "LeaveReason",
    "LeaveUnit",
    "MemberJoinedUnit",
    "MemberLeftUnit",
    "MemberUnitChanged",
    "Membership",
    "PartyKind",
    "Person",
    "PersonRegistered",
    "PersonUpdated",
    "RegisterPerson",
    "Residence",
    "Source",
    "UpdatePerson",
    "person_ref",
]
