"""What follows from a meeting: it is closed when none of its decisions is open (SYS-03)."""

from collections.abc import Iterator
from typing import Final

from domain.meeting import (
    MEETING,
    CloseMeeting,
    DecisionCompleted,
    MeetingState,
    MinutesIssued,
    meeting_ref,
)
from domain.policies.shapes import Issue, Look, Policy, Trigger


def close_meeting(trigger: Trigger, look: Look) -> Iterator[Issue]:
    meeting = look(meeting_ref(trigger.stream))
    if meeting.state is MeetingState.MINUTED and all(each.done for each in meeting.decisions):
        yield Issue(MEETING, trigger.stream, CloseMeeting())


OF_MEETINGS: Final = (
    Policy("SYS-03", MinutesIssued, close_meeting),
    Policy("SYS-03", DecisionCompleted, close_meeting),
)
