"""What rules need to know of a meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.kernel import Context, Label, local_date, require
from domain.meeting.terms import (
    ATTENDED,
    CONVENOR,
    Attendance,
    AttendanceLine,
    MeetingState,
    MeetingType,
    Participant,
    ParticipantKind,
)
from domain.roles import Role

CALLED: Final = (MeetingState.CONVENED, MeetingState.POSTPONED)  # to take place yet
STATES: Final = {  # HANDBOOK 2.25
    MeetingState.CONVENED: Label("已召集", "convened"),
    MeetingState.POSTPONED: Label("已延期", "postponed"),
    MeetingState.CANCELLED: Label("已取消", "cancelled"),
    MeetingState.HELD: Label("已召开", "held"),
    MeetingState.MINUTED: Label("纪要已发", "minuted"),
    MeetingState.CLOSED: Label("已办结", "closed"),
}


class LeaveState(StrEnum):
    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Leave:
    participant: Participant
    state: LeaveState


@dataclass(frozen=True, slots=True)
class Decision:
    id: UUID
    body: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """serves: the types it was called for. met: those whose conditions it met, once held.

    posts: how many held a post in the committee on the day it was held.
    """

    state: MeetingState | None = None
    type: MeetingType | None = None
    serves: tuple[MeetingType, ...] = ()
    plenary: bool = False
    community: str | None = None
    convenor: str = ""
    committee: str | None = None
    starts_at: datetime | None = None
    items: int = 0
    invited: tuple[Participant, ...] = ()
    leaves: tuple[Leave, ...] = ()
    lines: tuple[AttendanceLine, ...] = ()
    held_at: datetime | None = None
    posts: int = 0
    met: tuple[MeetingType, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def day(self) -> date:
        """On which it takes place, as told last."""
        return date.min if self.starts_at is None else local_date(self.starts_at)

    def invites(self, participant: Participant) -> bool:
        return any(each.who == participant.who for each in self.invited)

    def leave_of(self, participant: Participant) -> LeaveState | None:
        """What became of the last request."""
        found = [each.state for each in self.leaves if each.participant.who == participant.who]
        return found[-1] if found else None

    def attendance_of(self, participant: Participant) -> Attendance | None:
        found = (each.status for each in self.lines if each.participant.who == participant.who)
        return next(found, None)

    def held_in(self, first: date, last: date) -> bool:
        """Whether it was held on one of these days."""
        return self.held_at is not None and first <= local_date(self.held_at) <= last


def met_by(
    serves: tuple[MeetingType, ...], plenary: bool, lines: Iterable[AttendanceLine], posts: int
) -> tuple[MeetingType, ...]:
    """Which of the types it serves a sitting satisfies, by who attended (EX-14)."""
    came = [line.participant.kind for line in lines if line.status in ATTENDED]
    if len(serves) == 1:  # a sitting that is no plenary satisfies nothing
        return serves if plenary or serves[0] is not MeetingType.JOINT_CONFERENCE else ()
    conditions = {  # AM-14: one sitting for both
        MeetingType.COMMUNITY_REGULAR: {
            ParticipantKind.UNIT,
            ParticipantKind.SOCIAL_ORGANISATION,
            ParticipantKind.RESIDENT,
        }
        <= set(came),
        MeetingType.BIG_PARTY_COMMITTEE: 2 * came.count(ParticipantKind.POST_HOLDER) > posts,
    }
    return tuple(type for type in serves if conditions[type])


def must_be(state: Meeting, *allowed: MeetingState) -> None:
    """The state machine of SYS-03: a command is possible in the states named."""
    require(
        state.state is not None,
        "no_such_meeting",
        "查无此会议，请核对编号。",
        "There is no such meeting; check its id.",
    )
    wanted = [STATES[one] for one in allowed]
    now = STATES[state.state or MeetingState.CONVENED]
    require(
        state.state in allowed,
        "wrong_state",
        f"会议{now.hans}，此操作须在{'、'.join(w.hans for w in wanted)}时办理，请核对会议。",
        f"The meeting is {now.en}; this is done when it is {' or '.join(w.en for w in wanted)}.",
    )


def must_convene(state: Meeting, context: Context) -> None:
    """R-08, R-09, R-10, R-14: only who calls such meetings runs them."""
    assert state.type is not None  # noqa: S101 - for the type checker
    must_be_convenor(state.type, context)


def must_be_convenor(type: MeetingType, context: Context) -> None:
    role = CONVENOR[type]
    require(
        context.actor.role in (role, Role.SYS),
        "not_the_convenor",
        f"此类会议由{role}召集和办理，请由其办理。",
        f"Meetings of this type are called and run by {role}; ask them.",
    )
