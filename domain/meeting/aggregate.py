"""The meeting's vocabulary put together, and whose scope must cover it."""

from typing import Final
from uuid import UUID

from domain.kernel import Aggregate, Command, Concern, Label, Ref
from domain.meeting.attending import CorrectAttendance, RecordAttendance
from domain.meeting.convening import CancelMeeting, ConveneMeeting, PostponeMeeting
from domain.meeting.events import (
    AttendanceCorrected,
    AttendanceRecorded,
    DecisionCompleted,
    LeaveApproved,
    LeaveRefused,
    LeaveRequested,
    MeetingCancelled,
    MeetingClosed,
    MeetingConvened,
    MeetingHeld,
    MeetingPostponed,
    MinutesIssued,
)
from domain.meeting.holding import HoldMeeting
from domain.meeting.leave import ApproveLeave, RefuseLeave, RequestLeave
from domain.meeting.minutes import CloseMeeting, CompleteDecision, IssueMinutes
from domain.meeting.state import Meeting


def _concern(state: Meeting, command: Command[Meeting] | None) -> Concern:
    """A leave concerns who asks for it; a decision, the body that is to carry it out.

    The record itself, with everybody's reasons, is its community's, and read by the bodies that
    were asked to come or are to carry out a decision; others have their lines in L-ATTEND.
    """
    community = state.community or getattr(command, "community", None)
    if isinstance(command, RequestLeave):
        who = command.participant
        persons = frozenset({who.person} if who.person else ())
        return Concern(community=community, unit=who.unit, persons=persons)
    if isinstance(command, CompleteDecision):
        asked = (each.body for each in state.decisions if each.id == command.decision)
        return Concern(community=community, body=next(asked, None))
    bodies = {each.body for each in state.decisions}
    invited = {each.body for each in state.invited if each.body is not None}
    return Concern(
        community=community, body=state.convenor or None, readers=frozenset(bodies | invited)
    )


MEETING: Final = Aggregate(
    name="meeting",
    collection="meetings",
    label=Label("会议", "Meeting"),
    initial=Meeting(),
    commands=(
        ConveneMeeting,
        PostponeMeeting,
        CancelMeeting,
        RequestLeave,
        ApproveLeave,
        RefuseLeave,
        RecordAttendance,
        HoldMeeting,
        IssueMinutes,
        CompleteDecision,
        CloseMeeting,
        CorrectAttendance,
    ),
    events=(
        MeetingConvened,
        MeetingPostponed,
        MeetingCancelled,
        LeaveRequested,
        LeaveApproved,
        LeaveRefused,
        AttendanceRecorded,
        MeetingHeld,
        MinutesIssued,
        DecisionCompleted,
        MeetingClosed,
        AttendanceCorrected,
    ),
    concerns=_concern,
)


def meeting_ref(id: UUID) -> Ref[Meeting]:
    return MEETING.ref(id)
