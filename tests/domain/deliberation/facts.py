"""One item from proposal to evaluation: parking in Harmony compound."""

from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from domain.body import BODY, Body, BodyEstablished, BodyType, body_ref
from domain.deliberation import (
    DELIBERATION,
    DeliberationItem,
    DutyLaid,
    ItemAccepted,
    ItemClass,
    ItemDeliberated,
    ItemProposed,
    ItemScheduled,
    OptionPut,
    ParticipantType,
    Present,
    Proposer,
    ResolutionAdopted,
    ResolutionPublished,
    ResolutionTaskCompleted,
    Votes,
)
from domain.kernel import Event, Ref
from domain.meeting import Meeting, MeetingState, MeetingType, meeting_ref
from domain.roles import Role
from tests.domain.communities import THE_NINE
from tests.domain.world import AUNT
from tests.spec import COMMAND_ID, Given, given, moment

MEETING, NEXT = UUID(int=0xA1), UUID(int=0xA2)
CALLED = Meeting(state=MeetingState.CONVENED, type=MeetingType.DELIBERATION, community="FC01")
DAY: Final = date(2022, 5, 10)  # of tests/spec.py
SITTING = date(2022, 4, 20)
SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
HELD = replace(CALLED, state=MeetingState.HELD, held_at=moment("2022-04-20 15:00"))
PROPOSED = ItemProposed(
    community="FC01", item_class=ItemClass.PUBLIC_AFFAIRS_AND_WELFARE,
    proposed_by=Proposer.RESIDENT, person=AUNT, title="停车难", text="夜间占用消防通道",
    on=date(2022, 4, 1),
)  # fmt: skip
ACCEPTED = ItemAccepted(needs_residents_meeting=False, on=date(2022, 4, 2))
FOR_ALL = ItemAccepted(needs_residents_meeting=True, on=date(2022, 4, 2))
SCHEDULED = ItemScheduled(meeting=MEETING, on=date(2022, 4, 3))
PRESENT = (
    Present(type=ParticipantType.COMMUNITY, number=2),
    Present(type=ParticipantType.RESIDENT, number=6),
    Present(type=ParticipantType.PROPERTY_COMPANY, number=2),
)
YES = (
    Votes(type=ParticipantType.COMMUNITY, in_favour=2),
    Votes(type=ParticipantType.RESIDENT, in_favour=4, against=1, abstained=1),
)
NO = (Votes(type=ParticipantType.RESIDENT, in_favour=2, against=4),)
PUT = (
    OptionPut(text="划线", votes=YES, in_favour=6),
    OptionPut(text="收费", votes=NO, in_favour=2),
)
DELIBERATED = ItemDeliberated(
    meeting=MEETING, held_on=SITTING, present=PRESENT, total=10, options=PUT
)
TASK, SECOND = uuid5(COMMAND_ID, "task-1"), uuid5(COMMAND_ID, "task-2")
LAID = (
    DutyLaid(task=TASK, body="DEPT-STREETS", text="划车位线", due_on=date(2022, 5, 31)),
    DutyLaid(task=SECOND, body="FC01", text="组织值守", due_on=date(2022, 5, 5)),
)
ADOPTED = ResolutionAdopted(
    option=1, decided_by=(ParticipantType.COMMUNITY, ParticipantType.RESIDENT), tasks=LAID,
    on=date(2022, 4, 21),
)  # fmt: skip
PUBLISHED = ResolutionPublished(document_no="【合成】议1号", on=date(2022, 4, 22))
DONE = ResolutionTaskCompleted(
    task=TASK, body="DEPT-STREETS", took_part=(ParticipantType.DEPARTMENT,), evidence=(SHA,),
    on=date(2022, 5, 6), late=False, completes=False,
)  # fmt: skip
LAST_DONE = ResolutionTaskCompleted(
    task=SECOND, body="FC01", took_part=(ParticipantType.COMMUNITY, ParticipantType.RESIDENT),
    evidence=(SHA,), on=date(2022, 5, 6), late=True, completes=True,
)  # fmt: skip
Facts = tuple[Event[DeliberationItem], ...]
TO_SCHEDULED: Facts = (PROPOSED, ACCEPTED, SCHEDULED)
TO_DELIBERATED: Facts = (*TO_SCHEDULED, DELIBERATED)
TO_EXECUTING: Facts = (*TO_DELIBERATED, ADOPTED, PUBLISHED)
TO_COMPLETED: Facts = (*TO_EXECUTING, DONE, LAST_DONE)


def body(code: str, type: BodyType, community: str | None = None) -> dict[Ref[Body], Body]:
    established = BodyEstablished(
        code=code, type=type, title="合成机构", community=community, on=date(2021, 6, 1),
        document_no="【合成】1号",
    )  # fmt: skip
    return {body_ref(code): BODY.replay([established])}


def item(*facts: Event[DeliberationItem]) -> Given[DeliberationItem]:
    """On 10 May 2022, by the secretary, in a world of communities and one department."""
    streets = body("DEPT-STREETS", BodyType.DEPARTMENT)
    world = given(DELIBERATION, *facts).by(Role.CS).looking(THE_NINE).looking(streets)
    return world.looking({meeting_ref(MEETING): HELD, meeting_ref(NEXT): CALLED})
