"""What is done to a unit: enrolled, given a lead community, withdrawn; who signs for it."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import StringConstraints

from domain.community import community_ref, must_be_community
from domain.dates import require_happened
from domain.identifiers import is_credit_code
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
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
from domain.unit.state import Unit, UnitKind, WithdrawalReason
from domain.vocabulary import CommunityCode, DocumentNo

# An owners' committee is no legal person; a social organisation may be filed, not registered.
WITHOUT_CREDIT_CODE: Final = frozenset({UnitKind.OWNERS_COMMITTEE, UnitKind.SOCIAL_ORGANISATION})

CreditCode = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=1, max_length=40)
]


class UnitEvent(Event[Unit]):
    pass


class UnitEnrolled(UnitEvent, name="unit.enrolled"):
    unit: UUID
    title: Line
    kind: UnitKind
    credit_code: str | None = None
    community: CommunityCode
    also_in: tuple[CommunityCode, ...] = ()
    in_government_building: bool = False
    big_party_committee: bool = False
    synthetic: bool = False
    on: date

    def apply(self, state: Unit) -> Unit:
        return Unit(
            id=self.unit,
            name=self.title,
            kind=self.kind,
            credit_code=self.credit_code,
            host_community=self.community,
            hosts=state.led_by(self.community),
            communities=frozenset({self.community, *self.also_in}),
            in_government_building=self.in_government_building,
            big_party_committee=self.big_party_committee,
            enrolments=(*state.enrolments, Period(start=self.on)),
        )


class HostCommunityAssigned(UnitEvent, name="unit.host_community_assigned"):
    community: CommunityCode
    also_in: tuple[CommunityCode, ...] = ()
    on: date

    def apply(self, state: Unit) -> Unit:
        communities = frozenset({self.community, *self.also_in})
        return replace(
            state,
            host_community=self.community,
            hosts=state.led_by(self.community),
            communities=communities,
        )


class UnitWithdrawn(UnitEvent, name="unit.withdrawn"):
    last_day: date
    reason: WithdrawalReason
    document_no: DocumentNo

    def apply(self, state: Unit) -> Unit:
        *before, last = state.enrolments
        return replace(state, enrolments=(*before, last.ended(self.last_day)))


class UnitSignatoryAuthorised(UnitEvent, name="unit.signatory_authorised"):
    person: UUID
    period: Period
    document_no: DocumentNo

    def apply(self, state: Unit) -> Unit:
        others = (entry for entry in state.signatories if entry[0] != self.person)
        return replace(state, signatories=(*others, (self.person, self.period)))


class EnrolUnit(
    Command[Unit], verb="enrol", label=Label("单位入册", "Enrol unit"), who=(Role.CS,),
    approved_by=(Role.TOWN,), opens=True,
):  # fmt: skip
    """Takes a unit into the programme; after a withdrawal, again.

    community: its lead community (AM-04). big_party_committee: a member of the Big Party
    Committee, so that its Party members owe registration (AM-32) and it is scored (AM-33).
    synthetic: made up, for tests and demonstrations.
    """

    title: Line
    kind: UnitKind
    credit_code: CreditCode | None = None
    community: CommunityCode
    also_in: tuple[CommunityCode, ...] = ()
    in_government_building: bool = False
    big_party_committee: bool = False
    synthetic: bool = False
    on: date

    def reads(self, state: Unit, context: Context) -> Reads:
        for community in (self.community, *self.also_in):
            yield community_ref(community)

    def decide(self, state: Unit, context: Context) -> Outcome:
        require_happened(self.on, context)
        for community in (self.community, *self.also_in):
            must_be_community(community, context)
        require(
            self.credit_code is not None or self.kind in WITHOUT_CREDIT_CODE,
            "credit_code_missing",
            "此类单位须填统一社会信用代码，请补填。",
            "A unit of this kind has a unified social credit code; fill it in.",
        )
        require(  # SYS-02, HANDBOOK 3.10
            self.credit_code is None or is_credit_code(self.credit_code),
            "invalid_credit_code",
            f"统一社会信用代码{self.credit_code}校验不符，请对照证照重新填写。",
            f"The unified social credit code {self.credit_code} fails its check; compare it with "
            "the certificate.",
        )
        require(
            state.enrolled is None or state.withdrawn,
            "unit_exists",
            "该单位已入册，无需重复办理。",
            "This unit is enrolled already.",
        )
        require(
            not state.takes_members_from(self.on),
            "enrolment_overlaps",
            "新入册日期须晚于上次退出日期，请核对日期。",
            "The new enrolment must begin after the last withdrawal; check the date.",
        )
        yield UnitEnrolled(unit=context.stream, **dict(self))


class AssignHostCommunity(
    Command[Unit], verb="assign-host", label=Label("明确牵头社区", "Assign host community"),
    who=(Role.CS,), approved_by=(Role.TOWN,),
):  # fmt: skip
    """Names the one community that leads for the unit, and the others it works in (AM-04)."""

    community: CommunityCode
    also_in: tuple[CommunityCode, ...] = ()
    on: date

    def reads(self, state: Unit, context: Context) -> Reads:
        for community in (self.community, *self.also_in):
            yield community_ref(community)

    def decide(self, state: Unit, context: Context) -> Outcome:
        require_happened(self.on, context)
        for community in (self.community, *self.also_in):
            must_be_community(community, context)
        _must_be_enrolled(state, self.on)
        communities = frozenset({self.community, *self.also_in})
        if self.community != state.host_community or communities != state.communities:
            yield HostCommunityAssigned(**dict(self))


class WithdrawUnit(
    Command[Unit], verb="withdraw", label=Label("单位退出", "Withdraw unit"), who=(Role.CS,),
    approved_by=(Role.TOWN,),
):  # fmt: skip
    """Ends its part in the programme; `last_day` still counts."""

    last_day: date
    reason: WithdrawalReason
    document_no: DocumentNo

    def decide(self, state: Unit, context: Context) -> Outcome:
        require_happened(self.last_day, context)
        _must_be_enrolled(state, self.last_day)
        require(
            not state.withdrawn,
            "unit_withdrawn",
            "该单位已退出，无需再办。",
            "This unit has withdrawn already.",
        )
        yield UnitWithdrawn(**dict(self))


class AuthoriseSignatory(
    Command[Unit], verb="authorise-signatory", label=Label("授权签约人", "Authorise signatory"),
    who=(Role.CS,), approved_by=(Role.TOWN,),
):  # fmt: skip
    """Says who may sign agreements for the unit, and when (SYS-04). The same person's later
    authorisation replaces the earlier one: so it is prolonged or ended."""

    person: UUID
    period: Period
    document_no: DocumentNo

    def decide(self, state: Unit, context: Context) -> Outcome:
        _must_be_enrolled(state, context.today)
        require(
            self.period.end is None or self.period.start <= self.period.end,
            "ends_before_start",
            "授权结束日期不得早于开始日期，请核对。",
            "The authority may not end before it starts; check the dates.",
        )
        if (self.person, self.period) not in state.signatories:
            yield UnitSignatoryAuthorised(**dict(self))


def _must_be_enrolled(state: Unit, day: date) -> None:
    require(
        state.enrolled_on(day),
        "unit_not_enrolled",
        f"{day}当日该单位未入册，请先办理单位入册或核对日期。",
        f"The unit is not enrolled on {day}; enrol it first, or check the date.",
    )


def _stream_of(command: EnrolUnit) -> UUID:
    return derived_id("unit", command.credit_code or f"{command.community}/{command.title}")


UNIT: Final = Aggregate(
    name="unit",
    collection="units",
    label=Label("单位", "Unit"),
    initial=Unit(),
    commands=(EnrolUnit, AssignHostCommunity, WithdrawUnit, AuthoriseSignatory),
    events=(UnitEnrolled, HostCommunityAssigned, UnitWithdrawn, UnitSignatoryAuthorised),
    identify=_stream_of,
    concerns=lambda state, command: Concern(
        community=state.host_community or getattr(command, "community", None), unit=state.id
    ),
)


def unit_ref(id: UUID) -> Ref[Unit]:
    return UNIT.ref(id)
