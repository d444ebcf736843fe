"""The person's vocabulary put together, and whose scope must cover it."""

from typing import Final
from uuid import UUID

from domain.kernel import Aggregate, Command, Concern, Label, Ref
from domain.person.identity import PersonRegistered, PersonUpdated, RegisterPerson, UpdatePerson
from domain.person.membership import (
    ChangeUnit,
    JoinUnit,
    LeaveUnit,
    MemberJoinedUnit,
    MemberLeftUnit,
    MemberUnitChanged,
)
from domain.person.state import Person


def _concern(state: Person, command: Command[Person] | None) -> Concern:
    """The community of residence, the unit (of the command, else the last one), and the person.

    Whoever moves somebody to a new residence needs the old one in his scope.
    """
    residence = state.residence if state.exists else getattr(command, "residence", state.residence)
    last = state.memberships[-1].unit if state.memberships else None
    return Concern(
        community=residence.community,
        grid=residence.grid,
        unit=getattr(command, "unit", None) or last,
        persons=frozenset() if state.id is None else frozenset({state.id}),
    )


PERSON: Final = Aggregate(
    name="person",
    collection="persons",
    label=Label("人员", "Person"),
    initial=Person(),
    commands=(RegisterPerson, UpdatePerson, JoinUnit, LeaveUnit, ChangeUnit),
    events=(
        PersonRegistered,
        PersonUpdated,
        MemberJoinedUnit,
        MemberLeftUnit,
        MemberUnitChanged,
    ),
    concerns=_concern,
)


def person_ref(id: UUID) -> Ref[Person]:
    return PERSON.ref(id)
