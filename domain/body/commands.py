"""What may be done to a body and its posts, by whom (SYS-02)."""

from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from domain.body.events import (
    BodyDissolved,
    BodyEstablished,
    BodyFunctionTransferred,
    BodyRenamed,
    PostAppointed,
    PostAppointmentEnded,
)
from domain.body.linking import BodyUnitLinked, LinkUnit
from domain.body.state import Basis, Body, BodyType, EndReason, Post, must_exist
from domain.kernel import (
    Actor,
    Aggregate,
    Command,
    Concern,
    Context,
    Label,
    Line,
    Outcome,
    Period,
    Reads,
    Ref,
    derived_id,
    require,
)
from domain.roles import Role
from domain.vocabulary import BodyCode, CommunityCode, DocumentNo

if TYPE_CHECKING:
    from domain.person import Person

BY_THE_COUNTY: Final = (Role.COD, Role.LG)
OF_PARTY_MEMBERS: Final = frozenset(  # R-13(b)
    {Basis.PROPERTY_COMPANY, Basis.OWNERS_COMMITTEE, Basis.PARTY_DELEGATE}
)
PARTY_OFFICES: Final = frozenset(
    {Post.SECRETARY, Post.PART_TIME_DEPUTY_SECRETARY, Post.GROUP_LEADER}
)


class EstablishBody(
    Command[Body], verb="establish", label=Label("设立机构", "Establish body"), who=BY_THE_COUNTY,
    opens=True,
):  # fmt: skip
    """Sets up a body, or records one that exists, from the date of its document."""

    code: BodyCode
    type: BodyType
    title: Line
    community: CommunityCode | None = None
    duties: tuple[Line, ...] = ()
    on: date
    document_no: DocumentNo

    def decide(self, state: Body, context: Context) -> Outcome:
        require(
            state.period is None,
            "body_exists",
            f"机构{self.code}已设立，请改用更名或另选代码。",
            f"Body {self.code} exists already: rename it or choose another code.",
        )
        yield BodyEstablished(**dict(self))


class RenameBody(
    Command[Body], verb="rename", label=Label("机构更名", "Rename body"), who=BY_THE_COUNTY
):
    """A new name from a date; reports before it show the old one."""

    title: Line
    on: date
    document_no: DocumentNo

    def decide(self, state: Body, context: Context) -> Outcome:
        must_exist(state, self.on)
        if self.title != state.name:
            yield BodyRenamed(**dict(self))


class TransferFunction(
    Command[Body], verb="transfer-function", label=Label("职能划转", "Transfer function"),
    who=BY_THE_COUNTY,
):  # fmt: skip
    """Hands one of its functions to another body from a date."""

    function: Line
    to: BodyCode
    on: date
    document_no: DocumentNo

    def reads(self, state: Body, context: Context) -> Reads:
        yield body_ref(self.to)

    def decide(self, state: Body, context: Context) -> Outcome:
        must_exist(state, self.on)
        must_exist(context.look(body_ref(self.to)), self.on)
        yield BodyFunctionTransferred(**dict(self))


class DissolveBody(
    Command[Body], verb="dissolve", label=Label("撤销机构", "Dissolve body"), who=BY_THE_COUNTY
):
    """Ends a body; nothing of its history goes."""

    on: date
    document_no: DocumentNo

    def decide(self, state: Body, context: Context) -> Outcome:
        must_exist(state, self.on)
        require(
            state.period is None or state.period.end is None,
            "body_dissolved",
            "该机构已撤销，无需再撤。",
            "This body is dissolved already.",
        )
        yield BodyDissolved(**dict(self))


class _OfPosts(Command[Body]):
    """SYS-02: the county decides alone, a community secretary with the town's consent."""

    def needs_consent(self, actor: Actor) -> bool:
        return actor.role is Role.CS


