"""What a meeting is made of: who meets, about what, and what became of it (SYS-03)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.body import BodyType
from domain.kernel import PrivateLine, PrivateText, SealedText, Value
from domain.roles import Role
from domain.vocabulary import BodyCode

NOTICE_DAYS: Final = 3  # HANDBOOK SYS-03, a default


class MeetingType(StrEnum):
    SPECIAL_TOPIC = "SPECIAL_TOPIC"  # 专题会议
    JOINT_CONFERENCE = "JOINT_CONFERENCE"  # 联席会议
    COMMUNITY_REGULAR = "COMMUNITY_REGULAR"  # 社区例会
    BIG_PARTY_COMMITTEE = "BIG_PARTY_COMMITTEE"  # “大党委”会议
    DELIBERATION = "DELIBERATION"  # 共治议事
    THEMATIC_SURVEY = "THEMATIC_SURVEY"  # 专题测评


class MeetingState(StrEnum):
    CONVENED = "CONVENED"  # 已召集
    POSTPONED = "POSTPONED"  # 已延期
    CANCELLED = "CANCELLED"  # 已取消
    HELD = "HELD"  # 已召开
    MINUTED = "MINUTED"  # 纪要已发
    CLOSED = "CLOSED"  # 已办结


class Attendance(StrEnum):
    PRESENT = "PRESENT"  # 到会
    SUBSTITUTE = "SUBSTITUTE"  # 派员代会
    EXCUSED = "EXCUSED"  # 请假
    ABSENT = "ABSENT"  # 缺席


class ParticipantKind(StrEnum):
    """R-05, R-09, R-10, R-13: as what somebody takes part."""

    POST_HOLDER = "POST_HOLDER"  # 大党委任职人员
    UNIT = "UNIT"  # 驻区单位
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION"  # 社会组织
    RESIDENT = "RESIDENT"  # 居民
    BODY = "BODY"  # 机构


class Matter(StrEnum):
    """How R-14 classes what a Big Party Committee deals with."""

    SOCIAL = "SOCIAL"  # 社会性事务
    MASS = "MASS"  # 群众性事务
    PUBLIC_BENEFIT = "PUBLIC_BENEFIT"  # 公益性事务


ATTENDED: Final = frozenset({Attendance.PRESENT, Attendance.SUBSTITUTE})
OF_COMMUNITIES: Final = frozenset(
    {MeetingType.COMMUNITY_REGULAR, MeetingType.BIG_PARTY_COMMITTEE, MeetingType.DELIBERATION}
)
DUAL: Final = frozenset({MeetingType.COMMUNITY_REGULAR, MeetingType.BIG_PARTY_COMMITTEE})  # AM-14

# who calls which meeting, and for which body.
CONVENOR: Final = {
    MeetingType.SPECIAL_TOPIC: Role.COD,
    MeetingType.JOINT_CONFERENCE: Role.COD,
    MeetingType.COMMUNITY_REGULAR: Role.CS,
    MeetingType.BIG_PARTY_COMMITTEE: Role.CS,
    MeetingType.DELIBERATION: Role.CS,
    MeetingType.THEMATIC_SURVEY: Role.EVO,
}
CONVENORS: Final = tuple(dict.fromkeys(CONVENOR.values()))
CONVENING: Final = {
    MeetingType.SPECIAL_TOPIC: {BodyType.COUNTY_PB_LEADING_GROUP},
    MeetingType.JOINT_CONFERENCE: {BodyType.ORG_DEPT},
    MeetingType.COMMUNITY_REGULAR: {BodyType.COMMUNITY_PARTY_ORG},
    MeetingType.BIG_PARTY_COMMITTEE: {BodyType.COMMUNITY_PARTY_ORG, BodyType.BIG_PARTY_COMMITTEE},
    MeetingType.DELIBERATION: {BodyType.COMMUNITY_PARTY_ORG, BodyType.DELIBERATION_CENTRE},
    MeetingType.THEMATIC_SURVEY: {BodyType.LEADING_GROUP},
}
# without them a joint conference is no plenary.
STANDING: Final = frozenset(
    {
        BodyType.TOWN_COMMITTEE,
        BodyType.ORGANS_WORKING_COMMITTEE,
        BodyType.NON_PUBLIC_SOCIAL_ORG_COMMITTEE,
    }
)
# Which of its fields says who a participant is.
NAMED_BY: Final = {
    ParticipantKind.POST_HOLDER: "person",
    ParticipantKind.UNIT: "unit",
    ParticipantKind.SOCIAL_ORGANISATION: "unit",
    ParticipantKind.RESIDENT: "person",
    ParticipantKind.BODY: "body",
}


class Participant(Value):
    """Somebody who takes part: a person, a unit or a body, as its kind says.

    unit: of a post holder, the unit that he sits there for; taken from his appointment.
    """

    kind: ParticipantKind
    person: UUID | None = None
    unit: UUID | None = None
    body: BodyCode | None = None

    @property
    def who(self) -> tuple[ParticipantKind, UUID | str | None]:
        """The same for the same participant, whatever unit he sits for."""
        return self.kind, getattr(self, NAMED_BY[self.kind])

    @property
    def is_named(self) -> bool:
        """Whether it says who it is, and nothing else."""
        given = {name for name in ("person", "unit", "body") if getattr(self, name) is not None}
        return given == {NAMED_BY[self.kind]}


class AgendaItem(Value):
    """matter: R-14. case: an escalated case that is to be decided here (R-08, R-09)."""

    subject: PrivateLine
    matter: Matter | None = None
    case: UUID | None = None


class AgendaFact(Value):
    subject: SealedText
    matter: Matter | None = None
    case: UUID | None = None


class AttendanceLine(Value):
    participant: Participant
    status: Attendance


class Decided(Value):
    """A decision as the minutes have it. item: the agenda item it answers, from 1."""

    text: PrivateText
    body: BodyCode
    due_on: date
    item: Annotated[int, Field(ge=1, le=100)] | None = None


class DecisionFact(Value):
    decision: UUID
    text: SealedText
    body: BodyCode
    due_on: date
    item: int | None = None
