"""The subjects and offices that the tests of findings, inspections and patrols speak of."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.case import Case, CaseKind, CaseOutcome, CaseState, case_ref
from domain.grid import grid_ref
from domain.kernel import Actor, Period, Ref
from domain.person import PERSON, MemberJoinedUnit, PartyKind, person_ref
from domain.roles import Role
from domain.unit import UNIT, UnitEnrolled, UnitKind, UnitSignatoryAuthorised, unit_ref
from tests.domain.communities import THE_NINE
from tests.domain.grid.examples import active, someone
from tests.spec import moment

ORGAN, SOCIETY, SHOP = (UUID(int=n) for n in (0x71, 0x72, 0x73))
LI, KEEPER, OFFICER, OTHER = (UUID(int=n) for n in (0x21, 0x22, 0x23, 0x24))
COMPLAINT = UUID(int=0x31)
LONG_AGO = date(2021, 6, 1)
EVIDENCE = "0" * 64


def unit(id: UUID, kind: UnitKind, **more: Any) -> Any:
    enrolled = UnitEnrolled(
        unit=id, title="合成单位", kind=kind, community="FC01", synthetic=True, on=LONG_AGO, **more
    )
    return UNIT.replay([enrolled])


def held_by(person: UUID, of: UUID) -> dict[Ref[Any], Any]:
    (ref, state), *_ = someone(person, PartyKind.FULL).items()
    return {ref: PERSON.replay([MemberJoinedUnit(unit=of, on=LONG_AGO)], state)}


def signed_for(id: UUID, kind: UnitKind, person: UUID) -> Any:
    """The unit, with a person who may sign for it."""
    signs = UnitSignatoryAuthorised(
        person=person, period=Period(start=LONG_AGO), document_no="【合成】1号"
    )
    return UNIT.replay([signs], unit(id, kind))


CLOSED_COMPLAINT = Case(
    state=CaseState.CLOSED, kind=CaseKind.COMPLAINT, community="FC01", grid="FC01001",
    outcome=CaseOutcome.RESOLVED, reported_at=moment("2021-12-31 23:30"),
)  # fmt: skip

WORLD: dict[Ref[Any], Any] = {
    **THE_NINE,
    grid_ref("FC01001"): active("FC01001"),
    unit_ref(ORGAN): unit(ORGAN, UnitKind.ORGAN, big_party_committee=True),
    unit_ref(SOCIETY): unit(SOCIETY, UnitKind.SOCIAL_ORGANISATION),
    unit_ref(SHOP): unit(SHOP, UnitKind.MERCHANT),
    **someone(LI),
    **someone(OFFICER),
    person_ref(OTHER): PERSON.initial,
    case_ref(COMPLAINT): CLOSED_COMPLAINT,
}


def office(role: Role, person: UUID = OFFICER, *scopes: str, **more: Any) -> Actor:
    return replace(Actor(role, person, scopes=scopes or ("county",)), **more)
