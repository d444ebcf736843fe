"""A meeting is called, put off or called off (SYS-03, R-08 to R-10, R-14)."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from domain.body import Body, BodyType, body_ref
from domain.case import case_ref
from domain.community import community_ref, must_be_community
from domain.kernel import (
    Command,
    Context,
    Label,
    Line,
    Outcome,
    PrivateText,
    Reads,
    local_date,
    require,
)
from domain.meeting.events import MeetingCancelled, MeetingConvened, MeetingPostponed
from domain.meeting.participants import must_take_part, reads_of
from domain.meeting.state import CALLED, Meeting, must_be, must_be_convenor, must_convene
from domain.meeting.terms import (
    CONVENING,
    CONVENORS,
    DUAL,
    NOTICE_DAYS,
    OF_COMMUNITIES,
    STANDING,
    AgendaFact,
    AgendaItem,
    MeetingType,
    Participant,
    ParticipantKind,
)
from domain.vocabulary import BodyCode, CommunityCode, Moment

Invited = Annotated[tuple[Participant, ...], Field(max_length=500)]


class ConveneMeeting(
    Command[Meeting], verb="convene", label=Label("召集会议", "Convene meeting"), who=CONVENORS,
    opens=True,
):  # fmt: skip
    """Sends the notice of a meeting: when, where, about what, and whom it asks to come.

    also_serves: the other cadence that the sitting is to count for; declared now or never (AM-14).
    convenor: the body that calls it. committee: the Big Party Committee whose post holders meet;
    they are asked by their posts and need not be listed. plenary: R-09.
    """

    type: MeetingType
    also_serves: Annotated[tuple[MeetingType, ...], Field(max_length=1)] = ()
    plenary: bool = False
    community: CommunityCode | None = None
    convenor: BodyCode
    committee: BodyCode | None = None
    title: Line
    place: Line
    starts_at: Moment
    urgent: bool = False
    agenda: Annotated[tuple[AgendaItem, ...], Field(max_length=100)]
    invited: Invited = ()

    @property
    def serves(self) -> tuple[MeetingType, ...]:
        return (self.type, *self.also_serves)

    @property
    def is_of_committee(self) -> bool:
        return MeetingType.BIG_PARTY_COMMITTEE in self.serves

    def reads(self, state: Meeting, context: Context) -> Reads:
        yield body_ref(self.convenor)
        if self.community is not None:
            yield community_ref(self.community)
        if self.committee is not None:
            yield body_ref(self.committee)
        for item in self.agenda:
            if item.case is not None:
                yield case_ref(item.case)
        for participant in self.invited:
            yield from reads_of(participant)

    def decide(self, state: Meeting, context: Context) -> Outcome:
        must_be_convenor(self.type, context)
        self._check_convenor(context)
        self._check_declaration()
        self._check_committee(context)
        self._check_agenda(context)
        _check_notice(self.starts_at, self.urgent, context)
        self._check_invited(context)
        yield MeetingConvened(
            type=self.type,
            serves=self.serves,
            plenary=self.plenary,
            community=self.community,
            convenor=self.convenor,
            committee=self.committee,
            title=self.title,
            place=self.place,
            starts_at=self.starts_at,
            urgent=self.urgent,
            agenda=tuple(AgendaFact(**dict(item)) for item in self.agenda),
            invited=self.invited,
        )

    def _check_convenor(self, context: Context) -> None:
        require(
            (self.type in OF_COMMUNITIES) == (self.community is not None),
            "community_or_county",
            "社区会议须填社区，县级会议不填，请核对。",
            "Name the community of a community meeting, and of no other.",
        )
        if self.community is not None:
            must_be_community(self.community, context)
        body = context.look(body_ref(self.convenor))
        require(
            body.type in CONVENING[self.type] and self._is_of_community(body, context),
            "wrong_convening_body",
            f"机构{self.convenor}不召集此类会议，请核对召集机构。",
            f"Body {self.convenor} does not call meetings of this type; check it.",
        )

    def _check_declaration(self) -> None:
        require(  # AM-14
            not self.also_serves or set(self.serves) == DUAL,
            "types_not_combinable",
            "只有社区例会与“大党委”会议可一会两用，请核对。",
            "Only a community's regular and its Big Party Committee meeting can be one sitting.",
        )
        require(
            not self.plenary or self.type is MeetingType.JOINT_CONFERENCE,
            "no_plenary",
            "只有联席会议分全体会议，请核对会议类型。",
            "Only a joint conference can be plenary; check the type.",
        )

    def _check_committee(self, context: Context) -> None:
        require(
            self.is_of_committee == (self.committee is not None),
            "committee_missing",
            "“大党委”会议须填大党委，其他会议不填，请核对。",
            "Name the committee of a Big Party Committee meeting, and of no other.",
        )
        if self.committee is not None:
            body = context.look(body_ref(self.committee))
            require(
                body.type is BodyType.BIG_PARTY_COMMITTEE and self._is_of_community(body, context),
                "no_such_committee",
                f"机构{self.committee}不是本社区的大党委，请核对。",
                f"Body {self.committee} is no Big Party Committee of this community; check it.",
            )

    def _is_of_community(self, body: Body, context: Context) -> bool:
        own = body.type is BodyType.COMMUNITY_PARTY_ORG  # it is the community
        of = body.code if own else body.community
        return body.exists_on(context.on) and of == self.community

    def _check_agenda(self, context: Context) -> None:
        require(  # SYS-03
            bool(self.agenda),
            "agenda_empty",
            "会议至少有一项议题，请补填。",
            "A meeting has at least one agenda item; fill it in.",
        )
        require(
            not self.is_of_committee or all(item.matter for item in self.agenda),
            "matter_missing",
            "“大党委”会议议题须注明社会性、群众性或公益性，请补填。",
            "Each item of a Big Party Committee is social, of the mass or of public benefit.",
        )
        cases = [context.look(case_ref(item.case)) for item in self.agenda if item.case]
        require(  # SYS-05: an escalated case becomes an agenda item
            all(case.escalated is not None for case in cases),
            "case_not_escalated",
            "只有已上报的事件可列入议题，请先上报。",
            "Only a case that was escalated comes on an agenda; escalate it first.",
        )

    def _check_invited(self, context: Context) -> None:
        require(
            len({participant.who for participant in self.invited}) == len(self.invited),
            "invited_twice",
            "同一参会对象重复列入，请删去重复项。",
            "A participant is listed twice; list it once.",
        )
        require(
            all(each.kind is not ParticipantKind.POST_HOLDER for each in self.invited),
            "invited_by_post",
            "大党委任职人员按职务通知，无需列入，请删去。",
            "Post holders are asked by their posts; leave them out.",
        )
        for participant in self.invited:
            must_take_part(participant, context)
        bodies = {context.look(body_ref(p.body)).type for p in self.invited if p.body}
        require(
            not self.plenary or bodies >= STANDING,
            "standing_member_missing",
            "全体会议须通知镇党委、县直工委和非公社会组织工委，请补列。",
            "A plenary asks the town's Party committee and both working committees; add them.",
        )


class PostponeMeeting(
    Command[Meeting], verb="postpone", label=Label("会议延期", "Postpone meeting"), who=CONVENORS
):
    """Puts the meeting to another time; notice is given anew, and leave must be asked for anew."""

    starts_at: Moment
    urgent: bool = False
    reason: PrivateText

    def decide(self, state: Meeting, context: Context) -> Outcome:
        must_be(state, *CALLED)
        must_convene(state, context)
        _must_be_unattended(state)
        _check_notice(self.starts_at, self.urgent, context)
        if self.starts_at != state.starts_at:
            lapsed = tuple(dict.fromkeys(leave.participant for leave in state.leaves))
            yield MeetingPostponed(**dict(self), lapsed=lapsed)


class CancelMeeting(
    Command[Meeting], verb="cancel", label=Label("取消会议", "Cancel meeting"), who=CONVENORS
):
    """Calls the meeting off. It counts for nothing and nobody was absent from it."""

    reason: PrivateText

    def decide(self, state: Meeting, context: Context) -> Outcome:
        must_be(state, *CALLED)
        must_convene(state, context)
        _must_be_unattended(state)
        yield MeetingCancelled(reason=self.reason)


def _check_notice(starts_at: Moment, urgent: bool, context: Context) -> None:
    require(
        starts_at > context.now,
        "starts_in_the_past",
        "会议须在召开之前通知，请核对时间。",
        "A meeting is called before it starts; check the time.",
    )
    require(  # SYS-03: notice of three days, except urgent
        urgent or local_date(starts_at) - context.today >= timedelta(days=NOTICE_DAYS),
        "notice_too_short",
        f"会议须至少提前{NOTICE_DAYS}天通知，紧急会议请注明。",
        f"Notice is given {NOTICE_DAYS} days before; mark it as urgent if it is.",
    )


def _must_be_unattended(state: Meeting) -> None:
    require(
        not state.lines,
        "attendance_recorded",
        "已登记到会情况，会议不能再延期或取消。",
        "Attendance is recorded; the meeting cannot be postponed or cancelled any more.",
    )
