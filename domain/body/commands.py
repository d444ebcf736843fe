"""What may be done to a body and its posts, by whom (SYS-02)."""

from datetime import date
from typing import Final

from domain.body.events import (
    BodyDissolved,
    BodyEstablished,
    BodyFunctionTransferred,
    BodyRenamed,
    PostAppointed,
    PostAppointmentEnded,
)
from domain.body.linking import BodyUnitLinked, LinkUnit
from domain.body.posts import AppointToPost, EndAppointment
from domain.body.state import Body, BodyType, must_exist
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Label,
    Line,
    Outcome,
    Reads,
    Ref,
    derived_id,
    require,
)
from domain.roles import Role
from domain.vocabulary import BodyCode, CommunityCode, DocumentNo, is_community_code

BY_THE_COUNTY: Final = (Role.COD, Role.LG)
COMMITTEE_OF: Final = "-BPC"  # after the code of its community


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
        require(  # one in each community
            self.type is not BodyType.BIG_PARTY_COMMITTEE or self.community is not None,
            "community_missing",
            "大党委须填所在社区，请补填。",
            "A Big Party Committee is a community's: name it.",
        )
        of, is_one = self.community or "", self.type is BodyType.BIG_PARTY_COMMITTEE
        require(  # so there is no other, and AM-27 finds who must recuse himself
            self.code == f"{of}{COMMITTEE_OF}" if is_one else not self.code.endswith(COMMITTEE_OF),
            "not_the_committees_code",
            f"大党委的代码须为社区代码加{COMMITTEE_OF}，如FC01{COMMITTEE_OF}，其他机构不用，请更正。",
            f"A Big Party Committee has its community's code and {COMMITTEE_OF}, and no other body "
            "has such a code; correct it.",
        )
        require(  # SYS-01: every grid, cadence and score names a community by its code
            self.type is not BodyType.COMMUNITY_PARTY_ORG or is_community_code(self.code),
            "not_a_community_code",
            "社区党组织的代码须为两位字母加两位数字，如FC01，请更正。",
            "The code of a community's Party organisation is two letters and two digits, as FC01.",
        )
        require(  # it is the community
            self.type is not BodyType.COMMUNITY_PARTY_ORG or self.community in (None, self.code),
            "of_another_community",
            "社区党组织所在社区即其本身，请更正社区代码。",
            "A community's Party organisation is of that community; correct the code.",
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
        if self.title != state.name_on(self.on):
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