class AppointToPost(
    _OfPosts, verb="appoint", label=Label("任命", "Appoint to post"), who=(Role.COD, Role.CS),
    approved_by=(Role.TOWN,),
):  # fmt: skip
    """Gives a person a post in this body. R-13: every part-time post has a basis and a document.

    The county appoints at once, a community secretary with the town's consent (SYS-02).
    """

    person: UUID
    post: Post
    basis: Basis
    period: Period
    document_no: DocumentNo

    def reads(self, state: Body, context: Context) -> Reads:
        yield _person_ref(self.person)

    def decide(self, state: Body, context: Context) -> Outcome:
        must_exist(state, self.period.start)
        require(
            self.period.end is None or self.period.start <= self.period.end,
            "ends_before_start",
            "任职结束日期不得早于开始日期，请核对。",
            "The post may not end before it starts; check the dates.",
        )
        # R-13(a): only the county assigns the leaders of the government building's units.
        require(
            self.basis is not Basis.COUNTY_ASSIGNED or context.actor.role is Role.COD,
            "county_assigns",
            "县派兼职须由县委组织部任命，请由组织部办理。",
            "Only the Organisation Department assigns county leaders; ask it to appoint.",
        )
        require(  # R-13(b), SYS-02: Party member where required
            not self._is_for_party_members() or self._is_party_member(context),
            "not_a_party_member",
            "此职务须由党员担任，请另择人选或更正其党员信息。",
            "This post is for Party members; choose another person, or correct the record.",
        )
        require(  # one fact on the grid
            state.type is not BodyType.GRID_BRANCH or self.post is not Post.SECRETARY,
            "appoint_the_grid_head",
            "网格党支部书记由网格长兼任，请在网格中任命网格长。",
            "The grid head is the branch secretary; appoint the head of the grid.",
        )
        require(  # AM-16: one post per person in one committee
            not any(
                a.person == self.person and a.period.overlaps(self.period)
                for a in state.appointments
            ),
            "post_held",
            "此人在该机构已任职，请先免去原职。",
            "This person already holds a post in this body; end that appointment first.",
        )
        yield PostAppointed(appointment=context.new_id("appointment"), **dict(self))

    def _is_for_party_members(self) -> bool:
        return self.basis in OF_PARTY_MEMBERS or self.post in PARTY_OFFICES

    def _is_party_member(self, context: Context) -> bool:
        return context.look(_person_ref(self.person)).is_party_member_on(self.period.start)


class EndAppointment(
    _OfPosts, verb="end-appointment", label=Label("免职", "End appointment"),
    who=(Role.COD, Role.CS), approved_by=(Role.TOWN,),
):  # fmt: skip
    """Ends a post on a date, that day included; before the end it was given, if it has one."""

    appointment: UUID
    on: date
    reason: EndReason

    def decide(self, state: Body, context: Context) -> Outcome:
        found = next((a for a in state.appointments if a.id == self.appointment), None)
        require(
            found is not None,
            "no_such_appointment",
            "查无此任职，请核对任职编号。",
            "There is no such appointment; check its id.",
        )
        assert found is not None  # noqa: S101 - for the type checker
        require(
            found.period.end is None or self.on < found.period.end,
            "appointment_ended",
            "该任职届时已免，无需再免。",
            "This appointment has ended by then already.",
        )
        require(
            self.on >= found.period.start,
            "ends_before_start",
            f"免职日期不得早于任职日期{found.period.start}。",
            f"The end may not lie before the start, {found.period.start}.",
        )
        yield PostAppointmentEnded(**dict(self))


def _person_ref(id: UUID) -> "Ref[Person]":
    # Imported late: a person's unit works in a community, and a community is a body.
    from domain.person import person_ref

    return person_ref(id)


BODY: Final = Aggregate(
    name="body",
    collection="bodies",
    label=Label("机构", "Body"),
    initial=Body(),
    commands=(
        EstablishBody,
        RenameBody,
        TransferFunction,
        DissolveBody,
        AppointToPost,
        EndAppointment,
        LinkUnit,
    ),
    events=(
        BodyEstablished,
        BodyRenamed,
        BodyFunctionTransferred,
        BodyDissolved,
        PostAppointed,
        PostAppointmentEnded,
        BodyUnitLinked,
    ),
    identify=lambda command: derived_id("body", command.code),
    concerns=lambda state, command: Concern(
        community=state.community or getattr(command, "community", None), body=state.code or None
    ),
)


def body_ref(code: str) -> Ref[Body]:
    return BODY.ref(derived_id("body", code))
