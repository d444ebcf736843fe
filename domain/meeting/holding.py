"""A meeting is held: what it satisfies is settled here, by who attended (AM-14, EX-14)."""

from collections import Counter

from domain.kernel import Command, Context, Label, Outcome, Reads, local_date, require
from domain.meeting.events import MeetingHeld
from domain.meeting.participants import expected, posts_of, reads_of_posts
from domain.meeting.state import CALLED, Meeting, met_by, must_be, must_convene
from domain.meeting.terms import ATTENDED, CONVENORS, ParticipantKind
from domain.vocabulary import Moment


class HoldMeeting(
    Command[Meeting], verb="hold", label=Label("召开会议", "Hold meeting"), who=CONVENORS
):
    """Says when it was held, once it is recorded of everybody who was asked whether he came.

    held_at: on the day of the notice; a meeting of another day is postponed first.
    """

    held_at: Moment

    def reads(self, state: Meeting, context: Context) -> Reads:
        yield from reads_of_posts(state)

    def decide(self, state: Meeting, context: Context) -> Outcome:
        must_be(state, *CALLED)
        must_convene(state, context)
        require(
            self.held_at <= context.now,
            "in_the_future",
            "会议尚未召开，请在召开之后登记。",
            "The meeting has not been held yet; record it afterwards.",
        )
        require(
            local_date(self.held_at) == state.day,
            "held_on_another_day",
            f"会议通知于{state.day}召开，改期请先办理延期。",
            f"The meeting was called for {state.day}; postpone it first.",
        )
        require(
            all(state.attendance_of(one) is not None for one in expected(state, context)),
            "attendance_incomplete",
            "尚有通知的参会对象未登记到会情况，请补齐。",
            "The attendance of somebody who was asked to come is not recorded; complete it.",
        )
        came = Counter(x.participant.kind for x in state.lines if x.status in ATTENDED)
        require(
            bool(came),
            "nobody_attended",
            "无人到会的会议不算召开，请改期或取消。",
            "A meeting that nobody attended was not held; cancel it.",
        )
        posts = len(posts_of(state, context))
        yield MeetingHeld(
            held_at=self.held_at,
            plenary=state.plenary,
            met=met_by(state.serves, state.plenary, state.lines, posts),
            posts=posts,
            post_holders=came[ParticipantKind.POST_HOLDER],
            units=came[ParticipantKind.UNIT],
            organisations=came[ParticipantKind.SOCIAL_ORGANISATION],
            residents=came[ParticipantKind.RESIDENT],
        )
