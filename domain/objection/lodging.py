"""Lodging an objection, asking for its review, taking it back (SYS-18)."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.calendar import WorkingCalendar, read_calendar
from domain.kernel import (
    Actor,
    Command,
    Context,
    Elsewhere,
    Label,
    Outcome,
    PrivateText,
    Reads,
    derived_id,
    require,
)
from domain.notice import NoticeKind, ObjectionOpened, notice_ref
from domain.objection.events import ObjectionLodged, ObjectionWithdrawn, ReviewRequested
from domain.objection.rules import (
    WHO_MAY_OBJECT,
    must_be,
    must_be_objector,
    rules_of,
    settled,
)
from domain.objection.state import DECIDED, UNDECIDED, Objection, ObjectionState
from domain.ruleset import SubjectKind, rulebook_ref
from domain.ruleset.lines import RuleId
from domain.vocabulary import CommunityCode, Digest, GridCode

Evidence = Annotated[tuple[Digest, ...], Field(max_length=50)]


class LodgeObjection(
    Command[Objection], verb="lodge", label=Label("提出异议", "Lodge objection"),
    who=WHO_MAY_OBJECT, opens=True,
):  # fmt: skip
    """Says that what a notice makes public is wrong, with facts, while it hangs.

    A subject objects about itself, anybody about a publicised honour. An anonymous one needs
    concrete evidence: it is followed up as a lead, and nobody can ask for its review.
    community, grid: codes, where the subject is a community or a grid.
    """

    notice: UUID
    kind: SubjectKind
    subject: UUID
    community: CommunityCode | None = None
    grid: GridCode | None = None
    line: RuleId | None = None
    anonymous: bool = False
    facts: PrivateText
    evidence: Evidence = ()

    def signed(self, actor: Actor) -> Actor:
        return Actor(actor.role) if self.anonymous else actor

    def reads(self, state: Objection, context: Context) -> Reads:
        yield notice_ref(self.notice)
        yield rulebook_ref()
        yield from read_calendar(context)

    def decide(self, state: Objection, context: Context) -> Outcome:
        notice = context.look(notice_ref(self.notice))
        require(  # SYS-18
            notice.hangs_on(context.today),
            "not_in_publicity",
            "异议须在公示期内提出；公示尚未张贴或已期满，不能受理。",
            "An objection is lodged while the notice hangs; it is not posted, or its period is "
            "over.",
        )
        self._must_name_its_subject()
        require(  # SYS-18: any subject about itself, anybody about a publicised honour
            notice.kind is NoticeKind.HONOURS or self._is_about_himself(context.actor),
            "not_your_score",
            "对成绩的异议须由被评对象本人或本单位提出；如有线索，请向考评办公室反映。",
            "Only the subject itself objects to its score; tell the evaluation office what you "
            "know.",
        )
        objector = self._objector(context.actor)
        calendar = WorkingCalendar.of(context)
        days = rules_of(notice.year, context).cutoffs.objection_reply_working_days.value
        fields = self.model_dump(exclude={"anonymous"})
        yield ObjectionLodged(
            **fields,
            year=notice.year,
            objector=objector,
            due_on=calendar.after(context.today, days),
            calendar=calendar.versions,
        )
        opened = ObjectionOpened(objection=context.stream, subject=self.subject)
        yield Elsewhere(notice_ref(self.notice), opened)

    def _objector(self, actor: Actor) -> UUID | None:
        """None: it is a lead."""
        objector = None if self.anonymous else actor.on_behalf_of or actor.person
        require(
            self.anonymous or objector is not None,
            "objector_unnamed",
            "异议须实名提出；如需匿名，请注明并附具体证据。",
            "An objection is lodged in one's own name; an anonymous one says so, with evidence.",
        )
        require(  # SYS-18: anonymous with concrete evidence is a lead
            bool(self.evidence) or not self.anonymous,
            "lead_without_evidence",
            "匿名反映须附具体证据，方可作为线索核查。",
            "What is said anonymously needs concrete evidence to be followed up.",
        )
        return objector

    def _must_name_its_subject(self) -> None:
        codes = {
            SubjectKind.COMMUNITY: ("body", self.community),
            SubjectKind.GRID: ("grid", self.grid),
        }
        require(
            self.kind not in codes or self.subject == derived_id(*map(str, codes[self.kind])),
            "subject_code",
            "被评对象为社区或网格的，须同时填写其代码，请核对。",
            "A community or a grid is named by its code as well; check both.",
        )

    def _is_about_himself(self, actor: Actor) -> bool:
        own = {
            SubjectKind.COMMUNITY: f"community:{self.community}",
            SubjectKind.GRID: f"grid:{self.grid}",
        }.get(self.kind, f"unit:{self.subject}")
        if self.kind is SubjectKind.MEMBER:
            return self.subject in (actor.person, actor.on_behalf_of)
        return own in actor.scopes


class RequestReview(
    Command[Objection], verb="request-review", label=Label("申请复核", "Request review"),
    who=WHO_MAY_OBJECT,
):  # fmt: skip
    """Asks the leading group, once, to look at a decision again."""

    grounds: PrivateText

    def reads(self, state: Objection, context: Context) -> Reads:
        if state.notice is not None:
            yield notice_ref(state.notice)

    def decide(self, state: Objection, context: Context) -> Outcome:
        must_be(state, DECIDED)
        must_be_objector(state, context.actor)
        require(  # SYS-18: within 5 working days
            state.review_until is not None and context.today <= state.review_until,
            "review_too_late",
            f"复核须在{state.review_until}24时前申请，现已逾期。",
            f"A review had to be asked for by the end of {state.review_until}.",
        )
        yield ReviewRequested(grounds=self.grounds)
        if state.notice is not None and state.subject is not None:
            opened = ObjectionOpened(objection=context.stream, subject=state.subject)
            yield Elsewhere(notice_ref(state.notice), opened)


class WithdrawObjection(
    Command[Objection],
    verb="withdraw",
    label=Label("撤回异议", "Withdraw objection"),
    who=WHO_MAY_OBJECT,
):
    """Takes it back before it is decided, by whoever lodged it."""

    def reads(self, state: Objection, context: Context) -> Reads:
        if state.notice is not None:
            yield notice_ref(state.notice)

    def decide(self, state: Objection, context: Context) -> Outcome:
        if state.state is ObjectionState.WITHDRAWN:
            return
        must_be(state, UNDECIDED)
        must_be_objector(state, context.actor)
        yield ObjectionWithdrawn()
        yield from settled(state, context)
