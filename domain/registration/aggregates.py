"""Both registrations put together, each with its vocabulary and whose scope must cover it.

Member registration 党员报到: one stream a person. Unit registration 单位报到: one stream a unit,
community and year.
"""

from typing import Final
from uuid import UUID

from domain.kernel import Aggregate, Command, Concern, Label, Ref, derived_id
from domain.registration.changes import (
    EndRegistration,
    MemberRegistrationEnded,
    MemberRegistrationTransferred,
    MemberRegistrationWithdrawn,
    TransferMemberRegistration,
    WithdrawRegistration,
)
from domain.registration.exemption import (
    EndExemption,
    GrantExemption,
    RegistrationExemptionEnded,
    RegistrationExemptionGranted,
)
from domain.registration.member_state import MemberRegistration
from domain.registration.roll import CorrectRoll, ReportRoll, UnitRollCorrected, UnitRollReported
from domain.registration.snapshot import RegistrationSnapshotTaken, TakeRegistrationSnapshot
from domain.registration.submission import (
    ConfirmMemberRegistration,
    MemberRegistrationConfirmed,
    MemberRegistrationRejected,
    MemberRegistrationSubmitted,
    RejectMemberRegistration,
    SubmitMemberRegistration,
)
from domain.registration.unit_register import (
    AgreeServiceItems,
    ConfirmUnitRegistration,
    EndUnitRegistration,
    RegisterUnit,
    ServiceItemsAgreed,
    UnitRegistrationConfirmed,
    UnitRegistrationEnded,
    UnitRegistrationSubmitted,
)
from domain.registration.unit_state import UnitRegistration


def _concern(state: MemberRegistration, command: Command[MemberRegistration] | None) -> Concern:
    """The member; the community chosen, registered at or asking; the unit that submits or holds."""
    latest, person = state.latest, state.person or getattr(command, "person", None)
    community, unit = getattr(command, "community", None), getattr(command, "unit", None)
    if isinstance(command, EndExemption):
        found = state.exemption(command.exemption)
        community = found and found.community
    elif latest is not None:
        community, unit = community or latest.community, unit or latest.unit
    persons = frozenset() if person is None else frozenset({person})
    return Concern(community=community, unit=unit, persons=persons)


MEMBER_REGISTRATION: Final = Aggregate(
    name="member_registration",
    collection="member-registrations",
    label=Label("党员报到", "Member registration"),
    initial=MemberRegistration(),
    commands=(
        SubmitMemberRegistration,
        ConfirmMemberRegistration,
        RejectMemberRegistration,
        TransferMemberRegistration,
        WithdrawRegistration,
        EndRegistration,
        GrantExemption,
        EndExemption,
    ),
    events=(
        MemberRegistrationSubmitted,
        MemberRegistrationConfirmed,
        MemberRegistrationRejected,
        MemberRegistrationTransferred,
        MemberRegistrationWithdrawn,
        MemberRegistrationEnded,
        RegistrationExemptionGranted,
        RegistrationExemptionEnded,
    ),
    identify=lambda command: derived_id("member-registration", command.person),
    concerns=_concern,
)


def member_registration_ref(person: UUID) -> Ref[MemberRegistration]:
    return MEMBER_REGISTRATION.ref(derived_id("member-registration", person))


UNIT_REGISTRATION: Final = Aggregate(
    name="unit_registration",
    collection="unit-registrations",
    label=Label("单位报到", "Unit registration"),
    initial=UnitRegistration(),
    commands=(
        RegisterUnit,
        ConfirmUnitRegistration,
        AgreeServiceItems,
        EndUnitRegistration,
        ReportRoll,
        CorrectRoll,
        TakeRegistrationSnapshot,
    ),
    events=(
        UnitRegistrationSubmitted,
        UnitRegistrationConfirmed,
        ServiceItemsAgreed,
        UnitRegistrationEnded,
        UnitRollReported,
        UnitRollCorrected,
        RegistrationSnapshotTaken,
    ),
    identify=lambda command: _unit_id(command.unit, command.community, command.year),
    concerns=lambda state, command: Concern(
        community=state.community or getattr(command, "community", None),
        unit=state.unit or getattr(command, "unit", None),
    ),
)


def unit_registration_ref(unit: UUID, community: str, year: int) -> Ref[UnitRegistration]:
    return UNIT_REGISTRATION.ref(_unit_id(unit, community, year))


def _unit_id(unit: UUID, community: str, year: int) -> UUID:
    return derived_id("unit-registration", unit, community, year)
