"""What happened to a meeting."""

from dataclasses import replace
from uuid import UUID

from domain.kernel import Event, Line, SealedText
from domain.meeting.state import Decision, Leave, LeaveState, Meeting
from domain.meeting.terms import (
    AgendaFact,
    Attendance,
    AttendanceLine,
    DecisionFact,
    MeetingState,
    MeetingType,
    Participant,
)
from domain.vocabulary import BodyCode, CommunityCode, Digest, DocumentNo, Moment


class MeetingEvent(Event[Meeting]):
    pass


class MeetingConvened(MeetingEvent, name="meeting.convened"):
    """serves: declared now or never (AM-14). committee: whose posts are counted (R-14)."""

    type: MeetingType
    serves: tuple[MeetingType, ...]
    plenary: bool
    community: CommunityCode | None = None
    convenor: BodyCode
    committee: BodyCode | None = None
    title: Line
    place: Line
    starts_at: Moment
    urgent: bool
    agenda: tuple[AgendaFact, ...]
    invited: tuple[Participant, ...]

    def apply(self, state: Meeting) -> Meeting:
        return replace(
            state,
            state=MeetingState.CONVENED,
            type=self.type,
            serves=self.serves,
            plenary=self.plenary,
            community=self.community,
            convenor=self.convenor,
            committee=self.committee,
            starts_at=self.starts_at,
            items=len(self.agenda),
            invited=self.invited,
        )


class MeetingPostponed(MeetingEvent, name="meeting.postponed"):
    """lapsed: whose leave was asked for another day and must be asked for anew."""

    starts_at: Moment
    urgent: bool
    reason: SealedText
    lapsed: tuple[Participant, ...] = ()

    def apply(self, state: Meeting) -> Meeting:
        return replace(state, state=MeetingState.POSTPONED, starts_at=self.starts_at, leaves=())


class MeetingCancelled(MeetingEvent, name="meeting.cancelled"):
    reason: SealedText

    def apply(self, state: Meeting) -> Meeting:
        return replace(state, state=MeetingState.CANCELLED)


class _OfLeave(MeetingEvent):
    participant: Participant
    community: CommunityCode | None = None

    def _with(self, state: Meeting, became: LeaveState) -> Meeting:
        return replace(state, leaves=(*state.leaves, Leave(self.participant, became)))


class LeaveRequested(_OfLeave, name="meeting.leave_requested", sealed_for="person"):
    """person: whose reason it is; None: a unit's or a body's."""

    person: UUID | None = None
    reason: SealedText

    def apply(self, state: Meeting) -> Meeting:
        return self._with(state, LeaveState.REQUESTED)


class LeaveApproved(_OfLeave, name="meeting.leave_approved"):
    def apply(self, state: Meeting) -> Meeting:
        return self._with(state, LeaveState.APPROVED)


class LeaveRefused(_OfLeave, name="meeting.leave_refused", sealed_for="person"):
    person: UUID | None = None
    reason: SealedText

    def apply(self, state: Meeting) -> Meeting:
        return self._with(state, LeaveState.REFUSED)


class AttendanceRecorded(MeetingEvent, name="meeting.attendance_recorded"):
    community: CommunityCode | None = None
    lines: tuple[AttendanceLine, ...]

    def apply(self, state: Meeting) -> Meeting:
        return replace(state, lines=(*state.lines, *self.lines))


class AttendanceCorrected(MeetingEvent, name="meeting.attendance_corrected"):
    """met: what the sitting satisfies by the corrected attendance; none as long as it is not held.

    objection: of the ruling that let it in after the freeze.
    """

    participant: Participant
    community: CommunityCode | None = None
    was: Attendance
    status: Attendance
    reason: SealedText
    evidence: tuple[Digest, ...]
    objection: DocumentNo | None = None
    met: tuple[MeetingType, ...]

    def apply(self, state: Meeting) -> Meeting:
        lines = tuple(
            AttendanceLine(participant=line.participant, status=self.status)
            if line.participant.who == self.participant.who
            else line
            for line in state.lines
        )
        return replace(state, lines=lines, met=self.met)


class MeetingHeld(MeetingEvent, name="meeting.held"):
    """met: the cadences it satisfies, by who attended (AM-14, EX-14).

    posts: how many held a post in the committee that day. The others: how many attended.
    """

    held_at: Moment
    plenary: bool
    met: tuple[MeetingType, ...]
    posts: int
    post_holders: int
    units: int
    organisations: int
    residents: int

    def apply(self, state: Meeting) -> Meeting:
        return replace(
            state,
            state=MeetingState.HELD,
            held_at=self.held_at,
            posts=self.posts,
            met=self.met,
        )


class MinutesIssued(MeetingEvent, name="meeting.minutes_issued"):
    """claims: what the minutes say it served; evidence only, for the notice counts (EX-14)."""

    document_no: DocumentNo
    community: CommunityCode | None = None
    decisions: tuple[DecisionFact, ...]
    claims: tuple[MeetingType, ...] = ()

    def apply(self, state: Meeting) -> Meeting:
        decisions = tuple(Decision(fact.decision, fact.body) for fact in self.decisions)
        return replace(state, state=MeetingState.MINUTED, decisions=decisions)


class DecisionCompleted(MeetingEvent, name="meeting.decision_completed"):
    decision: UUID
    evidence: tuple[Digest, ...]

    def apply(self, state: Meeting) -> Meeting:
        decisions = tuple(
            replace(each, done=True) if each.id == self.decision else each
            for each in state.decisions
        )
        return replace(state, decisions=decisions)


class MeetingClosed(MeetingEvent, name="meeting.closed"):
    def apply(self, state: Meeting) -> Meeting:
        return replace(state, state=MeetingState.CLOSED)
