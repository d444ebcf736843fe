"""Incubation: applied, checked, admitted, grown on two tracks, graduated or gone (R-35)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.body import BodyType, body_ref
from domain.calendar import Limit, LimitUnit, WorkingCalendar, read_calendar
from domain.community import community_ref, must_be_community
from domain.kernel import (
    Command,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    PrivateText,
    Reads,
    SealedText,
    Value,
    require,
)
from domain.roles import Role
from domain.society.state import (
    IN_THE_CENTRE,
    Organisation,
    OrganisationState,
    Track,
    must_be,
)
from domain.unit import UnitKind, unit_ref
from domain.vocabulary import BodyCode, CommunityCode, Digest, DocumentNo, Moment

ADMISSION_CHECK: Final = Limit(amount=5, unit=LimitUnit.WORKING_DAYS)  # S43
MAY_APPLY: Final = (None, OrganisationState.REFUSED, OrganisationState.EXITED)
Milestones = Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
Evidence = Annotated[tuple[Digest, ...], Field(min_length=1, max_length=20)]


class OrganisationEvent(Event[Organisation]):
    pass


class Tracks(Value):
    """What is to be reached on each of the two tracks, as the incubation agreement has it."""

    business: Milestones
    party_building: Milestones

    def by_track(self) -> Mapping[Track, tuple[str, ...]]:
        return {Track.BUSINESS: self.business, Track.PARTY_BUILDING: self.party_building}


class IncubationApplied(OrganisationEvent, name="social_organisation.incubation_applied"):
    """check_due_at: until then the application is to be checked. calendar: year → version."""

    unit: UUID
    community: CommunityCode
    check_due_at: Moment
    calendar: dict[int, int]

    def apply(self, state: Organisation) -> Organisation:
        return replace(
            state,
            unit=self.unit,
            community=self.community,
            state=OrganisationState.APPLIED,
            check_due_at=self.check_due_at,
        )


class OrganisationAdmitted(OrganisationEvent, name="social_organisation.admitted"):
    """late: checked after five working days (S43)."""

    centre: BodyCode
    agreement_no: DocumentNo
    tracks: Tracks
    late: bool

    def apply(self, state: Organisation) -> Organisation:
        return replace(
            state,
            state=OrganisationState.ADMITTED,
            centre=self.centre,
            milestones=self.tracks.by_track(),
            reached=frozenset(),
        )


class AdmissionRefused(OrganisationEvent, name="social_organisation.refused"):
    reason: SealedText
    late: bool

    def apply(self, state: Organisation) -> Organisation:
        return replace(state, state=OrganisationState.REFUSED)


class MilestoneReached(OrganisationEvent, name="social_organisation.milestone_reached"):
    """track_complete: it was the last one of its track."""

    track: Track
    milestone: Line
    evidence: Evidence
    track_complete: bool

    def apply(self, state: Organisation) -> Organisation:
        return replace(
            state,
            state=OrganisationState.INCUBATING,
            reached=state.reached | {(self.track, self.milestone)},
        )


class OrganisationGraduated(OrganisationEvent, name="social_organisation.graduated"):
    document_no: DocumentNo

    def apply(self, state: Organisation) -> Organisation:
        return replace(state, state=OrganisationState.GRADUATED)


class OrganisationExited(OrganisationEvent, name="social_organisation.exited"):
    reason: SealedText

    def apply(self, state: Organisation) -> Organisation:
        return replace(state, state=OrganisationState.EXITED)


class ApplyForIncubation(
    Command[Organisation], verb="apply", label=Label("申请入驻孵化", "Apply for incubation"),
    who=(Role.ORG,), opens=True,
):  # fmt: skip
    """Asks for a place in an incubation centre; it is checked within five working days (S43)."""

    unit: UUID
    community: CommunityCode

    def reads(self, state: Organisation, context: Context) -> Reads:
        yield from known_organisation(self.unit, self.community)
        yield from read_calendar(context)

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, *MAY_APPLY)
        must_be_enrolled(self.unit, self.community, context)
        calendar = WorkingCalendar.of(context)
        due = calendar.deadline(context.at, ADMISSION_CHECK)
        yield IncubationApplied(**dict(self), check_due_at=due, calendar=calendar.versions)


class AdmitOrganisation(
    Command[Organisation], verb="admit", label=Label("同意入驻", "Admit to incubation"),
    who=(Role.TOWN, Role.CS),
):  # fmt: skip
    """Takes it into a centre, with a signed agreement and milestones on both tracks (R-35).

    A check that comes after its five working days is done all the same, and told to be late.
    """

    centre: BodyCode
    agreement_no: DocumentNo
    tracks: Tracks

    def reads(self, state: Organisation, context: Context) -> Reads:
        yield body_ref(self.centre)

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, OrganisationState.APPLIED)
        centre = context.look(body_ref(self.centre))
        require(  # by town and communities
            centre.type is BodyType.INCUBATION_CENTRE and centre.exists_on(context.on),
            "no_such_centre",
            f"没有孵化中心{self.centre}，请核对代码。",
            f"There is no incubation centre {self.centre}; check its code.",
        )
        require(
            centre.community in (None, state.community),
            "centre_of_other_community",
            f"孵化中心{self.centre}属于其他社区，请选本社区或镇级孵化中心。",
            f"Centre {self.centre} is another community's; choose its own or the town's.",
        )
        yield OrganisationAdmitted(**dict(self), late=_is_late(state, context))


class RefuseAdmission(
    Command[Organisation], verb="refuse", label=Label("不予入驻", "Refuse admission"),
    who=(Role.TOWN, Role.CS),
):  # fmt: skip
    """Does not take it in, and says why; it may apply again."""

    reason: PrivateText

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, OrganisationState.APPLIED)
        yield AdmissionRefused(reason=self.reason, late=_is_late(state, context))


class ReachMilestone(
    Command[Organisation], verb="reach-milestone", label=Label("登记阶段成果", "Reach milestone"),
    who=(Role.TOWN, Role.CS, Role.CW),
):  # fmt: skip
    """The centre states, with evidence, that an agreed milestone was reached on one track."""

    track: Track
    milestone: Line
    evidence: Evidence

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, *IN_THE_CENTRE)
        require(  # SYS-14: the incubation centre
            context.actor.body == state.centre,
            "not_the_centre",
            f"阶段成果由孵化中心{state.centre}登记，请以该中心身份办理。",
            f"The incubation centre {state.centre} states it; act for that body.",
        )
        require(
            self.milestone in state.milestones[self.track],
            "no_such_milestone",
            "孵化协议中没有这一阶段目标，请核对名称。",
            "The incubation agreement has no such milestone on this track; check its title.",
        )
        if (self.track, self.milestone) not in state.reached:
            reached = MilestoneReached(**dict(self), track_complete=False)
            complete = reached.apply(state).complete(self.track)
            yield reached.model_copy(update={"track_complete": complete})


class GraduateOrganisation(
    Command[Organisation], verb="graduate", label=Label("出壳", "Graduate"), who=(Role.TOWN,)
):
    """Ends the incubation with success: R-35, both tracks are complete."""

    document_no: DocumentNo

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, *IN_THE_CENTRE)
        require(  # 业务工作与党建工作双孵化双成长
            all(state.complete(track) for track in Track),
            "track_incomplete",
            "业务与党建两条线须全部完成方可出壳，请先补齐阶段目标。",
            "Both tracks, business and Party building, must be complete before it graduates.",
        )
        yield OrganisationGraduated(document_no=self.document_no)


class ExitIncubation(
    Command[Organisation], verb="exit", label=Label("退出孵化", "Exit incubation"),
    who=(Role.TOWN,),
):  # fmt: skip
    """Ends the incubation without graduation, once the rooms are given back."""

    reason: PrivateText
    rooms_returned: bool

    def decide(self, state: Organisation, context: Context) -> Outcome:
        must_be(state, *IN_THE_CENTRE)
        require(
            self.rooms_returned,
            "rooms_not_returned",
            "请先交还孵化场地，再办理退出。",
            "The rooms are to be given back first.",
        )
        yield OrganisationExited(reason=self.reason)


def known_organisation(unit: UUID, community: str) -> Reads:
    yield unit_ref(unit)
    yield community_ref(community)


def must_be_enrolled(unit: UUID, community: str, context: Context) -> None:
    """A social organisation of the programme, at work in this community."""
    must_be_community(community, context)
    found = context.look(unit_ref(unit))
    enrolled = found.enrolled_on(context.on) and community in found.communities
    require(
        enrolled and found.kind is UnitKind.SOCIAL_ORGANISATION,
        "not_an_organisation",
        "该单位不是在本社区入册的社会组织，请先办理入册。",
        "This is no social organisation enrolled in the community; enrol it first.",
    )


def _is_late(state: Organisation, context: Context) -> bool:
    return state.check_due_at is not None and context.at > state.check_due_at
