"""Leave from a meeting: asked for before it starts, then granted or not (SYS-03)."""

from domain.kernel import Command, Context, Label, Outcome, PrivateText, Reads, require
from domain.meeting.events import LeaveApproved, LeaveRefused, LeaveRequested
from domain.meeting.participants import must_be_expected, reads_of_posts
from domain.meeting.state import CALLED, LeaveState, Meeting, must_be, must_convene
from domain.meeting.terms import CONVENORS, Participant
from domain.roles import Role


class RequestLeave(
    Command[Meeting], verb="request-leave", label=Label("请假", "Request leave"),
    who=(Role.UNIT, Role.ORG, Role.MEM, Role.RES),
):  # fmt: skip
    """Asks for leave before the meeting starts: the unit for whom it sends, others for themselves.

    A post holder who sits for a unit is named together with it.
    """

    participant: Participant
    reason: PrivateText

    def reads(self, state: Meeting, context: Context) -> Reads:
        yield from reads_of_posts(state)

    def decide(self, state: Meeting, context: Context) -> Outcome:
        must_be(state, *CALLED)
        participant = must_be_expected(self.participant, state, context)
        assert state.starts_at is not None  # noqa: S101 - for the type checker
        require(  # SYS-03: recorded before the meeting starts, whenever it is said to have happened
            context.now < state.starts_at,
            "leave_too_late",
            "请假须在会议开始前提出。",
            "Leave is asked for before the meeting starts.",
        )
        asked = state.leave_of(participant)
        require(
            asked in (None, LeaveState.REFUSED),
            "leave_asked_already",
            "已请假，请等待答复。",
            "Leave was asked for already; wait for the answer.",
        )
        yield LeaveRequested(
            participant=participant,
            person=participant.person,
            community=state.community,
            reason=self.reason,
        )


class _Answer(Command[Meeting]):
    """May come until attendance is recorded: who asked in time is not to lose by waiting."""

    participant: Participant

    def asked_by(self, state: Meeting, context: Context) -> Participant:
        must_be(state, *CALLED)
        must_convene(state, context)
        require(
            state.leave_of(self.participant) is LeaveState.REQUESTED,
            "no_leave_asked",
            "没有待答复的请假，请核对。",
            "No request for leave waits for an answer; check it.",
        )
        require(
            state.attendance_of(self.participant) is None,
            "attendance_recorded",
            "已登记其到会情况，请假不能再答复。",
            "Its attendance is recorded; the request can be answered no more.",
        )
        return next(
            each.participant
            for each in state.leaves
            if each.participant.who == self.participant.who
        )


class ApproveLeave(
    _Answer, verb="approve-leave", label=Label("准假", "Approve leave"), who=CONVENORS
):
    """Grants the leave: who stays away is then excused."""

    def decide(self, state: Meeting, context: Context) -> Outcome:
        asked = self.asked_by(state, context)
        yield LeaveApproved(participant=asked, community=state.community)


class RefuseLeave(
    _Answer, verb="refuse-leave", label=Label("不予准假", "Refuse leave"), who=CONVENORS
):
    """Does not grant the leave, and says why."""

    reason: PrivateText

    def decide(self, state: Meeting, context: Context) -> Outcome:
        asked = self.asked_by(state, context)
        yield LeaveRefused(
            participant=asked,
            person=asked.person,
            community=state.community,
            reason=self.reason,
        )
