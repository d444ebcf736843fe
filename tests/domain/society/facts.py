"""A social organisation of the first community, its centre, its people."""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from domain.body import BODY, BodyEstablished, BodyType, body_ref
from domain.kernel import Actor
from domain.person import PERSON, PartyKind, PersonRegistered, Residence, person_ref
from domain.roles import Role
from domain.society import (
    SOCIAL_ORGANISATION,
    FormRecorded,
    IncubationApplied,
    MilestoneReached,
    OrganisationAdmitted,
    OrganisationForm,
    ProjectDelivered,
    ProjectStarted,
    Track,
    Tracks,
)
from domain.unit import UNIT, UnitEnrolled, UnitKind, unit_ref
from domain.vocabulary import ServiceField
from tests.domain.communities import THE_NINE
from tests.domain.world import calendars
from tests.spec import COMMAND_ID, Given, given, moment

ORG, SHOP = UUID(int=0xB1), UUID(int=0xB2)
AUNT, LI = UUID(int=0xB3), UUID(int=0xB4)
FILE = "0" * 64
DAY = date(2022, 5, 9)
CENTRE = "FC01-INCUBATION"
KEEPER = Actor(role=Role.CW, person=UUID(int=0xB5), body=CENTRE)
TRACKS = Tracks(business=("章程", "首个项目"), party_building=("党组织",))
PROJECT = uuid5(COMMAND_ID, "project")


def enrolled(unit: UUID, kind: UnitKind, **about: Any) -> dict[Any, Any]:
    fact = UnitEnrolled(
        unit=unit, title="合成单位", kind=kind, community="FC01", on=date(2022, 1, 4),
    )  # fmt: skip
    return {unit_ref(unit): UNIT.replay([fact.model_copy(update=about)])}


def body(code: str, kind: BodyType) -> dict[Any, Any]:
    fact = BodyEstablished(
        code=code, type=kind, title="合成机构", on=date(2021, 6, 1), document_no="【合成】1号"
    )
    return {body_ref(code): BODY.replay([fact])}


def somebody(id: UUID, kind: PartyKind = PartyKind.NONE) -> dict[Any, Any]:
    fact = PersonRegistered(
        person=id, full_name="【合成】", residence=Residence(community="FC01"), party_member=kind,
        synthetic=True,
    )  # fmt: skip
    return {person_ref(id): PERSON.replay([fact])}


APPLIED: Final = IncubationApplied(
    unit=ORG, community="FC01", check_due_at=moment("2022-05-13 00:00"), calendar={2022: 1}
)
ADMITTED: Final = OrganisationAdmitted(
    centre=CENTRE, agreement_no="【合成】2号", tracks=TRACKS, late=False
)
FILED: Final = FormRecorded(
    unit=ORG, community="FC01", form=OrganisationForm.FILED, certificate_no="【合成】3号", on=DAY
)
STARTED: Final = ProjectStarted(
    project=PROJECT, title="周末义剪", field=ServiceField.ELDER_DISABILITY_HELP, on=DAY
)
DELIVERED: Final = ProjectDelivered(
    project=PROJECT, on=DAY, beneficiaries=(AUNT, LI), evidence=(FILE,)
)


def reached(track: Track, title: str, complete: bool = False) -> MilestoneReached:
    return MilestoneReached(track=track, milestone=title, evidence=(FILE,), track_complete=complete)


def organisation(*facts: Any) -> Given[Any]:
    world = {
        **THE_NINE, **calendars(), **enrolled(ORG, UnitKind.SOCIAL_ORGANISATION),
        **enrolled(SHOP, UnitKind.MERCHANT), **body(CENTRE, BodyType.INCUBATION_CENTRE),
        **somebody(AUNT), **somebody(LI, PartyKind.FULL),
    }  # fmt: skip
    return given(SOCIAL_ORGANISATION, *facts).by(Role.TOWN).looking(world)
