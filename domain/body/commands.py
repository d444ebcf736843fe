"""What may be done to a body and its posts, by whom (SYS-02)."""

from datetime import date
from typing import Final
from uuid import UUID

from domain.body.events import (
    BodyDissolved,
    BodyEstablished,
    BodyFunctionTransferred,
    BodyRenamed,
    PostAppointed,
    PostAppointmentEnded,
)
from domain.body.state import Basis, Body, BodyType, EndReason, Post
from domain.kernel import (
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

BY_THE_COUNTY: Final = (Role.COD, Role.LG)


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
        _must_exist(state, self.on)
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
        _must_exist(state, self.on)
        _must_exist(context.look(body_ref(self.to)), self.on)
        yield BodyFunctionTransferred(**dict(self))


class DissolveBody(
    Command[Body], verb="dissolve", label=Label("撤销机构", "Dissolve body"), who=BY_THE_COUNTY
):
    """Ends a body; nothing of its history goes."""

    on: date
    document_no: DocumentNo

    def decide(self, state: Body, context: Context) -> Outcome:
        _must_exist(state, self.on)
        yield BodyDissolved(**dict(self))


class AppointToPost(
    Command[Body],
    verb="appoint",
    label=Label("任命", "Appoint to post"),
    who=(Role.COD, Role.CS),
):
    """Gives a person a post in this body. R-13: every part-time post has a basis and a document."""

    person: UUID
    post: Post
    basis: Basis
    period: Period
    document_no: DocumentNo

    def decide(self, state: Body, context: Context) -> Outcome:
        _must_exist(state, self.period.start)
        # R-13(a): only the county assigns the leaders of the government building's units.
        require(
            self.basis is not Basis.COUNTY_ASSIGNED or context.actor.role is Role.COD,
            "county_assigns",
            "县派兼职须由县委组织部任命，请由组织部办理。",
            "Only the Organisation Department assigns county leaders; ask it to appoint.",
        )
        # AM-16: one post per person in one committee.
        require(
            not state.holds(self.person, tuple(Post), self.period.start),
            "post_held",
            "此人在该机构已任职，请先免去原职。",
            "This person already holds a post in this body; end that appointment first.",
        )
        yield PostAppointed(appointment=context.new_id("appointment"), **dict(self))


class EndAppointment(
    Command[Body], verb="end-appointment", label=Label("免职", "End appointment"),
    who=(Role.COD, Role.CS),
):  # fmt: skip
    """Ends a post on a date, that day included."""

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
            found.period.end is None,
            "appointment_ended",
            "该任职已免，无需再免。",
            "This appointment has ended already.",
        )
        require(
            self.on >= found.period.start,
            "ends_before_start",
            f"免职日期不得早于任职日期{found.period.start}。",
            f"The end may not lie before the start, {found.period.start}.",
        )
        yield PostAppointmentEnded(**dict(self))


def _must_exist(state: Body, day: date) -> None:
    require(
        state.exists_on(day),
        "no_such_body",
        f"{day}当日无此机构，请核对代码与日期。",
        f"No such body on {day}; check the code and the date.",
    )


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
    ),
    events=(
        BodyEstablished,
        BodyRenamed,
        BodyFunctionTransferred,
        BodyDissolved,
        PostAppointed,
        PostAppointmentEnded,
    ),
    identify=lambda command: derived_id("body", command.code),
    concerns=lambda state, command: Concern(
        community=state.community or getattr(command, "community", None), body=state.code or None
    ),
)


def body_ref(code: str) -> Ref[Body]:
    return BODY.ref(derived_id("body", code))
