"""From a proposal to a date: SYS-08, R-25."""

from typing import Final
from uuid import UUID

from domain.community import community_ref, must_be_community
from domain.deliberation.events import (
    ItemAccepted,
    ItemDeferred,
    ItemProposed,
    ItemRejected,
    ItemScheduled,
)
from domain.deliberation.state import DeliberationItem, must_be, must_follow
from domain.deliberation.terms import PROPOSERS, ItemClass, ItemState, Proposer, RejectReason
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    PrivateLine,
    PrivateText,
    Reads,
    require,
)
from domain.meeting import meeting_ref
from domain.meeting.state import CALLED
from domain.roles import Role
from domain.unit import unit_ref
from domain.vocabulary import BodyCode, CommunityCode

FOR_A_UNIT: Final = (Proposer.UNIT, Proposer.SOCIAL_ORGANISATION, Proposer.MERCHANT)


class ProposeItem(
    Command[DeliberationItem], verb="propose", label=Label("提出议题", "Propose item"),
    who=tuple(PROPOSERS), opens=True,
):  # fmt: skip
    """Puts a common affair forward for deliberation (R-25).

    person: the resident who proposes, in her own name. unit: that of a unit's, an organisation's
    or a merchant's officer; department: that of a department's. problem, occurrence: of the
    system only (P-14).
    """

    community: CommunityCode
    item_class: ItemClass
    title: PrivateLine
    text: PrivateText
    person: UUID | None = None
    unit: UUID | None = None
    department: BodyCode | None = None
    problem: UUID | None = None
    occurrence: int | None = None

    def reads(self, state: DeliberationItem, context: Context) -> Reads:
        yield community_ref(self.community)
        if self.unit is not None:
            yield unit_ref(self.unit)

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        if state.state is not None:  # P-14 ran again
            return
        must_be_community(self.community, context)
        proposer = PROPOSERS[context.actor.role]
        self._says_who(proposer, context)
        yield ItemProposed(proposed_by=proposer, on=context.on, **dict(self))

    def _says_who(self, proposer: Proposer, context: Context) -> None:
        actor = context.actor
        require(  # SYS-08: proposer any of RES, UNIT, ORG, MER, CS, DEPT
            (proposer is Proposer.RESIDENT) == (self.person is not None)
            and (proposer in FOR_A_UNIT) == (self.unit is not None)
            and (proposer is Proposer.DEPARTMENT) == (self.department is not None)
            and (proposer is Proposer.SYSTEM) == (self.problem is not None),
            "proposer_unstated",
            "请按角色写明提议人：居民填本人，单位、组织、商户填单位，部门填部门代码，且只填其一。",
            "Say who proposes, as your role has it: a resident herself, a unit, an organisation "
            "or a merchant its unit, a department its code; only one of them.",
        )
        require(
            self.person in (None, actor.person, actor.on_behalf_of),
            "not_in_own_name",
            "居民请以本人名义提议。",
            "A resident proposes in her own name.",
        )
        require(
            self.unit is None or context.look(unit_ref(self.unit)).enrolled_on(context.on),
            "no_such_unit",
            "该单位当日未入册，请先办理单位入册。",
            "The unit is not enrolled on that day; enrol it first.",
        )


class ScreenItem(
    Command[DeliberationItem], verb="screen", label=Label("审题", "Screen item"), who=(Role.CS,)
):
    """Lists it for deliberation, or not, saying why.

    needs_residents_meeting: it touches the interests of all residents, so that the residents'
    meeting decides (Organic Law of Residents' Committees arts. 9, 10).
    """

    listed: bool
    needs_residents_meeting: bool = False
    reason: RejectReason | None = None
    explanation: PrivateText | None = None

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        must_be(state, ItemState.PROPOSED)
        must_follow(state, context.on)
        if self.listed:
            flag = self.needs_residents_meeting
            yield ItemAccepted(needs_residents_meeting=flag, on=context.on)
            return
        require(  # SYS-08: REJECTED 不列入 has its reason
            self.reason is not None and self.explanation is not None,
            "rejection_unexplained",
            "不列入须选定理由并向提议人说明。",
            "What is not listed has a reason, and the proposer is told it.",
        )
        yield ItemRejected(
            person=state.person, reason=self.reason, explanation=self.explanation, on=context.on
        )


class ScheduleItem(
    Command[DeliberationItem], verb="schedule", label=Label("排期", "Schedule item"),
    who=(Role.CS,),
):  # fmt: skip
    """Puts it on the agenda of a meeting; another one, when it was moved."""

    meeting: UUID

    def reads(self, state: DeliberationItem, context: Context) -> Reads:
        yield meeting_ref(self.meeting)

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        must_be(state, ItemState.SCREENED, ItemState.SCHEDULED, ItemState.DEFERRED)
        must_follow(state, context.on)
        meeting = context.look(meeting_ref(self.meeting))
        require(  # SYS-08: a meeting of its community that is still to be held
            meeting.community == state.community and meeting.state in CALLED,
            "no_such_meeting",
            "本社区没有此待召开的会议，请先召集会议。",
            "The community has no such meeting to come; convene it first.",
        )
        if self.meeting != state.meeting:
            yield ItemScheduled(meeting=self.meeting, on=context.on)


class DeferItem(
    Command[DeliberationItem], verb="defer", label=Label("暂缓", "Defer item"), who=(Role.CS,)
):
    """Takes it off the agenda for now; it may be scheduled again."""

    reason: PrivateText

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        must_be(state, ItemState.SCREENED, ItemState.SCHEDULED)
        must_follow(state, context.on)
        yield ItemDeferred(reason=self.reason, on=context.on)
