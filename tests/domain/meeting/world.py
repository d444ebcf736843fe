"""A community that meets: its committee of 22 posts, units, an organisation, residents."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.body import (
    BODY,
    Basis,
    BodyEstablished,
    BodyType,
    Post,
    PostAppointed,
    body_ref,
)
from domain.kernel import Event, Period, Ref
from domain.meeting import (
    AgendaFact,
    AgendaItem,
    Attendance,
    AttendanceLine,
    AttendanceRecorded,
    ConveneMeeting,
    Matter,
    Meeting,
    MeetingConvened,
    MeetingType,
    Participant,
    ParticipantKind,
)
from domain.person import PERSON, PartyKind, PersonRegistered, Residence, person_ref
from domain.unit import UNIT, UnitEnrolled, UnitKind, unit_ref
from tests.domain.communities import THE_NINE
from tests.spec import moment

BEGAN: Final = date(2021, 6, 1)
HOLDERS: Final = tuple(UUID(int=n) for n in range(0x100, 0x100 + 22))
UNITS: Final = tuple(UUID(int=n) for n in range(0x200, 0x203))
ORGANISATION, RESIDENT, NEIGHBOUR = (UUID(int=n) for n in (0x210, 0x220, 0x221))
STARTS: Final = moment("2022-03-20 15:00")
DEPARTMENT = "DEPT-HEATING"

States = dict[Ref[Any], Any]
REGULAR, COMMITTEE = MeetingType.COMMUNITY_REGULAR, MeetingType.BIG_PARTY_COMMITTEE
TOPIC, JOINT = MeetingType.SPECIAL_TOPIC, MeetingType.JOINT_CONFERENCE


def body(code: str, type: BodyType, community: str | None = None, *facts: Event[Any]) -> States:
    founded = BodyEstablished(
        code=code, type=type, title="合成机构", community=community, on=BEGAN,
        document_no="【合成】1号",
    )  # fmt: skip
    return {body_ref(code): BODY.replay([founded, *facts])}


def post(person: UUID, unit: UUID | None = None, since: date = BEGAN) -> PostAppointed:
    return PostAppointed(
        appointment=person, person=person, post=Post.PART_TIME_MEMBER, basis=Basis.UNIT_LOCATED,
        period=Period(start=since), document_no="【合成】2号", unit=unit,
    )  # fmt: skip


def unit(id: UUID, kind: UnitKind = UnitKind.ORGAN) -> States:
    enrolled = UnitEnrolled(unit=id, title="合成单位", kind=kind, community="FC01", on=BEGAN)
    return {unit_ref(id): UNIT.replay([enrolled])}


def resident(id: UUID) -> States:
    registered = PersonRegistered(
        person=id, full_name="张合成", residence=Residence(community="FC01"),
        party_member=PartyKind.NONE, synthetic=True,
    )  # fmt: skip
    return {person_ref(id): PERSON.replay([registered])}


# The first three post holders sit for the three units.
POSTS = [post(who, UNITS[n] if n < len(UNITS) else None) for n, who in enumerate(HOLDERS)]
WORLD: States = {
    **THE_NINE,
    **body("FC01-BPC", BodyType.BIG_PARTY_COMMITTEE, "FC01", *POSTS),
    **body("FC02-BPC", BodyType.BIG_PARTY_COMMITTEE, "FC02"),
    **body("CPBLG", BodyType.COUNTY_PB_LEADING_GROUP),
    **body("COD", BodyType.ORG_DEPT),
    **body("TOWN", BodyType.TOWN_COMMITTEE),
    **body("OWC", BodyType.ORGANS_WORKING_COMMITTEE),
    **body("NPSO", BodyType.NON_PUBLIC_SOCIAL_ORG_COMMITTEE),
    **body("LG", BodyType.LEADING_GROUP),
    **body(DEPARTMENT, BodyType.DEPARTMENT),
    **{ref: state for id in UNITS for ref, state in unit(id).items()},
    **unit(ORGANISATION, UnitKind.SOCIAL_ORGANISATION),
    **resident(RESIDENT),
    **resident(NEIGHBOUR),
}


def holder(who: UUID, unit: UUID | None = None) -> Participant:
    return Participant(kind=ParticipantKind.POST_HOLDER, person=who, unit=unit)


def of_unit(id: UUID) -> Participant:
    return Participant(kind=ParticipantKind.UNIT, unit=id)


def of_body(code: str) -> Participant:
    return Participant(kind=ParticipantKind.BODY, body=code)


def neighbour(id: UUID) -> Participant:
    return Participant(kind=ParticipantKind.RESIDENT, person=id)


SOCIETY = Participant(kind=ParticipantKind.SOCIAL_ORGANISATION, unit=ORGANISATION)
EVERYBODY = (
    *(holder(who, UNITS[n] if n < len(UNITS) else None) for n, who in enumerate(HOLDERS)),
    *map(of_unit, UNITS),
    SOCIETY,
    neighbour(RESIDENT),
    neighbour(NEIGHBOUR),
)
INVITED = EVERYBODY[len(HOLDERS) :]

ITEM = AgendaItem(subject="暖气改造", matter=Matter.PUBLIC_BENEFIT)
CONVENE = ConveneMeeting(
    type=COMMITTEE, also_serves=(REGULAR,), community="FC01", convenor="FC01",
    committee="FC01-BPC", title="一季度联席会（合成）", place="社区会议室", starts_at=STARTS,
    agenda=(ITEM,), invited=INVITED,
)  # fmt: skip


def convened(convene: ConveneMeeting = CONVENE, **changed: Any) -> MeetingConvened:
    """What follows from the command."""
    fields = dict(convene) | {
        "serves": convene.serves,
        "agenda": tuple(AgendaFact(**dict(item)) for item in convene.agenda),
    }
    del fields["also_serves"]
    return MeetingConvened(**fields | changed)


CONVENED = convened()


def lines(
    *absent: Participant, of: tuple[Participant, ...] = EVERYBODY
) -> tuple[AttendanceLine, ...]:
    """Everybody came but the absent."""
    return tuple(
        AttendanceLine(
            participant=each,
            status=Attendance.ABSENT if each in absent else Attendance.PRESENT,
        )
        for each in of
    )


def attended(*absent: Participant, of: tuple[Participant, ...] = EVERYBODY) -> Event[Meeting]:
    return AttendanceRecorded(community="FC01", lines=lines(*absent, of=of))
